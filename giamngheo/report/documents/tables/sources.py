"""Where each figure comes from: how it is counted, of whom, from which workbooks, and what is not in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from giamngheo.core.formats import moment, number
from giamngheo.report.content import FigureSource, MadeFrom, ReportContent, UnitLine
from giamngheo.report.documents.document import Cell, ColumnSum, Subtotal, Table, TableColumn
from giamngheo.report.documents.tables.columns import CODE, UNIT
from giamngheo.report.wording import sentences, words

Row = tuple[Cell, ...]
_COLUMNS = (
    TableColumn("title", "Số liệu", 45),
    TableColumn("article", "Căn cứ", 30),
    TableColumn("numerator_words", "Cách tính tử số", 60),
    TableColumn("denominator_words", "Cách tính mẫu số", 50),
    CODE,
    UNIT,
    TableColumn("numerator", "Tử số", 22, "money", total=ColumnSum()),
    TableColumn("denominator", "Mẫu số", 22, "money", total=ColumnSum()),
    TableColumn("made_from", "Từ báo cáo (kỳ, lần gửi, thời điểm nhận, mã băm)", 90),
    TableColumn("left_out", "Không có trong số này", 45),
)


def sources(content: ReportContent) -> Table:
    """A line for each figure with how it is counted, its sum and what is left out, and below it one for each unit; of areas where
    units are too many to be listed. Units' parts are those of the other sheets, and not kept twice."""
    rows: list[Row] = []
    subtotals: list[Subtotal] = []
    by_unit = _by_unit(content)
    for source in content.figure_sources:
        below = [_line(content, source, line, by_unit) for line in _lines(content)]
        at = len(rows)
        rows += [_head(content, source, below), *below]
        subtotals.append(Subtotal(at, tuple(range(at + 1, len(rows))), 1))
    note = f"{sentences.coverage_sentence(content)} Từng dòng của bản gốc: giamngheo explain MÃ --period {content.period} --rows."
    title = "Từng số liệu tính từ đâu"
    table = Table("sources", "Nguồn số liệu", title, _COLUMNS, tuple(rows), note=note, subtotals=tuple(subtotals))
    return table if content.made_from else replace(table, note=f"{note} Báo cáo của từng đơn vị: xem bằng lệnh ấy.")


def _lines(content: ReportContent) -> Iterable[UnitLine]:
    """The units; where their workbooks are not kept the highest areas, and the units that are in none."""
    if content.made_from:
        return content.units
    inside = {code for area in content.areas for code in area.units}
    highest = [area.line for area in content.areas if not area.parent]
    return [*highest, *(line for line in content.units if line.code not in inside)] if highest else []


def _by_unit(content: ReportContent) -> Mapping[str, list[MadeFrom]]:
    found: dict[str, list[MadeFrom]] = {}
    for one in content.made_from:
        found.setdefault(one.unit, []).append(one)
    return found


def _head(content: ReportContent, source: FigureSource, below: list[Row]) -> Row:
    left_out = [f"{row[5]} ({row[9]})" for row in below if row[9]]
    absent = f"{number(len(left_out))} đơn vị: {'; '.join(map(str, left_out))}" if left_out else ""
    own = (source.title, source.article, words.capital(source.numerator), words.capital(source.denominator))
    counted = {row[4] for row in below if row[6] is not None}
    used = sum(one.month in source.months and one.unit in counted for one in content.made_from)
    made_from = f"{number(used)} báo cáo" if content.made_from else ""
    return (*own, source.key, content.district.name, *_sides(content.district, source), made_from, absent)


def _line(content: ReportContent, source: FigureSource, line: UnitLine, by_unit: Mapping[str, list[MadeFrom]]) -> Row:
    sides = _sides(line, source)
    used = [one for one in by_unit.get(line.code, []) if one.month in source.months and sides[0] is not None]
    return (
        *(source.title, "", "", "", line.code, line.name),
        *sides,
        "; ".join(map(_workbook, used)),
        _left_out(content, source, line, is_in=sides[0] is not None),
    )


def _sides(line: UnitLine, source: FigureSource) -> tuple[float | None, float | None]:
    item = next((one for one in line.indicators if one.indicator == source.key), None)
    return (item.numerator, item.denominator) if item else (line.stock(source.key), None)


def _workbook(one: MadeFrom) -> str:
    sender = f" ({one.sender})" if one.sender else ""
    version = f" lần {one.version}" if one.version else ""
    return f"{one.month}{sender}{version}, nhận {moment(one.received_at)}, {one.sha256}"


def _left_out(content: ReportContent, source: FigureSource, line: UnitLine, is_in: bool) -> str:
    """Why a unit is not in a figure, or not with all its months."""
    if not is_in and not line.reported:
        status = next((one.status for one in content.reporters if one.code == line.code), "")
        return words.small(words.submission_status(status)) if status else "chưa có báo cáo"
    item = next((one for one in line.indicators if one.indicator == source.key), None)
    months = list(item.missing) if item else []
    if not months and len(source.months) > 1:
        months = [month.title for month in content.missing_months if line.name in month.units]
    return f"thiếu báo cáo {', '.join(months)}" if months else ""

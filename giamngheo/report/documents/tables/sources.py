"""Where each figure comes from: how it is counted, of whom, from which workbooks, and what is not in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from giamngheo.core.formats import coverage, moment, number
from giamngheo.core.period import Period
from giamngheo.report.content import FigureSource, FormerGap, MadeFrom, ReportContent, UnitLine
from giamngheo.report.documents.document import Cell, ColumnSum, Subtotal, Table, TableColumn
from giamngheo.report.documents.tables.columns import CODE, UNIT
from giamngheo.report.wording import sentences, words
from giamngheo.report.wording.lacking import LackingMonth, lacking_reports

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
    known = _AboutUnits.of(content)
    for source in content.figure_sources:
        left_out = {line.code: _left_out(known, source, line) for line in content.units}
        below = [_line(known, source, line, left_out) for line in _lines(content)]
        at = len(rows)
        rows += [_head(content, source, below, left_out), *below]
        subtotals.append(Subtotal(at, tuple(range(at + 1, len(rows))), 1))
    note = f"{sentences.coverage_sentence(content)} Từng dòng của bản gốc: giamngheo explain MÃ --period {content.period} --rows."
    title = "Từng số liệu tính từ đâu"
    table = Table("sources", "Nguồn số liệu", title, _COLUMNS, tuple(rows), note=note, subtotals=tuple(subtotals))
    return table if content.made_from else replace(table, note=f"{note} Báo cáo của từng đơn vị: xem bằng lệnh ấy.")


@dataclass(frozen=True)
class _AboutUnits:
    """What is asked for of each unit: its workbooks, what became of its report, the months of the period of which it was without a
    report (by code, or by name as these are kept), those that are not in its sums, and whose reports these lack where it was another
    unit then; and the units of each area."""

    workbooks: Mapping[str, list[MadeFrom]]
    statuses: Mapping[str, str]
    missing: Mapping[str, Collection[str]]
    not_summed: Mapping[str, Collection[str]]
    since: Mapping[str, dt.date]  # of what was several units, from when it is one
    former_gaps: Mapping[tuple[str, str], FormerGap]  # (unit, title of a month)
    areas: Mapping[str, Sequence[str]]

    @classmethod
    def of(cls, content: ReportContent) -> _AboutUnits:
        missing: dict[str, set[str]] = {}
        for month in content.missing_months:
            for unit in month.codes or month.units:
                missing.setdefault(unit, set()).add(month.title)
        workbooks: dict[str, list[MadeFrom]] = {}
        for one in content.made_from:
            workbooks.setdefault(one.unit, []).append(one)
        return cls(
            workbooks,
            {one.code: words.status_in(content, one.status) for one in content.reporters},
            missing,
            {flow.code: flow.missing for flow in content.flows},
            {one.code: one.since for one in content.joined},
            {(one.code, one.month): one for one in content.former_gaps},
            {area.line.code: area.units for area in content.areas},
        )

    def own_missing(self, line: UnitLine) -> set[str]:
        return {*self.missing.get(line.code, ()), *self.missing.get(line.name, ())}

    def lacking(self, unit: str, month: str) -> LackingMonth:
        was = self.former_gaps.get((unit, month))
        return LackingMonth(month, tuple(was.former), was.reason) if was else LackingMonth(month)


def _lines(content: ReportContent) -> Iterable[UnitLine]:
    """The units; where their workbooks are not kept the highest areas, and the units that are in none."""
    if content.made_from:
        return content.units
    inside = {code for area in content.areas for code in area.units}
    highest = [area.line for area in content.areas if not area.parent]
    return [*highest, *(line for line in content.units if line.code not in inside)] if highest else []


def _head(content: ReportContent, source: FigureSource, below: list[Row], left_out: Mapping[str, str]) -> Row:
    own = (source.title, source.article, words.capital(source.numerator), words.capital(source.denominator))
    counted = {row[4] for row in below if row[6] is not None}
    used = sum(one.month in source.months and one.unit in counted for one in content.made_from)
    made_from = f"{number(used)} báo cáo" if content.made_from else ""
    absent = _absent(content, source, below, left_out)
    return (*own, source.key, content.district.name, *_sides(content.district, source), made_from, absent)


def _absent(content: ReportContent, source: FigureSource, below: list[Row], left_out: Mapping[str, str]) -> str:
    """Who is not in the whole, by name where each has a line."""
    if not source.months:
        return "kỳ này chưa thu thập"
    if not content.made_from:
        return _counted(left_out, [*left_out])
    named = [f"{row[5]} ({row[9]})" for row in below if row[9]]
    return f"{number(len(named))} đơn vị: {'; '.join(named)}" if named else ""


def _line(known: _AboutUnits, source: FigureSource, line: UnitLine, left_out: Mapping[str, str]) -> Row:
    """`left_out`: of each unit why it is not in it, or not wholly."""
    sides, is_area = _sides(line, source), line.code in known.areas
    used = [one for one in known.workbooks.get(line.code, []) if one.month in source.months and sides[0] is not None]
    return (
        *(source.title, "", "", "", line.code, line.name),
        *sides,
        "; ".join(map(_workbook, used)),
        _counted(left_out, known.areas[line.code]) if is_area else left_out.get(line.code, ""),
    )


def _sides(line: UnitLine, source: FigureSource) -> tuple[float | None, float | None]:
    item = next((one for one in line.indicators if one.indicator == source.key), None)
    return (item.numerator, item.denominator) if item else (line.stock(source.key), None)


def _workbook(one: MadeFrom) -> str:
    sender = f" ({one.sender})" if one.sender else ""
    version = f" lần {one.version}" if one.version else ""
    return f"{one.month}{sender}{version}, nhận {moment(one.received_at)}, {one.sha256}"


def _counted(left_out: Mapping[str, str], units: Sequence[str]) -> str:
    """Of units that are too many to be named: `chưa đủ số liệu của 12/216 đơn vị`."""
    lacking = sum(bool(left_out.get(unit)) for unit in units)
    return f"chưa đủ số liệu của {coverage(lacking, len(units))}" if lacking else ""


def _left_out(known: _AboutUnits, source: FigureSource, line: UnitLine) -> str:
    """Why a unit is not in a figure, or not with all its months."""
    is_in = _sides(line, source)[0] is not None
    if not is_in and not line.reported:
        status = known.statuses.get(line.code, "")
        return words.small(status) if status else "chưa có báo cáo"
    if months := _lacking(known, source, line):
        return _told(known, source, line, months)
    return "" if is_in or not source.months else "không có số liệu này"


def _lacking(known: _AboutUnits, source: FigureSource, line: UnitLine) -> list[str]:
    """The months that a unit's figure is without: of the year so far, or of the period."""
    item = next((one for one in line.indicators if one.indicator == source.key), None)
    if item and item.missing:
        return item.missing
    summed = [Period.parse(month).title for month in source.months]
    absent = {*known.own_missing(line), *known.not_summed.get(line.code, ())}
    return [month for month in summed if len(summed) > 1 and month in absent]


def _told(known: _AboutUnits, source: FigureSource, line: UnitLine, months: Sequence[str]) -> str:
    of_parts = set() if known.former_gaps else _of_former_units(known, source, line, months)
    if of_parts:
        named = ", ".join(f"{month}{' của đơn vị cũ' if month in of_parts else ''}" for month in months)
        return f"thiếu báo cáo {named}, nên chưa tính tháng ấy"
    return lacking_reports(known.lacking(line.code, month) for month in months)


def _of_former_units(known: _AboutUnits, source: FigureSource, line: UnitLine, months: Sequence[str]) -> set[str]:
    """Of a report that was published before `former_gaps`: the months that what is one unit today lacks since one of several has not
    reported them. Which one, it does not know."""
    summed = {Period.parse(month).title: Period.parse(month) for month in source.months}
    not_summed, since = known.not_summed.get(line.code, ()), known.since.get(line.code)
    found = {month for month in months if month in not_summed or _is_before(summed.get(month), since)}
    return found - known.own_missing(line)


def _is_before(month: Period | None, since: dt.date | None) -> bool:
    """Whether a month was over when a unit became what it is."""
    return month is not None and since is not None and month.ordinal < Period.month_of(since).ordinal

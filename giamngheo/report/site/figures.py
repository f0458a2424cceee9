"""The page behind a figure: what it is made of, unit by unit and report by report, what is not in it, and what moved it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from giamngheo.core.formats import moment, quantity
from giamngheo.core.period import Period
from giamngheo.report.content import Attained, ReportContent, UnitLine
from giamngheo.report.documents import tables
from giamngheo.report.documents.document import Bar, Cell, Table, TableColumn
from giamngheo.report.documents.summary.parts import bar_of
from giamngheo.report.documents.tables.columns import CODE, UNIT
from giamngheo.report.site import places
from giamngheo.report.site.facts import SiteFacts
from giamngheo.report.site.shown import Links, ShownTable, shown_table
from giamngheo.report.site.ways import Ways
from giamngheo.report.wording import goals, listing, sentences, words
from giamngheo.report.wording.explained import by_reason, change_said, side_said, since_before_said

_SHORT_HASH = 8  # enough to tell versions of a workbook apart
_CAME_LATER = "báo cáo đến sau khi lập báo cáo này"


@dataclass(frozen=True)
class FigurePage:
    """`facts`: (what, text) of its definition. `expressions`: for who checks it, in the words of the configuration."""

    code: str
    title: str
    whose: str
    value: str
    bar: Bar | None
    facts: tuple[tuple[str, str], ...]
    expressions: tuple[tuple[str, str], ...]
    by_unit: ShownTable
    submissions: ShownTable
    left_out: tuple[str, ...]
    revised: ShownTable | None
    moved: ShownTable | None
    moved_said: str
    outlook: tuple[str, ...] = ()


def figure_page(facts: SiteFacts, code: str) -> FigurePage:
    told, content = facts.explained[code], facts.content
    item = next((one for one in content.attainment if one.indicator == code), None)
    title = item.title if item else facts.stocks[code][0]
    changes = tables.changes(content, keys=[code, f"{code}_rate"])
    moved, said = _moved(facts, code)
    return FigurePage(
        code=code,
        title=title,
        whose=told["unit_name"],
        value=_value(facts, code, item),
        bar=bar_of(item) if item else None,
        facts=tuple((what, text) for what, text in _definition(facts, code, item, told) if text),
        expressions=tuple(_expressions(told)),
        by_unit=_indicator_by_unit(facts, item) if item else _stock_by_unit(facts, code),
        submissions=_submissions(facts, code),
        left_out=tuple(_left_out(told["left_out"])),
        revised=shown_table(changes) if changes.rows else None,
        moved=moved,
        moved_said=said,
        outlook=tuple(sentences.outlooks([item])) if item else (),
    )


def _value(facts: SiteFacts, code: str, item: Attained | None) -> str:
    if item:
        return words.value_text(item)
    rate = facts.content.district.stock(f"{code}_rate")
    beside = f" ({words.figure(rate, '%')})" if rate is not None else ""
    return f"{words.figure(facts.content.district.stock(code), facts.stocks[code][1])}{beside}"


# ---------------------------------------------------------------- its definition


def _definition(facts: SiteFacts, code: str, item: Attained | None, told: dict[str, Any]) -> Iterable[tuple[str, str]]:
    yield "Cách tính", words.capital(f"{told['method']}.")
    if item is None:
        rate = facts.content.district.stock(f"{code}_rate")
        households = words.figure(facts.content.district.households, "hộ")
        yield "Tỷ lệ", f"chia cho tổng số hộ ({households}), nhân 100" if rate is not None else ""
        yield "Có số liệu", words.coverage_text(facts.content)
    else:
        yield "Tử số", _side(item.numerator_title, item.numerator, item.numerator_unit)
        yield "Mẫu số", _side(item.denominator_title, item.denominator, "")
        yield "Có số liệu", words.coverage_of(item.coverage)
        yield "Mục tiêu", goals.target_text(item)
        yield "Căn cứ", told["article"]
        yield "Phụ trách", item.responsible
    sheets = dict.fromkeys(part["sheet"] for part in (told["numerator"], told["denominator"]) if part)
    yield "Nguồn", f"trang tính {' và '.join(f'«{sheet}»' for sheet in sheets)} của báo cáo"
    if "since" in told:
        yield "Thu thập từ", Period.parse(told["since"]).title


def _side(title: str, value: float | None, unit: str) -> str:
    if not title:
        return ""
    return f"{words.capital(title)}: {quantity(value)} {unit}".strip() if value is not None else words.capital(title)


def _expressions(told: dict[str, Any]) -> Iterable[tuple[str, str]]:
    for side, name in (("numerator", "Tử số"), ("denominator", "Mẫu số")):
        if part := told[side]:
            columns = ", ".join(part["columns"]) or "đếm dòng"
            yield name, f"{part['expression']} — trang «{part['sheet']}», cột: {columns}"


# ---------------------------------------------------------------- unit by unit


def _indicator_by_unit(facts: SiteFacts, item: Attained) -> ShownTable:
    rows = tuple(_unit_row(line, item) for line in facts.in_figure(item.indicator))
    columns = (
        CODE,
        UNIT,
        TableColumn("value", "Kết quả", 22, "rate"),
        TableColumn("numerator", "Tử số", 18, "money"),
        TableColumn("denominator", "Mẫu số", 18, "money"),
        TableColumn("target", "Mục tiêu", 22, align="right"),
        TableColumn("status", "Mức độ", 20),
    )
    total = (
        *("", facts.content.district.name, tables.amount_of(item, item.value), item.numerator, item.denominator),
        *(goals.target_text(item), goals.verdict(item)),
    )
    table = Table("by_unit", "", "Theo đơn vị", columns, rows, total)
    return _with_links(facts, table.without_empty("denominator", "target", "status"), item.indicator, _anchor)


def _unit_row(line: UnitLine, item: Attained) -> tuple[Cell, ...]:
    own = next((value for value in line.indicators if value.indicator == item.indicator), None)
    if own is None:
        return (line.code, line.name, None, None, None, "", "")
    target, verdict = goals.unit_target_text(item, own), goals.own_verdict(item, own)
    return (line.code, line.name, tables.amount_of(item, own.value), own.numerator, own.denominator, target, verdict)


def _stock_by_unit(facts: SiteFacts, code: str) -> ShownTable:
    """Beside the period before and the baseline; with its rate where it has one."""
    content = facts.content
    title, unit = facts.stocks[code]
    columns = [CODE, UNIT, TableColumn(code, title, 22, "count", unit)]
    columns += [TableColumn("rate", "Tỷ lệ", 20, "rate", "%")]
    columns += [TableColumn("previous", tables.earlier(content.previous_title), 22, "count", unit)]
    columns += [TableColumn("baseline", words.capital(content.baseline_title), 22, "count", unit)]
    rows = tuple(_stock_row(content, line, code) for line in facts.in_figure(code))
    table = Table("by_unit", "", "Theo đơn vị", tuple(columns), rows, _stock_row(content, content.district, code))
    shown = tables.earlier_once(table).without_empty("rate", "previous", "baseline")
    return _with_links(facts, shown, code, _anchor)


def _stock_row(content: ReportContent, line: UnitLine, code: str) -> tuple[Cell, ...]:
    """Of a unit whose own last period is an older one nothing stands under the heading of the whole's."""
    is_of_whole = line.previous_title in ("", content.previous_title)
    earlier = (one.stock(code) if one else None for one in (line.previous if is_of_whole else None, line.baseline))
    return (line.code, line.name, line.stock(code), line.stock(f"{code}_rate"), *earlier)


def _with_links(facts: SiteFacts, table: Table, code: str, anchors: Links = lambda _row, _key: "") -> ShownTable:
    ways = Ways(facts, places.of_figure(code))

    def leads(row: Sequence[Cell], key: str) -> str:
        return ways.to_unit(str(row[0])) if key == "name" else ""

    return shown_table(table, leads, anchors)


def _anchor(row: Sequence[Cell], _key: str) -> str:
    """Of a table in which each unit has one row, to which other pages lead."""
    return places.anchor_of(str(row[0]))


# ---------------------------------------------------------------- report by report


def _submissions(facts: SiteFacts, code: str) -> ShownTable:
    """Of which version each part is; no name of a file, which may be anybody's."""
    columns = (
        CODE,
        UNIT,
        TableColumn("period", "Kỳ", 18),
        TableColumn("version", "Lần gửi", 14, "count"),
        TableColumn("received_at", "Nhận lúc", 30),
        TableColumn("numerator", "Tử số", 18, "money"),
        TableColumn("denominator", "Mẫu số", 18, "money"),
        TableColumn("sha256", "Mã tệp", 20),
    )
    rows = tuple(
        (
            one["unit"],
            one["name"],
            one["period"],
            one["version"],
            moment(one["received_at"]),
            one["numerator"],
            one["denominator"],
            one["sha256"][:_SHORT_HASH],
        )
        for one in facts.explained[code]["submissions"]
    )
    note = "Mã tệp: tám chữ đầu của mã SHA-256; tệp gốc lưu nguyên dưới mã ấy."
    table = Table("submissions", "", f"Từ {len(rows)} báo cáo", columns, rows, note=note)
    return _with_links(facts, table.without_empty("denominator"), code)


def _left_out(found: Sequence[dict[str, Any]]) -> Iterable[str]:
    """By reason: `Chưa có báo cáo (2 đơn vị): Xã A, Xã B.`"""
    late = [one | {"why": _CAME_LATER} if one["why"] == "accepted" else one for one in found]
    for why, names in by_reason(late).items():
        yield f"{words.capital(why)} ({len(names)} đơn vị): {listing.listed(names)}."


# ---------------------------------------------------------------- what moved it


def _moved(facts: SiteFacts, code: str) -> tuple[ShownTable | None, str]:
    """Since the period before, unit by unit; a rate by both its parts, for it may move by its denominator alone."""
    before = facts.explained[code]["changed"]["since_before"]
    if before is None:
        return None, "Không có kỳ trước để so sánh."
    then, said = Period.parse(before["period"]).title, " ".join(since_before_said(before))
    if not before["units"]:
        return None, said
    columns = (
        CODE,
        UNIT,
        *(
            TableColumn(key, head, 20, align="right")
            for key, head in (("before", "Trước"), ("now", "Nay"), ("by", "Thay đổi"))
        ),
    )
    rows = tuple(
        (
            one["unit"],
            one["name"],
            side_said(one["before"]),
            side_said(one["now"]),
            change_said(one["before"], one["now"]),
        )
        for one in before["units"]
    )
    return _with_links(facts, Table("moved", "", f"Thay đổi từ {then}", columns, rows), code), said

"""The tables of an ad hoc report: chosen figures by unit, chosen villages, answers to questions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace

from giamngheo.report.content import AdHoc, AdHocAnswer, Attained, ReportContent
from giamngheo.report.documents import ad_hoc_guard as guard
from giamngheo.report.documents import small_counts, suppression
from giamngheo.report.documents.document import Cell, ColumnSum, Kind, Table, TableColumn
from giamngheo.report.documents.tables.columns import CODE, UNIT, kind_of
from giamngheo.report.wording import words
from giamngheo.report.wording.terms import STOCKS

_NOT_ANSWERED = (
    "Không nêu số liệu của câu hỏi này, để bảo vệ thông tin của từng hộ: số liệu chưa đủ báo cáo hoặc cộng nhiều tháng, nên lấy báo cáo "
    "lập sau trừ đi báo cáo này sẽ biết số của riêng đơn vị gửi sau, hoặc của riêng một tháng."
)

_ONE_ROW = f"Đơn vị mà mọi dòng đều phải ẩn chỉ có một dòng «{small_counts.HIDDEN}», không nêu từng nơi."


def figures(content: ReportContent, asked: AdHoc) -> Table:
    """Each figure of each unit, and of all that were asked about."""
    columns = [
        TableColumn(
            one.line.key,
            one.line.title,
            26,
            _kind(one.line.unit_of_measure),
            one.line.unit_of_measure,
            total=ColumnSum(),
        )
        for one in asked.figures
    ]
    rows = tuple((line.code, line.name, *(one.units.get(line.code) for one in asked.figures)) for line in content.units)
    total: tuple[Cell, ...] = ("", content.district.name, *(one.line.now for one in asked.figures))
    title = f"Số liệu {content.period_title} theo đơn vị"
    table = Table("figures", "Số liệu", title, (CODE, UNIT, *columns), rows, total, landscape=len(columns) > 4)
    return _guarded(asked, table) if asked.small_counts_below else table


def _guarded(asked: AdHoc, table: Table) -> Table:
    keys, (codes, _) = [one.line.key for one in asked.figures if one.of_households], guard.units_without_figures(asked)
    rows = [at for at, row in enumerate(table.rows) if row[0] in codes]
    of_none, of_all = guard.figures_of_no_unit(asked), guard.hidden_figures(asked)
    return small_counts.of_rows(table, keys, rows, asked.small_counts_below, of_none, of_all)


def _kind(unit_of_measure: str) -> Kind:
    return "money" if unit_of_measure == guard.MONEY else "count"


def villages(content: ReportContent, asked: AdHoc) -> Table:
    """A line for each chosen village: stocks, then the indicators that its households tell, with their parts."""
    names = {line.code: line.name for line in content.units}
    items = {item.indicator: item for item in content.attainment}
    shown = [items[value.indicator] for value in content.villages[0].indicators] if content.villages else []
    stocks = [TableColumn(code, *_stock(code)) for code in asked.village_stocks]
    columns = (UNIT, TableColumn("village", content.nouns.villages_title, 40), *stocks, *_of_items(shown))
    rows: list[tuple[Cell, ...]] = []
    for line in content.villages:
        row: list[Cell] = [names[line.unit], line.village, *(line.stock(code) for code in asked.village_stocks)]
        for value, item in zip(line.indicators, shown, strict=True):
            row += [value.value, *([words.parts_text(value)] if item.denominator_title else [])]
        rows.append(tuple(row))
    title = f"Số liệu {content.period_title} theo {words.small(content.nouns.villages_title)}"
    table = Table("villages", f"Theo {content.nouns.village}", title, columns, tuple(rows), landscape=len(columns) > 5)
    if not asked.small_counts_below:
        return table
    keys = [column.key for column in columns[2:]]
    secret = _of_no_village(content, asked, shown)
    return small_counts.of_rows(table, keys, guard.villages_without(content, asked), asked.small_counts_below, secret)


def _of_no_village(content: ReportContent, asked: AdHoc, shown: Sequence[Attained]) -> set[str]:
    """The columns that no village has."""
    found = {item.indicator for item in shown if guard.is_secret_of_units(asked, item.coverage)} & {
        *asked.of_households
    }
    stocks = asked.village_stocks if guard.is_secret_of_units(asked, content.coverage) else ()
    return {*stocks, *found, *(f"{code}_parts" for code in found)}


def _stock(code: str) -> tuple[str, float, Kind, str]:
    title, unit = STOCKS[code]
    return title, 22, "count", unit


def _of_items(items: Sequence[Attained]) -> list[TableColumn]:
    found = []
    for item in items:
        title = words.capital(item.short_title or item.title)
        found.append(TableColumn(item.indicator, title, 24, kind_of(item), item.unit_of_measure))
        if item.denominator_title:
            found.append(TableColumn(f"{item.indicator}_parts", f"{title}: tử số/ mẫu số", 24, align="right"))
    return found


def rows_of_answer(asked: AdHoc, one: AdHocAnswer) -> int:
    """How many rows it has for who gets it."""
    return len(_answer(asked, one, 0).rows)


def answers(asked: AdHoc) -> list[Table]:
    """A table for each question: places, the largest first."""
    return [_answer(asked, one, at) for at, one in enumerate(asked.answers, 1)]


def _answer(asked: AdHoc, one: AdHocAnswer, number: int) -> Table:
    heads = [TableColumn(f"place_{at}", head, 45) for at, head in enumerate(one.heads)]
    values = [
        TableColumn(f"value_{at}", title, 26, _kind(unit), unit, total=ColumnSum())
        for at, (title, unit) in enumerate(one.measures)
    ]
    rows: tuple[tuple[Cell, ...], ...] = tuple((*place, *amounts) for place, amounts in one.lines)
    total: tuple[Cell, ...] = ("Cộng", *[""] * (len(heads) - 1), *one.total)
    total = total if rows else ()
    note = " ".join(filter(None, (f"Số liệu của {words.coverage_of(one.coverage)}.", one.note)))
    table = Table(
        f"answer_{number}",
        f"Câu hỏi {number}",
        one.title,
        (*heads, *values),
        rows,
        total or None,
        note,
        empty="Không có nơi nào.",
    )
    return _answer_guarded(asked, one, table) if asked.small_counts_below and one.of_households else table


def _answer_guarded(asked: AdHoc, one: AdHocAnswer, table: Table) -> Table:
    if guard.is_secret_answer(asked, one):
        return replace(table, rows=(), total=None, empty=_NOT_ANSWERED)
    columns, below = table.columns[len(one.heads) :], asked.small_counts_below
    keys = [column.key for column in columns]
    money = {column.key for column in columns if column.kind == "money"}
    counts = [at for at, column in enumerate(columns) if column.key not in money]
    told = [[amounts[at] for at in counts] for _, amounts in one.lines]
    telling = [at for at, own in enumerate(told) if suppression.tell_together(own, below)]
    places = [place[0] for place, _ in one.lines]
    rows, is_told = small_counts.rows_together([*zip(*told, strict=True)], below, telling, places)
    table, rows = _folded(table, rows, len(one.heads)) if one.is_folded else (table, rows)
    is_of_few = suppression.tell_together((one.total[at] for at in counts), below)
    of_all = keys if is_told or is_of_few else ()
    return small_counts.of_rows(table, keys, rows, below, money, of_all, is_ranked=True)


def _folded(table: Table, rows: Collection[int], heads: int) -> tuple[Table, set[int]]:
    """A unit whose every row is hidden has one, without the villages: who has nothing is not listed, so that each that is named
    would have something, and of a sum of 3 three have 1 each. Gives the rows that are hidden then."""
    of_unit: dict[Cell, list[int]] = defaultdict(list)
    for at, row in enumerate(table.rows):
        of_unit[row[0]].append(at)
    first = {ats[0]: set(ats) <= set(rows) for ats in of_unit.values()}
    dropped = {at for ats in of_unit.values() if first[ats[0]] for at in ats[1:]}
    left = [at for at in range(len(table.rows)) if at not in dropped]
    told = tuple(
        (row[0], *[small_counts.HIDDEN] * (heads - 1), *row[heads:]) if first.get(at) else row
        for at, row in ((at, table.rows[at]) for at in left)
    )
    note = " ".join(filter(None, (table.note, _ONE_ROW if any(first.values()) else "")))
    return replace(table, rows=told, note=note), {new for new, at in enumerate(left) if at in rows}

"""What may not be published of a single unit: counts so small that neighbours know whose they are.

A count below the office's limit is hidden, and so is what would tell it: the rate made of it, and more units of the
column, whose total is published. A rate is hidden as well where those who are not in it are so few.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from giamngheo.report.content import Attained, Publication, ReportContent, UnitAttained, VillageLine
from giamngheo.report.documents import tables
from giamngheo.report.documents.document import Cell, ColumnSum, Table
from giamngheo.report.documents.suppression import hide_in_column, hide_more, is_small

HIDDEN = "ẩn"
_ROW = "row"  # where a row is hidden whole

# What of the table of units is made of a count: hidden with it.
_MADE_OF = {
    "poor": ("poor_rate", "reduction"),
    "poor_baseline": ("poor_rate_baseline", "reduction"),
    "near_poor": ("near_poor_rate",),
    "social_poor": (),
}
_MONTHS = (
    " Kết quả cộng nhiều tháng không công khai theo đơn vị, vì lấy hai thông báo trừ cho nhau là biết số của một tháng."
)
_OF_INDICATOR = ("value", "numerator", "denominator", "previous", "baseline", "attainment")


def units(content: ReportContent, publication: Publication) -> Table:
    table = tables.units(content)
    below = publication.small_counts_below
    return _without(table, _hidden_of_units(content, table, below), below)


def indicators(content: ReportContent, publication: Publication) -> Table:
    """The table of indicators by unit. Of a unit whose poor or near-poor, or another class, are hidden none is shown: rates
    would tell them. How many of the poor are under social protection no rate of the poor tells. Nor is what a unit has over
    several months, which less what an earlier notice had is that of a month."""
    below = publication.small_counts_below
    secret = [bool(row - {"social_poor"}) for row in _hidden_of_units(content, tables.units(content), below)]
    of_months = [item for item in content.attainment if is_of_months(item, publication)]
    untold = {item.indicator for item in content.attainment if _is_partly_known(item, publication)}
    untold |= {item.indicator for item in of_months}
    hidden: list[set[str]] = [set(untold) for _ in content.units]
    for at, item in enumerate(content.attainment):
        if not _is_of_households(item, publication) or item.indicator in untold:
            continue
        values = [line.indicators[at] for line in content.units]
        for row, value, is_secret in zip(hidden, values, secret, strict=True):
            row |= {item.indicator} if is_secret or is_telling(value, below) else set()
        counted = [None if value.value is None else value.numerator for value in values]
        hide_in_column(hidden, item.indicator, counted, below)
    table = tables.indicators(content)
    unmarked = tuple(replace(column, goal=None) for column in table.columns)  # nobody is put in the pillory
    of_all = {item.indicator for item in content.attainment if _is_hidden(item, publication)}
    table = _with_note(replace(table, columns=unmarked), content, publication)
    return _without(replace(table, note=f"{table.note}{_MONTHS if of_months else ''}"), hidden, below, of_all)


def attainment(content: ReportContent, publication: Publication) -> Table:
    """The plan's indicators of the whole, without those of so few, and those that not all reports stand behind: a report that
    comes later would be told by the difference."""
    hidden = [set(_OF_INDICATOR) if _is_hidden(item, publication) else set() for item in content.attainment]
    table = _with_note(tables.attainment(content), content, publication)
    return _without(table, hidden, publication.small_counts_below)


def villages(table: Table, lines: Iterable[VillageLine], below: int) -> Table:
    """A unit's villages as leaders see them: which has few, but not how few, nor what would tell it. Answers beside it list who has
    something, so that nothing that is hidden is taken for nothing."""
    by_name = {line.village: {value.indicator: value for value in line.indicators} for line in lines}
    own = [by_name[str(row[0])] for row in table.rows]
    hidden: list[set[str]] = [set() for _ in table.rows]
    for at, column in enumerate(table.columns[1:], 1):
        cells = [row[at] for row in table.rows]
        for found, cell, values in zip(hidden, cells, own, strict=True):
            value = values.get(column.key)
            is_few = (value and is_telling(value, below)) or (column.kind == "count" and is_small(cell, below))
            found |= {column.key} if is_few else set()
        left = [_left_of(values.get(column.key), cell) for values, cell in zip(own, cells, strict=True)]
        hide_in_column(hidden, column.key, left, below, may_be_nothing=False)
    return _few_said(table, hidden, below)


def _left_of(value: UnitAttained | None, cell: Cell) -> Cell:
    """Of a rate, who is not in it: by these a question about them ranks villages, so that both hide the same one."""
    if value is None or cell is None or value.numerator is None or value.denominator is None:
        return cell
    return value.denominator - value.numerator


def _few_said(table: Table, hidden: Sequence[set[str]], below: int) -> Table:
    """With `dưới 3` for a count that is hidden because it is small, but in a column that is hidden whole."""
    if not any(hidden):
        return table
    whole = _hidden_whole(table, hidden)
    keys = [(column.key, column.kind == "count" and column.key not in whole) for column in table.columns]
    rows = tuple(
        tuple(
            few_or_hidden(cell, below, is_marked) if _is_untold(key, cell, found, whole) else cell
            for (key, is_marked), cell in zip(keys, row, strict=True)
        )
        for row, found in zip(table.rows, hidden, strict=True)
    )
    return replace(table, rows=rows, note=" ".join(filter(None, (table.note, few_legend(below)))))


def few_or_hidden(cell: Cell, below: int, is_marked: bool = True) -> str:
    return f"dưới {below}" if is_marked and is_small(cell, below) else HIDDEN


def few_legend(below: int) -> str:
    return (
        f"Số từ 1 đến {below - 1} chỉ ghi «dưới {below}» hoặc «{HIDDEN}» để bảo vệ thông tin của từng hộ; số khác cũng ghi "
        f"«{HIDDEN}» nếu từ đó tính ra được, có khi ẩn cả cột."
    )


def rows_together(
    measures: Sequence[Sequence[Cell]],
    below: int,
    telling: Collection[int] = (),
    places: Sequence[str] = (),
    is_summed: bool = True,
) -> tuple[set[int], bool]:
    """The rows of a table that are hidden whole, and whether its total would tell one of them all the same.

    `measures`: what each row counts, in so many ways; `telling`: rows that tell of so few though no count does; `places`: of each
    row within what it is, where that place's own sum is known; `is_summed`: whether the sum of all rows is.
    """
    size = len(measures[0]) if measures else 0
    few = {at for at in range(size) if any(is_small(values[at], below) for values in measures)}.union(telling)
    hidden = [{_ROW} if at in few else set() for at in range(size)]
    of_place: dict[str, list[int]] = defaultdict(list)
    for at, place in enumerate(places):
        of_place[place].append(at)
    is_told = False
    for values in measures:
        for own in of_place.values():
            hide_in_column([hidden[at] for at in own], _ROW, [values[at] for at in own], below)
        is_told |= is_summed and hide_more(hidden, _ROW, values, below)
    return few.union(at for at, row in enumerate(hidden) if row), is_told


def of_rows(
    table: Table,
    keys: Collection[str],
    rows: Collection[int],
    below: int,
    secret: Collection[str] = (),
    of_all: Collection[str] = (),
    is_ranked: bool = False,
) -> Table:
    """A table without `keys` of the rows that are hidden, without the columns that are `secret` in each row, and without `of_all`
    of its total. `is_ranked`: by what is hidden, so that the place of a row among the others would tell it: these come last."""
    order, untold = [*range(len(table.rows))], {*rows}
    if is_ranked:
        order.sort(key=lambda at: (at in untold, _texts(table.rows[at]) if at in untold else [], at))
    hidden = [{*secret, *(keys if at in untold else ())} for at in order]
    last = "Dòng có số ẩn xếp sau cùng." if is_ranked and 0 < len(untold) < len(order) else ""
    note = " ".join(filter(None, (table.note, last)))
    return _without(replace(table, rows=tuple(table.rows[at] for at in order), note=note), hidden, below, of_all)


def _texts(row: Iterable[Cell]) -> list[str]:
    return [cell for cell in row if isinstance(cell, str)]


def of_indicators(table: Table, is_hidden: Iterable[bool], below: int) -> Table:
    """A table of `tables.attainment` without the rows that are hidden."""
    return _without(table, [set(_OF_INDICATOR) if is_so else set() for is_so in is_hidden], below)


def is_telling_of(value: Attained | UnitAttained, of_households: Collection[str], below: int) -> bool:
    """Whether an indicator tells of so few; never where nothing is to be hidden (`below` 0)."""
    return bool(below) and value.indicator in of_households and is_telling(value, below)


def is_of_months(item: Attained, publication: Publication) -> bool:
    """Whether it is of households and added up over several months."""
    return _is_of_households(item, publication) and item.coverage.of == "reports"


def _with_note(table: Table, content: ReportContent, publication: Publication) -> Table:
    partly = [item.short_title or item.title for item in content.attainment if _is_partly_known(item, publication)]
    note = f"Chưa công khai kết quả của chỉ tiêu chưa đủ báo cáo: {'; '.join(partly)}." if partly else ""
    return replace(table, note=" ".join(filter(None, (table.note, note))))


def _is_partly_known(item: Attained, publication: Publication) -> bool:
    return _is_of_households(item, publication) and not item.coverage.is_whole


def _is_hidden(item: Attained, publication: Publication) -> bool:
    """Of the whole; also where what came in this period to the year so far is so few."""
    below = publication.small_counts_below
    if not _is_of_households(item, publication):
        return False
    is_step = item.year is not None and is_small(item.year.in_period, below)
    return not item.coverage.is_whole or is_step or is_telling(item, below)


def legend(below: int) -> str:
    return (
        f"«{HIDDEN}» là số không công khai để bảo vệ thông tin của từng hộ: số dưới {below}, hoặc số mà từ đó tính ra được số "
        f"dưới {below}."
    )


def _is_of_households(item: Attained, publication: Publication) -> bool:
    return item.indicator in publication.of_households


def is_telling(value: Attained | UnitAttained, below: int) -> bool:
    """Whether who is counted, or who is left of those who could be, are so few."""
    parts = (value.numerator, value.denominator)
    if value.numerator is None or value.denominator is None:
        return any(is_small(part, below) for part in parts)
    return any(is_small(part, below) for part in (*parts, value.denominator - value.numerator))


def _hidden_of_units(content: ReportContent, table: Table, below: int) -> list[set[str]]:
    """The keys of each row that are hidden."""
    made_of = _MADE_OF | {one.code: (f"{one.code}_rate",) for one in content.classes.more}
    columns = {column.key: [row[at] for row in table.rows] for at, column in enumerate(table.columns)}
    made_of = {key: made for key, made in made_of.items() if key in columns}
    hidden: list[set[str]] = [
        {key for key in made_of if is_small(columns[key][at], below)} for at in range(len(table.rows))
    ]
    for key in made_of:
        hide_in_column(hidden, key, columns[key], below)
    return [row.union(*(made_of[key] for key in row)) for row in hidden]


def _without(table: Table, hidden: Sequence[set[str]], below: int, of_all: Collection[str] = ()) -> Table:
    """A column of which something is hidden has its total as it is, but where that is hidden itself (`of_all`): added up from
    what is left it would be another."""
    found = frozenset(of_all).union(*hidden)
    if not found:
        return table
    whole = _hidden_whole(table, hidden)
    keys = [column.key for column in table.columns]
    columns = tuple(
        replace(column, total=None, bar=False)
        if column.key in found and isinstance(column.total, ColumnSum)
        else column
        for column in table.columns
    )
    return replace(
        table,
        columns=columns,
        rows=tuple(_row(keys, row, own, whole) for row, own in zip(table.rows, hidden, strict=True)),
        total=_row(keys, table.total, of_all) if table.total else None,
        note=" ".join(filter(None, (table.note, legend(below)))),
        chart=() if found & set(table.chart) else table.chart,
    )


def _row(
    keys: Iterable[str], row: Iterable[Cell], hidden: Collection[str], whole: Collection[str] = ()
) -> tuple[Cell, ...]:
    return tuple(HIDDEN if _is_untold(key, cell, hidden, whole) else cell for key, cell in zip(keys, row, strict=True))


def _hidden_whole(table: Table, hidden: Sequence[set[str]]) -> set[str]:
    """The columns of which something is known, and nothing told."""
    known = {column.key for at, column in enumerate(table.columns) if any(row[at] is not None for row in table.rows)}
    return known.intersection(*hidden) if hidden else set()


def _is_untold(key: str, cell: Cell, hidden: Collection[str], whole: Collection[str]) -> bool:
    """An empty one is told, but in a column that is hidden whole: there it would tell that it has none."""
    return key in whole or (key in hidden and cell is not None)

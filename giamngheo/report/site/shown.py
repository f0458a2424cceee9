"""A table as a page shows it: texts as they stand on paper, with links and signs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from giamngheo.core.formats import number
from giamngheo.report.content import Status
from giamngheo.report.documents.document import Cell, Table
from giamngheo.report.render.bars import SIGNS
from giamngheo.report.render.grid import UNMET, grid_of
from giamngheo.report.wording.goals import MARKED_AS

_SIDES = {"left": "", "right": "r", "center": "c"}
MOST_NARROW = 3  # columns that a telephone has room for
MOST_ROWS = 400  # of a table: a page of a whole province stays below a megabyte


@dataclass(frozen=True)
class ShownCell:
    """`sign` and `word` say what `tone` colours: never colour alone. `under`: what stands below the text, smaller, each with
    where it leads."""

    text: str
    side: str = "left"
    link: str = ""
    sign: str = ""
    word: str = ""
    tone: str = ""
    under: tuple[tuple[str, str], ...] = ()

    @property
    def classes(self) -> str:
        """Of the element, as the style names them."""
        return " ".join(filter(None, (_SIDES[self.side], "" if self.tone == "soft" else self.tone)))


@dataclass(frozen=True)
class ShownHead:
    text: str
    side: str = "left"

    @property
    def classes(self) -> str:
        return _SIDES[self.side]


@dataclass(frozen=True)
class ShownRow:
    """`anchor`: by which a link leads to it. `is_sum`: it adds up some of the others; `is_total`: all of them, below them."""

    cells: tuple[ShownCell, ...]
    anchor: str = ""
    is_sum: bool = False
    is_total: bool = False


@dataclass(frozen=True)
class ShownTable:
    title: str
    heads: tuple[ShownHead, ...]
    rows: tuple[ShownRow, ...]
    notes: tuple[str, ...] = ()
    empty: str = "Không có số liệu."
    is_wide: bool = False  # more columns than a telephone has room for: it is moved sideways, the page is not
    more: ShownCell | None = None  # how much it leaves out, and where that stands

    @property
    def body(self) -> tuple[ShownRow, ...]:
        return tuple(row for row in self.rows if not row.is_total)

    @property
    def foot(self) -> tuple[ShownRow, ...]:
        return tuple(row for row in self.rows if row.is_total)

    @property
    def sorts(self) -> bool:
        """Not where rows stand under the sum that they are part of."""
        return not any(row.is_sum and not row.is_total for row in self.rows)


Links = Callable[[Sequence[Cell], str], str]  # (row, column's key) → where the cell leads; empty: nowhere


def shown_table(
    table: Table, links: Links = lambda _row, _key: "", anchors: Links = lambda _row, _key: ""
) -> ShownTable:
    """The columns that belong on paper; the first `MOST_ROWS` rows, and how many more there are."""
    kept, more = _cut(table)
    grid = grid_of(replace(kept, numbered=False))
    keys = [column.key for column in kept.columns if not column.screen_only]
    raw = [*kept.rows, *([kept.total] if kept.total is not None else [])]
    rows = tuple(
        ShownRow(
            tuple(
                _cell(text, side, links(values, key) if at not in grid.sums else "")
                for text, side, key in zip(texts, grid.sides, keys, strict=True)
            ),
            anchors(values, "") if at not in grid.sums else "",
            at in grid.sums,
            at == len(kept.rows),
        )
        for at, (texts, values) in enumerate(zip(grid.rows, raw, strict=True))
    )
    unmet = "* chưa đạt mức ghi ở đầu cột." if grid.has_unmet else ""
    return ShownTable(
        table.title,
        tuple(ShownHead(text, side) for text, side in zip(grid.heads, grid.sides, strict=True)),
        rows,
        tuple(filter(None, (unmet, more, table.note))),
        table.empty,
        is_wide=len(keys) > MOST_NARROW,
    )


def _cut(table: Table) -> tuple[Table, str]:
    """Subtotals would stand over rows that are not there: a table that is cut has single rows alone."""
    if len(table.rows) <= MOST_ROWS:
        return table, ""
    single = [table.rows[at] for at in table.single]
    return replace(table, rows=tuple(single[:MOST_ROWS]), subtotals=()), left_out(len(single) - MOST_ROWS)


def left_out(count: int, way: str = "xem tệp Excel của báo cáo") -> str:
    """`way`: to the lines that are not here."""
    return f"Còn {number(count)} dòng không hiện ở đây; {way}." if count > 0 else ""


def _cell(text: str, side: str, link: str) -> ShownCell:
    if text.startswith(UNMET):
        return ShownCell(text, side, link, tone="warn")
    return marked(text, side, link) if text in MARKED_AS else ShownCell(text, side, link)


def marked(verdict: str, side: str = "left", link: str = "") -> ShownCell:
    """A verdict with its sign."""
    sign, tone = SIGNS[MARKED_AS.get(verdict)]
    return ShownCell(verdict, side, link, sign=sign, tone=tone)


def valued(value: str, status: Status | None, verdict: str, link: str = "") -> ShownCell:
    """A value whose verdict is a sign beside it, and a word for who hears the page."""
    sign, tone = SIGNS[MARKED_AS.get(verdict, status)]
    return ShownCell(value, "right", link, sign=sign, word=verdict, tone=tone)

"""A document: what one kind of recipient is told, in order, as plain data without formatting.

`documents/` makes them from a report's content; `render/` draws any of them and calculates nothing.
So a new form of file is a new drawer, and a new kind of recipient is a new document.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import compress
from typing import Literal

from giamngheo.metadata.target import Goal
from giamngheo.report.content import ReportContent, Status

# How a number is shown: a count; a rate or a difference of rates (two decimals); million VND; or a text.
Kind = Literal["text", "count", "rate", "money"]


@dataclass(frozen=True)
class Amount:
    """A number in a column whose rows have different units: `%`, `điểm %`, `hộ`, `mô hình`, …"""

    value: float | None
    unit: str
    is_fall: bool = False  # below zero it is a rise


Cell = str | float | int | Amount | None


@dataclass(frozen=True)
class ColumnSum:
    """The total line adds the column up."""


@dataclass(frozen=True)
class Ratio:
    """The total line divides the totals of two columns, times 100; of another table of the document where one is named."""

    numerator: str
    denominator: str
    table: str = ""


@dataclass(frozen=True)
class Difference:
    """The total line takes the total of one column of the same table from that of another."""

    minuend: str
    subtrahend: str


@dataclass(frozen=True)
class TableColumn:
    """A column of a table. `unit` stands with the heading; `width` is mm on paper.

    `total` says how the total line comes about; without it the line shows the value of `Table.total` as it is.
    `bar`: longer is more. `screen_only`: in the workbook, not on paper.
    """

    key: str
    heading: str
    width: float
    kind: Kind = "text"
    unit: str = ""
    align: Literal["left", "center", "right"] | None = None  # by its kind if not said
    total: ColumnSum | Ratio | Difference | None = None
    goal: Goal | None = None  # what each number of it is to reach; what does not is marked
    bar: bool = False
    screen_only: bool = False
    is_fall: bool = False  # how far something fell: below zero it is a rise


@dataclass(frozen=True)
class Subtotal:
    """That the row `at` of a table is the sum of the rows `of`, which come below it, as the total line is of all. `height`: 1
    where these are single rows, one more than the highest of the subtotals among them."""

    at: int
    of: tuple[int, ...]
    height: int


@dataclass(frozen=True)
class Table:
    """A table. `name` is short (a sheet's, at most 31 letters), `title` a heading.

    `total` has a value for each column, as it must come out; `None` where the table has no total line.
    `landscape` counts where the table is an appendix. `numbered`: a first column counts the rows on paper.
    `empty` stands where there are no rows.
    `chart`: the columns that a workbook shows as a chart, against the first text column that is on paper too.
    `subtotals`: which of the rows sum others, and are drawn as the total line is.
    """

    key: str
    name: str
    title: str
    columns: tuple[TableColumn, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] | None = None
    note: str = ""
    empty: str = "Không có số liệu."
    landscape: bool = False
    numbered: bool = True
    chart: tuple[str, ...] = ()
    subtotals: tuple[Subtotal, ...] = ()

    def without_empty(self, *keys: str) -> Table:
        """Without those of the columns in which no row has a value: they would be a column of dashes, and of a total at most."""
        told = {column.key for at, column in enumerate(self.columns) if any(has_value(row[at]) for row in self.rows)}
        return self.without(*(key for key in keys if key not in told))

    def without(self, *keys: str) -> Table:
        kept = [column.key not in keys for column in self.columns]
        return replace(
            self,
            columns=tuple(compress(self.columns, kept)),
            rows=tuple(tuple(compress(row, kept)) for row in self.rows),
            total=None if self.total is None else tuple(compress(self.total, kept)),
        )

    @property
    def single(self) -> tuple[int, ...]:
        """The rows that are no subtotals."""
        sums = {one.at for one in self.subtotals}
        return tuple(at for at in range(len(self.rows)) if at not in sums)


def has_value(cell: Cell) -> bool:
    return (cell.value if isinstance(cell, Amount) else cell) not in (None, "")


@dataclass(frozen=True)
class Picture:
    """A picture that is drawn from the content, by the drawer of that key in `render/pictures/`: `trend`, `heat`.

    `alt` tells what it shows to who cannot see it.
    """

    key: str
    title: str
    alt: str


@dataclass(frozen=True)
class ToComplete:
    """A place that the office fills in before signing."""

    text: str


@dataclass(frozen=True)
class Refer:
    """A sentence that points to an appendix of the document: `Số liệu từng đơn vị tại Phụ lục II kèm theo.`"""

    what: str
    key: str


Block = str | Refer | Table | Picture | ToComplete


@dataclass(frozen=True)
class Section:
    """Level 1 is `I. KẾT QUẢ`, level 2 `1. Hộ nghèo`; the numbers are given when it is drawn."""

    heading: str
    level: Literal[1, 2]
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True)
class Headline:
    """One of the figures that a leader sees first. `changes`: `giảm 32 hộ so với tháng 2 năm 2020`; `is_worse`: it rose,
    and should not."""

    title: str
    value: str
    changes: tuple[str, ...] = ()
    is_worse: bool = False


@dataclass(frozen=True)
class Bar:
    """How far something has come: texts, and `percent` of the target, not capped (`None`: nothing to draw); `short`: that it is
    not met, where its figures alone would read as though it were."""

    title: str
    value: str
    target: str
    note: str
    status: Status | None
    status_text: str
    percent: float | None
    short: str = ""


@dataclass(frozen=True)
class TrendBar:
    """A month of a trend: `percent` is the length of its bar (0 to 100), from nothing on; `None`: no figure."""

    title: str
    value: str
    percent: float | None


@dataclass(frozen=True)
class Link:
    """A place to go to: a button in HTML, the address in plain text."""

    label: str
    address: str


@dataclass(frozen=True)
class Note:
    """Sentences under a heading; with a `link` what is to be done about them stands behind it. `is_urgent`: framed."""

    heading: str
    sentences: tuple[str, ...]
    link: Link | None = None
    is_urgent: bool = False


@dataclass(frozen=True)
class Summary:
    """The message's body: the news in a minute, on a telephone. One of sentences alone has a lead and notes."""

    subject: str
    preheader: str
    title: str
    sender: str
    lead: tuple[str, ...]  # window and coverage
    brief: tuple[str, ...] = ()  # the news: what is read first
    is_bad: bool = False  # of the first sentence of the news
    notes: tuple[Note, ...] = ()  # attention, missing, changed figures, what to correct
    revision: str = ""  # which report this one replaces; empty for the first
    headlines: tuple[Headline, ...] = ()
    compared: str = ""
    bars_title: str = ""
    bars_lead: str = ""
    bars: tuple[Bar, ...] = ()
    trend_title: str = ""
    trend: tuple[TrendBar, ...] = ()
    trend_note: str = ""
    foot: tuple[str, ...] = ()  # instead of whom to ask


@dataclass(frozen=True)
class Document:
    """Everything that one kind of recipient is told.

    `code`: `giam-ngheo`, `so-ldtbxh`, `co-quan-gddt`, `xa-18562`. `kind_name` is `BÁO CÁO`, `THÔNG BÁO`, or empty for
    an official letter (công văn), whose `title` then stands under its number as `V/v …`.
    `sheets` are the workbook's tables in order; `appendices` those of the Word file, to which its text points.
    `draft`: the code of a draft that is to be signed (`identity.py`); the Word file then says what it is.
    """

    code: str
    content: ReportContent
    kind_name: str
    symbol: str
    title: str
    addressees: tuple[str, ...]
    receivers: tuple[str, ...]
    opening: str
    sections: tuple[Section, ...]
    closing: str
    sheets: tuple[Table, ...]
    summary: Summary
    word_name: str
    excel_name: str
    appendices: tuple[Table, ...] = ()
    draft: str = ""

"""Makes communes' workbooks of form BC-GN-01 for the tests and the benchmark.

A `Book` is what a commune means to send, in plain values; `lay_out` says in which cell each of them stands,
`write` and `fast_write` put those cells into a file, `expected_figures` says what they add up to, and
`break_rule` plants one defect and tells its place. Nothing here is taken from the product: it is a second
opinion on the form, and all names are invented.
"""

from __future__ import annotations

import copy
import datetime as dt
import random
import re
import unicodedata
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

Row = dict[str, Any]

COVER, LIST, MODELS, STORIES, RESOURCES = "Thông tin", "Danh sách hộ", "Mô hình", "Gương sáng", "Nguồn lực"
FORM = "BC-GN-01"
POOR, NEAR_POOR, LEFT = "Nghèo", "Cận nghèo", "Ra khỏi danh sách"
UNCHANGED, NEW, RELAPSED, MOVED_IN = "Không đổi", "Phát sinh mới", "Tái nghèo", "Chuyển đến"
TO_NEAR_POOR, TO_POOR = "Chuyển sang cận nghèo", "Chuyển sang nghèo"
ESCAPED, ESCAPED_NEAR, MOVED_OUT, REMOVED = "Thoát nghèo", "Thoát cận nghèo", "Chuyển đi", "Xóa hộ"
BASELINE = "2019-12"
CUT_OFF_DAY, MADE_DAY = 14, 16


class Formula(str):
    """A formula to be written without a calculated value, such as `=1+2`."""


# ---------------------------------------------------------------------------------------------------------
# The form's columns


class Column(NamedTuple):
    """One column of a sheet; `group` is the heading that it shares with its neighbours."""

    field: str
    heading: str
    group: str = ""


_CREDIT, _SCHOOL, _WATER = "Tín dụng ưu đãi", "Giáo dục, đào tạo", "Nước sạch và vệ sinh"
COLUMNS: dict[str, tuple[Column, ...]] = {
    LIST: (
        Column("ordinal", "STT"),
        Column("household_code", "Mã hộ"),
        Column("head_name", "Họ và tên chủ hộ"),
        Column("village", "Thôn, tổ dân phố"),
        Column("classification", "Phân loại hộ"),
        Column("change", "Biến động trong kỳ"),
        Column("members", "Số nhân khẩu"),
        Column("social_protection", "Hộ bảo trợ xã hội"),
        Column("insured", "Số người có thẻ BHYT"),
        Column("loan_needed", "Có nhu cầu vay", _CREDIT),
        Column("loan_received", "Đã được vay", _CREDIT),
        Column("loan_amount", "Số tiền vay (triệu đồng)", _CREDIT),
        Column("children_deprived", "Số trẻ em thiếu hụt", _SCHOOL),
        Column("children_supported", "Số trẻ em được hỗ trợ", _SCHOOL),
        Column("informed", "Số người tiếp cận thông tin"),
        Column("clean_water", "Sử dụng nước sạch", _WATER),
        Column("hygienic_latrine", "Nhà tiêu hợp vệ sinh", _WATER),
        Column("temporary_housing", "Nhà tạm bợ, dột nát"),
        Column("sponsor", "Tổ chức nhận trợ giúp"),
        Column("note", "Ghi chú"),
    ),
    MODELS: (
        Column("ordinal", "STT"),
        Column("name", "Tên mô hình"),
        Column("village", "Thôn, tổ dân phố"),
        Column("field", "Lĩnh vực"),
        Column("households", "Số hộ tham gia"),
        Column("started_on", "Ngày bắt đầu"),
        Column("status", "Tình trạng"),
        Column("budget", "Kinh phí (triệu đồng)"),
    ),
    STORIES: (
        Column("ordinal", "STT"),
        Column("household_code", "Mã hộ"),
        Column("summary", "Tóm tắt kết quả"),
        Column("consent", "Đồng ý công bố"),
    ),
    RESOURCES: (
        Column("ordinal", "STT"),
        Column("source", "Nguồn"),
        Column("purpose", "Nội dung hỗ trợ"),
        Column("amount", "Số tiền (triệu đồng)"),
        Column("households", "Số hộ hưởng lợi"),
    ),
}
HOUSEHOLD_FIELDS = tuple(column.field for column in COLUMNS[LIST] if column.field != "ordinal")
SUMMED = ("members", "insured", "loan_amount", "children_deprived", "children_supported", "informed")
_TITLES = {
    MODELS: "MÔ HÌNH GIẢM NGHÈO BỀN VỮNG",
    STORIES: "GƯƠNG SÁNG TỰ VƯƠN LÊN THOÁT NGHÈO",
    RESOURCES: "NGUỒN LỰC HUY ĐỘNG TRONG KỲ",
}

# ---------------------------------------------------------------------------------------------------------
# A book: what one commune sends for one month


@dataclass
class Book:
    """One workbook: its content, then how it is typed. The defaults of the second part are the official form.

    `cover` sets, adds (a new label goes last) or, with None, removes a label; `""` leaves its value empty.
    `headings` and `drop_columns` name columns by field, on the other sheets as `Mô hình.status`; `order`
    names household columns by field and extra ones by heading (what it leaves out follows after it);
    `first_row` is the row in which the household sheet's heading begins. `total_line` may set single sums by
    field (None leaves the cell empty). `folder` overrides the name of the unit's folder.
    """

    unit: str
    unit_name: str
    period: str
    households: list[Row] = field(default_factory=list)
    models: list[Row] = field(default_factory=list)
    stories: list[Row] = field(default_factory=list)
    resources: list[Row] = field(default_factory=list)
    total_households: Any = 1_771
    total_people: Any = 5_933
    cover: dict[str, Any] = field(default_factory=dict)

    order: Sequence[str] | None = None
    one_line_heading: bool = False
    numbering: bool = True
    total_line: bool | dict[str, Any] = True
    signatures: bool = True
    blank_rows_every: int | None = None
    first_row: int = 5
    headings: dict[str, str] = field(default_factory=dict)
    drop_columns: tuple[str, ...] = ()
    drop_sheets: tuple[str, ...] = ()
    sheet_names: dict[str, str] = field(default_factory=dict)
    extra_columns: dict[str, Any] = field(default_factory=dict)
    folder: str | None = None

    def rows(self, sheet: str) -> list[Row]:
        return {
            LIST: self.households,
            MODELS: self.models,
            STORIES: self.stories,
            RESOURCES: self.resources,
        }[sheet]

    def year_and_month(self) -> tuple[int, int]:
        return int(self.period[:4]), int(self.period[5:7])


def following(period: str) -> str:
    """The month after `period`."""
    year, month = int(period[:4]), int(period[5:7])
    return f"{year + month // 12}-{month % 12 + 1:02d}"


# ---------------------------------------------------------------------------------------------------------
# Invented content

_FAMILY = (
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Phan",
    "Võ",
    "Đặng",
    "Bùi",
    "Hồ",
    "Dương",
    "Trương",
    "Biện",
)
_MIDDLE = ("Văn", "Thị", "Đình", "Bá", "Hữu", "Quang", "Xuân", "Minh", "Ngọc", "Thanh")
_GIVEN = (
    "Bình",
    "Châu",
    "Đức",
    "Hạnh",
    "Hoà",
    "Huệ",
    "Hường",
    "Lâm",
    "Loan",
    "Lý",
    "Mậu",
    "Nhàn",
    "Oanh",
    "Quý",
)
_VILLAGES = ("Đông Hà", "Liên Quý", "Tân Phong", "Yên Nghĩa", "Hồng Lạc", "Vĩnh Sơn", "Bắc Tiến", "Đại Hải")
_SPONSORS = ("UBMTTQ xã", "Hội LHPN", "Hội Nông dân", "Hội CCB", "Đoàn TNCS HCM", None)
_MODEL_NAMES = ("Nuôi bò sinh sản", "Nuôi gà thả vườn", "Trồng ổi, bưởi", "Làm chổi đót", "Trồng nấm")
_SECTORS = ("Chăn nuôi", "Trồng trọt", "Nuôi trồng thủy sản", "Ngành nghề, dịch vụ")
_SOURCES = ("Ngân sách huyện", "Ngân sách xã", "Quỹ Vì người nghèo", "Xã hội hóa", "Nguồn khác")
_PURPOSES = ("Nhà ở", "Sản xuất", "Giống cây, con", "Đào tạo nghề", "Khác")
_STORY = "Vay vốn ưu đãi nuôi bò sinh sản, sau hai năm trả hết nợ và viết đơn xin thoát nghèo."
_AMOUNTS = (10, 20, 25, 30, 40, 50, 80, 100)
_GONE = {POOR: (ESCAPED, MOVED_OUT, REMOVED), NEAR_POOR: (ESCAPED_NEAR, MOVED_OUT, REMOVED)}
_CAME = {POOR: (NEW, RELAPSED, MOVED_IN), NEAR_POOR: (NEW, MOVED_IN)}


def households(unit: str, count_poor: int, count_near_poor: int, seed: object = 0) -> list[Row]:
    """Valid, invented households of a unit, the poor first; the same ones for the same arguments."""
    rng = random.Random(f"households {unit} {seed}")
    classes = [POOR] * count_poor + [NEAR_POOR] * count_near_poor
    return [_household(f"{unit}{n:04d}", label, UNCHANGED, rng) for n, label in enumerate(classes, start=1)]


def next_month(rows: Sequence[Row], seed: object = 0, pace: float = 0.02) -> list[Row]:
    """A valid following month: who left is gone, most stay, some leave, come or change class.

    `pace` is about the share of rows for each of the three, never above a tenth for leaving and coming. The
    newest code never leaves, so none is used twice.
    """
    codes = [row["household_code"] for row in rows]
    rng = random.Random(f"next month {seed} {max(codes, default='')}")
    kept = [dict(row, change=UNCHANGED) for row in rows if row["classification"] != LEFT]
    movable = [row for row in kept if row["household_code"] != max(codes)]
    some = min(_about(len(kept) * pace, rng), len(kept) // 10)
    switched = min(_about(len(kept) * pace, rng), len(movable) - some) if movable else 0
    chosen = rng.sample(movable, some + switched) if movable else []
    for row in chosen[:some]:
        row.update(classification=LEFT, change=rng.choice(_GONE[row["classification"]]))
    for row in chosen[some:]:
        _switch_class(row)
    arriving = min(_about(len(kept) * pace, rng), len(kept) // 10)
    return kept + (_arrivals(max(codes), arriving, rng) if arriving else [])


def book(
    unit: str = "18604",
    unit_name: str = "Xã Thạch Khê",
    period: str = BASELINE,
    *,
    poor: int = 8,
    near_poor: int = 12,
    seed: object = 0,
    **options: Any,
) -> Book:
    """A valid workbook of one unit; `options` are further fields of `Book`."""
    rng = random.Random(f"book {unit} {seed}")
    rows = households(unit, poor, near_poor, seed)
    total = max(10, len(rows)) * rng.randint(9, 12)
    filled: Row = {
        "households": rows,
        "models": [_model(period, rng) for _ in range(rng.randint(1, 2))],
        "stories": [_story(row, rng) for row in rows[:1]],
        "resources": [_resource(rng) for _ in range(rng.randint(1, 3))],
        "total_households": total,
        "total_people": round(total * 3.35),
    }
    return Book(unit, unit_name, period, **(filled | options))


def next_book(before: Book, seed: object = 0, pace: float = 0.02) -> Book:
    """The same unit's valid workbook of the month after, typed in the same way."""
    rng = random.Random(f"next book {before.unit} {before.period} {seed}")
    rows = next_month(before.households, f"{before.period} {seed}", pace)
    return replace(
        copy.deepcopy(before),
        period=following(before.period),
        households=rows,
        stories=[_story(row, rng) for row in rows if row["change"] == ESCAPED],
        resources=[_resource(rng) for _ in range(rng.randint(0, 3))],
    )


def month_of(
    units: Iterable[tuple[str, str]],
    period: str,
    seed: object = 0,
    *,
    poor: int = 73,
    near_poor: int = 92,
    since: str = BASELINE,
    **options: Any,
) -> list[Book]:
    """Every unit's workbook of a month; with the same arguments a month follows from the month before."""
    start = min(since, period)
    books = [book(u, n, start, poor=poor, near_poor=near_poor, seed=seed, **options) for u, n in units]
    while start != period:
        start = following(start)
        books = [next_book(one, seed) for one in books]
    return books


def _household(code: str, label: str, change: str, rng: random.Random) -> Row:
    members = rng.choices((1, 2, 3, 4, 5, 6), (25, 27, 22, 14, 8, 4))[0]
    needed = rng.random() < 0.3
    received = needed and rng.random() < 0.9
    deprived = int(members > 1 and rng.random() < 0.12)
    return {
        "household_code": code,
        "head_name": " ".join(rng.choice(part) for part in (_FAMILY, _MIDDLE, _GIVEN)),
        "village": f"Thôn {rng.choice(_VILLAGES)}",
        "classification": label,
        "change": change,
        "members": members,
        "social_protection": _mark(label == POOR and rng.random() < 0.45),
        "insured": members - (rng.random() < 0.03),
        "loan_needed": _mark(needed),
        "loan_received": _mark(received),
        "loan_amount": rng.choice(_AMOUNTS) if received else None,
        "children_deprived": deprived or None,
        "children_supported": int(rng.random() < 0.9) if deprived else None,
        "informed": members - (rng.random() < 0.08),
        "clean_water": _mark(rng.random() < 0.95),
        "hygienic_latrine": _mark(rng.random() < 0.93),
        "temporary_housing": _mark(label == POOR and rng.random() < 0.04),
        "sponsor": rng.choice(_SPONSORS),
        "note": None,
    }


def _arrivals(newest: str, count: int, rng: random.Random) -> list[Row]:
    rows = []
    for code in range(int(newest) + 1, int(newest) + 1 + count):
        label = rng.choice((POOR, NEAR_POOR))
        rows.append(_household(f"{code:09d}", label, rng.choice(_CAME[label]), rng))
    return rows


def _switch_class(row: Row) -> None:
    if row["classification"] == POOR:
        row.update(classification=NEAR_POOR, change=TO_NEAR_POOR, social_protection=None)
    else:
        row.update(classification=POOR, change=TO_POOR)


def _model(period: str, rng: random.Random) -> Row:
    return {
        "name": rng.choice(_MODEL_NAMES),
        "village": f"Thôn {rng.choice(_VILLAGES)}",
        "field": rng.choice(_SECTORS),
        "households": rng.randint(5, 20),
        "started_on": dt.date(int(period[:4]) - 1, rng.randint(1, 12), rng.randint(1, 28)),
        "status": rng.choices(("Đang phát triển", "Tạm dừng", "Kết thúc"), (8, 1, 1))[0],
        "budget": rng.randint(6, 30) * 10,
    }


def _story(row: Row, rng: random.Random) -> Row:
    return {
        "household_code": row["household_code"],
        "summary": _STORY,
        "consent": _mark(rng.random() < 0.6),
    }


def _resource(rng: random.Random) -> Row:
    return {
        "source": rng.choice(_SOURCES),
        "purpose": rng.choice(_PURPOSES),
        "amount": rng.randint(6, 60) * 5,
        "households": rng.randint(1, 10),
    }


def _about(expected: float, rng: random.Random) -> int:
    """A whole number whose mean is `expected`."""
    return int(expected + rng.random())


def _mark(holds: bool) -> str | None:
    return "x" if holds else None


# ---------------------------------------------------------------------------------------------------------
# Layout: which value stands in which cell


class Line(NamedTuple):
    """One row of a sheet: its look (a key of `_LOOKS`) and its cells from column A."""

    look: str
    cells: Sequence[Any]


@dataclass
class Sheet:
    """A sheet ready to be written; `lines[0]` is row 1."""

    name: str
    lines: list[Line]
    merged: list[str] = field(default_factory=list)
    widths: Sequence[float] = ()
    freeze: str | None = None


def lay_out(one: Book) -> list[Sheet]:
    """The sheets of a workbook, cell by cell."""
    makers = {COVER: _cover_sheet, LIST: _list_sheet}
    kept = [sheet for sheet in (COVER, LIST, MODELS, STORIES, RESOURCES) if sheet not in one.drop_sheets]
    return [makers[sheet](one) if sheet in makers else _small_sheet(one, sheet) for sheet in kept]


def columns(one: Book, sheet: str = LIST) -> list[Column]:
    """The columns of a sheet as this book has them, from column A."""
    prefix = "" if sheet == LIST else f"{sheet}."
    official = {
        column.field: column._replace(heading=one.headings.get(prefix + column.field, column.heading))
        for column in COLUMNS[sheet]
        if prefix + column.field not in one.drop_columns
    }
    if sheet != LIST:
        return list(official.values())
    official |= {heading: Column(heading, heading) for heading in one.extra_columns}
    wanted = [name for name in one.order or () if name in official]
    if wanted and "ordinal" in official and "ordinal" not in wanted:
        wanted.insert(0, "ordinal")
    return [official[name] for name in [*wanted, *(name for name in official if name not in wanted)]]


def letter_of(one: Book, name: str, sheet: str = LIST) -> str:
    """The letter of a column, found by its field or, for an extra one, by its heading."""
    names = [column.field for column in columns(one, sheet)]
    return get_column_letter(names.index(name) + 1)


def row_of(one: Book, index: int, sheet: str = LIST) -> int:
    """The row in which household (or model, story, resource) number `index`, from 0, stands."""
    heading = 1 if one.one_line_heading else 2
    first = (one.first_row if sheet == LIST else 3) + heading + one.numbering
    every = one.blank_rows_every if sheet == LIST else None
    return first + index + (index // every if every else 0)


def total_row(one: Book) -> int:
    """The row of the line `Tổng cộng`, which follows the last household at once."""
    return row_of(one, len(one.households) - 1) + 1 if one.households else row_of(one, 0)


def cover_of(one: Book) -> dict[str, Any]:
    """The labels of the cover and their values, in order."""
    year, month = one.year_and_month()
    official = {
        "Mẫu biểu": FORM,
        "Mã đơn vị": one.unit,
        "Tên đơn vị": one.unit_name,
        "Kỳ báo cáo": f"{month:02d}/{year}",
        "Ngày chốt số liệu": dt.date(year, month, CUT_OFF_DAY),
        "Tổng số hộ": one.total_households,
        "Tổng số nhân khẩu": one.total_people,
        "Người lập biểu": "Cán bộ LĐ-TB&XH",
        "Số điện thoại": "0239 3 000 000",
        "Ngày lập": dt.date(year, month, MADE_DAY),
    }
    return {label: value for label, value in (official | one.cover).items() if value is not None}


def cover_row(one: Book, label: str) -> int:
    """The row of a label of the cover."""
    return 5 + list(cover_of(one)).index(label)


def _cover_sheet(one: Book) -> Sheet:
    titles = f"UBND {one.unit_name.upper()}", None, "BÁO CÁO KẾT QUẢ THỰC HIỆN CHỈ TIÊU GIẢM NGHÈO", None
    lines = [Line("title", [title]) for title in titles]
    lines += [Line("plain", pair) for pair in cover_of(one).items()]
    return Sheet(_name(one, COVER), lines, widths=(28, 32))


def _list_sheet(one: Book) -> Sheet:
    year, month = one.year_and_month()
    titles = (["DANH SÁCH HỘ NGHÈO, HỘ CẬN NGHÈO"], [f"Kỳ báo cáo: tháng {month} năm {year}"])
    above = [Line("title", cells) for cells in titles[: one.first_row - 1]]
    above += [Line("plain", [])] * (one.first_row - 1 - len(above))
    heads = columns(one)
    lines = above + _heading(heads, one)
    for index, row in enumerate(one.households):
        lines += [Line("plain", [])] * (row_of(one, index) - 1 - len(lines))
        values = {"ordinal": index + 1, **one.extra_columns, **row}
        lines.append(Line("body", [values.get(head.field) for head in heads]))
    lines += _foot(one, heads)
    merged = _merged(heads, one, one.first_row)
    return Sheet(_name(one, LIST), lines, merged, (6, 13, 24, 20, 16, 20), f"D{row_of(one, 0)}")


def _small_sheet(one: Book, sheet: str) -> Sheet:
    heads = columns(one, sheet)
    lines = [Line("title", [_TITLES[sheet]]), Line("plain", []), *_heading(heads, one)]
    for index, row in enumerate(one.rows(sheet), start=1):
        lines.append(Line("body", [{"ordinal": index, **row}.get(head.field) for head in heads]))
    return Sheet(_name(one, sheet), lines, _merged(heads, one, 3), (6, 24, 24, 20, 16, 16, 18, 16))


def _heading(heads: Sequence[Column], one: Book) -> list[Line]:
    if one.one_line_heading:
        lines = [Line("heading", [head.heading for head in heads])]
    else:
        groups = ["", *(head.group for head in heads)]
        pairs = list(zip(heads, groups, strict=False))
        upper = [(None if head.group == left else head.group) if head.group else head.heading for head, left in pairs]
        lines = [
            Line("heading", upper),
            Line("heading", [head.heading if head.group else None for head in heads]),
        ]
    if one.numbering:
        lines.append(Line("number", [f"({n})" for n in range(1, len(heads) + 1)]))
    return lines


def _merged(heads: Sequence[Column], one: Book, top: int) -> list[str]:
    if one.one_line_heading:
        return []
    ranges, start = [], 0
    for n in range(1, len(heads) + 1):
        if n < len(heads) and heads[n].group and heads[n].group == heads[start].group:
            continue
        first, last = get_column_letter(start + 1), get_column_letter(n)
        if not heads[start].group:
            ranges.append(f"{first}{top}:{last}{top + 1}")
        elif n - start > 1:
            ranges.append(f"{first}{top}:{last}{top}")
        start = n
    return ranges


def _foot(one: Book, heads: Sequence[Column]) -> list[Line]:
    """The total and the signatures; their first words stand below the names, as on the form."""
    names = [head.field for head in heads]
    left = names.index("head_name") if "head_name" in names else min(2, len(heads) - 1)
    lines = []
    if one.total_line is not False:
        cells = [total_line_of(one).get(name) for name in names]
        cells[left] = "Tổng cộng"
        lines.append(Line("total", cells))
    if one.signatures:
        office = f"TM. UBND {one.unit_name.upper()}"
        made, signed = {left: "Người lập biểu", 14: office}, {14: "CHỦ TỊCH"}
        signs = [Line("plain", [words.get(n) for n in range(len(heads))]) for words in (made, signed)]
        lines += [Line("plain", []), *signs]
    return lines


def total_line_of(one: Book) -> dict[str, Any]:
    """What the total line says: the sums over all rows, leavers too, but what `total_line` sets itself."""
    sums = {name: _plain(sum(_summed(row.get(name)) for row in one.households)) for name in SUMMED}
    return sums | (one.total_line if isinstance(one.total_line, dict) else {})


def _summed(value: Any) -> int | float:
    """What a cell adds to its column's sum: a text that is no number adds nothing, as in a spreadsheet."""
    try:
        return number(value)
    except ValueError:
        return 0


def _name(one: Book, sheet: str) -> str:
    return one.sheet_names.get(sheet, sheet)


def _plain(value: float) -> int | float:
    return int(value) if value == int(value) else value


# ---------------------------------------------------------------------------------------------------------
# Writing

_EDGE = Side(style="thin")
_THIN = Border(left=_EDGE, right=_EDGE, top=_EDGE, bottom=_EDGE)
_WRAPPED = Alignment(vertical="center", wrap_text=True)
_CENTRED = Alignment(horizontal="center", vertical="center", wrap_text=True)
_BOLD = Font(name="Times New Roman", bold=True, size=12)
_LOOKS: dict[str, dict[str, Any]] = {
    "plain": {},
    "title": {"font": Font(name="Times New Roman", bold=True, size=14)},
    "heading": {
        "font": _BOLD,
        "border": _THIN,
        "alignment": _CENTRED,
        "fill": PatternFill("solid", fgColor="DDEBF7"),
    },
    "number": {"font": _BOLD, "border": _THIN, "alignment": _CENTRED},
    "total": {"font": _BOLD, "border": _THIN, "alignment": _CENTRED},
    "body": {"font": Font(name="Times New Roman", size=12), "border": _THIN, "alignment": _WRAPPED},
}
_DATE_FORMAT = "DD/MM/YYYY"
_FRAMED = ("heading", "number", "total", "body")


def write(one: Book, path: Path | str) -> Path:
    """Write a workbook by openpyxl; the folder is made if need be."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for sheet in lay_out(one):
        page = workbook.create_sheet(sheet.name)
        looks: dict[tuple[str, bool], Any] = {}
        for number_, line in enumerate(sheet.lines, start=1):
            for column, value in enumerate(line.cells, start=1):
                if value not in (None, "") or line.look in _FRAMED:
                    _write_cell(page.cell(number_, column), value, line.look, looks)
        for cells in sheet.merged:
            page.merge_cells(cells)
        for n, width in enumerate(sheet.widths, start=1):
            page.column_dimensions[get_column_letter(n)].width = width
        page.freeze_panes = sheet.freeze
    target = _folder_made(path)
    workbook.save(target)
    return target


def _write_cell(cell: Any, value: Any, look: str, looks: dict[tuple[str, bool], Any]) -> None:
    if value not in (None, ""):
        cell.value = value
    if isinstance(value, str) and not isinstance(value, Formula):
        cell.data_type = "s"  # a text that begins with "=" stays a text
    key = look, isinstance(value, dt.date)
    if key not in looks:
        for name, style in _LOOKS[look].items():
            setattr(cell, name, style)
        if key[1]:
            cell.number_format = _DATE_FORMAT
        looks[key] = cell._style
    cell._style = looks[key]


def fast_write(one: Book, path: Path | str) -> Path:
    """Write the same cells and the same look without openpyxl, several times faster: for many workbooks."""
    sheets = lay_out(one)
    target = _folder_made(path)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, text in _parts(sheets).items():
            archive.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), text, zipfile.ZIP_DEFLATED)
    return target


def _folder_made(path: Path | str) -> Path:
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    return target


_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_OOXML = "http://schemas.openxmlformats.org"
_MAIN = f"{_OOXML}/spreadsheetml/2006/main"
_KIND = f"{_OOXML}/officeDocument/2006/relationships"
_PART = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_LETTERS = [get_column_letter(n) for n in range(1, 101)]
# (look, is a date) → its number in `cellXfs`, in the order in which `_styles_xml` lists them.
_STYLE_IDS = {(look, date): n for n, (look, date) in enumerate((x, d) for x in _LOOKS for d in (False, True))}


def _parts(sheets: Sequence[Sheet]) -> dict[str, str]:
    numbers = range(1, len(sheets) + 1)
    sheet_type = f'ContentType="{_PART}.worksheet+xml"'
    parts = {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_OOXML}/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_PART}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_PART}.styles+xml"/>'
        + "".join(f'<Override PartName="/xl/worksheets/sheet{n}.xml" {sheet_type}/>' for n in numbers)
        + "</Types>",
        "_rels/.rels": _relations([("officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_KIND}"><sheets>'
        + "".join(
            f'<sheet name="{escape(sheet.name, {chr(34): "&quot;"})}" sheetId="{n}" r:id="rId{n}"/>'
            for n, sheet in enumerate(sheets, start=1)
        )
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": _relations(
            [*(("worksheet", f"worksheets/sheet{n}.xml") for n in numbers), ("styles", "styles.xml")]
        ),
        "xl/styles.xml": _styles_xml(),
    }
    return parts | {f"xl/worksheets/sheet{n}.xml": _sheet_xml(sheet) for n, sheet in enumerate(sheets, start=1)}


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    links = (
        f'<Relationship Id="rId{n}" Type="{_KIND}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, start=1)
    )
    return f'{_HEAD}<Relationships xmlns="{_OOXML}/package/2006/relationships">{"".join(links)}</Relationships>'


def _styles_xml() -> str:
    roman = '<name val="Times New Roman"/>'
    fonts = (
        '<font><sz val="11"/><name val="Calibri"/></font>',
        f'<font><b/><sz val="14"/>{roman}</font>',
        f'<font><b/><sz val="12"/>{roman}</font>',
        f'<font><sz val="12"/>{roman}</font>',
    )
    fills = (
        '<fill><patternFill patternType="none"/></fill>',
        '<fill><patternFill patternType="gray125"/></fill>',
        '<fill><patternFill patternType="solid"><fgColor rgb="FFDDEBF7"/></patternFill></fill>',
    )
    edges = "".join(f'<{side} style="thin"/>' for side in ("left", "right", "top", "bottom"))
    looks = [_look_xml(look, 165 if date else 0) for look, date in _STYLE_IDS]
    plain = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
    return (
        f'{_HEAD}<styleSheet xmlns="{_MAIN}">'
        f'<numFmts count="1"><numFmt numFmtId="165" formatCode="{_DATE_FORMAT}"/></numFmts>'
        f'<fonts count="{len(fonts)}">{"".join(fonts)}</fonts>'
        f'<fills count="{len(fills)}">{"".join(fills)}</fills>'
        f'<borders count="2"><border/><border>{edges}</border></borders>'
        f'<cellStyleXfs count="1">{plain}</cellStyleXfs>'
        f'<cellXfs count="{len(looks)}">{"".join(looks)}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )


def _look_xml(look: str, number_format: int) -> str:
    """One entry of `cellXfs`; the same looks as `_LOOKS`."""
    centred = '<alignment horizontal="center" vertical="center" wrapText="1"/>'
    font, fill, border, alignment = {
        "plain": (0, 0, 0, ""),
        "title": (1, 0, 0, ""),
        "heading": (2, 2, 1, centred),
        "number": (2, 0, 1, centred),
        "total": (2, 0, 1, centred),
        "body": (3, 0, 1, '<alignment vertical="center" wrapText="1"/>'),
    }[look]
    applied = " ".join(f'apply{part}="1"' for part in ("NumberFormat", "Font", "Fill", "Border", "Alignment"))
    faces = f'numFmtId="{number_format}" fontId="{font}" fillId="{fill}" borderId="{border}"'
    return f'<xf {faces} xfId="0" {applied}>{alignment}</xf>'


def _sheet_xml(sheet: Sheet) -> str:
    rows = "".join(_row_xml(n, line) for n, line in enumerate(sheet.lines, start=1))
    merged = "".join(f'<mergeCell ref="{cells}"/>' for cells in sheet.merged)
    widths = "".join(
        f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>' for n, width in enumerate(sheet.widths, start=1)
    )
    return (
        f'{_HEAD}<worksheet xmlns="{_MAIN}">{_pane_xml(sheet.freeze)}<cols>{widths}</cols><sheetData>{rows}'
        "</sheetData>"
        + (f'<mergeCells count="{len(sheet.merged)}">{merged}</mergeCells>' if merged else "")
        + "</worksheet>"
    )


def _pane_xml(freeze: str | None) -> str:
    if not freeze:
        return ""
    column, row = ord(freeze[0]) - ord("A"), int(freeze[1:]) - 1
    split = f'xSplit="{column}" ySplit="{row}" topLeftCell="{freeze}"'
    pane = f'<pane {split} activePane="bottomRight" state="frozen"/>'
    return f'<sheetViews><sheetView workbookViewId="0">{pane}</sheetView></sheetViews>'


def _row_xml(number_: int, line: Line) -> str:
    look, framed = line.look, line.look in _FRAMED
    cells = "".join(
        _cell_xml(f"{_LETTERS[n]}{number_}", value, look)
        for n, value in enumerate(line.cells)
        if framed or value not in (None, "")
    )
    return f'<row r="{number_}">{cells}</row>' if cells else ""


def _cell_xml(place: str, value: Any, look: str) -> str:
    style = _STYLE_IDS[look, isinstance(value, dt.date)]
    head = f'<c r="{place}" s="{style}"'
    if value is None or value == "":
        return f"{head}/>"
    if isinstance(value, Formula):
        return f"{head}><f>{escape(value[1:])}</f></c>"
    if isinstance(value, str):
        return f'{head} t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
    if isinstance(value, bool):
        return f'{head} t="b"><v>{int(value)}</v></c>'
    if isinstance(value, dt.date):
        return f"{head}><v>{(dt.date(value.year, value.month, value.day) - dt.date(1899, 12, 30)).days}</v></c>"
    return f"{head}><v>{value}</v></c>"


Writer = Callable[[Book, Path], Path]


def path_in(folder: Path | str, one: Book) -> Path:
    """Where a unit's workbook lies in the shared folder."""
    unit_folder = one.folder or f"{one.unit} - {one.unit_name}"
    return Path(folder) / unit_folder / f"{FORM}_{one.unit}_{one.period}.xlsx"


def write_month(folder: Path | str, books: Iterable[Book], writer: Writer = fast_write) -> list[Path]:
    """Write workbooks into their units' folders under `folder`; returns the files."""
    return [writer(one, path_in(folder, one)) for one in books]


# ---------------------------------------------------------------------------------------------------------
# The oracle: what a workbook's figures must be

_YES = frozenset("x X × ✓ ✔ v V có 1 TRUE".casefold().split())
_CHANGES = {
    "change_new": NEW,
    "change_relapsed": RELAPSED,
    "change_escaped_poverty": ESCAPED,
    "change_to_near_poor": TO_NEAR_POOR,
    "change_escaped_near_poverty": ESCAPED_NEAR,
    "change_to_poor": TO_POOR,
    "change_moved_in": MOVED_IN,
    "change_moved_out": MOVED_OUT,
    "change_removed": REMOVED,
}


def expected_figures(one: Book) -> dict[str, int | float]:
    """The figures that a valid book stands for, under the keys of `giamngheo figures --json`."""
    poor = [row for row in one.households if _is(row["classification"], POOR)]
    near = [row for row in one.households if _is(row["classification"], NEAR_POOR)]
    borrowers = [row for row in poor if marked(row.get("loan_received"))]
    cover = cover_of(one)
    figures: dict[str, int | float] = {
        "households": number(cover.get("Tổng số hộ")),
        "people": number(cover.get("Tổng số nhân khẩu")),
        "poor": len(poor),
        "near_poor": len(near),
        "social_poor": _count(poor, "social_protection"),
        "poor_members": _sum(poor, "members"),
        "near_poor_members": _sum(near, "members"),
        "insured_poor": _sum(poor, "insured"),
        "insured_near_poor": _sum(near, "insured"),
        "loan_need": _count(poor, "loan_needed"),
        "loan_received": _count(borrowers, "loan_needed"),
        "loan_amount": _sum(borrowers, "loan_amount"),
        "education_deprived": _sum(poor, "children_deprived"),
        "education_supported": _sum(poor, "children_supported"),
        "informed": _sum(poor, "informed"),
        "water_and_sanitation": _count(poor, "clean_water", "hygienic_latrine"),
        "temporary_housing": _count(poor, "temporary_housing"),
        "models": sum(_is(row["status"], "Đang phát triển") for row in one.models),
        "resources": _sum(one.resources, "amount"),
        "stories_public": _count(one.stories, "consent"),
    }
    return figures | {
        key: sum(_is(row["change"], change) for row in one.households) for key, change in _CHANGES.items()
    }


def district_figures(books: Iterable[Book]) -> dict[str, int | float]:
    """The sums of `expected_figures` over several units."""
    units = [expected_figures(one) for one in books]
    return {key: _plain(sum(figures[key] for figures in units)) for key in units[0]}


def number(value: Any) -> int | float:
    """A number as typed: empty means 0, and a text is in Vietnamese notation (`1.771`, `50,0`)."""
    if isinstance(value, str):
        text = re.sub(r"\s", "", value)
        value = float(text.replace(".", "").replace(",", ".")) if text else 0
    return _plain(value or 0)


def marked(value: Any) -> bool:
    """Whether a cell is a mark that says yes."""
    return _folded(_plain(value) if isinstance(value, float) else value) in _YES


def _is(value: Any, label: str) -> bool:
    return _folded(value).removeprefix("hộ ") == _folded(label)


def _folded(value: Any) -> str:
    return "" if value is None else " ".join(unicodedata.normalize("NFC", str(value)).casefold().split())


def _sum(rows: Iterable[Row], name: str) -> int | float:
    return _plain(sum(number(row.get(name)) for row in rows))


def _count(rows: Iterable[Row], *names: str) -> int:
    return sum(all(marked(row.get(name)) for name in names) for row in rows)


# ---------------------------------------------------------------------------------------------------------
# Planted defects: for each rule of the form, one thing wrong and where


class Place(NamedTuple):
    """Where a finding must point, as the sender sees it; None where the defect has no row or column."""

    sheet: str
    row: int | None = None
    column: str | None = None


Planter = Callable[[Book, "Book | None"], Place]


def break_rule(one: Book, code: str, previous: Book | None = None) -> tuple[Book, Place]:
    """A copy of `one` that breaks just the rule `code` (a key of `PLANTERS`), and the place of the defect.

    The codes in `NEED_PREVIOUS` are judged against `previous`, the unit's last accepted book.
    """
    broken = copy.deepcopy(one)
    if code in NEED_PREVIOUS and previous is None:
        raise ValueError(f"{code} is judged against a previous book: give one")
    return broken, PLANTERS[code](broken, previous)


def rule_of(code: str) -> str:
    """The form's rule of a key of `PLANTERS`: `H309-loan-alone` breaks `H309`."""
    return code.partition("-")[0]


def place_of(one: Book, index: int, name: str, sheet: str = LIST) -> Place:
    """The place of one field of household (or model, story, resource) number `index`."""
    return Place(_name(one, sheet), row_of(one, index, sheet), letter_of(one, name, sheet))


def place_on_cover(one: Book, label: str) -> Place:
    return Place(_name(one, COVER), cover_row(one, label), "B")


def _steady(row: Row) -> bool:
    return row["classification"] in (POOR, NEAR_POOR) and row["change"] == UNCHANGED


def _steady_poor(row: Row) -> bool:
    return _steady(row) and row["classification"] == POOR


def _just_come(row: Row) -> bool:
    return row["change"] in (NEW, MOVED_IN)


def _pick(one: Book, *wanted: Callable[[Row], bool]) -> int:
    """The index of a household in the middle of those for which the first fulfillable wish holds."""
    for wish in wanted:
        found = [index for index, row in enumerate(one.households) if wish(row)]
        if found:
            return found[len(found) // 2]
    raise ValueError("the book has no household in which this defect can be planted")


def _household_with(name: str, value: Any, *wanted: Callable[[Row], bool], **also: Any) -> Planter:
    """Sets `name` (and what `also` says) of one household; a callable value gets the row."""

    def plant(one: Book, _previous: Book | None) -> Place:
        index = _pick(one, *(wanted or (_steady,)))
        row = one.households[index]
        row.update(also)
        row[name] = value(row) if callable(value) else value
        return place_of(one, index, name)

    return plant


def _cover_with(label: str, value: Any, also: Mapping[str, Any] | None = None) -> Planter:
    def plant(one: Book, _previous: Book | None) -> Place:
        one.cover |= dict(also or {}) | {label: value}
        return place_on_cover(one, label)

    return plant


def _without_sheet(sheet: str) -> Planter:
    def plant(one: Book, _previous: Book | None) -> Place:
        one.drop_sheets = (*one.drop_sheets, sheet)
        return Place(_name(one, sheet))

    return plant


def _without_column(name: str) -> Planter:
    def plant(one: Book, _previous: Book | None) -> Place:
        one.drop_columns = (*one.drop_columns, name)
        return Place(_name(one, LIST))

    return plant


def _without_label(label: str) -> Planter:
    def plant(one: Book, _previous: Book | None) -> Place:
        one.cover[label] = None
        return Place(_name(one, COVER))

    return plant


def _sheet_with(sheet: str, name: str, value: Any, spare: Callable[[], Row]) -> Planter:
    """Sets `name` in the last row of a small sheet, which gets a `spare` row if it has none."""

    def plant(one: Book, _previous: Book | None) -> Place:
        rows = one.rows(sheet)
        if not rows:
            rows.append(spare())
        rows[-1][name] = value
        return place_of(one, len(rows) - 1, name, sheet)

    return plant


def _model_with(name: str, value: Any) -> Planter:
    return _sheet_with(MODELS, name, value, lambda: _model("2020-01", random.Random(0)))


def _resource_with(name: str, value: Any) -> Planter:
    return _sheet_with(RESOURCES, name, value, lambda: _resource(random.Random(0)))


def _other_unit(one: Book) -> tuple[str, str]:
    """Another unit of the district."""
    return ("18571", "Xã Thạch Hải") if one.unit == "18565" else ("18565", "Xã Ngọc Sơn")


def _in_another_folder(one: Book, _previous: Book | None) -> Place:
    one.folder = " - ".join(_other_unit(one))
    return place_on_cover(one, "Mã đơn vị")


def _another_units_name(one: Book, _previous: Book | None) -> Place:
    one.cover["Tên đơn vị"] = _other_unit(one)[1]
    return place_on_cover(one, "Tên đơn vị")


def _cut_off_of_the_month_before(one: Book, _previous: Book | None) -> Place:
    year, month = one.year_and_month()
    last_month = dt.date(year, month, 1) - dt.timedelta(days=1)
    one.cover["Ngày chốt số liệu"] = last_month.replace(day=CUT_OFF_DAY)
    return place_on_cover(one, "Ngày chốt số liệu")


def _fewer_than_listed(one: Book, _previous: Book | None) -> Place:
    listed = sum(row["classification"] in (POOR, NEAR_POOR) for row in one.households)
    one.cover["Tổng số hộ"] = listed - 1
    return place_on_cover(one, "Tổng số hộ")


def _many_more_households(one: Book, previous: Book | None) -> Place:
    assert previous is not None
    one.cover["Tổng số hộ"] = int(number(cover_of(previous)["Tổng số hộ"]) * 1.06) + 1
    return place_on_cover(one, "Tổng số hộ")


def _code_twice(one: Book, _previous: Book | None) -> Place:
    """One more row with a code that is already there; the second of the two is the place."""
    one.households.append(dict(one.households[_pick(one, _steady)]))
    return place_of(one, len(one.households) - 1, "household_code")


def _code_of_another_unit(one: Book, _previous: Book | None) -> Place:
    index = _pick(one, _just_come, _steady)
    row = one.households[index]
    row["household_code"] = _other_unit(one)[0] + str(row["household_code"])[5:]
    return place_of(one, index, "household_code")


def _vanished(one: Book, previous: Book | None) -> Place:
    """A household of the last period is not listed; it has no row to point at."""
    assert previous is not None
    listed = {row["household_code"] for row in previous.households if row["classification"] != LEFT}
    told = {row["household_code"] for row in one.stories}
    gone = _pick(one, lambda row: _steady(row) and row["household_code"] in listed - told)
    del one.households[gone]
    return Place(_name(one, LIST))


def _changed_from(before: str, classification: str, change: str) -> Planter:
    """Gives a household that was `before` at the last period a class and change that contradict it."""

    def plant(one: Book, previous: Book | None) -> Place:
        assert previous is not None
        codes = {row["household_code"] for row in previous.households if row["classification"] == before}
        index = _pick(one, lambda row: _steady(row) and row["household_code"] in codes)
        one.households[index].update(classification=classification, change=change)
        return place_of(one, index, "change")

    return plant


def _new_but_unchanged(one: Book, previous: Book | None) -> Place:
    """A household that was not on the last list is said to be unchanged."""
    assert previous is not None
    one.households += _newcomers(one, previous, 1, UNCHANGED)
    return place_of(one, len(one.households) - 1, "change")


def _crowd(one: Book, previous: Book | None) -> Place:
    """New households, so many that the list grows by more than a fifth, whether or not leavers count."""
    assert previous is not None
    staying = [row for row in one.households if row["classification"] != LEFT]
    needed = len(previous.households) * 6 // 5 + 1 - len(staying)
    one.households += _newcomers(one, previous, needed, NEW)
    return Place(_name(one, LIST))


def _newcomers(one: Book, previous: Book, count: int, change: str) -> list[Row]:
    newest = max(row["household_code"] for row in [*one.households, *previous.households])
    rows = households(one.unit, 0, count, "newcomers")
    return [row | {"household_code": str(int(newest) + n), "change": change} for n, row in enumerate(rows, start=1)]


def _wrong_total(one: Book, _previous: Book | None) -> Place:
    sums = one.total_line if isinstance(one.total_line, dict) else {}
    one.total_line = {**sums, "members": 9_999}
    return Place(_name(one, LIST), total_row(one), letter_of(one, "members"))


def _empty_list(one: Book, _previous: Book | None) -> Place:
    one.households, one.stories = [], []
    return Place(_name(one, LIST))


def _story_of_a_stranger(one: Book, _previous: Book | None) -> Place:
    one.stories.append({"household_code": f"{one.unit}9999", "summary": _STORY, "consent": "x"})
    return place_of(one, len(one.stories) - 1, "household_code", STORIES)


def _one_more(name: str) -> Callable[[Row], int]:
    return lambda row: row[name] + 1


_LOAN = {"loan_needed": "x", "loan_received": "x"}
_FAR = {"Ngày chốt số liệu": dt.date(2031, 3, 14)}
_EARLY = {"Ngày chốt số liệu": dt.date(2019, 11, 14)}

# A key is a rule's code, or the code and a word for another way to break the same rule.
PLANTERS: dict[str, Planter] = {
    "F105": _without_sheet(LIST),
    "F105-cover": _without_sheet(COVER),
    "F106": _without_column("insured"),
    "F106-label": _without_label("Kỳ báo cáo"),
    "F109": _household_with("members", Formula("=1+2")),
    "C201": _cover_with("Mẫu biểu", "BC-XD-02"),
    "C201-version": _cover_with("Mẫu biểu", "BC-GN-99"),
    "C202": _cover_with("Mã đơn vị", "99999"),
    "C202-empty": _cover_with("Mã đơn vị", ""),
    "C203": _in_another_folder,
    "C204": _cover_with("Kỳ báo cáo", ""),
    "C204-unreadable": _cover_with("Kỳ báo cáo", "đầu xuân"),
    "C205": _cover_with("Kỳ báo cáo", "03/2031", _FAR),
    "C205-before-baseline": _cover_with("Kỳ báo cáo", "11/2019", _EARLY),
    "C206": _fewer_than_listed,
    "C206-empty": _cover_with("Tổng số hộ", ""),
    "C206-zero": _cover_with("Tổng số hộ", 0),
    "C206-fraction": _cover_with("Tổng số hộ", 1934.5),
    "C206-text": _cover_with("Tổng số hộ", "chưa rõ"),
    "C207": _many_more_households,
    "C208": _another_units_name,
    "C209": _cut_off_of_the_month_before,
    "H301": _household_with("household_code", None, _just_come, _steady),
    "H301-short": _household_with("household_code", lambda row: row["household_code"][:8], _just_come, _steady),
    "H301-letters": _household_with(
        "household_code", lambda row: row["household_code"][:7] + "AB", _just_come, _steady
    ),
    "H302": _code_twice,
    "H303": _code_of_another_unit,
    "H304": _household_with("classification", "Khá giả"),
    "H304-empty": _household_with("classification", None),
    "H305": _household_with("change", "Tăng"),
    "H305-empty": _household_with("change", None),
    "H306": _household_with("members", 31),
    "H306-zero": _household_with("members", 0),
    "H306-fraction": _household_with("members", 2.5),
    "H306-empty": _household_with("members", None),
    "H307": _household_with("insured", _one_more("members")),
    "H307-negative": _household_with("insured", -1),
    "H307-fraction": _household_with("insured", 0.5),
    "H308": _household_with("loan_needed", None, _steady_poor, loan_received="x", loan_amount=50),
    "H309": _household_with("loan_amount", 50, _steady_poor, loan_needed="x", loan_received=None),
    "H309-loan-alone": _household_with("loan_amount", None, _steady_poor, **_LOAN),
    "H310": _household_with("children_supported", 1, children_deprived=None),
    "H311": _household_with("children_deprived", _one_more("members"), children_supported=None),
    "H312": _household_with("informed", _one_more("members")),
    "H312-negative": _household_with("informed", -1),
    "H312-fraction": _household_with("informed", 0.5),
    "H313": _household_with("hygienic_latrine", "chưa rõ"),
    "H313-number": _household_with("clean_water", 2),
    "H314": _household_with("children_deprived", "một", children_supported=None),
    "H314-members": _household_with("members", "hai"),
    "H314-amount": _household_with("loan_amount", "năm mươi", _steady_poor, **_LOAN),
    "H315": _household_with("change", ESCAPED, _steady_poor),
    "H315-left-unchanged": _household_with("change", UNCHANGED, classification=LEFT),
    "H315-other-class": _household_with("change", TO_NEAR_POOR, _steady_poor),
    "H316": _household_with("head_name", None),
    "H317": _household_with("village", None),
    "H318": _household_with("loan_amount", 500, _steady_poor, **_LOAN),
    "X401": _vanished,
    "X402": _changed_from(POOR, POOR, TO_POOR),
    "X402-not-new": _changed_from(POOR, POOR, NEW),
    "X402-silent": _changed_from(POOR, NEAR_POOR, UNCHANGED),
    "X402-not-listed-before": _new_but_unchanged,
    "X403": _crowd,
    "X405": _wrong_total,
    "X406": _empty_list,
    "M501": _model_with("status", "Tốt"),
    "M501-empty": _model_with("status", None),
    "M502": _model_with("name", None),
    "M503": _model_with("households", -1),
    "M503-text": _model_with("budget", "nhiều"),
    "G601": _story_of_a_stranger,
    "N701": _resource_with("source", "Ngân hàng"),
    "N701-purpose": _resource_with("purpose", "Du lịch"),
    "N702": _resource_with("amount", None),
    "N702-negative": _resource_with("amount", -5),
    "N702-text": _resource_with("amount", "nhiều"),
}
NEED_PREVIOUS = frozenset(code for code in PLANTERS if rule_of(code) in ("C207", "X401", "X402", "X403", "X406"))

"""Puts the form's workbook together: cover, tables, guidance, lists; the same bytes from the same content."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from functools import partial
from typing import Any

from openpyxl import Workbook
from openpyxl.packaging.custom import StringProperty
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.worksheet import Worksheet

from giamngheo.core.formats import day
from giamngheo.core.period import Period
from giamngheo.core.remembered import remembered
from giamngheo.core.reproducible_zip import repacked
from giamngheo.feedback.form import cover as covers
from giamngheo.feedback.form import guide, tables
from giamngheo.feedback.form.formulas import Formulas
from giamngheo.feedback.form.laying import LAID_FOLDER
from giamngheo.feedback.form.lists import Lists
from giamngheo.feedback.form.places import HEADING, Cover, Place, TableLayout, name_of, places_of, reference
from giamngheo.feedback.form.prefilled import Prefilled, Row
from giamngheo.feedback.form.styles import FormStyles
from giamngheo.metadata.configuration import Configuration
from giamngheo.metadata.editions import form_at
from giamngheo.metadata.form import Form
from giamngheo.metadata.senders import Sender
from giamngheo.report.render.excel.printing import put_on_paper
from giamngheo.report.render.excel.stored_values import saved, with_values
from giamngheo.report.wording.listing import plain
from giamngheo.report.wording.words import capital

_TABS = {"labels": "0072B2", "table": "009E73"}
_GUIDE_TAB = "E69F00"
_LEFT = "Hộ ra khỏi danh sách trong kỳ vẫn để lại một dòng, chọn Ra khỏi danh sách và lý do; kỳ sau biểu tự bỏ dòng đó."
_PREFILLED = (
    "Danh sách đã ghi sẵn theo báo cáo được nhận gần nhất, biến động đặt lại là Không đổi. Chỉ sửa những gì thay đổi "
    f"trong kỳ và thêm dòng mới ngay dưới dòng cuối. {_LEFT}"
)
_IMPORTED = (
    "Danh sách được chuyển từ tệp của hệ thống khác, giá trị để nguyên như tệp ấy. Kiểm tra lại từng hộ; sửa chỗ tô đỏ trước khi "
    f"gửi. {_LEFT}"
)
_FIRST = f"Chưa có báo cáo nào được nhận nên danh sách để trống: ghi đủ các hộ {{}} tại ngày chốt số liệu. {_LEFT}"
_FROM_MAIN = (
    "Danh sách đã ghi sẵn các hộ theo báo cáo {} được nhận gần nhất: ghi tiếp các cột còn trống, thêm hộ mới ngay dưới dòng "
    "cuối, xóa dòng của hộ không còn trong danh sách."
)
_BY_UNIT = (
    "Danh sách đã ghi sẵn {} của kỳ: ghi tiếp các cột còn trống, không phát sinh thì ghi 0; không thêm, không xóa dòng."
)
_PERSONAL = (
    "Họ tên, mã hộ chỉ ghi ở cột dành cho họ tên, mã hộ, ở ghi chú và lý do giải trình: chữ ghi ở cột khác, như tên mô hình, "
    "có thể được in trong báo cáo gửi nơi khác."
)
_LISTS = "Mỗi mục một dòng; thêm dòng mới ngay dưới dòng cuối."
_AFTER_FOOT = "</headerFooter>"
_FIXED = re.compile(r'(<row r="(\d+)" ht="[\d.]+") customHeight="1"')


def form_workbook(
    configuration: Configuration,
    unit: Sender,
    period: Period,
    prefilled: Prefilled | None,
    whole: Form | None = None,
) -> bytes:
    """A form for a unit and a period as an .xlsx, with what its last accepted month hands on.

    `whole`: which form, the main one where none is named. `prefilled` is `None` for a unit that has not reported yet: its
    rows are empty. The same arguments give the same bytes. `period` is of the form's kind.
    """
    whole = whole or configuration.form
    form = form_at(whole, period)
    workbook = Workbook()
    del workbook[workbook.sheetnames[0]]
    styles, words = FormStyles(workbook), Lists(configuration.with_comparisons(form))
    places = places_of(form, prefilled)
    own_codes = sorted(
        configuration.unit_register.prefixes(unit.code, period), key=lambda code: (code != unit.code, code)
    )
    stored: list[Mapping[str, Any]] = []
    beside = [standard.column for standard in configuration.standards_beside(period.last_month)]
    for table, place in places.items():
        sheet = workbook.create_sheet(place.sheet.name)
        formulas = Formulas(place, places, words, own_codes, configuration.classes, beside)
        rows = prefilled.rows.get(table, ()) if prefilled else ()
        if isinstance(place, Cover):
            values = _cover_values(configuration, form, unit, period, rows)
            head, foot = _head(configuration, form, unit, period), _foot(configuration, whole, period)
            covers.draw(sheet, place, values, head, foot, _signer(configuration, form), styles)
            covers.guard(sheet, place, formulas, words)
            stored.append({})
        else:
            stored.append(tables.draw(sheet, place, rows, form, styles, _about(period)))
            tables.guard(sheet, place, formulas, words)
        _print_set_up(sheet, place, unit, period)
        sheet.sheet_properties.tabColor = _TABS[place.sheet.layout]
    lists = _about_lists(configuration, form, prefilled)
    steps = _steps(configuration, whole, unit, period, places, lists)
    _guide(workbook, f"HƯỚNG DẪN GHI BIỂU {form.id}", steps, places, styles)
    _print_set_up(workbook[guide.SHEET], None, unit, period)
    words.write(workbook)
    _names(workbook, places)
    _properties(workbook, form, unit, period)
    title = plain(f"{form.title} {period.title} - {unit.name}")
    days = configuration.working_calendar.days_of(period)
    missing = {
        f"xl/worksheets/sheet{number}.xml": partial(_completed, place=place, values=values)
        for number, (place, values) in enumerate(zip(places.values(), stored, strict=True), start=1)
    }
    return repacked(saved(workbook, missing), title, plain(configuration.letterhead.issuing_body), days.cutoff)


@remembered(8)
def form_version(form: Form) -> str:
    """Changes with anything that the form asks for or how it is judged."""
    return hashlib.sha256(form.model_dump_json().encode()).hexdigest()[:8]


# ---------------------------------------------------------------- what stands in it


def _cover_values(configuration: Configuration, form: Form, unit: Sender, period: Period, rows: tuple[Row, ...]) -> Row:
    known = {
        "form_id": form.id,
        "unit": unit.code,
        "unit_name": plain(unit.name),
        "period": f"{period.number:02d}/{period.year}" if period.kind == "month" else capital(period.title),
        "cutoff": configuration.working_calendar.days_of(period).cutoff,
    }
    return {field: value for row in rows for field, value in row.items() if value is not None} | known


def _head(configuration: Configuration, form: Form, unit: Sender, period: Period) -> tuple[str, str, str]:
    whose = plain(configuration.senders.addressed(unit.code, period))
    return (whose.upper(), form.title.upper(), f"{capital(period.title)}, biểu {form.id}")


def _signer(configuration: Configuration, form: Form) -> tuple[str, str]:
    """Who signs for the sender, and how: who is no body has no seal."""
    level = configuration.levels.sender
    if form.senders:
        return "THỦ TRƯỞNG CƠ QUAN", covers.SEALED
    return level.signer_said, covers.SEALED if level.body else covers.SIGNED


def _foot(configuration: Configuration, form: Form, period: Period) -> list[str]:
    due = day(configuration.working_calendar.days_of(period).due)
    return [
        f"Hạn nộp: hết ngày {due}. Điền xong, lưu tệp này vào thư mục của {form.senders_noun} trong thư mục dùng chung của "
        f"{configuration.levels.area.noun}.",
        f"{tables.legend(guide.SHEET)}",
        f"Phiên bản biểu: {form_version(form)}. Nhận tệp xlsx, xls hoặc ods.",
    ]


def _about(period: Period) -> str:
    return f"{capital(period.title)}. {tables.legend(guide.SHEET)}"


def _about_lists(configuration: Configuration, form: Form, prefilled: Prefilled | None) -> str:
    main = configuration.form.id
    if form.id == main:
        if prefilled is None:
            return _FIRST.format(", ".join(one.short for one in configuration.classes.listed))
        return _IMPORTED if prefilled.is_imported else _PREFILLED
    if any(sheet.by_unit for sheet in form.sheets):
        return _BY_UNIT.format(configuration.levels.sender.all_said)
    return _FROM_MAIN.format(main) if prefilled else _LISTS


def _steps(
    configuration: Configuration, form: Form, unit: Sender, period: Period, places: Mapping[str, Place], lists: str
) -> list[str]:
    """`lists`: what stands in the lists already, and how they are to be kept."""
    days = configuration.working_calendar.days_of(period)
    required = ", ".join(f"«{place.sheet.name}»" for place in places.values() if place.sheet.required)
    explains = "".join(f", ghi lý do ở trang «{place.sheet.name}»" for place in places.values() if place.sheet.explains)
    listed = [column for place in places.values() if isinstance(place, TableLayout) for column in place.columns]
    marks = " Ô đánh dấu: ghi x nếu có, để trống nếu không." if any(one.type == "mark" for one in listed) else ""
    return [
        f"Biểu này của {plain(unit.name)}, kỳ {period.title}; số liệu tính đến ngày {day(days.cutoff)}, "
        f"hạn nộp hết ngày {day(days.due)}.",
        lists,
        f"Các trang {required} phải có; trang khác để trống nếu không phát sinh. Không đổi tên trang tính và tên cột.",
        f"Ô có danh sách thì chọn trong danh sách.{marks} Ô số chỉ ghi số; số lẻ dùng dấu phẩy, ví dụ 12,5.",
        "Ô tô đỏ là sai hoặc trái nhau: báo cáo sẽ bị trả lại nếu không sửa. Ô tô vàng cần xem lại; đúng thì để "
        f"nguyên{explains}.",
        *([_PERSONAL] if any(one.personal for one in listed) else []),
        "Dòng «Cả danh sách» tự cộng. Có thể thêm, xóa dòng và sắp xếp; tên cột và công thức được khóa để khỏi sửa "
        "nhầm (không có mật khẩu).",
        f"Lưu dưới dạng xlsx, xls hoặc ods rồi đặt vào thư mục của {form.senders_noun} («{unit.code} - {plain(unit.name)}»). Tệp để "
        f"trong thư mục con «{LAID_FOLDER}» chưa phải là báo cáo đã nộp. Biểu {form.id}, phiên bản {form_version(form)}.",
    ]


def _guide(workbook: Workbook, title: str, steps: list[str], places: Mapping[str, Place], styles: FormStyles) -> None:
    sheet = workbook.create_sheet(guide.SHEET)
    guide.draw(sheet, title, steps, places, styles)
    sheet.sheet_properties.tabColor = _GUIDE_TAB


# ---------------------------------------------------------------- the workbook


def _names(workbook: Workbook, places: Mapping[str, Place]) -> None:
    """Rows of the tables' fields by name, for formulas on other sheets."""
    for place in places.values():
        if isinstance(place, TableLayout):
            for column in place.columns:
                name = name_of(place, column.field)
                workbook.defined_names[name] = DefinedName(name, attr_text=reference(place, column.field))


def _properties(workbook: Workbook, form: Form, unit: Sender, period: Period) -> None:
    """What the workbook is, also where its cells are gone: form, version, unit, period."""
    told = {"form": form.id, "version": form_version(form), "unit": unit.code, "period": period.code}
    book: Any = workbook
    for name, value in told.items():
        book.custom_doc_props.append(StringProperty(name=f"giamngheo.{name}", value=value))


def _print_set_up(sheet: Worksheet, place: Place | None, unit: Sender, period: Period) -> None:
    """A4 across, as wide as the paper, headings on each page, page numbers."""
    if isinstance(place, TableLayout):
        sheet.print_title_rows = f"{HEADING}:{place.numbers}"
    margins = PageMargins(0.5, 0.5, 0.6, 0.6, header=0.3, footer=0.3)
    put_on_paper(sheet, margins, f"{plain(unit.name)} - {period.title}".replace("&", "&&"))


def _completed(sheet: str, place: Place, values: Mapping[str, Any]) -> str:
    """With the values of the formulas, and without the warning that a code is a number typed as text."""
    return _growing(_without_warnings(with_values(sheet, values), place), place)


def _growing(sheet: str, place: Place) -> str:
    """The rows keep the height of what is typed into them; a height that openpyxl writes would stay as it is."""
    if not isinstance(place, TableLayout):
        return sheet
    return _FIXED.sub(lambda found: found[1] if int(found[2]) >= place.first else found[0], sheet)


def _without_warnings(sheet: str, place: Place) -> str:
    codes = [place.area(column.field) for column in place.columns if column.type == "code"]
    if not codes:
        return sheet
    ignored = f'<ignoredErrors><ignoredError sqref="{" ".join(codes)}" numberStoredAsText="1"/></ignoredErrors>'
    return sheet.replace(_AFTER_FOOT, f"{_AFTER_FOOT}{ignored}", 1)

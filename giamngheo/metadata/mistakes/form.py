"""Mistakes of `config/forms/` that a single key does not show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from string import Formatter
from typing import get_args

from giamngheo.core.text import key
from giamngheo.metadata.editions import has_editions, is_dated
from giamngheo.metadata.expressions import mistake_of_expression
from giamngheo.metadata.form import Column, Form, Frequency, Sheet
from giamngheo.metadata.mistakes.wording import repeated
from giamngheo.metadata.plan import HOUSEHOLDS, Plan
from giamngheo.metadata.rules import Rule, UnitComparison

_RESERVED_TABLES = {
    *("unit", "unit_folder", "known_file", "submission", "finding", "answer", "attainment", "report", "signature"),
    *("message", "run", "lease", "journal", "alembic_version"),
    *("area", "measure", "rule", "period", "figure", "verdict", "completeness"),
    *(
        "v_unit",
        "v_area",
        "v_completeness",
        "v_attainment",
        "v_figure",
        "v_poverty",
        "v_finding",
        "v_delivery",
        "v_column",
    ),
}
_FRAMES = {"workbook", "sheet", "part", "cell", "total", "departed"}  # which rules may name beside the sheets
_OLD_EDITION = "old_edition"  # a cover's column that only rules of a form with editions ask for
_COMPARED = {
    "message": {"unit", "here", "there"},
    "message_to_unit": {"sender", "here", "there"},
}  # what its words may name
_EXPLAINING = {"rule", "place", "reason"}
_RESERVED_FIELDS = {"at", "row", "submission", "submission_id", "sheet_name", "table", "of_field"}
_NEEDED_ON_EVERY_COVER = {"form_id", "unit", "unit_name", "period", "cutoff"}
_NEEDED_ON_COVER = {*_NEEDED_ON_EVERY_COVER, "households"}
_NEEDED_TABLES = ("cover", "household", "model", "story", "resource")


def main_form(forms: Sequence[Form]) -> Form | None:
    """The one with the list of households; a single form is meant to be it, whatever it lacks."""
    return forms[0] if len(forms) == 1 else next((form for form in forms if HOUSEHOLDS in form.tables), None)


def mistakes_of_forms(forms: Sequence[Form]) -> Iterator[str]:
    """What one form does to another: the same name, or the same table in the warehouse."""
    if len(forms) > 1 and main_form(forms) is None:
        yield f"config/forms: không biểu nào có trang danh sách hộ (table = «{HOUSEHOLDS}»); thêm lại thư mục biểu chính."
    for name in repeated(name for form in forms for name in form.ids):
        yield f"config/forms: hai biểu cùng có mã «{name}»; sửa id hoặc also trong form.toml của một biểu."
    for table in repeated(table for form in forms for table in form.tables):
        yield f"config/forms: hai biểu cùng có bảng «{table}»; đổi table của một trang, như bcgn02_{table}."


def mistakes_of_senders(forms: Iterable[Form], plans: Iterable[Plan], main: Form | None) -> Iterator[str]:
    """Offices that no plan knows; and the main form, which is the units' own."""
    known = {code: None for plan in plans for code in plan.offices}
    for form in forms:
        place = f"config/forms/{form.id}/form.toml, khóa «senders»"
        if form is main:
            if form.senders or form.since:
                yield f"{place}: biểu chính do các đơn vị gửi, từ kỳ gốc; xóa senders và since."
            continue
        for code in form.senders:
            if code not in known:
                yield (
                    f"{place}: không kế hoạch nào có cơ quan «{code}»; chọn một trong: {', '.join(known)}, hoặc thêm cơ quan "
                    "vào [offices] của config/plan.toml."
                )
        for code in repeated(form.senders):
            yield f"{place}: cơ quan «{code}» ghi hai lần; bỏ một lần."


def mistakes_of_form(form: Form, is_main: bool = True) -> Iterator[str]:
    folder = f"config/forms/{form.id}"
    known = {rule.code for _, rule in form.rules}
    if sum(sheet.explains for sheet in form.sheets) > 1:
        yield f"{folder}: nhiều trang tính cùng khai explains; chỉ để một trang."
    for sheet in form.sheets:
        yield from _of_sheet(f"{folder}/{sheet.table}.toml", sheet)
        for rule in sheet.rule:
            yield from _of_rule(f"{folder}/{sheet.table}.toml", rule, known, sheet)
        yield from _of_codes(f"{folder}/{sheet.table}.toml", sheet.rule)
    for rule in form.rule:
        yield from _of_rule(f"{folder}/form.toml", rule, known, None)
    yield from _of_codes(f"{folder}/form.toml", form.rule)
    yield from _of_what_is_needed(folder, form) if is_main else _of_what_another_needs(folder, form)
    yield from _of_editions(folder, form)
    for table in sorted((_RESERVED_TABLES | _FRAMES) & set(form.tables)):
        yield f"{folder}: tên bảng «{table}» đã dùng cho việc khác; đổi table."


def _of_sheet(file: str, sheet: Sheet) -> Iterator[str]:
    for name in repeated(column.field for column in sheet.column):
        yield f"{file}, khóa «column.{name}»: trường bị lặp; đổi tên trường."
    for heading in repeated(heading for column in sheet.column for heading in column.headings):
        yield f"{file}: tiêu đề «{heading}» thuộc hai cột; bỏ một cách viết."
    for field in sheet.row_key:
        if field not in sheet.columns:
            yield f"{file}, khóa «row_key»: không có trường «{field}»; sửa tên trường."
    needed = {*sheet.row_key, *(_NEEDED_ON_COVER if sheet.layout == "labels" else ())}
    for column in sheet.column:
        for date in ("since", "until"):
            if getattr(column, date) and column.field in needed:
                yield f"{file}, khóa «column.{column.field}.{date}»: trường này cần ở mọi kỳ; bỏ {date}."
        yield from _of_dates(file, column)
    if sheet.by_unit:
        for field in (sheet.by_unit.code, sheet.by_unit.name):
            if field not in sheet.columns:
                yield f"{file}, khóa «by_unit»: không có trường «{field}»; sửa tên trường."
    for name, marks in sheet.counts.items():
        if name in {*sheet.columns, *_RESERVED_FIELDS}:
            yield f"{file}, khóa «counts.{name}»: tên đã dùng cho việc khác; đổi tên."
        for field in marks:
            if field not in sheet.columns or sheet.columns[field].type != "mark":
                yield f"{file}, khóa «counts.{name}»: «{field}» không phải trường đánh dấu của trang; sửa tên."
    if sheet.explains and (lacking := _EXPLAINING - sheet.columns.keys()):
        yield f"{file}: trang giải trình thiếu trường {', '.join(sorted(lacking))}; thêm vào."
    for field in sorted(_RESERVED_FIELDS & set(sheet.columns)):
        yield f"{file}: tên trường «{field}» đã dùng cho việc khác; đổi field."


def mistakes_of_comparisons(forms: Iterable[Form], main: Form) -> Iterator[str]:
    """What is compared is a number on either side, and its code is no rule's of either form."""
    for form in forms:
        for sheet in form.sheets:
            for one in sheet.comparison:
                place = f"config/forms/{form.id}/{sheet.table}.toml, so sánh {one.code}"
                yield from _of_comparison(place, one, sheet, form, main)
    codes = [one.code for form in forms for one in form.comparisons]
    for code in repeated(codes):
        yield f"config/forms: hai so sánh cùng có mã «{code}»; đổi code của một so sánh."


def _of_comparison(place: str, one: UnitComparison, sheet: Sheet, form: Form, main: Form) -> Iterator[str]:
    if sheet.by_unit is None or form is main or form.frequency != "month":
        yield f"{place}: chỉ so được ở trang có by_unit của một biểu tháng khác biểu chính; thêm by_unit, hoặc bỏ so sánh."
    for field in one.fields:
        if field not in sheet.columns or not sheet.columns[field].is_number:
            yield f"{place}, khóa «fields»: «{field}» không phải cột số của trang; sửa tên trường."
    if wrong := mistake_of_expression(main, one.rows, one.counted):
        yield f"{place}, khóa «counted»: {wrong}."
    if one.code in {rule.code for own in (form, main) for _, rule in own.rules}:
        yield f"{place}: mã trùng với một quy tắc; đổi code."
    if one.code.startswith("X"):  # of rules that compare a report with an earlier one
        yield f"{place}: mã bắt đầu bằng X là của quy tắc so với kỳ trước; đổi code."
    for name, known in _COMPARED.items():
        named = {field for _, field, _, _ in Formatter().parse(getattr(one, name)) if field}
        for field in sorted(named - known):
            yield f"{place}, khóa «{name}»: không có «{{{field}}}»; chỉ dùng {', '.join(f'{{{each}}}' for each in sorted(known))}."


def _of_dates(file: str, column: Column) -> Iterator[str]:
    """From a month until an earlier one; and a label of two choices, of which the reading would take one at all times."""
    dates = [("", column.since, column.until)]
    dates += [(f".choice.{one.code}", one.since, one.until) for one in column.choice]
    for place, since, until in dates:
        if since and until and until < since:
            yield f"{file}, khóa «column.{column.field}{place}.until»: tháng {until} trước since ({since}); sửa một trong hai."
    if is_dated(column):
        for label in repeated(key(text) for one in column.choice for text in (one.label, *one.also)):
            yield f"{file}, khóa «column.{column.field}.choice»: chữ «{label}» thuộc hai mục; bỏ một cách viết."


def _of_editions(folder: str, form: Form) -> Iterator[str]:
    """A form of which something ends tells senders of the earlier edition that there is another."""
    asked = {str(expect.arguments.get("column")) for _, rule in form.rules for expect in rule.expect}
    if has_editions(form) and _OLD_EDITION not in asked:
        yield (
            f"{folder}: có cột hoặc mục thôi dùng (until) mà không có quy tắc hỏi {_OLD_EDITION}; chép quy tắc C213 của "
            "biểu BC-GN-02 trong examples/forms vào trang thông tin."
        )


def _of_codes(file: str, rules: Iterable[Rule]) -> Iterator[str]:
    """Two sheets may share a code for the same mistake; in one file two rules of one code could not be told apart."""
    for code in repeated(rule.code for rule in rules):
        yield f"{file}, khóa «rule.{code}.code»: mã quy tắc bị lặp trong tệp; đổi mã, hoặc gộp các expect vào một quy tắc."


def _of_rule(file: str, rule: Rule, known: set[str], sheet: Sheet | None) -> Iterator[str]:
    for code in rule.follows:
        if code not in known:
            yield f"{file}, quy tắc {rule.code}: follows nêu «{code}» không có; sửa mã quy tắc."
    for field in sorted(set(rule.beside) - sheet.columns.keys()) if sheet else ():
        yield f"{file}, quy tắc {rule.code}: beside nêu trường «{field}» không có; sửa tên."


def _of_what_is_needed(folder: str, form: Form) -> Iterator[str]:
    for table in _NEEDED_TABLES:
        if table not in form.tables:
            yield f"{folder}: thiếu trang tính có table = «{table}»; thêm tệp {table}.toml."
    cover = form.tables.get("cover")
    if cover and cover.layout != "labels":
        yield f"{folder}/cover.toml, khóa «layout»: trang thông tin phải ghi theo nhãn; viết layout = «labels»."
    if cover and "period" in cover.columns and cover.columns["period"].type != "month":
        yield f"{folder}/cover.toml, khóa «column.period.type»: biểu chính là báo cáo tháng; viết type = «month»."
    yield from _of_cover(f"{folder}/cover.toml", cover, _NEEDED_ON_COVER)
    yield from _of_rules_needed(folder, "cover", form)


def _of_what_another_needs(folder: str, form: Form) -> Iterator[str]:
    """A form beside the main one; what is explained is kept of the main form alone."""
    covers = [sheet for sheet in form.sheets if sheet.layout == "labels"]
    if len(covers) != 1:
        yield f"{folder}: phải có đúng một trang thông tin (layout = «labels»), đang có {len(covers)}; sửa layout."
        return
    (cover,) = covers
    file = f"{folder}/{cover.table}.toml"
    yield from _of_cover(file, cover, _NEEDED_ON_EVERY_COVER)
    if "period" in cover.columns and cover.columns["period"].type not in get_args(Frequency):
        kinds = ", ".join(get_args(Frequency))
        yield f"{file}, khóa «column.period.type»: không phải loại kỳ báo cáo; chọn một trong: {kinds}."
    if form.explaining:
        yield f"{folder}/{form.explaining.table}.toml, khóa «explains»: chỉ biểu chính có trang giải trình; bỏ trang này."
    yield from _of_rules_needed(folder, cover.table, form)


def _of_cover(file: str, cover: Sheet | None, needed: set[str]) -> Iterator[str]:
    for field in sorted(needed - set(cover.columns if cover else ())):
        yield f"{file}: thiếu trường «{field}»; thêm lại mục [[column]] của trường này."


def _of_rules_needed(folder: str, cover: str, form: Form) -> Iterator[str]:
    if not any(rule.severity == "pending" for _, rule in form.rules):
        yield f"{folder}/form.toml: thiếu quy tắc có severity = «pending» (tệp trống, đang chép); thêm lại."
    if not form.period_not_open_rules:
        yield f"{folder}/{cover}.toml: thiếu quy tắc có period_not_open = true (kỳ báo cáo không mở); thêm lại."

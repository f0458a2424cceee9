"""Mistakes of `config/forms/` that a single key does not show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from giamngheo.metadata.form import Form, Rule, Sheet
from giamngheo.metadata.mistakes.wording import repeated

_RESERVED_TABLES = {
    *("unit", "submission", "finding", "answer", "attainment", "report", "message", "run", "lease", "journal"),
    *("alembic_version", "v_attainment", "v_completeness", "v_poverty"),
}
_EXPLAINING = {"rule", "place", "reason"}
_RESERVED_FIELDS = {"at", "row", "submission", "submission_id", "sheet_name", "table", "of_field"}
_NEEDED_ON_COVER = {"form_id", "unit", "unit_name", "period", "cutoff", "households"}
_NEEDED_TABLES = ("cover", "household", "model", "story", "resource")


def mistakes_of_form(form: Form) -> Iterator[str]:
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
    yield from _of_what_is_needed(folder, form)
    for table in sorted(_RESERVED_TABLES & set(form.tables)):
        yield f"{folder}: tên bảng «{table}» đã dùng cho việc khác; đổi table."


def _of_sheet(file: str, sheet: Sheet) -> Iterator[str]:
    for name in repeated(column.field for column in sheet.column):
        yield f"{file}, khóa «column.{name}»: trường bị lặp; đổi tên trường."
    for heading in repeated(heading for column in sheet.column for heading in column.headings):
        yield f"{file}: tiêu đề «{heading}» thuộc hai cột; bỏ một cách viết."
    for field in sheet.row_key:
        if field not in sheet.columns:
            yield f"{file}, khóa «row_key»: không có trường «{field}»; sửa tên trường."
    needed = {*sheet.row_key, *(_NEEDED_ON_COVER if sheet.table == "cover" else ())}
    for column in sheet.column:
        if column.since and column.field in needed:
            yield f"{file}, khóa «column.{column.field}.since»: trường này cần ở mọi kỳ; bỏ since."
    if sheet.explains and (lacking := _EXPLAINING - sheet.columns.keys()):
        yield f"{file}: trang giải trình thiếu trường {', '.join(sorted(lacking))}; thêm vào."
    for field in sorted(_RESERVED_FIELDS & set(sheet.columns)):
        yield f"{file}: tên trường «{field}» đã dùng cho việc khác; đổi field."


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
    cover = form.tables["cover"].columns if "cover" in form.tables else {}
    for field in sorted(_NEEDED_ON_COVER - set(cover)):
        yield f"{folder}/cover.toml: thiếu trường «{field}»; thêm lại mục [[column]] của trường này."
    if not any(rule.severity == "pending" for _, rule in form.rules):
        yield f"{folder}/form.toml: thiếu quy tắc có severity = «pending» (tệp trống, đang chép); thêm lại."
    if not form.period_not_open_rules:
        yield f"{folder}/cover.toml: thiếu quy tắc có period_not_open = true (kỳ báo cáo không mở); thêm lại."

"""Loads `config/` and finds all mistakes at once: file, key, what is wrong, what to do."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from giamngheo.core.errors import ConfigurationError
from giamngheo.metadata.configuration import Configuration
from giamngheo.metadata.form import Form, Rule, Sheet
from giamngheo.metadata.letterhead import Letterhead
from giamngheo.metadata.load_units import mistakes_of_units
from giamngheo.metadata.operation import Operation
from giamngheo.metadata.plan import Plan
from giamngheo.metadata.recipients import COMMUNE, OFFICE, Recipient, Recipients
from giamngheo.metadata.unit import ProvisionalCode, Unit
from giamngheo.metadata.working_calendar import CalendarRules

_RESERVED_TABLES = {
    *("unit", "submission", "finding", "answer", "attainment", "report", "message", "run", "lease", "journal"),
    "alembic_version",
}
_EXPLAINING = {"rule", "place", "reason"}
_RESERVED_FIELDS = {"at", "row", "submission", "submission_id", "sheet_name", "table", "of_field"}
_NEEDED_ON_COVER = {"form_id", "unit", "unit_name", "period", "cutoff", "households"}
_NEEDED_FIGURES = {
    *("households", "poor", "near_poor", "social_poor", "change_new", "change_relapsed", "change_moved_in"),
    *("change_escaped_poverty", "change_escaped_near_poverty", "change_moved_out", "change_removed"),
    *("change_to_poor", "change_to_near_poor"),
}

R = TypeVar("R", bound=BaseModel)


@lru_cache(maxsize=8)
def load_configuration(folder: Path) -> Configuration:
    """Read every file of the folder; `ConfigurationError` with all mistakes if there is one."""
    reader = _Reader(folder)
    plan = reader.record("plan.toml", Plan)
    calendar = reader.record("calendar.toml", CalendarRules)
    recipients = reader.record("recipients.toml", Recipients)
    office = reader.record("report.toml", Letterhead)
    operation = reader.record("operation.toml", Operation)
    units, codes = reader.units("units.csv"), reader.provisional_codes("unit-codes.csv")
    forms = [form for path in reader.form_folders() if (form := reader.form(path))]
    if plan and forms:
        reader.mistakes += _mistakes_of_plan(plan, forms[0])
    for form in forms:
        reader.mistakes += _mistakes_of_form(form)
    if operation:
        reader.mistakes += _mistakes_of_operation(operation)
    if recipients and plan and units:
        reader.mistakes += _mistakes_of_recipients(recipients, plan, units)
    if len(forms) > 1:
        reader.mistakes.append(
            f"config/forms: có {len(forms)} biểu, hiện mỗi lần dùng một biểu; chuyển biểu không dùng ra ngoài."
        )
    if reader.mistakes or not (plan and calendar and recipients and office and units and forms and operation):
        raise ConfigurationError(reader.mistakes)
    return Configuration(
        plan=plan,
        calendar=calendar,
        units=units,
        recipients=_all_recipients(recipients, units),
        communes=recipients.communes,
        letterhead=office,
        forms=tuple(forms),
        operation=operation,
        provisional_codes=codes,
    )


class _Reader:
    """Reads files and collects mistakes instead of stopping at the first."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.mistakes: list[str] = []

    def record(self, name: str, model: type[R], extra: dict[str, Any] | None = None) -> R | None:
        data = self._toml(name)
        return None if data is None else self._build(name, model, data | (extra or {}))

    def units(self, name: str) -> tuple[Unit, ...] | None:
        rows = self._csv(name)
        if rows is None:
            return None
        if not rows:
            self._mistake(name, "", "không có đơn vị nào", "ghi mỗi xã, thị trấn một dòng")
            return None
        units = []
        for line, row in enumerate(rows, start=2):
            values = row | {"aliases": tuple(filter(None, (row.get("aliases") or "").split("|")))}
            unit = self._build(f"{name}, dòng {line}", Unit, values)
            if unit:
                units.append(unit)
        if len(units) == len(rows):  # of lines that cannot be read nothing more is said
            self.mistakes += mistakes_of_units(units)
        return tuple(sorted(units, key=lambda unit: unit.order))

    def provisional_codes(self, name: str) -> tuple[ProvisionalCode, ...]:
        """None where there is no such file."""
        rows = (self._csv(name) or []) if (self.folder / name).exists() else []
        built = (self._build(f"{name}, dòng {line}", ProvisionalCode, row) for line, row in enumerate(rows, start=2))
        return tuple(filter(None, built))

    def _csv(self, name: str) -> list[dict[str, Any]] | None:
        """Lines by the names of their columns; what is empty is `None`."""
        try:
            with (self.folder / name).open(encoding="utf-8-sig", newline="") as file:
                rows = list(csv.DictReader(file))
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            self._mistake(name, "", f"không đọc được ({error})", "kiểm tra tệp, lưu dạng CSV UTF-8")
            return None
        return [{field: value or None for field, value in row.items() if field} for row in rows]

    def form_folders(self) -> list[Path]:
        folders = sorted(path.parent for path in (self.folder / "forms").glob("*/form.toml"))
        if not folders:
            self._mistake("forms", "", "không có biểu nào", "thêm thư mục biểu có tệp form.toml")
        return folders

    def form(self, folder: Path) -> Form | None:
        names = [f"forms/{folder.name}/{path.name}" for path in sorted(folder.glob("*.toml"))]
        sheets = [self.record(name, Sheet) for name in names if not name.endswith("/form.toml")]
        return self.record(f"forms/{folder.name}/form.toml", Form, {"sheets": tuple(filter(None, sheets))})

    def _toml(self, name: str) -> dict[str, Any] | None:
        try:
            return tomllib.loads((self.folder / name).read_text(encoding="utf-8"))
        except FileNotFoundError:
            self._mistake(name, "", "không có tệp này", "chép lại từ bản gốc của thư mục config")
            return None
        except tomllib.TOMLDecodeError as error:
            self._mistake(name, "", f"sai cú pháp TOML ({error})", "sửa dòng được nêu")
            return None
        except (OSError, UnicodeDecodeError) as error:
            self._mistake(name, "", f"không đọc được ({error})", "lưu tệp dạng UTF-8")
            return None

    def _build(self, name: str, model: type[R], data: dict[str, Any]) -> R | None:
        try:
            return model.model_validate(data)
        except ValidationError as error:
            for detail in error.errors():
                key = ".".join(str(part) for part in detail["loc"])
                self._mistake(name, key, *_in_vietnamese(detail))
            return None

    def _mistake(self, name: str, key: str, wrong: str, remedy: str) -> None:
        place = f"config/{name}" + (f", khóa «{key}»" if key else "")
        self.mistakes.append(f"{place}: {wrong}; {remedy}.")


def _in_vietnamese(detail: Any) -> tuple[str, str]:
    """What is wrong and what to do, from one of pydantic's details."""
    context = detail.get("ctx", {})
    found = str(detail.get("input"))[:60]
    match detail["type"]:
        case "missing":
            return "thiếu khóa này", "thêm vào"
        case "extra_forbidden":
            return "khóa này không có trong quy định", "xóa đi hoặc sửa lại tên khóa"
        case "literal_error":
            return f"giá trị «{found}» không dùng được", f"chọn một trong: {context.get('expected')}"
        case "string_pattern_mismatch":
            return f"giá trị «{found}» không đúng dạng", f"viết theo mẫu {context.get('pattern')}"
        case "string_type":
            return f"giá trị «{found}» không phải chữ", "đặt trong dấu nháy kép"
        case "too_short" | "string_too_short":
            return "còn trống", "ghi ít nhất một mục"
        case kind if kind.startswith(("int", "float", "decimal")):
            return f"giá trị «{found}» không phải số", "ghi một số"
        case kind if kind.startswith(("greater", "less")):
            bounds = ", ".join(f"{name} {value}" for name, value in context.items())
            return f"giá trị «{found}» ngoài giới hạn", f"ghi số trong khoảng cho phép ({bounds})"
        case kind if kind.startswith("date"):
            return f"giá trị «{found}» không phải ngày", "ghi dạng 2020-03-14"
        case "value_error":  # our own words
            wrong, _, remedy = str(context["error"]).partition(", ")
            return f"giá trị «{found}» không dùng được: {wrong}", remedy
        case kind if kind.startswith("bool"):
            return f"giá trị «{found}» không phải đúng/sai", "ghi true hoặc false"
    return f"giá trị «{found}» không dùng được ({detail['msg']})", "sửa lại giá trị"


def _mistakes_of_plan(plan: Plan, form: Form) -> Iterable[str]:
    from giamngheo.metadata.expressions import mistake_of_expression

    def check(place: str, rows: str, expression: str) -> Iterable[str]:
        wrong = mistake_of_expression(form, rows, expression)
        if wrong:
            yield f"config/plan.toml, khóa «{place}»: {wrong}."

    for indicator in plan.indicator:
        place = f"indicator.{indicator.code}"
        yield from check(f"{place}.numerator", indicator.rows, indicator.numerator)
        if indicator.denominator:
            rows = indicator.denominator_rows or indicator.rows
            yield from check(f"{place}.denominator", rows, indicator.denominator)
        elif indicator.measure != "count":
            yield f"config/plan.toml, khóa «{place}»: thiếu denominator; thêm mẫu số cho tỷ lệ."
        measured_in = {"rate": "%", "reduction": "điểm %"}.get(indicator.measure, indicator.unit_of_measure)
        if indicator.unit_of_measure != measured_in:
            yield (
                f"config/plan.toml, khóa «{place}.unit_of_measure»: «{indicator.unit_of_measure}» không đi với measure = "
                f"«{indicator.measure}»; ghi «{measured_in}»."
            )
        if indicator.responsible not in plan.offices:
            yield (
                f"config/plan.toml, khóa «{place}.responsible»: không có cơ quan «{indicator.responsible}»; "
                "chọn một khóa trong [offices] hoặc thêm cơ quan."
            )
    for rows, figures in plan.figures.items():
        for name, figure in figures.items():
            yield from check(f"figures.{rows}.{name}", rows, figure.value)
    for name in sorted(_NEEDED_FIGURES - {key for figures in plan.figures.values() for key in figures}):
        yield f"config/plan.toml, khóa «figures»: thiếu số liệu «{name}» mà báo cáo cần; thêm lại."
    for code in _repeated(indicator.code for indicator in plan.indicator):
        yield f"config/plan.toml, khóa «indicator.{code}»: mã chỉ tiêu bị lặp; đổi mã."


def _all_recipients(recipients: Recipients, units: Iterable[Unit]) -> tuple[Recipient, ...]:
    """Those named, then the communes of the table of addresses; an address once. A code of no unit is passed over."""
    communes = recipients.communes
    names = {
        unit.code: f"UBND {unit.name[:1].lower()}{unit.name[1:]}" for unit in reversed(tuple(units))
    }  # the first of a code counts
    scorecards = (
        Recipient(name=names[code], address=address, document=f"{COMMUNE}{code}", files=communes.files)
        for code, address in communes.addresses.items()
        if code in names
    )
    return tuple(
        {recipient.address.casefold(): recipient for recipient in (*recipients.recipient, *scorecards)}.values()
    )


def _mistakes_of_recipients(recipients: Recipients, plan: Plan, units: Iterable[Unit]) -> Iterable[str]:
    responsible = {indicator.responsible for indicator in plan.indicator}
    answering = [code for code, office in plan.offices.items() if office.also or code in responsible]
    documents: dict[str, str] = {}
    named = [(recipient.address, recipient.document) for recipient in recipients.recipient]
    for address, document in [
        *named,
        *((place, f"{COMMUNE}{code}") for code, place in recipients.communes.addresses.items()),
    ]:
        who = f"config/recipients.toml, «{address}»"
        code = document.removeprefix(OFFICE)
        if code != document and code not in answering:
            yield (
                f"{who}: cơ quan «{code}» không có trong [offices] của config/plan.toml, hoặc không chịu trách nhiệm "
                f"chỉ tiêu, danh sách nào; chọn một trong: {', '.join(answering)}."
            )
        if documents.setdefault(address.casefold(), document) != document:
            yield f"{who}: nhận hai loại báo cáo ({documents[address.casefold()]}, {document}); mỗi địa chỉ chỉ nhận một loại."
    codes = {unit.code for unit in units}
    for address, document in named:
        if document.startswith(COMMUNE) and document.removeprefix(COMMUNE) not in codes:
            yield f"config/recipients.toml, «{address}»: {document} không phải của đơn vị nào trong config/units.csv; sửa mã."


def _mistakes_of_operation(operation: Operation) -> Iterable[str]:
    for name in _repeated(deployment.name for deployment in operation.deployment):
        yield f"config/operation.toml, khóa «deployment.{name}»: tên việc bị lặp; đổi name."
    for deployment in operation.deployment:
        if (deployment.flow == "report") != (deployment.kind is not None):
            yield (
                f"config/operation.toml, khóa «deployment.{deployment.name}.kind»: việc report phải có kind, "
                "việc khác không có; sửa lại mục này."
            )


def _mistakes_of_form(form: Form) -> Iterable[str]:
    place = f"config/forms/{form.id}"
    known = {rule.code for _, rule in form.rules}
    if sum(sheet.explains for sheet in form.sheets) > 1:
        yield f"{place}: nhiều trang tính cùng khai explains; chỉ để một trang."
    for sheet in form.sheets:
        for name in _repeated(column.field for column in sheet.column):
            yield f"{place}/{sheet.table}.toml, khóa «column.{name}»: trường bị lặp; đổi tên trường."
        for heading in _repeated(heading for column in sheet.column for heading in column.headings):
            yield f"{place}/{sheet.table}.toml: tiêu đề «{heading}» thuộc hai cột; bỏ một cách viết."
        for field in sheet.row_key:
            if field not in sheet.columns:
                yield f"{place}/{sheet.table}.toml, khóa «row_key»: không có trường «{field}»; sửa tên trường."
        if sheet.explains and (lacking := _EXPLAINING - sheet.columns.keys()):
            yield f"{place}/{sheet.table}.toml: trang giải trình thiếu trường {', '.join(sorted(lacking))}; thêm vào."
        for rule in sheet.rule:
            yield from _mistakes_of_rule(f"{place}/{sheet.table}.toml", rule, known)
            for field in set(rule.beside) - sheet.columns.keys():
                yield f"{place}/{sheet.table}.toml, quy tắc {rule.code}: beside nêu trường «{field}» không có; sửa tên."
    for rule in form.rule:
        yield from _mistakes_of_rule(f"{place}/form.toml", rule, known)
    for needed in ("cover", "household", "model", "story", "resource"):
        if needed not in form.tables:
            yield f"{place}: thiếu trang tính có table = «{needed}»; thêm tệp {needed}.toml."
    cover = form.tables["cover"].columns if "cover" in form.tables else {}
    for needed in sorted(_NEEDED_ON_COVER - set(cover)):
        yield f"{place}/cover.toml: thiếu trường «{needed}»; thêm lại mục [[column]] của trường này."
    for table in sorted(_RESERVED_TABLES & set(form.tables)):
        yield f"{place}: tên bảng «{table}» đã dùng cho việc khác; đổi table."
    for sheet in form.sheets:
        for field in sorted(_RESERVED_FIELDS & set(sheet.columns)):
            yield f"{place}/{sheet.table}.toml: tên trường «{field}» đã dùng cho việc khác; đổi field."
    if not any(rule.severity == "pending" for _, rule in form.rules):
        yield f"{place}/form.toml: thiếu quy tắc có severity = «pending»; thêm lại."
    if not form.period_not_open_rules:
        yield f"{place}/cover.toml: thiếu quy tắc có period_not_open = true (kỳ báo cáo không mở); thêm lại."


def _mistakes_of_rule(place: str, rule: Rule, known: set[str]) -> Iterable[str]:
    for code in rule.follows:
        if code not in known:
            yield f"{place}, quy tắc {rule.code}: follows nêu «{code}» không có; sửa mã quy tắc."


def _repeated(values: Iterable[str]) -> list[str]:
    seen: set[str] = set()
    return [value for value in values if value in seen or seen.add(value)]  # type: ignore[func-returns-value]

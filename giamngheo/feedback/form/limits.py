"""What a cell takes: validation with Vietnamese messages, and the same limits in words for the guidance.

Only what is certain is refused (rules that reject a workbook); what a rule only warns of is coloured.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from openpyxl.worksheet.datavalidation import DataValidation

from giamngheo.core.formats import number
from giamngheo.core.text import shortened
from giamngheo.feedback.form import lists
from giamngheo.feedback.form.formulas import ViolationFormula
from giamngheo.feedback.form.places import Place
from giamngheo.metadata.form import Column, Sheet
from giamngheo.metadata.rules import Expect, Rule

_LONGEST_MESSAGE, _LONGEST_TITLE, _LONGEST_FORMULA = 225, 31, 255  # as Excel takes them
_PLACEHOLDERS = re.compile(r"\s*\(\{\w+\}\)")
_EARLIEST_DAY = 32874  # 1 January 1990, counted as spreadsheets do
_MOST = "1E9"  # a number of a commune never reaches it (`read/cells.py`)


@dataclass(frozen=True)
class Bounds:
    """The bounds of a number that no accepted workbook may leave; `most_of` are fields that it may not exceed."""

    least: float | None = None
    most: float | None = None
    most_of: tuple[str, ...] = ()
    rules: tuple[tuple[Rule, Expect], ...] = ()


def limits_of(sheet: Sheet, column: Column) -> Bounds:
    least: list[float] = []
    most: list[float] = []
    most_of: list[str] = []
    own: list[tuple[Rule, Expect]] = []
    for rule, expect in _certain(sheet):
        given = expect.arguments
        if expect.type == "expect_column_values_to_be_between" and given.get("column") == column.field:
            least += [given["min_value"]] if given.get("min_value") is not None else []
            most += [given["max_value"]] if given.get("max_value") is not None else []
        elif expect.type.startswith("expect_column_pair_values_a_to_be_greater") and given["column_B"] == column.field:
            most_of += [given["column_A"]] if given["column_A"] in sheet.columns else []
        elif expect.type != "expect_column_values_to_be_whole_numbers" or given.get("column") != column.field:
            continue
        own.append((rule, expect))
    return Bounds(max(least, default=None), min(most, default=None), tuple(most_of), tuple(own))


def validation(
    place: Place, column: Column, words: lists.Lists, broken: list[ViolationFormula]
) -> DataValidation | None:
    """What a column's cells take; `broken` are the formulas of the column's own rules. `None`: anything."""
    made = _validation(place, column, words, broken)
    if made is not None:
        made.allow_blank, made.showErrorMessage = True, True
        made.errorTitle = shortened(column.heading, _LONGEST_TITLE)
        made.error = _message(place.sheet, column)
        made.add(place.area(column.field))
    return made


def prompt(column: Column, text: str, cell: str) -> DataValidation:
    """What to write, shown when the column's heading is pointed at."""
    shown = DataValidation(type=None, allow_blank=True, showInputMessage=True)
    shown.promptTitle, shown.prompt = shortened(column.heading, _LONGEST_TITLE), _cut(text)
    shown.add(cell)
    return shown


def in_words(sheet: Sheet, column: Column) -> str:
    """`Số nguyên (người), từ 1 đến 30.`; `Chọn trong danh sách: …`."""
    if column.type == "choice":
        return f"Chọn một trong: {'; '.join(choice.label for choice in column.choice)}."
    if sheet.explains and column.field in _EXPLAINING:
        return _EXPLAINING[column.field]
    if not column.is_number:
        return _KINDS[column.type]
    kind = "Số nguyên" if column.type == "whole" else "Số, có thể có phần lẻ (dấu phẩy)"
    unit = f" ({column.unit_of_measure})" if column.unit_of_measure else ""
    bounds = _bounds(sheet, limits_of(sheet, column))
    return f"{kind}{unit}{f', {bounds}' if bounds else ''}."


def need(sheet: Sheet, column: Column) -> str:
    """Whether the cell must be filled, as the rules have it."""
    if column.empty_is_zero:
        return "Để trống là 0"
    if column.type == "mark":
        return "Để trống là không"
    if sheet.explains and column.field in ("rule", "reason"):
        return "Phải ghi"
    severities = {
        rule.severity
        for rule in sheet.rule
        for expect in rule.expect
        if expect.type == "expect_column_values_to_not_be_null" and expect.arguments.get("column") == column.field
    }
    of_whole_workbook = {"form_id", "unit", "period"} & {column.field}
    if "critical" in severities or of_whole_workbook:
        return "Phải ghi"
    return "Nên ghi" if "warning" in severities else ""


def remedies(sheet: Sheet, column: Column) -> str:
    """How the rules about a column are kept, each said once."""
    said: dict[str, None] = {}
    for rule in sheet.rule:
        for expect in rule.expect:
            if rule.frame in (None, sheet.table) and _is_about(rule, expect, column):
                said[expect.remedy or rule.remedy] = None
    return " ".join(said)


def _validation(
    place: Place, column: Column, words: lists.Lists, broken: list[ViolationFormula]
) -> DataValidation | None:
    table = place.sheet.table
    match column.type:
        case "choice":
            return DataValidation(type="list", formula1=words.labels(table, column), errorStyle="stop")
        case "rule":
            return DataValidation(type="list", formula1=words.rules(table, column), errorStyle="warning")
        case "mark":
            return DataValidation(type="list", formula1=lists.MARK, errorStyle="stop")
        case "whole" | "decimal":
            return _of_number(place, column)
        case "date":  # a day typed as text is read too, so it may stay
            day = str(_EARLIEST_DAY)
            return DataValidation(type="date", operator="greaterThanOrEqual", formula1=day, errorStyle="warning")
        case "code":
            return _of_rules(broken)
    return None


def _of_number(place: Place, column: Column) -> DataValidation:
    limits = limits_of(place.sheet, column)
    least = f"{limits.least:g}" if limits.least is not None else f"-{_MOST}"
    tops = [f"{limits.most:g}"] if limits.most is not None else []
    for field in limits.most_of:
        if place.stands_left_of(field, column.field):  # typed before; blank still, it limits nothing
            cell = place.cell(field)
            tops.append(f"IF(ISNUMBER({cell}),{cell},{_MOST})")
    most = f"MIN({','.join(tops)})" if len(tops) > 1 else (tops or [_MOST])[0]
    kind: Literal["whole", "decimal"] = "whole" if column.type == "whole" else "decimal"
    return DataValidation(type=kind, operator="between", formula1=least, formula2=most, errorStyle="stop")


def _of_rules(broken: list[ViolationFormula]) -> DataValidation | None:
    certain = [each.formula for each in broken if each.rule.severity == "critical"]
    formula = f"NOT(OR({','.join(certain)}))"
    if not certain or len(formula) > _LONGEST_FORMULA:
        return None
    return DataValidation(type="custom", formula1=formula, errorStyle="stop")


def _message(sheet: Sheet, column: Column) -> str:
    """In the words of the rules; in words of the limits where a rule's sentence quotes the row."""
    if column.type == "choice":
        return _cut(f"Chỉ chọn một giá trị trong danh sách: {'; '.join(one.label for one in column.choice)}.")
    if column.is_number:
        said = [
            _PLACEHOLDERS.sub("", f"{expect.message or rule.message} {expect.remedy or rule.remedy}")
            for rule, expect in limits_of(sheet, column).rules
        ]
        whole = next((text for text in said if "{" not in text), "")
        return _cut(whole or in_words(sheet, column))
    return _cut(remedies(sheet, column) or _KINDS[column.type])


def _certain(sheet: Sheet) -> Iterator[tuple[Rule, Expect]]:
    """What rejects a workbook whatever else stands in the row."""
    for rule in sheet.rule:
        if rule.severity == "critical" and rule.frame in (None, sheet.table):
            yield from ((rule, expect) for expect in rule.expect if expect.where is None)


def _is_about(rule: Rule, expect: Expect, column: Column) -> bool:
    if field := expect.points_to or rule.column:
        return field == column.field
    names = {str(value).removesuffix("__text") for name, value in expect.arguments.items() if name.startswith("column")}
    return column.field in names


def _bounds(sheet: Sheet, limits: Bounds) -> str:
    tops = [number(limits.most)] if limits.most is not None else []
    tops += [f"«{sheet.columns[field].heading}»" for field in limits.most_of]
    if limits.least is not None and tops:
        return f"từ {number(limits.least)} đến {' và '.join(tops)}"
    if limits.least is not None:
        return "không âm" if limits.least == 0 else f"từ {number(limits.least)} trở lên"
    return f"không quá {' và '.join(tops)}" if tops else ""


def _cut(text: str) -> str:
    """At the end of a sentence where it is too long to be shown."""
    if len(text) <= _LONGEST_MESSAGE:
        return text
    whole = text[:_LONGEST_MESSAGE].rpartition(". ")[0]
    return f"{whole}." if whole else shortened(text, _LONGEST_MESSAGE)


_EXPLAINING = {
    "place": "Ghi mã hộ, hoặc số dòng như ở trang «Kết quả kiểm tra», ví dụ 12; chỗ của cả báo cáo thì để trống.",
    "reason": "Ghi vì sao số liệu đúng; kỳ sau không hỏi lại nếu số liệu không đổi.",
}
_KINDS = {
    "text": "Ghi bằng chữ.",
    "code": "Ghi mã bằng chữ số.",
    "mark": "Đánh dấu x nếu có; để trống nếu không.",
    "date": "Ghi ngày/tháng/năm, năm đủ bốn chữ số.",
    "month": "Ghi tháng/năm, năm đủ bốn chữ số.",
    "quarter": "Ghi quý (I, II, III, IV) và năm, năm đủ bốn chữ số.",
    "half": "Ghi 6 tháng đầu hay 6 tháng cuối và năm, năm đủ bốn chữ số.",
    "year": "Ghi năm, đủ bốn chữ số.",
    "rule": "Chọn mã của chỗ cần xem lại (ô vàng), như ghi ở trang «Kết quả kiểm tra».",
}

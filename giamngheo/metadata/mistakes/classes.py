"""Mistakes of `config/classes.toml` that a single key does not show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from giamngheo.core.formats import day
from giamngheo.metadata.classes import CHANGE, CLASS, Classes, Standard, Transition, classes_before
from giamngheo.metadata.form import Form
from giamngheo.metadata.mistakes.wording import repeated
from giamngheo.metadata.plan import HOUSEHOLDS
from giamngheo.metadata.validity import gaps

_FILE = "config/classes.toml"
_PASSED = "transition"  # of the rules: class of the month before > class now: change
_DERIVED = ("_rate", "_baseline")
_REPORTED_AS: dict[str, tuple[str, ...]] = {"exit": ("escaped", "other"), "entry": ("new", "relapsed", "other")}
# What a report's lines, movements and tables name themselves, beside the classes and the changes.
OF_LINES = frozenset(
    {"code", "name", "unit", "village", "reported", "households", "social_poor", "indicators", "previous", "baseline"}
    | {"previous_title", "previous_is_baseline", "more", "reduction"}
)
OF_MOVEMENTS = frozenset(
    {
        "code",
        "name",
        "opening",
        "closing",
        "balances",
        "missing",
        "unknown_in",
        "unknown_out",
        "more_in",
        "more_out",
        "more_inside",
        "called",
    }
)


def mistakes_of_classes(classes: Classes, form: Form) -> Iterator[str]:
    for what, codes in (
        ("class", [one.code for one in classes.classes]),
        ("transition", [one.change for one in classes.transitions]),
        ("standard", [one.code for one in classes.standards]),
    ):
        for code in repeated(codes):
            yield f"{_FILE}, khóa «{what}.{code}»: mã bị lặp; đổi mã."
    for role in ("poor", "near_poor"):
        if [one.code for one in classes.classes if one.role == role] != [role]:
            yield f"{_FILE}, khóa «class.role»: phải có đúng một diện có role = «{role}», mã cũng là «{role}»; sửa lại."
    yield from _of_names(classes)
    for one in classes.transitions:
        yield from _of_transition(one, classes)
    if HOUSEHOLDS in form.tables:
        yield from _beside_form(classes, form)
        if (
            classes.more
        ):  # of the two classes alone an office may have let pass what it likes before there was this file
            yield from _beside_rule(classes, form)
        for standard in classes.standards:
            yield from _of_standard(standard, classes, form)
    yield from _of_time(classes.standards)


def _of_names(classes: Classes) -> Iterator[str]:
    """Codes that would be taken for something else in a report, and changes that it counts on the other side."""
    for each in classes.more:
        if each.code in OF_LINES or each.code.endswith(_DERIVED):
            yield f"{_FILE}, khóa «class.{each.code}»: báo cáo đã dùng tên này cho số liệu khác; đổi mã."
    known = classes_before().by_change
    sides = {f"{side}_{code}" for side in ("from", "to") for code in classes.listed_codes}
    for one in classes.of_kind("entry", "exit"):
        place = f"{_FILE}, khóa «transition.{one.change}"
        if one.change in OF_MOVEMENTS | sides:
            yield f"{place}»: báo cáo đã dùng tên này cho số liệu khác; đổi mã."
        elif one.change in known and known[one.change].kind != one.kind:
            yield f"{place}.kind»: «{one.change}» là biến động kind = «{known[one.change].kind}»; sửa kind, hoặc đổi mã."


def _of_transition(one: Transition, classes: Classes) -> Iterator[str]:
    place, listed = f"{_FILE}, khóa «transition.{one.change}", classes.listed_codes
    for name, codes in (("from", one.origin), ("to", (one.to,) if one.to else ())):
        for code in codes:
            if code not in listed:
                yield f"{place}.{name}»: không có diện «{code}» trong danh sách; chọn một trong: {', '.join(listed)}."
    if one.kind == "between" and one.to is None:
        yield f"{place}.to»: thiếu diện mà hộ chuyển sang; thêm vào."
    if one.kind == "exit" and one.to is not None:
        yield f"{place}.to»: kind = «exit» là ra khỏi danh sách; bỏ to, hoặc đổi kind thành «between»."
    if one.kind == "entry" and one.origin:
        yield f"{place}.from»: kind = «entry» là vào danh sách; bỏ from, hoặc đổi kind thành «between»."
    allowed = _REPORTED_AS.get(one.kind, ())
    if one.reported_as and one.reported_as not in allowed:
        choose = f"chọn một trong: {', '.join(allowed)}" if allowed else "bỏ khóa này"
        yield f"{place}.reported_as»: kind = «{one.kind}» không phải là «{one.reported_as}»; {choose}."
    if one.to in one.origin:
        yield f"{place}.from»: diện «{one.to}» cũng là diện chuyển sang; bỏ khỏi from."


def _beside_form(classes: Classes, form: Form) -> Iterator[str]:
    """The choices of the form and what is declared of them are the same."""
    for field, what, codes in (
        (CLASS, "class", [one.code for one in classes.classes]),
        (CHANGE, "transition", [one.change for one in classes.transitions]),
    ):
        choices = _choices(form, field)
        for code in choices:
            if code not in codes:
                yield f"{_FILE}, khóa «{what}»: lựa chọn «{code}» của cột {field} chưa được khai; thêm [[{what}]] của mã này."
        for code in codes:
            if code not in choices:
                yield (
                    f"{_FILE}, khóa «{what}.{code}»: cột {field} của config/forms/{form.id}/{HOUSEHOLDS}.toml không có lựa chọn "
                    "này; thêm [[column.choice]], hoặc sửa mã."
                )


def _beside_rule(classes: Classes, form: Form) -> Iterator[str]:
    """What the form lets pass from one month to the next is counted from the class and to the class that it names."""
    expectations = (expect.arguments for rule in form.tables[HOUSEHOLDS].rule for expect in rule.expect)
    allowed = (str(one) for of in expectations if of.get("column") == _PASSED for one in of.get("value_set", ()))
    for pair, _, change in (one.partition(": ") for one in allowed):
        origin, _, now = pair.partition(" > ")
        told, place = classes.by_change.get(change), f"{_FILE}, khóa «transition.{change}"
        rule = f"quy tắc của biểu cho phép «{pair}: {change}»"
        if told and told.origin and origin in classes.listed_codes and origin not in told.origin:
            yield f"{place}.from»: {rule} mà ở đây không có diện «{origin}»; thêm vào from, hoặc bỏ cặp ấy ở quy tắc."
        if told and told.to and now != told.to:
            yield f"{place}.to»: {rule} mà ở đây là «{told.to}»; sửa to, hoặc bỏ cặp ấy ở quy tắc."


def _of_standard(one: Standard, classes: Classes, form: Form) -> Iterator[str]:
    for key in ("column", "column_before"):
        field = getattr(one, key)
        if field is None or field == CLASS:
            continue
        place = f"{_FILE}, khóa «standard.{one.code}.{key}»"
        if field not in form.tables[HOUSEHOLDS].columns:
            yield f"{place}: danh sách hộ không có trường «{field}»; thêm cột vào biểu, hoặc sửa tên."
        elif unknown := [code for code in _choices(form, field) if code not in classes.by_code]:
            yield f"{place}: cột «{field}» có lựa chọn «{', '.join(unknown)}» không phải diện hộ nào; sửa mã lựa chọn."
        elif not _choices(form, field):
            yield f"{place}: cột «{field}» không phải cột lựa chọn; đặt type = «choice», các lựa chọn là mã diện hộ."
    if one.column_before == CLASS:
        yield (
            f"{_FILE}, khóa «standard.{one.code}.column_before»: cột {CLASS} ghi theo chuẩn đang có hiệu lực; "
            "ghi trường khác, hoặc bỏ khóa này."
        )
    if one.valid_from and one.valid_to and one.valid_to < one.valid_from:
        yield f"{_FILE}, khóa «standard.{one.code}.valid_to»: trước valid_from; sửa một trong hai ngày."


def _of_time(standards: Sequence[Standard]) -> Iterator[str]:
    for one, other in combinations(standards, 2):
        if one.column == other.column and one.meets(other):
            yield (
                f"{_FILE}, khóa «standard.{other.code}»: cùng cột «{one.column}» và cùng lúc có hiệu lực với «{one.code}» "
                f"(từ ngày {day(max(one.first_day, other.first_day))}); sửa valid_from, valid_to, hoặc column."
            )
    for gap in gaps(one for one in standards if one.is_main):
        yield (
            f"{_FILE}, khóa «standard»: từ ngày {day(gap.first_day)} đến ngày {day(gap.last_day)} không có chuẩn chính nào; sửa "
            "valid_from, valid_to."
        )
    if standards and not any(one.is_main for one in standards):
        yield f"{_FILE}, khóa «standard»: không chuẩn nào có column = «{CLASS}»; chuẩn chính ghi ở cột đó."


def _choices(form: Form, field: str) -> Iterable[str]:
    column = form.tables[HOUSEHOLDS].columns.get(field)
    return column.choice_codes if column else ()

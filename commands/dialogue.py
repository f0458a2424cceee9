"""Asks at the screen, line by line, until each answer can be used; what is asked is how the records describe their keys."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Annotated, Any, TypeVar, get_args

from pydantic import BaseModel, Field, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from giamngheo.core.errors import ConfigurationError, UsageError
from giamngheo.core.text import tidy
from giamngheo.metadata.configuration import Configuration
from giamngheo.metadata.letterhead import Contact
from giamngheo.metadata.levels import Level
from giamngheo.metadata.mistakes.wording import in_vietnamese
from giamngheo.metadata.plan import BaselineStocks
from giamngheo.metadata.recipients import AREA, COMMUNE, FULL_REPORT, OFFICE, Recipient, is_document, kinds_of_document
from giamngheo.metadata.scaffold.answers import (
    Answers,
    LevelsAnswers,
    OfficeAnswers,
    PlanAnswers,
    UnitsAnswers,
    mistake_of_area,
)
from giamngheo.metadata.scaffold.new_office import DEPARTMENT
from giamngheo.metadata.scaffold.units import units_of
from giamngheo.metadata.scaffold.words_of_levels import sender_of
from giamngheo.metadata.working_calendar import CalendarRules

R = TypeVar("R", bound=BaseModel)
_KINDS_OF_DOCUMENT = f"""Nơi nhận báo cáo. Mỗi nơi nhận một loại:
  {FULL_REPORT}: báo cáo đầy đủ; {DEPARTMENT}: bảng tổng hợp kèm công văn gửi cấp trên; {COMMUNE}MÃ: phiếu kết quả của đơn vị có mã ấy;
  {AREA}MÃ: phiếu kết quả của một khu vực; {OFFICE}MÃ: chỉ tiêu mà một cơ quan ở [offices] của plan.toml chịu trách nhiệm."""
_THOUSANDS = re.compile(r"\d{1,3}(\.\d{3})+(,\d+)?")


class Stopped(UsageError):
    """By Ctrl-C, before anything was written."""

    exit_code = 130


def asked_answers(sample: Configuration) -> Answers:
    """The answers of whoever sits at the screen. `sample`: whose calendar is proposed."""
    with contextlib.suppress(ImportError):
        import readline  # noqa: F401 - arrow keys move in the answer
    print("Trả lời từng câu; bấm Enter để lấy giá trị trong [ ]. Ctrl-C để dừng, khi đó chưa có gì được ghi.")
    office, levels = _section("Cơ quan", OfficeAnswers), _section("Cách gọi các cấp", LevelsAnswers)
    return Answers(
        office=office,
        levels=levels,
        contact=_section("Người nhận thư hỏi ai", Contact),
        plan=_plan(levels),
        stocks=_stocks(),
        calendar=_section("Các ngày của một kỳ", CalendarRules, sample.calendar),
        units=_units(sender_of(levels)),
        recipient=_recipients([DEPARTMENT]),
    )


def _section(title: str, model: type[R], proposed: R | None = None, enough: str = "") -> R:
    """`enough`: the key beside whose answer nothing further is asked."""
    print(f"\n{title}")
    fields = {name: field for name, field in model.model_fields.items() if _is_asked(field)}
    while True:
        try:
            given: dict[str, Any] = {}
            for name, field in fields.items():
                if not given.get(enough):
                    given[name] = _value(field, getattr(proposed, name, None))
            return model(**given)
        except ValidationError as error:  # of answers that do not go together
            print(f"  {'; '.join(in_vietnamese(error.errors()[0]))}. Trả lời lại mục này.")


def _is_asked(field: FieldInfo) -> bool:
    """What has to be known, and what may be a word or nothing; lists and switches keep what they usually are, and days from
    which or to which something is in force come with a change, as does what is left out where it is not said."""
    if dt.date in get_args(field.annotation) or field.exclude_if is not None:
        return False
    return field.is_required() or field.default is None or isinstance(field.default, str)


def _plan(levels: LevelsAnswers) -> PlanAnswers:
    plan = _section("Kế hoạch", PlanAnswers)
    while mistake := mistake_of_area(plan, levels):
        print(f"  {mistake}")
        plan = plan.model_copy(update={"area": _value(PlanAnswers.model_fields["area"], None)})
    return plan


def _stocks() -> BaselineStocks | None:
    known = _agrees("Kế hoạch có ghi số hộ nghèo, cận nghèo của kỳ gốc? (c: có, Enter: không)")
    return _section("Số của kỳ gốc, như kế hoạch ghi", BaselineStocks) if known else None


def _units(sender: Level) -> UnitsAnswers:
    while True:
        chosen = _section("Các đơn vị báo cáo", UnitsAnswers, enough="table")
        try:
            units = units_of(chosen, sender)
        except ConfigurationError as error:
            print(f"  {error}")
            continue
        print(f"  {len(units)} đơn vị, từ {units[0].code} {units[0].name} đến {units[-1].code} {units[-1].name}.")
        # The file of answers may lie elsewhere, and a table that it names is looked for beside it.
        return chosen.model_copy(update={"table": str(Path(chosen.table).absolute())}) if chosen.table else chosen


def _recipients(departments: Collection[str]) -> tuple[Recipient, ...]:
    found: dict[str, Recipient] = {}
    print(f"\n{_KINDS_OF_DOCUMENT}")
    while not found or _agrees("Thêm nơi nhận nữa? (c: có, Enter: thôi)"):
        one = _recipient(len(found) + 1, departments)
        if one.address.casefold() in found:
            print(f"  {one.address} đã có ở trên; mỗi địa chỉ chỉ nhận một loại báo cáo.")
        found.setdefault(one.address.casefold(), one)
    return tuple(found.values())


def _recipient(place: int, departments: Collection[str]) -> Recipient:
    """`departments`: the codes that the letter to the department ever has."""
    found = _section(f"Nơi nhận báo cáo thứ {place}", Recipient)
    while not is_document(found.document, departments):
        print(f"  không có loại báo cáo «{found.document}»; chọn một trong: {kinds_of_document(departments)}.")
        found = found.model_copy(update={"document": _value(Recipient.model_fields["document"], None)})
    return found


def _value(field: FieldInfo, proposed: Any) -> Any:
    usual = field.get_default() if proposed is None and not field.is_required() else proposed
    question = f"{field.description} [{usual}]" if usual else str(field.description)
    return _asked(question, _check_of(field), "" if field.is_required() and proposed is None else usual)


def _asked(question: str, check: Callable[[str], Any], usual: Any) -> Any:
    while True:
        typed = _line(question)
        if not typed and usual != "":
            return usual
        try:
            return check(typed)
        except ValidationError as error:
            print(f"  {'; '.join(in_vietnamese(error.errors()[0]))}.")


def _check_of(field: FieldInfo) -> Callable[[str], Any]:
    adapter: TypeAdapter[Any] = TypeAdapter(Annotated[field.annotation, Field(), *field.metadata])  # type: ignore[arg-type]
    is_number = field.annotation is float
    return lambda typed: adapter.validate_python(_with_point(typed) if is_number else typed)


def _with_point(typed: str) -> str:
    """`1.597` is a thousand and more, and `1,92` nearly two, as people write them here; `1.92` can be meant in one way alone."""
    bare = typed.replace(".", "") if _THOUSANDS.fullmatch(typed) else typed
    return bare.replace(",", ".")


def _agrees(question: str) -> bool:
    return _line(question).casefold() in ("c", "có", "co")


def _line(question: str) -> str:
    """As it is shown, without what a paste or an arrow key brings with it."""
    try:
        typed = input(f"  {question}: ")
        typed.encode("utf-8")
    except (EOFError, RuntimeError):  # the latter where there is no input at all
        print()
        raise UsageError(
            "Chưa trả lời hết các câu hỏi nên chưa ghi gì. Chạy lại trong một cửa sổ lệnh, hoặc ghi sẵn câu trả lời: --answers TỆP."
        ) from None
    except UnicodeError:
        print()
        raise UsageError(
            "Chữ gõ vào không phải Unicode (UTF-8) nên chưa ghi gì. Chọn bảng mã UTF-8 cho cửa sổ lệnh và bộ gõ rồi chạy lại."
        ) from None
    except KeyboardInterrupt:
        print()
        raise Stopped("Đã dừng theo yêu cầu; chưa ghi gì. Chạy lại thì trả lời từ đầu.") from None
    if "\x1b" in typed:
        print("  có phím mũi tên hay phím điều khiển trong câu trả lời; gõ lại.")
        return _line(question)
    return tidy(typed)

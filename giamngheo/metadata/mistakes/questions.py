"""Mistakes of `config/questions.toml` that a single key does not show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from giamngheo.metadata.expressions import mistake_of_expression
from giamngheo.metadata.form import Form
from giamngheo.metadata.mistakes.wording import repeated
from giamngheo.metadata.question import BY_ORGANISATION, BY_UNIT, LATE_CODE, SAFE_TYPES, SPONSOR, VILLAGE, Question

QUESTIONS = "questions.toml"


def mistakes_of_questions(questions: Sequence[Question], form: Form) -> Iterator[str]:
    for code in repeated([LATE_CODE, *(one.code for one in questions)]):
        yield f"config/{QUESTIONS}, khóa «question.{code}»: mã câu hỏi bị lặp; đổi mã."
    for one in questions:
        place = f"config/{QUESTIONS}, khóa «question.{one.code}"
        for number, measure in enumerate(one.measure, start=1):
            if wrong := mistake_of_expression(form, one.rows, measure.value):
                yield f"{place}.measure», cột thứ {number}: {wrong}."
        if one.rows in form.tables:
            yield from _of_places(place, one, form)


def _of_places(place: str, question: Question, form: Form) -> Iterator[str]:
    columns = form.tables[question.rows].columns
    if VILLAGE in question.by and BY_UNIT not in question.by:
        yield f"{place}.by»: hai đơn vị có thể có nơi ở cùng tên, số sẽ bị cộng lẫn; thêm unit."
    for name in question.by:
        if name == BY_UNIT or (name == BY_ORGANISATION and SPONSOR in columns):
            continue
        column = columns.get(name)
        if column is None:
            told = ", ".join(each for each, one in columns.items() if one.type in SAFE_TYPES or each == VILLAGE)
            yield f"{place}.by»: trang tính «{question.rows}» không có «{name}»; chọn trong unit, {told}."
        elif column.personal or not (column.type in SAFE_TYPES or name == VILLAGE):
            yield f"{place}.by»: «{name}» là chữ tự do, có thể có tên người; chọn trường khác."

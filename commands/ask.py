"""`giamngheo ask`: what a leader asks the next morning, answered in numbers by place."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from commands.output import (
    AsCsv,
    AsJson,
    Today,
    UnitOption,
    print_csv,
    print_json,
    print_table,
    require_one_form,
    require_reports,
)
from giamngheo.context import Context, open_context
from giamngheo.core.errors import NothingFound, UsageError
from giamngheo.core.formats import number, quantity
from giamngheo.core.period import Period
from giamngheo.core.text import capital
from giamngheo.metadata.question import Question
from giamngheo.report.punctuality import LATE, punctuality
from giamngheo.report.questions import QuestionAnswer, answer
from giamngheo.report.wording import words

_USUAL = 20


def ask(
    question: Annotated[str | None, typer.Argument(metavar="[CÂU_HỎI]", help="Mã câu hỏi; không ghi: liệt kê.")] = None,
    period: Annotated[
        str | None, typer.Option("--period", metavar="KỲ", help="Kỳ: 2020-03, 2020-Q1, 2020-H1, 2020-9M hoặc 2020.")
    ] = None,
    unit: UnitOption = None,
    top: Annotated[int, typer.Option("--top", metavar="SỐ", min=0, help="Bao nhiêu dòng đầu; 0: tất cả.")] = _USUAL,
    today: Today = "",
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    require_one_form(as_json, as_csv)
    context = open_context(today)
    questions = {one.code: one for one in (*context.configuration.questions, LATE)}
    if question is None:
        _list(questions, as_json, as_csv)
        return
    own, asked = _asked(questions, question), _period(period)
    part = context.configuration.area_tree.get(unit, asked) if unit else None
    found = _answer(context, own, asked, part.units if part else None)
    if as_json:
        print_json(_as_data(found))
    elif as_csv:
        print_csv(_heads(found), [(*line.place, *line.values) for line in found.lines])
        if found.unknown:  # that a unit is not among the lines does not say that it was in time
            print(found.unknown, file=sys.stderr)
    elif found.units:
        _print(found, top)
    if own is LATE and not found.units:
        raise NothingFound(f"Từ đầu năm đến {asked.title} chưa tháng nào hết hạn nộp.")
    require_reports(bool(found.units), asked, part.name if part else "")


def _list(questions: dict[str, Question], as_json: bool, as_csv: bool) -> None:
    listed = [(one.code, one.title) for one in questions.values()]
    if as_json:
        print_json([{"code": code, "title": title} for code, title in listed])
    elif as_csv:
        print_csv(["Mã", "Câu hỏi"], listed)
    else:
        print_table("Câu hỏi (giamngheo ask MÃ --period KỲ)", ["Mã", "Câu hỏi"], listed)


def _asked(questions: dict[str, Question], code: str) -> Question:
    if code not in questions:
        raise UsageError(f"Không có câu hỏi «{code}»; chọn một trong: {', '.join(questions)}.")
    return questions[code]


def _period(period: str | None) -> Period:
    if period is None:
        raise UsageError("Thiếu kỳ; thêm --period, ví dụ --period 2020-03.")
    return Period.parse(period)


def _answer(context: Context, question: Question, period: Period, units: Sequence[str] | None) -> QuestionAnswer:
    if question is LATE:
        return punctuality(context.warehouse, period, context.clock.today, units)
    return answer(context.warehouse, question, period, units)


def _as_data(found: QuestionAnswer) -> dict[str, Any]:
    measures = found.question.measure
    return {
        "question": found.question.code,
        "title": found.question.title,
        "period": found.period.code,
        "reports": found.coverage.reports,
        "owed": found.coverage.owed,
        "by": list(found.question.by),
        "measures": [one.model_dump(include={"title", "unit_of_measure"}) for one in measures],
        "total": list(found.total),
        "lines": [{"place": list(line.place), "values": list(line.values)} for line in found.lines],
        "note": found.question.note,
    } | ({"undated": found.undated} if found.question is LATE else {})


def _heads(found: QuestionAnswer) -> list[str]:
    return [*found.heads, *(words.with_unit(one.title, one.unit_of_measure) for one in found.question.measure)]


def _print(found: QuestionAnswer, top: int) -> None:
    title = f"{found.question.title}\n{capital(found.period.title)}; {_coverage(found)}"
    if not found.lines:
        print(f"{title}\n{found.nowhere}")
    else:
        _print_lines(found, title, top)
    for said in filter(None, (found.unknown if found.lines else "", found.question.note)):
        print(said)


def _print_lines(found: QuestionAnswer, title: str, top: int) -> None:
    shown = found.lines[: top or None]
    texts = len(found.heads)
    rows = [(*line.place, *map(quantity, line.values)) for line in shown]
    total = ("Cộng", *[""] * (texts - 1), *map(quantity, found.total))
    print_table(
        title,
        _heads(found),
        [*rows, total],
        right=range(texts, texts + len(found.total)),
    )
    if len(found.lines) > len(shown):
        print(f"Còn {number(len(found.lines) - len(shown))} dòng nữa (--top 0: tất cả); dòng Cộng là của tất cả.")


def _coverage(found: QuestionAnswer) -> str:
    """Of a flow over several months the reports are those of each month."""
    reports = f"{number(found.coverage.reports)}/{number(found.coverage.owed)} báo cáo"
    return f"số liệu của {number(found.units)} đơn vị, {reports}"

"""Answers as leaders' pages list them: places with links, and of villages no count that is a few households' own."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import permutations

from giamngheo.core.formats import number, quantity
from giamngheo.core.text import small
from giamngheo.metadata.question import BY_UNIT, VILLAGE
from giamngheo.report.documents.small_counts import few_legend, few_or_hidden, hide_more, is_small
from giamngheo.report.questions import AnswerLine, QuestionAnswer
from giamngheo.report.site.shown import MOST_NARROW, MOST_ROWS, ShownCell, ShownHead, ShownRow, ShownTable, left_out
from giamngheo.report.site.ways import Ways

_CODE = re.compile(r" \((\d{5})\)$")  # behind a unit's name in an answer


def unit_of(line: AnswerLine) -> str:
    """The code of the unit that a line is of; empty where it is of none."""
    return next((found[1] for place in line.place if (found := _CODE.search(place))), "")


def coverage_said(found: QuestionAnswer) -> str:
    reports = f"{number(found.coverage.reports)}/{number(found.coverage.owed)} báo cáo"
    return f"Số liệu của {number(found.units)} đơn vị, {reports}."


def texts_of(found: QuestionAnswer, below: int) -> list[tuple[str, ...]]:
    """The values of each line as they may be shown."""
    if VILLAGE not in found.question.by:
        return [tuple(map(quantity, line.values)) for line in found.lines]
    hidden = _hidden(found, below)
    return [
        tuple(
            few_or_hidden(value, below) if str(at) in own else quantity(value) for at, value in enumerate(line.values)
        )
        for line, own in zip(found.lines, hidden, strict=True)
    ]


def _hidden(found: QuestionAnswer, below: int) -> list[set[str]]:
    """Of each line which values: those of few, or that leave few of another, and more of the unit, whose sum other pages
    tell."""
    parts = _parts(found)
    by_unit: dict[str, list[int]] = defaultdict(list)
    for at, line in enumerate(found.lines):
        by_unit[unit_of(line)].append(at)
    hidden: list[set[str]] = [set() for _ in found.lines]
    for ats in by_unit.values():
        own = [hidden[at] for at in ats]
        for row, at in zip(own, ats, strict=True):
            values = found.lines[at].values
            row |= {str(measure) for measure, value in enumerate(values) if is_small(value, below)}
            for part, whole in parts:
                row |= {str(part), str(whole)} if is_small(values[whole] - values[part], below) else set()
        for measure in range(len(found.question.measure)):
            hide_more(own, str(measure), [found.lines[at].values[measure] for at in ats], below)
    return hidden


def _parts(found: QuestionAnswer) -> list[tuple[int, int]]:
    """(measure, another) that it may be a part of: of the same unit of measure, and nowhere more. Less the one, the other tells
    who is left."""
    return [
        (part, whole)
        for part, whole in permutations(range(len(found.question.measure)), 2)
        if found.question.measure[part].unit_of_measure == found.question.measure[whole].unit_of_measure
        and all(line.values[part] <= line.values[whole] for line in found.lines)
    ]


def way_to_all(found: QuestionAnswer, unit: str = "") -> str:
    """To all lines of an answer, or of a unit's: no file has them."""
    of_unit = f" --unit {unit}" if unit else ""
    return f"người vận hành lấy đủ bằng lệnh giamngheo ask {found.question.code} --period {found.period.code}{of_unit} --top 0"


def answer_table(found: QuestionAnswer, below: int, ways: Ways) -> ShownTable:
    """All of it; a place in one cell, so that a telephone has room for the numbers."""
    texts = texts_of(found, below)
    rows = []
    for line, values in zip(found.lines[:MOST_ROWS], texts, strict=False):
        to = ways.to_unit(unit_of(line))
        (first, leads), *under = [(_CODE.sub("", place), to if _CODE.search(place) else "") for place in line.place]
        place = ShownCell(first, link=leads, under=tuple(under))
        rows.append(ShownRow((place, *(ShownCell(text, "right") for text in values))))
    total = (ShownCell("Cộng"), *(ShownCell(quantity(one), "right") for one in found.total))
    rows.append(ShownRow(total, is_sum=True, is_total=True))
    is_guarded = VILLAGE in found.question.by and any(not text[:1].isdigit() for each in texts for text in each)
    notes = (
        coverage_said(found),
        left_out(len(found.lines) - MOST_ROWS, way_to_all(found)),
        found.question.note,
        few_legend(below) if is_guarded else "",
    )
    heads = (ShownHead(", ".join((found.heads[0], *map(small, found.heads[1:])))), *_measures(found))
    title = found.question.title
    return ShownTable(
        title, heads, tuple(rows), tuple(filter(None, notes)), "Không có nơi nào.", len(heads) > MOST_NARROW
    )


def unit_table(found: QuestionAnswer, lines: Sequence[int]) -> ShownTable:
    """The lines of one unit, which needs no name on its own page; of an answer that tells of no villages."""
    if found.question.by == (BY_UNIT,):
        return _upright(found, lines)
    beside = [at for at, by in enumerate(found.question.by) if by != BY_UNIT]
    heads = (*(ShownHead(found.heads[at]) for at in beside), *_measures(found))
    rows = tuple(
        ShownRow(
            (
                *(ShownCell(found.lines[line].place[at]) for at in beside),
                *(ShownCell(quantity(value), "right") for value in found.lines[line].values),
            )
        )
        for line in lines
    )
    notes = (found.question.note,) if found.question.note else ()
    return ShownTable(found.question.title, heads, rows, notes, is_wide=len(heads) > MOST_NARROW)


def _upright(found: QuestionAnswer, lines: Sequence[int]) -> ShownTable:
    """The one line of a unit, a row for each of its numbers."""
    rows = tuple(
        ShownRow((ShownCell(one.title), ShownCell(f"{quantity(value)} {one.unit_of_measure}".strip(), "right")))
        for line in lines
        for one, value in zip(found.question.measure, found.lines[line].values, strict=True)
    )
    notes = (found.question.note,) if found.question.note else ()
    return ShownTable(found.question.title, (ShownHead("Số liệu"), ShownHead("Kết quả", "right")), rows, notes)


def _measures(found: QuestionAnswer) -> list[ShownHead]:
    return [
        ShownHead(f"{one.title} ({one.unit_of_measure})" if one.unit_of_measure else one.title, "right")
        for one in found.question.measure
    ]


def first_said(found: QuestionAnswer, below: int) -> str:
    """The first line as a few words: `Xã Thạch Ngọc, Thôn Vĩnh Sơn: 28 hộ`; that there is none."""
    if not found.units:
        return "Chưa có số liệu."
    if not found.lines:
        return "Không có nơi nào."
    line, unit = found.lines[0], found.question.measure[0].unit_of_measure
    where = ", ".join(_CODE.sub("", place) for place in line.place)
    return f"{where}: {texts_of(found, below)[0][0]} {unit}".strip()

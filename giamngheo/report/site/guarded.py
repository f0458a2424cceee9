"""Answers as leaders' pages list them: places with links, and of villages no count that is a few households' own."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import permutations

from giamngheo.core.formats import number, quantity
from giamngheo.core.text import small
from giamngheo.metadata.question import BY_UNIT, VILLAGE
from giamngheo.report.documents.small_counts import HIDDEN, few_legend, few_or_hidden, hide_in_column, is_small
from giamngheo.report.questions import AnswerLine, Place, QuestionAnswer
from giamngheo.report.site.shown import MOST_NARROW, MOST_ROWS, ShownCell, ShownHead, ShownRow, ShownTable, left_out
from giamngheo.report.site.ways import Ways

_CODE = re.compile(r" \((\d{5})\)$")  # behind a unit's name in an answer
_LISTED_FOR = "0"  # what lines are listed for, the largest first: those that have nothing of it are not
_LAST = f"Dòng có số ẩn xếp sau cùng; đơn vị mà mọi dòng đều phải ẩn chỉ ghi một dòng «{HIDDEN}», không nêu nơi."


def unit_of(line: AnswerLine) -> str:
    """The code of the unit that a line is of; empty where it is of none."""
    return next((found[1] for place in line.place if (found := _CODE.search(place))), "")


def coverage_said(found: QuestionAnswer) -> str:
    reports = f"{number(found.coverage.reports)}/{number(found.coverage.owed)} báo cáo"
    return f"Số liệu của {number(found.units)} đơn vị, {reports}."


@dataclass(frozen=True)
class ToldLine:
    """A line as it may be shown; `unit`: its code, empty where it is of none."""

    place: Place
    unit: str
    values: tuple[str, ...]


def told_lines(found: QuestionAnswer, below: int) -> list[ToldLine]:
    """The largest first. By what is hidden none has its place among the others, which would tell it: these come last. Of a unit
    whose lines are all hidden, by what they are listed for, no village is named, since those that have nothing are not listed:
    its own sum would tell whose it is."""
    if VILLAGE not in found.question.by:
        return [ToldLine(line.place, unit_of(line), tuple(map(quantity, line.values))) for line in found.lines]
    by_unit = _by_unit(found).values()
    hidden = _hidden(found, below, by_unit)
    whole = {at: set.intersection(*(hidden[each] for each in ats)) for ats in by_unit for at in ats}
    told = [_told(line, hidden[at], whole[at], below) for at, line in enumerate(found.lines)]
    is_last = [_LISTED_FOR in own for own in hidden]
    last = {line for line, is_so in zip(told, is_last, strict=True) if is_so}
    shown = [line for line, is_so in zip(told, is_last, strict=True) if not is_so]
    return [*shown, *sorted(last, key=lambda line: line.place)]


def _told(line: AnswerLine, hidden: Collection[str], whole: Collection[str], below: int) -> ToldLine:
    """`whole`: what is hidden in each line of its unit."""
    if _LISTED_FOR in whole:
        place = tuple(one if _CODE.search(one) else HIDDEN for one in line.place)
        return ToldLine(place, unit_of(line), (HIDDEN,) * len(line.values))
    values = (
        few_or_hidden(value, below, str(at) not in whole) if str(at) in hidden else quantity(value)
        for at, value in enumerate(line.values)
    )
    return ToldLine(line.place, unit_of(line), tuple(values))


def _by_unit(found: QuestionAnswer) -> dict[str, list[int]]:
    by_unit: dict[str, list[int]] = defaultdict(list)
    for at, line in enumerate(found.lines):
        by_unit[unit_of(line)].append(at)
    return dict(by_unit)


def _hidden(found: QuestionAnswer, below: int, by_unit: Iterable[list[int]]) -> list[set[str]]:
    """Of each line which values: those of few, or that leave few of another, and more of the unit, whose sum other pages
    tell."""
    parts = _parts(found)
    hidden: list[set[str]] = [set() for _ in found.lines]
    for ats in by_unit:
        own = [hidden[at] for at in ats]
        for row, at in zip(own, ats, strict=True):
            values = found.lines[at].values
            row |= {str(measure) for measure, value in enumerate(values) if is_small(value, below)}
            for part, whole in parts:
                row |= {str(part), str(whole)} if is_small(values[whole] - values[part], below) else set()
        for measure in range(len(found.question.measure)):
            hide_in_column(own, str(measure), [found.lines[at].values[measure] for at in ats], below)
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
    told, rows = told_lines(found, below), []
    for line in told[:MOST_ROWS]:
        to = ways.to_unit(line.unit)
        (first, leads), *under = [(_CODE.sub("", place), to if _CODE.search(place) else "") for place in line.place]
        place = ShownCell(first, link=leads, under=tuple(under))
        rows.append(ShownRow((place, *(ShownCell(text, "right") for text in line.values))))
    total = (ShownCell("Cộng"), *(ShownCell(quantity(one), "right") for one in found.total))
    rows.append(ShownRow(total, is_sum=True, is_total=True))
    is_guarded = VILLAGE in found.question.by and any(not text[:1].isdigit() for each in told for text in each.values)
    notes = (
        coverage_said(found),
        left_out(len(told) - MOST_ROWS, way_to_all(found)),
        found.question.note,
        f"{few_legend(below)} {_LAST}" if is_guarded else "",
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
    """The first line as a few words: `Xã Thạch Ngọc, Thôn Vĩnh Sơn: 28 hộ`; that there is none. One that is hidden may have more,
    which the words do not tell."""
    if not found.units:
        return "Chưa có số liệu."
    if not found.lines:
        return "Không có nơi nào."
    told, unit = told_lines(found, below), found.question.measure[0].unit_of_measure
    line, is_partial = told[0], any(one.values[0] == HIDDEN for one in told)
    if not line.values[0][:1].isdigit():
        return "Số của từng nơi phải ẩn, để bảo vệ thông tin của từng hộ."
    where = ", ".join(_CODE.sub("", place) for place in line.place)
    said = f"{where}: {line.values[0]} {unit}".strip()
    return f"{said} (không kể nơi có số ẩn)" if is_partial else said

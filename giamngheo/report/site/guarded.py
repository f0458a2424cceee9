"""Answers as leaders' pages list them: places with links, and of villages no count that is a few households' own."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations, product
from types import MappingProxyType

from giamngheo.core.formats import number, quantity
from giamngheo.core.text import small
from giamngheo.metadata.question import BY_UNIT, VILLAGE
from giamngheo.report.documents.small_counts import HIDDEN, few_legend, few_or_hidden
from giamngheo.report.documents.suppression import hide_in_column, is_small
from giamngheo.report.questions import AnswerLine, Place, QuestionAnswer
from giamngheo.report.site.shown import MOST_NARROW, MOST_ROWS, ShownCell, ShownHead, ShownRow, ShownTable, left_out
from giamngheo.report.site.ways import Ways
from giamngheo.report.wording import words

_CODE = re.compile(r" \((\d{5})\)$")  # behind a unit's name in an answer
_LISTED_FOR = "0"  # what lines are listed for, the largest first: those that have nothing of it are not
_LAST = "Dòng có số ẩn xếp sau cùng."
_FOLDED = "cả đơn vị"
_OF_UNITS = (
    "Đơn vị mà số của mọi nơi đều phải ẩn để bảo vệ thông tin của từng hộ chỉ có một dòng "
    f"«{_FOLDED}», không nêu từng nơi; số ở dòng ấy đã có ở trang của đơn vị."
)


def unit_of(line: AnswerLine) -> str:
    """The code of the unit that a line is of; empty where it is of none."""
    return next((found[1] for place in line.place if (found := _CODE.search(place))), "")


def coverage_said(found: QuestionAnswer) -> str:
    reports = f"{number(found.coverage.reports)}/{number(found.coverage.owed)} báo cáo"
    return f"Số liệu của {number(found.units)} đơn vị, {reports}."


OfUnits = Mapping[
    str, tuple[float | None, ...]
]  # unit → a number for each measure that other pages tell of it; none else
_NOTHING_TOLD: OfUnits = MappingProxyType({})


@dataclass(frozen=True)
class ToldLine:
    """A line as it may be shown; `unit`: its code, empty where it is of none."""

    place: Place
    unit: str
    values: tuple[str, ...]

    @property
    def is_folded(self) -> bool:
        """Whether it stands for all lines of its unit."""
        return HIDDEN in self.place

    @property
    def is_told(self) -> bool:
        """Whether it has the number that it is listed for."""
        return self.values[0][:1].isdigit()


def told_lines(found: QuestionAnswer, below: int, of_units: OfUnits = _NOTHING_TOLD) -> list[ToldLine]:
    """The largest first. By what is hidden none has its place among the others, which would tell it: these come last. Of a unit
    whose lines are all hidden, by what they are listed for, no village is named, since those that have nothing are not listed:
    its own sum would tell whose it is. In their place stands what other pages tell of the unit (`of_units`), after the villages:
    it is no village's."""
    if VILLAGE not in found.question.by:
        return [ToldLine(line.place, unit_of(line), tuple(map(quantity, line.values))) for line in found.lines]
    by_unit = _by_unit(found)
    hidden = _hidden(found, below, by_unit.values())
    whole = {unit: set.intersection(*(hidden[at] for at in ats)) for unit, ats in by_unit.items()}
    folded = [unit for unit in by_unit if _LISTED_FOR in whole[unit]]
    single = [
        (_told(line, hidden[at], whole[unit_of(line)], below), _LISTED_FOR in hidden[at])
        for at, line in enumerate(found.lines)
        if unit_of(line) not in folded
    ]
    units = [_folded(found.lines[by_unit[unit][0]], of_units.get(unit)) for unit in folded]
    known = [(-(of_units[line.unit][0] or 0), line) for line in units if line.is_told]
    last = [line for line in units if not line.is_told] + [line for line, is_last in single if is_last]
    return [
        *(line for line, is_last in single if not is_last),
        *(line for _, line in sorted(known, key=lambda pair: (pair[0], pair[1].place))),
        *sorted(last, key=lambda line: line.place),
    ]


def _folded(line: AnswerLine, numbers: Sequence[float | None] | None) -> ToldLine:
    """All lines of a unit, of which `line` is one."""
    place = tuple(one if _CODE.search(one) else HIDDEN for one in line.place)
    values = (HIDDEN if one is None else quantity(one) for one in numbers or (None,) * len(line.values))
    return ToldLine(place, unit_of(line), tuple(values))


def _told(line: AnswerLine, hidden: Collection[str], whole: Collection[str], below: int) -> ToldLine:
    """`whole`: what is hidden in each line of its unit."""
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
    tell. What is hidden is so with its whole or its part that is as many: beside 3 of 3 it could not be more."""
    parts = _parts(found)
    hidden: list[set[str]] = [set() for _ in found.lines]
    for ats in by_unit:
        own, lines = [hidden[at] for at in ats], [found.lines[at] for at in ats]
        for row, values in ((row, line.values) for row, line in zip(own, lines, strict=True)):
            row |= {str(measure) for measure, value in enumerate(values) if is_small(value, below)}
            for part, whole in parts:
                row |= {str(part), str(whole)} if is_small(values[whole] - values[part], below) else set()
        before = -1
        while before < (before := sum(map(len, own))):
            _hide_equal(own, lines, parts)
            _hide_more(own, lines, below)
    return hidden


def _hide_equal(hidden: Sequence[set[str]], lines: Sequence[AnswerLine], parts: Iterable[tuple[int, int]]) -> None:
    """A part and its whole that are as many: either or none."""
    for (part, whole), (row, line) in product(parts, [*zip(hidden, lines, strict=True)]):
        both = {str(part), str(whole)}
        row |= both if row & both and line.values[part] == line.values[whole] else set()


def _hide_more(hidden: Sequence[set[str]], lines: Sequence[AnswerLine], below: int) -> None:
    """Of each measure so many that the unit's sum tells none; a line has something of what it is listed for."""
    for measure in range(len(lines[0].values)):
        may_be_nothing = str(measure) != _LISTED_FOR
        hide_in_column(hidden, str(measure), [line.values[measure] for line in lines], below, may_be_nothing)


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


def answer_table(found: QuestionAnswer, below: int, ways: Ways, of_units: OfUnits = _NOTHING_TOLD) -> ShownTable:
    """All of it; a place in one cell, so that a telephone has room for the numbers."""
    told = told_lines(found, below, of_units)
    rows = [_row(line, ways.to_unit(line.unit)) for line in told[:MOST_ROWS]]
    if rows:
        total = (ShownCell("Cộng"), *(ShownCell(quantity(one), "right") for one in found.total))
        rows.append(ShownRow(total, is_sum=True, is_total=True))
    is_guarded = VILLAGE in found.question.by and any(not text[:1].isdigit() for each in told for text in each.values)
    notes = (
        coverage_said(found),
        left_out(len(told) - MOST_ROWS, way_to_all(found)),
        found.unknown if rows else "",
        found.question.note,
        f"{few_legend(below)} {_LAST}" if is_guarded else "",
        _OF_UNITS if any(line.is_folded for line in told) else "",
    )
    heads = (ShownHead(", ".join((found.heads[0], *map(small, found.heads[1:])))), *_measures(found))
    title = found.question.title
    return ShownTable(title, heads, tuple(rows), tuple(filter(None, notes)), found.nowhere, len(heads) > MOST_NARROW)


def _row(line: ToldLine, to_unit: str) -> ShownRow:
    (first, leads), *under = [(text, to_unit if is_unit else "") for text, is_unit in _places(line)]
    place = ShownCell(first, link=leads, under=tuple(under))
    return ShownRow((place, *(ShownCell(text, "right") for text in line.values)))


def _places(line: ToldLine) -> list[tuple[str, bool]]:
    """As they are read, and which is the unit; of all lines of a unit the unit alone."""
    named = [(_CODE.sub("", one), bool(_CODE.search(one))) for one in line.place if one != HIDDEN]
    return [*named, (_FOLDED, False)] if line.is_folded else named


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
        ShownRow(
            (
                ShownCell(words.without_unit(one.title, one.unit_of_measure)),
                ShownCell(f"{quantity(value)} {one.unit_of_measure}".strip(), "right"),
            )
        )
        for line in lines
        for one, value in zip(found.question.measure, found.lines[line].values, strict=True)
    )
    notes = (found.question.note,) if found.question.note else ()
    return ShownTable(found.question.title, (ShownHead("Số liệu"), ShownHead("Kết quả", "right")), rows, notes)


def _measures(found: QuestionAnswer) -> list[ShownHead]:
    return [ShownHead(words.with_unit(one.title, one.unit_of_measure), "right") for one in found.question.measure]


def first_said(found: QuestionAnswer, below: int, of_units: OfUnits = _NOTHING_TOLD) -> str:
    """The first line as a few words: `Nhiều nhất: Xã Thạch Ngọc, Thôn Vĩnh Sơn: 28 hộ`; that there is none. One that is hidden may have more,
    which the words do not tell; where a unit of which no village is told has as many, its own number."""
    if not found.units:
        return "Chưa có số liệu."
    if not found.lines:
        return found.nowhere
    told = told_lines(found, below, of_units)
    known = [line for line in told if line.is_told]
    first, unit = next(iter(known), None), next((line for line in known if line.is_folded), None)
    if first is None:
        return "Số của từng nơi phải ẩn, để bảo vệ thông tin của từng hộ."
    most = _number(first, found, of_units)
    also = unit if unit and first != unit and _number(unit, found, of_units) >= most else None
    said = "; ".join(_said(one, found.question.measure[0].unit_of_measure) for one in (first, also) if one)
    equal = sum(line not in (first, also) and _number(line, found, of_units) == most for line in known)
    said = f"Nhiều nhất: {said}" if len(told) > 1 else said
    said += f", {number(equal)} nơi khác cũng vậy" if equal else ""
    is_partial = len(known) < len(told) or (unit is not None and first != unit)
    undated = f"; {number(found.undated)} báo cáo tháng không rõ ngày nộp" if found.undated else ""
    return f"{said}{undated}{' (không kể nơi có số ẩn)' if is_partial else ''}"


def _number(line: ToldLine, found: QuestionAnswer, of_units: OfUnits) -> float:
    """Of a line that has it, what it is listed for."""
    if line.is_folded:
        return of_units[line.unit][0] or 0
    return next(one.values[0] for one in found.lines if one.place == line.place)


def _said(line: ToldLine, unit_of_measure: str) -> str:
    where = ", ".join(text for text, _ in _places(line))
    return f"{where}: {line.values[0]} {unit_of_measure}".strip()

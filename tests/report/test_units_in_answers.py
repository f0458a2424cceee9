"""An answer tells what every unit's page tells of it, and leaves of each village that has few more than one number that it may
have: to who has the page, the unit's own number, and the names of all its villages. Of every unit that is small enough to try."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations_with_replacement, product

import pytest

from giamngheo.attain.reporting_rates import ReportingRate
from giamngheo.core.period import Period
from giamngheo.metadata import load_configuration
from giamngheo.report.content import VillageLine
from giamngheo.report.documents.document import Table, TableColumn
from giamngheo.report.documents.small_counts import HIDDEN, villages
from giamngheo.report.documents.suppression import is_small, is_worked_out
from giamngheo.report.questions import AnswerLine, QuestionAnswer
from giamngheo.report.site.guarded import ToldLine, first_said, told_lines
from tests.conftest import PROJECT

KHE, DAI = "Xã Thạch Khê (18604)", "Xã Thạch Đài (18643)"
Counts = Sequence[tuple[int, ...]]  # of each village a number for each measure


def answered(counts: Counts, code: str = "chua-bhyt", unit: str = KHE) -> QuestionAnswer:
    """As a question has it: the largest first, who has nothing of the first measure not listed."""
    question = next(one for one in load_configuration(PROJECT / "config").questions if one.code == code)
    question = question.model_copy(update={"measure": question.measure[: len(counts[0])]})
    lines = [AnswerLine((unit, f"Thôn {at}"), tuple(map(float, own))) for at, own in enumerate(counts) if own[0]]
    lines.sort(key=lambda line: (-line.values[0], line.place))
    total = tuple(float(sum(column)) for column in zip(*counts, strict=True))
    heads = ("Đơn vị", "Thôn")
    return QuestionAnswer(question, Period.parse("2020-03"), heads, tuple(lines), total, ReportingRate(1, 1), 1)


def told_of(counts: Counts, below: int) -> list[ToldLine]:
    """Where the unit's own numbers stand on its page."""
    found = answered(counts)
    return told_lines(found, below, {"18604": found.total})


def _may_be(cells: Sequence[str], below: int, top: int, is_listed_for: bool) -> list[list[int]]:
    """What each cell of a column may be: the legend says it, and of what lines are listed for each has something."""
    is_marked = any(cell.startswith("dưới") for cell in cells)
    nothing = [] if is_listed_for else [0]
    of_hidden = [*nothing, *range(below if is_marked else 1, top + 1)]
    return [
        [*range(1, below)] if cell.startswith("dưới") else of_hidden if cell == HIDDEN else [int(cell)]
        for cell in cells
    ]


def left_of(told: Sequence[ToldLine], counts: Counts, below: int) -> Iterator[tuple[tuple[int, ...], ...]]:
    """Every way in which the listed villages may share the unit's numbers; what is a part of another is no more than that."""
    listed = [own for own in counts if own[0]]
    sums = [sum(column) for column in zip(*listed, strict=True)]
    columns = [
        _may_be([line.values[at] for line in told], below, top, is_listed_for=at == 0) for at, top in enumerate(sums)
    ]
    by_line = [[own for own in product(*cells) if [*own] == sorted(own)] for cells in zip(*columns, strict=True)]
    for some in product(*by_line):
        if [sum(column) for column in zip(*some, strict=True)] == sums:
            yield some


def _is_guarded(counts: Counts, below: int) -> bool:
    """Whether what is told leaves of each village that has few, or of which few are left, another number."""
    told = told_of(counts, below)
    if any(line.is_folded for line in told):
        return len(told) == 1 and len(counts) > 1  # the unit's number alone: any of its villages may have it
    ways = [*left_of(told, counts, below)]
    for at, line in enumerate(told):
        own = counts[int(line.place[1].removeprefix("Thôn "))]
        assert own in {way[at] for way in ways}, (counts, told)
        told_apart = [(own[0], lambda way: way[0])]
        if len(own) > 1:
            told_apart += [(own[1], lambda way: way[1]), (own[1] - own[0], lambda way: way[1] - way[0])]
        if any(is_small(few, below) and len({number(way[at]) for way in ways}) < 2 for few, number in told_apart):
            return False
    return True


@pytest.mark.parametrize(("below", "size", "total"), [(3, 2, 12), (3, 3, 12), (3, 4, 11), (4, 3, 12), (4, 4, 12)])
def test_no_split_of_a_units_number_over_its_villages_is_told(below: int, size: int, total: int):
    """1 and 2 with all villages listed, one hidden beside others that are shown, nothings that are not listed."""
    splits = [
        tuple((count,) for count in counts)
        for counts in product(range(total + 1), repeat=size)
        if 0 < sum(counts) <= total
    ]
    assert [counts for counts in splits if not _is_guarded(counts, below)] == []
    of_few = [counts for counts in splits if any(is_small(own, below) for (own,) in counts)]
    assert len(of_few) > len(splits) / 3


def test_no_part_beside_its_whole_tells_a_village():
    """2 of 5 and 3 of 3: the 3 cannot be 4, so that beside a sum of 5 the 2 could not be 1."""
    pairs = sorted((part, whole) for whole in range(1, 7) for part in range(whole + 1))
    splits = [counts for counts in combinations_with_replacement(pairs, 3) if any(own[0] for own in counts)]
    assert [counts for counts in splits if not _is_guarded(counts, 3)] == []
    assert ((2, 5), (3, 3), (3, 3)) in splits


def _on_page(counts: Sequence[int], below: int) -> list[object]:
    """The villages' column on the page of their unit, who has nothing among them."""
    columns = (TableColumn("village", "Thôn", 20), TableColumn("poor", "Hộ nghèo", 20, "count"))
    rows = tuple((f"Thôn {at}", count) for at, count in enumerate(counts))
    lines = [VillageLine(unit="", village=name, poor=0, near_poor=0, social_poor=0, indicators=[]) for name, _ in rows]
    return [row[1] for row in villages(Table("", "", "", columns, rows), lines, below).rows]


def _may_be_beside(counts: Sequence[int], below: int) -> list[set[int]]:
    """What each village may have, to who lays the page of the unit beside the answer: in which who is not listed has nothing."""
    total, few, page = sum(counts), f"dưới {below}", _on_page(counts, below)
    told = told_of([(count,) for count in counts], below)
    listed = {line.place[1]: line.values[0] for line in told if not line.is_folded}
    least = below if few in page else 0

    def on_page(cell: object) -> set[int]:
        return {*range(1, below)} if cell == few else {0, *range(least, total + 1)} if cell == HIDDEN else {cell}  # type: ignore[arg-type]

    def in_answer(name: str) -> set[int]:
        if not listed:
            return {*range(total + 1)}
        cell = listed.get(name, "0")
        return {*range(1, below)} if cell == few else {*range(1, total + 1)} if cell == HIDDEN else {int(cell)}

    choices = [on_page(cell) & in_answer(f"Thôn {at}") for at, cell in enumerate(page)]
    found = []
    for at, own in enumerate(choices):
        sums = {0}
        for other in choices[:at] + choices[at + 1 :]:
            sums = {before + one for before in sums for one in other if before + one <= total}
        found.append({one for one in own if total - one in sums})
    return found


@pytest.mark.parametrize(("below", "size", "total"), [(3, 2, 12), (3, 3, 14), (3, 4, 14), (3, 5, 21), (4, 4, 16)])
def test_no_page_of_a_unit_tells_a_village_beside_the_answer(below: int, size: int, total: int):
    """1, 3, 3, 5 and 9: the answer lists all five, so that neither of two that the page hides beside the 1 has nothing."""
    for counts in combinations_with_replacement(range(total + 1), size):
        if 0 < sum(counts) <= total and any(is_small(count, below) for count in counts):
            for count, left in zip(counts, _may_be_beside(counts, below), strict=True):
                assert count in left, counts
                assert not is_small(count, below) or len(left) > 1, counts


def test_the_sum_of_those_that_all_have_something_tells_more():
    """1, 1, 1 and 3: no village that is listed has nothing, so 2, 2, 2 and 0 it cannot be."""
    assert is_worked_out([1, 1, 1, 3], 3, may_be_nothing=False)
    assert not is_worked_out([1, 1, 1, 3], 3)
    assert not is_worked_out([1, 1, 1, 4], 3, may_be_nothing=False)
    assert is_worked_out([1, 3, 3], 3, may_be_nothing=False)  # 2 would leave 5 for two that have 3 or more
    assert not is_worked_out([1, 3, 3], 3)
    assert not is_worked_out(
        [0, 0], 3, may_be_nothing=False
    )  # as many as there are have nothing: of none of few is told
    assert is_worked_out([1, 0], 3, may_be_nothing=False)
    (line,) = told_of([(1,), (1,), (1,), (3,)], 3)
    assert (line.place, line.values) == ((KHE, HIDDEN), ("6",))


def test_a_unit_of_which_no_village_is_told_has_its_own_number():
    (line,) = told_of([(1, 40), (0, 25), (0, 30)], 3)
    assert line.is_folded
    assert line.values == ("1", "95")  # of all its villages, also of those that are not listed
    found = answered([(1, 40), (0, 25)])
    assert told_lines(found, 3, {"18604": (1.0, None)})[0].values == ("1", HIDDEN)
    assert told_lines(found, 3)[0].values == (HIDDEN, HIDDEN)


def test_units_stand_after_villages_by_their_own_numbers():
    """Their numbers are no village's, and by what is hidden nothing has a place."""
    khe, dai = answered([(1,), (1,)]), answered([(2,), (2,), (1,)], unit=DAI)
    third, fourth = answered([(5,), (4,)], unit="Xã Thạch Hội (18661)"), answered([(1,)], unit="Xã Nam Điền (18667)")
    lines = tuple(line for one in (khe, dai, third, fourth) for line in one.lines)
    found = QuestionAnswer(khe.question, khe.period, khe.heads, lines, (16.0,), ReportingRate(4, 4), 4)
    of_units = {"18604": (2.0,), "18643": (5.0,), "18661": (9.0,)}
    told = [(line.place[0][-6:-1], line.values[0], line.is_folded) for line in told_lines(found, 3, of_units)]
    assert told == [
        *(("18661", "5", False), ("18661", "4", False)),
        *(("18643", "5", True), ("18604", "2", True), ("18667", HIDDEN, True)),
    ]
    said = "Nhiều nhất: Xã Thạch Hội, Thôn 0: 5 người; Xã Thạch Đài, cả đơn vị: 5 người (không kể nơi có số ẩn)"
    assert first_said(found, 3, of_units) == said
    assert first_said(khe, 3, of_units) == "Xã Thạch Khê, cả đơn vị: 2 người"

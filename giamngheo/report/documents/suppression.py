"""Which counts of a column are hidden: the small ones (primary suppression), and so many more that its sum, which is told, gives
none of them away (secondary suppression)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from giamngheo.report.documents.document import Cell

_TELLS_ITSELF = 2  # what is below it is 1


def is_small(count: Cell, below: int) -> bool:
    return isinstance(count, int | float) and 0 < count < below


def tell_together(counts: Iterable[Cell], below: int) -> bool:
    """Whether counts of the same households tell of so few: one does, or by how little two of them differ."""
    numbers = sorted({count for count in counts if isinstance(count, int | float)} | {0})
    return any(is_small(more - less, below) for less, more in pairwise(numbers))


def hide_in_column(
    hidden: Sequence[set[str]], key: str, values: Sequence[Cell], below: int, may_be_nothing: bool = True
) -> bool:
    """As `hide_more` where the sum is told and stays so. Where it would tell one all the same (1 of one, all others nothing), or
    nothing of the column is left, it is hidden whole, nothings and empty ones as well: then nobody knows which has the few. Gives
    whether it is."""
    is_told = hide_more(hidden, key, values, below, may_be_nothing)
    shown = [at for at, row in enumerate(hidden) if key not in row and values[at] is not None]
    is_whole = is_told or (not shown and any(key in row for row in hidden))
    if is_whole:
        for row in hidden:
            row.add(key)
    return is_whole


def hide_more(
    hidden: Sequence[set[str]], key: str, values: Sequence[Cell], below: int, may_be_nothing: bool = True
) -> bool:
    """Where any of a column is hidden, so many others are, too, that its sum less what is shown tells none that is small. Gives
    whether it tells one all the same, since nothing is left to hide. `may_be_nothing`: whether nobody knows which have nothing."""
    found = [at for at, row in enumerate(hidden) if key in row and values[at] is not None]
    others = [at for at, row in enumerate(hidden) if key not in row and values[at] is not None]
    others.sort(key=lambda at: (_size(values[at], below), at))
    while found and others and _is_too_little([values[at] for at in found], values[others[0]], below, may_be_nothing):
        hidden[others[0]].add(key)
        found.append(others.pop(0))
    return bool(found) and is_worked_out([values[at] for at in found], below, may_be_nothing)


def _is_too_little(values: Sequence[Cell], next_one: Cell, below: int, may_be_nothing: bool) -> bool:
    """Also where all that is hidden is small: each would be between few and few. A nothing more changes no sum."""
    is_all_few = all(is_small(value, below) for value in values)
    return len(values) < 2 or is_all_few or (bool(next_one) and is_worked_out(values, below, may_be_nothing))


def is_worked_out(values: Sequence[Cell], below: int, may_be_nothing: bool = True) -> bool:
    """Whether the sum of what is hidden tells one that is small, to who knows which of them are: those are from 1 to the limit, each
    other nothing or no less than the limit. 2 and 2 are told by their sum of 4, if the limit is 3; 1 and 3 as well; 1, 1, 1 and 3
    where it is known who has nothing (not `may_be_nothing`), for 2, 2, 2 and nothing come to 6, too."""
    numbers = [value for value in values if isinstance(value, int | float)]
    few = [number for number in numbers if is_small(number, below)]
    if len(numbers) < 2:
        return True
    if not few or below <= _TELLS_ITSELF or any(number != int(number) for number in numbers):
        return False
    total, others = sum(numbers), len(few) - 1
    more = sum(may_be_nothing or number > 0 for number in numbers) - len(few)
    least = below * (min(more, 1) if may_be_nothing else more)  # of the others, where any has something

    def can_be(number: int) -> bool:
        rest = total - number
        is_of_few = (may_be_nothing or not more) and others <= rest <= others * (below - 1)
        return is_of_few or (more > 0 and rest - others >= least)

    return sum(can_be(number) for number in range(1, below)) < 2


def _size(value: Cell, below: int) -> tuple[bool, float]:
    """The smallest that is not small first; nothing at all last."""
    number = value if isinstance(value, int | float) else 0
    return number < below, number

"""How large a table's letters and how wide its columns are, so that it is whole: no torn word, if possible one page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from giamngheo.core.text_metrics import line_count, line_height, text_width
from giamngheo.report.render.grid import TextGrid

BESIDE_TEXT = 1.0  # mm, on either side: little, but headings are long and columns narrow

_LINE = 0.2  # mm
_LEGEND = 8  # mm, below the table
_LONGEST_WORD = 30  # mm; what is longer (an address, a name without spaces) may be torn
_LONGEST_LINE = 45  # mm; a longer text may take two lines


@dataclass(frozen=True)
class Fit:
    """Size of the letters (points), space above and below them (mm), and the columns' widths (mm).

    `is_whole`: no short text takes a second line.
    """

    size: int
    above: float
    widths: list[float]
    is_whole: bool


# What is tried, one after the other.
_SIZES = ((13, 0.3), (12, 0.3), (11, 0.3), (11, 0.0))


def fitted(grid: TextGrid, width: float, height: float | None) -> Fit:
    """The largest letters with which the table is not higher than that, and no word is torn.

    Where that cannot be, or height does not matter: with which short texts take one line; else a little smaller ones.
    """
    longest = _Longest(grid)
    tried = (longest.fit(size, above, width) for size, above in _SIZES)
    found = [fit for fit in tried if fit]
    if not found:
        return longest.squeezed(width)
    on_one_page = (fit for fit in found if height is not None and _fits(grid, fit, height))
    whole = (fit for fit in found if fit.is_whole)
    smaller = (fit for fit in found if fit.size < _SIZES[0][0])
    return next(on_one_page, None) or next(whole, None) or next(smaller)


class _Longest:
    """How wide the widest word and the widest short text of each column are."""

    def __init__(self, grid: TextGrid) -> None:
        self._wanted = grid.wanted
        heads = [[(head, True)] for head in grid.heads]
        cells = zip(
            *([(text, grid.is_bold(at, text)) for text in row] for at, row in enumerate(grid.rows)), strict=True
        )
        columns = list(cells) if grid.rows else [() for _ in heads]
        self._texts = [_widths(column) for column in columns]
        self._words = [max(_widths(_words([*head, *column]))) for head, column in zip(heads, columns, strict=True)]

    def fit(self, size: int, above: float, width: float) -> Fit | None:
        """As the document wants, but no word torn, and best no short text on two lines; `None` if that is impossible."""
        words = [_room(min(word * size, _LONGEST_WORD)) for word in self._words]
        texts = [
            max(word, *(_room(text * size) for text in column if text * size <= _LONGEST_LINE), 0)
            for word, column in zip(words, self._texts, strict=True)
        ]
        for least in (texts, words):
            if sum(least) <= width:
                return Fit(size, above, _widened(self._wanted, least, width), is_whole=least is texts)
        return None

    def squeezed(self, width: float) -> Fit:
        """The smallest letters; the longest words are torn, so that the others are not."""
        size, above = _SIZES[-1]
        least: list[float] = []
        for longest in range(_LONGEST_WORD, 0, -1):
            least = [_room(longest if word * size > _LONGEST_WORD else word * size) for word in self._words]
            if sum(least) <= width:
                break
        return Fit(size, above, [each / sum(least) * width for each in least], is_whole=False)


def _widths(texts: Sequence[tuple[str, bool]]) -> list[float]:
    """In mm for each point of size; each text once."""
    return [text_width(text, 1, bold) for text, bold in dict.fromkeys(texts)]


def _words(texts: Sequence[tuple[str, bool]]) -> list[tuple[str, bool]]:
    return list(chain.from_iterable([(word, bold) for word in text.split(" ")] for text, bold in dict.fromkeys(texts)))


def _room(text: float) -> float:
    return text + 2 * BESIDE_TEXT + _LINE


def _widened(wanted: Sequence[float], least: Sequence[float], width: float) -> list[float]:
    """As wanted, in all `width`, but none below its least; the others give the difference, each its share."""
    tight: set[int] = set()
    while True:
        free = [at for at in range(len(wanted)) if at not in tight]
        left = width - sum(least[at] for at in tight)
        share = left / sum(wanted[at] for at in free) if free else 0
        more = {at for at in free if wanted[at] * share < least[at]}
        if not more:
            return [least[at] if at in tight else wanted[at] * share for at in range(len(wanted))]
        tight |= more


def _fits(grid: TextGrid, fit: Fit, height: float) -> bool:
    """Whether the table, with the legend that it may need, is not higher than that."""
    line = line_height(fit.size)
    between = 2 * fit.above + _LINE
    left = height - (_LEGEND if grid.has_goals else 0)
    if (len(grid.rows) + 1) * (line + between) > left:
        return False
    rooms = [width - 2 * BESIDE_TEXT - _LINE for width in fit.widths]
    lines = [max(line_count(text, fit.size, room, bold=True) for text, room in zip(grid.heads, rooms, strict=True))]
    for at, row in enumerate(grid.rows):
        lines.append(
            max(line_count(text, fit.size, room, grid.is_bold(at, text)) for text, room in zip(row, rooms, strict=True))
        )
    return sum(count * line + between for count in lines) <= left

"""How a count goes on at its present pace: a prediction interval, and what such intervals were worth on earlier months.

It is taken for a random walk with drift, the textbook's forecast for so few points: `left` months on it has moved by `left` times
the mean move, and the interval has Student's quantile for so many moves and room for the mean's own error (Hyndman and
Athanasopoulos, Forecasting: Principles and Practice, 5.2 and 5.5). Two things make it fit for lists of households:

- What is still without and grows less (poor households, members without a card) falls by a share of what is left, so that it
  is followed on the scale of its logarithm: the last ones of a target of 100 % are not taken for reached because many were.
- It never scatters less than chance does when single households move: after quiet months the interval has a width still.

An interval that earlier months refute is stretched, on the side of what it missed, until it would have held them (split conformal
prediction: Vovk, Gammerman, Shafer, Algorithmic Learning in a Random World, 2005).

Why no ARIMA, no exponential smoothing: they estimate more than 4 to 12 months can tell. What it is worth was measured on
simulated years (`python -m tests.outlook`, docs/outlook.md); what it was worth on the months of the year so far stands beside it.
No pace tells of a push that is still to come, as of a review of all households in November.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

PREDICTION_LEVEL_PERCENT = 80  # of so many years like this one the interval holds the end
FEWEST_MOVES = 4  # months known since the baseline
_FEWEST_TRIED = FEWEST_MOVES - 1  # moves behind what is tried on the months of the year


@dataclass(frozen=True)
class CountPath:
    """A count by the ordinals of the months that are known; `is_few`: of what is to become less. Never above `most`."""

    points: tuple[tuple[int, float], ...]
    only_adds_up: bool
    is_few: bool
    most: float
    in_whole_ones: bool

    def until(self, month: int) -> CountPath:
        return replace(self, points=tuple(point for point in self.points if point[0] <= month))

    def at(self, end: int) -> tuple[float, float, float]:
        """Low, middle and high in a later month."""
        (first, begun), (last, now) = self.points[0], self.points[-1]
        left = end - last
        moved = sum(abs(after - before) for (_, before), (_, after) in pairwise(self.points))
        activity = (moved + 0.5) / (last - first)  # a Poisson rate by Jeffreys' prior: as large is its variance
        low, middle, high = drift(self.points, left, activity)
        if self.is_few and now < begun:
            logarithms = [(at, math.log1p(count)) for at, count in self.points]
            bent = drift(logarithms, left, activity / (now + 1) ** 2)
            # An upper end that the logarithm has thrown far up is not to be believed where single moves cannot reach it.
            low, middle, high = math.expm1(bent[0]), math.expm1(bent[1]), min(_expm1(bent[2]), max(high, now))
        middle = min(max(middle, self._least), self.most)
        return self._within(min(low, middle - 1), middle, max(high, middle + 1))  # one may come or go against any pace

    def stretched(self, ends: tuple[float, float, float], below: float, above: float) -> tuple[float, float, float]:
        """An interval that reaches so many times as far below its middle, and above it, up to what can be."""
        low, middle, high = ends
        low, high = middle - below * (middle - low), middle + above * (high - middle)
        return self._within(round(low, 9), middle, round(high, 9))  # a whole one is not beyond itself

    @property
    def _least(self) -> float:
        return self.points[-1][1] if self.only_adds_up else 0.0

    def _within(self, low: float, middle: float, high: float) -> tuple[float, float, float]:
        low, high = max(low, self._least), min(high, self.most)
        return (math.floor(low), round(middle), math.ceil(high)) if self.in_whole_ones else (low, middle, high)


def _expm1(power: float) -> float:
    return math.expm1(power) if power < 700 else math.inf  # what is beyond has no float


def drift(points: Sequence[tuple[int, float]], left: int, least_variance: float) -> tuple[float, float, float]:
    """The prediction interval and its middle, `left` months after the last of some months, of which some may be missing.

    `least_variance`: of a month's move, by chance alone.
    """
    from scipy.special import stdtrit  # a seventh of a second, for who asks

    (first, begun), (last, now) = points[0], points[-1]
    span = last - first
    pace = (now - begun) / span
    moves = [(later - earlier, after - before) for (earlier, before), (later, after) in pairwise(points)]
    scatter = sum((move - pace * months) ** 2 / months for months, move in moves) / (len(moves) - 1)
    error = math.sqrt(max(scatter, least_variance) * (left + left**2 / span))
    reach = float(stdtrit(len(moves) - 1, 0.5 + PREDICTION_LEVEL_PERCENT / 200)) * error
    middle = now + left * pace
    return middle - reach, middle, middle + reach


# ---------------------------------------------------------------- what it was worth


@dataclass(frozen=True)
class Try:
    """What an earlier month would have foreseen of the last, and what that came to."""

    low: float
    middle: float
    high: float
    actual: float

    @property
    def is_held(self) -> bool:
        return self.low <= self.actual <= self.high

    @property
    def missed_by(self) -> float:
        """How far from the middle the truth lay, in times of the distance of the interval's end on that side; nothing where they are
        one, as at the least that can be."""
        end = self.high if self.actual > self.middle else self.low
        return 0.0 if end == self.middle else (self.actual - self.middle) / (end - self.middle)


def tries_of(path: CountPath) -> list[Try]:
    """From each earlier month with enough behind it."""
    last, actual = path.points[-1]
    return [Try(*path.until(at).at(last), actual) for at, _ in path.points[_FEWEST_TRIED:-1]]


def stretch_of(tries: Sequence[Try]) -> tuple[float, float]:
    """By how much every interval would have had to reach farther below its middle, and above it, to hold the tries: all of them,
    for of the eight that a year has at most no fewer are the level of one more."""
    below = (one.missed_by for one in tries if one.actual < one.middle)
    above = (one.missed_by for one in tries if one.actual > one.middle)
    return max((1.0, *below)), max((1.0, *above))

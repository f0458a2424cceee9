"""`python -m tests.outlook`: how often the outlook on the year's end held the truth, and by how much its middle missed it.

Simulated years of several worlds, household by household, by a generator that shares nothing with the method; then years of the
tests' workbooks, and the sample's months. `--years 2000` for more of them. The tables stand in docs/outlook.md.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import numpy as np

from giamngheo.attain.aggregates import denominator_key, numerator_key
from giamngheo.attain.indicators import attain_of
from giamngheo.attain.like_for_like import counted_for
from giamngheo.attain.outlook import YearEnd, _path, project
from giamngheo.attain.pace import PREDICTION_LEVEL_PERCENT
from giamngheo.attain.period_figures import PeriodFigures
from giamngheo.attain.reporting_rates import ReportingRate
from giamngheo.core.period import Period
from giamngheo.metadata import load_configuration
from giamngheo.metadata.configuration import Configuration
from giamngheo.metadata.plan import Plan
from tests.conftest import PROJECT
from tests.support.office import office_in
from tests.support.workbooks import expected_figures, month_of, next_book

MONTHS = range(4, 12)
SAMPLE = ("2019-12", "2020-01", "2020-02", "2020-03")
_UNIT = "18604"
Counts = Sequence[tuple[float, float]]  # of each month from the baseline to December: numerator, denominator
Generator = np.random.Generator


@dataclass(frozen=True)
class World:
    """How one indicator of the plan goes through a year; with `target` instead of the plan's, so that some years meet it."""

    name: str
    indicator: str
    year: Callable[[Generator], Counts]
    target: float | None = None
    adds_up: bool = False


@dataclass
class Score:
    """Over the years of a world, foreseen in one month. `warned`: years that were called at risk; `refuted`: whether the year's
    own months spoke against it, by which it was widened or, `silent` so often, not said."""

    held: list[bool] = field(default_factory=list)
    refuted: list[bool] = field(default_factory=list)
    silent: int = 0
    errors: list[float] = field(default_factory=list)
    widths: list[float] = field(default_factory=list)
    warned: list[bool] = field(default_factory=list)
    missed: list[bool] = field(default_factory=list)

    @property
    def coverage(self) -> float:
        return 100 * sum(self.held) / len(self.held)

    @property
    def held_of_widened(self) -> list[bool]:
        return [held for held, refuted in zip(self.held, self.refuted, strict=True) if refuted]

    @property
    def warned_of_missed(self) -> str:
        return _share([warned for warned, missed in zip(self.warned, self.missed, strict=True) if missed])

    @property
    def missed_of_warned(self) -> str:
        return _share([missed for warned, missed in zip(self.warned, self.missed, strict=True) if warned])


def _share(found: list[bool]) -> str:
    return f"{100 * sum(found) / len(found):.0f}" if len(found) >= 20 else "–"


# ---------------------------------------------------------------- worlds


def _moves(begun: int, leaves: Callable[[int], float], comes: Callable[[int], float], rng: Generator) -> list[int]:
    """Each month everybody who is there leaves with one chance, and others come."""
    counts = [begun]
    for month in range(1, 13):
        left = rng.binomial(counts[-1], min(leaves(month), 0.9))
        counts.append(counts[-1] - int(left) + int(rng.poisson(comes(month))))
    return counts


def _of_whole(counts: Sequence[int], whole: int, *, without: bool = False) -> Counts:
    return [(whole - count if without else count, whole) for count in counts]


def _steady(rng: Generator) -> Counts:
    return _of_whole(_moves(1600, lambda _: 0.02, lambda _: 12, rng), 39_000)


def _uneven(rng: Generator) -> Counts:
    """One month much is decided, another little."""
    return _of_whole(_moves(1600, lambda _: 0.02 * rng.gamma(4, 0.25), lambda _: 12 * rng.gamma(4, 0.25), rng), 39_000)


def _rising(rng: Generator) -> Counts:
    """The pace is three times in December what it was in January."""
    return _of_whole(_moves(1600, lambda month: 0.01 + 0.02 * (month - 1) / 11, lambda _: 12, rng), 39_000)


def _pushed(rng: Generator) -> Counts:
    """The households are reviewed in November and December, and then leave."""
    return _of_whole(_moves(1600, lambda month: 0.06 if month > 10 else 0.01, lambda _: 12, rng), 39_000)


def _revised(rng: Generator) -> Counts:
    """One month corrects the list, by five of a hundred households up or down."""
    counts = _moves(1600, lambda _: 0.02, lambda _: 12, rng)
    month, by = int(rng.integers(1, 13)), int(rng.choice([-80, 80]))
    return _of_whole([count + (by if at >= month else 0) for at, count in enumerate(counts)], 39_000)


def _catching_up(rng: Generator) -> Counts:
    """Each month one of seven who has no card gets one; a few come without."""
    return _of_whole(_moves(150, lambda _: 0.15, lambda _: 3, rng), 5_900, without=True)


def _last_houses(rng: Generator) -> Counts:
    return [(count, 0) for count in _moves(25, lambda _: 0.15, lambda _: 0.2, rng)]


def _models(rng: Generator) -> Counts:
    return [(count, 0) for count in _moves(11, lambda _: 0.01, lambda _: 0.4, rng)]


def _commune(rng: Generator) -> Counts:
    return _of_whole(_moves(73, lambda _: 0.02, lambda _: 0.6, rng), 1_771)


def _raised(rng: Generator) -> Counts:
    """Million VND that come in, month by month, in a few gifts of very different size."""
    gifts = [float(sum(rng.lognormal(3, 0.8, rng.poisson(6)))) for _ in range(12)]
    return [(amount, 0) for amount in np.cumsum([0.0, *gifts])]


WORLDS = (
    World("steady", "poverty_reduction", _steady),
    World("uneven", "poverty_reduction", _uneven),
    World("rising pace", "poverty_reduction", _rising, target=0.65),
    World("push at the end", "poverty_reduction", _pushed),
    World("list revised once", "poverty_reduction", _revised),
    World("catching up to 100 %", "insured_poor", _catching_up, target=99.6),
    World("the last houses", "temporary_housing", _last_houses),
    World("models", "models", _models),
    World("one commune", "poverty_reduction", _commune),
    World("amounts added up", "models", _raised, target=2_000, adds_up=True),
)


# ---------------------------------------------------------------- what was foreseen


def scored(configuration: Configuration, world: World, years: int, months: Sequence[int] = MONTHS) -> dict[int, Score]:
    """The same for the same number of years."""
    plan, found = _plan_of(configuration.plan, world), {month: Score() for month in months}
    for number in range(years):
        counts = world.year(np.random.default_rng([number, *world.name.encode()]))
        figures = [_figures(plan, world, counts, month) for month in range(13)]
        for month in months:
            _note(found[month], plan, *foreseen(configuration, plan, figures, month))
    return found


def _plan_of(plan: Plan, world: World) -> Plan:
    """The plan with this indicator alone."""
    own = next(one for one in plan.indicator if one.code == world.indicator)
    changed = {"value": own.target.value if world.target is None else world.target, "by_year_end": True}
    more = {"kind": "flow"} if world.adds_up else {}
    own = own.model_copy(update={"target": own.target.model_copy(update=changed), **more})
    return plan.model_copy(update={"indicator": (own,)})


def _figures(plan: Plan, world: World, counts: Counts, month: int) -> PeriodFigures:
    code, period = world.indicator, Period.month_at(plan.baseline_period.ordinal + month)
    numbers = dict(
        zip((numerator_key(plan.indicator[0]), denominator_key(plan.indicator[0])), counts[month], strict=True)
    )
    own = PeriodFigures(period, {_UNIT: numbers}, {}, {_UNIT: ReportingRate(1, 1)})
    if not (world.adds_up and month):
        return own
    year = PeriodFigures(
        period, {_UNIT: numbers}, {}, {_UNIT: ReportingRate(month, month)}, since=Period(plan.year, "month", 1)
    )
    return PeriodFigures(period, own.units, {}, own.reports, to_date={code: year})


def foreseen(
    configuration: Configuration, plan: Plan, figures: Sequence[PeriodFigures], month: int
) -> tuple[YearEnd, float]:
    """What was foreseen in a month of the first indicator, and what it came to; `figures`: from the baseline to December."""
    [found, *_] = project(plan, configuration.form, figures[month], figures[0], figures[1 : month + 1])
    [end, *_] = attain_of(plan, figures[12], figures[0])
    assert end.value is not None
    return found, end.value


def _note(score: Score, plan: Plan, found: YearEnd, truth: float) -> None:
    if found.projection is None:
        score.silent += found.silence == "uneven"
        return  # or met already
    own = found.projection
    score.refuted.append(own.widened)
    score.held.append(own.low - 1e-9 <= truth <= own.high + 1e-9)
    score.errors.append(abs(own.middle - truth))
    score.widths.append(own.high - own.low)
    score.warned.append(own.prospect == "at_risk")
    score.missed.append(not plan.indicator[0].goal_of_all.is_met_by(round(truth, 9)))


# ---------------------------------------------------------------- years of workbooks


def of_workbooks(configuration: Configuration, years: int, units: int = 3) -> Iterator[tuple[int, str, YearEnd, float]]:
    """Month, indicator, what was foreseen and what it came to, of years that the tests' workbooks live through."""
    plan, codes = (
        configuration.plan,
        [(unit.code, unit.name) for unit in configuration.unit_register.expected(Period.parse("2020-01"))],
    )
    for number in range(years):
        books = [month_of(codes[:units], "2019-12", f"outlook {number}")]
        for _ in range(12):
            books.append([next_book(one, number) for one in books[-1]])
        figures = [_of_books(plan, month, told) for month, told in enumerate(books)]
        ends = attain_of(plan, figures[12], figures[0])
        for month in MONTHS:
            found = project(plan, configuration.form, figures[month], figures[0], figures[1 : month + 1])
            yield from (
                (month, one.attainment.indicator, one, end.value)
                for one, end in zip(found, ends, strict=True)
                if one.projection and end.value is not None
            )


_PARTS = {
    "poverty_reduction": ("poor", "households"),
    "insured_poor": ("insured_poor", "poor_members"),
    "insured_near_poor": ("insured_near_poor", "near_poor_members"),
    "loan_access": ("loan_received", "loan_need"),
    "education_support": ("education_supported", "education_deprived"),
    "information_access": ("informed", "poor_members"),
    "water_sanitation": ("water_and_sanitation", "poor"),
    "temporary_housing": ("temporary_housing", None),
    "models": ("models", None),
}


def _of_books(plan: Plan, month: int, books: Sequence[object]) -> PeriodFigures:
    units = {}
    for one in books:
        told = expected_figures(one)
        parts = [(indicator, *_PARTS[indicator.code]) for indicator in plan.indicator]
        units[one.unit] = {numerator_key(indicator): told[above] for indicator, above, _ in parts} | {
            denominator_key(indicator): told[below] for indicator, _, below in parts if below
        }
    period = Period.month_at(plan.baseline_period.ordinal + month)
    return PeriodFigures(period, units, {}, dict.fromkeys(units, ReportingRate(1, 1)))


# ---------------------------------------------------------------- the sample


def of_sample() -> Iterator[bool]:
    """Whether March lay where February would have had it, of each commune's indicators: the sample has no more months, so that
    this is the interval of two moves, which the product does not show."""
    with tempfile.TemporaryDirectory() as scratch:
        shutil.copytree(PROJECT / "examples" / "inbox", Path(scratch) / "inbox")
        with office_in(Path(scratch)) as office:
            for month in SAMPLE:
                office.collect(month)
            warehouse = office.context.warehouse
            figures = [counted_for(warehouse, Period.parse(month), Period.parse(SAMPLE[-1])) for month in SAMPLE]
            plan = office.context.configuration.plan
    for unit in figures[-1].units:
        own = [one.of_part([unit]) for one in figures]
        past = {one.period.ordinal: attain_of(plan, one, own[0], unit=unit) for one in own}
        for place, indicator in enumerate(plan.indicator):
            values = {at: several[place] for at, several in past.items()}
            path = _path(plan, indicator, [*values.values()][-1], values)
            if len(path.points) == len(SAMPLE):
                last, actual = path.points[-1]
                low, _, high = path.until(last - 1).at(last)
                yield low <= actual <= high


# ---------------------------------------------------------------- printed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--years", type=int, default=500, help="simulated years of each world")
    parser.add_argument("--books", type=int, default=20, help="years of workbooks")
    wanted = parser.parse_args()
    configuration = load_configuration(PROJECT / "config")
    print(f"Interval of {PREDICTION_LEVEL_PERCENT} %: how many of {wanted.years} years it held, in percent, by month\n")
    print(f"| world | {' | '.join(map(str, MONTHS))} |\n|---|{'---:|' * len(MONTHS)}")
    all_scores = {world.name: scored(configuration, world, wanted.years) for world in WORLDS}
    for name, scores in all_scores.items():
        print(f"| {name} | {' | '.join(f'{one.coverage:.0f}' for one in scores.values())} |")
    print(f"\nMedian error of the middle, in the indicator's unit\n\n| world | {' | '.join(map(str, MONTHS))} |")
    print(f"|---|{'---:|' * len(MONTHS)}")
    for name, scores in all_scores.items():
        print(f"| {name} | {' | '.join(f'{median(one.errors):.3g}' for one in scores.values())} |")
    _print_refuted(all_scores)
    _print_warnings(all_scores)
    _print_books(configuration, wanted.books)
    held = list(of_sample())
    print(
        f"\nThe sample: March from February, {len(held)} of communes' indicators, held {100 * sum(held) / len(held):.0f} %"
    )


def _print_refuted(all_scores: dict[str, dict[int, Score]]) -> None:
    print(
        "\nIn how many of 100 years the months so far refuted it (to month 6 nothing is said then, from 7 it is widened); of the widened, how many held, %\n"
    )
    print(f"| world | {' | '.join(map(str, MONTHS))} | widened held |\n|---|{'---:|' * (len(MONTHS) + 1)}")
    for name, scores in all_scores.items():
        cells = (_refuted(one) for one in scores.values())
        widened = [held for one in scores.values() for held in one.held_of_widened]
        print(f"| {name} | {' | '.join(cells)} | {_share(widened)} |")


def _refuted(score: Score) -> str:
    years = len(score.held) + score.silent
    return f"{100 * (score.silent + sum(score.refuted)) / years:.0f}"


def _print_warnings(all_scores: dict[str, dict[int, Score]]) -> None:
    shown = (4, 6, 9)
    print(
        "\nOf the years that missed their target, how many were called at risk; of those called so, how many missed it, %\n"
    )
    print(f"| world | {' | '.join(f'month {month}' for month in shown)} |\n|---|{'---:|' * len(shown)}")
    for name, scores in all_scores.items():
        cells = (f"{scores[month].warned_of_missed}; {scores[month].missed_of_warned}" for month in shown)
        print(f"| {name} | {' | '.join(cells)} |")


def _print_books(configuration: Configuration, years: int) -> None:
    found: dict[str, dict[int, list[bool]]] = {}
    for month, indicator, one, truth in of_workbooks(configuration, years):
        assert one.projection is not None
        is_held = one.projection.low - 1e-9 <= truth <= one.projection.high + 1e-9
        found.setdefault(indicator, {}).setdefault(month, []).append(is_held)
    print(f"\nYears of workbooks: {years}, three communes; held, %\n\n| indicator | {' | '.join(map(str, MONTHS))} |")
    print(f"|---|{'---:|' * len(MONTHS)}")
    for indicator, by_month in found.items():
        cells = (f"{100 * sum(held) / len(held):.0f}" for held in (by_month[month] for month in MONTHS))
        print(f"| `{indicator}` | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()

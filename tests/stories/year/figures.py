"""Stocks, indicators and what they are compared with. Nothing here is of the product."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from tests.stories.claims import oracle as claims
from tests.stories.claims.oracle import TARGETS, Target
from tests.stories.claims.world import BASELINE, MONTHS, months_of
from tests.stories.year.life import UNITS
from tests.stories.year.told import CODES, LEVEL_PERCENT, PROSPECTS, RATES, STATUSES, STOCKS, Told, Tree, number

_HEADLINES = ("poor", "poor_rate", "near_poor", "near_poor_rate", "social_poor", "social_poor_rate")


class Figures(Told):
    def figures(self) -> Tree:
        truth = self.truth
        return {
            "headline": [self._compared(key) for key in _HEADLINES],
            "attainment": [self._attained(target) for target in TARGETS.values()],
            "units": [self._line(unit) for unit in UNITS],
            "district": self._district(),
            "compared_units": {
                "previous": len(truth.both(truth.then)),
                "baseline": len(truth.start.keys() & set(truth.units)),
            },
            "known_before": self._known_before(),
            "moves": self._moves(),
            "trend": [self._point(month) for month in MONTHS[: truth.passed + 1]],
            "concerns": [self._concern(unit) for unit in truth.concerns()],
        }

    def _compared(self, key: str) -> Tree:
        """Now, then, and now of those known then."""
        truth = self.truth

        def of(month: str | None, units: Sequence[str]) -> float | None:
            if not units:
                return None
            if key.endswith("_rate"):
                return number(truth.rate(month, key.removesuffix("_rate"), units))
            return number(truth.total(month, key, units))

        both, start = truth.both(truth.then), [unit for unit in truth.units if unit in truth.start]
        return {
            "key": key,
            "now": of(truth.last, truth.units),
            "previous": of(truth.then, both),
            "now_as_previous": of(truth.last, both),
            "baseline": of(BASELINE, start),
            "now_as_baseline": of(truth.last, start),
        }

    def _stocks(self, month: str | None, units: Sequence[str]) -> Tree | None:
        truth = self.truth
        if not units or not all(unit in truth.at(month) for unit in units):
            return None
        return {key: number(truth.total(month, key, units)) for key in STOCKS} | {
            f"{key}_rate": number(truth.rate(month, key, units)) for key in ("poor", "near_poor")
        }

    def _line(self, unit: str) -> Tree:
        truth = self.truth
        then = truth.then_of(unit)
        month = months_of(then)[-1] if then else None
        now = self._stocks(truth.last, [unit])
        start = None if truth.last == BASELINE else self._stocks(BASELINE, [unit])
        return {
            "code": unit,
            "name": UNITS[unit],
            "reported": now is not None,
            **(now or dict.fromkeys((*STOCKS, *RATES))),
            "poor_rate_baseline": start["poor_rate"] if start else None,
            "previous": self._stocks(month, [unit]) if month else None,
            "baseline": start,
            "previous_title": self.title(then) or "",
            "previous_is_baseline": month == BASELINE,
            "indicators": [self._of_unit(target, unit, month) for target in TARGETS.values()],
        }

    def _of_unit(self, target: Target, unit: str, then: str | None) -> Tree:
        truth = self.truth
        known = unit in truth.at(truth.last)
        part, whole = self.parts(target, truth.last, [unit])
        is_judged = target.binds_units and known
        return {
            "indicator": CODES[target.title],
            "value": number(truth.value(target, truth.last, [unit])),
            "numerator": part,
            "denominator": whole,
            "target": number(target.target) if target.binds_units else None,
            "status": STATUSES[truth.unit_status(target, unit)],
            "previous": number(truth.value(target, then, [unit])) if then else None,
            "attainment_percent": number(truth.degree(target, [unit])) if is_judged else None,
            "lacking": truth.lacking(target, [unit]) if is_judged else None,
        }

    def _attained(self, target: Target) -> Tree:
        truth = self.truth
        part, whole = self.parts(target, truth.last, truth.units)
        behind, owed = truth.behind(target)
        value, then = truth.of_district(target), truth.then
        then_part, then_whole = self.parts(target, then, truth.units)
        is_known_then = then is not None and set(truth.units) <= set(truth.at(then)) and then_whole is not None
        known = truth.known_before(target) if STATUSES[truth.status(target)] == "not_enough" else None
        return {
            "indicator": CODES[target.title],
            "title": target.title,
            "responsible": target.responsible,
            "numerator": part,
            "denominator": whole,
            "value": number(value),
            "previous": number(truth.earlier_value(target, then)),
            "baseline": number(truth.earlier_value(target, None if truth.last == BASELINE else BASELINE)),
            "sign": target.sign,
            "target": number(target.target),
            "by_year_end": target.is_reduction,
            "status": STATUSES[truth.status(target)],
            "attainment_percent": number(truth.degree(target)),
            "coverage": {"reporting": behind, "expected": owed, "of": "units"},
            "outlook": None,
            "projection": self._projection(target),
            "is_uneven": self._is_uneven(target),
            "lacking": truth.lacking(target),
            "was_attained": target in truth.lost(),
            "fell_behind": target in truth.fell_behind(),
            "without_before": then_whole - then_part if is_known_then else None,
            "milestone": number(target.target * truth.passed / 12) if target.is_reduction else None,
            "is_baseline_stated": False,
            "known_before": {"period_title": self.title(known[0]), "value": number(known[1])} if known else None,
            **self._rates(target),
        }

    def _rates(self, target: Target) -> Tree:
        """Of a reduction, over the units known both times."""
        truth = self.truth
        both = [unit for unit in truth.units if unit in truth.start]
        if not target.is_reduction or not both:
            return {"rate": None, "baseline_rate": None}
        return {
            "rate": number(truth.rate(truth.last, "poor", both)),
            "baseline_rate": number(truth.rate(BASELINE, "poor", both)),
        }

    def _is_uneven(self, target: Target) -> bool:
        found = self.truth.outlook(target)
        return found is not None and found.verdict == claims.UNEVEN

    def _projection(self, target: Target) -> Tree | None:
        found = self.truth.outlook(target)
        if found is None or found.verdict == claims.UNEVEN:
            return None
        return {
            "low": number(found.low),
            "high": number(found.high),
            "level_percent": LEVEL_PERCENT,
            "verdict": PROSPECTS[found.verdict],
            "tried": found.tried,
            "held": found.held,
            "median_error": number(found.error),
            "widened": found.widened,
        }

    def _district(self) -> Tree:
        truth = self.truth
        both = truth.both(truth.then)
        now = self._stocks(truth.last, truth.units) or {}
        start = [unit for unit in truth.units if unit in truth.start]
        base = self._stocks(BASELINE, start)
        return {
            "code": "",
            "name": self.whole,
            "reported": True,
            **now,
            "poor_rate_baseline": base["poor_rate"] if base else None,
            "previous": self._stocks(truth.then, both),
            "baseline": base,
            "previous_title": "",
            "previous_is_baseline": False,
            "indicators": [self._of_district(target) for target in TARGETS.values()],
        }

    def _of_district(self, target: Target) -> Tree:
        truth = self.truth
        own = self._attained(target)
        both = truth.both(truth.then)
        return {name: own[name] for name in ("indicator", "value", "numerator", "denominator", "target", "status")} | {
            "previous": number(truth.value(target, truth.then, both)) if both else None,
            "attainment_percent": own["attainment_percent"],
            "lacking": own["lacking"],
        }

    def _known_before(self) -> Tree | None:
        """The last earlier month that every unit reported, where some are missing now."""
        truth = self.truth
        if truth.is_whole:
            return None
        earlier = reversed(MONTHS[: MONTHS.index(truth.last)])
        month = next((one for one in earlier if len(truth.at(one)) == len(truth.owing)), None)
        if month is None:
            return None
        every = list(truth.at(month))
        return {
            "period_title": self.title(month),
            "units": len(every),
            "poor": number(truth.total(month, "poor", every)),
            "poor_rate": number(truth.rate(month, "poor", every)),
            "poor_of_missing": number(truth.total(month, "poor", truth.missing)),
        }

    def _moves(self) -> list[Tree]:
        """The largest rise first, of those compared with the report's own period."""
        truth = self.truth
        moves = [
            (unit, truth.unit_move(unit))
            for unit in truth.units
            if truth.compared and truth.then_of(unit) == truth.compared
        ]
        ordered = sorted(((unit, by) for unit, by in moves if by), key=lambda one: (-one[1], one[0]))
        return [{"code": unit, "name": UNITS[unit], "by": float(by)} for unit, by in ordered]

    def _point(self, month: str) -> Tree:
        truth = self.truth
        known = [unit for unit in truth.units if unit in truth.at(month)]
        is_whole = len(known) == len(truth.units)
        start = truth.rate(BASELINE, "poor") if set(truth.units) <= truth.start.keys() else None
        path = None if start is None else start - TARGETS[claims.REDUCTION].target * MONTHS.index(month) / 12
        return {
            "period": self.real(month),
            "title": self.title(month),
            "coverage": {"reporting": len(known), "expected": len(truth.units), "of": "units"},
            "poor": number(truth.total(month, "poor")) if is_whole else None,
            "poor_rate": number(truth.rate(month, "poor")) if is_whole else None,
            "near_poor_rate": number(truth.rate(month, "near_poor")) if is_whole else None,
            "target_rate": number(max(path, Fraction(0))) if path is not None else None,
        }

    def _concern(self, unit: str) -> Tree:
        truth = self.truth
        behind, judged = truth.behind_of(unit)
        return {
            "code": unit,
            "name": UNITS[unit],
            "behind": [target.short for target in behind],
            "of_targets": judged,
            "poor_more_by": float(truth.unit_move(unit) or 0),
            "previous_title": self.title(truth.then_of(unit)) or "",
        }

"""Households that came to the lists and left them. Nothing here is of the product."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from tests.stories.claims import oracle as claims
from tests.stories.claims.world import BASELINE, MONTHS
from tests.stories.year.life import UNITS
from tests.stories.year.told import CHANGES, Told, Tree
from tests.support.workbooks.form import NEAR_POOR, POOR

# By what households come to a class and leave it; from the other class or to it by any word.
_CAME = {"new": claims.NEW, "relapsed": claims.RELAPSED, "moved_in": claims.MOVED_IN, "from_other": "other"}
_LEFT = {"escaped": "escaped", "to_other": "other", "moved_out": claims.MOVED_OUT, "removed": claims.REMOVED}


class Movements(Told):
    def movements(self) -> Tree:
        flows = [self._flow(unit) for unit in self.truth.units]
        return {"flows": flows, "district_flow": self._district_flow(flows), **self._class_flows()}

    def _moved(self, unit: str) -> Counter[str]:
        """What each change of the period's months came to: who only changed the class, by whatever word, did not come to the
        list."""
        truth, found = self.truth, Counter[str]()
        for month in truth.months:
            was = self.classes(unit, None if month == BASELINE else MONTHS[MONTHS.index(month) - 1])
            for row in self.rows(unit, month):
                change = CHANGES.get(row["change"])
                then = was.get(row["household_code"])
                if change in ("new", "relapsed", "moved_in") and then:
                    found["to_poor" if row["classification"] == POOR else "to_near_poor"] += (
                        then != row["classification"]
                    )
                elif change:
                    found[change] += 1
        return found

    def _flow(self, unit: str) -> Tree:
        truth = self.truth
        moved = self._moved(unit)
        opening = self._listed(truth.opening, [unit]) if unit in truth.at(truth.opening) else None
        closing = self._listed(truth.last, [unit])
        return self._balance(unit, UNITS[unit], opening, moved, closing) | {
            "missing": [self.title(month) for month in truth.months_without(unit)],
            "called": self._called(unit),
        }

    def _called(self, unit: str) -> Tree:
        """Of those that only changed their class how many the workbooks call new, relapsed or moved in."""
        found = Counter[str]()
        for month in self.truth.months:
            was = self.classes(unit, None if month == BASELINE else MONTHS[MONTHS.index(month) - 1])
            for row in self.rows(unit, month):
                change, then = CHANGES.get(row["change"]), was.get(row["household_code"])
                if change in ("new", "relapsed", "moved_in") and then and then != row["classification"]:
                    found[change] += 1
        return {change: float(count) for change, count in found.items()}

    def _listed(self, month: str | None, units: Sequence[str]) -> float:
        return float(sum(self.truth.total(month, key, units) for key in ("poor", "near_poor")))

    def _balance(self, code: str, name: str, opening: float | None, moved: Counter[str], closing: float) -> Tree:
        came = sum(moved[key] for key in ("new", "relapsed", "moved_in"))
        went = sum(moved[key] for key in ("escaped_poverty", "escaped_near_poverty", "moved_out", "removed"))
        is_even = None if opening is None else opening + came - went == closing
        counts = {key: float(moved[key]) for key in CHANGES.values()}
        return {
            "code": code,
            "name": name,
            "opening": opening,
            **counts,
            "closing": closing,
            "balances": is_even,
            "missing": [],
        }

    def _district_flow(self, flows: list[Tree]) -> Tree:
        openings = [flow["opening"] for flow in flows]
        opening = None if None in openings else sum(openings)
        moved = Counter({key: sum(flow[key] for flow in flows) for key in CHANGES.values()})
        return self._balance("", self.whole, opening, moved, sum(flow["closing"] for flow in flows))

    def _class_flows(self) -> Tree:
        truth = self.truth
        year = MONTHS[1 : truth.passed + 1]
        in_period = self._flows_between(truth.opening, truth.months)
        of_year = self._flows_between(BASELINE, year) if year else ([], [])
        left_out = [
            [truth.name[unit] for unit in truth.units if unit not in units] for _, units in (in_period, of_year)
        ]
        return {
            "class_flows": in_period[0],
            "class_flow_units": len(in_period[1]),
            "class_flows_without": left_out[0],
            "class_flows_of_year": of_year[0],
            "class_flow_units_of_year": len(of_year[1]),
            "class_flows_of_year_without": left_out[1] if year else [],
        }

    def _flows_between(self, opening: str | None, months: list[str]) -> tuple[list[Tree], list[str]]:
        found, units = [], list[str]()
        for label, key in ((POOR, "poor"), (NEAR_POOR, "near_poor")):
            flow = self.truth.class_flow(label, opening, months)
            if flow is None:
                continue
            units = flow.units
            came, left = (
                {way: float(counts[word]) for way, word in words.items()}
                for words, counts in ((_CAME, flow.came), (_LEFT, flow.left))
            )
            found.append(
                {"key": key, "opening": float(flow.opening), "came": came, "left": left, "closing": float(flow.closing)}
            )
        return found, units

"""Who reported, in time or late; what came back, and what is to be mended. Nothing here is of the product."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable

from tests.stories.year.facts import CRITICAL, WARNING, Sent
from tests.stories.year.life import UNITS
from tests.stories.year.script import due_day
from tests.stories.year.told import CODES, STOCKS, Told, Tree, title_of

_SHORT = 12  # letters of a sha256


class Reporting(Told):
    def reporting(self) -> Tree:
        truth = self.truth
        months = [self.real(month) for month in truth.months]
        return {
            "coverage": {"reporting": len(truth.units), "expected": len(truth.owing), "of": "units"},
            "flow_coverage": self._of_reports(),
            "missing": [truth.name[code] for code in truth.missing],
            "late": [truth.name[code] for code in truth.late_of(truth.last)],
            "missing_months": self._months(truth.lacking_of),
            "late_months": self._months(truth.late_of),
            "undated_months": [],
            "reporters_month": title_of(months[-1]) if truth.is_long else "",
            "reporters": [self._reporter(code) for code in UNITS],
            "rejections": [self._rejection(one) for month in months for one in self.moment.not_made_good(month)],
            "warnings": self._warnings(months),
            "to_mend": self._to_mend(months),
        }

    def sources(self) -> Tree:
        """Every figure here is a stock, or of stocks: of the last month. The workbooks are those of all months of the period."""
        truth = self.truth
        months = [self.real(month) for month in truth.months]
        own = sorted(self._counted(months), key=lambda one: one.key)
        return {
            "figure_sources": [{"key": key, "months": months[-1:]} for key in (*STOCKS, *CODES.values())],
            "made_from": [
                {
                    "unit": one.laid.unit,
                    "sender": "",
                    "month": one.laid.month,
                    "version": one.version,
                    "received_at": one.laid.day.isoformat(),
                    "sha256": one.sha256[:_SHORT],
                }
                for one in own
            ],
        }

    def _of_reports(self) -> Tree:
        reporting, owed = self.truth.reports
        return {"reporting": reporting, "expected": owed, "of": "reports" if self.truth.is_long else "units"}

    def _months(self, which: Callable[[str], list[str]]) -> list[Tree]:
        truth = self.truth
        found = {month: which(month) for month in truth.months}
        return [
            {
                "title": self.title(month),
                "units": [truth.name[code] for code in codes],
                "expected": len(truth.owed_of(month)),
                "due_on": due_day(self.real(month)).isoformat(),
            }
            for month, codes in found.items()
            if codes
        ]

    def _standing(self, unit: str) -> Sent | None:
        """The workbook of the last month that says where a unit stands: the one that counts, else the last returned."""
        key = unit, self.real(self.truth.last)
        own = [one for one in self.moment.sent if one.key == key]
        return self.moment.in_force.get(key) or (own[-1] if own else None)

    def _reporter(self, unit: str) -> Tree:
        own, key = self._standing(unit), (unit, self.real(self.truth.last))
        known = {"code": unit, "name": UNITS[unit], "on_time_by": ""}
        if own is None:
            nothing = {"version": None, "received_at": None, "on_time": None, "critical": 0, "warning": 0}
            return known | nothing | {"status": "missing"}
        return known | {
            "status": "accepted" if own.is_taken else "rejected",
            "version": own.version,
            "received_at": own.laid.day.isoformat(),
            "on_time": not self.moment.is_late(key) if own.is_taken else None,
            "critical": own.count(CRITICAL),
            "warning": own.count(WARNING),
        }

    def _rejection(self, one: Sent) -> Tree:
        rules = Counter({found.rule: len(found.rows) for found in one.findings if found.severity == CRITICAL})
        return {
            "code": one.laid.unit,
            "name": UNITS[one.laid.unit],
            "month_title": title_of(one.laid.month) if self.truth.is_long else "",
            "received_at": one.laid.day.isoformat(),
            "rules": [
                {"rule": rule, "count": count, "explained": 0, "after_gap": 0} for rule, count in sorted(rules.items())
            ],
        }

    def _counted(self, months: Iterable[str]) -> list[Sent]:
        """The workbooks that the period's figures are made of."""
        own = [self.moment.in_force.get((unit, month)) for month in months for unit in self.truth.units]
        return [one for one in own if one]

    def _warnings(self, months: list[str]) -> list[Tree]:
        counts, gaps = Counter[str](), Counter[str]()
        for one in self._counted(months):
            for found in one.findings:
                counts[found.rule] += len(found.rows)
                if found.rule.startswith("X") and not self._has_month_before(one):
                    gaps[found.rule] += len(found.rows)
        return [
            {"rule": rule, "count": count, "explained": 0, "after_gap": gaps[rule]}
            for rule, count in sorted(counts.items())
        ]

    def _has_month_before(self, one: Sent) -> bool:
        eve = dt.date.fromisoformat(f"{one.laid.month}-01") - dt.timedelta(days=1)
        return (one.laid.unit, f"{eve.year}-{eve.month:02d}") in self.moment.in_force

    def _to_mend(self, months: list[str]) -> list[Tree]:
        """Of the workbook that stands, and of each that was returned and not made good."""
        own = [found for unit in UNITS if (found := self._standing(unit))]
        own += [one for month in months for one in self.moment.not_made_good(month) if one not in own]
        several = Counter(one.laid.unit for one in own)
        return [
            {
                "unit": one.laid.unit,
                "rule": found.rule,
                "severity": found.severity,
                "sheet": found.sheet,
                "column": found.column,
                "rows": ranges(found.rows),
                "count": len(found.rows),
                "sent": f"bản gửi lần {one.version}, {title_of(one.laid.month)}" if several[one.laid.unit] > 1 else "",
            }
            for one in own
            for found in one.findings
        ]


def ranges(rows: Iterable[int]) -> str:
    """`7, 12–15`; nothing where no row is meant."""
    found: list[list[int]] = []
    for row in sorted(set(rows) - {0}):
        if found and row == found[-1][1] + 1:
            found[-1][1] = row
        else:
            found.append([row, row])
    return ", ".join(f"{first}" if first == last else f"{first}–{last}" for first, last in found)

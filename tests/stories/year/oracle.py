"""The whole content of every report, worked out anew from the workbooks. Nothing here is of the product.

Most of what is true of a period is said by the oracle of the claims (`tests/stories/claims/oracle.py`), of the workbooks as they
were read here; this puts it beside the fields of a report's content, and adds what that one does not know: who sent what and
when, what was wrong with it, the lists, the villages, and what moved since the report before.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from tests.stories.claims.world import BASELINE
from tests.stories.year.figures import Figures
from tests.stories.year.life import UNITS
from tests.stories.year.lists import Lists
from tests.stories.year.movements import Movements
from tests.stories.year.reporting import Reporting
from tests.stories.year.revising import LISTS, changes_between, do_lists_differ
from tests.stories.year.script import CUT_OFF
from tests.stories.year.told import ATTENTION_PERCENT, Tree, title_of

_KINDS = {"Q": "quarter", "H": "half", "9": "nine_months", "": "year"}


@dataclass
class Expected(Reporting, Figures, Movements, Lists):
    """What a report says; `before`: the same of the one that it replaces."""

    before: Expected | None = None

    @cached_property
    def tree(self) -> Tree:
        found = self._time() | self.reporting() | self.figures() | self.movements() | self.lists() | self.sources()
        return found | self._revision(found)

    def _time(self) -> Tree:
        truth = self.truth
        first, last = self.real(truth.months[0]), self.real(truth.last)
        eve = dt.date.fromisoformat(f"{first}-01") - dt.timedelta(days=1)
        part = self.period.partition("-")[2]
        is_month = part.isdecimal()
        return {
            "period": self.period,
            "period_kind": "month" if is_month else _KINDS[part[:1]],
            "period_title": title_of(self.period),
            "window_from": f"{eve.year}-{eve.month:02d}-{CUT_OFF + 1}",
            "window_to": f"{last}-{CUT_OFF}",
            "months": [self.real(month) for month in truth.months],
            "previous_title": self.title(truth.compared),
            "baseline_title": self.title(BASELINE),
            "previous_is_baseline": truth.then == BASELINE,
            "is_baseline": truth.last == BASELINE,
            "is_closing": truth.is_closing,
            "passed_over": [self.title(one) for one in truth.passed_over],
            "revision": self.revision,
            "issued_on": self.issued_on.isoformat(),
            "attention_percent": ATTENTION_PERCENT,
            "is_baseline_stated": truth.is_stated(BASELINE),
            "baseline_needs_all": truth.waits_for_all,
            "joined": [],
            "flow_gaps": [],
            "all_compared": True,
        }

    def _revision(self, own: Tree) -> Tree:
        if self.before is None:
            return {"replaces": None, "changes": [], "lists_changed": False, "reasons": None, "verdicts_moved": []}
        old = self.before.tree
        return {
            "replaces": {
                "revision": self.before.revision,
                "issued_on": self.before.issued_on.isoformat(),
                "step": self.before._step(),
            },
            "changes": changes_between(old, own),
            "lists_changed": do_lists_differ(old, own),
            "changed_lists": [name for name in LISTS if old[name] != own[name]],
            "reasons": self._reasons(),
            "verdicts_moved": [
                {"title": now["title"], "old": then["status"], "new": now["status"]}
                for then, now in zip(old["attainment"], own["attainment"], strict=True)
                if then["status"] != now["status"]
            ],
        }

    def _step(self) -> Tree | None:
        """By how much there were more poor households, over how many units known both times."""
        truth = self.truth
        by = truth.moved("poor", truth.news)
        known = truth.units if truth.is_stated(truth.news) else truth.both(truth.news)
        return None if by is None else {"by": float(by), "units": len(known)}

    def _reasons(self) -> list[Tree]:
        """What stands now and did not then, of any month since the baseline."""
        last, first = self.real(self.truth.last), self.real(BASELINE)
        then = self.before.moment.in_force
        return [
            {
                "name": UNITS[unit],
                "kind": "corrected" if (unit, month) in then else "added",
                "month_title": title_of(month),
                "version": one.version,
                "received_at": one.laid.day.isoformat(),
            }
            for (unit, month), one in self.moment.in_force.items()
            if first <= month <= last and one != then.get((unit, month))
        ]

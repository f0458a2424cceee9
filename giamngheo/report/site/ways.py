"""Where the links of a page lead: at any size of an office only to pages and rows that there are."""

from __future__ import annotations

from giamngheo.report.site import places
from giamngheo.report.site.facts import SiteFacts


class Ways:
    """From a page."""

    def __init__(self, facts: SiteFacts, page: str) -> None:
        self._facts, self._link = facts, places.Links(page)

    def to_unit(self, code: str) -> str:
        """Empty for one that has no page, as one that was joined to another in the period."""
        return self._link.to(places.of_unit(code)) if code in self._facts.codes_of_units else ""

    def to_figure(self, code: str, unit: str = "") -> str:
        """To the row of a unit, or to the page where a table that is too long has none of it; empty where no page is."""
        if code not in self._facts.explained:
            return ""
        anchor = places.anchor_of(unit) if unit in self._facts.with_row[code] else ""
        return self._link.to(places.of_figure(code), anchor)

"""Of which units a sum in a report is, and how that is said: the whole's or an area's, over those that report, or of them over
those that were known before too, or over the reports of several months."""

from __future__ import annotations

from collections.abc import Collection, Hashable
from typing import Literal, NamedTuple

from giamngheo.report import content as say
from giamngheo.report.wording import words


class Summed(NamedTuple):
    """`whose`: how it is said, with what the units have in common (`known`) and how many of what is owed stand behind it
    (`over`), where the name does not tell; `of`: the same of the same units, empty of all that owe a report, `None` of what is
    no sum."""

    whose: str
    of: Hashable = None
    known: str = ""
    over: str = ""

    def said_beside(self, was: Summed) -> str:
        """Of a sum that was of other units also of which: `Cộng 14 đơn vị (báo cáo trước: cộng 10 đơn vị)`, `Toàn huyện (58/66
        báo cáo tháng; báo cáo trước: 55/66 báo cáo tháng)`."""
        is_alike = self.of == was.of or None in (self.of, was.of)
        notes = [self.over, "" if is_alike else f"báo cáo trước: {self._other(was)}"]
        said = "; ".join(filter(None, notes))
        return f"{self.whose} {self.known}".strip() + (f" ({said})" if said else "")

    def _other(self, was: Summed) -> str:
        if (self.whose, self.known) == (was.whose, was.known):
            return "không cùng các đơn vị" if self.over == was.over else was.over or "đủ"
        parts = (words.small(was.whose), was.known if was.known != self.known else "", was.over)
        return " ".join(filter(None, parts))


class Sums:
    """Of the lines of a report."""

    def __init__(self, content: say.ReportContent) -> None:
        self._content = content
        self._areas = {area.line.code: area for area in content.areas}
        self._units = {line.code: line for line in content.units}
        self._items = {item.indicator: item for item in content.attainment}

    @property
    def whole(self) -> Summed:
        """Of what is of all units whoever has reported: a target."""
        content = self._content
        return Summed(content.district.name if content.coverage.is_whole else words.capital(content.nouns.whole))

    def stocks(self, line: say.UnitLine, when: Literal["", "previous", "baseline"] = "") -> Summed:
        """Of the stocks of a line now or at an earlier time."""
        if line.code in self._units:
            return Summed(line.name)
        reporting = self._reporting(line)
        known = [code for code in reporting if not when or self._is_known(code, when)]
        if when and known and len(known) < len(reporting):
            return Summed(f"Cộng {len(known)} đơn vị", frozenset(known), words.OF_BOTH)
        return self._over(line, self._coverage(line), frozenset(known))

    def indicator(self, line: say.UnitLine, code: str) -> Summed:
        """Of the value of an indicator: a change is over the units known both times, the year so far over its reports."""
        item = self._items[code]
        if line.code in self._units or (line.code and item.year):
            return self.stocks(line)
        if item.measure == "reduction" and not (item.is_baseline_stated and not line.code):
            return self.stocks(line, "baseline")
        if item.year:
            missing = tuple((month.title, *month.units) for month in item.year.missing)
            return self._over(line, item.coverage, missing)
        return self.stocks(line)

    def flows(self, line: say.UnitLine) -> Summed:
        """Of what came in the months of the period."""
        if line.code in self._units:
            return Summed(line.name)
        area = self._areas.get(line.code)
        found = area.flow_coverage if area else self._content.flow_coverage or self._content.coverage
        if found.of == "units":
            return self.stocks(line)
        missing = tuple((month.title, *month.units) for month in self._content.missing_months)
        return self._over(line, found, (found.reporting, missing))

    def _over(self, line: say.UnitLine, found: say.Coverage, of: Hashable) -> Summed:
        """The line's name says of how many units it is of all; of an area, or over reports, that stands behind it."""
        if found.is_whole:
            return Summed(line.name, ())
        is_said = not line.code and found.of == "units"
        return Summed(line.name, of, over="" if is_said else words.coverage_of(found))

    def _coverage(self, line: say.UnitLine) -> say.Coverage:
        area = self._areas.get(line.code)
        return area.coverage if area else self._content.coverage

    def _reporting(self, line: say.UnitLine) -> Collection[str]:
        area = self._areas.get(line.code)
        inside = area.units if area else list(self._units)
        return [code for code in inside if code in self._units and self._units[code].reported]

    def _is_known(self, code: str, when: Literal["previous", "baseline"]) -> bool:
        """Whether the unit is in the sum at that time: in that of the period before only by the report's own."""
        line = self._units[code]
        if when == "previous" and line.previous_title not in ("", self._content.previous_title):
            return False
        return getattr(line, when) is not None

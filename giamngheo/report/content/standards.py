"""By which standard households are poor: where it changed, and where there are several at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from pydantic import Field

from giamngheo.metadata.classes import Classes, HouseholdClass
from giamngheo.report.content.coverage import Coverage, Part
from giamngheo.report.content.stocks import Stocks, together


class StandardChanged(Part):
    """That the main standard is another than at an earlier period that the report would be compared with; and from which day.

    `apart`: titles of the periods that are not compared, since their lists are by another standard alone; `by_new`: of those
    whose lists were also drawn up by this one, so that what is compared is by it.
    """

    from_day: dt.date
    said: str
    apart: list[str]
    by_new: list[str]


class ByStandard(Part):
    """The stocks by one of several standards in force at once, over the units whose lists have the class by it; by unit's code.

    Of two standards they are never added, and never compared. `untold`: classes that its column does not know, so that of
    them nothing is said.
    """

    code: str
    name: str
    said: str
    is_main: bool
    coverage: Coverage
    district: Stocks | None
    units: dict[str, Stocks]
    untold: list[str] = Field(default=[], exclude_if=lambda untold: not untold)

    def of_some(self, codes: Collection[str]) -> ByStandard:
        """The same over some of the units that owe a report: an area's."""
        units = {code: stocks for code, stocks in self.units.items() if code in codes}
        coverage = Coverage(reporting=len(units), expected=len(codes))
        return self.model_copy(update={"coverage": coverage, "district": together(units.values()), "units": units})

    def told(self, classes: Classes) -> list[HouseholdClass]:
        """The listed classes that it tells of."""
        return [one for one in classes.listed if one.code not in self.untold]

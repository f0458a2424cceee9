"""Our form on the officer's screen: which cell each field has, and a month's good values to type into it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd
from openpyxl.utils import get_column_letter

from giamngheo.check.previous_reports import PreviousReports
from giamngheo.core.period import Period
from giamngheo.feedback.form import Prefilled, form_workbook
from giamngheo.feedback.form.places import Cover, Place, places_of
from giamngheo.metadata.configuration import Configuration

UNIT, MONTH, BEFORE = "18604", "2020-03", "2020-02"
CARRIED = 12
NEW = CARRIED  # the line of the household that the month brings
_CLASSES = {"poor": "Nghèo", "near_poor": "Cận nghèo"}
_TOTAL = 900


@dataclass(frozen=True)
class Paper:
    """The form for a month, with last month's households carried forward."""

    configuration: Configuration
    month: str = MONTH

    @property
    def data(self) -> bytes:
        unit = self.configuration.unit_register.get(UNIT, Period.parse(self.month))
        return form_workbook(self.configuration, unit, Period.parse(self.month), self.carried)

    @property
    def carried(self) -> Prefilled:
        rows = tuple(_household(number) for number in range(CARRIED))
        return Prefilled(Period.parse(BEFORE), {"cover": ({"households": _TOTAL},), "household": rows})

    @cached_property
    def places(self) -> dict[str, Place]:
        return places_of(self.configuration.form, self.carried)

    def sheet(self, table: str) -> str:
        return self.places[table].sheet.name

    def row(self, table: str, field: str, line: int = 0) -> int:
        place = self.places[table]
        return place.numbered[field] if isinstance(place, Cover) else place.first + line

    def cell(self, table: str, field: str, line: int = 0) -> str:
        place = self.places[table]
        letter = "B" if isinstance(place, Cover) else get_column_letter(place.numbered[field])
        return f"{letter}{self.row(table, field, line)}"

    def filled(self) -> list[list[str]]:
        """The steps that fill it in."""
        return [
            ["type", self.sheet(table), self.cell(table, field, line), text]
            for table, line, values in _GOOD
            for field, text in values.items()
        ]


def reported() -> PreviousReports:
    """What the warehouse knows of last month."""
    rows = [
        {"unit": UNIT, "household_code": row["household_code"], "classification": row["classification"], "row": at}
        for at, row in enumerate(map(_household, range(CARRIED)), start=7)
    ]
    return PreviousReports({UNIT: (BEFORE, _TOTAL, 0)}, pd.DataFrame(rows).assign(report=BEFORE))


def _household(number: int) -> dict[str, Any]:
    """As the warehouse has it: the first half poor, the others near-poor."""
    return {
        "household_code": f"{UNIT}{number + 1:04d}",
        "head_name": f"Nguyễn Văn {'ABCDEGHIKLMN'[number]}",
        "village": "Thôn Bắc",
        "classification": "poor" if number < CARRIED // 2 else "near_poor",
        "change": "unchanged",
        "members": 3,
        "insured": 3,
        "informed": 3,
        "clean_water": True,
        "hygienic_latrine": True,
    }


def newcomer(number: int) -> dict[str, str]:
    """A household as it is typed."""
    return {
        "household_code": f"{UNIT}{number + 1:04d}",
        "head_name": "Trần Thị Bé",
        "village": "Thôn Nam",
        "classification": "Cận nghèo",
        "change": "Phát sinh mới",
        "members": "4",
    }


# One of the numbers is a formula: it is saved with its value.
_LOAN = {"insured": "=3+1", "loan_needed": "x", "loan_received": "x", "loan_amount": "12,5"}
_SCHOOL = {"children_deprived": "1", "children_supported": "1", "informed": "4"}
# A row of the sheet of explanations, as it is chosen from the list and typed.
EXPLAINED = {
    "rule": "H318 – Số tiền vay trên 100 triệu đồng",
    "place": f"{UNIT}{NEW + 1:04d}",
    "reason": "Vay hai chương trình, đã đối chiếu với ngân hàng.",
}
_GOOD = (
    ("cover", 0, {"households": "905", "people": "3100", "prepared_by": "Trần Văn A", "prepared_on": "16/03/2020"}),
    ("household", NEW, newcomer(NEW) | _LOAN | _SCHOOL),
    ("model", 0, {"name": "Nuôi bò", "status": "Đang phát triển", "households": "5", "budget": "60"}),
    ("story", 0, {"household_code": f"{UNIT}0001", "summary": "Tự vươn lên", "consent": "x"}),
    ("resource", 0, {"source": "Quỹ Vì người nghèo", "purpose": "Nhà ở", "amount": "30", "households": "2"}),
)

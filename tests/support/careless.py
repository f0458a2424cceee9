"""A quarter of three units that write a household's name wherever a text can be typed, each name in one place only."""

from __future__ import annotations

import copy
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl

from tests.support.personal import Households
from tests.support.workbooks import Book, book, fast_write, next_book, path_in
from tests.support.year import rare_person

TAKEN, RETURNED, UNREADABLE = ("18604", "Xã Thạch Khê"), ("18667", "Xã Nam Điền"), ("18562", "Thị trấn Thạch Hà")
_OF_HOUSEHOLDS = ("household_code", "members", "classification", "change", "loan_amount", "insured")
_OF_MODELS = ("households", "status", "started_on", "budget")
_OF_RESOURCES = ("source", "purpose", "amount", "households")
_OF_COVERS = ("Mẫu biểu", "Mã đơn vị", "Tên đơn vị", "Kỳ báo cáo", "Ngày chốt số liệu")
_NAMES_OF_MODELS = ("name", "village", "field")


@dataclass
class CarelessUnits:
    """`households`: what must stay where it belongs; `shown`: names in the lists that a report shows as they were written."""

    inbox: Path
    households: Households = field(default_factory=Households)
    shown: Households = field(default_factory=Households)
    _people: Iterator[dict[str, str]] = field(default_factory=lambda: map(rare_person, itertools.count()))

    def lay_quarter(self) -> None:
        for unit in (TAKEN, RETURNED, UNREADABLE):
            one = self._with_people(book(*unit, "2020-01", poor=6, near_poor=7))
            self._lay(one)
            one = self._with_people(next_book(one))
            self._lay(one)
            one = self._with_people(next_book(one))
            {TAKEN: self._lay_taken, RETURNED: self._lay_returned, UNREADABLE: self._lay_unreadable}[unit](one)

    def _lay_taken(self, one: Book) -> None:
        """Accepted, with a warning that is explained."""
        unit, household = one.unit, one.households[2]
        household.update(loan_needed="x", loan_received="x", loan_amount=150)
        one.households[3]["sponsor"] = self._name(unit)
        one.stories.append({"household_code": household["household_code"], "summary": self._name(unit), "consent": ""})
        one.models[0].update({name: self._name(unit, is_shown=True) for name in _NAMES_OF_MODELS})
        one.extra_columns[self._name(unit)] = self._name(unit)
        one.cover[self._name(unit)] = self._name(unit)
        explained = ("H318", household["household_code"], f"Hộ {self._name(unit)} vay thêm")
        lost = [self._name(unit) for _ in explained]
        self._lay(one, {"Giải trình": [("Mã quy tắc", "Mã hộ hoặc dòng", "Giải trình"), explained, lost]})

    def _lay_returned(self, one: Book) -> None:
        """Where a number, a day or a choice belongs: findings say what was read there."""
        unit = one.unit
        for row, name in zip(one.households, _OF_HOUSEHOLDS, strict=False):
            row[name] = self._name(unit)
        one.models[0].update({name: self._name(unit) for name in _OF_MODELS})
        one.resources[:] = [{name: self._name(unit) for name in _OF_RESOURCES}]
        one.total_households, one.total_people = self._name(unit), self._name(unit)
        self._lay(one, {self._name(unit): [("a",)]})

    def _lay_unreadable(self, one: Book) -> None:
        """Nobody can tell whose it is, and of which month; the file bears a name, too."""
        one.cover |= {label: self._name(one.unit) for label in _OF_COVERS}
        self._lay(one, file=f"{self._name(one.unit)}.xlsx")

    def _lay(self, one: Book, sheets: dict[str, list[Any]] | None = None, file: str = "") -> None:
        path = path_in(self.inbox, one)
        path = fast_write(one, path.with_name(file) if file else path)
        if sheets:
            workbook = openpyxl.load_workbook(path)
            for name, rows in sheets.items():
                sheet = workbook.create_sheet(name)
                for row in rows:
                    sheet.append(row)
            workbook.save(path)

    def _with_people(self, one: Book) -> Book:
        """Heads and notes that no other text has; who was there the month before keeps his."""
        for row in one.households:
            if "ốm nặng" not in str(row.get("note")):
                row |= next(self._people)
        self.households.add([one])
        return copy.deepcopy(one)

    def _name(self, unit: str, is_shown: bool = False) -> str:
        name = next(self._people)["head_name"]
        (self.shown if is_shown else self.households).add_text(unit, name)
        return name

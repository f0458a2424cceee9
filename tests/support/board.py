"""A warehouse that holds what a district has sent, without any workbook: for the board, which reads nothing else."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable

import sqlalchemy as sa

from giamngheo.core.period import Period
from giamngheo.metadata.configuration import Configuration
from giamngheo.metadata.unit import Unit
from giamngheo.warehouse import Warehouse, open_warehouse
from giamngheo.warehouse.schema import finding, submission

WARNED, BROKEN = ("X403", "warning"), ("H306", "critical")
# What a unit did in a month: how many days after the due day each workbook came, what became of it, what was found.
COURSES = {
    "on time": [(-1, "accepted", ())],
    "warned": [(0, "accepted", (WARNED, WARNED))],
    "late": [(3, "accepted", ())],
    "mended": [(-2, "rejected", (BROKEN,)), (-1, "accepted", ())],
    "spoilt": [(-2, "accepted", ()), (-1, "rejected", (BROKEN,))],
    "returned": [(-1, "rejected", (BROKEN, BROKEN, BROKEN))],
    "copying": [(-1, "pending", ())],
    "unjudged": [(-1, "passed", ())],
    "nothing": [],
}


def province(configuration: Configuration, count: int) -> Configuration:
    """The configuration with so many units, all in force at any time."""
    units = tuple(Unit(code=f"{18000 + n}", name=f"Xã Thạch Khê {n}", type="xa", order=n) for n in range(1, count + 1))
    return configuration.model_copy(update={"units": units})


def send(warehouse: Warehouse, unit: str, month: Period, course: str) -> None:
    """A unit takes a course in a month."""
    due = warehouse.configuration.working_calendar.days_of(month).due
    for version, (days, status, findings) in enumerate(COURSES[course], start=1):
        moment = dt.datetime.combine(due + dt.timedelta(days=days), dt.time(1, 15))
        row = {
            "folder_unit": unit,
            "unit": unit,
            "period": month.code,
            "collected_in": month.code,
            "version": version,
            "status": status,
            "file": f"{unit}/báo cáo.xlsx",
            "sha256": f"{unit} {month} {version}",
            "size_bytes": 1,
            "received_at": moment,
            "submitted_at": moment,
        }
        with warehouse.writing() as connection:
            (number,) = connection.execute(sa.insert(submission).values(row)).inserted_primary_key
            for rule, severity in findings:
                found = {"submission_id": number, "rule": rule, "severity": severity, "message": "Trần Thị Bí Mật"}
                connection.execute(sa.insert(finding).values(found))


def year_of(url: str, configuration: Configuration, months: Iterable[Period]) -> Warehouse:
    """Every unit takes some course in every month; the last month has each of them."""
    warehouse = open_warehouse(url, configuration)
    rng, wanted = random.Random(27), list(months)
    usual = ["on time"] * 12 + list(COURSES)

    for month in wanted:
        for place, unit in enumerate(configuration.unit_register.expected(month)):
            is_last = month == wanted[-1]
            send(warehouse, unit.code, month, list(COURSES)[place % len(COURSES)] if is_last else rng.choice(usual))
    return warehouse

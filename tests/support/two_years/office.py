"""The office of the two years: what it declares and when, and its months, collected and reported on their days."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from expectations.outgoing import require_agreement
from giamngheo.check.completeness import unit_reports
from giamngheo.core.period import Period
from giamngheo.metadata import load_configuration
from giamngheo.report.publish import built_again, find_report, publish_report
from tests.conftest import PROJECT
from tests.support.config_folder import change, write_units
from tests.support.office import Office, office_in
from tests.support.own_classes import with_editions
from tests.support.plans import INFORMED, STOCKS, add_indicators, relief
from tests.support.two_years.sent import (
    CORRECTED,
    LATE,
    MERGED,
    MISSING,
    NEW_EDITION,
    NEW_STANDARD,
    PARTS,
    UNITS,
    WHOLE,
    Key,
    books,
    corrected,
    months,
    with_ended_choice,
    without_column,
)
from tests.support.workbooks import Book, fast_write, path_in

DOCUMENTS = ("giam-ngheo", "xa-18005")
OLD_PLAN = "Kế hoạch số 27/KH-UBND ngày 27/02/2020 về thực hiện chỉ tiêu giảm nghèo năm 2020"
PLANS = {
    2026: "Kế hoạch số 27/KH-UBND ngày 20/01/2026 về giảm nghèo năm 2026",
    2027: "Kế hoạch số 31/KH-UBND ngày 18/01/2027 về giảm nghèo năm 2027",
}
NEW_STOCKS = "{ poor = 95, poor_rate = 9.5, near_poor = 40, near_poor_rate = 4, standard = 'new' }"
DECISION = "Quyết định số 88/QĐ-UBND ngày 10/6/2026"
_REDUCTION = 'target = { sign = ">", value = 0.5, by_year_end = true }'
_END_OF_FIRST = 'responsible = "ldtbxh"\narticle = "mục I.1.2"\n'
_DIGITAL = (
    'digital = { title = "Hộ nghèo dùng dịch vụ số", unit_of_measure = "hộ", since = "2026-10", '
    "value = \"count(*) filter (where classification = 'poor' and digital)\" }\n"
)
_ESCAPED = """[[indicator]]
code = "escaped"
title = "Hộ thoát nghèo"
measure = "count"
kind = "flow"
numerator = "count(*) filter (where change = 'escaped_poverty')"
unit_of_measure = "hộ"
target = { sign = "≥", value = 1 }
better = "higher"
responsible = "ldtbxh"
article = "mục II"
"""
_COLUMN = """[[column]]
field = "digital"
heading = "Dịch vụ số"
type = "mark"
since = "2026-10"
required = true

[[column]]
field = "note\""""
_CLASSES = """[[standard]]
code = "old"
name = "chuẩn nghèo giai đoạn 2022–2026"
decree = "Nghị định 07/2021/NĐ-CP"
valid_to = 2026-12-31

[[standard]]
code = "new"
name = "chuẩn nghèo giai đoạn 2027–2030"
decree = "Nghị định 351/2025/NĐ-CP"
valid_from = 2027-01-01
"""


@dataclass
class TwoYears(Office):
    """`in_force`: the books of each (unit, month) that must stand; `published`: period → those that stood when it was;
    `drawn`: period → the files of those of the first year; `refused`: unit → the rules by which its first workbook of the new
    edition came back."""

    in_force: dict[Key, Book] = field(default_factory=dict)
    published: dict[str, dict[Key, Book]] = field(default_factory=dict)
    drawn: dict[str, dict[str, bytes]] = field(default_factory=dict)
    refused: dict[str, Sequence[str]] = field(default_factory=dict)

    @property
    def config(self) -> Path:
        return self.home / "config"

    def live(self) -> None:
        sent = books()
        for month in months():
            self.today = f"{month}-20"
            if month in DECLARED:
                DECLARED[month](self.config)
                load_configuration.cache_clear()
            if month == NEW_EDITION:
                self._send_as_before(sent)
            self._send(month, sent)
            self.collect(month)
            for period in _published(month):
                publish_report(self.context, Period.parse(period), require_agreement)
                self.published[period] = dict(self.in_force)
                if month < NEW_STANDARD:
                    self.drawn[period] = self.files(period)

    def files(self, period: str) -> dict[str, bytes]:
        """Of the report that was published, drawn again."""
        context = self.context
        made = find_report(context, Period.parse(period), None)
        return {file.name: file.data for file in built_again(context, made, DOCUMENTS)}

    def _send_as_before(self, sent: dict[Key, Book]) -> None:
        """Two workbooks of the earlier edition: one without the new column, one with the choice that has ended."""
        for unit, spoil in (("18002", without_column), ("18003", with_ended_choice)):
            one = sent[unit, NEW_EDITION]
            home = path_in(self.inbox, one)
            fast_write(spoil(one), home.with_name(f"{home.stem} lần đầu.xlsx"))
        self.collect(NEW_EDITION)
        for one in unit_reports(self.context.warehouse, Period.parse(NEW_EDITION)):
            if one.status == "rejected":
                self.refused[one.unit.code] = self.rules(one.submission)

    def _send(self, month: str, sent: dict[Key, Book]) -> None:
        late = [key for key, then in LATE.items() if then == month]
        on_time = [key for key in sent if key[1] == month and key not in LATE and key not in MISSING]
        for key in (*late, *on_time):
            self._put(sent[key], path_in(self.inbox, sent[key]))
        for key in [key for key, then in CORRECTED.items() if then == month]:
            home = path_in(self.inbox, sent[key])
            self._put(corrected(sent[key]), home.with_name(f"{home.stem} gửi lại.xlsx"))

    def _put(self, one: Book, path: Path) -> None:
        fast_write(one, path)
        self.in_force[one.unit, one.period] = one


def _published(month: str) -> list[str]:
    """The periods that are reported with a month: its quarter, each December, and the month after the break."""
    year, number = int(month[:4]), int(month[5:])
    if year == 2025:
        return []
    quarter = [f"{year}-Q{number // 3}"] if number % 3 == 0 else []
    return [*([month] if number == 12 or month == NEW_STANDARD else []), *quarter]


@contextlib.contextmanager
def two_years(folder: Path) -> Iterator[TwoYears]:
    with office_in(folder, config=str(_configuration(folder))):
        yield TwoYears(folder)


def _configuration(folder: Path) -> Path:
    """As it is when the office begins: one plan, six units, nothing that changes."""
    config = Path(shutil.copytree(PROJECT / "config", folder / "config"))
    for name in ("village-targets.csv", "classes.toml", "areas.csv"):
        (config / name).unlink(missing_ok=True)
    write_units(config, [f"{code},{name},xa,{at},2020-01-01,,,," for at, (code, name) in enumerate(UNITS.items(), 1)])
    named = '[[recipient]]\nname = "A"\naddress = "{0}@a.example"\ndocument = "{0}"\n'
    (config / "recipients.toml").write_text("\n".join(map(named.format, DOCUMENTS)), "utf-8")
    plan = config / "plan.toml"
    change(plan, OLD_PLAN, PLANS[2026])
    change(plan, "year = 2020\n", "year = 2026\n")
    change(plan, '"2019-12"', '"2025-12"')
    change(plan, STOCKS, "")
    change(plan, "verdict_coverage_percent = 90", "verdict_coverage_percent = 80")
    change(plan, "value = 100, per_unit = true }", "value = 100, per_unit = true, units = { 18005 = 80 } }", 1)
    return config


def _merge(config: Path) -> None:
    """And a decision gives the plan's first target another value, from the 15th of the month on."""
    lines = [
        f"{code},{name},xa,{at},2020-01-01,{'2026-05-31' if code in PARTS else ''},{WHOLE[0] if code in PARTS else ''},,"
        for at, (code, name) in enumerate(UNITS.items(), 1)
    ]
    write_units(config, [*lines, f"{WHOLE[0]},{WHOLE[1]},xa,7,2026-06-01,,,,"])
    revision = (
        f'[[indicator.revision]]\nfrom = 2026-06-15\nsource = "{DECISION}"\nsign = "between"\nvalue = 0.3\nto = 0.6\n'
    )
    change(config / "plan.toml", _END_OF_FIRST, f"{_END_OF_FIRST}\n{revision}", 1)


def _new_edition(config: Path) -> None:
    """A column that begins, with a figure of it, and a choice that ends; who sends the earlier edition is told so."""
    form = config / "forms/BC-GN-01"
    with_editions(config)
    change(form / "household.toml", '[[column]]\nfield = "note"', _COLUMN)
    change(form / "model.toml", 'label = "Tạm dừng"\n', 'label = "Tạm dừng"\nuntil = "2026-09"\n')
    change(config / "plan.toml", "[figures.household]\n", f"[figures.household]\n{_DIGITAL}")


def _new_year(config: Path) -> None:
    """Another plan, by another standard of poverty."""
    plan = config / "plans" / "2027.toml"
    plan.parent.mkdir()
    shutil.copy(config / "plan.toml", plan)
    before = plan.read_text("utf-8")
    start = before.index("[[indicator.revision]]\nfrom = 2026-06-15")
    plan.write_text(before[:start] + before[before.index("[[indicator]]", start) :], "utf-8")
    change(plan, 'number = "27/KH-UBND"', 'number = "31/KH-UBND"')
    change(plan, PLANS[2026], PLANS[2027])
    change(plan, "year = 2026\n", "year = 2027\n")
    change(plan, 'baseline = "2025-12"', f'baseline = "2026-12"\nbaseline_stocks = {NEW_STOCKS}')
    change(plan, "verdict_coverage_percent = 80", "verdict_coverage_percent = 90")
    change(plan, _REDUCTION, _REDUCTION.replace("0.5", "0.4"))
    change(plan, "value = 100, per_unit = true, units = { 18005 = 80 } }", "value = 60, per_unit = true }")
    change(plan, INFORMED, 'numerator = "sum(informed)"')
    change(plan, "value = 14 }", "value = 3 }")
    add_indicators(plan, relief(40) + _ESCAPED)
    (config / "classes.toml").write_text(_CLASSES, "utf-8")


DECLARED: dict[str, Callable[[Path], None]] = {MERGED: _merge, NEW_EDITION: _new_edition, NEW_STANDARD: _new_year}

"""The files of an office's next year: those of the running one, with what ends with a plan's year taken out."""

from __future__ import annotations

import datetime as dt
from typing import Any

from giamngheo.metadata.configuration import Configuration
from giamngheo.metadata.placeholders import to_write
from giamngheo.metadata.plan import BaselineStocks
from giamngheo.metadata.scaffold.folder import Files, filled_in
from giamngheo.metadata.scaffold.new_office import inline, with_rows, without_stocks
from giamngheo.metadata.unit import Unit

_VILLAGE_TARGETS = "village-targets.csv"


def files_of_next_year(running: Files, configuration: Configuration, stocks: BaselineStocks | None) -> Files:
    """Path below `config/` → content. `stocks`: of the December before, which is the baseline; nothing: not known.

    The units stay with their days, since earlier months are compared by them; addresses of codes that no unit bears any
    more go, and so do the villages' targets, which are the closed year's.
    """
    year = configuration.plan.year + 1
    plan = running["plan.toml"] if stocks else without_stocks(running["plan.toml"])
    changed = {
        "plan.toml": filled_in(plan, _plan, year, stocks),
        "recipients.toml": filled_in(running["recipients.toml"], _recipients, _codes_in(configuration, year)),
    }
    if _VILLAGE_TARGETS in running:
        changed[_VILLAGE_TARGETS] = with_rows(running[_VILLAGE_TARGETS])
    return running | changed


def ended_in(configuration: Configuration, year: int) -> list[Unit]:
    """Units whose last day is in a year."""
    return [unit for unit in configuration.units if unit.last_day.year == year]


def _plan(document: Any, year: int, stocks: BaselineStocks | None) -> None:
    document["number"] = to_write(f"số, ký hiệu của kế hoạch năm {year}")
    document["title"] = to_write(f"tên kế hoạch năm {year}")
    document["year"] = year
    document["baseline"] = f"{year - 1}-12"
    if stocks:
        document["baseline_stocks"] = inline(stocks.model_dump())


def _recipients(document: Any, codes: set[str]) -> None:
    communes = document.get("communes", {})
    for name in ("addresses", "chairmen"):
        for code in [code for code in communes.get(name, {}) if code not in codes]:
            del communes[name][code]


def _codes_in(configuration: Configuration, year: int) -> set[str]:
    """Of all units that are there from the year's first day on, also later in it."""
    return {unit.code for unit in configuration.units if unit.last_day >= dt.date(year, 1, 1)}

"""How many poor and near-poor households a year ended with: the baseline of the next year's plan."""

from __future__ import annotations

from giamngheo.attain.reporting_rates import ReportingRate
from giamngheo.attain.standards import work_out_on_standard_of
from giamngheo.core.formats import rounded
from giamngheo.core.period import Period
from giamngheo.metadata.plan import BaselineStocks
from giamngheo.warehouse.engine import Warehouse


def closing_stocks(warehouse: Warehouse, year: int) -> tuple[BaselineStocks | None, ReportingRate]:
    """Of the whole, from December's reports, and how many of these are there: of a part alone nothing is taken. They
    are by the standard of the next year, whose plan is judged by it."""
    end = Period(year, "month", 12)
    december = work_out_on_standard_of(warehouse, end, end + 1)
    coverage, numbers = december.coverage("stock"), december.district
    households = numbers.get("households")
    if not (coverage.reports and coverage.is_whole and households):
        return None, coverage
    counts = {key: numbers[key] for key in ("poor", "near_poor")}
    rates = {f"{key}_rate": float(rounded(100 * count / households, 2)) for key, count in counts.items()}
    standard = warehouse.configuration.standard_of(end + 1)
    return BaselineStocks(**counts | rates, standard=standard.code if standard else None), coverage

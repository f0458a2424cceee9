"""The plan of an office's next year, from that of the closed one; and, for a folder of its own, the files beside it."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from giamngheo.metadata.configuration import Configuration
from giamngheo.metadata.placeholders import to_write
from giamngheo.metadata.plan import BaselineStocks, Plan
from giamngheo.metadata.reader import PLANS
from giamngheo.metadata.scaffold.folder import Files, filled_in
from giamngheo.metadata.scaffold.new_office import inline, with_rows, without_stocks
from giamngheo.metadata.target import Target
from giamngheo.metadata.unit import Unit

_VILLAGE_TARGETS = "village-targets.csv"


def plan_of_next_year(running: Files, configuration: Configuration, stocks: BaselineStocks | None) -> tuple[str, bytes]:
    """The path below `config/` of the plan after the last one, and its content. `stocks`: of the December before, which is the
    baseline; nothing: not known."""
    file, plan = _last(configuration)
    content = _next(running[file], plan, stocks)
    return f"{PLANS}/{plan.year + 1}.toml", content if file.startswith(PLANS) else _one_folder_down(content)


def files_of_next_year(running: Files, configuration: Configuration, stocks: BaselineStocks | None) -> Files:
    """Path below a `config/` of the next year alone → content; `stocks` as above.

    The units stay with their days, since earlier months are compared by them; addresses of codes that no unit bears any
    more go, and so do the villages' targets, which are the closed year's.
    """
    file, plan = _last(configuration)
    codes = _codes_in(configuration, plan.year + 1)
    following = _next(running[file], plan, stocks)
    changed = {
        "plan.toml": _one_folder_up(following) if file.startswith(PLANS) else following,
        "recipients.toml": filled_in(running["recipients.toml"], _recipients, codes),
    }
    if _VILLAGE_TARGETS in running:
        changed[_VILLAGE_TARGETS] = with_rows(running[_VILLAGE_TARGETS])
    closed = configuration.declared.plans.keys()
    return {name: data for name, data in running.items() if name not in closed} | changed


def ended_in(configuration: Configuration, year: int) -> list[Unit]:
    """Units whose last day is in a year."""
    return [unit for unit in configuration.units if unit.last_day.year == year]


def _last(configuration: Configuration) -> tuple[str, Plan]:
    return list(configuration.declared.plans.items())[-1]


def _one_folder_down(content: bytes) -> bytes:
    """The schema is named from where the file lies."""
    return re.sub(rb"\A#:schema ", rb"\g<0>../", content)


def _one_folder_up(content: bytes) -> bytes:
    return re.sub(rb"\A#:schema \.\./", b"#:schema ", content)


def _next(content: bytes, plan: Plan, stocks: BaselineStocks | None) -> bytes:
    return filled_in(content if stocks else without_stocks(content), _plan, plan, stocks)


def _plan(document: Any, closed: Plan, stocks: BaselineStocks | None) -> None:
    """Targets begin as they were at the end of the closed year."""
    year = closed.year + 1
    document["number"] = to_write(f"số, ký hiệu của kế hoạch năm {year}")
    document["title"] = to_write(f"tên kế hoạch năm {year}")
    document["year"] = year
    document["baseline"] = f"{year - 1}-12"
    if stocks:
        document["baseline_stocks"] = inline(stocks.model_dump())
    for written, indicator in zip(document["indicator"], closed.indicator, strict=True):
        if written.pop("revision", None):
            written["target"] = _as_written(indicator.target_at(dt.date.max))


def _as_written(target: Target) -> Any:
    import tomlkit

    table = tomlkit.inline_table()
    table.update(target.model_dump(exclude_defaults=True))
    return table


def _recipients(document: Any, codes: set[str]) -> None:
    communes = document.get("communes", {})
    for name in ("addresses", "chairmen"):
        for code in [code for code in communes.get(name, {}) if code not in codes]:
            del communes[name][code]


def _codes_in(configuration: Configuration, year: int) -> set[str]:
    """Of all units that are there from the year's first day on, also later in it."""
    return {unit.code for unit in configuration.units if unit.last_day >= dt.date(year, 1, 1)}

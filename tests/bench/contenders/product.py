"""This product: a month through Prefect, as an operator runs it, on a home that has the month before; then the same again with
nothing new, and with one workbook corrected."""

from __future__ import annotations

import json
import logging
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from commands.server import hand_over_logs, prefect_server
from giamngheo.metadata import load_configuration
from tests.bench.office import MONTHS

DAYS = dict(zip(MONTHS, ("2020-02-17", "2020-03-17"), strict=True))  # on which a month's collection is due

STEPS = {
    "receive": "nhận tệp",
    "read": "đọc",
    "check": "kiểm tra",
    "store": "lưu",
    "attain": "tính chỉ tiêu",
    "overview": "tình hình nộp",
}


def main(folder: Path, *months: str) -> None:
    """`months`: those to be collected; the last one is measured."""
    with prefect_server(folder / "home", load_configuration(folder / "config").operation.keep) as server:
        server.wait()
        _warm_up(folder)
        for month in months:
            figures = _month(folder, month)
        hand_over_logs()
    print(json.dumps(figures))


def _warm_up(folder: Path) -> None:
    """Imports aside, as for the others: eight workbooks of the month before are read and judged, with which all that a month
    needs is imported, here and in the children that read; Great Expectations imports much only as it judges."""
    import flows.collect  # noqa: F401
    from expectations.judge import judge
    from giamngheo.check.batch import Item, batches_of
    from giamngheo.context import open_context
    from giamngheo.read.pool import read_apart

    context = open_context(DAYS[MONTHS[0]])
    form, *others = context.configuration.forms
    items = [
        Item(number, None, read_apart(path.read_bytes(), path.name, form, context.settings.limits, *others))
        for number, path in enumerate(sorted((folder / "earlier").rglob("*.xlsx"))[:8])
    ]
    for batch in batches_of(items, context.configuration, None, context.clock.today):
        judge(batch)


def _month(folder: Path, month: str) -> dict[str, float]:
    if month == MONTHS[0]:
        return {"whole": _timed(_collect, month)[0]}
    whole, run = _timed(_collect, month)
    again, _ = _timed(_collect, month)
    before = _in_force(month)
    _correct_one(folder)
    corrected, _ = _timed(_collect, month)
    if len(_in_force(month) - before) != 1:
        raise SystemExit("the corrected workbook was not taken in")
    return {
        **_seconds_of_steps(run),
        "whole": whole,
        "again": again,
        "corrected": corrected,
    }


def _in_force(month: str) -> set[int]:
    from giamngheo.context import open_context
    from giamngheo.core.period import Period
    from giamngheo.store.submissions import in_force

    return set(in_force(open_context(DAYS[month]).warehouse, [Period.parse(month)]).values())


def _timed(work: Callable[[str], Any], month: str) -> tuple[float, Any]:
    start = time.perf_counter()
    done = work(month)
    return time.perf_counter() - start, done


def _collect(month: str) -> Any:
    from flows.collect import collect
    from flows.run.requests import CollectOrder

    logging.getLogger("giamngheo").setLevel(logging.WARNING)
    state = collect(CollectOrder(today=DAYS[month], who="đo tốc độ"), return_state=True)
    if not state.is_completed():
        raise SystemExit(state.message)
    return state.state_details.flow_run_id


def _correct_one(folder: Path) -> None:
    """The first unit sends its workbook again, with other bytes: a cover date a program has written anew."""
    import openpyxl

    first = min((folder / "inbox").rglob(f"*_{MONTHS[-1]}.xlsx"))
    book = openpyxl.load_workbook(first)
    book.save(first)


def _seconds_of_steps(flow_run: object) -> dict[str, float]:
    """By Prefect's own record: from the start of the first `đọc …` to the end of the last `tính chỉ tiêu …`; and of each step the
    time of its runs, which go side by side where there are several batches."""
    runs = _task_runs(flow_run)
    own = {step: [run for run in runs if run.name.startswith(name)] for step, name in STEPS.items()}
    read = min(run.start_time for run in own["read"])
    attained = max(run.end_time for run in own["attain"])
    lasted = {
        step: sum((run.end_time - run.start_time).total_seconds() for run in found) for step, found in own.items()
    }
    return {"seconds": float((attained - read).total_seconds())} | lasted


def _task_runs(flow_run: object) -> list[Any]:
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId

    runs: list[Any] = []
    with get_client(sync_client=True) as client:
        of_flow = FlowRunFilter(id=FlowRunFilterId(any_=[flow_run]))
        while page := client.read_task_runs(flow_run_filter=of_flow, limit=200, offset=len(runs)):
            runs += page
    return runs


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])

"""`make bench`: how long a month takes and what memory it needs, for 22 and 216 units, beside a floor.

The floor, measured in the same run: the same files parsed by calamine and inserted raw into SQLite. The way is
measured as the product goes it, through Prefect, from the start of the first `read` to the end of `attain`.
"""

from __future__ import annotations

import csv
import json
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.support.workbooks import fast_write, month_of, next_book, write_month

PROJECT = Path(__file__).resolve().parent.parent
SIZES = (22, 216)
MONTHS = ("2020-01", "2020-02")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        rows = [_size(Path(folder) / str(size), size) for size in SIZES]
        status = _seconds_of_status(Path(folder) / str(SIZES[0]))
    print(f"\ngiamngheo status: {status:.2f} s (whole process, median of 5)\n")
    print("| units | household rows | first read to stored attainment, s | floor, s | ratio | peak memory, MB |")
    print("|---:|---:|---:|---:|---:|---:|")
    for row in rows:
        ratio = row["way"] / row["floor"]
        print(
            f"| {row['units']} | {row['rows']} | {row['way']:.2f} | {row['floor']:.2f} | {ratio:.1f} | {row['memory']:.0f} |"
        )
    print("\n| units | files of all reports | worked out, s | drawn, s | whole process, s | peak memory, MB |")
    print("|---:|---:|---:|---:|---:|---:|")
    for row in rows:
        print(
            f"| {row['units']} | {row['files']} | {row['worked_out']:.2f} | {row['drawn']:.2f} | {row['process']:.2f} "
            f"| {row['report_memory']:.0f} |"
        )


def _size(folder: Path, size: int) -> dict[str, float]:
    """Make an office of so many units with two months of workbooks, and measure the second month in a process."""
    units = [(f"{20000 + 3 * number:05d}", f"Xã Số {number + 1}") for number in range(size)]
    _write_configuration(folder / "config", units)
    books = month_of(units, MONTHS[0], seed=size)
    write_month(folder / "inbox", books, fast_write)
    later = [next_book(book, seed=1) for book in books]
    write_month(folder / "later", later, fast_write)
    print(f"{size} units: workbooks made, measuring…", file=sys.stderr)
    command = [sys.executable, "-m", "tests.bench", "measure", str(folder)]
    done = subprocess.run(command, env=_environment(folder), capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stderr[-3000:])
    rows = sum(len(book.households) for book in later)
    found = {"units": size, "rows": rows} | json.loads(done.stdout.splitlines()[-1])
    start = time.perf_counter()
    command = [sys.executable, "-m", "tests.bench", "reports", str(folder)]
    reports = subprocess.run(command, env=_environment(folder), capture_output=True, text=True, check=True)
    return found | {"process": time.perf_counter() - start} | json.loads(reports.stdout.splitlines()[-1])


def _environment(folder: Path) -> dict[str, str]:
    return os.environ | {
        "GIAMNGHEO_HOME": str(folder / "home"),
        "GIAMNGHEO_INBOX": str(folder / "inbox"),
        "GIAMNGHEO_CONFIG": str(folder / "config"),
        "GIAMNGHEO_SETTLE_SECONDS": "0",
    }


def _measure(folder: Path) -> None:
    """In a process of its own: the first month, then the second beside its floor."""
    from commands.server import hand_over_logs, prefect_server
    from giamngheo.metadata import load_configuration

    with prefect_server(folder / "home", load_configuration(PROJECT / "config").operation.keep) as server:
        server.wait()
        from flows.report import report
        from flows.run.requests import ReportOrder

        orders = [ReportOrder(period=month, mail="không gửi thư (chạy thử)", today="2020-03-17") for month in MONTHS]
        report(orders[0])
        for source in (folder / "later").iterdir():
            shutil.copytree(source, folder / "inbox" / source.name, dirs_exist_ok=True)
        floor = sorted(_floor(folder / "later") for _ in range(3))[1]
        state = report(orders[1], return_state=True)
        way = _seconds_between_steps(state.state_details.flow_run_id)
        hand_over_logs()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"way": way, "floor": floor, "memory": memory}))


def _reports() -> None:
    """In a process of its own: all reports of the second month, from the warehouse to the files of each recipient."""
    from giamngheo.context import open_context
    from giamngheo.core.period import Period
    from giamngheo.report.compose import draft
    from giamngheo.report.publish import wanted_files
    from giamngheo.report.render.files import report_files

    context = open_context("2020-03-17")
    start = time.perf_counter()
    content = draft(context.warehouse, Period.parse(MONTHS[1]), 1, context.clock.today).content
    worked_out = time.perf_counter()
    files = report_files(content, wanted_files(context))
    drawn = time.perf_counter()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    times = {"worked_out": worked_out - start, "drawn": drawn - worked_out}
    print(json.dumps({"files": len(files), **times, "report_memory": memory}))


def _floor(folder: Path) -> float:
    """Parse every sheet of every file, insert every row as it is."""
    import python_calamine

    place = folder.parent / "floor.db"
    place.unlink(missing_ok=True)
    start = time.perf_counter()
    database = sqlite3.connect(place)
    database.execute("CREATE TABLE raw (file, sheet, row, cells)")
    for path in sorted(folder.rglob("*.xlsx")):
        workbook = python_calamine.CalamineWorkbook.from_path(path)
        for name in workbook.sheet_names:
            rows = workbook.get_sheet_by_name(name).to_python()
            values = ((path.name, name, number, repr(row)) for number, row in enumerate(rows))
            database.executemany("INSERT INTO raw VALUES (?, ?, ?, ?)", values)
        database.commit()
    database.close()
    return time.perf_counter() - start


def _seconds_between_steps(flow_run: object) -> float:
    """From the start of the first `đọc …` to the end of the last `tính chỉ tiêu …`, by Prefect's own record."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId

    runs = []
    with get_client(sync_client=True) as client:
        of_flow = FlowRunFilter(id=FlowRunFilterId(any_=[flow_run]))
        while page := client.read_task_runs(flow_run_filter=of_flow, limit=200, offset=len(runs)):
            runs += page
    read = min(run.start_time for run in runs if run.name.startswith("đọc"))
    attained = max(run.end_time for run in runs if run.name.startswith("tính chỉ tiêu"))
    return (attained - read).total_seconds()


def _seconds_of_status(folder: Path) -> float:
    command = [sys.executable, "-m", "giamngheo", "status", "--period", MONTHS[1], "--json"]
    times = []
    for _ in range(5):
        start = time.perf_counter()
        subprocess.run(command, env=_environment(folder), check=True, capture_output=True)
        times.append(time.perf_counter() - start)
    return sorted(times)[2]


def _write_configuration(folder: Path, units: list[tuple[str, str]]) -> None:
    shutil.copytree(PROJECT / "config", folder)
    with (folder / "units.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["code", "name", "type", "order", "valid_from", "valid_to", "succeeded_by", "aliases"])
        writer.writerows(
            [code, name, "xa", place, "2020-01-01", "", "", ""] for place, (code, name) in enumerate(units)
        )
    recipients = (folder / "recipients.toml").read_text(encoding="utf-8").partition("[communes.addresses]")[0]
    addresses = "\n".join(f'{code} = "xa-{code}@huyen.example"' for code, _ in units)
    (folder / "recipients.toml").write_text(f"{recipients}[communes.addresses]\n{addresses}\n", encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1:2] == ["measure"]:
        _measure(Path(sys.argv[2]))
    elif sys.argv[1:2] == ["reports"]:
        _reports()
    else:
        main()

"""This product's reports of the month that the warehouse holds: worked out, and drawn for every recipient."""

from __future__ import annotations

import json
import sys
import time

from tests.bench.contenders.product import DAYS
from tests.bench.office import MONTHS


def main() -> None:
    from giamngheo.context import open_context
    from giamngheo.core.period import Period
    from giamngheo.report.compose import draft
    from giamngheo.report.publish import wanted_files
    from giamngheo.report.render.files import each_report_file

    context = open_context(DAYS[MONTHS[1]])
    start = time.perf_counter()
    content = draft(context.warehouse, Period.parse(MONTHS[1]), 1, context.clock.today).content
    worked_out = time.perf_counter()
    files = sum(1 for _ in each_report_file(content, wanted_files(context)))
    drawn = time.perf_counter()
    figures = {"seconds": drawn - start, "worked_out": worked_out - start, "files": files}
    print(json.dumps(figures))


if __name__ == "__main__":
    main(*sys.argv[2:])

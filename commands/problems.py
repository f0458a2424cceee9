"""`giamngheo problems`: what is open now, since when, and what to press."""

from __future__ import annotations

import datetime as dt
import os

from commands.output import AsJson, Today, print_json, print_table
from giamngheo.context import Context, open_context
from giamngheo.core.errors import PrefectUnavailable
from giamngheo.core.formats import moment
from giamngheo.operate.alerts import Ledger
from giamngheo.operate.problems import Problem, of_error, of_notices, of_the_warehouse


def problems(today: Today = "", as_json: AsJson = False) -> int:
    """Exit code: 0 nothing is open, 1 something is."""
    context = open_context(today)
    found = sorted(
        [*_of_runs(context), *of_the_warehouse(context.warehouse)], key=lambda one: one.since or dt.datetime.max
    )
    if as_json:
        print_json([vars(one) for one in found])
    elif found:
        rows = [(moment(one.since) if one.since else "", one.what, one.remedy, one.code) for one in found]
        print_table(f"{len(found)} việc đang chờ", ["Từ lúc", "Việc", "Làm gì", "Mã"], rows)
    else:
        print("Không có việc nào đang chờ.")
    return 1 if found else 0


def _of_runs(context: Context) -> list[Problem]:
    """What the standing server shows; without one there are no runs to be looked after."""
    from commands.server import point_client_at_server

    if not os.environ.get("PREFECT_API_URL"):
        return []
    point_client_at_server()
    from flows.server.health import asked
    from flows.server.watch import troubles

    try:
        seen = asked(lambda: list(troubles(context, dt.datetime.now(dt.UTC))))
    except PrefectUnavailable as error:
        return [of_error(error)]
    addresses = context.configuration.operation.operator.addresses
    return [*of_notices(seen, [Ledger.of(context.settings.home, address) for address in addresses])]

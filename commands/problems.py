"""`giamngheo problems`: what is open now, since when, and what to press."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterable, Iterator

from commands.output import AsJson, Today, print_json, print_table
from giamngheo.context import Context, open_context
from giamngheo.core.errors import ServiceUnavailable
from giamngheo.core.formats import moment
from giamngheo.operate.alerts import Ledger
from giamngheo.operate.problems import Problem, of_error, of_notices, of_the_warehouse


def problems(today: Today = "", as_json: AsJson = False) -> int:
    """Exit code: 0 nothing is open, 1 something is."""
    context = open_context(today)
    seen = [*_or_why_not(_of_runs, context), *_or_why_not(_of_the_warehouse, context)]
    once = dict.fromkeys(seen)  # a service that is away is met by both
    found = sorted(once, key=lambda one: one.since or dt.datetime.max)
    if as_json:
        print_json([vars(one) for one in found])
    elif found:
        rows = [(moment(one.since) if one.since else "", one.what, one.remedy, one.code) for one in found]
        print_table(f"{len(found)} việc đang chờ", ["Từ lúc", "Việc", "Làm gì", "Mã"], rows)
    else:
        print("Không có việc nào đang chờ.")
    return 1 if found else 0


def _or_why_not(ask: Callable[[Context], Iterable[Problem]], context: Context) -> Iterator[Problem]:
    """What can be seen; a service that is away is a problem beside the others, and hides none of them."""
    try:
        yield from ask(context)
    except ServiceUnavailable as error:
        yield of_error(error)


def _of_the_warehouse(context: Context) -> Iterator[Problem]:
    yield from of_the_warehouse(context.warehouse, context.clock.today)


def _of_runs(context: Context) -> Iterator[Problem]:
    """What the standing server shows; without one there are no runs to be looked after."""
    from commands.server import point_client_at_server

    if not os.environ.get("PREFECT_API_URL"):
        return
    point_client_at_server()
    from flows.server.health import asked
    from flows.server.watch import troubles

    addresses = context.configuration.operation.operator.addresses
    ledgers = [Ledger.of(context.settings.home, address) for address in addresses]
    seen = troubles(context, dt.datetime.now(dt.UTC))
    while notice := asked(lambda: next(seen, None)):
        yield from of_notices([notice], ledgers)

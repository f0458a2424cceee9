"""`giamngheo doctor`: what is wrong with this installation, and how to correct it."""

from __future__ import annotations

from commands.output import AsJson, Today, print_json


def doctor(today: Today = "", as_json: AsJson = False) -> int:
    """Exit code: 0 all well, 2 the configuration is wrong, 3 a service is away."""
    from commands.server import point_client_at_server
    from flows.server.health import check_all

    point_client_at_server()
    results = list(check_all(today))
    if as_json:
        print_json([{"check": each.name, "ok": each.error is None, "message": each.text} for each in results])
    else:
        for each in results:
            print(f"{'✔' if each.error is None else '✘'} {each.name}: {each.text}")
    return max((each.error.exit_code for each in results if each.error), default=0)

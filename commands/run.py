"""`giamngheo run`: from the shared folder to the report in the mailbox, through Prefect."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Annotated

import typer

from commands.output import AsJson, Today, print_json
from giamngheo.context import Context, open_context
from giamngheo.core.period import Period
from giamngheo.metadata.reporting_schedule import require_within_plan


def run(
    period: Annotated[
        list[str],
        typer.Option("--period", metavar="KỲ", help="Kỳ: 2020-03, 2020-Q1…; lặp lại để làm nhiều kỳ."),
    ],
    no_send: Annotated[bool, typer.Option("--no-send", help="Lập báo cáo nhưng không gửi thư.")] = False,
    send_anyway: Annotated[
        bool, typer.Option("--send-anyway", help="Vẫn gửi khi có tệp gặp lỗi phần mềm; báo cáo ghi đơn vị còn thiếu.")
    ] = False,
    cleared: Annotated[
        bool,
        typer.Option(
            "--cleared", help="Thư mục dùng chung vừa được dọn có chủ ý: tệp ít đi không phải là ổ mạng hỏng."
        ),
    ] = False,
    today: Today = "",
    as_json: AsJson = False,
) -> None:
    periods = list(dict.fromkeys(map(Period.parse, period)))
    context = open_context(today)
    for each in periods:  # all of them, before anything is done for the first
        require_within_plan(each, context.configuration.first_month, context.clock.today)
    _ = context.warehouse  # if it is away, that is said at once, before a server is started
    show_progress()
    with prefect_ready(context) as order_report:
        for each in periods:
            logging.getLogger("giamngheo").info("— Báo cáo %s —", each.title)
            order_report(each.code, today, not no_send, send_anyway, cleared)
    if as_json:
        print_json([_summary(context, each) for each in periods])
    else:
        from commands.summary import print_summary

        for each in periods:
            print_summary(context, each)


class prefect_ready:
    """A Prefect server, and the flow; what it will need gets ready while a server starts, for either takes seconds."""

    def __init__(self, context: Context) -> None:
        from commands.server import prefect_server

        self._server = prefect_server(context.settings.home, context.configuration.operation.keep)

    def __enter__(self):  # type: ignore[no-untyped-def]
        server = self._server.__enter__()
        try:
            with _judge_imported() if server.process else nullcontext():  # one that stands is there at once
                server.wait()
            from commands.order import order_report
        except BaseException:
            self._server.__exit__(None, None, None)
            raise
        return order_report

    def __exit__(self, *error: object) -> None:
        from commands.server import hand_over_logs

        hand_over_logs()
        self._server.__exit__(None, None, None)


@contextmanager
def _judge_imported() -> Iterator[None]:
    """At the block's end; until then beside it."""
    importing = threading.Thread(target=_import_judge, daemon=True)
    importing.start()
    yield
    importing.join()


def _import_judge() -> None:
    import expectations.custom
    import expectations.outgoing  # noqa: F401 - takes seconds, a server that starts too


def show_progress() -> None:
    """What the domain says goes to stderr as it works; Prefect's own words go to its server.

    How the run ended is said at the very end, once.
    """
    from rich.console import Console
    from rich.logging import RichHandler

    handler = RichHandler(
        console=Console(stderr=True),
        show_path=False,
        show_level=False,
        log_time_format="%H:%M:%S",
        markup=False,
    )
    if "--debug" not in sys.argv:
        handler.addFilter(lambda record: not (record.name == "giamngheo.run" and record.levelno == logging.ERROR))
        handler.setFormatter(_FirstLine())
    logger = logging.getLogger("giamngheo")
    logger.setLevel(logging.INFO)
    logger.addHandler(handler)
    logger.info("Khởi động…")


class _FirstLine(logging.Formatter):
    """The sentence without the traceback below it."""

    def format(self, record: logging.LogRecord) -> str:
        return super().format(record).partition("\n")[0]


def _summary(context: Context, period: Period) -> dict[str, object]:
    from giamngheo.report.delivery import deliveries
    from giamngheo.report.publish import find_report, place_of

    made = find_report(context, period)
    return {
        "period": period.code,
        "revision": made.revision,
        "reporting_units": made.content.coverage.reporting,
        "expected_units": made.content.coverage.expected,
        "files": [str(context.report_folder(period) / place_of(file)) for file in made.files],
        "deliveries": [
            {"recipient": each.recipient, "state": each.state, "message_id": each.message_id}
            for each in deliveries(context.warehouse, made.id)
        ],
    }

"""`giamngheo watch`: looks at the runs every 20 seconds, and tells the operator what is wrong, once."""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
import math
import os
import sys
import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from commands.server import point_client_at_server
from giamngheo.context import Context, open_context
from giamngheo.core.errors import GiamNgheoError
from giamngheo.core.formats import cause, local_day
from giamngheo.metadata import load_configuration
from giamngheo.metadata.settings import load_settings
from giamngheo.operate.alerts import Ledger, Notice, beat, tell, tell_past_the_ledger
from giamngheo.operate.services import api_url

log = logging.getLogger("giamngheo.watch")
_LOOK_EVERY_SECONDS = 20
_UNAVAILABLE_AFTER = dt.timedelta(minutes=5)
_CALL_EVERY_SECONDS = 300
_CALLED: dict[str, float] = {}


def watch(
    once: Annotated[bool, typer.Option("--once", help="Xem một lần rồi thôi.")] = False,
) -> None:
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(message)s")
    log.setLevel(logging.INFO)
    os.environ.setdefault("PREFECT_API_URL", api_url())
    point_client_at_server()
    context = open_context()
    as_it_was = _state_of(context.settings.config)
    answered_at = dt.datetime.now(dt.UTC)
    while True:
        now = dt.datetime.now(dt.UTC)
        try:
            _note(context, _troubles(context, now))
            answered_at = now
        except Exception as error:  # the watch goes on whatever it meets: it is there for what nobody foresaw
            log.warning("Không xem được: %s", error if isinstance(error, GiamNgheoError) else type(error).__name__)
            if now - answered_at > _UNAVAILABLE_AFTER:
                with contextlib.suppress(OSError):
                    _note(context, [_unavailable(error, now)])
        if answered_at == now:
            _call(context.configuration.operation.operator.heartbeat_url)
        try:
            beat(context.settings.home)  # before the mail server, which may take its time
            for address, ledger in _ledgers(context).items():
                tell(context, address, ledger)
        except Exception as error:
            log.warning("Không báo được: %s", type(error).__name__)
        if once:
            return
        time.sleep(_LOOK_EVERY_SECONDS)
        if _state_of(context.settings.config) != as_it_was and _is_readable():
            os.execv(sys.executable, [sys.executable, "-m", "giamngheo", "watch"])  # begins anew with what was changed


def _state_of(config: Path) -> float:
    """Changes when a file of the configuration does."""
    newest = 0.0
    for path in config.rglob("*"):
        with contextlib.suppress(OSError):  # an editor's own file, gone again
            newest = max(newest, path.stat().st_mtime)
    return newest


def _is_readable() -> bool:
    """Whether the configuration can be used as it stands now; else the watch stays with the one it has."""
    load_settings.cache_clear()
    load_configuration.cache_clear()
    try:
        open_context()
    except GiamNgheoError as error:
        log.warning("Cấu hình mới chưa dùng được: %s", error)
        return False
    return True


def _troubles(context: Context, now: dt.datetime) -> list[Notice]:
    from flows.server.watch import troubles

    return list(troubles(context, now))


def _ledgers(context: Context) -> dict[str, Ledger]:
    addresses = context.configuration.operation.operator.addresses
    return {address: Ledger.of(context.settings.home, address) for address in addresses}


def _note(context: Context, notices: Iterable[Notice]) -> None:
    for notice in notices:
        for address, ledger in _ledgers(context).items():
            try:
                if ledger.note(notice, context.clock.now):
                    log.info("%s (%s)", notice.title, address)
            except OSError as error:
                _tell_without_disk(context, address, notice, error)


def _tell_without_disk(context: Context, address: str, notice: Notice, error: OSError) -> None:
    full = Notice(
        f"disk.{local_day(context.clock.on_the_wall.replace(tzinfo=dt.UTC))}",
        "Ổ đĩa không ghi được",
        f"Nơi lưu {context.settings.home} không ghi được ({cause(error)}), kể cả sổ sự cố. Dọn ổ đĩa, kiểm tra quyền ghi.",
        "GN-105",
        seen_at=context.clock.now,
    )
    tell_past_the_ledger(context, address, replace(notice, seen_at=context.clock.now), full)


def _call(url: str) -> None:
    """A sign of life to another machine, which tells if it stays out: nobody here could tell that this watch is dead."""
    if url and time.monotonic() - _CALLED.get(url, -math.inf) >= _CALL_EVERY_SECONDS:
        import httpx

        _CALLED[url] = time.monotonic()
        try:
            httpx.get(url, timeout=10).raise_for_status()
        except Exception as error:  # an address that is none, too: the watch goes on
            log.warning("Không gọi được heartbeat_url: %s", type(error).__name__)


def _unavailable(error: Exception, now: dt.datetime) -> Notice:
    cause = (
        str(error) if isinstance(error, GiamNgheoError) else f"máy chủ Prefect không trả lời ({type(error).__name__})"
    )
    sentence = f"Từ hơn 5 phút nay không xem được các lượt chạy: {cause.rstrip('.')}. Khởi động lại dịch vụ; việc theo lịch sẽ tự làm bù."
    return Notice(f"away.{local_day(now)}", "Hệ thống không trả lời", sentence, getattr(error, "code", "GN-104"))

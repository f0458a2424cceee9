"""One run at a time on a warehouse. The run lock is a lock of the database or of its file: it ends with its holder.

Beside the lock a row says who holds it, for those who come second. A row without a lock is of a run that died.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from giamngheo.core.errors import AlreadyRunning, GiamNgheoError
from giamngheo.core.os_locks import is_held
from giamngheo.warehouse.engine import Warehouse
from giamngheo.warehouse.run_log import Run
from giamngheo.warehouse.schema import lease

log = logging.getLogger(__name__)
_LOCK = 272021  # any number of our own: plan 27 of 2020
_LOOK_EVERY_SECONDS = 2.0


@contextlib.contextmanager
def leased(warehouse: Warehouse, own: Run, job: str, wait_seconds: float, now: dt.datetime) -> Iterator[None]:
    """Hold the run lock for the length of the block.

    `AlreadyRunning` if another run holds it for the same job, as soon as that is sure, or after `wait_seconds`.
    """
    deadline, told = time.monotonic() + wait_seconds, ""
    holder: sa.Row[Any] | None = None
    with contextlib.ExitStack() as stack:
        while not _taken(stack, warehouse):
            before, holder = holder, _holder(warehouse)
            # Seen twice it is no row of a dead run, which the one that has the lock now is about to write over.
            is_same_job = holder is not None and holder == before and _is_others(holder, own, job)
            if is_same_job or time.monotonic() > deadline:
                raise _occupied(holder, own, job)
            if holder and holder.run_id != told:
                log.info("Chờ lượt «%s» xong.", holder.run_name)
                told = holder.run_id
            time.sleep(_LOOK_EVERY_SECONDS)
        _write_holder(warehouse, own, job, now)
        stack.callback(_forget_holder, warehouse, own)
        yield


def _taken(stack: contextlib.ExitStack, warehouse: Warehouse) -> bool:
    engine = warehouse.engine
    with warehouse.guarded():
        if engine.dialect.name == "postgresql":
            connection = engine.connect()
            if not connection.scalar(sa.text("SELECT pg_try_advisory_lock(:key)"), {"key": _LOCK}):
                connection.invalidate()
                connection.close()
                return False
            connection.commit()  # the lock is the session's; no transaction is left open beside it
            stack.callback(connection.close)
            stack.callback(connection.invalidate)
            stack.callback(_unlock, connection)
            return True
        return is_held(Path(str(engine.url.database)).with_suffix(".lock"), stack)


def _unlock(connection: sa.Connection) -> None:
    """At once: that a connection was closed the server notices only after a while."""
    with contextlib.suppress(sa.exc.SQLAlchemyError):
        connection.execute(sa.text("SELECT pg_advisory_unlock(:key)"), {"key": _LOCK})
        connection.commit()


def _holder(warehouse: Warehouse) -> sa.Row[Any] | None:
    with warehouse.reading() as connection:
        return connection.execute(sa.select(lease)).one_or_none()


def _write_holder(warehouse: Warehouse, own: Run, job: str, now: dt.datetime) -> None:
    row = {"id": 1, "run_id": own.id, "run_name": own.name, "job": job, "taken_at": now}
    with warehouse.writing() as connection:
        connection.execute(sa.delete(lease))
        connection.execute(sa.insert(lease), [row])


def _forget_holder(warehouse: Warehouse, own: Run) -> None:
    with contextlib.suppress(GiamNgheoError), warehouse.writing() as connection:
        connection.execute(sa.delete(lease).where(lease.c.run_id == own.id))


def _is_others(holder: sa.Row[Any], own: Run, job: str) -> bool:
    """Whether another run does the same job. Our own older process, thought dead, is waited for."""
    return bool(holder.job == job and holder.run_id != own.id)


def _occupied(holder: sa.Row[Any] | None, own: Run, job: str) -> AlreadyRunning:
    name = holder.run_name if holder else "không rõ tên"
    is_same = bool(holder and _is_others(holder, own, job))
    remedy = "lượt này không phải làm gì" if is_same else "đợi lượt đó xong rồi chạy lại"
    return AlreadyRunning(
        f"Đang chạy: lượt «{name}» giữ kho dữ liệu; {remedy}.",
        holder.run_id if holder else "",
        name,
        is_same,
    )

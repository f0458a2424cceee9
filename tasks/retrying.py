"""Tries again only where that can help: a service that is away may come back, a bad workbook does not mend itself."""

from __future__ import annotations

from typing import Any

from giamngheo.errors import ServiceAway

# How often, and after how many seconds.
TRIES: dict[str, Any] = {"retries": 2, "retry_delay_seconds": [2, 10]}


async def service_is_away(_task: Any, _run: Any, state: Any) -> bool:
    """Prefect asks this before it tries a task again."""
    try:
        await state.aresult()
    except ServiceAway:
        return True
    except Exception:
        return False
    return False

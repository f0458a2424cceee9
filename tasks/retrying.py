"""How steps are run: again only where that can help, and never from a cache.

A service that is away may come back; a bad workbook does not mend itself. What is done is in the warehouse:
Prefect keeps no results of ours, so that its Retry asks the warehouse too.
"""

from __future__ import annotations

from typing import Any

from prefect.cache_policies import NO_CACHE

from giamngheo.errors import ServiceAway


async def service_is_away(_task: Any, _run: Any, state: Any) -> bool:
    """Prefect asks this before it tries a task again."""
    try:
        await state.aresult()
    except ServiceAway:
        return True
    except Exception:
        return False
    return False


UNCACHED: dict[str, Any] = {"persist_result": False, "cache_policy": NO_CACHE}
STEP: dict[str, Any] = UNCACHED | {
    "retries": 2,
    "retry_delay_seconds": [2, 10],
    "retry_condition_fn": service_is_away,
}

"""Names of runs as lists show them: of one to come when and what, of one that failed also why."""

from __future__ import annotations

import contextlib
import textwrap

import httpx
from prefect.client.orchestration import get_client
from prefect.exceptions import ObjectNotFound
from prefect.runtime import flow_run

from giamngheo.core.errors import GiamNgheoError

_TROUBLE = " ✘ "
_LONGEST_TROUBLE = 90


def name_by_trouble(error: GiamNgheoError) -> None:
    """`Thu thập hằng ngày ✘ GN-101: Không thấy thư mục dùng chung`: seen without a click. A Retry takes the name back."""
    if flow_run.id is None:
        return
    why = textwrap.shorten(str(error), _LONGEST_TROUBLE, placeholder=" …")
    with contextlib.suppress(httpx.HTTPError, ObjectNotFound), get_client(sync_client=True) as client:
        client.update_flow_run(flow_run.id, name=f"{without_trouble(flow_run.name)}{_TROUBLE}{error.code}: {why}")


def without_trouble(name: str) -> str:
    """The run's own name."""
    return name.partition(_TROUBLE)[0]

"""`giamngheo deploy`: the Prefect server's deployments, schedules and automation, as the configuration wants them."""

from __future__ import annotations

import getpass
import os

from commands.output import AsJson, print_json
from giamngheo.context import open_context
from giamngheo.core.errors import PrefectUnavailable
from giamngheo.core.formats import cause
from giamngheo.warehouse.audit_log import Entry, first_moment, write_down


def deploy(as_json: AsJson = False) -> None:
    changes = put_into_server()
    if as_json:
        print_json(changes)
    else:
        for sentence in changes or ["Máy chủ đã đúng như cấu hình; không phải đổi gì."]:
            print(sentence)


def _account() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # an account without a name, as containers may have
        return f"uid {os.getuid()}"


def put_into_server() -> list[str]:
    """Needs PREFECT_API_URL, or a server where `giamngheo up` has it."""
    from commands.server import point_client_at_server
    from flows.health import trouble_of
    from giamngheo.operate.services import api_url

    address = os.environ.setdefault("PREFECT_API_URL", api_url())
    if trouble := trouble_of(address):
        raise PrefectUnavailable(
            f"Máy chủ Prefect ({address}) không trả lời ({trouble}). "
            "Khởi động máy chủ (giamngheo up), hoặc sửa PREFECT_API_URL."
        )
    point_client_at_server()
    import httpx

    from flows.server.deployments import deploy as bring_to

    context = open_context()
    try:
        changes = bring_to(context.configuration.operation)
    except httpx.HTTPStatusError as error:
        raise PrefectUnavailable(
            f"Máy chủ Prefect ({address}) từ chối ({error.response.status_code}). "
            "Kiểm tra mật khẩu (GIAMNGHEO_PREFECT_AUTH_FILE) và phiên bản máy chủ."
        ) from error
    except httpx.HTTPError as error:
        raise PrefectUnavailable(
            f"Máy chủ Prefect ({address}) không trả lời ({cause(error)}). Khởi động lại rồi chạy lại."
        ) from error
    if changes or first_moment(context.warehouse, "deploy") is None:
        write_down(context.warehouse, Entry(_account(), "deploy", "server", " ".join(changes)))
    return changes

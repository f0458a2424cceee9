"""The standing services: what the Prefect server, its worker and their clients need in their environment.

Everything is derived from our settings and `config/operation.toml`, so that a container, `giamngheo up` and a test
start the same. Prefect itself is not imported here.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from giamngheo.metadata.operation import Keep, Operation
from giamngheo.metadata.settings import Settings

DEFAULT_PORT = 4200
LOOPBACK = {"127.0.0.1", "::1", "localhost"}
NO_OTHER_PAGE = "http://127.0.0.1"  # whose pages may ask the server: by default everybody's; the UI's own need no leave
_DAY_SECONDS = 86400
_QUIET = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_CLIENT_METRICS_ENABLED": "false",
    "GX_ANALYTICS_ENABLED": "false",
}


def api_url() -> str:
    """Where the standing server is found: as the environment says, else where `giamngheo up` has it."""
    return os.environ.get("PREFECT_API_URL") or local_api(DEFAULT_PORT)


def local_api(port: int) -> str:
    """The address of a server on this machine."""
    return f"http://127.0.0.1:{port}/api"


def client_environment(settings: Settings, address: str) -> dict[str, str]:
    """For whoever talks to the server: the command line, the worker, the runs that it starts."""
    own = {
        "PREFECT_API_URL": address,
        "PREFECT_HOME": str(settings.home / "prefect"),
        "PREFECT_LOGGING_EXTRA_LOGGERS": "giamngheo",
        "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
        "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": "30",
    }
    if settings.prefect_auth:
        own["PREFECT_API_AUTH_STRING"] = settings.prefect_auth
    return _QUIET | own


def worker_environment(settings: Settings, address: str) -> dict[str, str]:
    """Paths are absolute: a run of the worker's starts in a folder of its own, with the worker's own Python."""
    programs = (str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath))
    inbox = settings.inbox if "://" in settings.inbox else str(Path(settings.inbox).absolute())
    own = {
        "GIAMNGHEO_HOME": str(settings.home),
        "GIAMNGHEO_CONFIG": str(settings.config),
        "GIAMNGHEO_INBOX": inbox,
        "PATH": os.pathsep.join(programs),
        **({"GIAMNGHEO_ARCHIVE_URL": str(settings.archive)} if isinstance(settings.archive, Path) else {}),
        "PREFECT_WORKER_QUERY_SECONDS": "2",
        "PREFECT_WORKER_PREFETCH_SECONDS": "5",
    }
    return client_environment(settings, address) | own


def server_environment(settings: Settings, operation: Operation) -> dict[str, str]:
    own = {
        "PREFECT_HOME": str(settings.home / "prefect"),
        "PREFECT_SERVER_UI_API_URL": "/api",  # relative: right behind any host, port or proxy
        "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": NO_OTHER_PAGE,
        "PREFECT_SERVER_UI_STATIC_DIRECTORY": str(settings.home / "prefect" / "ui"),  # written at each start
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    }
    if settings.prefect_database:
        own["PREFECT_SERVER_DATABASE_CONNECTION_URL"] = settings.prefect_database
    else:
        own["PREFECT_SERVER_DATABASE_TIMEOUT"] = "60"  # SQLite: one writes, the others wait
    if settings.prefect_auth:
        own["PREFECT_SERVER_API_AUTH_STRING"] = settings.prefect_auth
    return _QUIET | retention_environment(operation.keep) | own


def retention_environment(keep: Keep) -> dict[str, str]:
    """For every server, also one that lives as long as a run: its database is tidied each time it starts, and each hour."""
    return {
        "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": str(keep.run_days * _DAY_SECONDS),
        "PREFECT_SERVER_EVENTS_RETENTION_PERIOD": f"P{keep.event_days}D",
    }


def server_command(host: str, port: int) -> list[str]:
    """The server without the banner and the English advice of `prefect server start`."""
    application = ("--factory", "prefect.server.api.server:create_app")
    place = ("--host", host, "--port", str(port))
    return [sys.executable, "-m", "uvicorn", *application, *place, "--log-level", "warning"]


def worker_command(operation: Operation) -> list[str]:
    pool = ("--pool", operation.work_pool, "--type", "process", "--name", f"worker-{os.uname().nodename}")
    return [sys.executable, "-m", "prefect", "worker", "start", *pool, "--limit", "4"]

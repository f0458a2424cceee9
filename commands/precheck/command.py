"""The command that opens the page."""

from __future__ import annotations

import logging
import socket
import sys
from typing import Annotated

import typer

from commands.output import Today
from giamngheo.context import open_context
from giamngheo.core.errors import UsageError
from giamngheo.core.formats import cause
from giamngheo.operate.services import LOOPBACK

_DEFAULT_PORT = 4280
_MOST_CONNECTIONS = 100
_GRACE_SECONDS = 10  # for what is under way, when the page is shut


def precheck(
    port: Annotated[
        int, typer.Option("--port", metavar="CỔNG", min=1, max=65535, help="Cổng của trang.")
    ] = _DEFAULT_PORT,
    host: Annotated[str, typer.Option("--host", metavar="ĐỊA_CHỈ", help="Nơi trang lắng nghe.")] = "127.0.0.1",
    at_once: Annotated[
        int, typer.Option("--at-once", metavar="SỐ", min=1, max=16, help="Kiểm tra nhiều nhất bấy nhiêu tệp cùng lúc.")
    ] = 2,
    today: Today = "",
) -> None:
    import uvicorn

    from commands.precheck.apart import prepare
    from commands.precheck.page import Page
    from commands.precheck.service import service

    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(message)s")
    logging.getLogger("giamngheo.precheck").setLevel(logging.INFO)
    context = open_context(today, is_counted=False)
    limits = context.settings.limits
    page = Page([form.id for form in context.configuration.forms], limits.file_mb)
    config = uvicorn.Config(
        service(page, limits, today, at_once),
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        lifespan="off",
        ws="none",
        limit_concurrency=_MOST_CONNECTIONS,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
    with _listening(host, port) as listening:
        prepare()
        print(f"Trang kiểm tra trước: {_address(host, port)}   (Ctrl-C để dừng)")
        if host not in LOOPBACK:
            print("Trang mở ra mạng mà không mã hóa: đặt sau một máy chủ web có TLS (docs/van-hanh.md, mục 2.5).")
        sys.stdout.flush()
        uvicorn.Server(config).run(sockets=[listening])


def _listening(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise UsageError(
            f"Không mở được cổng {port} ở địa chỉ {host} ({cause(error)}); chọn cổng khác bằng --port, "
            "địa chỉ khác bằng --host."
        ) from error


def _address(host: str, port: int) -> str:
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"

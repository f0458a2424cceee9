"""The page over HTTP: takes a workbook, and answers with what is said of it. Nothing outlives the answer."""

from __future__ import annotations

import asyncio
import logging
import re
import secrets
import time
from collections.abc import Callable
from typing import Any, NamedTuple

from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.responses import HTMLResponse

from commands.precheck.apart import CannotCheck, checked_apart, too_large_apart
from commands.precheck.page import NotChecked, Page
from commands.precheck.records import Prechecked
from giamngheo.metadata.settings import ReadingLimits
from giamngheo.report.wording.listing import plain

log = logging.getLogger("giamngheo.precheck")
_AROUND_A_FILE = 64 * 2**10  # bytes of a form, at most
_LET_BY = 4  # times as much as is taken: read and dropped, for a browser hears nothing before it has sent all
_WAITING = 4  # times as many as are checked at once may be on their way, or wait
_LONGEST_NAME = 200
_END_OF_HEAD = b"\r\n\r\n"
_HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_POLICY = (
    "default-src 'none'; style-src 'nonce-{nonce}'; script-src 'nonce-{nonce}'; img-src data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_BUSY = NotChecked("Đang có nhiều tệp chờ kiểm tra", "Tệp chưa được kiểm tra; đợi một phút rồi thử lại.")
_TOO_SLOW = NotChecked("Tệp gửi lên quá chậm", "Tệp chưa được kiểm tra; xem lại đường mạng rồi thử lại.")
_NO_FILE = NotChecked("Chưa chọn tệp nào", "Chọn một tệp bảng tính rồi bấm «Kiểm tra».")
_DEFECT = NotChecked(
    "Phần mềm gặp lỗi khi kiểm tra tệp này",
    "Không phải tại tệp. Cứ nộp tệp như thường, và báo cơ quan phụ trách xem nhật ký của trang này.",
)
_EMPTY = NotChecked("Tệp rỗng, không có gì để kiểm tra", "Mở bảng tính, lưu lại, rồi chọn tệp vừa lưu.")
_NO_PAGE = NotChecked("Không có trang này", "Chọn tệp cần kiểm tra ở dưới đây.")


class Upload(NamedTuple):
    file: str
    data: bytes


def service(page: Page, limits: ReadingLimits, today: str, at_once: int) -> FastAPI:
    """`today`: empty for the real day; `at_once`: how many workbooks are checked side by side."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    desk = _Desk(limits, today, at_once)

    @app.get("/")
    async def opened() -> Response:
        return _shown(page)

    @app.post("/")
    async def sent(request: Request) -> Response:
        try:
            return _shown(page, *await desk.serve(request))
        except ConnectionError:  # nobody is there to be answered
            return Response(status_code=400)

    @app.exception_handler(404)
    @app.exception_handler(405)
    async def refused(_: Request, error: HTTPException) -> Response:
        return _shown(page, error.status_code, _NO_PAGE)

    return app


def _shown(page: Page, status: int = 200, said: NotChecked | Prechecked | None = None) -> Response:
    nonce = secrets.token_urlsafe()
    headers = _HEADERS | {"Content-Security-Policy": _POLICY.format(nonce=nonce)}
    if said is _BUSY:
        headers["Retry-After"] = "60"
    return HTMLResponse(page.rendered(nonce, said), status, headers)


class _Desk:
    """Takes workbooks in, no more than it has room for, and has them checked."""

    def __init__(self, limits: ReadingLimits, today: str, at_once: int) -> None:
        self._limits, self._today = limits, today
        self._most = limits.file_mb * 2**20 + _AROUND_A_FILE
        self._places, self._checking = at_once * _WAITING, asyncio.Semaphore(at_once)

    async def serve(self, request: Request) -> tuple[int, NotChecked | Prechecked]:
        """The status of HTTP, and what is said. `ConnectionError` if the sender has gone."""
        has_place = self._places > 0
        self._places -= has_place
        try:
            body = await self._received(request, has_place)
            if not has_place:
                return 503, _BUSY
            if body is None:
                detail = f"hơn {self._limits.file_mb} MB"
                return 413, await self._told(too_large_apart, self._today, "", detail)
            if (upload := uploaded(body)) is None:
                return 400, _NO_FILE
            if not upload.data:
                return 400, _EMPTY
            return 200, await self._told(checked_apart, self._limits, self._today, *upload)
        except TimeoutError:
            return 408, _TOO_SLOW
        except CannotCheck:
            return 500, _DEFECT
        finally:
            self._places += has_place

    async def _received(self, request: Request, is_kept: bool) -> bytearray | None:
        """What was sent, as long as it is not more than is taken. `TimeoutError` if it takes too long."""
        body, size, is_coming = bytearray(), 0, True
        async with asyncio.timeout(self._limits.seconds):
            while is_coming and size <= self._most * _LET_BY:
                message = await request.receive()
                if message["type"] == "http.disconnect":
                    raise ConnectionError
                chunk, is_coming = message.get("body", b""), message.get("more_body", False)
                size += len(chunk)
                if is_kept and size <= self._most:
                    body += chunk
        return body if size <= self._most else None

    async def _told(self, check: Callable[..., Prechecked], *wanted: Any) -> Prechecked:
        async with self._checking:
            began = time.monotonic()
            found = await asyncio.to_thread(check, *wanted)
            seconds = time.monotonic() - began
        counts = len(found.to_correct), len(found.to_look_at)
        log.info("Đã kiểm tra một tệp, %.1f giây: %d chỗ phải sửa, %d chỗ cần xem lại.", seconds, *counts)
        return found


def uploaded(body: bytearray) -> Upload | None:
    """The file of a form that asks for nothing else (RFC 7578); none where none was chosen.

    Not by a library: those write what is larger than a megabyte to the disk.
    """
    start = body.find(_END_OF_HEAD, 0, _AROUND_A_FILE)
    boundary, _, head = bytes(body[: max(start, 0)]).partition(b"\r\n")
    end = body.rfind(b"\r\n" + boundary)
    named = re.search(rb'filename="([^"]*)"', head)
    if end < start or not named or not named[1]:
        return None
    return Upload(_name(named[1]), bytes(body[start + len(_END_OF_HEAD) : end]))


def _name(given: bytes) -> str:
    """Without folders, and what nobody sees of a name."""
    return re.split(r"[/\\]", plain(given.decode(errors="replace").replace("%22", '"')))[-1][-_LONGEST_NAME:]

"""The page of `giamngheo precheck` as it is started by an operator, and as a browser without scripts uses it."""

from __future__ import annotations

import base64
import contextlib
import html
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx

from giamngheo.core.os_locks import free_port
from tests.conftest import PROJECT


@dataclass(frozen=True)
class Precheck:
    """A page that runs; `folder` holds its home, its place for temporary files, and its log."""

    address: str
    folder: Path

    def send(self, name: str, data: bytes) -> httpx.Response:
        return httpx.post(self.address, files={"tep": (name, data)}, timeout=120)

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text(encoding="utf-8")


@contextlib.contextmanager
def precheck_in(folder: Path, *options: str, **settings: str) -> Iterator[Precheck]:
    """In a process of its own, on 10 April 2020; at the end it has to stop by itself."""
    (folder / "tmp").mkdir()
    own = {"GIAMNGHEO_HOME": str(folder / "home"), "TMPDIR": str(folder / "tmp"), "PYTHONUNBUFFERED": "1"}
    own |= {f"GIAMNGHEO_{name.upper()}": value for name, value in settings.items()}
    port = free_port()
    command = [sys.executable, "-m", "giamngheo", "precheck", "--port", str(port), "--today", "2020-04-10", *options]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, env=os.environ | own, cwd=PROJECT, stdout=log, stderr=log)
        page = Precheck(f"http://127.0.0.1:{port}/", folder)
        try:
            deadline = time.monotonic() + 60
            while "Trang kiểm tra trước" not in page.log:
                assert process.poll() is None, page.log
                assert time.monotonic() < deadline, page.log
                time.sleep(0.05)
            yield page
        finally:
            process.terminate()
            process.wait(timeout=30)


def findings_in(answer: httpx.Response) -> list[tuple[str, str, str]]:
    """(place, message, rule) of each finding that the page shows."""
    lines = re.findall(r"<li><b>(.*?)</b> (.*?) <span class=\"soft\">\(mã (\w+)\)</span></li>", answer.text)
    return [tuple(html.unescape(part) for part in line) for line in lines]


def heading_in(answer: httpx.Response) -> str:
    """What the page says first of a workbook, or of why there is none."""
    [found] = re.findall(r"<h2[^>]*>(.*?)</h2>", answer.text)
    return html.unescape(found)


def copy_in(answer: httpx.Response) -> tuple[str, bytes] | None:
    """Name and content of the marked copy."""
    found = re.search(r'download="([^"]*)" href="data:[^,]*;base64,([^"]*)"', answer.text)
    return (html.unescape(found[1]), base64.b64decode(found[2])) if found else None

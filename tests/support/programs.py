"""Programs that tests work with beside Python: where they are, and what brings those that are not there.

A test asks for one with `need`: without it the test is not run and is counted (`tests/__main__.py` says it at the end),
or fails where `GIAMNGHEO_TEST_PROGRAMS=all` demands every one of them, as CI does.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

LACKING = "not run for want of "
DEMAND = "GIAMNGHEO_TEST_PROGRAMS"


def _debian_postgres() -> str | None:
    """The folder of Debian's server programs, the newest."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return str(found[-1].parent) if found else None


def _python_with_uno() -> str | None:
    """LibreOffice's bridge is Debian's, so that Debian's own Python has it, and ours seldom."""
    candidates = ("/usr/bin/python3", shutil.which("python3"))
    return next((path for path in candidates if path and _imports_uno(path)), None)


def _imports_uno(python: str) -> bool:
    return subprocess.run([python, "-c", "import uno"], capture_output=True, check=False).returncode == 0


def _unshare() -> str | None:
    """The program that gives mounts of a process's own, where we may have them."""
    found = shutil.which("unshare")
    allowed = found and subprocess.run(
        [found, "--mount", "mount", "--make-rshared", "/"], capture_output=True, check=False
    )
    return found if allowed and allowed.returncode == 0 else None


def _on_path(*names: str) -> Callable[[], str | None]:
    return lambda: next((path for name in names if (path := shutil.which(name))), None)


# Name for people → how it is found, and the Debian packages that bring it. Liberation 1 has no Vietnamese letters: each
# comes from another font, wider and higher, and a report is three pages longer in print.
_PROGRAMS: dict[str, tuple[Callable[[], str | None], str]] = {
    "Chromium": (_on_path("chromium", "chromium-browser"), "chromium"),
    "LibreOffice": (
        _on_path("soffice"),
        "libreoffice-calc libreoffice-writer fonts-dejavu-core fonts-liberation2 fonts-noto-core",
    ),
    "LibreOffice's Python": (_python_with_uno, "python3-uno"),
    "PostgreSQL": (_debian_postgres, "postgresql"),
    "Poppler": (_on_path("pdftotext"), "poppler-utils"),
    "mount namespaces": (_unshare, "util-linux"),
    "iconv": (_on_path("iconv"), "libc-bin"),
}


@cache
def path_of(name: str) -> str | None:
    return _PROGRAMS[name][0]()


def need(name: str) -> str:
    """Where a program is; without it the test is skipped, or fails where all are demanded."""
    path = path_of(name)
    if path is None and os.environ.get(DEMAND) == "all":
        pytest.fail(f"{name} is missing: apt-get install {_PROGRAMS[name][1]}")
    return path or pytest.skip(f"{LACKING}{name}")


def missing() -> list[str]:
    return [name for name in _PROGRAMS if path_of(name) is None]


def packages_for(names: list[str]) -> str:
    return " ".join(_PROGRAMS[name][1] for name in names)

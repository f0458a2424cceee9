"""What is missing on a machine is counted, said, and demanded where it must be there."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.__main__ import not_run
from tests.conftest import PROJECT
from tests.support import programs

_ASKS = """
from tests.support.programs import need

def test_one():
    need("Chromium")

def test_two():
    need("Poppler")

def test_three():
    assert need("iconv")
"""


@pytest.fixture
def bare(tmp_path):
    """Runs three tests where no program is found but iconv; gives what pytest said, and its exit code."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/iconv").symlink_to(programs.need("iconv"))
    (tmp_path / "test_asks.py").write_text(_ASKS, encoding="utf-8")

    def run(**environment: str) -> tuple[str, int]:
        own = {"PATH": str(tmp_path / "bin"), "PYTHONPATH": str(PROJECT)} | environment
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GIAMNGHEO_TEST_")}
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "tests.conftest",
            "-p",
            "no:cacheprovider",
            str(tmp_path),
        ]
        done = subprocess.run(
            command, env=kept | own, capture_output=True, text=True, check=False, cwd=tmp_path, timeout=60
        )
        return done.stdout, done.returncode

    return run


def test_what_needs_a_missing_program_is_skipped_and_counted(bare):
    said, code = bare()
    assert code == 0
    assert "1 passed, 2 skipped" in said
    assert "2 tests were not run for want of Chromium (1), Poppler (1); as root: apt-get install" in said
    assert "chromium poppler-utils" in said


def test_where_all_are_demanded_it_fails(bare):
    said, code = bare(**{programs.DEMAND: "all"})
    assert code == 1
    assert "Chromium is missing: apt-get install chromium" in said
    assert "2 failed, 1 passed" in said


def test_the_closing_line_names_how_many_for_want_of_what_and_the_command():
    assert not_run({"LibreOffice": 12, "Chromium": 3}) == (
        "15 tests were not run for want of Chromium (3), LibreOffice (12); as root: apt-get install "
        "--no-install-recommends chromium libreoffice-calc libreoffice-writer fonts-dejavu-core fonts-liberation2 "
        "fonts-noto-core"
    )

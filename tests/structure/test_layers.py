"""Imports point one way: config ← giamngheo ← expectations ← tasks ← flows ← commands."""

from __future__ import annotations

import ast

import pytest

from tests.conftest import PROJECT

MAY_IMPORT = {
    "giamngheo": {"giamngheo"},
    "expectations": {"expectations", "giamngheo", "great_expectations"},
    "tasks": {"tasks", "expectations", "giamngheo", "prefect"},
    "flows": {"flows", "tasks", "expectations", "giamngheo", "prefect"},
    "commands": {"commands", "flows", "expectations", "giamngheo", "prefect"},
}
GUARDED = set.union(*MAY_IMPORT.values()) | {"tests"}
DOOR = "giamngheo/__main__.py"  # `python -m giamngheo` opens the command line above it, and does nothing else
FILES = sorted(path.relative_to(PROJECT) for layer in MAY_IMPORT for path in (PROJECT / layer).rglob("*.py"))


def imported(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name.split(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


@pytest.mark.parametrize("path", [path for path in FILES if str(path) != DOOR], ids=str)
def test_imports_point_one_way(path):
    assert GUARDED & set(imported(PROJECT / path)) <= MAY_IMPORT[path.parts[0]]


def test_config_is_data_only():
    assert {path.suffix for path in (PROJECT / "config").rglob("*") if path.is_file()} == {".toml", ".csv"}


def test_only_the_clock_reads_the_clock():
    """`today` is given; a domain that asks for the time cannot be run again for another day."""
    for path in FILES:
        if path.parts[0] == "giamngheo" and path.name not in {"clock.py", "inbox.py"}:
            text = (PROJECT / path).read_text(encoding="utf-8")
            assert ".now(" not in text, path
            assert ".today()" not in text, path


def test_only_the_core_knows_a_time_zone():
    """Days and hours are those of Vietnam, wherever the machine stands; a second zone would begin the day at another hour."""
    knowing = {str(path) for path in FILES if "ZoneInfo" in (PROJECT / path).read_text(encoding="utf-8")}
    assert knowing == {"giamngheo/core/formats.py"}

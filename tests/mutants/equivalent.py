"""Faults that change nothing that anyone could see, each with its reason (equivalent.toml): not counted."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from tests.mutants.changes import Change

_LIST = Path(__file__).with_name("equivalent.toml")


@cache
def known() -> dict[tuple[str, str, str], str]:
    entries = tomllib.loads(_LIST.read_text(encoding="utf-8")).get("change", [])
    return {(each["module"], each["line"], each["after"]): each["reason"] for each in entries}


def reason_of(module: str, line: str, change: Change) -> str:
    """Of a line of a module (as it stands, without its indent) and what stands there instead; "" if it is not known."""
    return known().get((module, line, " ".join(change.after.split())), "")

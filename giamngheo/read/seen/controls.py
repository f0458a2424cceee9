"""Tick boxes and round ones, which lie over a sheet of Excel's and are no cell's value."""

from __future__ import annotations

import re
from collections.abc import Iterator

from giamngheo.read.package import UntrustedZip
from giamngheo.read.seen.worksheet import NOWHERE, Cell

_CONTROL = re.compile(
    r"<(?:\w+:)?ClientData[^>]*ObjectType=['\"](?:Checkbox|Radio)['\"].*?</(?:\w+:)?ClientData>", re.S
)
_ANCHOR = re.compile(r"<(?:\w+:)?Anchor>\s*(\d+)\s*,\s*\d+\s*,\s*(\d+)\s*,\s*\d+\s*,\s*(\d+)\s*,\s*\d+\s*,\s*(\d+)")
_BOX = re.compile(rb"objectType=.(?:CheckBox|Radio)")


def tick_boxes(archive: UntrustedZip, found: dict[str, tuple[str, str]]) -> Iterator[Cell]:
    """Where tick boxes lie: Excel writes each control's place in the sheet's old drawing, whatever else it writes; `NOWHERE`
    for one without."""
    places = [*_drawn(archive, found)]
    yield from places
    uses = {use: part for part, use in found.values()}
    is_box = (
        "ctrlProp" in uses and _BOX.search(archive.read(uses["ctrlProp"]))
        if uses.get("ctrlProp", "") in archive
        else None
    )
    if "control" in uses or (is_box and not places):
        yield NOWHERE


def _drawn(archive: UntrustedZip, found: dict[str, tuple[str, str]]) -> Iterator[Cell]:
    for part, use in found.values():
        if use == "vmlDrawing" and part in archive:
            for control in _CONTROL.findall(archive.read(part).decode("utf-8", "replace")):
                if anchor := _ANCHOR.search(control):
                    first_column, first_row, _, last_row = map(int, anchor.groups())
                    yield (first_row + last_row) // 2, first_column

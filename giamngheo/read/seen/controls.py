"""Tick boxes and round ones, which lie over a sheet of Excel's and are no cell's value."""

from __future__ import annotations

import re
from collections.abc import Iterator

from giamngheo.read.package import UntrustedZip

_CONTROL = re.compile(r"<(?:\w+:)?ClientData[^>]*ObjectType=\"(?:Checkbox|Radio)\".*?</(?:\w+:)?ClientData>", re.S)
_ANCHOR = re.compile(r"<(?:\w+:)?Anchor>\s*(\d+)\s*,\s*\d+\s*,\s*(\d+)\s*,\s*\d+\s*,\s*(\d+)\s*,\s*\d+\s*,\s*(\d+)")


def tick_boxes(archive: UntrustedZip, found: dict[str, tuple[str, str]]) -> Iterator[tuple[int, int]]:
    """Where tick boxes lie: Excel writes each control's place in the sheet's old drawing, whatever else it writes."""
    for part, use in found.values():
        if use == "vmlDrawing" and part in archive:
            for control in _CONTROL.findall(archive.read(part).decode("utf-8", "replace")):
                if anchor := _ANCHOR.search(control):
                    first_column, first_row, _, last_row = map(int, anchor.groups())
                    yield (first_row + last_row) // 2, first_column

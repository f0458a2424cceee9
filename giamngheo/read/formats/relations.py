"""What points to what in the packages of Office (.xlsx, .xlsm, .xlsb): the parts behind a workbook's sheets."""

from __future__ import annotations

import posixpath
from collections.abc import Callable

from giamngheo.read.formats.faults import Limits, damaged
from giamngheo.read.formats.grid import Grids, SheetFacts, check_count
from giamngheo.read.formats.package import UntrustedZip, local, parse

ROOT_RELATIONS = "_rels/.rels"


def look_at_each(
    sheets: list[tuple[str, str]],
    relations: dict[str, tuple[str, str]],
    look: Callable[[str, SheetFacts], None],
) -> Grids:
    """One grid for every listed sheet; a part that is listed twice is looked at once, and counts twice."""
    looked_at: dict[str, SheetFacts] = {}
    grids: Grids = []
    for name, relation in sheets:
        if relation not in relations:
            damaged(f"thiếu trang tính {name}")
        part, use = relations[relation]
        if use == "worksheet" and part not in looked_at:
            looked_at[part] = SheetFacts(name)
            look(part, looked_at[part])
        grids.append(looked_at.get(part))
    return grids


def read_relations(archive: UntrustedZip, part: str, limits: Limits) -> dict[str, tuple[str, str]]:
    """id → (part, use) of all that the workbook part points to inside the file."""
    folder, _, leaf = part.rpartition("/")
    found: dict[str, tuple[str, str]] = {}

    def start(tag: str, attributes: dict[str, str]) -> None:
        if local(tag) != "Relationship" or attributes.get("TargetMode") == "External":
            return
        target = attributes.get("Target", "").replace("\\", "/")
        path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")
        check_count(len(found) // 8, limits)
        found[attributes.get("Id", "")] = (path, attributes.get("Type", "").rpartition("/")[2])

    parse(archive.xml(f"{folder}/_rels/{leaf}.rels"), start)
    return found


def parts_used_as(relations: dict[str, tuple[str, str]], use: str) -> list[str]:
    return list(dict.fromkeys(part for part, its_use in relations.values() if its_use == use))

"""Workbooks that nobody would write: good ones, each with a few changes at random, told again by its number.

A change is made to the file as bytes, to a part's XML, or to a record of a binary workbook; what changes there are say
`containers`, `trees` and `records`. The good workbooks are in the repository, so that a number is the same workbook anywhere.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from tests.conftest import GOLDEN
from tests.support.mutated import containers, records, trees
from tests.support.mutated.containers import packed, unpacked
from tests.support.ole import ole_of

# How many of a hundred are of this kind.
_SHARES = {"xlsx": 44, "ods": 20, "xls": 18, "xlsb": 16, "csv": 2}
_SEEDS = {
    "xlsx": (
        "mutated/openpyxl.xlsx",
        "mutated/libreoffice.xlsx",
        "field-cases/r06-cells-without-address/*/*.xlsx",
        "field-cases/r14-three-heading-lines/*/*.xlsx",
        "field-cases/w07-merged-mark/*/*.xlsx",
        "field-cases/w20-struck-row/*/*.xlsx",
    ),
    "ods": ("mutated/libreoffice.ods",),
    "xls": ("mutated/libreoffice.xls", "field-cases/r01-sheetjs-xls/*/*.xls"),
    "xlsb": ("field-cases/r10-xlsb-short-cells/*/*.xlsb",),
    "csv": ("mutated/list.csv",),
}
_MORE = 0.4  # how likely a further change is, each time
_BROKEN = 0.12  # how likely one is to the file as bytes: most of those end at once


@dataclass(frozen=True)
class Mutant:
    """A workbook with changes; `did` names them in their order."""

    number: int
    kind: str
    name: str
    data: bytes
    did: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.number} ({self.name}: {', '.join(self.did)})"


def mutant(number: int) -> Mutant:
    """The workbook of this number."""
    rng = Random(f"mutant {number}")
    kind = rng.choices(list(_SHARES), list(_SHARES.values()))[0]
    path = rng.choice(_seeds(kind))
    data, did = path.read_bytes(), []
    while not did or rng.random() < _MORE:
        try:
            data, change = _changed(data, kind, rng)
        except Exception as error:  # what earlier changes have left takes no further one
            did.append(type(error).__name__)
            break
        did.append(change)
    ending = rng.choice(["xlsx", "xls", "ods", "csv"]) if kind == "csv" else kind
    return Mutant(number, kind, f"{path.stem}.{ending}", data, tuple(did))


@cache
def _seeds(kind: str) -> tuple[Path, ...]:
    return tuple(sorted(path for pattern in _SEEDS[kind] for path in GOLDEN.glob(pattern)))


def _changed(data: bytes, kind: str, rng: Random) -> tuple[bytes, str]:
    if kind == "csv" or rng.random() < _BROKEN:
        own = {"csv": containers.TEXT, "xls": containers.OLE}.get(kind, containers.ZIP)
        change = rng.choice([*own, *own, *containers.ANY])
        return change(data, rng), change.__name__
    return {"xls": _changed_xls, "xlsb": _changed_xlsb}.get(kind, _changed_xml)(data, rng)


def _changed_xml(data: bytes, rng: Random) -> tuple[bytes, str]:
    parts = unpacked(data)
    name = _chosen(parts, rng, ".xml", ".rels")
    if rng.random() < 0.04:
        as_text = rng.choice(trees.AS_TEXT)
        wanted = [each for each in parts if each.endswith((".xml", ".rels"))] if as_text is trees.strict else [name]
        return packed(parts | {each: as_text(parts[each], rng) for each in wanted}), as_text.__name__
    content, did = trees.changed_tree(parts[name], rng, _own(name))
    return packed(parts | {name: content}), f"{did} in {name.rpartition('/')[2]}"


def _chosen(parts: dict[str, bytes], rng: Random, *endings: str) -> str:
    """Mostly a sheet, above all the list, which is the largest."""
    listed = [name for name in parts if name.endswith(endings)]
    sheets = [name for name in listed if "worksheets/sheet" in name or name == "content.xml"]
    weights = [3 + (len(parts[name]) >> 10) * 8 if name in sheets else 10 for name in listed]
    return rng.choices(listed, weights)[0]


def _own(name: str) -> tuple[trees.Change, ...]:
    leaf = name.rpartition("/")[2]
    if name == "content.xml":
        return trees.OPEN_SHEET
    if "worksheets/sheet" in name:
        return trees.SHEET
    return {"workbook.xml": trees.BOOK, "styles.xml": trees.LISTS, "sharedStrings.xml": trees.LISTS}.get(leaf, ())


def _changed_xlsb(data: bytes, rng: Random) -> tuple[bytes, str]:
    parts = unpacked(data)
    name = _chosen(parts, rng, ".bin")
    found = records.biff12(parts[name])
    did = records.changed_records(found, rng, records.XLSB)
    return packed(parts | {name: records.biff12_written(found)}), f"{did} in {name.rpartition('/')[2]}"


def _changed_xls(data: bytes, rng: Random) -> tuple[bytes, str]:
    import olefile

    with olefile.OleFileIO(io.BytesIO(data)) as ole:
        stream = ole.openstream("Workbook").read()
    found = records.biff8(stream)
    did = records.changed_records(found, rng, records.XLS)
    return ole_of(records.biff8_written(found, keeps_places=rng.random() < 0.1)), did

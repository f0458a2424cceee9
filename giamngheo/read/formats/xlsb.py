"""Excel's binary workbooks: .xlsb, records in a zip."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from giamngheo.read.formats.faults import Limits, damaged, megabytes, too_large, too_many_cells
from giamngheo.read.formats.grid import Grids, SheetFacts, check_count
from giamngheo.read.formats.package import Package, UntrustedZip, no_workbook
from giamngheo.read.formats.relations import ROOT_RELATIONS, look_at_each, parts_used_as, read_relations


def open_xlsb(data: bytes, kind: str, limits: Limits) -> tuple[bytes, Grids]:
    archive = UntrustedZip(data, kind, limits)
    if "xl/workbook.bin" not in archive:
        no_workbook(archive, kind)
    relations = read_relations(archive, "xl/workbook.bin", limits)
    book = _held(archive, "xl/workbook.bin", limits)
    lengths: list[int] = []
    with Package() as package:
        package.copy(archive, ROOT_RELATIONS, "xl/_rels/workbook.bin.rels")
        package.add("xl/workbook.bin", [book], len(book))

        def copy(part: str) -> bytes:
            content = _held(archive, part, limits)
            package.add(archive.name(part), [content], len(content))
            return content

        def look(part: str, grid: SheetFacts) -> None:
            _look_at_brt(copy(part), grid, lengths, limits)

        for part in parts_used_as(relations, "styles"):
            copy(part)
        for part in parts_used_as(relations, "sharedStrings"):
            records = _brt_records(copy(part), limits)
            lengths += [size for record, _, size in records if record == 19]  # BrtSSTItem
        grids = look_at_each(_brt_sheets(book, limits), relations, look)
        return package.bytes(), grids


def _held(archive: UntrustedZip, part: str, limits: Limits) -> bytes:
    """A binary part whole: 50,000 rows are 20 MB of it."""
    if archive.size(part) > limits.text_bytes:
        too_large(f"{megabytes(archive.size(part))} sau khi giải nén")
    return b"".join(archive.chunks(part))


def _brt_records(content: bytes, limits: Limits) -> Iterator[tuple[int, int, int]]:
    """(type, where its data begin, how many) of each record."""
    at, end, budget = 0, len(content), 4 * limits.cells
    while at < end:
        kind = content[at]
        at += 1
        if kind & 0x80:
            kind = kind & 0x7F | (content[at] & 0x7F) << 7
            at += 1
        size = shift = 0
        while True:
            byte = content[at]
            at += 1
            size |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80 or shift == 28:
                break
        budget -= 1
        if at + size > end:
            damaged()
        if budget < 0:
            too_many_cells()
        yield kind, at, size
        at += size


def _brt_sheets(book: bytes, limits: Limits) -> list[tuple[str, str]]:
    found = []
    for kind, at, size in _brt_records(book, limits):
        if kind == 156:  # BrtBundleSh
            relation, after = _wide_text(book, at + 8)
            name, end = _wide_text(book, after)
            if end > at + size:
                damaged()
            found.append((name, relation))
            check_count(len(found), limits)
    return found


def _wide_text(content: bytes, at: int) -> tuple[str, int]:
    length = int.from_bytes(content[at : at + 4], "little")
    if length == 0xFFFFFFFF:
        return "", at + 4
    end = at + 4 + 2 * length
    return content[at + 4 : end].decode("utf-16-le", "replace"), end


def _look_at_brt(content: bytes, grid: SheetFacts, lengths: list[int], limits: Limits) -> None:
    row = 0
    unpack = struct.Struct("<I").unpack_from
    for kind, at, size in _brt_records(content, limits):
        if kind == 0:  # BrtRowHdr
            row = unpack(content, at)[0]
        elif 2 <= kind <= 11:  # a cell with a value, typed or from a formula
            column = unpack(content, at)[0]
            grid.reach(row + 1, column + 1, limits)
            if kind in (3, 11):
                grid.mark_error(row, column, content[at + 8])
            elif kind == 7:
                grid.text_bytes += lengths[unpack(content, at + 8)[0]]
            elif kind in (6, 8):
                grid.text_bytes += size
        elif kind == 146:  # BrtEndSheetData
            return

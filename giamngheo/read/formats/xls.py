"""Excel 97–2003's workbooks: .xls, records (BIFF) in a compound file."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from giamngheo.read.formats.faults import Limits, damaged, encrypted, too_many_cells
from giamngheo.read.formats.grid import Grids, SheetFacts, check_count
from giamngheo.read.formats.kinds import ZIP_START
from giamngheo.read.formats.ole import Ole, not_xls, ole_of
from giamngheo.read.formats.package import UntrustedZip, no_workbook


def open_xls(data: bytes, kind: str, limits: Limits) -> tuple[bytes, Grids]:
    if data.startswith(ZIP_START):
        no_workbook(UntrustedZip(data, kind, limits), kind)
    ole = Ole(data, kind)
    stream = bytearray(ole.stream("Workbook") or ole.stream("Book") or not_xls(ole, kind))
    biff = _Biff(stream, limits)
    grids: Grids = [biff.look_at_sheet(start, name) for start, name in biff.sheets]
    return ole_of(bytes(stream)), grids


_BOF, _EOF = 0x0809, 0x000A
_FORMULA_RECORD, _ROW_OF_NUMBERS = 0x0006, 0x00BD
_FILE_PASS, _SHEET_RECORD, _STRINGS_RECORD, _DIMENSIONS = 0x002F, 0x0085, 0x00FC, 0x0200
_NAME, _EXTERNAL_SHEET, _IGNORED = 0x0018, 0x0017, 0x0FFF
_TEXT_BY_NUMBER, _BOOLEAN_OR_ERROR = 0x00FD, 0x0205
# number, label, boolean or error, RK number, label by number
_ONE_CELL = frozenset((0x0203, 0x0204, 0x0205, 0x027E, 0x00FD))
_MOST_CONTINUED = 20_000


class _Biff:
    """The workbook stream of an .xls: records one after the other.

    While it is looked at, what calamine takes on trust or does not need is made harmless in place: the
    dimensions (it reserves that many cells), the formulas (it writes their text) and the defined names.
    """

    def __init__(self, stream: bytearray, limits: Limits) -> None:
        self._stream, self._limits = stream, limits
        self._budget = 2 * limits.cells
        self._strings: tuple[int, list[bytes]] = (0, [])
        self._lengths: list[int] | None = None
        self.sheets: list[tuple[int, str]] = []
        self._read_globals()

    def _read_globals(self) -> None:
        stream, wide = self._stream, True
        for kind, at, size in self._records(0):
            if kind == _BOF:
                wide = struct.unpack_from("<H", stream, at)[0] == 0x0600
            elif kind == _FILE_PASS:
                encrypted()
            elif kind == _SHEET_RECORD:
                self._list_sheet(at, size, wide)
            elif kind == _STRINGS_RECORD:
                self._note_strings(at, size)
            elif kind in (_NAME, _EXTERNAL_SHEET):
                struct.pack_into("<H", stream, at - 4, _IGNORED)

    def _records(self, at: int) -> Iterator[tuple[int, int, int]]:
        """(type, where its data begin, how many) of each record up to the end of this substream."""
        stream, unpack = self._stream, struct.Struct("<HH").unpack_from
        while True:
            kind, size = unpack(stream, at)
            at += 4
            self._budget -= 1
            if self._budget < 0:
                too_many_cells()
            if at + size > len(stream):
                damaged()
            if kind == _EOF:
                return
            yield kind, at, size
            at += size

    def _list_sheet(self, at: int, size: int, wide: bool) -> None:
        start = struct.unpack_from("<I", self._stream, at)[0]
        text = bytes(self._stream[at + 7 : at + size])
        if wide:
            name = text[1:].decode("utf-16-le" if text[:1] == b"\x01" else "latin-1", "replace")
        else:
            name = text.decode("cp1252", "replace")
        self.sheets.append((start, name))
        check_count(len(self.sheets), self._limits)

    def _note_strings(self, at: int, size: int) -> None:
        """The shared texts: their record and those that continue it."""
        count = struct.unpack_from("<i", self._stream, at + 4)[0]
        pieces = [bytes(self._stream[at + 8 : at + size])]
        at += size
        while self._stream[at : at + 2] == b"\x3c\x00":
            size = struct.unpack_from("<H", self._stream, at + 2)[0]
            pieces.append(bytes(self._stream[at + 4 : at + 4 + size]))
            at += 4 + size
        # calamine reserves a place for each text that the record announces, and the least has 3 bytes.
        if not 0 <= 3 * count <= sum(map(len, pieces)) or len(pieces) > _MOST_CONTINUED:
            damaged()
        self._strings = (count, pieces)

    def look_at_sheet(self, start: int, name: str) -> SheetFacts:
        stream, limits, grid = self._stream, self._limits, SheetFacts(name)
        unpack = struct.Struct("<HH").unpack_from
        used: list[int] = []
        for kind, at, size in self._records(start):
            if kind in _ONE_CELL:
                row, column = unpack(stream, at)
                grid.reach(row + 1, column + 1, limits)
                if kind == _TEXT_BY_NUMBER:
                    used.append(struct.unpack_from("<I", stream, at + 6)[0])
                elif kind == _BOOLEAN_OR_ERROR and stream[at + 7]:
                    grid.mark_error(row, column, stream[at + 6])
            elif kind == _ROW_OF_NUMBERS:
                row, column = unpack(stream, at)
                grid.reach(row + 1, column + (size - 6) // 6, limits)
            elif kind == _FORMULA_RECORD:
                row, column = unpack(stream, at)
                grid.reach(row + 1, column + 1, limits)
                if stream[at + 12 : at + 14] == b"\xff\xff" and stream[at + 6] == 2:
                    grid.mark_error(row, column, stream[at + 8])
                stream[at + 20 : at + 22] = b"\0\0"  # a formula of no length
            elif kind == _DIMENSIONS:
                stream[at : at + size] = bytes(size)
        grid.text_bytes = self._text_bytes(used)
        return grid

    def _text_bytes(self, used: list[int]) -> int:
        if not used:
            return 0
        count, pieces = self._strings
        whole = sum(map(len, pieces))
        if whole * len(used) <= self._limits.text_bytes:
            return whole * len(used)  # even if every cell held all texts
        if self._lengths is None:
            self._lengths = _text_lengths(count, pieces)
        return sum(self._lengths[index] for index in used if index < len(self._lengths))


def _text_lengths(count: int, pieces: list[bytes]) -> list[int]:
    """Characters of every shared text; a text may go on in the next record, then with flags of its own."""
    lengths, piece, at = [], 0, 0
    for _ in range(count):
        if at >= len(pieces[piece]):
            piece, at = piece + 1, 0
        left, flags = struct.unpack_from("<HB", pieces[piece], at)
        lengths.append(left)
        at += 3
        after = 0
        if flags & 8:
            after += 4 * struct.unpack_from("<H", pieces[piece], at)[0]
            at += 2
        if flags & 4:
            after += struct.unpack_from("<I", pieces[piece], at)[0]
            at += 4
        while left:
            width = 1 + (flags & 1)
            here = min(left, (len(pieces[piece]) - at) // width)
            at += here * width
            left -= here
            if left:
                piece += 1
                flags, at = pieces[piece][0], 1
        while after > len(pieces[piece]) - at:
            after -= len(pieces[piece]) - at
            piece, at = piece + 1, 0
        at += after
    return lengths

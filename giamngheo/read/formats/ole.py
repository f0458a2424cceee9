"""Compound files (OLE), the container of Office 97–2003: read with care, and written with one stream."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NoReturn

from giamngheo.read.formats.faults import damaged, encrypted
from giamngheo.read.formats.kinds import OLE_START, not_as_named, other_kind

_END_OF_CHAIN = 0xFFFFFFFA  # this and above: end, free, and the tables' own sectors
_FREE, _END, _TABLE, _FURTHER = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFC
_MINI_CUTOFF = 4096


class Ole:
    """A compound file: streams in chains of sectors. A chain that bites its tail, or leaves the file, ends
    the reading."""

    def __init__(self, data: bytes, kind: str) -> None:
        if not data.startswith(OLE_START):
            other_kind(data, kind)
        self._data = data
        self._sector = 1 << struct.unpack_from("<H", data, 30)[0]
        if self._sector not in (512, 4096):
            damaged()
        directory, mini_table, table_more = (struct.unpack_from("<I", data, at)[0] for at in (48, 60, 68))
        self._table = self._read_table(table_more)
        used = max((sector for sector, after in enumerate(self._table) if after != _FREE), default=0)
        if (used + 1) * self._sector >= len(data):
            damaged()
        self._entries = self._read_directory(self._whole(directory))
        self._mini_table = _numbers(self._whole(mini_table))
        root = next((entry for entry in self._entries.values() if entry[2] == 5), None)
        self._mini = self._whole(root[0]) if root else b""

    def holds(self, *names: str) -> bool:
        return any(name in self._entries for name in names)

    def stream(self, name: str) -> bytes:
        """The bytes of a stream, or nothing where there is none of that name."""
        if name not in self._entries:
            return b""
        start, size, _ = self._entries[name]
        if size < _MINI_CUTOFF:
            pieces = [self._mini[64 * at : 64 * at + 64] for at in _chain(start, self._mini_table)]
            content = b"".join(pieces)
        else:
            content = self._whole(start)
        if len(content) < size:
            damaged()
        return content[:size]

    def _whole(self, start: int) -> bytes:
        return b"".join(map(self._read, _chain(start, self._table)))

    def _read(self, sector: int) -> bytes:
        return self._data[(sector + 1) * self._sector : (sector + 2) * self._sector]

    def _read_table(self, more: int) -> list[int]:
        """The table of what follows what: its own sectors are listed in the header and in further sectors."""
        sectors = list(struct.unpack_from("<109I", self._data, 76))
        for _ in range(len(self._data) // self._sector):
            if more >= _END_OF_CHAIN:
                break
            *listed, more = _numbers(self._read(more))
            sectors += listed
        return _numbers(b"".join(self._read(sector) for sector in sectors if sector < _END_OF_CHAIN))

    def _read_directory(self, content: bytes) -> dict[str, tuple[int, int, int]]:
        """name → (first sector, size, type); the root comes with type 5."""
        found: dict[str, tuple[int, int, int]] = {}
        for at in range(0, len(content) - 127, 128):
            length = min(struct.unpack_from("<H", content, at + 64)[0], 64)
            name = content[at : at + length].decode("utf-16-le", "replace").rstrip("\0")
            start, size = struct.unpack_from("<II", content, at + 116)
            if content[at + 66] in (2, 5):
                found.setdefault(name, (start, size, content[at + 66]))
        return found


def _chain(start: int, table: list[int]) -> Iterator[int]:
    sector = start
    for _ in range(len(table) + 1):
        if sector >= _END_OF_CHAIN:
            return
        yield sector
        sector = table[sector]
    damaged()


def _numbers(content: bytes) -> list[int]:
    return list(struct.unpack_from(f"<{len(content) // 4}I", content))


def not_xls(ole: Ole, kind: str) -> NoReturn:
    if ole.holds("EncryptedPackage", "EncryptionInfo"):
        encrypted()
    signs = (("Workbook", "sổ tính .xls"), ("Book", "sổ tính .xls"), ("WordDocument", "văn bản Word (.doc)"))
    found = next((words for stream, words in signs if ole.holds(stream)), "tệp Office 97–2003 khác")
    not_as_named(kind, found)


def ole_of(stream: bytes) -> bytes:
    """A compound file with nothing but this workbook stream: no macros, no chains but our own."""
    stream = stream.ljust(_MINI_CUTOFF, b"\0")
    sectors = -(-len(stream) // 512)
    tables = 1
    while tables * 128 < sectors + 1 + tables + _further(tables):
        tables += 1
    further = _further(tables)
    first_table = sectors + 1
    chain = [*range(1, sectors), _END, _END, *[_TABLE] * tables, *[_FURTHER] * further]
    chain = _padded(chain, tables * 128)
    listed = [first_table + index for index in range(tables)]
    header = struct.pack("<8s16xHHHHH6xII", OLE_START, 0x3E, 3, 0xFFFE, 9, 6, 0, tables)
    first_further = first_table + tables if further else _END
    header += struct.pack("<IIIIIII", sectors, 0, _MINI_CUTOFF, _END, 0, first_further, further)
    header += struct.pack("<109I", *_padded(listed[:109], 109))
    directory = _ole_entry("Root Entry", 5, _END, 0, child=1) + _ole_entry("Workbook", 2, 0, len(stream))
    content = header + stream.ljust(sectors * 512, b"\0") + directory.ljust(512, b"\0")
    content += struct.pack(f"<{len(chain)}I", *chain)
    for index in range(further):
        part = _padded(listed[109 + 127 * index : 109 + 127 * (index + 1)], 127)
        after = first_table + tables + index + 1 if index + 1 < further else _END
        content += struct.pack("<128I", *part, after)
    return content


def _further(tables: int) -> int:
    """Sectors that list the table's sectors, beyond the 109 that the header lists."""
    return -(-max(tables - 109, 0) // 127)


def _padded(values: list[int], length: int) -> list[int]:
    return values + [_FREE] * (length - len(values))


def _ole_entry(name: str, kind: int, start: int, size: int, child: int = _FREE) -> bytes:
    encoded = (name + "\0").encode("utf-16-le")
    return struct.pack("<64sHBBIII36xIQ", encoded, len(encoded), kind, 1, _FREE, _FREE, child, start, size)

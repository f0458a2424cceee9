"""A compound file (.xls) written by hand, for hostile ones that no program would write."""

from __future__ import annotations

import struct

from giamngheo.core.file_signatures import OLE_START

_END_OF_CHAIN = 0xFFFFFFFA  # this and above: end, free, and the tables' own sectors
_FREE, _END, _TABLE, _FURTHER = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFC
_MINI_CUTOFF = 4096


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

"""Changes to binary workbooks, record by record: those of 1997 (.xls, BIFF8) and of 2007 (.xlsb, BIFF12)."""

from __future__ import annotations

import struct
from collections.abc import Callable
from random import Random

Record = tuple[int, bytes]
Change = Callable[[list[Record], int, Random, "Words"], None]
_BOF, _BOUNDSHEET = 0x809, 0x85


class Words:
    """What a format calls its records: those of cells, and where a cell's numbers lie."""

    def __init__(self, cells: tuple[int, ...], fields: tuple[int, ...], number: str) -> None:
        self.cells, self.fields, self.number = cells, fields, number


XLS = Words((0x203, 0x27E, 0xFD, 0x205, 0x201, 0x06, 0x207, 0xBE, 0xBD), (0, 2, 4, 6), "<H")
XLSB = Words((*range(1, 12), *range(12, 19)), (0, 4, 8), "<I")


# ---------------------------------------------------------------- the streams


def biff8(stream: bytes) -> list[Record]:
    found, at = [], 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        found.append((kind, stream[at + 4 : at + 4 + size]))
        at += 4 + size
    return found


def biff8_written(records: list[Record], keeps_places: bool) -> bytes:
    """`keeps_places`: where sheets begin is told as it was, and may be wrong now."""
    starts, at = [], 0
    for kind, content in records:
        if kind == _BOF:
            starts.append(at)
        at += 4 + len(content)
    sheets = iter(starts[1:])
    written = b""
    for kind, content in records:
        if kind == _BOUNDSHEET and not keeps_places and (start := next(sheets, None)) is not None:
            content = struct.pack("<I", start) + content[4:]
        written += struct.pack("<HH", kind, len(content) & 0xFFFF) + content
    return written


def biff12(stream: bytes) -> list[Record]:
    found, at = [], 0
    while at < len(stream):
        kind, at = _varying(stream, at, 2, keeps_marks=True)
        size, at = _varying(stream, at, 4, keeps_marks=False)
        found.append((kind, stream[at : at + size]))
        at += size
    return found


def _varying(stream: bytes, at: int, most: int, keeps_marks: bool) -> tuple[int, int]:
    value = 0
    for place in range(most):
        if at >= len(stream):
            break
        byte = stream[at]
        at += 1
        value |= byte << 8 * place if keeps_marks else (byte & 0x7F) << 7 * place
        if not byte & 0x80:
            break
    return value, at


def biff12_written(records: list[Record]) -> bytes:
    written = bytearray()
    for kind, content in records:
        written += kind.to_bytes(2, "little") if kind > 0xFF else bytes([kind])
        size = len(content)
        while True:
            written.append(size & 0x7F | (0x80 if size > 0x7F else 0))
            size >>= 7
            if not size:
                break
        written += content
    return bytes(written)


# ---------------------------------------------------------------- the changes


def changed_records(records: list[Record], rng: Random, words: Words) -> str:
    """One change, mostly to the record of a cell; and its name."""
    cells = [place for place, (kind, _) in enumerate(records) if kind in words.cells]
    place = rng.choice(cells) if cells and rng.random() < 0.75 else rng.randrange(len(records))
    change = rng.choice(CHANGES)
    change(records, place, rng, words)
    return change.__name__


def record_removed(records: list[Record], place: int, _rng: Random, _words: Words) -> None:
    del records[place]


def record_doubled(records: list[Record], place: int, _rng: Random, _words: Words) -> None:
    records.insert(place, records[place])


def records_swapped(records: list[Record], place: int, rng: Random, _words: Words) -> None:
    other = min(place + rng.randint(1, 30), len(records) - 1)
    records[place], records[other] = records[other], records[place]


def record_renamed(records: list[Record], place: int, rng: Random, words: Words) -> None:
    records[place] = rng.choice(words.cells), records[place][1]


def record_shortened(records: list[Record], place: int, rng: Random, _words: Words) -> None:
    kind, content = records[place]
    records[place] = kind, content[: rng.randint(0, len(content))]


def record_lengthened(records: list[Record], place: int, rng: Random, _words: Words) -> None:
    kind, content = records[place]
    records[place] = kind, content + rng.randbytes(rng.randint(1, 9))


def number_changed(records: list[Record], place: int, rng: Random, words: Words) -> None:
    """A row, a column, a style, the number of a shared text."""
    kind, content = records[place]
    at, size = rng.choice(words.fields), struct.calcsize(words.number)
    if len(content) >= at + size:
        value = rng.choice([0, 1, 2, 11, 12, 13, 14, 200, 0xFFFF])
        records[place] = kind, content[:at] + struct.pack(words.number, value) + content[at + size :]


def bits_flipped(records: list[Record], place: int, rng: Random, _words: Words) -> None:
    """Anywhere in a record: of a packed number its last two bits say how to read it."""
    kind, content = records[place]
    if content:
        changed = bytearray(content)
        changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
        records[place] = kind, bytes(changed)


CHANGES: tuple[Change, ...] = (
    record_removed,
    record_doubled,
    records_swapped,
    record_renamed,
    record_shortened,
    record_lengthened,
    number_changed,
    number_changed,
    bits_flipped,
    bits_flipped,
)

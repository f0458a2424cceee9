"""Changes to a file as bytes: the zip or compound file around a workbook, or a list of values as text."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from random import Random

Change = Callable[[bytes, Random], bytes]
_DAY = (2020, 3, 14, 0, 0, 0)
_LOCAL, _LISTED, _END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_MOST_BYTES = 9


def unpacked(data: bytes) -> dict[str, bytes]:
    """The parts of a zip by their names, in their order."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: dict[str, bytes], doubled: dict[str, bytes] | None = None) -> bytes:
    """The same bytes from the same parts; `doubled`: parts that are there a second time."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in [*parts.items(), *(doubled or {}).items()]:
            archive.writestr(zipfile.ZipInfo(name, _DAY), content, zipfile.ZIP_DEFLATED, 1)
    return buffer.getvalue()


def with_slashes(data: bytes) -> bytes:
    """The same zip, where names have backslashes: Excel opens those, LibreOffice and openpyxl do not."""
    if not data.startswith(_LOCAL) or b"\\" not in data:
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [name for name in archive.namelist() if "\\" in name]
    for name in names:
        data = data.replace(name.encode(), name.replace("\\", "/").encode())
    return data


# ---------------------------------------------------------------- any bytes


def flipped(data: bytes, rng: Random) -> bytes:
    """Some bits in a few bytes."""
    changed = bytearray(data)
    for _ in range(rng.randint(1, 4)):
        changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def bytes_removed(data: bytes, rng: Random) -> bytes:
    at = rng.randrange(len(data))
    return data[:at] + data[at + rng.randint(1, _MOST_BYTES) :]


def bytes_doubled(data: bytes, rng: Random) -> bytes:
    at = rng.randrange(len(data))
    return data[: at + rng.randint(1, 600)] + data[at:]


def cut_off(data: bytes, rng: Random) -> bytes:
    return data[: rng.randrange(1, len(data))]


def block_overwritten(data: bytes, rng: Random) -> bytes:
    """A block of 512 bytes is that of another place, as on a failing disk."""
    to, source = (rng.randrange(0, len(data), 512) for _ in range(2))
    return data[:to] + data[source : source + 512].ljust(512, b"\0") + data[to + 512 :]


ANY: tuple[Change, ...] = (flipped, bytes_removed, bytes_doubled, cut_off, block_overwritten)

# ---------------------------------------------------------------- a zip


def _at_a_sign(sign: bytes, length: int) -> Change:
    """A field of two bytes behind one of these signs gets another value."""

    def field_changed(data: bytes, rng: Random) -> bytes:
        places = [at for at in range(len(data)) if data.startswith(sign, at)]
        if not places:
            return data
        at = rng.choice(places) + 4 + rng.randrange(0, length - 4, 2)
        value = rng.choice([0, 1, 8, 12, 0xFFFF, rng.randrange(0x10000)])
        return data[:at] + struct.pack("<H", value) + data[at + 2 :]

    return field_changed


def part_removed(data: bytes, rng: Random) -> bytes:
    parts = unpacked(data)
    del parts[rng.choice(list(parts))]
    return packed(parts)


def part_doubled(data: bytes, rng: Random) -> bytes:
    """A name stands twice, the second time with the content of another part, or a little changed."""
    parts = unpacked(data)
    name = rng.choice(list(parts))
    return packed(parts, {name: rng.choice([parts[rng.choice(list(parts))], flipped(parts[name] or b"x", rng)])})


def part_renamed(data: bytes, rng: Random) -> bytes:
    """A folder before it, a step up, or the name of another part; not another case, which LibreOffice alone minds."""
    parts = unpacked(data)
    name = rng.choice(list(parts))
    other = rng.choice([f"/{name}", f"../{name}", name.replace("/", "\\"), rng.choice(list(parts))])
    return packed({other if each == name else each: content for each, content in parts.items()})


def parts_swapped(data: bytes, rng: Random) -> bytes:
    parts = unpacked(data)
    one, other = rng.choice(list(parts)), rng.choice(list(parts))
    return packed(parts | {one: parts[other], other: parts[one]})


def part_cut_off(data: bytes, rng: Random) -> bytes:
    """Whole as a zip, but a part ends early."""
    parts = unpacked(data)
    name = rng.choice([each for each, content in parts.items() if content])
    return packed(parts | {name: cut_off(parts[name] + b" ", rng)})


ZIP: tuple[Change, ...] = (
    _at_a_sign(_LOCAL, 30),
    _at_a_sign(_LISTED, 46),
    _at_a_sign(_END, 22),
    part_removed,
    part_doubled,
    part_renamed,
    parts_swapped,
    part_cut_off,
)

# ---------------------------------------------------------------- a compound file


def header_of_ole_changed(data: bytes, rng: Random) -> bytes:
    at = rng.randrange(8, 512, 2)
    return data[:at] + struct.pack("<H", rng.choice([0, 1, 0xFFFE, rng.randrange(0x10000)])) + data[at + 2 :]


def chain_of_ole_changed(data: bytes, rng: Random) -> bytes:
    """An entry of the table of sectors, or of the directory, points elsewhere."""
    block = 1 << min(int.from_bytes(data[30:32], "little"), 12)
    first = int.from_bytes(data[rng.choice([48, 76]) :][:4], "little")
    start = (first + 1) * block
    if not 0 < start < len(data) - block:
        return flipped(data, rng)
    at = start + rng.randrange(0, block, 4)
    value = rng.choice([0, 0xFFFFFFFE, 0xFFFFFFFF, rng.randrange(200)])
    return data[:at] + struct.pack("<I", value) + data[at + 4 :]


OLE: tuple[Change, ...] = (header_of_ole_changed, chain_of_ole_changed)

# ---------------------------------------------------------------- values as text


def another_delimiter(data: bytes, rng: Random) -> bytes:
    return data.replace(b",", rng.choice([b";", b"\t", b"|", b"\0"]))


def another_encoding(data: bytes, rng: Random) -> bytes:
    return data.decode("utf-8", "replace").encode(rng.choice(["utf-8-sig", "utf-16", "utf-32", "cp1258"]), "replace")


def quotes_opened(data: bytes, rng: Random) -> bytes:
    at = rng.randrange(len(data))
    return data[:at] + rng.choice([b'"', b'""', b"'", b"\0", b"\r"]) + data[at:]


TEXT: tuple[Change, ...] = (another_delimiter, another_encoding, quotes_opened)

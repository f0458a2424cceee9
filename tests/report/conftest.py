"""What tests of the report's files share."""

from __future__ import annotations

import struct
import zlib

import pytest

from giamngheo.report.render.pictures import Drawn


@pytest.fixture(scope="module")
def small_pictures():
    """Pictures have tests of their own; where it is about the rest of a Word file they only need a place."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("giamngheo.report.render.pictures.picture", lambda *_: Drawn(_png(), 165, 80))
        yield


def _png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")

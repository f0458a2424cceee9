"""The sender's zip, read in small pieces and measured, and the clean one that calamine gets instead."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
from typing import NoReturn
from xml.parsers import expat

from giamngheo.core.formats import number
from giamngheo.read.formats.faults import Limits, damaged, encrypted, megabytes, too_large
from giamngheo.read.formats.kinds import ZIP_START, not_as_named, other_kind

CHUNK = 2**20
_MOST_MEMBERS = 20_000
_CENTRAL_ENTRY = b"PK\x01\x02"


class UntrustedZip:
    """A zip of unknown origin: only stored or deflated members, read in pieces of at most 1 MB."""

    def __init__(self, data: bytes, kind: str, limits: Limits) -> None:
        if not data.startswith(ZIP_START):
            other_kind(data, kind)
        # zipfile makes an object of every entry, and 20 MB of directory are 400,000 of them.
        if data.count(_CENTRAL_ENTRY) > _MOST_MEMBERS:
            too_large(f"hơn {number(_MOST_MEMBERS)} tệp con")
        self._zip = zipfile.ZipFile(io.BytesIO(data))
        self._members = {member.filename.lower(): member for member in self._zip.infolist()}
        unpacked = sum(member.file_size for member in self._zip.infolist())
        if unpacked > limits.unpacked_bytes:
            too_large(f"{megabytes(unpacked)} sau khi giải nén")

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._members

    def size(self, name: str) -> int:
        return self._members[name.lower()].file_size

    def name(self, name: str) -> str:
        return self._members[name.lower()].filename

    def chunks(self, name: str) -> Iterator[bytes]:
        """A member's bytes. zipfile stops at the size that was declared and compares the checksum there, so
        a member that says less than it holds gives no more than it says, or is found out."""
        member = self._members[name.lower()]
        if member.flag_bits & 1:
            encrypted()
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            damaged("kiểu nén lạ")  # LZMA asks for gigabytes before the first byte
        with self._zip.open(member) as stream:
            while chunk := stream.read(CHUNK):
                yield chunk

    def xml(self, name: str) -> Iterator[bytes]:
        """The same for XML: no declarations of entities, no tag or text without end."""
        tail = b""
        for chunk in self.chunks(name):
            seam = tail + chunk[:16]
            if b"!DOCTYPE" in chunk or b"!ENTITY" in chunk or b"!DOCTYPE" in seam or b"!ENTITY" in seam:
                damaged("XML có khai báo thực thể (DOCTYPE)")
            if b"\0" in chunk:
                damaged("XML không ở dạng UTF-8")  # where UTF-16 would hide a declaration
            if len(chunk) == CHUNK and b"<" not in chunk:
                too_large("một ô có hơn 1 MB chữ")
            tail = chunk[-16:]
            yield chunk

    def blocks(self, name: str) -> Iterator[bytes]:
        """The same again, never cut inside a cell."""
        if self.size(name) <= CHUNK:
            yield b"".join(self.xml(name))
            return
        rest = b""
        for chunk in self.xml(name):
            block = rest + chunk
            cut = next((at for sign in (b"<row", b"<c ", b"<") if (at := block.rfind(sign)) > 0), 0)
            yield block[:cut]
            rest = block[cut:]
        yield rest


class Package:
    """The clean zip for calamine. Large parts are packed again, so that they are never held whole.

    To be closed also where the sender's file is refused: a zip that is left open complains to the console.
    """

    def __init__(self) -> None:
        self._buffer = io.BytesIO()
        self._zip = zipfile.ZipFile(self._buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1)

    def add(self, name: str, chunks: Iterable[bytes], size: int) -> None:
        if size <= CHUNK:
            self._zip.writestr(name, b"".join(chunks), zipfile.ZIP_STORED)
            return
        with self._zip.open(name, "w") as target:
            for chunk in chunks:
                target.write(chunk)

    def copy(self, archive: UntrustedZip, *names: str) -> None:
        """XML parts as the sender has them; those that are missing are left out."""
        for name in names:
            if name in archive:
                self.add(archive.name(name), archive.xml(name), archive.size(name))

    def __enter__(self) -> Package:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def bytes(self) -> bytes:
        self._zip.close()
        return self._buffer.getvalue()


def parse(
    chunks: Iterable[bytes],
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    for chunk in chunks:
        parser.Parse(chunk, False)
    parser.Parse(b"", True)


def local(tag: str) -> str:
    """`x:row` → `row`: some programs write every tag with a prefix."""
    return tag.rpartition(":")[2] if ":" in tag else tag


def no_workbook(archive: UntrustedZip, kind: str) -> NoReturn:
    signs = (
        ("xl/workbook.xml", "sổ tính .xlsx"),
        ("xl/workbook.bin", "sổ tính .xlsb"),
        ("word/document.xml", "văn bản Word (.docx)"),
        ("ppt/presentation.xml", "trình chiếu (.pptx)"),
        ("content.xml", "tài liệu OpenDocument (.ods, .odt)"),
    )
    found = next((words for member, words in signs if member in archive), "tệp nén (zip)")
    not_as_named(kind, found)

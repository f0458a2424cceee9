"""A zip of unknown origin: counted and measured before a part is read."""

from __future__ import annotations

import io
import posixpath
import re
import struct
import zipfile
from collections.abc import Iterator, Sequence
from math import isfinite
from typing import IO, Any

from lxml import etree  # type: ignore[import-untyped]

from giamngheo.core.file_signatures import ZIP_START
from giamngheo.core.formats import number
from giamngheo.read.faults import Limits, damaged, encrypted, megabytes, too_large
from giamngheo.read.kinds import no_workbook, other_kind

_MOST_MEMBERS = 20_000
_HELD_WHOLE = 8 * 2**20  # bytes of XML; ten times as much in memory
_SAFE: Any = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}
_SAFE |= {"remove_comments": True, "remove_pis": True}
_HEAD = struct.Struct("<6xH6xIII2x2x")  # of a part: flags, checksum, packed and unpacked size
_SIZES_FOLLOW, _IN_ZIP64 = 8, 0xFFFFFFFF
_END = struct.Struct("<10xH10x")  # of the directory: how many parts it lists
_END_START, _END_IN_ZIP64, _COUNT_IN_ZIP64 = b"PK\x05\x06", b"PK\x06\x07", 0xFFFF
_USES = {
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
}
_TYPES = "[Content_Types].xml"
_TYPES_OF_WORKBOOKS = re.compile(
    r"application/vnd\.(?:openxmlformats-officedocument\.spreadsheetml|ms-excel)\..*\bmain(?:\+xml)?"
)
NO_LIST = "danh mục các phần của tệp bị thiếu hoặc hỏng"
_ENCODINGS = {"UTF-8", "UTF-16", "UTF-16LE", "UTF-16BE", "ISO-8859-1", "US-ASCII", "ASCII"}


class UntrustedZip:
    """Parts by their names, which are compared without case; only stored or deflated ones."""

    def __init__(self, data: bytes, kind: str, limits: Limits) -> None:
        if not data.startswith(ZIP_START):
            other_kind(data, kind)
        # zipfile makes an object of every entry, and 20 MB of directory are 400,000 of them.
        if data.count(b"PK\x01\x02") > _MOST_MEMBERS:
            too_large(f"hơn {number(_MOST_MEMBERS)} tệp con")
        self._data = data
        self._zip = zipfile.ZipFile(io.BytesIO(data))
        self._members = {member.filename.replace("\\", "/").lower(): member for member in self._zip.infolist()}
        if not self._is_whole():
            damaged(NO_LIST)
        unpacked = sum(member.file_size for member in self._members.values())
        if unpacked > limits.unpacked_bytes:
            too_large(f"{megabytes(unpacked)} sau khi giải nén")

    def __contains__(self, name: object) -> bool:
        return str(name).lower() in self._members

    def __iter__(self) -> Iterator[str]:
        """The names of the parts, in lower case, without folders."""
        return (name for name in self._members if not name.endswith("/"))

    def open(self, name: str) -> IO[bytes]:
        """zipfile stops at the size that was declared, and compares the checksum there."""
        member = self._members.get(name.lower())
        if member is None:
            damaged()
        if member.flag_bits & 1:
            encrypted()
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            damaged("kiểu nén lạ")  # LZMA asks for gigabytes before the first byte
        if not self._is_as_listed(member):
            damaged()
        return self._zip.open(member)

    def _is_whole(self) -> bool:
        """Whether the directory lists as many parts as its end says, each once: zipfile asks neither and takes the last of two,
        where LibreOffice opens nothing."""
        if len(self._members) != len(self._zip.infolist()):
            return False
        (count,) = _END.unpack_from(self._data, self._data.rfind(_END_START))
        if count == _COUNT_IN_ZIP64 and _END_IN_ZIP64 in self._data:
            return True
        return bool(count == len(self._zip.infolist()))

    def _is_as_listed(self, member: zipfile.ZipInfo) -> bool:
        """Whether a part is as long as the directory says, and its own head says the same: where zipfile asks the one,
        LibreOffice asks the other. The head may leave it open."""
        if member.header_offset + _HEAD.size + member.compress_size > len(self._data):
            return False
        flags, *own = _HEAD.unpack_from(self._data, member.header_offset)
        if flags & _SIZES_FOLLOW or not own[-1] or _IN_ZIP64 in own:
            return True
        return own == [member.CRC, member.compress_size, member.file_size]

    def read(self, name: str) -> bytes:
        with self.open(name) as stream:
            return stream.read()

    def chunks(self, name: str) -> Iterator[bytes]:
        """The same in pieces."""
        with self.open(name) as stream:
            yield from iter(lambda: stream.read(2**20), b"")

    def count(self, name: str, mark: bytes) -> int:
        """How often a word stands in a part, less some between two chunks."""
        return sum(chunk.count(mark) for chunk in self.chunks(name))

    def root(self, name: str) -> Any:
        """A part of XML, whole. No entities: a text that stands for another is not read."""
        root = etree.fromstring(self.read(name), etree.XMLParser(**_SAFE))
        _refuse_odd(root)
        return root

    def start(self, name: str) -> Any:
        """A part's outermost element, without what is in it."""
        with self.open(name) as stream:
            return next(etree.iterparse(stream, events=("start",), **_SAFE))[1]

    def elements(self, name: str, *tags: str) -> Iterator[Any]:
        """A part's elements of these names (without a namespace), each whole, in document order.

        A small part is parsed at once, of a large one each element is let go of after it was used.
        """
        wanted = tuple(f"{{*}}{tag}" for tag in tags)
        if name in self and self._members[name.lower()].file_size <= _HELD_WHOLE:
            yield from self.root(name).iter(*wanted)
            return
        with self.open(name) as stream:
            parsing = etree.iterparse(stream, events=("end",), tag=wanted, **_SAFE)
            for _, element in parsing:
                yield element
                element.clear(keep_tail=False)
                while (before := element.getprevious()) is not None:
                    before.getparent().remove(before)
            _refuse_odd(parsing.root)


def _refuse_odd(root: Any) -> None:
    """Entities, and encodings that spreadsheet programs do not know: where libxml2 reads a sheet, they show none."""
    told = None if root is None else root.getroottree().docinfo
    if told and told.doctype:
        damaged("XML có khai báo thực thể (DOCTYPE)")
    if told and (told.encoding or "UTF-8").upper() not in _ENCODINGS:
        damaged("XML ở bảng mã lạ")


def local(element: Any) -> str:
    """`{…}row` → `row`; a comment has no name."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def attribute(element: Any, name: str) -> str:
    """An attribute by its name without a namespace."""
    return next((str(value) for key, value in element.items() if key.rpartition("}")[2] == name), "")


def truth(value: str | None) -> bool:
    """An attribute that says yes or no, as all programs understand it."""
    return value in ("1", "true", "on")


def number_in(text: str) -> float:
    """The number that a file holds as text; Python reads as numbers what no spreadsheet program does."""
    value = float(text)
    if not isfinite(value) or "_" in text or not text.isascii():
        damaged("một ô có số ghi sai")
    return value


def relations(archive: UntrustedZip, part: str) -> dict[str, tuple[str, str]]:
    """id → (part, use) of all that a part of an Office file points to inside the file; `""` is the file itself."""
    folder, _, leaf = part.rpartition("/")
    listed = posixpath.join(folder, "_rels", f"{leaf}.rels")
    found: dict[str, tuple[str, str]] = {}
    if listed not in archive:
        return found
    for element in archive.elements(listed, "Relationship"):
        if element.get("TargetMode") != "External":
            target = element.get("Target", "").replace("\\", "/")
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            base, _, use = element.get("Type", "").rpartition("/")
            found[element.get("Id", "")] = (path, use if base in _USES else "")
    return found


def main_part(archive: UntrustedZip, kind: str, usual: str) -> str:
    """The workbook itself, where the file says it is (`usual`: where programs lay it). Excel and LibreOffice open no file
    whose lists of parts and of their types are gone or do not tell of it: `damaged`."""
    main = used_as(relations(archive, ""), "officeDocument")
    if not main and usual in archive:
        damaged(NO_LIST)
    if main not in archive or not main.lower().endswith(posixpath.splitext(usual)[1]) or "word" in main:
        no_workbook(archive, kind)
    if _TYPES not in archive or not _TYPES_OF_WORKBOOKS.fullmatch(_type_of(archive, main)):
        damaged(NO_LIST)
    return main


def _type_of(archive: UntrustedZip, part: str) -> str:
    """The type that a part of an Office file is said to be of: its own, or that of its ending."""
    own, of_ending = f"/{part}".lower(), posixpath.splitext(part)[1].lower()
    found = {}
    for element in archive.elements(_TYPES, "Override", "Default"):
        name = element.get("PartName") or f".{element.get('Extension', '')}"
        found[name.lower()] = element.get("ContentType", "")
    return str(found.get(own) or found.get(of_ending, ""))


def check_listed(sheets: Sequence[str], parts: dict[str, tuple[str, str]]) -> None:
    """Each sheet of a workbook has a part of its own: Excel opens no other, and one part would be read as often as it is named."""
    named = [parts[sheet][0] for sheet in sheets if sheet in parts]
    if len(named) != len(sheets) or len(set(named)) != len(named):
        damaged("danh mục trang tính không khớp")


def used_as(found: dict[str, tuple[str, str]], use: str) -> str:
    """The part that is used so, empty where there is none."""
    return next((part for part, its_use in found.values() if its_use == use), "")

"""A zip of unknown origin: counted and measured before a part is read."""

from __future__ import annotations

import io
import posixpath
import re
import struct
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from math import isfinite
from typing import IO, Any
from xml.parsers import expat

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
    r"application/vnd\.(?:openxmlformats-officedocument\.spreadsheetml|ms-excel)\..*\bmain(?:\+xml)?", re.IGNORECASE
)
NO_LIST = "danh mục các phần của tệp bị thiếu hoặc hỏng"
TWINS = "có hai phần cùng tên mà nội dung khác nhau"
_DECLARES = "XML có khai báo thực thể (DOCTYPE)"
_ENCODINGS = {"UTF-8", "UTF8", "UTF-16", "UTF-16LE", "UTF-16BE"}  # each writes a word as `count` looks for it
_ENCODINGS |= {"ISO-8859-1", "ISO8859-1", "LATIN1", "US-ASCII", "ASCII", "WINDOWS-1252", "WINDOWS-1258"}


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
        self._members: dict[str, zipfile.ZipInfo] = {}
        for member in self._zip.infolist():
            self._note(member)
        if not self._is_whole():
            damaged(NO_LIST)
        unpacked = sum(member.file_size for member in self._members.values())
        if unpacked > limits.unpacked_bytes:
            too_large(f"{megabytes(unpacked)} sau khi giải nén")

    def __contains__(self, name: object) -> bool:
        """Whether there is such a part with anything in it: programs pass over one of no bytes that they can do without."""
        member = self._members.get(str(name).lower())
        return member is not None and member.file_size > 0

    def __iter__(self) -> Iterator[str]:
        """The names of the parts, in lower case, without folders."""
        return iter(self._members)

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

    def _note(self, member: zipfile.ZipInfo) -> None:
        """A part that is there twice is the same twice: of two that differ, programs take one or the other."""
        name = member.filename.replace("\\", "/").lower()
        if name.endswith("/"):
            return  # a folder
        before = self._members.setdefault(name, member)
        if (before.CRC, before.file_size) != (member.CRC, member.file_size):
            damaged(TWINS)

    def _is_whole(self) -> bool:
        """Whether the directory lists as many parts as its end says: zipfile does not ask, LibreOffice opens no other."""
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

    def count(self, name: str, word: str) -> int:
        """How often a word stands in a part of XML, in whichever encoding, less some between two chunks."""
        marks = word.encode(), word.encode("utf-16-le")[:-1]  # in either order of bytes
        return sum(chunk.count(mark) for chunk in self.chunks(name) for mark in marks)

    def root(self, name: str) -> Any:
        """A part of XML, whole. No entities: a text that stands for another is not read."""
        return _parsed(self.read(name))

    def is_small(self, name: str) -> bool:
        """Whether a part may be held whole."""
        return name in self and self._members[name.lower()].file_size <= _HELD_WHOLE

    def start(self, name: str) -> Any:
        """A part's outermost element, without what is in it."""
        with self.open(name) as stream:
            root = next(etree.iterparse(stream, events=("start",), **_SAFE))[1]
        _refuse_odd_encoding(root)
        return root

    def elements(self, name: str, *tags: str) -> Iterator[Any]:
        """A part's elements of these names (without a namespace), each whole, in document order.

        A small part is parsed at once, of a large one each element is let go of after it was used.
        """
        if self.is_small(name):
            yield from elements_of(self.read(name), *tags)
            return
        with self.open(name) as stream:
            parsing = etree.iterparse(stream, events=("end",), tag=_in_any_namespace(tags), **_SAFE)
            for _, element in parsing:
                yield element
                element.clear(keep_tail=False)
                while (before := element.getprevious()) is not None:
                    before.getparent().remove(before)
            if parsing.root is not None and parsing.root.getroottree().docinfo.doctype:
                damaged(_DECLARES)  # what has been let go of cannot be looked through
            _refuse_odd_encoding(parsing.root)


def elements_of(data: bytes, *tags: str) -> Iterator[Any]:
    """`UntrustedZip.elements` of a part that has been read."""
    return iter(_parsed(data).iter(*_in_any_namespace(tags)))


def _parsed(data: bytes) -> Any:
    root = etree.fromstring(data, etree.XMLParser(**_SAFE))
    if root.getroottree().docinfo.doctype:
        _refuse_declarations(root, data)
    _refuse_odd_encoding(root)
    return root


def _in_any_namespace(tags: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"{{*}}{tag}" for tag in tags)


def _refuse_declarations(root: Any, data: bytes) -> None:
    """A document's type may be named, as in manifests since OpenOffice.org 2, where it declares nothing: nothing is fetched."""
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_subset
    parser.Parse(data, True)
    if next(root.iter(etree.Entity), None) is not None:
        damaged(_DECLARES)


def _refuse_subset(_name: str, _system: str | None, _public: str | None, has_subset: bool) -> None:
    if has_subset:
        damaged(_DECLARES)


def _refuse_odd_encoding(root: Any) -> None:
    """Encodings that spreadsheet programs do not know: where libxml2 reads a sheet, they show none."""
    told = None if root is None else root.getroottree().docinfo
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

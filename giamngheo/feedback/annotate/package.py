"""The sender's package: parts that are not touched keep their bytes, their order and their dates."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from giamngheo.feedback.annotate.records import NotEditable
from giamngheo.feedback.annotate.xml import OFFICE, Element, add, new, parse, to_bytes
from giamngheo.read.formats import Limits
from giamngheo.read.package import UntrustedZip

_TYPES_PART = "[Content_Types].xml"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_EARLIEST = (1980, 1, 1, 0, 0, 0)

CONTENT_TYPES = {
    "worksheet": f"{_SPREADSHEET}.worksheet+xml",
    "styles": f"{_SPREADSHEET}.styles+xml",
    "comments": f"{_SPREADSHEET}.comments+xml",
}


class OoxmlPackage:
    """Parts by their names, which are compared without case."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        self._archive = UntrustedZip(data, "xlsx", limits)
        self._parts: dict[str, tuple[zipfile.ZipInfo, bytes | None]] = {}  # no bytes: as the sender's are
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [
                member for member in archive.infolist() if not member.is_dir()
            ]  # folders come with what is in them
        self._parts.update((member.filename.lower(), (member, None)) for member in members)
        self._relationships: dict[str, Relationships] = {}
        self._types = parse(self.read(_TYPES_PART))
        self.office = OFFICE

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._parts

    def read(self, name: str) -> bytes:
        if name not in self:
            raise NotEditable("a part is missing")
        return b"".join(self._chunks(*self._parts[name.lower()]))

    def write(self, name: str, data: bytes) -> None:
        fresh = zipfile.ZipInfo(name, _EARLIEST)
        fresh.compress_type = zipfile.ZIP_DEFLATED
        member, _ = self._parts.get(name.lower(), (fresh, None))
        self._parts[name.lower()] = (member, data)

    def add_part(self, name: str, data: bytes, kind: str) -> None:
        self.write(name, data)
        self._undeclare(name)
        add(self._types, "Override", PartName=f"/{name}", ContentType=CONTENT_TYPES[kind])

    def free_name(self, start: str, ending: str) -> str:
        """`xl/comments7.xml`: the first number that no part has."""
        return next(name for at in range(1, 100_000) if (name := f"{start}{at}{ending}") not in self)

    def declare_ending(self, ending: str, content_type: str) -> None:
        known = {each.get("Extension", "").lower() for each in self._types.findall("{*}Default")}
        if ending not in known:
            self._types.insert(0, add(self._types, "Default", Extension=ending, ContentType=content_type))

    def relationships(self, part: str) -> Relationships:
        folded = part.lower()
        if folded not in self._relationships:
            self._relationships[folded] = Relationships(self, part)
        return self._relationships[folded]

    def remove(self, part: str) -> None:
        """Take a part out, with its relationships, its type, and the parts that only it pointed to."""
        below = [each.target for each in self.relationships(part).internal()]
        for name in (part, _relationships_of(part)):
            self._parts.pop(name.lower(), None)
        del self._relationships[part.lower()]
        self._undeclare(part)
        for target in below:
            if target in self and not self._is_pointed_to(target):
                self.remove(target)

    def packed(self) -> bytes:
        for relationships in self._relationships.values():
            relationships.save()
        self.write(_TYPES_PART, to_bytes(self._types))
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as target:
            for member, data in self._parts.values():
                with target.open(_clean(member), "w") as stream:
                    stream.writelines(self._chunks(member, data))
        return buffer.getvalue()

    def _chunks(self, member: zipfile.ZipInfo, data: bytes | None) -> Iterable[bytes]:
        return self._archive.chunks(member.filename) if data is None else (data,)

    def _undeclare(self, part: str) -> None:
        for each in self._types.findall("{*}Override"):
            if each.get("PartName", "").lower() == f"/{part}".lower():
                self._types.remove(each)

    def _is_pointed_to(self, part: str) -> bool:
        owners = {owner for member, _ in self._parts.values() if (owner := _owner(member.filename)) is not None}
        used = (each for owner in owners | set(self._relationships) for each in self.relationships(owner).internal())
        return any(each.target.lower() == part.lower() for each in used)


@dataclass(frozen=True)
class Relationship:
    """`use` is the end of its type: `comments`, `styles` …; `target` the name of the part."""

    id: str
    use: str
    target: str


class Relationships:
    """What a part points to. Saved only where something was changed."""

    def __init__(self, package: OoxmlPackage, part: str) -> None:
        self._package, self._name, self._folder = package, _relationships_of(part), posixpath.dirname(part)
        is_there = self._name in package
        self._root: Element = parse(package.read(self._name)) if is_there else new(_RELATIONSHIPS, "Relationships")
        self._is_changed = False

    def internal(self) -> Iterator[Relationship]:
        for each in self._root.findall("{*}Relationship"):
            if each.get("TargetMode") != "External":
                target = each.get("Target", "").replace("\\", "/")
                path = target[1:] if target.startswith("/") else posixpath.normpath(f"{self._folder}/{target}")
                yield Relationship(each.get("Id", ""), each.get("Type", "").rpartition("/")[2], path.lstrip("/"))

    def by_id(self, identity: str | None) -> str | None:
        return self._existing(each.target for each in self.internal() if each.id == identity)

    def first(self, use: str) -> str | None:
        """The part that is used as `comments`, `styles` …"""
        return self._existing(each.target for each in self.internal() if each.use == use)

    def add(self, use: str, target: str) -> str:
        """The identity of a new one."""
        known = {each.get("Id") for each in self._root}
        identity = next(name for at in range(1, 100_000) if (name := f"rId{at}") not in known)
        path = posixpath.relpath(target, self._folder or ".")
        add(self._root, "Relationship", Id=identity, Type=f"{self._package.office}/{use}", Target=path)
        self._is_changed = True
        return identity

    def put(self, use: str, data: bytes, name: str) -> None:
        """Write the part that is used as `comments`, `styles` …; with this name where there is none yet."""
        if part := self.first(use):
            self._package.write(part, data)
        else:
            self._package.add_part(name, data, use)
            self.add(use, name)

    def drop(self, target: str) -> None:
        """Take out a part to which this one points."""
        gone = {each.id for each in self.internal() if each.target.lower() == target.lower()}
        for each in [each for each in self._root if each.get("Id") in gone]:
            self._root.remove(each)
            self._is_changed = True
        self._package.remove(target)

    def save(self) -> None:
        if self._is_changed:
            self._package.write(self._name, to_bytes(self._root))

    def _existing(self, targets: Iterable[str]) -> str | None:
        first = next(iter(targets), None)
        return first if first and first in self._package else None


def _relationships_of(part: str) -> str:
    """`xl/workbook.xml` → `xl/_rels/workbook.xml.rels`."""
    folder, leaf = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{leaf}.rels")


def _owner(name: str) -> str | None:
    """The part whose relationships a part holds."""
    folder, leaf = posixpath.split(name)
    above, last = posixpath.split(folder)
    return posixpath.join(above, leaf.removesuffix(".rels")) if last == "_rels" and leaf.endswith(".rels") else None


def _clean(member: zipfile.ZipInfo) -> zipfile.ZipInfo:
    """Its name, date and way of packing, without what else a sender's directory says."""
    clean = zipfile.ZipInfo(member.filename, member.date_time)
    clean.compress_type = member.compress_type
    clean.create_system, clean.external_attr = 3, 0o644 << 16
    return clean

"""The sender's package: parts that are not touched keep their bytes, their order and their dates."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from giamngheo.feedback.annotate.records import NotEditable
from giamngheo.feedback.annotate.xml import (
    OFFICE,
    RELATIONS,
    STRICT_OFFICE,
    Element,
    add,
    local_name,
    new,
    parse,
    to_bytes,
)
from giamngheo.read.formats import Limits
from giamngheo.read.formats.package import UntrustedZip

_TYPES_PART = "[Content_Types].xml"
_EARLIEST = (1980, 1, 1, 0, 0, 0)


class OoxmlPackage:
    """Reads parts through the container's own look at hostile zips; names are compared without case."""

    def __init__(self, data: bytes, kind: str, limits: Limits) -> None:
        self._archive = UntrustedZip(data, kind, limits)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            self._members = {member.filename.lower(): member for member in archive.infolist()}
        self._written: dict[str, tuple[str, bytes]] = {}
        self._removed: set[str] = set()
        self._relations: dict[str, Relations] = {}
        self._types = parse(self.read(_TYPES_PART))
        self.is_strict = False

    def __contains__(self, name: str) -> bool:
        folded = name.lower()
        return folded not in self._removed and (folded in self._written or folded in self._members)

    def names(self) -> list[str]:
        known = [member.filename for member in self._members.values()] + [name for name, _ in self._written.values()]
        return [name for name in dict.fromkeys(known) if name in self]

    def read(self, name: str) -> bytes:
        folded = name.lower()
        if name not in self:
            raise NotEditable("a part is missing")
        if folded in self._written:
            return self._written[folded][1]
        return b"".join(self._archive.chunks(name))

    def write(self, name: str, data: bytes) -> None:
        folded = name.lower()
        self._removed.discard(folded)
        self._written[folded] = (self._members[folded].filename if folded in self._members else name, data)

    def add_part(self, name: str, data: bytes, content_type: str) -> None:
        self.write(name, data)
        self.declare(name, content_type)

    def free_name(self, start: str, ending: str) -> str:
        """`xl/comments7.xml`: the first number that no part has."""
        return next(name for at in range(1, 100_000) if (name := f"{start}{at}{ending}") not in self)

    def declare(self, name: str, content_type: str) -> None:
        self._undeclare(name)
        add(self._types, "Override", PartName=f"/{name}", ContentType=content_type)

    def declare_ending(self, ending: str, content_type: str) -> None:
        for each in self._types:
            if local_name(each) == "Default" and each.get("Extension", "").lower() == ending:
                return
        default = add(self._types, "Default", Extension=ending, ContentType=content_type)
        self._types.insert(0, default)

    def relations(self, part: str) -> Relations:
        folded = part.lower()
        if folded not in self._relations:
            self._relations[folded] = Relations(self, part)
        return self._relations[folded]

    def remove(self, part: str) -> None:
        """Take a part out, with its relations, its type, and the parts that only it pointed to."""
        below = [each.target for each in self.relations(part).internal()]
        self._take_out(part)
        for target in below:
            if target in self and not self._is_pointed_to(target):
                self.remove(target)

    def packed(self) -> bytes:
        for relations in self._relations.values():
            relations.save()
        self.write(_TYPES_PART, to_bytes(self._types))
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as target:
            for folded, member in self._members.items():
                if folded not in self._removed:
                    self._put(target, folded, member)
            for folded, (name, data) in self._written.items():
                if folded not in self._members and folded not in self._removed:
                    target.writestr(_member(name, _EARLIEST), data, zipfile.ZIP_DEFLATED)
        return buffer.getvalue()

    def _put(self, target: zipfile.ZipFile, folded: str, member: zipfile.ZipInfo) -> None:
        copy = _member(member.filename, member.date_time)
        copy.compress_type = member.compress_type
        if folded in self._written:
            target.writestr(copy, self._written[folded][1])
            return
        copy.file_size = member.file_size
        with target.open(copy, "w") as stream:
            for chunk in self._archive.chunks(member.filename):
                stream.write(chunk)

    def _take_out(self, part: str) -> None:
        own = relations_of(part)
        for name in (part, own):
            self._removed.add(name.lower())
            self._written.pop(name.lower(), None)
        self._relations.pop(part.lower(), None)
        self._undeclare(part)

    def _undeclare(self, part: str) -> None:
        for each in list(self._types):
            if local_name(each) == "Override" and each.get("PartName", "").lower() == f"/{part}".lower():
                self._types.remove(each)

    def _is_pointed_to(self, part: str) -> bool:
        owners = {owner for name in self.names() if (owner := _owner(name)) is not None}
        owners |= set(self._relations)
        return any(each.target.lower() == part.lower() for owner in owners for each in self.relations(owner).internal())


@dataclass(frozen=True)
class Relation:
    id: str
    use: str
    target: str


class Relations:
    """What a part points to. Saved only where something was changed."""

    def __init__(self, package: OoxmlPackage, part: str) -> None:
        self._package, self._name = package, relations_of(part)
        self._folder = posixpath.dirname(part)
        self._root: Element = (
            parse(package.read(self._name)) if self._name in package else new(RELATIONS, "Relationships")
        )
        self._is_changed = False

    def internal(self) -> Iterator[Relation]:
        for each in self._root:
            if local_name(each) == "Relationship" and each.get("TargetMode") != "External":
                target = each.get("Target", "").replace("\\", "/")
                path = target[1:] if target.startswith("/") else posixpath.normpath(f"{self._folder}/{target}")
                yield Relation(each.get("Id", ""), each.get("Type", "").rpartition("/")[2], path.lstrip("/"))

    def by_id(self, identity: str) -> str | None:
        return next((each.target for each in self.internal() if each.id == identity), None)

    def first(self, use: str) -> str | None:
        """The part that is used as `comments`, `styles` …"""
        return next((each.target for each in self.internal() if each.use == use), None)

    def add(self, use: str, target: str) -> str:
        known = {each.get("Id") for each in self._root}
        identity = next(name for at in range(1, 100_000) if (name := f"rId{at}") not in known)
        kind = STRICT_OFFICE if self._package.is_strict else OFFICE
        path = posixpath.relpath(target, self._folder or ".")
        add(self._root, "Relationship", Id=identity, Type=f"{kind}/{use}", Target=path)
        self._is_changed = True
        return identity

    def drop(self, target: str) -> None:
        gone = {each.id for each in self.internal() if each.target.lower() == target.lower()}
        for each in [each for each in self._root if each.get("Id") in gone]:
            self._root.remove(each)
            self._is_changed = True

    def save(self) -> None:
        if self._is_changed:
            self._package.write(self._name, to_bytes(self._root))


def relations_of(part: str) -> str:
    """`xl/workbook.xml` → `xl/_rels/workbook.xml.rels`."""
    folder, _, leaf = part.rpartition("/")
    return f"{folder}/_rels/{leaf}.rels" if folder else f"_rels/{leaf}.rels"


def _owner(name: str) -> str | None:
    """The part whose relations a part holds."""
    folder, _, leaf = name.rpartition("/")
    if not leaf.endswith(".rels") or folder.rpartition("/")[2] != "_rels":
        return None
    above = folder.removesuffix("_rels")
    return f"{above}{leaf.removesuffix('.rels')}"


def _member(name: str, moment: tuple[int, int, int, int, int, int]) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, moment)
    member.compress_type = zipfile.ZIP_DEFLATED
    member.create_system = 3
    member.external_attr = 0o644 << 16
    return member

"""Where names, codes and notes of households stand in all that an office leaves behind: files, databases, mails.

They are looked for as words without their diacritics, so that neither NFC nor NFD, nor another case hides one; in packed
files, encoded mails and escaped texts too. What belongs where is SECURITY.md's: the warehouse, the archive, and what the
unit itself sent or is answered.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import email
import gzip
import hashlib
import html
import io
import re
import sqlite3
import unicodedata
import urllib.parse
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from email import policy
from pathlib import Path

from giamngheo.metadata.units import folder_code
from tests.support.workbooks import Book

_HOMES = ("warehouse.db", "archive")  # in the state directory; the first with what SQLite lays beside it
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_TAG = re.compile(r"<[^<>]*>")
_ENCODED = re.compile(r"[A-Za-z0-9+/\r\n]{40,}={0,2}")
_WORD = re.compile(r"\w+")
_SQLITE = b"SQLite format 3\x00"

Words = tuple[str, ...]


@dataclass
class Households:
    """What is looked for: words → the units whose households they tell of."""

    units: dict[Words, set[str]] = field(default_factory=lambda: defaultdict(set))
    _begins: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    _known: dict[str, dict[Words, set[str]]] = field(default_factory=dict)

    def add(self, books: Iterable[Book]) -> None:
        """Heads, codes (as one number and in two groups) and notes of every household."""
        for one in books:
            for row in one.households:
                code = str(row["household_code"])
                for text in (row["head_name"], code, f"{code[:5]} {code[5:]}", row.get("note")):
                    if text:
                        self.add_text(one.unit, str(text))

    def add_text(self, unit: str, text: str) -> None:
        """Anything else that is looked for."""
        words = _words(text)
        self.units[words].add(unit)
        self._begins[words[0]].add(len(words))

    def in_data(self, data: bytes) -> dict[Words, set[str]]:
        """What is found in a file's content or anything packed into it: words → units."""
        key = hashlib.sha256(data).hexdigest()
        if key not in self._known:
            found: dict[Words, set[str]] = {}
            for text in _texts(data):
                found |= self.in_text(text)
            for inner in _packed(data):
                found |= self.in_data(inner)
            self._known[key] = found
        return self._known[key]

    def in_text(self, text: str) -> dict[Words, set[str]]:
        words = _words(text)
        found = {}
        for place, word in enumerate(words):
            for length in self._begins.get(word, ()):
                some = words[place : place + length]
                if some in self.units:
                    found[some] = self.units[some]
        return found


def misplaced(
    households: Households, home: Path, inbox: Path, mails: Sequence[tuple[str, bytes]], addresses: Mapping[str, str]
) -> list[str]:
    """Each file, database or mail that tells of households it should not, and of how many. `addresses`: of each unit.

    An error where the places that should have them have none: then nothing would be found anywhere.
    """
    unit_of = {address: unit for unit, address in addresses.items()}
    found, at_home = [], {"warehouse": False, "archive": False, "answer": not mails}
    for path in _files(home):
        place = path.relative_to(home)
        told = households.in_data(_content(path)) | households.in_text(str(place))
        belongs = place.parts[0].startswith(_HOMES)
        if belongs and told:
            at_home["archive" if place.parts[0] == "archive" else "warehouse"] = True
        found += [] if belongs else _said(f"{home.name}/{place}", told)
    for path in _files(inbox):
        place = path.relative_to(inbox)
        told = households.in_data(_content(path)) | households.in_text(str(place))
        found += _said(f"{inbox.name}/{place}", told, folder_code(place.parts[0]) if len(place.parts) > 1 else None)
    for number, (recipient, data) in enumerate(mails):
        told = households.in_data(data)
        at_home["answer"] |= bool(told)
        found += _said(f"mail {number} to {recipient}", told, unit_of.get(recipient))
    if not all(at_home.values()):
        raise AssertionError(f"households are not found where they belong: {at_home}")
    return found


def _said(place: str, told: Mapping[Words, set[str]], unit: str | None = None) -> list[str]:
    others = [words for words, units in told.items() if unit not in units]
    return (
        [f"{place}: {len(others)} of other units"] if others and unit else [f"{place}: {len(others)}"] if others else []
    )


def _content(path: Path) -> bytes:
    """Of a database with what still stands in its log of changes: there columns follow each other without a gap."""
    log = path.with_name(f"{path.name}-wal")
    if not (log.exists() and path.read_bytes()[: len(_SQLITE)] == _SQLITE):
        return path.read_bytes()
    with contextlib.closing(sqlite3.connect(path)) as source, contextlib.closing(sqlite3.connect(":memory:")) as whole:
        source.backup(whole)
        return whole.serialize()


def _files(folder: Path) -> Iterator[Path]:
    """One after the other: a database that is read to its end takes its log away."""
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def _words(text: str) -> Words:
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return tuple(_WORD.findall(plain.casefold().replace("đ", "d")))


def _texts(data: bytes) -> Iterator[str]:
    """What can be read in it as it is: with its escapes, and without its tags."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        yield data.decode("utf-16", "replace")
        return
    text = data.decode("utf-8", "replace")
    yield text
    if "\\u" in text:
        yield _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    if "<" in text:
        yield html.unescape(_TAG.sub(" ", text))
    if "%" in text and "://" in text:
        yield urllib.parse.unquote(text)


def _packed(data: bytes) -> Iterator[bytes]:
    """Files in the file, rows of a database, parts of a mail, what is written in base64."""
    if data.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            yield from (package.read(name) for name in package.namelist())
    elif data.startswith(b"\x1f\x8b"):
        yield gzip.decompress(data)
    elif data.startswith(_SQLITE):
        yield from _rows(data)
    elif b"\nMIME-Version:" in data[:10_000] or data.startswith(b"MIME-Version:"):
        yield from _parts(data)
    else:
        yield from _from_base64(data)


def _rows(data: bytes) -> Iterator[bytes]:
    """Every value of every table."""
    with contextlib.closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(data[:18] + b"\x01\x01" + data[20:])  # in memory there is no log
        for (table,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            values = [value for row in database.execute(f'SELECT * FROM "{table}"') for value in row]
            yield "\0".join(value for value in values if isinstance(value, str)).encode("utf-8", "replace")
            yield from (value for value in values if isinstance(value, bytes))


def _parts(data: bytes) -> Iterator[bytes]:
    letter = email.message_from_bytes(data, policy=policy.default)
    yield "\n".join(str(value) for value in letter.values()).encode()
    for part in letter.walk():
        yield "\n".join(str(value) for value in part.values()).encode()
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            yield content


def _from_base64(data: bytes) -> Iterator[bytes]:
    for match in _ENCODED.finditer(data.decode("latin-1")):
        try:
            decoded = base64.b64decode(match[0])
            if not decoded.startswith((b"PK\x03\x04", b"\x1f\x8b", b"\x80")):  # zip, gzip, pickle
                decoded.decode("utf-8")
        except (binascii.Error, UnicodeDecodeError):
            continue
        yield decoded

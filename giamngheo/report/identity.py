"""A draft's code: what tells it from every other draft, in its name and in its foot, and again in what comes back signed.

`BCGN-2020-03-L1-3F9A2C18`: the period, the revision, and what the draft says.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass

from giamngheo.core.text import tidy
from giamngheo.report.content import ReportContent

DRAFT, CODE_IN_WORDS = "DỰ THẢO", "Mã báo cáo"
_CODE = re.compile(r"BCGN-(\d{4}(?:-(?:\d{2}|Q\d|H\d|9M))?)-L(\d+)-([0-9A-F]{8})")
_DASHES = re.compile(r"[\u2010-\u2015\u2212_]")


@dataclass(frozen=True)
class DraftCode:
    period: str
    revision: int
    digest: str

    def __str__(self) -> str:
        return f"BCGN-{self.period}-L{self.revision}-{self.digest}"


def code_of(content: ReportContent, document: str) -> DraftCode:
    """Of a draft that is about to be drawn. It is kept in the file's name: another version may write a content otherwise."""
    said = f"{document}\n{content.model_dump_json()}"
    return DraftCode(content.period, content.revision, hashlib.sha256(said.encode()).hexdigest()[:8].upper())


def codes_in(text: str) -> list[DraftCode]:
    """Each code in a text or a name once, whatever line breaks, spaces and dashes a program has made of it."""
    bare = _DASHES.sub("-", re.sub(r"\s", "", unicodedata.normalize("NFKC", tidy(text)))).upper()
    found = (DraftCode(period, int(revision), digest) for period, revision, digest in _CODE.findall(bare))
    return list(dict.fromkeys(found))

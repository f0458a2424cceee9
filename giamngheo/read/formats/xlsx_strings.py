"""The shared texts of an .xlsx, which its cells name by number."""

from __future__ import annotations

import re

from giamngheo.read.formats.faults import Limits
from giamngheo.read.formats.grid import check_text
from giamngheo.read.formats.package import CHUNK, Package, UntrustedZip, local, parse

TAG = re.compile(rb"<[^<>]*>")


class SharedStrings:
    """The texts that cells name by number: one long text in many cells is a bomb."""

    def __init__(self, archive: UntrustedZip, parts: list[str]) -> None:
        self._archive = archive
        self._parts = [part for part in parts if part in archive]
        self._lengths: list[int] | None = None
        self.longest = 0

    def copy(self, package: Package, limits: Limits) -> None:
        for part in self._parts:
            size = self._archive.size(part)
            check_text(size, limits)
            if size <= CHUNK:
                content = b"".join(self._archive.xml(part))
                head, *texts = content.split(b"si>")
                self.longest = max(self.longest, len(TAG.sub(b"", head)), *map(len, texts))
                package.add(self._archive.name(part), [content], size)
            else:
                self.longest = max(self.longest, *self.lengths(), 0)
                package.copy(self._archive, part)

    def lengths(self) -> list[int]:
        """Bytes of every text; worked out only where the longest one gives no sufficient bound."""
        if self._lengths is None:
            self._lengths = []
            for part in self._parts:
                self._measure(part, self._lengths)
        return self._lengths

    def _measure(self, part: str, lengths: list[int]) -> None:
        def start(tag: str, _: dict[str, str]) -> None:
            if local(tag) == "si":
                lengths.append(0)

        def text(value: str) -> None:
            if lengths:
                lengths[-1] += len(value.encode())

        parse(self._archive.xml(part), start, None, text)

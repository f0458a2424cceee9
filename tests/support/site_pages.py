"""Pages for leaders as a browser and a reader have them, and which of their links lead nowhere."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import PurePosixPath

import pytest


class Page(HTMLParser):
    """What a browser would go for, and what a reader sees."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loads: list[str | None] = []
        self.anchors: set[str | None] = set()
        self.seen: list[str] = []
        self.heads: list[int] = []
        self._hidden = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        own = dict(attributes)
        if tag in ("script", "style"):
            self._hidden += 1
        if "id" in own:
            self.anchors.add(own["id"])
        if tag == "a":
            self.links.append(own["href"] or "")
        else:
            self.loads += [own[name] for name in ("src", "href", "data", "action", "poster", "srcset") if name in own]
        if re.fullmatch("h[1-6]", tag):
            self.heads.append(int(tag[1]))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._hidden -= 1

    def handle_data(self, data: str) -> None:
        if not self._hidden and data.strip():
            self.seen.append(" ".join(data.split()))

    @property
    def text(self) -> str:
        return " ".join(self.seen)


def dead_links(pages: Mapping[str, Page]) -> list[tuple[str, str]]:
    """(page, link) of each that leads to no page of the folder, or to no element of that page."""
    return [(place, link) for place, page in pages.items() for link in page.links if not _is_alive(pages, place, link)]


def _is_alive(pages: Mapping[str, Page], place: str, link: str) -> bool:
    target, _, anchor = link.partition("#")
    there = _joined(place, target) if target else place
    return bool(link) and there in pages and (not anchor or anchor in pages[there].anchors)


def _joined(place: str, link: str) -> str:
    parts: list[str] = []
    for part in (PurePosixPath(place).parent / link).parts:
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)


def with_room_for(patch: pytest.MonkeyPatch, rows: int) -> None:
    """As if no table of a page may have more rows: so a small office is one of very many units."""
    for module in ("facts", "guarded", "shown", "units"):
        patch.setattr(f"giamngheo.report.site.{module}.MOST_ROWS", rows)

"""The little Markdown that the pages need."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

GENERATED = "<!-- Sinh ra từ config/ bằng `make docs`; sửa ở config/, không sửa ở đây. -->\n"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(f"| {' | '.join(_cell(cell) for cell in line)} |\n" for line in lines)


def code(text: str) -> str:
    return f"`{text}`" if text else ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")

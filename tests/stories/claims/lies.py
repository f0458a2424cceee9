"""Lies: papers of which one number, verdict, name, month or direction is changed in the text, and the kind of each."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from tests.stories.claims.claims import Claim
from tests.stories.claims.forms import FORMS, KIND_OF, Sentence
from tests.stories.claims.judge import Judge
from tests.stories.claims.papers import CellValue, Grid, Paper, Text
from tests.stories.claims.tables import KIND_OF_HEADING

_NUMBER = re.compile(r"(?<![\w,])\d{1,3}(?:\.\d{3})*(?:,\d+)?(?![\w.]*\w)")
_INSTEAD = {
    "tăng": "giảm", "giảm": "tăng", "TĂNG": "GIẢM", "thêm": "bớt", "bớt": "thêm", "Kém hơn": "Tốt hơn", "Tốt hơn": "Kém hơn", "cao hơn": "thấp hơn",
    "thấp hơn": "cao hơn", "Đạt": "Chậm", "Chậm": "Đạt", "Đúng tiến độ": "Chậm", "Chưa đủ căn cứ": "Đạt", "Không đạt": "Đạt",
    "Không phát sinh": "Đạt", "Chưa có số liệu": "Đạt", "không đạt nếu giữ đà này": "chưa chắc đạt", "chưa chắc đạt": "đạt nếu giữ đà này",
    "đạt nếu giữ đà này": "chưa chắc đạt", "không còn đạt": "vẫn đạt", "gần đạt: còn": "còn thiếu", "quý I": "quý II", "quý II": "quý III",
    "khớp": "lệch", "lệch": "khớp", "Đúng hạn": "Muộn", "Muộn": "Đúng hạn", "toàn huyện": "2 đơn vị", "Toàn huyện": "Cộng 2 đơn vị",
}  # fmt: skip
_WORDS = re.compile(rf"(?<!\w)(?:{'|'.join(sorted(map(re.escape, _INSTEAD), key=len, reverse=True))})(?!\w)")


class Lie(NamedTuple):
    """Where, what stands there instead, and of which kinds the contradiction may be."""

    text: Text | None
    grid: Grid | None
    kinds: tuple[str, ...]
    said: str


def lies(paper: Paper, judge: Judge, seed: int, most: int) -> list[Lie]:
    """Some of those that can be made of a paper, the same for the same seed."""
    rng = random.Random(seed)
    names = [unit.name for unit in judge.truth.owing]
    found = [lie for text in paper.texts for lie in _of_text(text, judge, names)]
    cells = [lie for grid in paper.grids for lie in _of_grid(grid, judge, names, rng)]
    return [*rng.sample(found, min(most, len(found))), *rng.sample(cells, min(most, len(cells)))]


def _of_text(text: Text, judge: Judge, names: Sequence[str]) -> Iterator[Lie]:
    for sentence in judge.sentences(text.text):
        claim = judge.true.get(sentence)
        if claim is None or claim.form in ("warned", "story", "points", "rounding"):
            continue  # nothing there that could be a lie about the period
        way = next(way for way in claim.ways if way.text == sentence)
        for start, end, instead in _changes(sentence, names):
            false = sentence[:start] + instead + sentence[end:]
            if false not in judge.true:
                yield Lie(
                    Text(text.where, text.text.replace(sentence, false, 1)), None, _kinds(claim, way, start, end), false
                )


def _changes(text: str, names: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    for found in _NUMBER.finditer(text):
        for by in (1, -1):
            if (other := _moved(found[0], by)) is not None:
                yield found.start(), found.end(), other
    for found in _WORDS.finditer(text):
        yield found.start(), found.end(), _INSTEAD[found[0]]
    for name in names:
        if (at := text.find(name)) >= 0:
            yield at, at + len(name), names[(names.index(name) + 1) % len(names)]


def _moved(number: str, by: int) -> str | None:
    """By one in its last place; nothing below nothing."""
    digits = re.sub(r"\D", "", number)
    value = int(digits) + by
    if value < 0:
        return None
    places = len(number.partition(",")[2])
    if not places:
        return f"{value:,}".replace(",", ".") if len(digits) > 3 or value > 999 else str(value)
    text = f"{value:0{places + 1}d}"
    return f"{int(text[:-places]):,}".replace(",", ".") + f",{text[-places:]}"


def _kinds(claim: Claim, way: Sentence, start: int, end: int) -> tuple[str, ...]:
    own = [KIND_OF.get(name, claim.kind) for first, last, name in way.spans if first < end and start < last]
    return tuple({*own, FORMS[claim.form].kind})


def _of_grid(grid: Grid, judge: Judge, names: Sequence[str], rng: random.Random) -> Iterator[Lie]:
    """A cell of each row and column that is judged."""
    for at, row in enumerate(grid.rows):
        for place, cell in enumerate(row):
            if cell in (None, "", "–") or (other := _other_cell(cell, names, rng)) is None:
                continue
            changed = replace(
                grid, rows=(*grid.rows[:at], (*row[:place], other, *row[place + 1 :]), *grid.rows[at + 1 :])
            )
            heading = judge.headings(grid)[place]
            if judge.is_judged(grid, at, place):
                yield Lie(
                    None, changed, _kinds_of(grid, judge, heading), f"{grid.name} {row[:3]} {heading}: {cell} → {other}"
                )


def _other_cell(cell: CellValue, names: Sequence[str], rng: random.Random) -> CellValue:
    by = rng.choice((1, -1))
    if isinstance(cell, int):
        return cell + by
    if isinstance(cell, float):
        return cell + by / 100
    text = str(cell)
    changes = [change for change in _changes(text, names) if text[change[0] : change[1]] != change[2]]
    if not changes:
        return None
    start, end, instead = rng.choice(changes)
    return text[:start] + instead + text[end:]


def _kinds_of(grid: Grid, judge: Judge, heading: str) -> tuple[str, ...]:
    sheet = judge.sheet_of(grid)
    bare = heading.partition(" (")[0]
    return tuple({sheet.kind, KIND_OF_HEADING.get(bare, sheet.kind)}) if sheet else ("unknown",)


def is_caught(lie: Lie, judge: Judge) -> bool:
    """Whether a contradiction of its kind is found."""
    found = judge.of_text(lie.text) if lie.text else judge.of_grid(lie.grid) if lie.grid else []
    return any(fault.partition(":")[0] in lie.kinds for fault in found)

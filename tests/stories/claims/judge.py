"""Holds the papers of a report against what is true: every sentence and every cell, and what must be there and is not."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

from tests.stories.claims import claims, tables
from tests.stories.claims.claims import Claim, title_of, window
from tests.stories.claims.forms import CONSTANTS, FORMS, KIND_OF, PATTERNS, TITLE, VERSION, Sentence
from tests.stories.claims.oracle import Truth
from tests.stories.claims.papers import COMMUNE, DEPARTMENT, FULL, OFFICE, CellValue, Grid, Paper, Text
from tests.stories.claims.tables import ANYTHING, KIND_OF_HEADING, SAME_HEADING, Cell, Expected, Row, Sheet

_BETWEEN = re.compile(r"(?<=[.]) (?=[A-ZĐÀ-Ỹ])")
_NEWS = ("news", "news of a rise", "news of the plan", "news of reporters", "coverage", "verdicts")
_CLOSE = 1e-9
_ALIKE = 0.75  # from here on a false sentence is a true one with another word


@dataclass
class Judge:
    """What is true of one paper of a report."""

    truth: Truth
    code: str
    replaced: Truth | None = None

    @cached_property
    def claims(self) -> list[Claim]:
        if self.code.startswith(OFFICE):
            return claims.of_office(self.truth, self.code.removeprefix(OFFICE), self.replaced)
        if self.code.startswith(COMMUNE):
            return claims.of_unit(self.truth, self.code.removeprefix(COMMUNE), self.replaced)
        return claims.of_report(self.truth, self.replaced)

    @cached_property
    def sheets(self) -> list[Sheet]:
        if self.code.startswith(OFFICE):
            return tables.of_office(self.truth, self.code.removeprefix(OFFICE), self.replaced)
        if self.code.startswith(COMMUNE):
            return tables.of_unit(self.truth, self.code.removeprefix(COMMUNE), self.replaced)
        return tables.of_report(self.truth, self.replaced)

    @cached_property
    def true(self) -> dict[str, Claim]:
        return {sentence.text: claim for claim in self.claims for sentence in claim.ways}

    @cached_property
    def _prefixes(self) -> list[str]:
        return sorted(self.true, key=len, reverse=True)

    def contradictions(self, paper: Paper) -> list[str]:
        """Each begins with its kind; empty where every claim that was found is true, and none is lacking."""
        found = [fault for text in paper.texts for fault in self.of_text(text)]
        found += [fault for grid in paper.grids for fault in self.of_grid(grid)]
        return [*found, *self._lacking(paper), *self._shown(paper)]

    # ------------------------------------------------------------ sentences

    def of_text(self, text: Text) -> list[str]:
        return [fault for sentence in self.sentences(text.text) if (fault := self._fault(sentence))]

    def sentences(self, text: str) -> list[str]:
        """A paragraph's sentences: true ones first as they are, then by their ends; a line that begins with a dash is one."""
        if text.startswith("- ") and text[2:] in self.true:
            return [text[2:]]
        found: list[str] = []
        while text:
            known = next((one for one in self._prefixes if text == one or text.startswith(f"{one} ")), None)
            if known is None:
                whole = text.startswith("- ") or _is_constant(text) or (found == [] and not _BETWEEN.search(text))
                known = text if whole else _BETWEEN.split(text, maxsplit=1)[0]
            found.append(known)
            text = text[len(known) + 1 :]
        return found

    def _fault(self, text: str) -> str | None:
        if text in self.true or self._is_neutral(text):
            return None
        if title := TITLE.fullmatch(text):
            return (
                None if self._is_title(title["title"]) else f"window: this is of {title_of(self.truth.period)}: {text}"
            )
        if version := VERSION.fullmatch(text):
            right = (str(2 if self.replaced else 1), *window(self.truth))
            return None if (version["n"], version["first"], version["last"]) == right else f"window: {right}: {text}"
        if nearest := self._nearest(text):
            claim, sentence = nearest
            return f"{_kind_between(claim, sentence, text)}: «{sentence.text}» is true, not: {text}"
        form = _form_of(text)
        return f"{FORMS[form].kind}: nothing such is true: {text}" if form else f"unknown: {text}"

    def _is_neutral(self, text: str) -> bool:
        return _is_constant(text) or bool(_WARNED.fullmatch(text))

    def _is_title(self, said: str) -> bool:
        return said.lower() == title_of(self.truth.period).lower()

    def _nearest(self, text: str) -> tuple[Claim, Sentence] | None:
        """The true sentence that is most like a false one, if any is."""
        matcher = SequenceMatcher(b=text, autojunk=False)
        best, likeness = None, _ALIKE
        for claim in self.claims:
            for way in claim.ways:
                matcher.set_seq1(way.text)
                if (
                    min(matcher.real_quick_ratio(), matcher.quick_ratio()) > likeness
                    and (ratio := matcher.ratio()) > likeness
                ):
                    best, likeness = (claim, way), ratio
        return best

    def _lacking(self, paper: Paper) -> Iterator[str]:
        """What must be said in a paper and is not."""
        stands = {(text.where, sentence) for text in paper.texts for sentence in self.sentences(text.text)}
        for claim in self.claims:
            for where in self._places(claim):
                is_here = any(text.where == where for text in paper.texts)
                if is_here and not any((where, way.text) in stands for way in claim.ways):
                    yield f"{claim.kind}: not said ({where}): {claim.ways[0].text}"

    def _places(self, claim: Claim) -> Iterable[str]:
        """What the department gets has the full report's letter and some of its text."""
        if self.code != DEPARTMENT:
            return claim.where
        return "D" if "L" in claim.where or "S" in claim.where else ""

    def _shown(self, paper: Paper) -> Iterator[str]:
        """The letter as it is shown says the news too; a rise has a sign, so that nothing hangs on a colour."""
        shown = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", paper.html)).split())
        news = [claim for claim in self.claims if claim.form in _NEWS and "L" in claim.where and paper.html]
        for claim in news:
            if not any(way.text in shown for way in claim.ways):
                yield f"{claim.kind}: not shown: {claim.ways[0].text}"
        if self.code in (FULL, DEPARTMENT) and self.truth.is_rise and "▲" not in paper.html:
            yield "direction: the letter shows no sign of a rise"

    # ------------------------------------------------------------ tables

    def of_grid(self, grid: Grid) -> list[str]:
        headings = self.headings(grid)
        sheet = self._sheet(grid, headings)
        if sheet is None:
            return [f"unknown: a table {grid.name!r} {grid.headings}"]
        rows = [
            dict(zip(headings, row, strict=True)) for row in grid.rows if any(cell not in (None, "") for cell in row)
        ]
        if not sheet.rows:
            is_empty = not rows or (len(rows) == 1 and sum(cell is not None for cell in rows[0].values()) == 1)
            return (
                []
                if is_empty or not sheet.is_whole
                else [f"{sheet.kind}: rows of nothing in {sheet.name!r}: {rows[:1]}"]
            )
        unknown = [name for name in headings if name not in sheet.headings | sheet.more]
        found = [f"unknown: heading {name!r} in {sheet.name!r}" for name in unknown]
        for at, row in enumerate(rows):
            own = _row_of(sheet, row, at)
            if own is None:
                found += [] if not sheet.is_whole else [f"{sheet.kind}: no such row in {sheet.name!r}: {row}"]
                continue
            found += [
                fault for name, cell in row.items() if name in own and (fault := _cell_fault(sheet, own, name, cell))
            ]
        return found + _rows_lacking(sheet, rows)

    def headings(self, grid: Grid) -> list[str]:
        """Of columns of earlier values what they are, not which period they are of; one month stands in one of them."""
        found, before = _headings(grid), title_of(self.truth.compared or "") if self.truth.compared else "kỳ trước"
        if self.code.startswith(COMMUNE) and (then := self.truth.then_of(self.code.removeprefix(COMMUNE))):
            before = title_of(then)
        earlier = {_capital(before): "Kỳ trước", "Tháng 12 năm 2019": "Kỳ gốc"}
        earlier |= {"Tháng 12 năm 2019 (kỳ trước, cũng là kỳ gốc)": "Kỳ gốc"}
        if _capital(before) == "Tháng 12 năm 2019":
            earlier["Tháng 12 năm 2019"] = "Kỳ trước"
        return [earlier.get(name, name) for name in found]

    def sheet_of(self, grid: Grid) -> Sheet | None:
        return self._sheet(grid, self.headings(grid))

    def is_judged(self, grid: Grid, at: int, place: int) -> bool:
        """Whether a cell says something that the workbooks bear out or not."""
        headings = self.headings(grid)
        sheet, row = self._sheet(grid, headings), dict(zip(headings, grid.rows[at], strict=True))
        own = _row_of(sheet, row, at) if sheet and sheet.rows else None
        return own is not None and own.get(headings[place], ANYTHING) is not ANYTHING

    def _sheet(self, grid: Grid, headings: Sequence[str]) -> Sheet | None:
        """By its name; on paper by its headings."""
        fitting = [one for one in self.sheets if not one.rows or set(headings) <= one.headings | one.more]
        if grid.name:
            own = [one for one in self.sheets if one.name == grid.name]
            return next((one for one in own if one in fitting and one.key != ("Nguồn",)), own[0] if own else None)
        known = [one for one in fitting if one.rows and set(one.key) <= set(headings)]
        exact = [one for one in known if len(set(headings) & one.headings) == len(set(headings))]
        best = max(
            exact or known, key=lambda one: (len(set(headings) & one.headings), -len(one.headings)), default=None
        )
        return best or next((one for one in self.sheets if one.key == tuple(headings[: len(one.key)])), None)


_WARNED = re.compile(
    r"- (?:.+ \(\d+ trường hợp[^)]*\)\.|Có \d+ chỗ cần sửa hoặc xem lại trong báo cáo đã gửi\.|Không có nội dung nào cần sửa trong báo cáo đã gửi\."
    r"|(?:Lỗi phải sửa|Cần xem lại|Đang chờ): .+)"
)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _is_constant(text: str) -> bool:
    return any(pattern.fullmatch(text) for pattern in CONSTANTS)


def _form_of(text: str) -> str | None:
    """The form of a sentence: that whose own words are most of it."""
    found = {name: match for name, pattern in PATTERNS.items() if (match := pattern.fullmatch(text))}
    return min(found, key=lambda name: sum(len(field or "") for field in found[name].groups()), default=None)


def _kind_between(claim: Claim, right: Sentence, wrong: str) -> str:
    """The kind of the field in which a false sentence differs from the true one."""
    start = next(
        (at for at, (one, other) in enumerate(zip(right.text, wrong, strict=False)) if one != other),
        min(len(right.text), len(wrong)),
    )
    end = next(
        (at for at, (one, other) in enumerate(zip(right.text[::-1], wrong[::-1], strict=False)) if one != other), 0
    )
    last = max(len(right.text) - end, start + 1)
    touched = [name for first, after, name in right.spans if first < last and start < max(after, first + 1)]
    return KIND_OF.get(touched[0], claim.kind) if touched else claim.kind


def _headings(grid: Grid) -> list[str]:
    """Without units and what is to be reached; of one that comes twice the second has a mark."""
    found: list[str] = []
    for heading in grid.headings:
        bare = re.sub(
            r" \((?:hộ|%|điểm %|lượt hộ|triệu đồng|mô hình|người|trẻ em|[>≥=] .+)\)$", "", " ".join(heading.split())
        )
        bare = SAME_HEADING.get(bare, bare)
        while bare in found:
            bare += "'"
        found.append(bare)
    return found


def _row_of(sheet: Sheet, row: dict[str, CellValue], at: int) -> Row | None:
    if not sheet.key:
        return sheet.rows[at] if at < len(sheet.rows) else None
    return next((own for own in sheet.rows if _key(own, sheet.key) == _key(row, sheet.key)), None)


def _key(row: dict[str, CellValue] | Row, key: Iterable[str]) -> tuple[str, ...]:
    return tuple(str(row.get(name) or "") for name in key)


def _rows_lacking(sheet: Sheet, rows: Sequence[dict[str, CellValue]]) -> list[str]:
    if not sheet.key:
        return (
            []
            if len(rows) >= len(sheet.rows)
            else [f"{sheet.kind}: {sheet.name!r} lacks rows: {len(rows)} of {len(sheet.rows)}"]
        )
    stand = {_key(row, sheet.key) for row in rows}
    return [
        f"{sheet.kind}: {sheet.name!r} lacks {key}" for own in sheet.rows if (key := _key(own, sheet.key)) not in stand
    ]


def _cell_fault(sheet: Sheet, own: Row, name: str, cell: CellValue) -> str | None:
    if _is_right(own[name], cell):
        return None
    kind = KIND_OF_HEADING.get(name, sheet.kind)
    return f"{kind}: {sheet.name!r}, {_key(own, sheet.key)}, {name!r} is {_said(own[name])}, not {cell!r}"


def _said(expected: Expected) -> str:
    return (
        f"{float(expected.value) if expected.value is not None else None}"
        if isinstance(expected, Cell)
        else repr(expected)
    )


def _is_right(expected: Expected, cell: CellValue) -> bool:
    if expected is ANYTHING:
        return True
    if isinstance(expected, Cell):
        if isinstance(cell, int | float):
            return expected.value is not None and abs(cell - float(expected.value)) <= _CLOSE * max(1, abs(cell))
        return str(cell or "").removeprefix("* ") in expected.texts()
    if isinstance(expected, tuple):
        return str(cell or "") in expected
    return str(cell or "") == expected

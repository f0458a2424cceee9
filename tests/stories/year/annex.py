"""The tables of a report's annex and of its Word file, cell by cell: every number beside the oracle's. A number of which the
oracle knows nothing is a fault, and so is a line that is not there. Nothing here is of the product."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO
from typing import Any

import docx
import openpyxl

from tests.stories.year.rows import ON_PAPER, SHEETS, Lines, sources
from tests.stories.year.told import Tree

_HEADING = 5
_NEAR = 1e-9
_CHANGES = "Số liệu thay đổi"
_SOURCES = "Nguồn số liệu"
_TEXTS = (
    "Mục tiêu",
    "Thời điểm nhận",
)  # on paper: what the target is and when a workbook came, of which the content was compared
_WRITTEN = re.compile(r"-?\d[\d.]*(,\d+)?")


class Tables:
    """`cells`: how many numbers were compared; `faults`: where they differ."""

    def __init__(self, tree: Tree) -> None:
        self.cells = 0
        self.faults: list[str] = []
        self.tree = tree

    def is_number(self, cell: Any) -> bool:
        return isinstance(cell, int | float)

    def is_same(self, cell: Any, expected: Any) -> bool:
        if isinstance(cell, int | float) and isinstance(expected, int | float):
            return math.isclose(cell, expected, rel_tol=_NEAR, abs_tol=_NEAR)
        return bool(cell == expected)

    def compare(self, rows: list[Sequence[Any]], names: int, lines_of: Lines, has_codes: bool = True) -> Iterator[str]:
        heads, *lines = rows
        expected: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
        for key, numbers in lines_of(self.tree, heads):
            expected[key if has_codes or not key[0].isdecimal() else key[1:]].append(numbers)
        for line in lines:
            key = tuple(str(cell) for cell in line[:names] if cell)
            numbers = expected[key].pop(0) if expected[key] else {}  # of the same name in their order
            yield from self._of_line(key, heads[names:], line[names:], numbers)
        missing = [key for key, left in expected.items() if left]
        if missing:
            yield f"no line {missing[:3]}"

    def _of_line(
        self, key: tuple[str, ...], heads: Sequence[Any], cells: Sequence[Any], expected: dict[str, Any]
    ) -> Iterator[str]:
        seen = Counter[str]()
        for head, cell in zip(heads, cells, strict=True):
            plain = re.sub(r"\s*\(.*\)$", "", str(head))
            seen[plain] += 1
            name = plain if seen[plain] == 1 else f"{plain} {seen[plain]}"
            self.cells += name in expected and self.is_number(cell)
            if name not in expected:
                if self.is_number(cell) and plain not in _TEXTS:
                    yield f"{key}, {head}: {cell!r}, of which the oracle knows nothing"
            elif not self.is_same(cell, expected[name]):
                yield f"{key}, {head}: {cell!r}, the oracle says {expected[name]!r}"

    def changes(self, rows: list[Sequence[Any]]) -> Iterator[str]:
        """Each is one that the oracle knows of that unit, or of the whole: (place, figure, …, then, now)."""
        names = {line["name"]: line["code"] for line in self.tree["units"]}
        left = [(one["code"], one["old"], one["new"]) for one in self.tree["changes"]]
        for place, what, *_, old, new in rows[1:]:
            self.cells += sum(map(self.is_number, (old, new)))
            code = next((code for name, code in names.items() if str(place).startswith(name)), "")
            same = (one for one in left if one[0] == code and self.is_same(old, one[1]) and self.is_same(new, one[2]))
            found = next(same, None)
            if found is None:
                yield f"{place}, {what}: {old!r} → {new!r}, of which the oracle knows nothing"
            else:
                left.remove(found)


class Annex(Tables):
    def __init__(self, data: bytes, tree: Tree) -> None:
        super().__init__(tree)
        workbook = openpyxl.load_workbook(BytesIO(data), data_only=True)
        for sheet in workbook:
            rows = [row for row in sheet.iter_rows(min_row=_HEADING, values_only=True) if any(row)]
            self.faults += [f"{sheet.title}: {fault}" for fault in self._of_sheet(sheet.title, rows)]

    def _of_sheet(self, name: str, rows: list[Sequence[Any]]) -> Iterator[str]:
        if name == _CHANGES:
            yield from self.changes(rows)
        elif name == _SOURCES:  # behind the title stands in words how it is counted
            yield from self.compare([(row[0], *row[4:]) for row in rows], 3, sources)
        else:
            yield from self.compare(rows, *SHEETS.get(name, (0, lambda *_: iter(()))))


class Paper(Tables):
    """A table on paper has a running number first; its numbers are written the Vietnamese way, rounded half up."""

    def __init__(self, data: bytes, tree: Tree) -> None:
        super().__init__(tree)
        for table in docx.Document(BytesIO(data)).tables:
            rows = [[_text(cell) for cell in row.cells] for row in table.rows]
            if rows[0][0] == "TT":
                own = [row[1:] for row in rows]
                self.faults += [f"Word, {own[0][:2]}: {fault}" for fault in self._of_table(own)]

    def _of_table(self, rows: list[Sequence[Any]]) -> Iterator[str]:
        heads = rows[0]
        if heads[0] == "Phạm vi":
            yield from self.changes(rows)
            return
        names, lines_of = next(
            (one[1:] for one in ON_PAPER if heads[0] == one[0][0] and heads[1].startswith(one[0][1])),
            (0, lambda *_: iter(())),
        )
        yield from self.compare(rows, names, lines_of, has_codes=False)

    def is_number(self, cell: Any) -> bool:
        return bool(_WRITTEN.match(_bare(cell)))

    def is_same(self, cell: Any, expected: Any) -> bool:
        """As many decimals as are written; a whole number must be one."""
        if expected is None:
            return cell in ("–", "")
        if isinstance(expected, str):
            return bool(cell == expected)
        found = _WRITTEN.match(_bare(cell))
        if not found:
            return False
        places = len(found[1] or ",") - 1
        said = Decimal(found[0].replace(".", "").replace(",", "."))
        exact = Decimal(repr(round(float(expected), 10)))
        is_rounded = said == exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        return is_rounded and (places > 0 or exact == exact.to_integral_value())


def _text(cell: Any) -> str:
    return " ".join(cell.text.replace("\u00a0", " ").split())


def _bare(cell: str) -> str:
    """Without the mark of what is not reached; a rise, where a fall is meant, is less than nothing."""
    return re.sub(r"^tăng ", "-", re.sub(r"^[*▼●?] ?", "", str(cell)))

"""The annex of figures, cell by cell: every number of every sheet beside the oracle's. A number that no figure is known for is a
fault, and so is a figure that is not there."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from typing import Any

import openpyxl

from tests.stories.year.told import OF_VILLAGES, Tree

Line = tuple[tuple[str, ...], dict[str, Any]]  # what a row is called, what stands under its headings
_HEADING = 5
_NEAR = 1e-9
_STOCKS = {
    "Tổng số hộ": "households",
    "Hộ nghèo": "poor",
    "Tỷ lệ hộ nghèo": "poor_rate",
    "Hộ cận nghèo": "near_poor",
    "Tỷ lệ hộ cận nghèo": "near_poor_rate",
    "Hộ nghèo bảo trợ xã hội": "social_poor",
}
_AT_BASELINE = {
    "Tổng số hộ kỳ gốc": "households",
    "Hộ nghèo kỳ gốc": "poor",
    "Tỷ lệ hộ nghèo kỳ gốc": "poor_rate",
}
_MOVES = {
    "Phát sinh mới": "new",
    "Tái nghèo": "relapsed",
    "Chuyển đến": "moved_in",
    "Thoát nghèo": "escaped_poverty",
    "Thoát cận nghèo": "escaped_near_poverty",
    "Chuyển đi": "moved_out",
    "Xóa hộ": "removed",
    "Nghèo sang cận nghèo": "to_near_poor",
    "Cận nghèo sang nghèo": "to_poor",
    "Đầu kỳ": "opening",
    "Cuối kỳ": "closing",
}
_HELPERS = {"other": "Tổ chức, cá nhân khác", "nobody": "Chưa có ai nhận trợ giúp"}
_TOTAL = "Tổng cộng"


class Annex:
    """`cells`: how many numbers were compared; `faults`: where they differ."""

    def __init__(self, data: bytes, tree: Tree) -> None:
        self.cells = 0
        self._tree = tree
        workbook = openpyxl.load_workbook(BytesIO(data), data_only=True)
        self.faults = [
            f"{sheet.title}: {fault}" for sheet in workbook for fault in self._of_sheet(sheet.title, _rows(sheet))
        ]

    def _of_sheet(self, name: str, rows: list[tuple[Any, ...]]) -> Iterator[str]:
        if name == "Số liệu thay đổi":
            yield from self._of_changes(rows)
            return
        names, lines_of = _SHEETS.get(name, (0, _none))
        heads, *lines = rows
        expected: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
        for key, numbers in lines_of(self._tree, heads):
            expected[key].append(numbers)
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
            is_number = isinstance(cell, int | float)
            self.cells += is_number
            if name not in expected:
                if is_number:
                    yield f"{key}, {head}: {cell!r}, of which the oracle knows nothing"
            elif not _is_same(cell, expected[name]):
                yield f"{key}, {head}: {cell!r}, the oracle says {expected[name]!r}"

    def _of_changes(self, rows: list[tuple[Any, ...]]) -> Iterator[str]:
        """Each is one that the oracle knows of that unit, or of the whole."""
        names = {line["name"]: line["code"] for line in self._tree["units"]}
        known = Counter((one["code"], _rounded(one["old"]), _rounded(one["new"])) for one in self._tree["changes"])
        for place, what, _, old, new in rows[1:]:
            self.cells += sum(isinstance(cell, int | float) for cell in (old, new))
            code = next((code for name, code in names.items() if str(place).startswith(name)), "")
            key = code, _rounded(old), _rounded(new)
            known[key] -= 1
            if known[key] < 0:
                yield f"{place}, {what}: {old!r} → {new!r}, of which the oracle knows nothing"


def _rows(sheet: Any) -> list[tuple[Any, ...]]:
    return [row for row in sheet.iter_rows(min_row=_HEADING, values_only=True) if any(row)]


def _is_same(cell: Any, expected: Any) -> bool:
    if isinstance(cell, int | float) and isinstance(expected, int | float):
        return math.isclose(cell, expected, rel_tol=_NEAR, abs_tol=_NEAR)
    return bool(cell == expected)


def _rounded(number: float | None) -> float | None:
    return None if number is None else round(number, 9)


def _none(*_: object) -> Iterator[Line]:
    yield from ()


def _coverage(of: Tree) -> str:
    return f"{of['reporting']}/{of['expected']} đơn vị"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _places(tree: Tree) -> Iterator[tuple[tuple[str, ...], Tree]]:
    """Every unit, and the whole."""
    for line in (*tree["units"], tree["district"]):
        yield tuple(filter(None, (line["code"], line["name"]))), line


def _targets(tree: Tree, heads: Sequence[Any]) -> Iterator[Line]:
    """Before and at the baseline stand under the titles of these times, in this order; January's are the same."""
    times = [str(head) for head in heads[5 : heads.index("Mục tiêu")]]
    names = [f"{time} 2" if time in times[:at] else time for at, time in enumerate(times)]
    keys = ("previous", "baseline")[-len(names) :] if names else ()
    for item in tree["attainment"]:
        yield (
            (item["title"],),
            {name: item[key] for name, key in zip(names, keys, strict=True)}
            | {
                "Kết quả": item["value"],
                "Tử số": item["numerator"],
                "Mẫu số": item["denominator"],
                "So với mục tiêu": item["attainment_percent"],
                "Có số liệu": _coverage(item["coverage"]),
            },
        )


def _trend(tree: Tree, _: Sequence[Any]) -> Iterator[Line]:
    for point in tree["trend"]:
        yield (
            (_capital(point["title"]),),
            {
                "Hộ nghèo": point["poor"],
                "Tỷ lệ hộ nghèo": point["poor_rate"],
                "Tỷ lệ hộ nghèo theo lộ trình mục tiêu": point["target_rate"],
                "Tỷ lệ hộ cận nghèo": point["near_poor_rate"],
                "Có số liệu": _coverage(point["coverage"]),
            },
        )


def _by_unit(tree: Tree, _: Sequence[Any]) -> Iterator[Line]:
    """The baseline of those alone that report now: the last line is the sum of what stands above it."""
    for key, line in _places(tree):
        start = line["baseline"] if line["reported"] and line["baseline"] else {}
        now = {head: line[name] for head, name in _STOCKS.items()}
        then = {head: start.get(name) for head, name in _AT_BASELINE.items()}
        fell = start["poor_rate"] - line["poor_rate"] if start else None
        yield key, now | then | {"Giảm so với kỳ gốc": fell}


def _indicators(tree: Tree, _: Sequence[Any]) -> Iterator[Line]:
    titles = [item["title"] for item in tree["attainment"]]
    for key, line in _places(tree):
        yield key, {title: item["value"] for title, item in zip(titles, line["indicators"], strict=True)}


def _parts(tree: Tree, heads: Sequence[Any]) -> Iterator[Line]:
    """Numerator and denominator of each rate, in the plan's order; some headings come twice."""
    items = list(enumerate(tree["attainment"]))
    at = [place for place, item in items if item["title"] in OF_VILLAGES and item["denominator"] is not None]
    seen, names = Counter[str](), []
    for head in heads[2:]:
        seen[head] += 1
        names.append(head if seen[head] == 1 else f"{head} {seen[head]}")
    for key, line in _places(tree):
        numbers = [line["indicators"][place][part] for place in at for part in ("numerator", "denominator")]
        yield key, dict(zip(names, numbers, strict=True))


def _flows(tree: Tree, _: Sequence[Any]) -> Iterator[Line]:
    for flow in (*tree["flows"], tree["district_flow"]):
        told = {head: flow[name] for head, name in _MOVES.items()}
        yield tuple(filter(None, (flow["code"], flow["name"]))), told


def _resources(tree: Tree, _: Sequence[Any]) -> Iterator[Line]:
    heads = {"Số tiền": "amount", "Lượt hộ được hỗ trợ": "households"}
    for line in tree["resources"]:
        yield (line["source"], line["purpose"]), {head: line[name] for head, name in heads.items()}
    yield (_TOTAL,), {head: sum(line[name] for line in tree["resources"]) for head, name in heads.items()}


def _models(tree: Tree, _: Sequence[Any]) -> Iterator[Line]:
    heads = {"Số hộ tham gia": "households", "Kinh phí": "budget"}
    for one in tree["models"]:
        key = tuple(filter(None, (one[name] for name in ("unit", "name", "village", "field", "status"))))
        yield key, {head: one[name] for head, name in heads.items()}
    yield (_TOTAL,), {head: sum(one[name] for one in tree["models"]) for head, name in heads.items()}


def _sponsors(tree: Tree, _: Sequence[Any]) -> Iterator[Line]:
    heads = {_HELPERS.get(line["helper"]) or line["organisation"] for line in tree["sponsors"]}
    total = Counter[str]()
    for unit in dict.fromkeys(line["unit"] for line in tree["sponsors"]):
        own = dict.fromkeys(heads, 0.0)
        for line in tree["sponsors"]:
            if line["unit"] == unit:
                own[_HELPERS.get(line["helper"]) or line["organisation"]] += line["households"]
        own["Tổng số hộ"] = sum(own.values())
        total.update(own)
        yield (unit,), own
    yield (_TOTAL,), dict(total)


def _reporters(tree: Tree, _: Sequence[Any]) -> Iterator[Line]:
    for one in tree["reporters"]:
        counts = {"Lần gửi": one["version"], "Lỗi": one["critical"], "Lưu ý": one["warning"]}
        yield (one["code"], one["name"]), counts if one["version"] else dict.fromkeys(counts)


# Sheet → how many of its first columns say what a row is, and its lines.
_SHEETS: dict[str, tuple[int, Callable[[Tree, Sequence[Any]], Iterator[Line]]]] = {
    "Chỉ tiêu": (1, _targets),
    "Diễn biến": (1, _trend),
    "Theo đơn vị": (2, _by_unit),
    "Chỉ tiêu theo đơn vị": (2, _indicators),
    "Tử số, mẫu số": (2, _parts),
    "Biến động": (2, _flows),
    "Nguồn lực": (2, _resources),
    "Danh sách mô hình": (5, _models),
    "Tổ chức trợ giúp": (1, _sponsors),
    "Tình hình báo cáo": (2, _reporters),
}

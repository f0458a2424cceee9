"""Which rows each table of a report must have, and what stands in them, from the oracle's tree. Nothing here is of the product."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from tests.stories.year.told import OF_VILLAGES, Tree

Line = tuple[tuple[str, ...], dict[str, Any]]  # what a row is called, what stands under its headings
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


def _coverage(of: Tree) -> str:
    return f"{of['reporting']}/{of['expected']} đơn vị"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _places(tree: Tree) -> Iterator[tuple[tuple[str, ...], Tree]]:
    """Every unit, and the whole."""
    for line in (*tree["units"], tree["district"]):
        yield tuple(filter(None, (line["code"], line["name"]))), line


def _targets(tree: Tree, heads: Sequence[Any]) -> Iterator[Line]:
    """Before and at the baseline stand under the titles of these times, in this order; January's are one, which says so."""
    names = [re.sub(r" \(.*", "", str(head)) for head in heads[5 : heads.index("Mục tiêu")]]
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


def _by_source(tree: Tree, _: Sequence[Any]) -> Iterator[Line]:
    """On paper the money is told by its source."""
    heads = {"Số tiền": "amount", "Lượt hộ được hỗ trợ": "households"}
    for source in (*dict.fromkeys(line["source"] for line in tree["resources"]), _TOTAL):
        own = [line for line in tree["resources"] if source in (line["source"], _TOTAL)]
        yield (source,), {head: sum(line[name] for line in own) for head, name in heads.items()}


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


def sources(tree: Tree, _: Sequence[Any]) -> Iterator[Line]:
    """Of each figure the whole, and how many workbooks it is made of; then every unit."""
    titles = {item["indicator"]: item["title"] for item in tree["attainment"]} | {
        key: head for head, key in _STOCKS.items()
    }
    for source in tree["figure_sources"]:
        key = source["key"]
        used = sum(one["month"] in source["months"] for one in tree["made_from"])
        for line in (tree["district"], *tree["units"]):
            item = next((one for one in line["indicators"] if one["indicator"] == key), None)
            sides = (item["numerator"], item["denominator"]) if item else (line.get(key), None)
            told = dict(zip(("Tử số", "Mẫu số"), sides, strict=True))
            is_whole = line is tree["district"]
            yield (
                (titles[key], key if is_whole else line["code"], line["name"]),
                told | ({"Từ báo cáo": f"{used} báo cáo"} if is_whole else {}),
            )


Lines = Callable[[Tree, Sequence[Any]], Iterator[Line]]
# Sheet → how many of its first columns say what a row is, and its lines.
SHEETS: dict[str, tuple[int, Lines]] = {
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
# On paper: the first two headings behind the running number, the second as it begins; how many columns say what a row is; its
# lines, of which the units are named without their codes.
ON_PAPER: list[tuple[tuple[str, str], int, Lines]] = [
    (("Chỉ tiêu", "Kết quả"), 1, _targets),
    (("Nguồn", "Số tiền"), 1, _by_source),
    (("Đơn vị", "Tổng số hộ"), 1, _by_unit),
    (("Đơn vị", "Giảm tỷ lệ hộ nghèo"), 1, _indicators),
    (("Đơn vị", "Người nghèo có thẻ BHYT"), 1, _indicators),
    (("Đơn vị", "Đầu kỳ"), 1, _flows),
    (("Đơn vị", "Tên mô hình"), 5, _models),
    (("Đơn vị", "Tình trạng"), 1, _reporters),
]

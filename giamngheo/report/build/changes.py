"""Which figures of a report differ from those of the report that it replaces."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from giamngheo.report import content as say

Key = tuple[str, str, str, str, str]  # place, code, key, what, unit of measure

_FLOWS = {
    "opening": "đầu kỳ",
    "new": "phát sinh mới",
    "relapsed": "tái nghèo",
    "moved_in": "chuyển đến",
    "escaped_poverty": "thoát nghèo",
    "escaped_near_poverty": "thoát cận nghèo",
    "moved_out": "chuyển đi",
    "removed": "xóa hộ",
    "closing": "cuối kỳ",
    "to_poor": "cận nghèo sang nghèo",
    "to_near_poor": "nghèo sang cận nghèo",
}
_STOCKS = {
    "households": ("Tổng số hộ", "hộ"),
    "poor": ("Hộ nghèo", "hộ"),
    "poor_rate": ("Tỷ lệ hộ nghèo", "%"),
    "near_poor": ("Hộ cận nghèo", "hộ"),
    "near_poor_rate": ("Tỷ lệ hộ cận nghèo", "%"),
    "social_poor": ("Hộ nghèo bảo trợ xã hội", "hộ"),
}
_EARLIER = {"previous": "kỳ trước", "baseline": "kỳ gốc"}


def changes_between(old: say.ReportContent, new: say.ReportContent) -> list[say.Change]:
    """The district's first, then unit by unit in the order of the new report, then the lists."""
    before, now = dict(_figures(old)), dict(_figures(new))
    return [
        say.Change(
            place=key[0],
            code=key[1],
            key=key[2],
            what=key[3],
            unit_of_measure=key[4],
            old=before.get(key),
            new=now.get(key),
        )
        for key in [*now, *(key for key in before if key not in now)]
        if before.get(key) != now.get(key)
    ]


def _figures(content: say.ReportContent) -> Iterator[tuple[Key, float | None]]:
    yield _key(content.district, "coverage", "Số đơn vị có số liệu", "đơn vị"), float(content.coverage.reporting)
    titles = {item.indicator: (item.title, item.unit_of_measure) for item in content.attainment}
    flows = {flow.code: flow for flow in (content.district_flow, *content.flows)}
    for line in (content.district, *content.units):
        for field, (title, unit) in _STOCKS.items():
            yield _key(line, field, title, unit), getattr(line, field)
        for item in line.indicators:
            title, unit = titles[item.indicator]
            yield _key(line, item.indicator, title, unit), item.value
            yield _key(line, item.indicator, f"{title}, kỳ trước", unit), item.previous
        yield from _earlier(line)
        if line.code in flows:
            for field, title in _FLOWS.items():
                yield _key(line, f"flow_{field}", f"Biến động: {title}", "hộ"), getattr(flows[line.code], field)
    yield from _lists(content)


def _earlier(line: say.UnitLine) -> Iterator[tuple[Key, float | None]]:
    """What the figures are compared with."""
    for when, name in _EARLIER.items():
        stocks = getattr(line, when)
        for field, (title, unit) in _STOCKS.items():
            yield _key(line, f"{field}_{when}", f"{title}, {name}", unit), getattr(stocks, field, None)


def _lists(content: say.ReportContent) -> Iterable[tuple[Key, float]]:
    whole = content.district
    own: dict[str, float] = {}
    for line in content.unit_resources:
        own[line.unit] = own.get(line.unit, 0) + line.amount
    for place, amount in [(whole, sum(own.values())), *((line, own.get(line.code, 0)) for line in content.units)]:
        yield _key(place, "resources", "Nguồn lực huy động", "triệu đồng"), amount
    yield _key(whole, "models", "Số mô hình trong danh sách", "mô hình"), float(len(content.models))
    yield _key(whole, "stories", "Số gương sáng được nêu", "hộ"), float(len(content.stories))


def _key(line: say.UnitLine, key: str, what: str, unit: str) -> Key:
    return line.name, line.code, key, what, unit

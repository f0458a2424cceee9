"""Which figures of a report differ from those of the report that it replaces.

A report published by an earlier version of the program does not have every field. What one of the two does not know is
not compared: it has not changed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from giamngheo.metadata.classes import Classes
from giamngheo.report import content as say
from giamngheo.report.compose.sums import Summed, Sums
from giamngheo.report.wording import goals
from giamngheo.report.wording.comparing import Earlier
from giamngheo.report.wording.terms import flows_of, stocks_of

COVERAGE, MODELS, RESOURCES, STORIES, VILLAGE = "coverage", "model_list", "resources", "stories", "village"
STANDARD = "standard"
_INTERNAL = ("numerator", "denominator")
_EARLIER: tuple[Earlier, ...] = ("previous", "baseline")
_LISTS = (
    "models",
    "stories",
    "missing",
    "missing_months",
    "class_flows",
    "class_flows_of_year",
    "sponsors",
)


class Id(NamedTuple):
    """Which figure, whatever it is called: a unit's code ("" is the district), the key by which a document finds it, a part."""

    code: str
    key: str
    part: str = ""


class Name(NamedTuple):
    """What a figure is called. `place`: a unit, or of which units it is the sum."""

    place: Summed
    what: str
    unit_of_measure: str


Figures = Iterator[tuple[Id, Name, float | None]]


def changes_between(old: say.ReportContent, new: say.ReportContent) -> list[say.Change]:
    """The district's first, then the areas', unit by unit in the order of the new report, then the lists and the villages."""
    known = _known(old) & _known(new)
    old, new = _with_common_classes(old, new), _with_common_classes(new, old)
    flows = [*old.flows, *new.flows]
    before = {which: (name, value) for which, name, value in _figures(old, known, flows)}
    now = {which: (name, value) for which, name, value in _figures(new, known, flows)}
    found = []
    for which in [*now, *(which for which in before if which not in now)]:
        if which.part.startswith(_EARLIER) and (which not in now or which not in before):
            continue  # compared with another period, which is no change of a figure
        name, value = now.get(which) or before[which]
        earlier, later = before.get(which, (name, None))[1], value if which in now else None
        if earlier != later and {earlier, later} != {None, 0}:  # nothing has become none
            found.append(
                say.Change(
                    code=which.code,
                    key=which.key,
                    part=which.part,
                    place=name.place.said_beside(before.get(which, (name,))[0].place),
                    what=name.what,
                    unit_of_measure=name.unit_of_measure,
                    old=earlier,
                    new=later,
                    is_internal=which.part in _INTERNAL,
                )
            )
    return found


def _with_common_classes(content: say.ReportContent, other: say.ReportContent) -> say.ReportContent:
    """Without the classes and changes that only one of the two knows: what was not counted has not changed."""
    own, others = content.classes, other.classes
    if own == others:
        return content
    common = Classes.model_construct(
        classes=tuple(one for one in own.classes if one.code in others.by_code),
        transitions=tuple(one for one in own.transitions if one.change in others.by_change),
    )
    return content.model_copy(update={"classes": common})


def lists_differ(old: say.ReportContent, new: say.ReportContent) -> bool:
    """Whether the lists differ, and what is worked out over other months: names and states of models, stories, which units
    are missing, also of the year so far, movements, organisations, projections. (A point of the series of months is mended with
    the next report.)"""
    over_year = [{item.indicator: item.year for item in content.attainment} for content in (old, new)]
    return over_year[0] != over_year[1] or _projections_differ(old, new) or bool(lists_between(old, new))


def _projections_differ(old: say.ReportContent, new: say.ReportContent) -> bool:
    """Of what both project in the same way: reports published before there were projections, or before they were widened, are none
    the worse for it."""
    before = {item.indicator: item.projection for item in old.attainment}
    pairs = ((before.get(item.indicator), item.projection) for item in new.attainment)
    return any(then and now and then != now and then.widened == now.widened for then, now in pairs)


def lists_between(old: say.ReportContent, new: say.ReportContent) -> list[str]:
    """The lists that differ, of those that both know."""
    known = old.model_fields_set & new.model_fields_set
    return [name for name in _LISTS if name in known and getattr(old, name) != getattr(new, name)]


def digest_of(content: say.ReportContent) -> str:
    """The same for the same figures."""
    figures = [(*which, value) for which, _, value in _figures(content, _known(content), content.flows)]
    return hashlib.sha256(json.dumps(figures, ensure_ascii=False).encode()).hexdigest()


def _known(content: say.ReportContent) -> set[str]:
    """The later fields that a content has."""
    line = content.units[0] if content.units else content.district
    of_units = {"previous", "baseline"} & line.model_fields_set
    of_values = {"earlier values"} if any("previous" in item.model_fields_set for item in line.indicators) else set()
    of_standards = {"by_standard"} if content.by_standard else set()
    later = {"unit_resources", "villages", "areas"} & content.model_fields_set
    return of_units | of_values | of_standards | later


def _figures(content: say.ReportContent, known: set[str], told: Iterable[say.Flow]) -> Figures:
    """`told`: flows of which one has what is named only where there is any."""
    whole, sums = content.district, Sums(content)
    reporting = float(content.coverage.reporting)
    yield Id("", COVERAGE), Name(sums.whole, "Số đơn vị có số liệu", "đơn vị"), reporting
    for item in content.attainment:
        yield (
            Id("", item.indicator, "target"),
            Name(sums.whole, f"{item.title}, mục tiêu", item.unit_of_measure),
            item.target,
        )
        if item.target_to is not None:
            name = Name(sums.whole, f"{item.title}, mục tiêu đến", item.unit_of_measure)
            yield Id("", item.indicator, "target_to"), name, item.target_to
        for own in item.revised.units if item.revised else ():
            name = Name(Summed(own.name), f"{item.title}, mục tiêu riêng", item.unit_of_measure)
            yield Id(own.code, item.indicator, "target"), name, own.now
    titles = {item.indicator: (item.title, item.unit_of_measure) for item in content.attainment}
    stocks, moves = stocks_of(content.classes), flows_of(content.classes, told)
    flows = {flow.code: flow for flow in (content.district_flow, *content.flows)}
    areas = [area.line for area in content.areas] if "areas" in known else []
    for line in (whole, *areas, *content.units):
        for field, (title, unit) in stocks.items():
            yield Id(line.code, field), Name(sums.stocks(line), title, unit), line.stock(field)
        for when in (one for one in sorted(_EARLIER) if one in known):
            if _is_beside(content, line, when):
                yield from _earlier(content, sums, line, when)
        before = _period(content, line, "previous") if "earlier values" in known else ""
        for value in _shown(content, line):
            yield from _indicator(sums, line, value, *titles[value.indicator], before)
        if line.code in flows:
            for field, title in moves.items():
                name = Name(sums.flows(line), f"Biến động, {title.lower()}", "hộ")
                yield Id(line.code, f"flow_{field}"), name, flows[line.code].amount(field)
    if "by_standard" in known:
        yield from _standards(content, sums)
    yield from _lists(content, sums)
    if "unit_resources" in known:
        yield from _unit_resources(content)
    if "villages" in known:
        yield from _villages(content)


def _standards(content: say.ReportContent, sums: Sums) -> Figures:
    """By each of several standards, of all and of each unit."""
    places = {line.code: sums.stocks(line) for line in (content.district, *content.units)}
    for one in content.by_standard:
        for code, stocks in (("", one.district), *one.units.items()):
            for key, (title, unit) in stocks_of(content.classes).items():
                is_of_all = code or one.coverage == content.coverage
                place = (
                    places[code] if is_of_all else Summed(f"Cộng {one.coverage.reporting} đơn vị", frozenset(one.units))
                )
                name = Name(place, f"{title}, {one.name}", unit)
                yield Id(code, STANDARD, f"{one.code}, {key}"), name, stocks.stock(key) if stocks else None


def _shown(content: say.ReportContent, line: say.UnitLine) -> list[say.UnitAttained]:
    """A line's indicators; of all with the earlier values that are shown: those of every unit that reports now."""
    if line.code:
        return line.indicators
    before = {item.indicator: item.previous for item in content.attainment}
    return [item.model_copy(update={"previous": before[item.indicator]}) for item in line.indicators]


def _indicator(sums: Sums, line: say.UnitLine, item: say.UnitAttained, title: str, unit: str, before: str) -> Figures:
    parts = sums.stocks(line)
    yield Id(line.code, item.indicator), Name(sums.indicator(line, item.indicator), title, unit), item.value
    yield Id(line.code, item.indicator, "numerator"), Name(parts, f"{title}, tử số", ""), item.numerator
    yield Id(line.code, item.indicator, "denominator"), Name(parts, f"{title}, mẫu số", ""), item.denominator
    if before:
        yield (
            Id(line.code, item.indicator, f"previous {before}"),
            Name(parts, f"{title}, {before}", unit),
            item.previous,
        )


def _earlier(content: say.ReportContent, sums: Sums, line: say.UnitLine, when: Earlier) -> Figures:
    """What the figures are compared with: another period is no change of a figure."""
    earlier, period = getattr(line, when), _period(content, line, when)
    for field, (title, unit) in stocks_of(content.classes).items():
        name = Name(sums.stocks(line, when), f"{title}, {period}", unit)
        yield Id(line.code, field, f"{when} {period}"), name, earlier.stock(field) if earlier else None


def _is_beside(content: say.ReportContent, line: say.UnitLine, when: str) -> bool:
    """Each period once, and none beside itself."""
    if when == "baseline":
        return not content.is_baseline
    return _period(content, line, when) != content.baseline_title


def _period(content: say.ReportContent, line: say.UnitLine, when: str) -> str:
    if when == "baseline":
        return content.baseline_title
    return line.previous_title or content.previous_title or "kỳ trước"


def _lists(content: say.ReportContent, sums: Sums) -> Figures:
    place, came = sums.stocks(content.district), sums.flows(content.district)
    for line in content.resources:
        which, what = f"{line.source}, {line.purpose}", f"Nguồn lực, {line.source}, {line.purpose}"
        yield Id("", RESOURCES, which), Name(came, what, "triệu đồng"), line.amount
        helped = Name(came, f"{what}, lượt hộ được hỗ trợ", "lượt hộ")
        yield Id("", RESOURCES, f"{which}, households"), helped, line.households
    models = content.models
    for part, what, unit, value in (
        ("count", "Số mô hình trong danh sách", "mô hình", float(len(models))),
        ("households", "Số hộ tham gia mô hình", "hộ", sum(model.households for model in models)),
        ("budget", "Kinh phí mô hình", "triệu đồng", sum(model.budget for model in models)),
    ):
        yield Id("", MODELS, part), Name(place, what, unit), value
    yield Id("", STORIES), Name(came, "Số gương sáng được nêu", "hộ"), float(len(content.stories))


def _unit_resources(content: say.ReportContent) -> Figures:
    names = {line.code: line.name for line in content.units}
    for line in content.unit_resources:
        name = Name(Summed(names.get(line.unit, line.unit)), f"Nguồn lực, {line.source}", "triệu đồng")
        yield Id(line.unit, RESOURCES, line.source), name, line.amount


def _villages(content: say.ReportContent) -> Figures:
    names = {line.code: line.name for line in content.units}
    titles = {item.indicator: (item.title, item.unit_of_measure) for item in content.attainment}
    lacking = {item.indicator: (goals.lacking_said(item), item.numerator_unit) for item in content.attainment}
    noun, stocks = content.nouns.village, stocks_of(content.classes)
    for line in content.villages:
        place = Summed(f"{names.get(line.unit, line.unit)}, {line.village}")
        for field in ("poor", "near_poor", "social_poor", *(one.code for one in content.classes.more)):
            yield Id(line.unit, VILLAGE, f"{line.village}, {field}"), Name(place, *stocks[field]), line.stock(field)
        for item in line.indicators:
            if item.indicator in titles:
                yield from _of_village(line, item, place, *titles[item.indicator], lacking[item.indicator], noun)


def _of_village(
    line: say.VillageLine,
    item: say.UnitAttained,
    place: Summed,
    title: str,
    unit: str,
    lacking: tuple[str, str],
    noun: str,
) -> Figures:
    """Its value, and where it has a target that and how many are lacking."""
    part = f"{line.village}, {item.indicator}"
    yield Id(line.unit, VILLAGE, part), Name(place, title, unit), item.value
    if item.target is not None:
        yield Id(line.unit, VILLAGE, f"{part}, target"), Name(place, f"{title}, mục tiêu của {noun}", unit), item.target
    if item.target_to is not None:
        name = Name(place, f"{title}, mục tiêu của {noun} đến", unit)
        yield Id(line.unit, VILLAGE, f"{part}, target_to"), name, item.target_to
    if item.lacking is not None:
        yield (
            Id(line.unit, VILLAGE, f"{part}, lacking"),
            Name(place, f"{title}, {lacking[0]}", lacking[1]),
            float(item.lacking),
        )

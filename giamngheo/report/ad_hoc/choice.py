"""From what somebody asks of an ad hoc report, as it is typed, to what there is: each wrong name with those near to it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from giamngheo.context import Context
from giamngheo.core.clock import Clock
from giamngheo.core.errors import NothingFound, UsageError
from giamngheo.core.formats import day as shown
from giamngheo.core.period import Period
from giamngheo.core.text import key, without_diacritics
from giamngheo.metadata.plan import Plan
from giamngheo.metadata.question import LATE_CODE
from giamngheo.metadata.reporting_schedule import require_within_plan
from giamngheo.read.workbook import UNIT_DIGITS, codes_in
from giamngheo.report.ad_hoc.recipients import recipients_of
from giamngheo.report.compose.villages import villages_of
from giamngheo.store.submissions import as_known, first_accepted_at, in_force
from giamngheo.warehouse.engine import Warehouse

_VILLAGE_OF_UNIT = re.compile(r"(?P<name>.+?)\s*\((?P<unit>[^()]+)\)\s*")
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)  # as the form has it; `fromisoformat` takes others, too
_MOST_NAMED = 5

Village = tuple[str, str]  # the unit's code, the village as its unit spells it


@dataclass(frozen=True)
class AdHocRequest:
    """As it is typed, or chosen in the form: codes or names. `known_on`: a day like `2020-03-20`, empty: now. `to`: declared
    recipients, by name or address; `addresses`: others, as they are."""

    period: str
    title: str = ""
    basis: str = ""
    known_on: str = ""
    indicators: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    villages: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True)
class AdHocChoice:
    """What a report is to say, and of whom; `units` empty: of all that owe a report in the period. `figures`: of the plan's,
    besides its indicators. `villages` are of those units."""

    period: Period
    title: str
    basis: str
    known_on: dt.date | None
    indicators: tuple[str, ...]
    figures: tuple[str, ...]
    units: tuple[str, ...]
    villages: tuple[Village, ...]
    questions: tuple[str, ...]

    def known_by(self, warehouse: Warehouse) -> Warehouse:
        """As it was known at the end of the day that is asked about."""
        if self.known_on is None:
            return warehouse
        return as_known(warehouse, Clock(self.known_on).midnight + dt.timedelta(days=1))


def choose(context: Context, asked: AdHocRequest) -> AdHocChoice:
    """`UsageError` for what there is not, `NothingFound` where nothing was reported (by that day); recipients are looked up, too."""
    configuration, period = context.configuration, Period.parse(asked.period)
    require_within_plan(period, configuration.first_month, context.clock.today)
    recipients_of(context, asked.to, asked.addresses)
    _require_no_household(context, asked.title, asked.basis)
    plan = configuration.plan_of(period)
    indicators, figures = _measures(plan, asked.indicators)
    questions = _questions(context, asked.questions)
    if not indicators and not figures and not questions:
        indicators = tuple(one.code for one in plan.indicator)
    choice = AdHocChoice(
        period=period,
        title=asked.title.strip(),
        basis=asked.basis.strip().rstrip(".,;"),
        known_on=_known_on(context, asked.known_on),
        indicators=indicators,
        figures=figures,
        units=_units(context, period, asked.units),
        villages=(),
        questions=questions,
    )
    return _with_villages(context, choice, plan, asked.villages)


def _require_no_household(context: Context, *texts: str) -> None:
    units = {unit.code for unit in context.configuration.units}
    if any(found.code[:UNIT_DIGITS] in units for text in texts for found in codes_in(text)):
        raise UsageError("Tên báo cáo, căn cứ không được có mã hộ; bỏ mã hộ rồi làm lại.")


def _known_on(context: Context, text: str) -> dt.date | None:
    if not text.strip():
        return None
    try:
        if not _DAY.fullmatch(text.strip()):
            raise ValueError
        found = dt.date.fromisoformat(text.strip())
    except ValueError:
        raise UsageError(f"Ngày «{text}» không đúng; viết như 2020-03-20.") from None
    if found > context.clock.today:
        raise UsageError(f"Ngày {shown(found)} chưa đến; để trống để lấy số liệu đến nay, hoặc ghi một ngày đã qua.")
    return None if found == context.clock.today else found


def _measures(plan: Plan, asked: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Indicators and other figures, by their codes or titles; each in the order of the plan."""
    titles = {one.code: one.title for one in plan.indicator}
    titles |= {code: one.title for code, one in plan.figure_by_key.items() if code not in titles}
    wanted = {_found(text, titles, "chỉ tiêu, số liệu", "giamngheo attainment, giamngheo figures") for text in asked}
    indicators = tuple(one.code for one in plan.indicator if one.code in wanted)
    return indicators, tuple(code for code in plan.figure_by_key if code in wanted - {*indicators})


def _questions(context: Context, asked: Iterable[str]) -> tuple[str, ...]:
    titles = {one.code: one.title for one in context.configuration.questions}
    wanted = list(asked)
    if LATE_CODE in wanted:
        raise UsageError(f"Câu hỏi «{LATE_CODE}» không có trong báo cáo đột xuất; xem bằng giamngheo ask {LATE_CODE}.")
    found = {_found(text, titles, "câu hỏi", "giamngheo ask") for text in wanted}
    return tuple(code for code in titles if code in found)


def _units(context: Context, period: Period, asked: Sequence[str]) -> tuple[str, ...]:
    """In the order of the register; none where all are meant. An area stands for its units."""
    expected = context.units.expected(period)
    tree = context.configuration.area_tree
    titles = {unit.code: unit.name for unit in expected} | {one.code: one.name for one in tree.of(period)}
    wanted: set[str] = set()
    for text in asked:
        own = _found(text, titles, "đơn vị, khu vực", f"giamngheo status --period {period}")
        wanted |= {*tree.get(own, period).units}
    chosen = tuple(unit.code for unit in expected if unit.code in wanted)
    return () if len(chosen) == len(expected) else chosen


def _found(text: str, titles: Mapping[str, str], what: str, where: str) -> str:
    """The code of what is named by its code or its title; `UsageError` with those near, or of several of that name."""
    code = text.split()[0] if text.strip() else ""  # `18604 Xã Thạch Khê`, as the form has it
    if code in titles:
        return code
    same = [code for code, title in titles.items() if key(title) == key(text)]
    if len(same) == 1:
        return same[0]
    if same:
        raise UsageError(f"Có {len(same)} {what} tên «{text}»; ghi mã: {', '.join(same)}.")
    near = _near(text, [*titles, *titles.values()])
    named = [f"«{one}» ({titles[one]})" if one in titles else f"«{one}»" for one in near]
    raise UsageError(f"Không có {what} «{text}»; {_meant(named)}xem tất cả: {where}.")


def _meant(named: Sequence[str]) -> str:
    return f"gần giống: {', '.join(named)}; " if named else ""


def _near(text: str, names: Collection[str]) -> list[str]:
    """The names that look like it, without diacritics; those that have it in them first."""
    bare = {name: without_diacritics(key(name)) for name in names}
    own = without_diacritics(key(text))
    having = [name for name, one in bare.items() if own and own in one]
    close = get_close_matches(own, bare.values(), n=_MOST_NAMED, cutoff=0.6)
    alike = sorted((name for name, one in bare.items() if one in close), key=lambda name: close.index(bare[name]))
    return list(dict.fromkeys([*having, *alike]))[:_MOST_NAMED]


def _with_villages(context: Context, choice: AdHocChoice, plan: Plan, asked: Sequence[str]) -> AdHocChoice:
    """Where villages are asked for and no units, theirs are meant."""
    known, codes = choice.known_by(context.warehouse), [unit.code for unit in context.units.expected(choice.period)]
    among = [code for code in codes if not choice.units or code in choice.units]
    _require_reports(context, choice, known, among)
    if not asked:
        return choice
    there = [(line.unit, line.village) for line in villages_of(known, choice.period, among)]
    villages = tuple(dict.fromkeys(_village(context, choice, text, there) for text in asked))
    _require_by_village(context, choice, plan)
    units = choice.units or tuple(code for code in codes if code in {unit for unit, _ in villages})
    return replace(choice, units=units, villages=villages)


def _require_reports(context: Context, choice: AdHocChoice, known: Warehouse, among: Collection[str]) -> None:
    month = choice.period.last_month
    if any(unit in among for unit, _ in in_force(known, [month])):
        return
    of = " của các đơn vị được chọn" if choice.units else ""
    if choice.known_on is None:
        raise NothingFound(
            f"Chưa có báo cáo nào{of} được nhận cho {month.title}; xem giamngheo status --period {month}."
        )
    first = first_accepted_at(context.warehouse, month, among)
    then = f"báo cáo đầu tiên được chấp nhận ngày {shown(first)}" if first else "đến nay vẫn chưa có"
    raise NothingFound(
        f"Đến hết ngày {shown(choice.known_on)} chưa có báo cáo nào{of} được chấp nhận cho {month.title}; {then}. Chọn ngày khác."
    )


def _village(context: Context, choice: AdHocChoice, text: str, there: Sequence[Village]) -> Village:
    """`Thôn 1`, or `Thôn 1 (18604)` where several units have one of that name."""
    names = {code: context.units.name(code, choice.period) for code, _ in there}
    found, asked = _named(text, there), text
    if not found and (both := _VILLAGE_OF_UNIT.fullmatch(text)):
        asked, unit = both["name"], both["unit"]
        found = [one for one in _named(asked, there) if key(unit) in (one[0], key(names[one[0]]))]
    if len(found) == 1:
        return found[0]
    noun = context.configuration.levels.village.noun
    if found:
        units = ", ".join(f"{names[code]} ({code})" for code, _ in found)
        raise UsageError(f"«{text}» có ở {units}; chọn thêm đơn vị, hoặc ghi «{found[0][1]} ({found[0][0]})».")
    near = [f"«{one}»" for one in _near(asked, [name for _, name in there])]
    raise UsageError(
        f"Danh sách hộ kỳ {choice.period}{' của các đơn vị được chọn' if choice.units else ''} không có {noun} «{text}»; "
        f"{_meant(near)}ghi tên như đơn vị ghi trong báo cáo."
    )


def _named(text: str, there: Iterable[Village]) -> list[Village]:
    return [one for one in there if key(one[1]) == key(text)]


def _require_by_village(context: Context, choice: AdHocChoice, plan: Plan) -> None:
    """One at least of what is chosen must be known by village; of the others the report says so."""
    levels = context.configuration.levels
    known: list[Callable[[], bool]] = [
        lambda: bool(choice.questions),
        lambda: any(one.is_by_village for one in plan.indicator if one.code in choice.indicators),
        lambda: any(code in VILLAGE_STOCKS for code in choice.figures),
    ]
    if not any(is_so() for is_so in known):
        titles = [one.title for one in plan.indicator if one.code in choice.indicators]
        titles += [one.title for code, one in plan.figure_by_key.items() if code in choice.figures]
        raise UsageError(
            f"«{'», «'.join(titles)}» chỉ có số liệu theo {levels.sender.noun}, không có theo {levels.village.noun}; "
            f"chọn thêm chỉ tiêu khác, hoặc không chọn {levels.village.noun}."
        )


VILLAGE_STOCKS = ("poor", "near_poor", "social_poor")  # figures that each village's line has

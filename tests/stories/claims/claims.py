"""Every sentence that is true of a period, and in which papers it must stand: the oracle's facts in the forms of `forms.py`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import NamedTuple

from tests.stories.claims.changes import changed, place_of
from tests.stories.claims.forms import CAME, FORMS, LEFT, ORDER, Sentence, Value, phrase, rendered
from tests.stories.claims.oracle import (
    AT_RISK,
    BEHIND,
    DOUBTFUL,
    JUDGED,
    LEAST_SHOWN,
    MET,
    MISSED,
    NO_CASES,
    NO_DATA,
    NOBODY,
    NOT_COMPARABLE,
    NOT_MET,
    ON_TRACK,
    ORGANISATIONS,
    OTHERS,
    TARGETS,
    UNEVEN,
    Flow,
    Outlook,
    Target,
    Truth,
    meets,
)
from tests.stories.claims.world import BASELINE, MONTHS, months_of
from tests.support.workbooks import NEAR_POOR, POOR

Number = Fraction | int
STOCKS = [("poor", "hộ nghèo"), ("near_poor", "hộ cận nghèo"), ("social_poor", "hộ nghèo bảo trợ xã hội")]
SURE, AGAINST = "Chắc chắn chưa đạt", "Tăng, ngược mục tiêu"
_ROMAN = ("I", "II", "III", "IV")
_ANNEXES = (*_ROMAN, "V", "VI", "VII", "VIII")
POINTS = "điểm phần trăm"


class Claim(NamedTuple):
    form: str
    ways: tuple[Sentence, ...]
    where: str  # the papers in which one of the ways must stand

    @property
    def kind(self) -> str:
        return FORMS[self.form].kind


class Office(NamedTuple):
    """What an office answers for."""

    titles: tuple[str, ...]
    also: tuple[str, ...]


OFFICES = {
    "ldtbxh": Office(tuple(TARGETS)[:3], ()),
    "tckh": Office((), ("resources",)),
    "gddt": Office((tuple(TARGETS)[4],), ()),
    "kthr": Office((tuple(TARGETS)[7],), ()),
    "nnptnt": Office((tuple(TARGETS)[6], tuple(TARGETS)[8]), ("models",)),
    "vhtt": Office((tuple(TARGETS)[5],), ("stories",)),
    "nhcsxh": Office((tuple(TARGETS)[3],), ()),
    "mttq": Office((), ("models", "resources", "stories", "sponsors")),
}


def claim(form: str, demanded: bool = True, where: str | None = None, **fields: Value) -> Claim:
    made = rendered(FORMS[form].template, fields)
    return Claim(form, tuple(made), (FORMS[form].where if where is None else where) if demanded else "")


# ---------------------------------------------------------------- how numbers and times are written


def shown(value: Number, places: int = 2) -> str:
    """As the papers write it, half up."""
    exact = Decimal(Fraction(value).numerator) / Decimal(Fraction(value).denominator)
    text = f"{exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):,.{places}f}"
    return text.translate(str.maketrans(",.", ".,"))


def quantity(value: Number) -> str:
    """Whole where it is whole, else two decimals at most."""
    return shown(value, 0) if Fraction(value).denominator == 1 else shown(value).rstrip("0").rstrip(",")


def percent(value: Number | None) -> str:
    return "–" if value is None else f"{shown(value)}%"


def measured(value: Number | None, unit: str) -> str:
    if value is None:
        return "–"
    return (
        percent(value)
        if unit == "%"
        else f"{shown(value)} {POINTS}"
        if unit in ("điểm %", POINTS)
        else f"{quantity(value)} {unit}"
    )


def change(by: Number | None, unit: str) -> str | None:
    """`giảm 32 hộ`; what is too small to be shown is not called none."""
    if by is None:
        return None
    if by == 0:
        return phrase("same")
    small = abs(by) < LEAST_SHOWN
    text = phrase("less than", least=measured(Fraction(1, 100), unit)) if small else measured(abs(by), unit)
    return phrase("rose" if by > 0 else "fell", by=text)


def title_of(period: str) -> str:
    year, _, part = period.partition("-")
    if not part:
        return f"năm {year}"
    if part[0] == "Q":
        return f"quý {_ROMAN[int(part[1]) - 1]} năm {year}"
    names = {"H1": "6 tháng đầu", "H2": "6 tháng cuối", "9M": "9 tháng đầu"}
    return f"{names[part]} năm {year}" if part in names else f"tháng {int(part)} năm {year}"


def short(period: str) -> str:
    """In a subject."""
    if "-Q" in period:
        return title_of(period).replace(" năm ", "/")
    return f"T{int(period[5:])}/{period[:4]}" if period[4:] and period[5:].isdigit() else title_of(period)


def since(period: str, stated: bool = False) -> str:
    """With what a stock is compared: with the end of a period; of a month that is understood."""
    if months_of(period)[-1] == BASELINE:
        return phrase("stated", since="cuối năm 2019") if stated else "cuối năm 2019"
    return moment(period)


def _since_when(truth: Truth) -> str:
    """What a verdict turned since: a period by its name, and the end of the year before where nothing else of it is known."""
    compared = truth.compared or ""
    return since(compared) if months_of(compared)[-1] == BASELINE else title_of(compared)


def named(period: str | None) -> tuple[str, ...] | None:
    """The period that is compared with, by its own name or as what it ends."""
    return (title_of(period), since(period), moment(period)) if period else None


def moment(period: str) -> str:
    year, _, part = period.partition("-")
    ends = {"H1": "tháng 6", "9M": "tháng 9", "H2": "cuối"}
    if part in ends:
        return f"{ends[part]} năm {year}"
    return title_of(period) if part.isdigit() else f"cuối {title_of(period)}"


def day(month: str, number: int) -> str:
    return f"{number:02d}/{month[5:]}/{month[:4]}"


def window(truth: Truth) -> tuple[str, str]:
    year, month = map(int, truth.months[0].split("-"))
    eve = dt.date(year, month, 1) - dt.timedelta(days=1)
    return day(f"{eve:%Y-%m}", 15), day(truth.last, 14)


def some(names: Sequence[str], what: str = "đơn vị", most: int = 3) -> str:
    """The first few, and how many more; one more is named."""
    if len(names) <= most + 1:
        return ", ".join(names)
    return phrase("and more", names=", ".join(names[:most]), more=len(names) - most, what=what)


def leading(found: Sequence[tuple[str, int]], most: int) -> list[tuple[str, int]]:
    """The first so many, or fewer: what is equal is not cut."""
    return [one for one in found[:most] if len(found) <= most or one[1] > found[most][1]]


def plus(found: Sequence[tuple[str, int]]) -> str:
    return ", ".join(f"{name} (+{quantity(by)})" for name, by in found)


def units_of(n: int, of: int) -> str:
    return phrase("units", n=n, of=of)


# ---------------------------------------------------------------- what many claims have in common


class Common:
    """Of one period: names, coverages, comparisons, ready to be put into a sentence."""

    def __init__(self, truth: Truth, is_revised: bool = False) -> None:
        self.truth = truth
        self.about = short(truth.period) + (phrase("revised") if is_revised else "")
        self.cov = units_of(len(truth.units), len(truth.owing))
        self.flow_cov = phrase("reports", n=truth.reports[0], of=truth.reports[1]) if truth.is_long else self.cov
        self.has_gaps = truth.is_long and truth.reports[0] < truth.reports[1]
        self.whole = phrase("whole") if truth.is_whole else phrase("part", n=len(truth.units))
        first = truth.moments[0] if truth.moments else None
        stated = truth.is_stated(BASELINE)
        self.base = since(BASELINE, stated) if BASELINE in truth.moments[1:] else None
        self.since = since(BASELINE, stated) if first == BASELINE else since(truth.compared or "") if first else None
        self.over, self.over0 = (self._over_known(month) for month in (first, BASELINE if self.base else None))

    def _over_known(self, month: str | None) -> str | None:
        """Over how many units a comparison is, where not over all that report."""
        n = len(self.truth.both(month))
        is_all = month is None or self.truth.is_stated(month) or n >= len(self.truth.units)
        return None if is_all else phrase("over", n=n)

    def names(self, codes: Iterable[str]) -> list[str]:
        return [self.truth.name[code] for code in codes]

    def move(self, key: str) -> str | None:
        """Since the period compared with."""
        return change(self.truth.moved(key, self.truth.moments[0]), "hộ") if self.truth.moments else None

    def move0(self, key: str) -> str | None:
        """Since the end of the year before, beside it."""
        return change(self.truth.moved(key, BASELINE), "hộ") if self.base else None

    def rate_move(self, key: str, month: str) -> str | None:
        rates = self.truth.rates(key, month)
        return None if rates is None else change(rates[1] - rates[0], POINTS)

    def over_of(self, target: Target) -> str | None:
        """Beside a value that is not over all units."""
        n, of = self.truth.behind(target)
        return units_of(n, of) if n < of else None

    def value(self, target: Target, value: Number | None) -> str | None:
        """With its unit; a reduction below nothing is a rise."""
        if value is None:
            return None
        if target.is_reduction and value < 0:
            return phrase("rose", by=measured(-value, target.unit))
        return measured(value, target.unit)

    def parts(self, target: Target, units: Sequence[str] | None = None) -> str | None:
        part, whole = self.truth.parts_of(target, units)
        return f"{quantity(part)}/{quantity(whole)}" if whole is not None else None

    def percent(self, status: str | None, degree: Number | None) -> str | None:
        """How far it has come, where the verdict does not say it already."""
        return quantity(degree) if degree is not None and degree >= 0 and status in (ON_TRACK, *NOT_MET) else None


def said(target: Target) -> str:
    """The target inside a sentence."""
    if target.sign == "=":
        return f"không còn {target.unit} nào"
    least = "trên " if target.sign == ">" else "" if target.target == 100 else "ít nhất "
    amount = (
        f"{quantity(target.target)}%"
        if target.unit == "%"
        else f"{quantity(target.target)} {POINTS if target.is_reduction else target.unit}"
    )
    return f"giảm {least}{amount} cả năm" if target.is_reduction else f"{least}{amount}"


# ---------------------------------------------------------------- the full report


def of_report(truth: Truth, replaced: Truth | None = None) -> list[Claim]:
    common = Common(truth, replaced is not None)
    made = [
        *_news(common),
        *_scope(common),
        *_levels(common),
        *_targets(common),
        *_moves(common),
        *_movements(common),
        *_lists(common),
        *_reporting(common),
        *_attention(common),
        *_outlooks(common),
        *(_year(common) if truth.is_closing else _tasks(common)),
    ]
    if replaced is None:
        return made
    letter = {"what": "công văn", "what2": "công văn", "day": ISSUED, "title": title_of(truth.period)}
    made.append(claim("replaces", demanded=False, **letter))  # to the department
    return [*made, *_revision(truth, replaced, "báo cáo", ["", *truth.units])]


def _level(truth: Truth) -> str:
    poor = int(truth.total(truth.last, "poor"))
    rate = percent(truth.rate(truth.last, "poor"))
    return phrase("level", poor=quantity(poor), rate=rate) if poor else phrase("none left")


def _verdicts(common: Common) -> str:
    found = [*common.truth.statuses.values()]
    doubt, unknown = found.count(DOUBTFUL), found.count(NO_DATA)
    if doubt + unknown == len(found):
        return phrase("of so many", text=_of_none(common.truth), cov=common.cov)
    missed = phrase("missed first", n=found.count(MISSED), of=len(found)) if MISSED in found else None
    rest = _not_judged(common.truth, TARGETS.values())
    return phrase("verdicts", missed=missed, met=found.count(MET), of=len(found), rest=rest)


def _not_judged(truth: Truth, targets: Iterable[Target]) -> str:
    found = [label(truth, target) for target in targets]
    told = {word: found.count(word) for word in (SURE, DOUBTFUL, NOT_COMPARABLE, NO_DATA)}
    return "".join(f", {n} {word[0].lower()}{word[1:]}" for word, n in told.items() if n)


def _of_none(truth: Truth) -> str:
    """Where nothing can be judged: which targets are surely not met all the same."""
    sure = [target for target in TARGETS.values() if is_surely_missed(truth, target)]
    if not sure:
        return phrase("no verdict")
    names = some([target.short for target in sure], "chỉ tiêu")
    rest = _not_judged(truth, (target for target in TARGETS.values() if target not in sure))
    return phrase("sure verdict", n=len(sure), of=len(TARGETS), names=names, rest=rest)


def is_surely_missed(truth: Truth, target: Target) -> bool:
    """What a part already breaks, no other unit can mend."""
    if target.is_rate:
        return target.target == 100 and bool(truth.without(target))
    return target.sign == "=" and bool(truth.of_district(target))


def label(truth: Truth, target: Target) -> str:
    """What a verdict is called: what a part surely misses, and what has nothing to be compared with, by their own words."""
    status = truth.statuses[target.title]
    if status == DOUBTFUL and is_surely_missed(truth, target):
        return SURE
    if status == NO_DATA and target.is_reduction:
        return NOT_COMPARABLE
    return AGAINST if is_against(truth, target) else status


def is_against(truth: Truth, target: Target) -> bool:
    """Whether within the year the rate that was to fall rose, by as much as is shown."""
    value = truth.of_district(target)
    is_rise = target.is_reduction and value is not None and value <= -LEAST_SHOWN
    return is_rise and truth.statuses[target.title] == BEHIND


def without_said(target: Target, n: Number) -> str:
    """Of whom a rate's numerator does not have."""
    return f"{quantity(n)} {target.counted} {target.has_not}"


def _lost(truth: Truth) -> str | None:
    told = {"lost": truth.lost(), "fell behind": truth.fell_behind()}
    said_ = [
        phrase(form, names=some([target.short for target in targets], "chỉ tiêu"))
        for form, targets in told.items()
        if targets
    ]
    return "; ".join(said_) or None


def _news(common: Common) -> Iterator[Claim]:
    truth = common.truth
    reported = phrase("gaps", cov=common.flow_cov) if common.has_gaps else phrase("reported", cov=common.cov)
    fields: dict[str, Value] = {"lost": _lost(truth), "verdicts": _verdicts(common), "reported": reported}
    fields |= {"about": common.about, "level": _level(truth), "whom": common.whole, "cov": common.cov}
    fields |= {"move": common.move("poor"), "since": common.since, "over": common.over, "near": _near(common)}
    fields |= {"move0": common.move0("poor"), "base": common.base, "over0": common.over0}
    if fields["move0"]:
        fields["move0"] = f"{fields['move0']}{_split(truth, BASELINE)}"
    rates = truth.rates("poor", truth.news)
    fields["rates"] = phrase("rates", then=shown(rates[0]), now=percent(rates[1])) if rates else None
    if truth.is_rise:
        yield from _rise(common, fields)
    elif truth.is_rate_up:
        yield from [claim("subject of a rate", **fields)] if truth.is_whole else []
        yield claim("news of a rate", **fields)
    else:
        yield from _fall(common, fields)
    if not truth.is_whole:
        yield from _of_a_part(common, fields)
    yield claim("news of the plan", **fields, not_met=_behind(common))
    yield claim("news of reporters", missing=_missing(common), late=_late(truth))
    yield from _look(common)


def _fall(common: Common, fields: dict[str, Value]) -> Iterator[Claim]:
    truth, over = common.truth, f" {common.over}" if common.over else ""
    split = fields | {"move": f"{fields['move']}{_split(truth, truth.news)}" if fields["move"] else None}
    yield claim("news", **split)
    moved = f", {fields['move']} so với {common.since}{over}" if fields["move"] else ""
    fields["news"] = f"{_level(truth)}{moved}"
    if truth.is_whole and truth.is_closing:
        yield claim("subject of the year", **fields | {"news": f"{fields['news']}{_near(common) or ''}"})
    elif truth.is_whole:
        yield claim("subject", **fields)


def _split(truth: Truth, month: str | None) -> str:
    """Where those under social protection and the other poor moved against each other."""
    by, social = truth.moved("poor", month), truth.moved("social_poor", month)
    if by is None or social is None or social * (by - social) >= 0:
        return ""
    moves = {name: change(amount, "hộ") or "" for name, amount in (("social", social), ("others", by - social))}
    return phrase("split", **{name: move.removesuffix(" hộ") for name, move in moves.items()})


def _near(common: Common) -> str | None:
    """What a fall of the poor hides: more near-poor over the same units since then."""
    truth = common.truth
    by, poor = truth.moved("near_poor", truth.news), truth.moved("poor", truth.news)
    return (
        phrase("near rise", n=quantity(by), since=common.since)
        if by and by > 0 and poor is not None and poor <= 0
        else None
    )


def _rise(common: Common, fields: dict[str, Value]) -> Iterator[Claim]:
    truth = common.truth
    is_step = truth.compared is not None and not truth.passed_over and not truth.is_long
    n = quantity(truth.moved("poor", truth.news) or 0)
    start = phrase("rise", n=n) if is_step else phrase("late start", about=common.about, n=n)
    when = phrase("step of subject", about=common.about) if is_step else phrase("since", since=common.since)
    if truth.is_whole:
        yield claim("subject of a rise", **fields, start=start, when=when)
    when = "trong tháng" if is_step else phrase("since", since=common.since)
    split = _split(truth, truth.news) or None
    yield claim("news of a rise", **fields, rise=n, split=split, when=when, most=_where(truth))


def _where(truth: Truth) -> str | None:
    """Behind a rise: the units where most of it is."""
    rose = [(truth.name[unit], by) for unit, by in truth.rises]
    if not rose:
        return None
    everywhere = [phrase("everywhere", n=len(rose))] if len(rose) == len(truth.units) > 1 else []
    if first := leading(rose, 3):
        return ", ".join([*everywhere, phrase("most", names=plus(first))])
    return ", ".join(everywhere) or phrase("alike", n=sum(by == rose[0][1] for _, by in rose), by=quantity(rose[0][1]))


def _of_a_part(common: Common, fields: dict[str, Value]) -> Iterator[Claim]:
    """The subject where units are missing."""
    truth, over = common.truth, f" {common.over}" if common.over else ""
    own = {"since": common.since, "over": over, "rates": fields["rates"]}
    if truth.is_rise:
        fields["news"] = phrase("rise of a part", n=quantity(truth.moved("poor", truth.news) or 0), **own)
    elif truth.is_rate_up:
        fields["news"] = phrase("rate of a part", move=fields["move"], **own)
    if all(status in (DOUBTFUL, NO_DATA) for status in truth.statuses.values()):
        fields = fields | {"verdicts": _of_none(truth)}
    yield claim("subject of a part", **fields, start="Hộ nghèo" if truth.is_rise or truth.is_rate_up else "Giảm nghèo")


def _behind(common: Common) -> str | None:
    """The targets that are not met, in the plan's order, each with what it leaves."""
    truth = common.truth
    behind = [target for title, target in TARGETS.items() if truth.statuses[title] in NOT_MET]
    told = [(_about(truth, target), _left_of(truth, target) or _reduction_left(truth, target)) for target in behind]
    names = [phrase("in brackets", about=about, what=left) if left else about for about, left in told]
    own, others = [], []
    for target, name in zip(behind, names, strict=True):
        (own if is_against(truth, target) else others).append(name)
    found = (("against", own), ("missed" if truth.is_closing else "behind", others))
    text = "; ".join(phrase(form, names=some(some_names, "chỉ tiêu")) for form, some_names in found if some_names)
    return f"{text}{'' if truth.is_whole else f' ({common.cov})'}" if text else None


def _about(truth: Truth, target: Target) -> str:
    """A rise is not said under a name that says how much something fell."""
    value = truth.of_district(target)
    is_rise = target.is_reduction and value is not None and value <= -LEAST_SHOWN
    return "tỷ lệ hộ nghèo" if is_rise else target.short


def _left_of(truth: Truth, target: Target) -> str | None:
    value, without = truth.of_district(target), truth.without(target)
    if target.is_reduction:
        return None
    if without:
        return without_said(target, without)
    if target.is_rate or value is None:
        return None
    return phrase(
        "left" if value > target.target else "left too few", n=measured(abs(value - target.target), target.unit)
    )


def _reduction_left(truth: Truth, target: Target) -> str | None:
    """Of the reduction how far it came, and how many households it lacks."""
    value, lacking = truth.of_district(target), truth.lacking(target)
    if not target.is_reduction or value is None:
        return None
    more = phrase("lacks in year" if truth.is_closing else "still to fall", n=quantity(lacking)) if lacking else None
    base = since(BASELINE, truth.is_stated(BASELINE))
    return phrase("reduction left", change=reduced(value), base=base, more=more)


def _missing(common: Common) -> str:
    truth = common.truth
    lacking = {month: truth.lacking_of(month) for month in truth.months if truth.lacking_of(month)}
    if truth.is_long and lacking:
        each = (phrase("month missing", month=title_of(month), n=len(units)) for month, units in lacking.items())
        return phrase("months missing", months=", ".join(each))
    if truth.missing:
        return phrase("missing", names=some([name[:1].lower() + name[1:] for name in common.names(truth.missing)]))
    return phrase("nobody missing", n=len(truth.owing))


def _late(truth: Truth) -> str | None:
    late = {unit for month in truth.months for unit in truth.late_of(month)}
    if not late:
        return None
    if truth.is_long:
        return phrase("late in period", n=len(late))
    due = DUE[truth.last]
    if len(late) == len(truth.units):
        return phrase("all who reported late" if truth.missing else "all late", day=due)
    return phrase("some late", n=len(late), day=due)


def _look(common: Common) -> Iterator[Claim]:
    names = common.names(common.truth.concerns())
    if len(names) == len(common.truth.units) > 3:
        everybody = "Đơn vị nào cũng" if common.truth.is_whole else f"Cả {len(names)} đơn vị đã báo cáo đều"
        yield claim("look at all", n=str(len(names)), everybody=everybody, concerns=", ".join(names[:3]))
    elif names:
        yield claim("look at", concerns=some(names))


def _scope(common: Common) -> Iterator[Claim]:
    truth, (first, last) = common.truth, window(common.truth)
    yield claim("coverage", cov=common.cov, missing=", ".join(common.names(truth.missing)) or None)
    yield claim("window", first=first, last=last)
    title = title_of(truth.period)
    what = (f"báo cáo kết quả {title}", f"gửi bảng tổng hợp số liệu giảm nghèo {title}")
    yield claim("opening", first=first, last=last, what=what)
    if common.has_gaps:
        lacking = [(month, truth.lacking_of(month)) for month in truth.months if truth.lacking_of(month)]
        lacks = "; ".join(
            phrase("lacks", month=title_of(month), n=len(units), names=", ".join(common.names(units)))
            for month, units in lacking
        )
        yield claim("coverage of flows", cov=common.flow_cov, lacks=lacks or None)
        if truth.missing:
            yield claim("flows of others")
        elif sum(len(units) for _, units in lacking) < truth.reports[1] - truth.reports[0]:
            yield claim("flows of new units")
    yield from _comparison(common)


def _comparison(common: Common) -> Iterator[Claim]:
    truth = common.truth
    over_all = all(set(truth.units) <= set(truth.at(month)) for month in truth.moments if truth.at(month))
    yield claim("compared over both", demanded=not over_all and truth.news is not None)
    yield from _passed_over(common, "LW")
    yield claim("rounding", demanded=False)
    over = phrase("by the plan" if truth.is_stated(BASELINE) else "on both")
    whose = phrase("whole") if truth.is_whole else phrase("part", n=len(truth.units))
    yield claim(
        "points", demanded=False, over=over, whose=f"{whose[0].lower()}{whose[1:]}" if _is_of_fewer(truth) else None
    )
    yield from _of_fewer(truth)
    yield from _joined(common)


def _passed_over(common: Common, where: str) -> Iterator[Claim]:
    truth = common.truth
    if truth.passed_over and truth.compared:
        months = ", ".join(title_of(one) for one in truth.passed_over)
        yield claim("passed over", where=where, since=named(truth.compared), months=months)


def _reduction() -> Target:
    return next(target for target in TARGETS.values() if target.is_reduction)


def _is_of_fewer(truth: Truth) -> bool:
    """Whether the reduction is of fewer units than all else."""
    return truth.behind(_reduction())[0] != len(truth.units)


def _of_fewer(truth: Truth) -> Iterator[Claim]:
    n, known = truth.behind(_reduction())[0], len(truth.both(BASELINE))
    if _is_of_fewer(truth) and n:
        yield claim("of fewer", demanded=False, title=_reduction().title, n=str(n))
    if 0 < known < len(truth.units):
        form = "total line beside the plan" if truth.is_stated(BASELINE) else "total line"
        rates = truth.rates("poor", BASELINE)
        if rates:
            yield claim(form, demanded=False, n=str(known), then=shown(rates[0]), now=percent(rates[1]))


def _joined(common: Common) -> Iterator[Claim]:
    truth = common.truth
    began = {unit.code: unit for unit in truth.owing if unit.first > BASELINE}
    sums: dict[str, dict[str, str]] = {}
    for month, period in dict.fromkeys(((truth.then, truth.compared), (BASELINE, BASELINE))):
        broken = []
        if month is None or not truth.world.in_force.get(month) or month >= truth.last:
            continue
        for code, unit in began.items():
            if unit.first <= month or code not in truth.units:
                continue
            parts = truth.parts(code, month)
            if parts and truth.books(code, month):
                sums.setdefault(day(unit.first, 1), {})[unit.name] = ", ".join(common.names(parts))
            elif parts:
                gone = [part for part in parts if part not in truth.world.in_force[month]]
                broken.append(
                    f"{unit.name}, vì {title_of(period or '')} chưa có số liệu của {', '.join(common.names(gone))}"
                )
            else:
                broken.append(f"{unit.name}, vì đơn vị này khi đó chưa thuộc huyện")
        if broken:
            yield claim(
                "not joined", since=(title_of(period or month), since(period or month)), names="; ".join(broken)
            )
    for when, own in sums.items():
        yield claim("joined", day=when, names="; ".join(f"{name} từ {parts}" for name, parts in own.items()))


def _levels(common: Common) -> Iterator[Claim]:
    truth = common.truth
    for at, (key, noun) in enumerate(STOCKS):
        now, rate = int(truth.total(truth.last, key)), truth.rate(truth.last, key)
        fields: dict[str, Value] = {"since": common.since, "base": common.base}
        moves = {"move": common.move(key), "move0": common.move0(key)}
        yield claim("tile", title=f"Tỷ lệ {noun}", count=percent(rate), more=f"{quantity(now)} hộ", **fields, **moves)
        if key == "social_poor":
            continue
        for name, month in zip(("move", "move0"), truth.moments, strict=False):
            if truth.moved(key, month) and (by := common.rate_move(key, month)):
                moves[name] = f"{moves[name]} (tỷ lệ {by})"
        has = f"có {quantity(now)} {noun}" if now else f"không có {noun}"
        share = percent(rate) if now else None
        yield claim("stock", whom=common.whole if at == 0 else None, has=has, rate=share, **fields, **moves)
    yield from _apart(common)
    yield from _by_month(common)
    yield from _all_known(common)
    yield from _trend(common)


def _apart(common: Common) -> Iterator[Claim]:
    """The poor under social protection, and the others."""
    truth = common.truth
    poor, social = (int(truth.total(truth.last, key)) for key in ("poor", "social_poor"))
    if not poor:
        return
    moves: dict[str, list[str]] = {"social": [], "other": []}
    for name, month in zip((common.since, common.base), truth.moments, strict=False):
        by, own = truth.moved("poor", month), truth.moved("social_poor", month)
        if own is not None and by is not None:
            moves["social"].append(f"so với {name} {change(own, 'hộ')}")
            moves["other"].append(f"so với {name} {change(by - own, 'hộ')}")
    said_ = {f"{who}_moves": "; ".join(found) or None for who, found in moves.items()}
    yield claim("social", social=quantity(social), others=quantity(poor - social), **said_)


def _by_month(common: Common) -> Iterator[Claim]:
    truth = common.truth
    if "-Q" not in truth.period:
        return
    each = [
        phrase(
            "in month",
            month=f"T{int(month[5:])}/{month[:4]}",
            n=f"{quantity(truth.total(month, 'poor'))} hộ" if whole else "chưa đủ số liệu",
        )
        for month, whole in truth.trend.items()
        if month in truth.months
    ]
    yield claim("by month", months=", ".join(each))


def _all_known(common: Common) -> Iterator[Claim]:
    """Where units are missing: what all had last, and how much of it those that are missing."""
    truth = common.truth
    earlier = reversed(MONTHS[: MONTHS.index(truth.last)])
    month = next((one for one in earlier if len(truth.at(one)) == len(truth.owing)), None)
    if not truth.missing or month is None:
        return
    poor, rate = truth.total(month, "poor", truth.at(month)), truth.rate(month, "poor", list(truth.at(month)))
    fields = {"n": str(len(truth.owing)), "month": title_of(month), "poor": quantity(poor), "rate": percent(rate)}
    yield claim(
        "all known", **fields, missing=str(len(truth.missing)), less=quantity(truth.total(month, "poor", truth.missing))
    )


def _trend(common: Common) -> Iterator[Claim]:
    truth, part = common.truth, None if common.truth.is_whole else str(len(common.truth.units))
    rates = {month: truth.rate(month, "poor") if whole else None for month, whole in truth.trend.items()}
    known = {month: rate for month, rate in rates.items() if rate is not None}
    if part:
        yield claim("trend units", demanded=len(known) > 1, cov=part)
    if len(known) < 2:
        return
    for month, rate in rates.items():
        if month < min(known):
            continue
        yield claim(
            "trend",
            month=f"T{int(month[5:])}/{month[:4]}",
            rate=percent(rate) if rate is not None else "chưa đủ số liệu",
        )
    yield claim("trend title", cov=part, n="1")
    yield claim(
        "trend picture",
        cov=part,
        rates="; ".join(f"{title_of(month)} {percent(rate)}" for month, rate in known.items()),
    )
    path = path_at(truth, truth.last)
    if truth.is_whole and path is not None and rates[truth.last] is not None:
        gap = (rates[truth.last] or Fraction(0)) - path
        fields: dict[str, Value] = {"month": title_of(truth.last), "rate": percent(path)}
        if abs(gap) < LEAST_SHOWN:
            yield claim("on path", **fields)
        else:
            yield claim("path", **fields, way="cao" if gap > 0 else "thấp", gap=measured(abs(gap), POINTS))


def path_at(truth: Truth, month: str) -> Fraction | None:
    """Where the rate would be if the target were reached evenly by the end of the year."""
    if truth.is_stated(BASELINE):
        start: Fraction | None = Fraction(truth.world.stated.poor_rate)
    else:
        start = truth.rate(BASELINE, "poor") if set(truth.units) <= truth.start.keys() else None
    return None if start is None else max(start - Fraction(1, 2) * MONTHS.index(month) / 12, Fraction(0))


def _targets(common: Common) -> Iterator[Claim]:
    truth, found = common.truth, common.truth.statuses
    order = [AGAINST, SURE, MET, ON_TRACK, BEHIND, MISSED, DOUBTFUL, NO_CASES, NO_DATA, NOT_COMPARABLE]
    named_ = [label(truth, target) for target in TARGETS.values()]
    counts = ", ".join(
        f"{n} chỉ tiêu {'đi ngược mục tiêu' if status == AGAINST else f'{status[0].lower()}{status[1:]}'}"
        for status in order
        if (n := named_.count(status))
    )
    yield claim("verdicts", verdicts=counts, cov=common.cov)
    for title in TARGETS:
        yield bar(common, TARGETS[title])
    for form, status in (("met", MET), ("no cases", NO_CASES)):
        titles = [title for title, own in found.items() if own == status]
        if titles and not (truth.is_closing and status == MET):
            yield claim(form, names="; ".join(titles))
        elif titles:
            yield claim("met of the year", n=str(len(titles)))
            for target in (TARGETS[title] for title in titles):
                yield claim(
                    "met each",
                    title=target.title,
                    cov=common.over_of(target),
                    value=standing(common, target),
                    target=said(target),
                )
    if truth.lost():
        yield claim("lost", since=_since_when(truth), names="; ".join(target.short for target in truth.lost()))
    if truth.fell_behind():
        names = "; ".join(target.short for target in truth.fell_behind())
        yield claim("fell behind", since=_since_when(truth), names=names)
    yield from _not_met(common, [TARGETS[title] for title, status in found.items() if status in NOT_MET])
    on_track = [TARGETS[title] for title, status in found.items() if status == ON_TRACK]
    if on_track:
        yield claim("on track", n=str(len(on_track)))
    for target in on_track:
        own = {"title": target.title, "cov": common.over_of(target), "value": standing(common, target)}
        yield claim("on track each", **own, target=said(target), gap=_gap(truth, target))
    unknown = [title for title, status in found.items() if status == NO_DATA]
    if unknown:
        yield claim("unknown", n=str(len(unknown)))
    for title in unknown:
        fields = {"title": title, "base": since(BASELINE, truth.is_stated(BASELINE))}
        if truth.last == BASELINE:
            yield claim("unknown itself", title=title)
        elif truth.waits_for_all:
            yield claim("unknown of all", **fields, n=str(len(truth.owing)))
        else:
            yield claim("unknown each", **fields)
    doubted = [TARGETS[title] for title, status in found.items() if status == DOUBTFUL]
    for form, is_sure in (("surely missed", True), ("doubtful", False)):
        yield from _doubted(common, form, [target for target in doubted if is_surely_missed(truth, target) == is_sure])
    if not any(status in (*NOT_MET, DOUBTFUL) for status in found.values()):
        yield claim("none behind", word="không đạt" if truth.is_closing else "chậm", cov=common.cov)


def bar(common: Common, target: Target) -> Claim:
    truth, status = common.truth, common.truth.statuses[target.title]
    value, degree = truth.of_district(target), truth.degree(target)
    percent_ = common.percent(status, degree)
    is_unsaid = percent_ is None and status in (ON_TRACK, *NOT_MET) and not is_against(truth, target)
    form = "bar without" if is_unsaid else "bar"
    if degree is not None and common.value(target, value) == percent(degree):
        percent_ = None  # the value itself is that percentage
    short = _short(target, status, value, degree, truth.lacking(target))
    return claim(
        form,
        title=target.title,
        value=common.value(target, value) or "–",
        target=said(target),
        status=label(truth, target),
        percent=None if short else percent_,
        short=short,
        cov=common.over_of(target),
    )


def _short(
    target: Target, status: str | None, value: Number | None, degree: Number | None, lacking: int | None
) -> Value:
    """Of what is not met, and written with two decimals looks as if it were: what is lacking."""
    if status not in (ON_TRACK, *NOT_MET) or value is None or meets(target.sign, value, target.target):
        return None
    looks_met = measured(value, target.unit) == measured(target.target, target.unit)
    if not looks_met and (degree is None or Decimal(shown(degree).replace(".", "").replace(",", ".")) < 100):
        return None
    is_over, counted = status == MISSED, "hộ nghèo" if target.is_reduction else target.counted
    gap = measured(abs(target.target - value), target.unit)
    if target.sign == "=":
        return f"{phrase('still above')} {gap}"
    lacks = gap if lacking is None else f"{quantity(lacking)} {counted}"
    more = "short when over" if is_over else "fewer poor" if target.is_reduction else "lacking"
    n = quantity(lacking or 0) if more == "fewer poor" else lacks
    amount = said(target).removesuffix(" cả năm").removeprefix("giảm ").removeprefix("trên ").removeprefix("ít nhất ")
    side = phrase("not above" if target.sign == ">" else "not up to")
    return phrase("short", side=side, target=amount, lacks=phrase(more, n=n))


def standing(common: Common, target: Target) -> str:
    """A value with its parts; of a reduction how the rate moved."""
    truth, value = common.truth, common.truth.of_district(target)
    if not target.is_reduction or value is None:
        parts = common.parts(target)
        return f"{common.value(target, value) or '–'}{f' ({parts})' if parts else ''}"
    stated = truth.is_stated(BASELINE)
    both = truth.units if stated else truth.both(BASELINE)
    start = Fraction(truth.world.stated.poor_rate) if stated else truth.rate(BASELINE, "poor", both)
    now = truth.rate(truth.last, "poor", both)
    rates = phrase("rates", then=shown(start or 0), now=percent(now))
    return phrase("reduced", change=reduced(value), base=since(BASELINE, stated), rates=rates)


def reduced(value: Number) -> str:
    """How much a rate fell; below nothing that it rose."""
    if abs(value) < LEAST_SHOWN:
        least = phrase("less than", least=measured(Fraction(1, 100), POINTS))
        return phrase("no fall") if value <= 0 else phrase("falls", by=least)
    return phrase("no fall but" if value < 0 else "falls", by=measured(abs(value), POINTS))


def _not_met(common: Common, targets: list[Target]) -> Iterator[Claim]:
    against = [target for target in targets if is_against(common.truth, target)]
    if against:
        yield claim("against", n=str(len(against)))
    if len(targets) > len(against):
        yield claim("missed" if common.truth.is_closing else "behind", n=str(len(targets) - len(against)))
    for target in targets:
        fields = {"title": target.title, "cov": common.over_of(target), "value": standing(common, target)}
        yield claim("not met", **fields, target=said(target), gap=_gap(common.truth, target), office=target.responsible)


def _gap(truth: Truth, target: Target) -> str:
    """How far it is still, in households or people; nothing when the year is over."""
    value, lacking = truth.of_district(target), truth.lacking(target)
    if value is None or truth.is_closing:
        return ""
    if target.is_reduction:
        milestone = measured(target.target * truth.passed / 12, POINTS)
        text = phrase("milestone", title=title_of(truth.period), value=milestone) if truth.passed else ""
        return text + (phrase("fewer", n=quantity(lacking)) if lacking else "")
    if lacking:
        near = lacking == 1 or lacking * 100 <= (truth.parts_of(target)[1] or 0)
        without = truth.without(target)
        now = phrase("now without", n=without_said(target, without)) if without and without != lacking else ""
        return phrase("near" if near else "lacking", n=f"{quantity(lacking)} {target.counted}") + now
    gap = abs(target.target - value)
    return phrase("to lower" if value > target.target else "lacking", n=measured(gap, target.unit)) if gap else ""


def _doubted(common: Common, form: str, targets: list[Target]) -> Iterator[Claim]:
    truth = common.truth
    if targets:
        yield claim(form, n=str(len(targets)))
    for target in targets:
        known, then = truth.known_before(target), truth.earlier_value(target, truth.then)
        same = then is not None and truth.then != BASELINE and truth.compared is not None
        fields = {
            "title": target.title,
            "cov": common.over_of(target),
            "value": standing(common, target),
            "same": phrase("same before", month=title_of(truth.compared or ""), value=_then(common, target, then))
            if same
            else None,
            "sure": _sure(common, target),
            "known": phrase("known before", month=title_of(known[0]), value=_then(common, target, known[1]))
            if known
            else None,
        }
        yield claim("doubted", **fields, target=said(target))


def _then(common: Common, target: Target, value: Number | None) -> str | None:
    return reduced(value) if target.is_reduction and value is not None else common.value(target, value)


def _sure(common: Common, target: Target) -> str | None:
    """What a part already breaks, no other unit can mend."""
    truth = common.truth
    value, without = truth.of_district(target), truth.without(target)
    if target.is_rate and target.target == 100 and without:
        return phrase("sure of all", n=without_said(target, without))
    if target.sign == "=" and value:
        return phrase("sure of none", n=measured(value, target.unit))
    return None


def _moves(common: Common) -> Iterator[Claim]:
    """Which indicators became better or worse: only where the rate and the number without agree."""
    truth = common.truth
    month = truth.moments[0] if truth.moments and truth.compared else None
    groups: dict[str, list[str]] = {"worse": [], "better": [], "apart": [], "rate alone": [], "same": []}
    for target in TARGETS.values():
        now, then = truth.of_district(target), truth.earlier_value(target, month)
        is_since_then = target.is_reduction and month == BASELINE
        if now is None or then is None or (is_since_then and now > -LEAST_SHOWN):
            continue
        groups[_way(truth, target, now, then, month)].append(_move(common, target, now, then, month))
    for form, found in groups.items():
        if found:
            yield claim(form, since=common.since, n=str(len(found)), moves="; ".join(found))


def _way(truth: Truth, target: Target, now: Number, then: Number, month: str | None) -> str:
    without, before = truth.without(target), truth.without(target, month) if target.is_rate else None
    if without == before and (without is not None or now == then):
        return "same" if now == then else "rate alone"
    if without is not None and before is not None and (now == then or (now > then) != (without < before)):
        return "apart"
    return "better" if (now > then) == (target.sign != "=") else "worse"


def _move(common: Common, target: Target, now: Number, then: Number, month: str | None) -> str:
    truth = common.truth
    if target.is_reduction and month == BASELINE:
        return f"tỷ lệ hộ nghèo {change(-now, POINTS)}"
    if target.is_reduction:
        base, before = since(BASELINE, truth.is_stated(BASELINE)), title_of(truth.compared or "")
        return phrase("reduction moved", base=base, now=reduced(now), month=before, then=reduced(then))
    without, before = truth.without(target), truth.without(target, month)
    if now == then and without == before:
        left = without_said(target, without) if without else None
        return phrase("the same without", about=target.value_title, n=left) if left else target.value_title
    moved = f"{target.value_title} {change(now - then, POINTS if target.denominator else target.unit)}"
    if without is None or before is None:
        return moved
    if without == before:
        return phrase("still without", change=moved, n=without_said(target, without))
    return phrase(
        "without moved",
        change=moved,
        unit=f"{target.counted} {target.has_not}",
        then=quantity(before),
        now=quantity(without),
    )


# ---------------------------------------------------------------- movements, lists


def _over(truth: Truth, units: Sequence[str]) -> str | None:
    return units_of(len(units), len(truth.owing)) if len(units) < len(truth.owing) else None


def _movements(common: Common) -> Iterator[Claim]:
    truth = common.truth
    flows = {label: truth.class_flow(label, truth.opening, truth.months) for label in (POOR, NEAR_POOR)}
    if (flow := flows[POOR]) and (out := _left_out(truth, flow)):
        yield claim("whose movements", n=str(len(flow.units)), names=out)
    for label, flow in flows.items():
        if flow:
            fields = {
                "title": f"Hộ {label.lower()}",
                "opening": quantity(flow.opening),
                "closing": quantity(flow.closing),
            }
            moves = {"came": _came(flow, label), "left": _left(flow, label)}
            yield claim(
                "class flow", cov=_over(truth, flow.units), **fields, **moves, unsaid=_unsaid(flow, "gap unsaid")
            )
    yield from _both_classes(common)
    yield from _untold(common)
    yield from _of_the_year(common)
    if not any(flows.values()):
        yield from _without_classes(common)


def _left_out(truth: Truth, flow: Flow) -> str | None:
    """Units that report and are not in a movement."""
    return ", ".join(truth.name[unit] for unit in truth.units if unit not in flow.units) or None


def _untold(common: Common) -> Iterator[Claim]:
    """How much of a rise is of units of which a month is missing."""
    truth = common.truth
    moves = {unit: int(truth.unit_move(unit) or 0) for unit in truth.both(truth.then)}
    gaps = {unit: by for unit, by in moves.items() if by and truth.months_without(unit)}
    rise, untold = sum(moves.values()), sum(gaps.values())
    if rise > 0 and untold > 0:
        yield claim(
            "untold rise", rise=quantity(rise), since=named(truth.compared), untold=quantity(untold), n=str(len(gaps))
        )


def _of_the_year(common: Common) -> Iterator[Claim]:
    truth = common.truth
    year = truth.class_flow(POOR, BASELINE, MONTHS[1 : truth.passed + 1]) if truth.passed else None
    if year is None or year.closing == year.opening or not common.base:
        return
    ways, out = [f"giảm {_left(year, POOR)}", f"tăng {_came(year, POOR)}"], _left_out(truth, year)
    said_ = ", ".join(ways if year.closing < year.opening else ways[::-1])
    by = change(year.closing - year.opening, "hộ")
    n = str(len(year.units)) if len(year.units) < len(truth.owing) else None
    yield claim("of the year", base=common.base, n=n, change=by, ways=said_, unsaid=_unsaid(year, "gap unsaid of year"))
    if out:
        yield claim("without in the year", names=out)


def _counted(found: dict[str, int], words: dict[str, str], own: str) -> str:
    other = "cận nghèo" if own == "nghèo" else "nghèo"
    told = {key: word for key, word in words.items() if found.get(key)}
    order = ["Phát sinh mới", "Tái nghèo", "Chuyển đến", "escaped", "other", "Chuyển đi", "Xóa hộ"]
    if "Phát sinh mới" in words:
        order = [*words]
    parts = ", ".join(
        f"{quantity(found[key])} {told[key].format(own=own, other=other)}" for key in order if key in told
    )
    total = sum(found.values())
    return f"{quantity(total)} hộ ({parts})" if parts else "0 hộ"


def _came(flow: Flow, label: str) -> str:
    return _counted(flow.came, CAME, label.lower())


def _left(flow: Flow, label: str) -> str:
    return _counted(flow.left, LEFT, label.lower())


def _unsaid(flow: Flow, how: str) -> str:
    """Households that came or left without a word of it."""
    return phrase(how, n=quantity(abs(flow.gap))) if flow.gap else ""


def _both_classes(common: Common) -> Iterator[Claim]:
    truth = common.truth
    if called := _called(truth):
        yield claim("called an entry", called=", ".join(called))
    known = [unit for unit in truth.units if unit in truth.at(truth.opening)]
    if not known:
        return
    came = {
        unit: sum(truth.flow_sum(unit, key) for key in ("new", "relapsed", "moved_in")) - _fell(truth, unit)
        for unit in known
    }
    left = {
        unit: sum(
            truth.flow_sum(unit, key) for key in ("escaped_poverty", "escaped_near_poverty", "moved_out", "removed")
        )
        for unit in known
    }
    opening = {unit: listed(truth, truth.opening, unit) for unit in known}
    closing = {unit: listed(truth, truth.last, unit) for unit in known}
    gaps = {unit: closing[unit] - opening[unit] - came[unit] + left[unit] for unit in known}
    sums = {"opening": opening, "came": came, "left": left, "closing": closing}
    inside = sum(truth.flow_sum(unit, key) for unit in known for key in ("to_poor", "to_near_poor"))
    inside += sum(_fell(truth, unit) for unit in known)
    over = [units_of(len(known), len(truth.owing))] if len(known) < len(truth.owing) else []
    over += [common.flow_cov] if common.has_gaps else []
    yield claim(
        "both classes",
        cov=", ".join(over) or None,
        **{name: quantity(sum(own.values())) for name, own in sums.items()},
        inside=quantity(inside) if inside else None,
        reason=_reason(common, gaps),
    )


def _called(truth: Truth) -> list[str]:
    """How many went from one class to the other that their workbooks call new, relapsed or moved in, by that word."""
    counts = {
        word: sum(
            row["change"] == word
            and before.get(str(row["household_code"]), row["classification"]) != row["classification"]
            for unit in truth.units
            for month in truth.months
            for before in [truth._classes(unit, MONTHS[MONTHS.index(month) - 1]) if month != BASELINE else {}]
            for row in truth._rows(unit, month)
        )
        for word in ("Phát sinh mới", "Tái nghèo", "Chuyển đến")
    }
    return [phrase("called", n=n, word=_small(word)) for word, n in counts.items() if n]


def _fell(truth: Truth, unit: str) -> int:
    """Relapses that came from the other class, not onto the lists."""
    return sum(
        row["change"] in ("Tái nghèo", "Phát sinh mới", "Chuyển đến")
        and row["household_code"] in truth._classes(unit, MONTHS[MONTHS.index(month) - 1])
        for month in truth.months
        for row in truth._rows(unit, month)
    )


def listed(truth: Truth, month: str | None, unit: str) -> int:
    return int(truth.at(month)[unit]["poor"] + truth.at(month)[unit]["near_poor"])


def _reason(common: Common, gaps: dict[str, int]) -> str | None:
    """Why opening, moves and closing do not meet: months that did not come, or nobody said why."""
    truth, parts = common.truth, []
    told = [unit for unit, gap in gaps.items() if gap and truth.months_without(unit)]
    untold = [unit for unit, gap in gaps.items() if gap and unit not in told]
    if told:
        months = dict.fromkeys(title_of(month) for unit in told for month in truth.months_without(unit))
        parts.append(phrase("gap of months", n=_amounts(gaps, told), units=len(told), months=", ".join(months)))
    if untold:
        parts.append(phrase("gap of units", n=_amounts(gaps, untold), names=", ".join(common.names(untold))))
    return "; ".join(parts) or None


def _amounts(gaps: dict[str, int], units: Sequence[str]) -> str:
    more, fewer = (sum(abs(gaps[unit]) for unit in units if (gaps[unit] > 0) == up) for up in (True, False))
    if more and fewer:
        return phrase("too many and too few", more=more, fewer=fewer)
    return f"{more or fewer} hộ"


def _without_classes(common: Common) -> Iterator[Claim]:
    """What the months say of both classes together, where nobody's opening is known."""
    truth = common.truth

    def counted(*parts: tuple[str, str]) -> str:
        sums = [(sum(truth.flow_sum(unit, key) for unit in truth.units), word) for key, word in parts]
        some_ = ", ".join(f"{quantity(n)} hộ {word}" for n, word in sums if n)
        none = ", ".join(word for n, word in sums if not n)
        return f"{some_}{f'; không có hộ {none}' if none else ''}" if some_ else "không có"

    came = counted(("new", "phát sinh mới"), ("relapsed", "tái nghèo"), ("moved_in", "chuyển đến"))
    left = counted(
        ("escaped_poverty", "thoát nghèo"),
        ("escaped_near_poverty", "thoát cận nghèo"),
        ("moved_out", "chuyển đi"),
        ("removed", "xóa khỏi danh sách"),
    )
    turned = counted(("to_near_poor", "chuyển từ nghèo sang cận nghèo"), ("to_poor", "chuyển từ cận nghèo sang nghèo"))
    if (came, left, turned) == ("không có",) * 3:
        yield claim("nothing moved")
        return
    over = [common.cov] if truth.missing else []
    over += [common.flow_cov] if common.has_gaps else []
    for form, text in (("came", came), ("left", left), ("turned", turned)):
        yield claim(form, over=", ".join(over) or None, parts_said=text)


def _lists(common: Common) -> Iterator[Claim]:
    truth = common.truth
    rows = [row for _, one in truth.resource_books for row in one.resources]
    amount, helped = sum(row["amount"] for row in rows), sum(row["households"] for row in rows)
    if amount:
        yield claim(
            "resources",
            when=_when(truth),
            amount=quantity(amount),
            helped=quantity(helped) if helped else None,
            cov=common.flow_cov,
        )
    else:
        yield claim("no resources", when=_when(truth), cov=common.flow_cov)
    yield from _helpers(common)
    models = truth.models
    if models:
        kinds = dict.fromkeys(str(row["status"]) for _, row in models)
        of_kind = {kind: [row["households"] for _, row in models if row["status"] == kind] for kind in kinds}
        by = ", ".join(f"{len(own)} {kind.lower()} ({quantity(sum(own))} hộ tham gia)" for kind, own in of_kind.items())
        yield claim("models", n=str(len(models)), by=by, cov=common.cov)
    else:
        yield claim("no models", cov=common.cov)
    for unit, words in truth.stories:
        yield claim("story", name=truth.name[unit], words=words)
    if len(truth.stories) > 5:
        yield claim("more stories", n=str(len(truth.stories) - 5), annex="Phụ lục VI")


def _when(truth: Truth) -> str:
    words = {"Q": "Trong quý", "H": "Trong 6 tháng", "9": "Trong 9 tháng", "": "Trong năm"}
    return words[truth.period[5:6]] if truth.is_long else "Trong tháng"


def _helpers(common: Common) -> Iterator[Claim]:
    truth = common.truth
    total = sum((truth.helpers(unit) for unit in truth.units), start=type(truth.helpers(truth.units[0]))())
    if not total:
        return
    ordered = sorted(
        ((name, n) for name, n in total.items() if name in ORGANISATIONS), key=lambda pair: (-pair[1], pair[0])
    )
    by = ", ".join(f"{name} {quantity(n)} hộ" for name, n in ordered[:5])
    yield claim(
        "helpers",
        n=quantity(sum(n for _, n in ordered)),
        by=by or None,
        others=quantity(total[OTHERS]) if total[OTHERS] else None,
        nobody=quantity(total[NOBODY]),
        cov=common.cov,
    )


# ---------------------------------------------------------------- who reported, who needs a look, what comes


def _reporting(common: Common) -> Iterator[Claim]:
    truth, said_ = common.truth, 0
    for month in truth.months:
        for form, units in (
            ("not reported" if month == truth.last else "month not reported", truth.lacking_of(month)),
        ):
            if units:
                said_ += 1
                which = None if form == "not reported" and not truth.is_long else title_of(month)
                yield claim(form, n=str(len(units)), month=which, missing=", ".join(common.names(units)))
    late_reports = sum(len(truth.late_of(month)) for month in truth.months)
    groups: dict[tuple[str, ...], list[str]] = {}
    for month in truth.months:
        if late := truth.late_of(month):
            everybody = len(late) == len(truth.owed_of(month))
            who = "tất cả" if everybody else ", ".join(common.names(late))
            groups.setdefault((str(len(late)), who), []).append(
                f"T{int(month[5:])}/{month[:4]} (hạn ngày {DUE[month]})" if truth.is_long else ""
            )
    if truth.is_long and late_reports and late_reports == truth.reports[0]:
        yield claim("all late", n=quantity(late_reports))
    else:
        for (n, names), months in groups.items():
            yield claim("late", n=n, month=", ".join(months) if truth.is_long else None, late=names)
    if not groups and not said_:
        yield claim("all in time", cov=common.flow_cov)
    if truth.is_long:
        yield claim("reports of the last month", month=title_of(truth.last))
        yield claim("annex of the last month", month=title_of(truth.last).upper())
        ways = (f"từng đơn vị {title_of(truth.last)}", f"báo cáo {title_of(truth.last)} của các đơn vị")
        yield claim("where the reports are", what=ways, annex=_ANNEXES)


def _attention(common: Common) -> Iterator[Claim]:
    truth, found = common.truth, common.truth.concerns()
    if found:
        yield claim("pointed to", word="không đạt" if truth.is_closing else "chậm")
    for at, unit in enumerate(found):
        yield claim(
            "concern",
            where=f"{'L' if at < 5 else ''}{'W' if at < 10 else ''}",
            name=truth.name[unit],
            why=_why(common, unit),
        )
    if len(found) > 5:
        yield claim("more concerns", n=str(len(found) - 5))
    yield from _suggested(common)


def _suggested(common: Common) -> Iterator[Claim]:
    """Of a rise, which way most came and where; of each target that is not met, which units lack most."""
    truth = common.truth
    flow = truth.class_flow(POOR, truth.opening, truth.months)
    if flow and flow.closing > flow.opening:
        way = max(CAME, key=lambda key: flow.came[key])
        if flow.came[way] * 2 > flow.came.total():
            over = str(len(flow.units)) if len(flow.units) < len(truth.owing) else None
            words = CAME[way].format(other="cận nghèo")
            yield claim("rise by", n=quantity(flow.came[way]), of=quantity(flow.came.total()), over=over, way=words)
    if rose := [(truth.name[unit], by) for unit, by in truth.rises]:
        first = leading(rose, 5)
        most = f"{', nhiều nhất' if len(first) < len(rose) else ''}: {plus(first)}" if first else None
        n = f"cả {len(rose)}" if len(rose) == len(truth.units) > 1 else str(len(rose))
        yield claim("rises", since=named(truth.compared), n=n, most=most)
    for title, target in TARGETS.items():
        units = truth.not_meeting(target)
        if truth.statuses[title] in NOT_MET and units:
            yield claim(
                "units behind",
                title=title,
                cov=common.over_of(target),
                n=str(len(units)),
                word="không đạt" if truth.is_closing else "chưa đạt",
                names=_lack(truth, target, units),
            )


def _lack(truth: Truth, target: Target, units: list[str]) -> str:
    found = [(truth.name[unit], truth.lacks(target, unit)) for unit in units]
    first = leading(found, 3)
    amounts = [without_said(target, n) if target.is_rate else measured(n, target.unit) for _, n in found]
    if first:
        named_ = ", ".join(f"{name} ({amount})" for (name, _), amount in zip(first, amounts, strict=False))
        return f"{'; nhiều nhất' if len(first) < len(found) else ''}: {named_}"
    tied = [name for name, n in found if n == found[0][1]]
    if len(tied) < len(found):
        return phrase("most of them", first=len(tied), n=amounts[0])
    return phrase("each of them", n=amounts[0], names=", ".join(tied) if len(tied) <= 6 else None)


def _why(common: Common, unit: str) -> str:
    truth, why = common.truth, []
    behind, judged = truth.behind_of(unit)
    if behind:
        word = "không đạt" if truth.is_closing else "chậm"
        why.append(
            phrase(
                "concern behind",
                word=word,
                n=len(behind),
                of=judged,
                names=", ".join(target.short for target in behind),
            )
        )
    if (truth.unit_move(unit) or 0) > 0:
        why.append(
            phrase("concern rise", n=quantity(truth.unit_move(unit) or 0), since=moment(truth.then_of(unit) or ""))
        )
    return "; ".join(why)


def _tasks(common: Common) -> Iterator[Claim]:
    truth = common.truth
    for month in truth.months:
        if units := truth.lacking_of(month):
            yield claim("urge", n=str(len(units)), month=title_of(month), missing=", ".join(common.names(units)))
    for title, target in TARGETS.items():
        status = truth.statuses[title]
        is_asked = status in (ON_TRACK, *NOT_MET) or (status == DOUBTFUL and is_surely_missed(truth, target))
        if is_asked and (asked := _asked(truth, target)):
            asked = phrase("of those", asked=asked) if status == DOUBTFUL else asked
            cov = None if status == DOUBTFUL else common.over_of(target)
            yield claim("task", title=title, cov=cov, n=asked, office=target.responsible)


def _asked(truth: Truth, target: Target) -> str | None:
    lacking, value = truth.lacking(target), truth.of_district(target)
    if target.is_reduction:
        return phrase("more poor by", n=quantity(lacking), target=said(target)) if lacking else None
    if lacking:
        without, n = truth.without(target) or lacking, f"{quantity(lacking)} {target.counted}"
        more = phrase("at least", n=n, target=said(target)) if without != lacking else ""
        return phrase("still without one", n=without_said(target, without)) + more
    if value is None or target.is_rate:
        return None
    more = measured(abs(value - target.target), target.unit)
    return phrase("still" if value > target.target else "more needed", n=more, target=said(target))


def _outlooks(common: Common, form: str = "outlook", targets: Iterable[str] = TARGETS) -> Iterator[Claim]:
    """Of what is not met, or may be lost; what is at risk stands in the letter too."""
    truth, uneven = common.truth, []
    for target in (TARGETS[title] for title in targets):
        found, status = truth.outlook(target), truth.statuses[target.title]
        if found is None or not (status in (ON_TRACK, BEHIND) or (status == MET and found.verdict == AT_RISK)):
            continue
        if found.verdict == UNEVEN:
            uneven.append(target.title)
            continue
        said_ = {"title": target.title, "ends": _ends(target, found), "target": said(target).removesuffix(" cả năm")}
        level = phrase("widened" if found.widened else "level of outlook")
        few = _few(target, found)
        made = claim(form, **said_, level=level, verdict=found.verdict, few=few, hits=_hits(found))
        yield made._replace(where="LW") if found.verdict == AT_RISK and form == "outlook" else made
    if uneven:
        where = None if form == "outlook" else ""
        yield claim("not foreseen", where=where, names="; ".join(uneven), why=UNEVEN)


def _few(target: Target, found: Outlook) -> Value:
    """Of a share of fewer than twenty."""
    if found.whole is None or found.whole >= 20:
        return None
    by = quantity(round(100 / found.whole, 2))
    return phrase("of few", n=f"{quantity(found.whole)} {target.counted}", by=by)


def _hits(found: Outlook) -> Value:
    few, none, all_ = found.tried == 1, found.held == 0, found.held == found.tried
    name = f"{'one try' if few else 'tries'}{' none' if none else ' all' if all_ else ''}"
    tries = phrase(name, tried=found.tried, held=found.held)
    return phrase("tries widened", tries=tries) if found.widened else tries


def _range(low: Number, high: Number, unit: str) -> str:
    first, last = measured(low, unit), measured(high, unit)
    bare = shown(low) if unit in ("%", POINTS, "điểm %") else quantity(low)
    return last if first == last else phrase("between", low=bare, high=last)


def _ends(target: Target, found: Outlook) -> str:
    low, high = found.low, found.high
    if target.is_reduction and high <= -LEAST_SHOWN:
        return phrase("from", range=phrase("ends rise", range=_range(-high, -low, target.unit)))
    if target.is_reduction and low <= -LEAST_SHOWN:
        return phrase("ends both", low=measured(-low, target.unit), high=measured(high, target.unit))
    is_one = measured(low, target.unit) == measured(high, target.unit)
    return phrase("about" if is_one else "from", range=_range(low, high, target.unit))


def _year(common: Common) -> Iterator[Claim]:
    truth = common.truth
    groups: dict[int, list[str]] = {}
    for unit in truth.units:
        judged = {title: truth.unit_status(target, unit) for title, target in TARGETS.items()}
        missed = [TARGETS[title].short for title, status in judged.items() if status == MISSED]
        if any(status in (MET, MISSED) for status in judged.values()):
            which = f" ({', '.join(missed)})" if missed else ""
            groups.setdefault(len(missed), []).append(f"{truth.name[unit]}{which}")
    for missed_, names in groups.items():
        result = phrase("targets missed", n=missed_) if missed_ else phrase("no target missed")
        yield claim("by result", result=result, n=str(len(names)), names="; ".join(names))
    if truth.missing:
        yield claim("no result", n=str(len(truth.missing)), names=", ".join(common.names(truth.missing)))
    for title, target in TARGETS.items():
        if truth.statuses[title] == MISSED:
            value = truth.of_district(target) or 0
            left = _left_of(truth, target) or phrase("missed reduction", change=reduced(value), target=said(target))
            yield claim("task", title=title, cov=common.over_of(target), n=left, office=target.responsible)
    if truth.is_whole:
        stocks = {"poor": "poor", "near": "near_poor", "social": "social_poor", "whole": "households"}
        counts: dict[str, Value] = {name: quantity(truth.total(truth.last, key)) for name, key in stocks.items()}
        rates = {f"{name}_rate": percent(truth.rate(truth.last, key)) for name, key in [*stocks.items()][:2]}
        yield claim("new baseline", last=day(truth.last, 14), **counts, **rates)
    else:
        yield claim("no new baseline", cov=common.cov)


# ---------------------------------------------------------------- a revision


MOST_CHANGES = 12
# The last days on which reports were in time: two working days after the 14th, or the working day after it.
DUE = {"2020-01": "16/01/2020", "2020-02": "18/02/2020", "2020-03": "18/03/2020"}
ISSUED, ISSUED_AGAIN = "30/12/2020", "31/12/2020"


def _parts_differ(truth: Truth, replaced: Truth) -> bool:
    both = [unit for unit in truth.units if unit in replaced.units]
    return len(both) < max(len(truth.units), len(replaced.units)) or any(
        truth.parts_of(target, [unit]) != replaced.parts_of(target, [unit])
        for target in TARGETS.values()
        for unit in both
    )


def _changed(
    truth: Truth, replaced: Truth, what: str, codes: Sequence[str], where: str, titles: Collection[str] | None
) -> Iterator[Claim]:
    """How many figures a reader sees differ; in the letter the first of them."""
    found = [
        one
        for one in changed(truth, replaced, codes, titles)
        if measured(one.old, one.unit) != measured(one.new, one.unit)
    ]
    if found:
        form = "changed with parts" if _parts_differ(truth, replaced) else "changed"
        yield claim(form, where=where, what=what, n=quantity(len(found)))
    else:
        any_ = [*changed(truth, replaced, ["", *truth.name])]
        is_part = codes != ["", *truth.units] or titles is not None
        form = "lists changed" if not any_ else "not changed here" if is_part else "not changed"
        lists = (None, "có thay đổi trong danh sách kèm theo")
        for told in lists if titles is not None else lists[:1]:
            yield claim(form, where="" if titles is not None else where, what=what, lists=told)
    for one in found[:MOST_CHANGES]:
        place = place_of(truth, one)
        old, new = (
            measured(value, one.unit) if value is None or one.unit != "điểm %" else _by_itself(value)
            for value in (one.old, one.new)
        )
        form = "change new" if one.old is None else "change gone" if one.new is None else "change"
        yield claim(
            form, where=_letter_of(where), place=place, what=one.what[0].lower() + one.what[1:], old=old, new=new
        )
    if len(found) > MOST_CHANGES:
        yield claim("more changes", where=_letter_of(where), n=quantity(len(found) - MOST_CHANGES))


def _by_itself(points: Number) -> str:
    """Points by which a rate fell, or rose."""
    return phrase("rose", by=measured(-points, POINTS)) if points <= -LEAST_SHOWN else reduced(points)


def _letter_of(where: str) -> str:
    """Each figure is told in the letter; on paper it stands in a table."""
    return "".join(paper for paper in where if paper not in "Wo")


def _figures_moved(truth: Truth, replaced: Truth, unit: str) -> list[str]:
    """What a unit's own figures came to."""
    return [*_stocks_moved(truth, replaced, unit), *_left_moved(truth, replaced, unit)]


def _stocks_moved(truth: Truth, replaced: Truth, unit: str = "") -> list[str]:
    found = []
    for form, key in (("poor moved", "poor"), ("near poor moved", "near_poor")):
        old, new = (one.total(one.last, key, [unit] if unit else one.units) for one in (replaced, truth))
        if old != new:
            found.append(phrase(form, old=quantity(old), new=quantity(new)))
    return found


def _left_moved(truth: Truth, replaced: Truth, unit: str = "") -> list[str]:
    """Of each target how many are without; of a count itself."""
    found = []
    for target in (one for one in TARGETS.values() if not one.is_reduction):
        old, new = (_left_in(one, target, [unit] if unit else one.units) for one in (replaced, truth))
        if old is None or new is None or old == new:
            continue
        form = "left moved" if target.is_rate else "count moved"
        counts = {"old": quantity(old), "new": quantity(new)}
        about = target.short if target.is_rate else target.value_title
        found.append(phrase(form, about=about, unit=f"{target.counted} {target.has_not}", **counts))
    return found


def _left_in(truth: Truth, target: Target, units: Sequence[str]) -> Number | None:
    part, whole = truth.parts_of(target, units)
    return part if whole is None else whole - part


def _revision(
    truth: Truth,
    replaced: Truth,
    what: str,
    codes: Sequence[str],
    where: str = "LW",
    titles: Collection[str] | None = None,
) -> Iterator[Claim]:
    """`where`: its letter, and the paper itself."""
    letter, paper = where
    yield from _why_revised(truth, replaced, codes, letter, is_full=False)
    yield from _why_revised(truth, replaced, codes, paper, is_full=True)
    yield claim("replaces", where=where, what=what, what2=what, day=ISSUED, title=title_of(truth.period))
    yield claim("replaced", what=what, day=ISSUED)
    yield from _changed(truth, replaced, what, codes, where, titles)


def _why_revised(truth: Truth, replaced: Truth, codes: Sequence[str], paper: str, *, is_full: bool) -> Iterator[Claim]:
    """`is_full`: with what each unit's workbook came to, not only the reader's."""
    reasons = [
        phrase(
            "sent again",
            name=truth.name[unit],
            month=title_of(month),
            version=2,
            day=ISSUED_AGAIN,
            figures=some(_figures_moved(truth, replaced, unit), "số liệu", 4)
            if month == truth.last and (is_full or unit in codes[:1])
            else None,
        )
        for month, unit in sorted(truth.world.corrected, key=lambda one: (one[1] not in codes, one))
        if month <= truth.last
    ]
    more = len(reasons) - 3
    in_short = [*reasons[:3], *([f"và {more} báo cáo khác"] if more > 0 else [])]
    yield claim("why revised", where=paper, reasons="; ".join(reasons if is_full else in_short))
    news = (_news_of_paper if is_full else _news_of_letter)(truth, replaced)
    if news:
        yield claim("revised", where=paper, moved="; ".join(news))
    else:
        yield claim("nothing revised", where=paper)


def _news_of_paper(truth: Truth, replaced: Truth) -> list[str]:
    """What a correction came to, as the paper itself says it: the same units reported, for nobody sends anything more."""
    told = [
        phrase("verdict moved", title=_small(title), old=old, new=new)
        for title, (old, new) in _verdicts_moved(truth, replaced).items()
    ]
    return [*_stocks_moved(truth, replaced), *told, *_left_moved(truth, replaced)]


def _news_of_letter(truth: Truth, replaced: Truth) -> list[str]:
    """As a letter says it: the news first, verdicts that turned, how many did not, of what is left the first few."""
    turned: dict[tuple[str, str], list[str]] = {}
    same: list[str] = []
    for title, (old, new) in _verdicts_moved(truth, replaced).items():
        stands = [
            _stands(status, text) for status, text in ((replaced.statuses[title], old), (truth.statuses[title], new))
        ]
        if stands[0] == stands[1]:
            same.append(stands[0])
        else:
            turned.setdefault((old, new), []).append(_small(title))
    alike = [
        phrase("verdict moved", title=some(titles, "chỉ tiêu"), old=old, new=new)
        for (old, new), titles in turned.items()
    ]
    still = {"not met": "vẫn chưa đạt", "unknown": "vẫn chưa kết luận được"}
    counted = [phrase("not turned", n=same.count(key), still=text) for key, text in still.items() if key in same]
    left = _left_moved(truth, replaced)
    more = [phrase("more moved", n=len(left) - 3)] if len(left) > 3 else []
    return [*_step_moved(truth, replaced), *_stocks_moved(truth, replaced), *alike, *counted, *left[:3], *more]


def _small(title: str) -> str:
    return f"{title[0].lower()}{title[1:]}"


def _verdicts_moved(truth: Truth, replaced: Truth) -> dict[str, tuple[str, str]]:
    """Target → how its verdict read then and reads now."""
    return {
        title: (label(replaced, TARGETS[title]) or "", label(truth, TARGETS[title]) or "")
        for title, status in truth.statuses.items()
        if status != replaced.statuses[title]
    }


def _stands(status: str, text: str) -> str:
    if status in NOT_MET or text == SURE:
        return "not met"
    return {MET: "met", ON_TRACK: "on the way"}.get(status, "unknown")


def _step_moved(truth: Truth, replaced: Truth) -> list[str]:
    """By how much there were more poor households than before, in each of the two reports."""
    steps = [
        (one.moved("poor", one.news), Common(one, False).since, len(one.both(one.news))) for one in (replaced, truth)
    ]
    (then, before, known), (now, since_, known_now) = steps
    if then is None or now is None or steps[0] == steps[1]:
        return []
    moves = [change(by, "hộ") or "" for by in (then, now)]
    if known != known_now:
        moves = [phrase("step over", move=move, n=n) for move, n in zip(moves, (known, known_now), strict=True)]
    if before == since_:
        return [phrase("step moved", since=since_, old=moves[0], new=moves[1])]
    return [phrase("step moved since", old=moves[0], then=before, new=moves[1], since=since_)]


# ---------------------------------------------------------------- the other papers


def of_unit(truth: Truth, unit: str, replaced: Truth | None = None) -> list[Claim]:
    """A commune's scorecard."""
    common, name = Common(truth, replaced is not None), truth.name[unit]
    small = f"{name[0].lower()}{name[1:]}"
    first, last = window(truth)
    about, title = common.about, title_of(truth.period)
    made = [
        claim("window", first=first, last=last),
        claim("opening", demanded=False, first=first, last=last, what=f"thông báo kết quả {title} của {small}"),
        claim("coverage of the district", cov=common.cov, missing=", ".join(common.names(truth.missing)) or None),
        *[one._replace(where="") for one in _joined(common)],
        *[one._replace(where="") for one in _comparison(common)],
        *_passed_over(common, "Cc" if unit in truth.units and truth.then_of(unit) == truth.compared else ""),
        *(_revision(truth, replaced, "phiếu kết quả", [unit], "Cc") if replaced else ()),
    ]
    if unit not in truth.units:
        silent = ("please report", "please report now")
        month = _last_of_several(truth)
        made += [claim("subject without", about=about, name=small), claim("nothing of it yet", month=month)]
        made += [claim("nothing of the unit", title=title, month=month)]
        return [*made, *(claim(form, title=title) for form in silent)]
    return [*made, *_of_own(common, unit, about, small)]


def _of_own(common: Common, unit: str, about: str, small: str) -> Iterator[Claim]:
    truth = common.truth
    own = {title: truth.unit_status(target, unit) for title, target in TARGETS.items()}
    judged = [status for status in own.values() if status in JUDGED]
    rate = truth.rate(truth.last, "poor", [unit])
    poor = quantity(truth.total(truth.last, "poor", [unit]))
    verdicts = f"{judged.count(MET)}/{len(judged)}" if judged else None
    yield claim("subject of a commune", about=about, name=small, poor=poor, rate=percent(rate), verdicts=verdicts)
    whom = "toàn huyện" if truth.is_whole else f"cộng {len(truth.units)} đơn vị"
    yield from _own_tiles(common, unit, whom)
    for title, target in TARGETS.items():
        value, degree = truth.value(target, truth.last, [unit]), truth.degree(target, [unit])
        percent_ = common.percent(own[title], degree)
        parts = f" ({common.parts(target, [unit])})" if target.is_rate and value is not None else ""
        unknown = (
            " Không tính được tỷ lệ so với mục tiêu."
            if percent_ is None and own[title] in (ON_TRACK, *NOT_MET)
            else None
        )
        if degree is not None and common.value(target, value) == percent(degree):
            percent_ = None  # the value itself is that percentage
        told = {"title": title, "status": own[title], "unknown": unknown, "whom": f"{whom[0].upper()}{whom[1:]}"}
        told |= {
            "target": said(target) if target.binds_units else None,
            "all": common.value(target, truth.of_district(target)),
        }
        if target.is_reduction and _is_of_fewer(truth):
            told["whom"] = f"Cộng {truth.behind(target)[0]} đơn vị có số liệu cả hai kỳ:"
        if told["all"] is None:
            told["whom"] = None
        if value is None:
            yield claim("unit bar without value", **told)
        else:
            short = _short(target, own[title], value, degree, truth.lacking(target, [unit]))
            told |= {"short": short, "percent": None if short else percent_}
            yield claim("unit bar", value=f"{common.value(target, value)}{parts}", **told)
    rates = {one: truth.rate(truth.last, "poor", [one]) or Fraction(0) for one in truth.units}
    if len(rates) > 1:
        yield claim("rank", n=str(sum(other > rates[unit] for other in rates.values()) + 1), of=str(len(rates)))
    if unit in truth.late_of(truth.last):
        yield claim("too late", month=_last_of_several(truth))


def _last_of_several(truth: Truth) -> str | None:
    """The month of which each unit's report is told, where the period has others, too."""
    return title_of(truth.last) if truth.is_long else None


def _own_tiles(common: Common, unit: str, whom: str) -> Iterator[Claim]:
    truth, then = common.truth, common.truth.then_of(unit)
    for key, noun in STOCKS:
        now = truth.total(truth.last, key, [unit])
        month = months_of(then)[-1] if then else None
        has_base = unit in truth.at(BASELINE) and truth.last != BASELINE and month != BASELINE
        yield claim(
            "unit tile", title=f"{noun[0].upper()}{noun[1:]}", count=f"{quantity(now)} hộ", whom=whom,
            rate=None if key == "social_poor" else percent(truth.rate(truth.last, key, [unit])), all=percent(truth.rate(truth.last, key)),
            move=change(now - truth.at(month)[unit][key], "hộ") if month else None, since=since(then) if then else None,
            move0=change(now - truth.at(BASELINE)[unit][key], "hộ") if has_base else None, base=since(BASELINE),
        )  # fmt: skip


def of_office(truth: Truth, code: str, replaced: Truth | None = None) -> list[Claim]:
    """An office's extract: what it answers for."""
    common, office = Common(truth, replaced is not None), OFFICES[code]
    first, last = window(truth)
    titles = [TARGETS[title] for title in office.titles]
    basis = f" theo mục III.{[*OFFICES].index(code) + 2} của kế hoạch"
    made = [
        *(one for one in _scope(common) if one.form != "opening"),
        claim(
            "opening", demanded=False, first=first, last=last, what=f"thông báo kết quả {title_of(truth.period)}{basis}"
        ),
        *(one._replace(where=one.where.replace("L", "O").replace("W", "")) for one in _reporting(common)),
        *(one._replace(where="O") for one in (bar(common, target) for target in titles)),
        *(one._replace(where="Oo") for one in _outlooks(common, "outlook of an office", office.titles)),
        *(claim("order", order=order) for order in ORDER),
        *(_revision(truth, replaced, "thông báo", ["", *truth.units], "Oo", office.titles) if replaced else ()),
    ]
    return [*made, *_of_the_office(common, office, titles)]


def _titled(truth: Truth, target: Target) -> str:
    """A rise is not said under a title that says «giảm»."""
    value = truth.of_district(target)
    if target.is_reduction and value is not None and value <= -LEAST_SHOWN:
        return "tỷ lệ hộ nghèo"
    return f"{target.title[0].lower()}{target.title[1:]}"


def _of_the_office(common: Common, office: Office, titles: list[Target]) -> Iterator[Claim]:
    truth = common.truth
    values = [(target, common.value(target, truth.of_district(target))) for target in titles]
    few = f" ({units_of(*truth.behind(_reduction()))})" if _is_of_fewer(truth) else ""
    over = {target.title: few if target.is_reduction else "" for target in titles}
    news = ", ".join(f"{_titled(truth, target)} {value}{over[target.title]}" for target, value in values[:2] if value)
    rows = [row for _, one in truth.resource_books for row in one.resources]
    if not news and "resources" in office.also:
        over = f" ({common.flow_cov})" if common.has_gaps else ""
        news = f"huy động {quantity(sum(row['amount'] for row in rows))} triệu đồng{over}"
    yield claim("subject of an office", about=common.about, value=news or None, cov=common.cov)
    month = truth.then
    for target, value in values:
        then = truth.earlier_value(target, month)
        is_known = then is not None and common.since is not None and not (target.is_reduction and month == BASELINE)
        fields = {
            "title": f"{target.title}{over[target.title]}",
            "value": value or "–",
            "target": said(target),
            "since": common.since,
        }
        if is_known:
            fields["then"] = _then(common, target, then)
        without, before = truth.without(target), truth.without(target, month) if is_known else None
        if without is not None and before is not None:
            fields |= {"now": without_said(target, without), "before": quantity(before)}
        yield claim("office tile", **fields)
    lists = {
        "resources": ("resources", "no resources"),
        "models": ("models", "no models"),
        "sponsors": ("helpers",),
        "stories": ("story",),
    }
    wanted = {form for name in office.also for form in lists[name]}
    for one in _lists(common):
        if one.form in wanted:
            yield one._replace(where="" if one.form == "story" else "o" if one.form == "helpers" else "Oo")
    yield from _worst(common, titles)


def _worst(common: Common, titles: list[Target]) -> Iterator[Claim]:
    """Units that do not meet an office's targets, each with its values."""
    truth = common.truth
    for unit in truth.units:
        behind = [target for target in titles if truth.unit_status(target, unit) in NOT_MET]
        if behind:
            texts = []
            for target in behind:
                about = f"{target.title[0].lower()}{target.title[1:]} " if len(titles) > 1 else ""
                parts = f" ({common.parts(target, [unit])})" if target.is_rate else ""
                lacking = truth.lacking(target, [unit])
                more = f", còn thiếu {quantity(lacking)} {target.counted}" if lacking else ""
                texts.append(f"{about}{common.value(target, truth.value(target, truth.last, [unit]))}{parts}{more}")
            yield claim("worst", name=truth.name[unit], values="; ".join(texts))

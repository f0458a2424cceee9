"""Planted defects: for each rule of the form, one thing wrong and where."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Callable

from tests.support.workbooks.form import (
    COVER,
    CUT_OFF_DAY,
    ESCAPED,
    LEFT,
    LIST,
    NEAR_POOR,
    NEW,
    POOR,
    STORIES,
    TO_NEAR_POOR,
    TO_POOR,
    UNCHANGED,
    Book,
    Formula,
    Row,
)
from tests.support.workbooks.households import households
from tests.support.workbooks.layout import cover_of, message_of, sheet_name, total_row
from tests.support.workbooks.months import STORY
from tests.support.workbooks.planters import (
    Place,
    Planter,
    cover_with,
    headed,
    household_with,
    just_come,
    model_with,
    pick,
    place_of,
    place_on_cover,
    resource_with,
    steady,
    steady_poor,
    without_column,
    without_label,
    without_sheet,
)
from tests.support.workbooks.typed import number


def break_rule(one: Book, code: str, previous: Book | None = None) -> tuple[Book, Place]:
    """A copy of `one` that breaks just the rule `code` (a key of `PLANTERS`), and the place of the defect.

    The codes in `NEED_PREVIOUS` are judged against `previous`, the unit's last accepted book.
    """
    broken = copy.deepcopy(one)
    if code in NEED_PREVIOUS and previous is None:
        raise ValueError(f"{code} is judged against a previous book: give one")
    return broken, PLANTERS[code](broken, previous)


def rule_of(code: str) -> str:
    """The form's rule of a key of `PLANTERS`: `H309-loan-alone` breaks `H309`."""
    return code.partition("-")[0]


def _other_unit(one: Book) -> tuple[str, str]:
    """Another unit of the district."""
    return ("18571", "Xã Thạch Hải") if one.unit == "18565" else ("18565", "Xã Ngọc Sơn")


def _in_another_folder(one: Book, _previous: Book | None) -> Place:
    one.folder = " - ".join(_other_unit(one))
    return place_on_cover(one, "Mã đơn vị")


def _another_units_name(one: Book, _previous: Book | None) -> Place:
    one.cover["Tên đơn vị"] = _other_unit(one)[1]
    return place_on_cover(one, "Tên đơn vị")


def _cut_off_of_the_month_before(one: Book, _previous: Book | None) -> Place:
    year, month = one.year_and_month()
    last_month = dt.date(year, month, 1) - dt.timedelta(days=1)
    one.cover["Ngày chốt số liệu"] = last_month.replace(day=CUT_OFF_DAY)
    return place_on_cover(one, "Ngày chốt số liệu")


def _cut_off_on_another_day(one: Book, _previous: Book | None) -> Place:
    year, month = one.year_and_month()
    one.cover["Ngày chốt số liệu"] = dt.date(year, month, CUT_OFF_DAY + 10)
    return place_on_cover(one, "Ngày chốt số liệu")


def _cut_off_of_another_month(one: Book, previous: Book | None) -> Place:
    _cut_off_of_the_month_before(one, previous)
    return place_on_cover(one, "Kỳ báo cáo")


def _fewer_people_than_households(one: Book, _previous: Book | None) -> Place:
    one.cover["Tổng số nhân khẩu"] = int(number(cover_of(one)["Tổng số hộ"])) - 1
    return place_on_cover(one, "Tổng số nhân khẩu")


def _many_more_people(one: Book, previous: Book | None) -> Place:
    assert previous is not None
    one.cover["Tổng số nhân khẩu"] = int(number(cover_of(previous)["Tổng số nhân khẩu"]) * 1.06) + 1
    return place_on_cover(one, "Tổng số nhân khẩu")


def _fewer_than_listed(one: Book, _previous: Book | None) -> Place:
    listed = sum(row["classification"] in (POOR, NEAR_POOR) for row in one.households)
    one.cover["Tổng số hộ"] = listed - 1
    return place_on_cover(one, "Tổng số hộ")


def _many_more_households(one: Book, previous: Book | None) -> Place:
    assert previous is not None
    one.cover["Tổng số hộ"] = int(number(cover_of(previous)["Tổng số hộ"]) * 1.06) + 1
    return place_on_cover(one, "Tổng số hộ")


def _code_twice(one: Book, _previous: Book | None) -> Place:
    """One more row with a code that is already there; the second of the two is the place."""
    one.households.append(dict(one.households[pick(one, steady)]))
    return place_of(one, len(one.households) - 1, "household_code")


def _code_of_another_unit(one: Book, _previous: Book | None) -> Place:
    index = pick(one, just_come, steady)
    row = one.households[index]
    row["household_code"] = _other_unit(one)[0] + str(row["household_code"])[5:]
    return place_of(one, index, "household_code")


def _vanished(one: Book, previous: Book | None) -> Place:
    """A household of the last period is not listed; it has no row to point at."""
    assert previous is not None
    listed = {row["household_code"] for row in previous.households if row["classification"] != LEFT}
    told = {row["household_code"] for row in one.stories}
    gone = pick(one, lambda row: steady(row) and row["household_code"] in listed - told)
    del one.households[gone]
    return Place(sheet_name(one, LIST))


def _changed_from(before: str, classification: str, change: str) -> Planter:
    """Gives a household that was `before` at the last period a class and change that contradict it."""

    def plant(one: Book, previous: Book | None) -> Place:
        assert previous is not None
        codes = {row["household_code"] for row in previous.households if row["classification"] == before}
        index = pick(one, lambda row: steady(row) and row["household_code"] in codes)
        one.households[index].update(classification=classification, change=change)
        return place_of(one, index, "change")

    return plant


def _new_but_unchanged(one: Book, previous: Book | None) -> Place:
    """A household that was not on the last list is said to be unchanged."""
    assert previous is not None
    one.households += _newcomers(one, previous, 1, UNCHANGED)
    return place_of(one, len(one.households) - 1, "change")


def _crowd(one: Book, previous: Book | None) -> Place:
    """New households, so many that the list grows by more than a fifth, whether or not leavers count."""
    assert previous is not None
    staying = [row for row in one.households if row["classification"] != LEFT]
    needed = len(previous.households) * 6 // 5 + 1 - len(staying)
    one.households += _newcomers(one, previous, needed, NEW)
    return Place(sheet_name(one, LIST))


def _newcomers(one: Book, previous: Book, count: int, change: str) -> list[Row]:
    newest = max(row["household_code"] for row in [*one.households, *previous.households])
    rows = households(one.unit, 0, count, "newcomers")
    return [row | {"household_code": str(int(newest) + n), "change": change} for n, row in enumerate(rows, start=1)]


def _wrong_total(one: Book, _previous: Book | None) -> Place:
    sums = one.total_line if isinstance(one.total_line, dict) else {}
    one.total_line = {**sums, "members": 9_999}
    return Place(sheet_name(one, LIST), total_row(one), message_of(one, "members"))


def _empty_list(one: Book, _previous: Book | None) -> Place:
    one.households, one.stories = [], []
    return Place(sheet_name(one, LIST))


def _story_of_a_stranger(one: Book, _previous: Book | None) -> Place:
    one.stories.append({"household_code": f"{one.unit}9999", "summary": STORY, "consent": "x"})
    return place_of(one, len(one.stories) - 1, "household_code", STORIES)


def _one_more(name: str) -> Callable[[Row], int]:
    return lambda row: row[name] + 1


_LOAN = {"loan_needed": "x", "loan_received": "x"}
_FAR = {"Ngày chốt số liệu": dt.date(2031, 3, 14)}
_EARLY = {"Ngày chốt số liệu": dt.date(2019, 11, 14)}
# A key is a rule's code, or the code and a word for another way to break the same rule.
_NUMBERS = ("members", "insured", "loan_amount", "children_deprived", "children_supported", "informed")
PLANTERS: dict[str, Planter] = {
    "F105": without_sheet(LIST),
    "F105-cover": without_sheet(COVER),
    "F106": without_column("insured"),
    "F106-label": without_label("Kỳ báo cáo"),
    "F112": headed("clean_water", "Sử dụng nước sạch (đánh x nếu KHÔNG)"),
    "F114": headed("clean_water", "Sử dụng nước sạch (từ giếng khoan)"),
    "F109": household_with("members", Formula("=1+2")),
    "C201": cover_with("Mẫu biểu", "BC-XD-02"),
    "C201-version": cover_with("Mẫu biểu", "BC-GN-99"),
    "C202": cover_with("Mã đơn vị", "99999"),
    "C202-empty": cover_with("Mã đơn vị", ""),
    "C203": _in_another_folder,
    "C204": cover_with("Kỳ báo cáo", ""),
    "C204-unreadable": cover_with("Kỳ báo cáo", "đầu xuân"),
    "C205": cover_with("Kỳ báo cáo", "03/2031", _FAR),
    "C205-before-baseline": cover_with("Kỳ báo cáo", "11/2019", _EARLY),
    "C206": _fewer_than_listed,
    "C206-empty": cover_with("Tổng số hộ", ""),
    "C206-zero": cover_with("Tổng số hộ", 0),
    "C206-fraction": cover_with("Tổng số hộ", 1934.5),
    "C206-text": cover_with("Tổng số hộ", "chưa rõ"),
    "C207": _many_more_households,
    "C208": _another_units_name,
    "C209": _cut_off_on_another_day,
    "C210": _cut_off_of_another_month,
    "C211": _fewer_people_than_households,
    "C211-change": _many_more_people,
    "C212": cover_with("Tổng số nhân khẩu", 250_000),
    "H301": household_with("household_code", None, just_come, steady),
    "H301-short": household_with("household_code", lambda row: row["household_code"][:8], just_come, steady),
    "H301-letters": household_with("household_code", lambda row: row["household_code"][:7] + "AB", just_come, steady),
    "H302": _code_twice,
    "H303": _code_of_another_unit,
    "H304": household_with("classification", "Khá giả"),
    "H304-empty": household_with("classification", None),
    "H305": household_with("change", "Tăng"),
    "H305-empty": household_with("change", None),
    "H306": household_with("members", 31),
    "H306-zero": household_with("members", 0),
    "H306-fraction": household_with("members", 2.5),
    "H306-empty": household_with("members", None),
    "H307": household_with("insured", _one_more("members")),
    "H307-negative": household_with("insured", -1),
    "H307-fraction": household_with("insured", 0.5),
    "H308": household_with("loan_needed", None, steady_poor, loan_received="x", loan_amount=50),
    "H309": household_with("loan_amount", 50, steady_poor, loan_needed="x", loan_received=None),
    "H309-loan-alone": household_with("loan_amount", None, steady_poor, **_LOAN),
    "H310": household_with("children_supported", 1, children_deprived=None),
    "H311": household_with("children_deprived", _one_more("members"), children_supported=None),
    "H312": household_with("informed", _one_more("members")),
    "H312-negative": household_with("informed", -1),
    "H312-fraction": household_with("informed", 0.5),
    "H313": household_with("hygienic_latrine", "chưa rõ"),
    "H313-number": household_with("clean_water", 2),
    "H314": household_with("children_deprived", "một", children_supported=None),
    "H314-members": household_with("members", "hai"),
    "H314-amount": household_with("loan_amount", "năm mươi", steady_poor, **_LOAN),
    "H315": household_with("change", ESCAPED, steady_poor),
    "H315-left-unchanged": household_with("change", UNCHANGED, classification=LEFT),
    "H315-other-class": household_with("change", TO_NEAR_POOR, steady_poor),
    "H316": household_with("head_name", None),
    "H317": household_with("village", None),
    "H318": household_with("loan_amount", 500, steady_poor, **_LOAN),
    "H319": household_with("household_code", None, steady, **dict.fromkeys(("head_name", *_NUMBERS))),
    "H323": headed("loan_amount", "Số tiền vay (nghìn đồng)"),
    "H324": household_with("village", "-nt-"),
    "X401": _vanished,
    "X402": _changed_from(POOR, POOR, TO_POOR),
    "X402-not-new": _changed_from(POOR, POOR, NEW),
    "X402-silent": _changed_from(POOR, NEAR_POOR, UNCHANGED),
    "X402-not-listed-before": _new_but_unchanged,
    "X403": _crowd,
    "X405": _wrong_total,
    "X406": _empty_list,
    "M501": model_with("status", "Tốt"),
    "M501-empty": model_with("status", None),
    "M502": model_with("name", None),
    "M503": model_with("households", -1),
    "M503-text": model_with("budget", "nhiều"),
    "M504": model_with("budget", 45_500),
    "M505": model_with("started_on", "sau tết"),
    "G601": _story_of_a_stranger,
    "N701": resource_with("source", "Ngân hàng"),
    "N701-purpose": resource_with("purpose", "Du lịch"),
    "N702": resource_with("amount", None),
    "N702-negative": resource_with("amount", -5),
    "N703": resource_with("amount", 65_000),
    "N702-text": resource_with("amount", "nhiều"),
}
NEED_PREVIOUS = frozenset(
    code for code in PLANTERS if rule_of(code) in ("C207", "X401", "X402", "X403", "X406") or code == "C211-change"
)

"""What 22 communes meant to send from December 2019 to January 2021: households that live on from month to month."""

from __future__ import annotations

import copy
import random
from dataclasses import replace

from tests.support.workbooks import (
    ESCAPED,
    ESCAPED_NEAR,
    LEFT,
    NEAR_POOR,
    POOR,
    RELAPSED,
    TO_NEAR_POOR,
    UNCHANGED,
    Book,
    Row,
    book,
)
from tests.support.workbooks.form import following
from tests.support.workbooks.months import STORY, model, next_book

UNITS = {
    "18562": "Thị trấn Thạch Hà",
    "18565": "Xã Ngọc Sơn",
    "18571": "Xã Thạch Hải",
    "18586": "Xã Thạch Kênh",
    "18589": "Xã Thạch Sơn",
    "18592": "Xã Thạch Liên",
    "18595": "Xã Đỉnh Bàn",
    "18601": "Xã Việt Tiến",
    "18604": "Xã Thạch Khê",
    "18607": "Xã Thạch Long",
    "18619": "Xã Thạch Trị",
    "18622": "Xã Thạch Lạc",
    "18625": "Xã Thạch Ngọc",
    "18628": "Xã Tượng Sơn",
    "18631": "Xã Thạch Văn",
    "18634": "Xã Lưu Vĩnh Sơn",
    "18637": "Xã Thạch Thắng",
    "18643": "Xã Thạch Đài",
    "18649": "Xã Thạch Hội",
    "18652": "Xã Tân Lâm Hương",
    "18658": "Xã Thạch Xuân",
    "18667": "Xã Nam Điền",
}
BASELINE, LAST = "2019-12", "2021-01"
REVIEW = "2020-11"  # of the list of one unit: so many leave it that this is asked about
_PACE = 0.03  # of a list that comes, leaves and changes its class in a month
_WRITTEN = (
    "Hội CCB",
    "UBMTTQ xã",
    "Mặt trận Tổ quốc",
    "hội  phụ nữ",
    "Hội Nông dân",
    "bà Hoa",
    "Không",
    "-",
    None,
    "Quỹ tấm lòng",
)
Key = tuple[str, str]  # unit, month


def months(first: str = BASELINE, last: str = LAST) -> list[str]:
    found = [first]
    while found[-1] != last:
        found.append(following(found[-1]))
    return found


def books(seed: int) -> dict[Key, Book]:
    """Everybody's workbook of every month, as it is meant at first."""
    found: dict[Key, Book] = {}
    reviewed = random.Random(f"year {seed}").choice(list(UNITS)), REVIEW
    for unit, name in UNITS.items():
        rng = random.Random(f"year {seed} {unit}")
        gone: dict[str, Row] = {}
        one = _begun(unit, name, rng)
        found[unit, BASELINE] = one
        for month in months()[1:]:
            one = _lived(next_book(one, f"{seed}", _PACE), rng, gone)
            if (unit, month) == reviewed:
                _review(one, rng)
            found[unit, month] = one
    return found


def _begun(unit: str, name: str, rng: random.Random) -> Book:
    """A unit's first list; small ones and large ones, some as careless as the form still takes."""
    one = book(unit, name, BASELINE, poor=rng.randint(10, 26), near_poor=rng.randint(12, 30), seed=rng.random())
    listed = len(one.households)
    one.total_households = round(listed * rng.uniform(9, 14))
    one.total_people = round(one.total_households * rng.uniform(3.1, 3.9))
    one.models = [model(BASELINE, rng) for _ in range(rng.choice((0, 0, 0, 1, 1)))]
    for row in one.households:
        _wanting(row, rng)
    _careless(one, rng)
    return one


def _wanting(row: Row, rng: random.Random) -> None:
    """More is wanting at first than later: cards, loans, water, sound houses."""
    if rng.random() < 0.08:
        row["insured"] = max(0, row["members"] - rng.randint(1, 2))
    if row["loan_received"] and rng.random() < 0.25:
        row.update(loan_received=None, loan_amount=None)
    if rng.random() < 0.12:
        row[rng.choice(("clean_water", "hygienic_latrine"))] = None
    row["sponsor"] = rng.choice(_WRITTEN)


def _careless(one: Book, rng: random.Random) -> None:
    """What is taken and only warned of: no village, a very large loan, a loan of which nobody said it was needed."""
    for row in rng.sample(one.households, 2):
        row["village"] = None
    if rng.random() < 0.3:
        rng.choice(one.households).update(loan_needed="x", loan_received="x", loan_amount=rng.choice((120, 150.5)))
    if rng.random() < 0.3:
        rng.choice(one.households).update(loan_needed=None, loan_received="x", loan_amount=30)


def _lived(one: Book, rng: random.Random, gone: dict[str, Row]) -> Book:
    """A month: beside who came, left and changed class some more rise out of poverty, some fall back, and what each household
    has becomes more."""
    rows = one.households
    newest = max(row["household_code"] for row in rows)
    for row in rows:
        if row["change"] == UNCHANGED:
            _better(row, rng)
            if row["classification"] == POOR and row["household_code"] != newest and rng.random() < 0.02:
                row.update(classification=LEFT, change=ESCAPED)
                one.stories.append(_story(row, rng))
            elif row["classification"] == NEAR_POOR and rng.random() < 0.004:
                row.update(classification=POOR, change=RELAPSED)
    back = [code for code in sorted(gone) if rng.random() < 0.03]
    rows += [gone.pop(code) | {"classification": POOR, "change": RELAPSED} for code in back]
    gone |= {row["household_code"]: dict(row) for row in rows if row["change"] == ESCAPED}
    total = one.total_households + rng.randint(-1, 2)
    return replace(
        one,
        models=_models(one, rng),
        total_households=total,
        total_people=one.total_people + rng.randint(-3, 4),
    )


def _review(one: Book, rng: random.Random) -> None:
    """Two of five households leave the list, but the newest, so that no code comes twice."""
    newest = max(row["household_code"] for row in one.households)
    for row in one.households:
        if row["change"] == UNCHANGED and row["household_code"] != newest and rng.random() < 0.4:
            row.update(change=ESCAPED if row["classification"] == POOR else ESCAPED_NEAR, classification=LEFT)


def _better(row: Row, rng: random.Random) -> None:
    """A birth or a death; a card, a loan, a child at school, water, a house; another who helps."""
    if rng.random() < 0.02:
        row["members"] = min(9, row["members"] + 1)
    elif row["members"] > 1 and rng.random() < 0.02:
        row["members"] -= 1
        for name in ("insured", "informed", "children_deprived", "children_supported"):
            row[name] = min(row[name], row["members"]) if row[name] is not None else None
    for name, chance in (("insured", 0.25), ("informed", 0.12)):
        if row[name] < row["members"] and rng.random() < chance:
            row[name] += 1
    if row["loan_needed"] and not row["loan_received"] and rng.random() < 0.2:
        row.update(loan_received="x", loan_amount=rng.choice((10, 20, 37.5, 50)))
    if (row["children_deprived"] or 0) > (row["children_supported"] or 0) and rng.random() < 0.3:
        row["children_supported"] = row["children_deprived"]
    for name, chance in (("clean_water", 0.1), ("hygienic_latrine", 0.1)):
        row[name] = "x" if row[name] or rng.random() < chance else None
    row["temporary_housing"] = None if rng.random() < 0.15 else row["temporary_housing"]
    if rng.random() < 0.05:
        row["sponsor"] = rng.choice(_WRITTEN)


def _models(one: Book, rng: random.Random) -> list[Row]:
    """Some begin, some stop, end or go on again."""
    found = [dict(row) for row in one.models]
    for row in found:
        if rng.random() < 0.04:
            row["status"] = rng.choice(("Đang phát triển", "Tạm dừng", "Kết thúc"))
    return found + [model(one.period, rng) for _ in range(rng.random() < 0.05)]


def _story(row: Row, rng: random.Random) -> Row:
    return {
        "household_code": row["household_code"],
        "summary": rng.choice((STORY, "Trồng ổi, bưởi, thu nhập ổn định.")),
        "consent": rng.choice(("x", None)),
    }


# ---------------------------------------------------------------- what a unit sends again


def corrected(one: Book, rng: random.Random) -> Book:
    """Poor households that were near-poor since that month, one with a member more; and a sum that came in."""
    own = copy.deepcopy(one)
    rows = [row for row in own.households if (row["classification"], row["change"]) == (POOR, UNCHANGED)]
    for row in rng.sample(rows, min(2, len(rows))):
        row.update(classification=NEAR_POOR, change=TO_NEAR_POOR, social_protection=None, temporary_housing=None)
        row["members"] += 1
    own.resources.append({"source": "Quỹ Vì người nghèo", "purpose": "Nhà ở", "amount": 45.5, "households": 3})
    return own


def corrected_baseline(one: Book, rng: random.Random) -> Book:
    """Near-poor households that were poor."""
    own = copy.deepcopy(one)
    for row in rng.sample([row for row in own.households if row["classification"] == NEAR_POOR], 2):
        row["classification"] = POOR
    return own


def with_more_cards_than_people(one: Book, rng: random.Random) -> Book:
    """Returned by rule H307, in one or two rows."""
    own = copy.deepcopy(one)
    for row in rng.sample(own.households, rng.randint(1, 2)):
        row["insured"] = row["members"] + 1
    return own

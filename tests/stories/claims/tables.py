"""What must stand in the cells of the tables, in Word and Excel, by their headings and the names of their rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

from tests.stories.claims.changes import FLOWS, changed, place_of
from tests.stories.claims.claims import (
    OFFICES,
    Common,
    label,
    listed,
    measured,
    path_at,
    percent,
    quantity,
    shown,
    title_of,
    units_of,
)
from tests.stories.claims.oracle import LEAST_SHOWN, NOBODY, OTHERS, REDUCTION, TARGETS, Target, Truth
from tests.stories.claims.world import BASELINE, months_of
from tests.support.workbooks import NEAR_POOR, POOR

Number = Fraction | int


class Cell(NamedTuple):
    """A number, and how paper shows it: with two decimals (a rate), with its unit, or as a count."""

    value: Number | None
    is_rate: bool = False
    unit: str = ""
    is_fall: bool = False

    def texts(self) -> set[str]:
        if self.value is None:
            return {"", "–"}
        value = abs(self.value) if self.is_fall else self.value
        amount = shown(value) if self.is_rate else quantity(value)
        rise = "tăng " if self.is_fall and self.value <= -LEAST_SHOWN else ""
        text = f"{amount}%" if self.unit == "%" else f"{amount} {self.unit}" if self.unit else amount
        return {f"{rise}{text}"}


class Anything:
    """A cell that says nothing that the workbooks could bear out or not: where a figure is taken from, which rule."""


ANYTHING = Anything()
Expected = Cell | str | tuple[str, ...] | Anything
Row = dict[str, Expected]


@dataclass
class Sheet:
    """A table: its rows by heading; `key` are the headings that tell one row from another, none where their order does."""

    name: str
    key: tuple[str, ...]
    rows: list[Row]
    kind: str = "value"
    is_whole: bool = True
    more: set[str] = field(default_factory=set)

    @property
    def headings(self) -> set[str]:
        return {name for row in self.rows for name in row}


KIND_OF_HEADING = {
    "Mức độ": "verdict", "Kỳ trước": "comparison", "Kỳ gốc": "comparison", "Đơn vị có số liệu": "coverage", "Mục tiêu": "target",
    "Còn thiếu": "lacking", "Tình trạng": "missing", "Thời hạn": "late", "Khớp số": "movement",
}  # fmt: skip
# What a heading says that was called otherwise once: old → the oracle's own.
SAME_HEADING = {"Có số liệu": "Đơn vị có số liệu", "So với mục tiêu": "So với mục tiêu"}
_NOT_NAMED = {OTHERS: "Tổ chức, cá nhân khác", NOBODY: "Chưa có ai nhận trợ giúp"}
_PART_TITLES = {
    "insured_poor": "Người nghèo có thẻ BHYT", "poor_members": "Nhân khẩu hộ nghèo", "loan_need": "Hộ nghèo có nhu cầu vay",
    "insured_near_poor": "Người thuộc hộ cận nghèo có thẻ BHYT", "near_poor_members": "Nhân khẩu hộ cận nghèo",
    "loan_received": "Hộ nghèo có nhu cầu đã được vay", "education_supported": "Trẻ em được hỗ trợ giáo dục",
    "education_deprived": "Trẻ em thiếu hụt giáo dục", "informed": "Người nghèo tiếp cận thông tin", "poor": "Hộ nghèo",
    "water_and_sanitation": "Hộ nghèo dùng nước sạch và nhà tiêu hợp vệ sinh", "households": "Tổng số hộ",
    "temporary_housing": "Hộ nghèo ở nhà tạm bợ, dột nát", "models": "Mô hình đang phát triển",
}  # fmt: skip
SOURCES = ("Ngân sách huyện", "Ngân sách xã", "Quỹ Vì người nghèo", "Xã hội hóa", "Nguồn khác")


def of_report(truth: Truth, replaced: Truth | None = None) -> list[Sheet]:
    common = Common(truth)
    made = [
        _attainment(common, TARGETS),
        _trend(truth),
        _units(truth),
        _indicators(truth),
        _parts(truth),
        _flows(truth),
    ]
    made += [
        _resources(truth),
        _sources(truth),
        _models(truth),
        _helpers(truth),
        _reporters(truth),
        _explained(common, TARGETS),
        _provenance(truth),
        _stories(truth),
    ]
    return made + ([_changes(truth, replaced)] if replaced else [])


def of_office(truth: Truth, code: str, replaced: Truth | None = None) -> list[Sheet]:
    common, office = Common(truth), OFFICES[code]
    made = [_attainment(common, office.titles), _explained(common, office.titles)] if office.titles else []
    made += [_by_unit(common, TARGETS[title]) for title in office.titles]
    lists = {"resources": _resources_by_unit, "models": _models, "sponsors": _helpers, "stories": _stories}
    made += [lists[name](truth) for name in office.also]
    made += [_all_helpers(truth)] if "sponsors" in office.also else []
    return made + ([_changes(truth, replaced, titles=office.titles)] if replaced else [])


def of_unit(truth: Truth, unit: str, replaced: Truth | None = None) -> list[Sheet]:
    made = [_own(truth, unit), Sheet("Cần sửa", (), [], is_whole=False)]
    made += [_villages(truth, unit)] if unit in truth.units else [Sheet("Theo thôn", (), [])]
    return made + ([_changes(truth, replaced, unit)] if replaced else [])


def total_name(truth: Truth, whole: str = "Toàn huyện Thạch Hà") -> str:
    return whole if truth.is_whole else f"Cộng {len(truth.units)} đơn vị"


def target_text(target: Target) -> str:
    """As a table writes it."""
    if target.sign == "=":
        return f"không còn {target.unit} nào"
    space, sign = "" if target.unit == "%" else " ", "" if target.target == 100 else f"{target.sign} "
    return f"{sign}{quantity(target.target)}{space}{target.unit}{' (cả năm)' if target.is_reduction else ''}"


def _rate(value: Number | None) -> Cell:
    return Cell(value, is_rate=True)


def _fall(value: Number | None) -> Cell:
    return Cell(value, is_rate=True, is_fall=True)


def _measured(target: Target, value: Number | None) -> Cell:
    """With its unit on paper; a reduction below nothing may be said to be a rise."""
    is_rate = target.unit in ("%", "điểm %")
    return Cell(value, is_rate, target.unit, is_fall=target.is_reduction)


def _attainment(common: Common, titles: Iterable[str]) -> Sheet:
    truth, rows = common.truth, []
    for target in (TARGETS[title] for title in titles):
        value, (n, of) = truth.of_district(target), truth.behind(target)
        part, whole = truth.parts_of(target)
        rows.append({
            "Chỉ tiêu": target.title, "Đơn vị tính": target.unit, "Kết quả": _measured(target, value), "Tử số": Cell(part),
            "Mẫu số": Cell(whole), "Kỳ trước": _measured(target, truth.earlier_value(target, truth.then)),
            "Kỳ gốc": _measured(target, truth.earlier_value(target, BASELINE)), "Mục tiêu": target_text(target),
            "Mức độ": label(truth, target), "So với mục tiêu": _rate(truth.degree(target)),
            "Đơn vị có số liệu": (f"{n}/{of}", units_of(n, of)),
        })  # fmt: skip
    return Sheet("Chỉ tiêu", ("Chỉ tiêu",), rows)


def _trend(truth: Truth) -> Sheet:
    rows: list[Row] = []
    for month, whole in truth.trend.items():
        n = len(truth.both(month))
        title = title_of(month)
        rows.append({
            "Tháng": f"{title[0].upper()}{title[1:]}", "Hộ nghèo": Cell(truth.total(month, "poor") if whole else None),
            "Tỷ lệ hộ nghèo": _rate(truth.rate(month, "poor") if whole else None),
            "Tỷ lệ hộ nghèo theo lộ trình mục tiêu": _rate(path_at(truth, month)),
            "Tỷ lệ hộ cận nghèo": _rate(truth.rate(month, "near_poor") if whole else None),
            "Đơn vị có số liệu": tuple({text for of in (len(truth.units), len(truth.owing)) for text in (f"{n}/{of}", units_of(n, of))}),
        })  # fmt: skip
    return Sheet("Diễn biến", ("Tháng",), rows, "trend")


def _units(truth: Truth) -> Sheet:
    both = [unit for unit in truth.units if unit in truth.start]
    rows = [_unit(truth, unit.code, unit.name, [unit.code] if unit.code in truth.units else []) for unit in truth.owing]
    total = _unit(truth, "", total_name(truth), truth.units)
    if len(both) < len(truth.units):
        total["Giảm so với kỳ gốc"] = _fall(truth.of_district(TARGETS[REDUCTION]))
    return Sheet("Theo đơn vị", ("Đơn vị",), [*rows, total])


def _unit(truth: Truth, code: str, name: str, units: Sequence[str]) -> Row:
    last = truth.last
    both = [unit for unit in units if unit in truth.start]
    at = {
        key: Cell(truth.total(last, key, units) if units else None)
        for key in ("households", "poor", "near_poor", "social_poor")
    }
    base = {key: Cell(truth.total(BASELINE, key, both) if both else None) for key in ("households", "poor")}
    return {
        "Mã": code, "Đơn vị": name, "Tổng số hộ": at["households"], "Hộ nghèo": at["poor"], "Tỷ lệ hộ nghèo": _rate(truth.rate(last, "poor", units)),
        "Tổng số hộ kỳ gốc": base["households"], "Hộ nghèo kỳ gốc": base["poor"], "Tỷ lệ hộ nghèo kỳ gốc": _rate(truth.rate(BASELINE, "poor", both)),
        "Giảm so với kỳ gốc": _fall(truth.value(TARGETS[REDUCTION], last, units)), "Hộ cận nghèo": at["near_poor"],
        "Tỷ lệ hộ cận nghèo": _rate(truth.rate(last, "near_poor", units)), "Hộ nghèo bảo trợ xã hội": at["social_poor"],
    }  # fmt: skip


def _indicators(truth: Truth) -> Sheet:
    rows: list[Row] = []
    for unit in truth.owing:
        own = {title: truth.value(target, truth.last, [unit.code]) for title, target in TARGETS.items()}
        rows.append(
            {
                "Mã": unit.code,
                "Đơn vị": unit.name,
                **{title: _plain(TARGETS[title], value) for title, value in own.items()},
            }
        )
    whole = {title: _plain(target, truth.of_district(target)) for title, target in TARGETS.items()}
    return Sheet("Chỉ tiêu theo đơn vị", ("Đơn vị",), [*rows, {"Mã": "", "Đơn vị": total_name(truth), **whole}])


def _plain(target: Target, value: Number | None) -> Cell:
    return Cell(value, is_rate=bool(target.denominator), is_fall=target.is_reduction)


def _parts(truth: Truth) -> Sheet:
    keys = [key for target in TARGETS.values() if target.is_rate for key in (target.numerator, target.denominator)]
    rows: list[Row] = []
    for code, name, units in [
        *((unit.code, unit.name, [unit.code]) for unit in truth.owing),
        ("", total_name(truth), truth.units),
    ]:
        known = [unit for unit in units if unit in truth.units]
        row: Row = {"Mã": code, "Đơn vị": name}
        for key in keys:
            title = _PART_TITLES[key]
            while title in row:
                title += "'"
            row[title] = Cell(truth.total(truth.last, key, known) if known else None)
        rows.append(row)
    return Sheet("Tử số, mẫu số", ("Đơn vị",), rows)


def _flows(truth: Truth) -> Sheet:
    rows: list[Row] = []
    known = truth.at(truth.opening)
    fallen = {unit: _fallen(truth, unit) for unit in truth.units}
    for code, name, units in [
        *((unit, truth.name[unit], [unit]) for unit in truth.units),
        ("", total_name(truth), truth.units),
    ]:
        opening = (
            sum(listed(truth, truth.opening, unit) for unit in units) if all(unit in known for unit in units) else None
        )
        closing = sum(listed(truth, truth.last, unit) for unit in units)
        moves = Counter({title: sum(truth.flow_sum(unit, key) for unit in units) for title, key in FLOWS.items()})
        for unit in units:
            moves.update(fallen[unit])
        came = sum(moves[title] for title in ("Phát sinh mới", "Tái nghèo", "Chuyển đến"))
        left = sum(moves[title] for title in ("Thoát nghèo", "Thoát cận nghèo", "Chuyển đi", "Xóa hộ"))
        fits = "–" if opening is None else "khớp" if opening + came - left == closing else "lệch"
        rows.append(
            {
                "Mã": code,
                "Đơn vị": name,
                "Đầu kỳ": Cell(opening),
                **{title: Cell(n) for title, n in moves.items()},
                "Cuối kỳ": Cell(closing),
                "Khớp số": fits,
            }
        )
    return Sheet("Biến động", ("Đơn vị",), rows, "movement")


def _fallen(truth: Truth, unit: str) -> Counter[str]:
    """Households called new, relapsed or moved in that were on the lists already: they went from one class to the other."""
    found = Counter[str]()
    for month in truth.months:
        before = truth._classes(unit, _month_before(month))
        for row in truth._rows(unit, month):
            if row["change"] in ("Phát sinh mới", "Tái nghèo", "Chuyển đến") and (
                was := before.get(str(row["household_code"]))
            ):
                found[str(row["change"])] -= 1
                if was != row["classification"]:
                    found["Cận nghèo sang nghèo" if row["classification"] == POOR else "Nghèo sang cận nghèo"] += 1
    return found


def _month_before(month: str) -> str:
    year, number = map(int, month.split("-"))
    return f"{year - (number == 1)}-{(number - 2) % 12 + 1:02d}"


def _resources(truth: Truth) -> Sheet:
    sums: dict[tuple[str, str], Counter[str]] = {}
    for _, one in truth.resource_books:
        for row in one.resources:
            own = sums.setdefault((row["source"], row["purpose"]), Counter())
            own.update(amount=row["amount"], households=row["households"])
    rows: list[Row] = [
        {
            "Nguồn": source,
            "Nội dung hỗ trợ": purpose,
            "Số tiền": Cell(own["amount"]),
            "Lượt hộ được hỗ trợ": Cell(own["households"]),
        }
        for (source, purpose), own in sums.items()
    ]
    total = {"Nguồn": "Tổng cộng", "Nội dung hỗ trợ": "", **_sum_of(rows, "Số tiền", "Lượt hộ được hỗ trợ")}
    return Sheet(
        "Nguồn lực", ("Nguồn", "Nội dung hỗ trợ"), [*rows, total] if rows else [], "resources", more={"Tổng cộng"}
    )


def _sources(truth: Truth) -> Sheet:
    """By source alone, on paper."""
    rows: list[Row] = []
    for source in SOURCES:
        own = [row for _, one in truth.resource_books for row in one.resources if row["source"] == source]
        if own:
            rows.append(
                {
                    "Nguồn": source,
                    "Số tiền": Cell(sum(row["amount"] for row in own)),
                    "Lượt hộ được hỗ trợ": Cell(sum(row["households"] for row in own)),
                }
            )
    total = {"Nguồn": "Tổng cộng", **_sum_of(rows, "Số tiền", "Lượt hộ được hỗ trợ")}
    return Sheet("Nguồn lực", ("Nguồn",), [*rows, total] if rows else [], "resources")


def _resources_by_unit(truth: Truth) -> Sheet:
    sources = [
        source
        for source in SOURCES
        if any(row["source"] == source for _, one in truth.resource_books for row in one.resources)
    ]
    rows: list[Row] = []
    for unit in truth.units:
        own = [row for owner, one in truth.resource_books if owner == unit for row in one.resources]
        by = {source: Cell(sum(row["amount"] for row in own if row["source"] == source)) for source in sources}
        rows.append(
            {
                "Mã": unit,
                "Đơn vị": truth.name[unit],
                **by,
                "Tổng số tiền": Cell(sum(row["amount"] for row in own)),
                "Lượt hộ được hỗ trợ": Cell(sum(row["households"] for row in own)),
            }
        )
    total = {"Mã": "", "Đơn vị": total_name(truth), **_sum_of(rows, *sources, "Tổng số tiền", "Lượt hộ được hỗ trợ")}
    return Sheet("Nguồn lực theo đơn vị", ("Đơn vị",), [*rows, total], "resources")


def _sum_of(rows: Sequence[Row], *headings: str) -> Row:
    return {heading: Cell(sum((row[heading].value or 0 for row in rows), Fraction(0))) for heading in headings}


def _models(truth: Truth) -> Sheet:
    rows: list[Row] = [
        {
            "Đơn vị": truth.name[unit], "Tên mô hình": str(row["name"]), "Thôn, tổ dân phố": str(row["village"]), "Lĩnh vực": str(row["field"]),
            "Tình trạng": str(row["status"]), "Số hộ tham gia": Cell(row["households"]), "Kinh phí": Cell(row["budget"]),
        }
        for unit, row in truth.models
    ]  # fmt: skip
    empty: Row = dict.fromkeys(("Tên mô hình", "Thôn, tổ dân phố", "Lĩnh vực", "Tình trạng"), "")
    total = {"Đơn vị": "Tổng cộng", **empty, **_sum_of(rows, "Số hộ tham gia", "Kinh phí")}
    return Sheet("Danh sách mô hình", (), [*rows, total] if rows else [], "models")


def _helpers(truth: Truth) -> Sheet:
    names = sum((truth.helpers(unit) for unit in truth.units), start=Counter[str]())
    rows: list[Row] = [
        {"Đơn vị": truth.name[unit]}
        | {_NOT_NAMED.get(name, name): Cell(truth.helpers(unit)[name]) for name in names}
        | {"Tổng số hộ": Cell(truth.helpers(unit).total())}
        for unit in truth.units
    ]
    total = {"Đơn vị": "Tổng cộng", **_sum_of(rows, *(_NOT_NAMED.get(name, name) for name in names), "Tổng số hộ")}
    return Sheet("Tổ chức trợ giúp", ("Đơn vị",), [*rows, total], "helpers")


def _all_helpers(truth: Truth) -> Sheet:
    """Of the whole district, on paper."""
    total = sum((truth.helpers(unit) for unit in truth.units), start=Counter[str]())
    rows: list[Row] = [
        {"Tổ chức nhận trợ giúp": _NOT_NAMED.get(name, name), "Số hộ": Cell(n)} for name, n in total.items()
    ]
    rows.append({"Tổ chức nhận trợ giúp": "Tổng cộng", "Số hộ": Cell(total.total())})
    return Sheet("Tổ chức trợ giúp", ("Tổ chức nhận trợ giúp",), rows, "helpers")


def _reporters(truth: Truth) -> Sheet:
    rows: list[Row] = []
    for unit in truth.owing:
        came, late = unit.code in truth.units, unit.code in truth.late_of(truth.last)
        version = 2 if (truth.last, unit.code) in truth.world.corrected else 1
        rows.append({
            "Mã": unit.code, "Đơn vị": unit.name, "Tình trạng": "Đã nhận" if came else "Chưa báo cáo", "Lần gửi": Cell(version if came else None),
            "Thời điểm nhận": ANYTHING, "Thời hạn": ("Muộn" if late else "Đúng hạn") if came else "", "Lỗi": ANYTHING, "Lưu ý": ANYTHING, "Lý do trả lại": ANYTHING,
        })  # fmt: skip
    return Sheet("Tình hình báo cáo", ("Đơn vị",), rows, "missing")


def _explained(common: Common, titles: Iterable[str]) -> Sheet:
    """Where figures come from; of what stands there only the coverage and the target can be true of a period or not."""
    truth, rows = common.truth, []
    free: Row = dict.fromkeys(("Tử số", "Mẫu số", "Nguồn", "Căn cứ", "Cơ quan chịu trách nhiệm"), ANYTHING)
    stocks = [
        "Tổng số hộ",
        "Hộ nghèo",
        "Tỷ lệ hộ nghèo",
        "Hộ cận nghèo",
        "Tỷ lệ hộ cận nghèo",
        "Hộ nghèo bảo trợ xã hội",
    ]
    if len(list(titles := list(titles))) == len(TARGETS):
        rows += [{**free, "Chỉ tiêu": title, "Đơn vị có số liệu": common.cov, "Mục tiêu": ""} for title in stocks]
    for target in (TARGETS[title] for title in titles):
        cov = units_of(*truth.behind(target))
        rows.append({**free, "Chỉ tiêu": target.title, "Đơn vị có số liệu": cov, "Mục tiêu": target_text(target)})
    return Sheet("Giải thích", ("Chỉ tiêu",), rows)


def _provenance(truth: Truth) -> Sheet:
    """Of each figure the parts of the whole and of each unit, and who is not in it."""
    stocks = {"households": "Tổng số hộ", "poor": "Hộ nghèo", "near_poor": "Hộ cận nghèo", "social_poor": "Hộ nghèo bảo trợ xã hội"}  # fmt: skip
    figures = [(title, key, "") for key, title in stocks.items()]
    figures += [(target.title, target.numerator, target.denominator) for target in TARGETS.values()]
    free: Row = dict.fromkeys(
        (
            *("Căn cứ", "Cách tính tử số", "Cách tính mẫu số"),
            "Từ báo cáo (kỳ, lần gửi, thời điểm nhận, mã băm)",
            "Không có trong số này",
        ),
        ANYTHING,
    )
    rows: list[Row] = []
    for title, above, below in figures:
        for code, name, units in [
            (ANYTHING, total_name(truth), truth.units),
            *((unit.code, unit.name, [unit.code]) for unit in truth.owing),
        ]:
            known = [unit for unit in units if unit in truth.units]
            parts = {"Tử số": above, "Mẫu số": below}
            sums = {
                side: Cell(truth.total(truth.last, key, known) if known and key else None)
                for side, key in parts.items()
            }
            row: Row = {**free, "Số liệu": title, "Mã": code, "Đơn vị": name, **sums}
            if code != ANYTHING and known:
                row["Không có trong số này"] = ""
            rows.append(row)
    return Sheet("Nguồn số liệu", ("Số liệu", "Đơn vị"), rows)


def _stories(truth: Truth) -> Sheet:
    rows: list[Row] = [{"Đơn vị": truth.name[unit], "Gương sáng": words} for unit, words in truth.stories]
    return Sheet("Gương sáng", (), rows, "stories")


# ---------------------------------------------------------------- of one unit, of one indicator


def _own(truth: Truth, unit: str) -> Sheet:
    then = truth.then_of(unit)
    month, is_here = months_of(then)[-1] if then else None, unit in truth.units
    whole = "Toàn huyện" if truth.is_whole else f"Cộng {len(truth.units)} đơn vị"
    rows: list[Row] = []
    free: Row = {"Tử số/ mẫu số": "", "Mục tiêu": "", "Mức độ": ""}
    for key, title in (
        ("households", "Tổng số hộ"),
        ("poor", "Hộ nghèo"),
        ("near_poor", "Hộ cận nghèo"),
        ("social_poor", "Hộ nghèo bảo trợ xã hội"),
    ):
        now = [
            Cell(truth.total(at, key, own) if own and own[0] in truth.at(at) else None, unit="hộ")
            for at, own in ((truth.last, [unit]), (month, [unit]))
        ]
        rows.append(
            {
                "Số liệu, chỉ tiêu": title,
                "Đơn vị tính": "hộ",
                "Kết quả": now[0],
                "Kỳ trước": now[1],
                whole: Cell(truth.total(truth.last, key), unit="hộ"),
                **free,
            }
        )
        if key in ("poor", "near_poor"):
            rates = [
                Cell(truth.rate(at, key, own), True, "%")
                for at, own in ((truth.last, [unit]), (month, [unit]), (truth.last, truth.units))
            ]
            rows.append(
                {
                    "Số liệu, chỉ tiêu": f"Tỷ lệ {title[0].lower()}{title[1:]}",
                    "Đơn vị tính": "%",
                    "Kết quả": rates[0],
                    "Kỳ trước": rates[1],
                    whole: rates[2],
                    **free,
                }
            )
    for target in TARGETS.values():
        part, of = truth.parts_of(target, [unit])
        rows.append({
            "Số liệu, chỉ tiêu": target.title, "Đơn vị tính": target.unit, "Kết quả": _measured(target, truth.value(target, truth.last, [unit])),
            "Kỳ trước": _measured(target, truth.value(target, month, [unit])) if month else Cell(None),
            whole: _measured(target, truth.of_district(target)), "Mục tiêu": target_text(target) if target.binds_units else "",
            "Tử số/ mẫu số": (quantity(part) if of is None else f"{quantity(part)}/{quantity(of)}") if is_here else "–",
            "Mức độ": truth.unit_status(target, unit) or "",
        })  # fmt: skip
        if not is_here:
            rows[-1]["Mức độ"] = (truth.unit_status(target, unit) or "", "")
    return Sheet("Kết quả", ("Số liệu, chỉ tiêu",), rows)


def _villages(truth: Truth, unit: str) -> Sheet:
    """Households by village; of indicators only those that rows of households allow, which are not judged one by one."""
    found: dict[str, Counter[str]] = {}
    for row in truth._rows(unit, truth.last):
        own = found.setdefault(str(row["village"]), Counter())
        own[str(row["classification"])] += 1
        own["social"] += row["classification"] == POOR and row["social_protection"] is not None
    rows: list[Row] = [
        {
            "Thôn, tổ dân phố": village,
            "Hộ nghèo": Cell(own[POOR]),
            "Hộ cận nghèo": Cell(own[NEAR_POOR]),
            "Hộ nghèo bảo trợ xã hội": Cell(own["social"]),
        }
        for village, own in found.items()
        if own[POOR] or own[NEAR_POOR]
    ]
    total = {"Thôn, tổ dân phố": "Cộng", **_sum_of(rows, "Hộ nghèo", "Hộ cận nghèo", "Hộ nghèo bảo trợ xã hội")}
    codes = [target.short[0].upper() + target.short[1:] for target in TARGETS.values()]
    return Sheet("Theo thôn", ("Thôn, tổ dân phố",), [*rows, total], more=set(codes))


def _by_unit(common: Common, target: Target) -> Sheet:
    truth, rows = common.truth, []
    for code, name, units in [
        *((unit.code, unit.name, [unit.code]) for unit in truth.owing),
        ("", total_name(truth), truth.units),
    ]:
        is_unit, is_here = bool(code), not code or code in truth.units
        part, of = truth.parts_of(target, units) if is_here else (None, None)
        row: Row = {"Mã": code, "Đơn vị": name}
        value = (truth.value(target, truth.last, units) if is_unit else truth.of_district(target)) if is_here else None
        if target.denominator:
            row |= {_PART_TITLES[target.numerator]: Cell(part), _PART_TITLES[target.denominator]: Cell(of)}
        if target.is_rate and target.binds_units:
            row["Còn thiếu"] = Cell(truth.lacking(target, units) if is_here and is_unit else None)
        row["Kết quả"] = _plain(target, value)
        same = is_unit and truth.then is not None and truth.then_of(code) == truth.compared
        earlier = (
            truth.value(target, truth.then, units)
            if same
            else None
            if is_unit
            else truth.earlier_value(target, truth.then)
        )
        row["Kỳ trước"] = _plain(target, earlier)
        row["Mục tiêu"] = target_text(target) if target.binds_units or not is_unit else ""
        status = truth.unit_status(target, code) if is_unit else label(truth, target)
        of_last = f" {title_of(truth.last)}" if truth.is_long else ""
        row["Mức độ"] = (status or "") if is_here else f"Chưa báo cáo{of_last}"
        rows.append(row)
    title = target.short[0].upper() + target.short[1:]
    return Sheet(title[:31].strip(), ("Đơn vị",), rows)


# ---------------------------------------------------------------- a revision


def _changes(truth: Truth, replaced: Truth, unit: str | None = None, titles: Collection[str] | None = None) -> Sheet:
    """What a reader sees differ: not where both are shown alike."""
    rows: list[Row] = []
    called = "Phiếu kết quả" if unit else "Báo cáo" if titles is None else "Thông báo"
    for one in changed(truth, replaced, [unit] if unit else ["", *truth.units], titles):
        kind = {"is_rate": one.unit in ("%", "điểm %"), "unit": one.unit, "is_fall": one.unit == "điểm %"}
        cells = [Cell(value, **kind) for value in (one.old, one.new)]
        if measured(one.old, one.unit) != measured(one.new, one.unit):
            rows.append(
                {
                    "Phạm vi": place_of(truth, one),
                    "Số liệu": one.what,
                    "Đơn vị tính": one.unit,
                    f"{called} trước": cells[0],
                    f"{called} này": cells[1],
                }
            )
    return Sheet("Số liệu thay đổi", ("Phạm vi", "Số liệu"), rows, "changes")


__all__ = [
    "ANYTHING",
    "KIND_OF_HEADING",
    "SAME_HEADING",
    "Anything",
    "Cell",
    "Expected",
    "Sheet",
    "of_office",
    "of_report",
    "of_unit",
    "percent",
]

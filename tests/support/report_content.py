"""A report's content as March 2020 gives it, for drawing without a warehouse.

The figures are those of the samples (`submissions/expected`): one line per unit with code, name, stocks now, in
February and at the baseline, flows, and the parts of the indicators. Models, resources and stories are made up.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from giamngheo.report import content as say

STOCKS = ("households", "poor", "near_poor", "social_poor")
FLOWS = (
    "new",
    "relapsed",
    "moved_in",
    "escaped_poverty",
    "escaped_near_poverty",
    "moved_out",
    "removed",
    "to_poor",
    "to_near_poor",
)
PARTS = (
    "insured_poor",
    "poor_members",
    "insured_near_poor",
    "near_poor_members",
    "loan_received",
    "loan_need",
    "education_supported",
    "education_deprived",
    "informed",
    "water_and_sanitation",
    "temporary_housing",
    "models",
)
UNITS = """
18562|Thị trấn Thạch Hà|1934 44 67 38|1933 44 69 38|1933 45 71 39|0 0 0 0 1 1 0 0 0|88 88 187 188 2 2 4 4 85 36 0 1
18565|Xã Ngọc Sơn|2023 69 99 28|2024 71 98 29|2022 75 98 32|0 0 2 0 2 0 1 0 1|161 161 258 258 19 21 8 8 157 65 5 1
18571|Xã Thạch Hải|2456 47 105 45|2457 48 106 46|2451 51 111 48|0 0 0 0 1 0 1 0 0|95 95 295 297 1 1 4 4 84 43 3 1
18586|Xã Thạch Kênh|1171 68 73 23|1171 74 73 27|1171 81 75 30|0 0 0 2 0 0 4 0 0|158 160 221 221 24 26 8 8 159 59 1 0
18589|Xã Thạch Sơn|950 38 86 37|951 40 89 40|952 43 90 43|1 0 0 0 3 0 3 0 0|65 65 210 212 0 0 1 1 61 32 0 0
18592|Xã Thạch Liên|2234 110 94 24|2233 110 96 24|2228 116 95 24|0 0 0 0 2 0 0 0 0|268 269 272 272 36 42 16 16 256 99 0 0
18595|Xã Thạch Đỉnh|1402 84 99 44|1401 85 100 45|1402 90 102 47|0 0 0 0 1 0 1 0 0|178 178 267 267 18 19 4 5 171 74 1 1
18601|Xã Phù Việt|1471 73 125 28|1472 73 127 28|1468 74 132 29|0 0 0 1 1 0 0 2 1|168 168 336 336 28 29 5 7 165 62 3 1
18604|Xã Thạch Khê|2220 47 66 18|2219 49 66 19|2213 50 66 22|0 0 0 0 1 0 1 0 1|97 97 182 182 11 12 4 4 87 43 0 2
18607|Xã Thạch Long|1155 104 115 34|1154 105 116 35|1149 108 118 35|1 0 0 1 1 0 1 0 0|250 250 346 346 29 33 10 11 232 92 2 1
18619|Xã Thạch Trị|2375 77 91 44|2375 79 94 45|2372 84 98 47|0 0 0 1 3 0 1 1 1|174 175 239 241 16 17 4 5 171 71 0 1
18622|Xã Thạch Lạc|1672 40 129 19|1669 42 129 20|1667 44 131 22|1 0 0 0 1 1 1 0 1|98 98 333 333 13 13 3 3 96 34 0 0
18625|Xã Thạch Ngọc|966 112 110 38|965 114 112 38|962 116 111 38|0 0 0 2 2 0 0 0 0|263 263 280 280 34 38 18 20 256 104 1 1
18628|Xã Tượng Sơn|2387 99 48 48|2388 101 46 48|2385 106 48 49|1 0 0 0 0 0 1 0 1|216 216 118 118 22 23 8 8 209 90 1 0
18631|Xã Thạch Văn|1808 74 49 18|1809 74 49 18|1805 75 52 19|0 0 0 0 0 0 0 0 0|182 185 135 135 27 31 11 11 177 69 4 1
18634|Xã Thạch Vĩnh|977 40 118 35|975 41 119 36|974 40 121 36|0 0 0 0 1 0 1 0 0|73 73 310 310 0 0 1 1 73 38 1 1
18637|Xã Thạch Thắng|2254 45 75 24|2252 47 75 24|2252 52 74 28|0 0 0 2 0 0 0 0 0|77 81 195 195 8 10 2 3 72 39 0 0
18643|Xã Thạch Đài|2148 58 100 31|2146 60 101 33|2145 60 104 34|0 0 0 0 1 0 2 0 0|119 119 269 269 9 9 5 5 110 54 2 1
18649|Xã Thạch Hội|2086 68 55 42|2085 71 54 44|2087 76 55 48|0 0 0 0 0 0 2 0 1|139 142 141 144 13 14 6 6 141 58 1 0
18652|Xã Thạch Tân|1956 107 96 34|1953 108 97 34|1948 108 100 34|0 0 0 1 1 0 0 0 0|252 252 258 258 38 42 17 17 236 95 1 1
18658|Xã Thạch Xuân|2515 43 84 27|2512 42 85 27|2512 44 85 28|0 0 1 0 1 0 0 0 0|99 99 210 210 8 11 2 2 87 38 1 0
18667|Xã Thạch Điền|867 57 85 23|865 58 86 23|862 59 90 24|0 0 0 1 1 0 0 0 0|136 136 254 254 15 16 5 6 136 49 0 1
"""

OFFICE = say.Office(
    parent_body="UBND HUYỆN THẠCH HÀ",
    issuing_body="PHÒNG LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI",
    symbol="BC-PLĐTBXH",
    place="Thạch Hà",
    addressees=["Ủy ban nhân dân huyện Thạch Hà", "Sở Lao động - Thương binh và Xã hội tỉnh Hà Tĩnh"],
    receivers=["Như trên", "Chủ tịch, các PCT UBND huyện", "UBND các xã, thị trấn", "Lưu: VT, PLĐTBXH"],
    signed_for="",
    signer_title="TRƯỞNG PHÒNG",
    signer_name="",
    plan_title="Kế hoạch số 27/KH-UBND ngày 27/02/2020 về thực hiện chỉ tiêu giảm nghèo năm 2020",
)

Numbers = dict[str, float]

# code, title, unit, numerator, denominator, sign, target, by the year's end, responsible, last month, baseline
_INDICATORS: tuple[tuple[Any, ...], ...] = (
    ("poverty_reduction", "Giảm tỷ lệ hộ nghèo", "điểm %", "poor", "households", ">", 0.5, True, "ldtbxh", 0.16, 0.0),
    (
        "insured_poor",
        "Người nghèo có thẻ BHYT",
        "%",
        "insured_poor",
        "poor_members",
        "≥",
        100,
        False,
        "ldtbxh",
        99.447,
        97.04,
    ),
    (
        "insured_near_poor",
        "Người thuộc hộ cận nghèo có thẻ BHYT",
        "%",
        "insured_near_poor",
        "near_poor_members",
        "≥",
        100,
        False,
        "ldtbxh",
        99.5535,
        98.137,
    ),
    (
        "loan_access",
        "Hộ nghèo có nhu cầu được vay vốn ưu đãi",
        "%",
        "loan_received",
        "loan_need",
        "≥",
        100,
        False,
        "nhcsxh",
        88.7828,
        80.42,
    ),
    (
        "education_support",
        "Con em hộ nghèo thiếu hụt giáo dục được hỗ trợ",
        "%",
        "education_supported",
        "education_deprived",
        "≥",
        100,
        False,
        "gddt",
        91.1392,
        78.846,
    ),
    (
        "information_access",
        "Người nghèo tiếp cận dịch vụ thông tin",
        "%",
        "informed",
        "poor_members",
        "≥",
        95,
        False,
        "vhtt",
        95.167,
        93.66,
    ),
    (
        "water_sanitation",
        "Hộ nghèo dùng nước sạch và vệ sinh",
        "%",
        "water_and_sanitation",
        "poor",
        "≥",
        95,
        False,
        "nnptnt",
        87.956,
        85.6,
    ),
    (
        "temporary_housing",
        "Hộ nghèo ở nhà tạm bợ, dột nát",
        "hộ",
        "temporary_housing",
        None,
        "=",
        0,
        False,
        "kthr",
        35,
        55,
    ),
    ("models", "Mô hình giảm nghèo bền vững", "mô hình", "models", None, "≥", 14, False, "nnptnt", 14, 14),
)
_OFFICES = {
    "ldtbxh": "Phòng Lao động - Thương binh và Xã hội",
    "nhcsxh": "Ngân hàng Chính sách xã hội huyện",
    "gddt": "Phòng Giáo dục và Đào tạo",
    "vhtt": "Trung tâm Văn hóa - Truyền thông huyện",
    "nnptnt": "Phòng Nông nghiệp và Phát triển nông thôn",
    "kthr": "Phòng Kinh tế - Hạ tầng",
}


def make_content(absent: Sequence[str] = (), **overrides: Any) -> say.ReportContent:
    """The report on March 2020. Units in `absent` have not reported; a field can be given another value."""
    every = [_unit(line) for line in UNITS.strip().splitlines()]
    present = [unit for unit in every if unit["code"] not in absent]
    coverage = say.Coverage(reporting=len(present), expected=len(every))
    now, february, baseline = (_sum(present, when) for when in ("now", "previous", "baseline"))
    values: dict[str, Any] = {
        "kind": "giam-ngheo",
        "period": "2020-03",
        "period_kind": "month",
        "period_title": "tháng 3 năm 2020",
        "window_from": dt.date(2020, 2, 15),
        "window_to": dt.date(2020, 3, 14),
        "previous_title": "tháng 2 năm 2020",
        "baseline_title": "tháng 12 năm 2019",
        "revision": 1,
        "issued_on": dt.date(2020, 3, 17),
        "office": OFFICE,
        "coverage": coverage,
        "missing": [unit["name"] for unit in every if unit["code"] in absent],
        "late": [],
        "headline": _headline(now, february, baseline),
        "attainment": [_attained(line, now, baseline, coverage) for line in _INDICATORS],
        "units": [_unit_line(unit, unit["code"] not in absent) for unit in every],
        "district": _line("", "Toàn huyện Thạch Hà", now, baseline),
        "flows": [_flow(unit["code"], unit["name"], unit["now"], unit["previous"]) for unit in present],
        "district_flow": _flow("", "Toàn huyện Thạch Hà", now, february),
        "reporters": [_reporter(unit, at, unit["code"] not in absent) for at, unit in enumerate(every)],
        "rejections": [],
        "warnings": [
            say.RuleCount(rule="H318", message="Số tiền vay trên 100 triệu đồng", count=3),
            say.RuleCount(rule="X402", message="Biến động không phù hợp với phân loại kỳ trước", count=1),
        ],
        "resources": [
            say.Resource(source="Ngân sách huyện", purpose="Nhà ở", amount=1250, households=25),
            say.Resource(source="Ngân sách huyện", purpose="Sản xuất", amount=640, households=32),
            say.Resource(source="Quỹ Vì người nghèo", purpose="Nhà ở", amount=1500, households=30),
            say.Resource(source="Xã hội hóa", purpose="Giống cây, con", amount=999.5, households=51),
        ],
        "models": [
            say.Model(
                unit=unit["name"],
                name=name,
                village="Thôn Bắc Hải",
                field=field,
                status="Đang phát triển",
                households=8 + at,
                budget=120.5 + at,
            )
            for at, (unit, (name, field)) in enumerate(zip(present, _MODELS, strict=False))
        ],
        "stories": [
            say.Story(
                unit=unit["name"],
                summary="Vay vốn ưu đãi nuôi bò sinh sản, nay thu nhập ổn định và tự nguyện thoát nghèo.",
            )
            for unit in present[3:5]
        ],
    }
    return say.ReportContent(**(values | overrides))


def rejected(name: str = "Xã Thạch Khê", code: str = "18604") -> say.Rejection:
    return say.Rejection(
        code=code,
        name=name,
        received_at=dt.datetime(2020, 3, 16, 1, 15),
        rules=[
            say.RuleCount(rule="H302", message="Mã hộ bị lặp", count=2),
            say.RuleCount(rule="H307", message="Số người có thẻ BHYT không hợp lệ", count=1),
        ],
    )


def every_code() -> list[str]:
    return [line.partition("|")[0] for line in UNITS.strip().splitlines()]


_MODELS = (
    ("Nuôi bò sinh sản luân chuyển", "Chăn nuôi"),
    ("Trồng bưởi Phúc Trạch", "Trồng trọt"),
    ("Nuôi tôm trên cát theo hướng an toàn sinh học, liên kết bao tiêu sản phẩm", "Thủy sản"),
    ("Chăn nuôi gà thả vườn", "Chăn nuôi"),
    ("May công nghiệp tại chỗ", "Tiểu thủ công nghiệp"),
)


def _unit(line: str) -> dict[str, Any]:
    code, name, now, previous, baseline, flows, parts = line.split("|")
    stocks = {when: _numbers(STOCKS, text) for when, text in (("previous", previous), ("baseline", baseline))}
    return {
        "code": code,
        "name": name,
        "now": _numbers(STOCKS, now) | _numbers(FLOWS, flows) | _numbers(PARTS, parts),
        **stocks,
    }


def _numbers(keys: Sequence[str], text: str) -> Numbers:
    return dict(zip(keys, map(float, text.split()), strict=True))


def _sum(units: list[dict[str, Any]], when: str) -> Numbers:
    return {key: sum(unit[when][key] for unit in units) for key in units[0][when]} if units else {}


def _rate(numbers: Numbers, key: str) -> float | None:
    return numbers[key] / numbers["households"] * 100 if numbers.get("households") else None


def _headline(*moments: Numbers) -> list[say.Comparison]:
    found = []
    for key, title in (("poor", "Hộ nghèo"), ("near_poor", "Hộ cận nghèo"), ("social_poor", "Hộ nghèo bảo trợ xã hội")):
        found.append(_comparison(key, title, "hộ", *(each.get(key) for each in moments)))
        name = f"Tỷ lệ {title[0].lower()}{title[1:]}"
        found.append(_comparison(f"{key}_rate", name, "%", *(_rate(each, key) for each in moments)))
    return found


def _comparison(
    key: str, title: str, unit: str, now: float | None, previous: float | None, baseline: float | None
) -> say.Comparison:
    """Over the same units at every moment."""
    return say.Comparison(
        key=key,
        title=title,
        unit_of_measure=unit,
        now=now,
        previous=previous,
        baseline=baseline,
        now_as_previous=now,
        now_as_baseline=now,
    )


def _value(line: tuple[Any, ...], now: Numbers, baseline: Numbers) -> float | None:
    _, _, unit, numerator, denominator, *_ = line
    if not now:
        return None
    if unit == "điểm %":
        before, after = _rate(baseline, "poor"), _rate(now, "poor")
        return None if before is None or after is None else before - after
    if denominator is None:
        return now[numerator]
    return now[numerator] / now[denominator] * 100 if now[denominator] else None


def _status(line: tuple[Any, ...], value: float | None, now: Numbers) -> say.Status:
    sign, target, by_year_end = line[5], line[6], line[7]
    if not now:
        return "no_data"
    if value is None:
        return "no_cases"
    if {">": value > target, "≥": value >= target, "=": value == target}[sign]:
        return "attained"
    return "on_track" if by_year_end and value >= target / 4 else "behind"


def _attained(line: tuple[Any, ...], now: Numbers, baseline: Numbers, coverage: say.Coverage) -> say.Attained:
    code, title, unit, numerator, denominator, sign, target, by_year_end, office, previous, before = line
    value = _value(line, now, baseline)
    return say.Attained(
        indicator=code,
        title=title,
        unit_of_measure=unit,
        responsible=_OFFICES[office],
        article="mục I.1.2",
        numerator=now.get(numerator),
        denominator=now.get(denominator) if denominator else None,
        value=value,
        previous=previous if now else None,
        baseline=before if now else None,
        sign=sign,
        target=target,
        by_year_end=by_year_end,
        status=_status(line, value, now),
        attainment_percent=None if value is None or not target else value / target * 100,
        coverage=coverage,
    )


def _unit_line(unit: dict[str, Any], reported: bool) -> say.UnitLine:
    return _line(unit["code"], unit["name"], unit["now"] if reported else {}, unit["baseline"])


def _line(code: str, name: str, now: Numbers, baseline: Numbers) -> say.UnitLine:
    return say.UnitLine(
        code=code,
        name=name,
        reported=bool(now),
        households=now.get("households"),
        poor=now.get("poor"),
        poor_rate=_rate(now, "poor"),
        near_poor=now.get("near_poor"),
        near_poor_rate=_rate(now, "near_poor"),
        social_poor=now.get("social_poor"),
        poor_rate_baseline=_rate(baseline, "poor"),
        indicators=[
            say.UnitAttained(
                indicator=line[0],
                value=_value(line, now, baseline),
                numerator=now.get(line[3]),
                denominator=now.get(line[4]) if line[4] else None,
                target=None if line[0] == "models" else line[6],
                status=None if line[0] == "models" else _status(line, _value(line, now, baseline), now),
            )
            for line in _INDICATORS
        ],
    )


def _flow(code: str, name: str, now: Numbers, previous: Numbers) -> say.Flow:
    counts = {key: now.get(key, 0) for key in FLOWS}
    opening = previous["poor"] + previous["near_poor"] if previous else None
    closing = now.get("poor", 0) + now.get("near_poor", 0)
    moved = sum(counts[key] for key in FLOWS[:3]) - sum(counts[key] for key in FLOWS[3:7])
    balances = None if opening is None else opening + moved == closing
    return say.Flow(code=code, name=name, opening=opening, closing=closing, balances=balances, **counts)


def _reporter(unit: dict[str, Any], at: int, reported: bool) -> say.Reporter:
    if not reported:
        return say.Reporter(
            code=unit["code"],
            name=unit["name"],
            status="missing",
            version=None,
            received_at=None,
            on_time=None,
            critical=0,
            warning=0,
        )
    return say.Reporter(
        code=unit["code"],
        name=unit["name"],
        status="accepted",
        version=1 + at % 2,
        received_at=dt.datetime(2020, 3, 16, 1, 15) + dt.timedelta(minutes=7 * at),
        on_time=True,
        critical=0,
        warning=at % 3,
    )

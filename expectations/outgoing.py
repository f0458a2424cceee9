"""What goes out must agree with itself: parts add up to the district, stocks and flows, coverage."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from expectations.suites import failing_rows
from giamngheo.core.errors import GiamNgheoError
from giamngheo.report.content import ReportContent
from giamngheo.report.wording.terms import flows_of

_PARTS = ("households", "poor", "near_poor", "social_poor")


class FiguresContradict(GiamNgheoError):
    """The report's figures do not agree with each other; it is not issued."""

    exit_code = 2
    code = "GN-403"


def require_agreement(content: ReportContent) -> None:
    """`FiguresContradict` names every line that does not add up."""
    import great_expectations.expectations as gxe

    frame = pd.DataFrame(_lines(content), columns=["line", "left", "right"]).astype({"left": float, "right": float})
    frame["at"] = range(len(frame))
    frame["difference"] = frame["left"] - frame["right"]
    expect = gxe.ExpectColumnValuesToBeBetween(
        column="difference", min_value=-1e-6, max_value=1e-6, severity="critical"
    )
    wrong = [frame.iloc[at] for _, places in failing_rows(frame, [expect]) for at in places]
    if wrong:
        listed = "; ".join(f"{row['line']}: {row['left']:g} khác {row['right']:g}" for row in wrong)
        raise FiguresContradict(
            f"Số liệu báo cáo kỳ {content.period} không khớp nhau ({listed}); báo cáo không được lập. "
            "Chạy giamngheo doctor và báo người phụ trách phần mềm."
        )


def _lines(content: ReportContent) -> Iterable[tuple[str, float, float]]:
    reported = [unit for unit in content.units if unit.reported]
    for part in (*_PARTS, *(one.code for one in content.classes.more)):
        yield (
            f"tổng các đơn vị, {part}",
            sum(unit.stock(part) or 0 for unit in reported),
            content.district.stock(part) or 0,
        )
    for one in content.by_standard:
        for part in content.classes.listed_codes:
            total = sum(stocks.stock(part) or 0 for stocks in one.units.values())
            yield f"tổng các đơn vị, {one.name}, {part}", total, (one.district and one.district.stock(part)) or 0
    for name in flows_of(content.classes, content.flows):
        if name != "opening":
            total = sum(flow.amount(name) or 0 for flow in content.flows)
            yield f"tổng các đơn vị, {name}", total, content.district_flow.amount(name) or 0
    for value in content.attainment:
        among = content.units if value.year else reported
        parts = [item for unit in among for item in unit.indicators if item.indicator == value.indicator]
        for side in ("numerator", "denominator"):
            if getattr(value, side) is not None:
                yield (
                    f"{value.indicator}, {side}",
                    sum(getattr(item, side) or 0 for item in parts),
                    getattr(value, side),
                )
    poor = next((line for line in content.headline if line.key == "poor"), None)
    if poor and poor.previous is not None and poor.now_as_previous is not None:
        moved = sum(move.by for move in content.moves)
        yield "hộ nghèo tăng, giảm theo đơn vị", moved, poor.now_as_previous - poor.previous
    if content.sponsors:
        helped = sum(line.households for line in content.sponsors)
        yield "hộ theo tổ chức trợ giúp", helped, (content.district.poor or 0) + (content.district.near_poor or 0)
    yield "đơn vị báo cáo", len(reported), content.coverage.reporting
    yield "đơn vị chưa báo cáo", len(content.missing), content.coverage.expected - content.coverage.reporting
    yield "đơn vị phải báo cáo", len(content.units), content.coverage.expected

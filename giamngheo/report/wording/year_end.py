"""Where a target stands at the year's end, and why nothing is foreseen of it: always a range, never a number alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from giamngheo.attain.outlook import FEWEST_OF_A_SHARE, Prospect, YearEnd, is_of_few
from giamngheo.attain.pace import FEWEST_MOVES, PREDICTION_LEVEL_PERCENT
from giamngheo.core.formats import NO_VALUE, coverage, quantity
from giamngheo.metadata.plan import Indicator
from giamngheo.report.wording import goals, words

_PROSPECTS = {"likely": "nhiều khả năng đạt", "open": "có thể đạt", "at_risk": "nguy cơ không đạt"}
_NO_GROUNDS = "chưa đủ căn cứ"
TRIED = "Thử lại với số liệu các tháng trước"  # nobody foresaw it then
UNEVEN = f"số liệu các tháng thay đổi không đều, {_NO_GROUNDS} dự báo"
_SILENT = {
    "met": "đã đạt",
    "missed": "đã vượt mức, không đạt",
    "outside_year": "kỳ ở ngoài năm của kế hoạch",
    "each_period": "mục tiêu của từng kỳ, không xét cuối năm",
    "ratio_of_sums": f"{_NO_GROUNDS}: tỷ lệ giữa hai số phát sinh cộng dồn",
    "no_target": "không giao mục tiêu",
    "no_data": "chưa có số liệu",
    "no_cases": "không phát sinh",
    "uneven": f"{_NO_GROUNDS}: số liệu các tháng thay đổi không đều",
}


def prospect(found: YearEnd) -> str:
    """`nguy cơ không đạt`, `chưa đủ căn cứ: mới có 21/22 đơn vị`."""
    if found.projection is not None:
        return prospect_text(found.projection.prospect, found.projection.widened)
    own = found.attainment
    if found.silence == "year_over":
        return f"năm đã hết: {words.small(goals.status(own.status)) or 'không giao mục tiêu'}"
    if found.silence == "partial":
        of = "units" if own.year is None else "reports"
        return f"{_NO_GROUNDS}: mới có {coverage(own.coverage.reports, own.coverage.owed, of)}"
    if found.silence == "few_months":
        return f"{_NO_GROUNDS}: mới có {found.months} tháng so được với tháng trước, cần {FEWEST_MOVES}"
    return _SILENT[found.silence or "no_data"]


def prospect_text(verdict: Prospect, widened: bool) -> str:
    """Of a range that was widened nothing is said of what is the more likely."""
    return "chưa rõ đạt hay không" if widened and verdict == "open" else _PROSPECTS[verdict]


def how_to_read(found: Iterable[YearEnd], indicators: Mapping[str, Indicator]) -> list[str]:
    """Below what was foreseen: how each column is meant; nothing where nothing was."""
    told = [one.attainment for one in found if one.projection]
    foreseen = [one.projection for one in found if one.projection]
    said = [
        f"Ước cuối năm: theo đà các tháng đã qua, mười năm như vậy thì khoảng {PREDICTION_LEVEL_PERCENT // 10} năm kết quả nằm "
        "giữa hai đầu. Đợt rà soát chưa diễn ra thì đà này chưa biết.",
        f"{TRIED}: nếu các tháng trước dự báo theo cách này cho tháng này thì bao nhiêu lần kết quả thật nằm giữa hai đầu; "
        "các tháng ấy có thể chưa báo cáo dự báo nào.",
        "Nguy cơ không đạt: theo đà này khả năng không đạt lớn hơn khả năng đạt.",
    ]
    widened = (
        "Đã nới: thử lại với số liệu các tháng trước thì sai quá nhiều, nên khoảng đã nới rộng cho vừa các lần ấy; không bảo đảm "
        f"{PREDICTION_LEVEL_PERCENT}%, và «nguy cơ không đạt» chỉ còn khi cả khoảng đều không đạt."
    )
    few = (
        f"Ghi «chỉ có» kèm một số: tỷ lệ tính trên chưa đến {FEWEST_OF_A_SHARE} trường hợp, thêm hay bớt một trường hợp đã là trên "
        f"{100 // FEWEST_OF_A_SHARE} điểm phần trăm, nên khoảng ước rộng."
    )
    is_few = any(is_of_few(indicators[one.indicator].measure, one.denominator) for one in told)
    is_widened = any(one.widened for one in foreseen)
    return [*(said if foreseen else []), *([widened] if is_widened else []), *([few] if is_few else [])]


def foreseen(indicator: Indicator, one: YearEnd) -> tuple[str, str]:
    """The interval in a table, and what such intervals were worth."""
    if (found := one.projection) is None:
        return NO_VALUE, NO_VALUE
    below = one.attainment.denominator
    few = f"chỉ có {_few(indicator.numerator_unit, below)}" if is_of_few(indicator.measure, below) else ""
    remarks = "; ".join(filter(None, ("đã nới" if found.widened else "", few)))
    ends = range_text(indicator.measure, indicator.unit_of_measure, found.low, found.high)
    told = f"{ends} ({remarks})" if remarks else ends
    return told, backtest_text(found.backtest.tried, found.backtest.held)


def of_few(measure: str, denominator: float | None, counted_in: str) -> str:
    """`Chỉ có 4 trẻ em, thêm hay bớt một đã là 25 điểm phần trăm, nên khoảng ước rộng.`; nothing where there are more."""
    if denominator is None or not is_of_few(measure, denominator):
        return ""
    by_one = quantity(100 / denominator)
    return (
        f"Chỉ có {_few(counted_in, denominator)}, thêm hay bớt một đã là {by_one} điểm phần trăm, nên khoảng ước rộng."
    )


def _few(counted_in: str, count: float | None) -> str:
    return f"{quantity(count)} {counted_in or 'trường hợp'}"


def range_text(measure: str, unit_of_measure: str, low: float, high: float) -> str:
    """`từ 0,42 đến 0,61 điểm phần trăm`; `khoảng 100,00%` where both ends are shown alike."""
    said = range_said(measure, unit_of_measure, low, high)
    if said.startswith("từ "):
        return said
    return f"{'từ' if ' đến ' in said else 'khoảng'} {said}"


def backtest_text(tried: int, held: int) -> str:
    """`đúng 2 trong 3 lần`: how often the truth lay within the range that was foreseen."""
    if held == 0:
        return f"không đúng lần nào trong {tried} lần" if tried > 1 else "mới được 1 lần, không đúng"
    if held == tried:
        return f"đúng cả {tried} lần" if tried > 1 else "mới được 1 lần, đúng"
    return f"đúng {held} trong {tried} lần"


def range_said(measure: str, unit_of_measure: str, low: float, high: float) -> str:
    """`0 đến 7 hộ`; of a reduction below zero a rise is said, where it can be seen."""
    if measure == "reduction" and high <= -words.LEAST_SHOWN:
        return f"tăng {words.between(-high, -low, unit_of_measure)}"
    if measure == "reduction" and low <= -words.LEAST_SHOWN:
        return f"từ tăng {words.figure(-low, unit_of_measure)} đến giảm {words.figure(high, unit_of_measure)}"
    return words.between(low, high, unit_of_measure)

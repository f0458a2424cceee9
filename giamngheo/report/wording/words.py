"""The labels and short texts that Word, Excel and mail share, each derived from what the content says.

Whole sentences are in `sentences/`, what is said of a target in `goals.py`. Formats of numbers and dates are those of
`core/formats.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from giamngheo.check.completeness import UnitReport
from giamngheo.core.formats import NO_VALUE, change, coverage, day, local_day, number, percent, points, quantity
from giamngheo.core.text import capital as capital  # offered here beside the other words
from giamngheo.core.text import small as small
from giamngheo.metadata.levels import whole_or_part
from giamngheo.report.wording import listing

if TYPE_CHECKING:
    from giamngheo.report.content import Attained, Coverage, ReportContent, Resource, UnitAttained

# What one reader gets of a report: an office, a unit or an area.
NOTICE, SCORECARD = "thông báo", "phiếu kết quả"
RATES = ("%", "điểm %")  # shown with two decimals

_SUBMISSION_STATUS = {
    "accepted": "Đã nhận",
    "rejected": "Bị trả lại",
    "pending": "Đang chờ",
    "received": "Chưa kiểm tra xong",
    "missing": "Chưa báo cáo",
    "failed": "Lỗi khi đọc",
}
_ON_TIME = {True: "Đúng hạn", False: "Muộn", None: ""}
_NOT_KNOWN = "Không rõ"
WHY_ON_TIME = {
    "file": "theo giờ của tệp",
    "look": "theo lần xem thư mục trước",
    "first": "có sẵn ở lần thu thập đầu",
}
NOT_IN_FILE_NAMES = str.maketrans(dict.fromkeys('\\/:*?"<>|', " "))
_LONGEST_NAME = 100
OF_BOTH = "có số liệu cả hai kỳ"
LEAST_SHOWN = 0.005  # what is less is 0,00 with two decimals
_DIFFERENCE_IN = {"%": "điểm %"}  # two rates differ by points; all else differs in its own unit


# ---------------------------------------------------------------- titles and names


def title(content: ReportContent) -> str:
    """What the report is about (trích yếu): `Kết quả thực hiện chỉ tiêu giảm nghèo tháng 3 năm 2020`."""
    return f"Kết quả thực hiện chỉ tiêu giảm nghèo {content.period_title}{revised(content)}"


def revised(content: ReportContent) -> str:
    """` (lần 2, có điều chỉnh)` for a report that replaces another, else nothing."""
    return f" (lần {content.revision}, có điều chỉnh)" if content.revision > 1 else ""


def office_name(content: ReportContent) -> str:
    """The issuing body inside a sentence: `Phòng Lao động - …`; names are capitals only in the letter's head."""
    if content.office.issuing_name:
        return content.office.issuing_name
    body = content.office.issuing_body
    known = [*(item.responsible for item in content.attainment), *(office.name for office in content.offices)]
    return next((name for name in known if name.upper() == body.upper()), body)


def shortest_period(content: ReportContent) -> str:
    """`T3/2020`, `quý I/2020`: for the subject of a message."""
    return (
        short_period(content, "/").replace("tháng ", "T")
        if content.period_kind == "month"
        else short_period(content, "/")
    )


def short_period(content: ReportContent, between: str) -> str:
    """`tháng 3/2020`, `quý I-2020`; `6 tháng đầu năm 2020` and `năm 2020` are short enough as they are."""
    if content.period_kind in ("month", "quarter"):
        return content.period_title.replace(" năm ", between)
    return content.period_title


def over(item: Attained) -> str:
    """` (20/22 đơn vị)`: the coverage goes with every value that is not of all units."""
    return f" ({partly(item)})" if partly(item) else ""


def partly(item: Attained) -> str:
    """`20/22 đơn vị` where not all reports stand behind a value, else nothing."""
    return "" if item.coverage.is_whole else coverage_of(item.coverage)


def short_month(title: str) -> str:
    """`tháng 3 năm 2020` → `T3/2020`."""
    return title.replace("tháng ", "T").replace(" năm ", "/")


def file_name(content: ReportContent, what: str, ending: str) -> str:
    """`Báo cáo giảm nghèo tháng 3-2020 (lần 2, có điều chỉnh).docx`; a long name of a unit is cut. No number runs into that of
    the period: `Phiếu kết quả 18604001 Thôn 1, 6 tháng đầu năm 2020.docx`."""
    about = listing.plain(what).translate(NOT_IN_FILE_NAMES)[:_LONGEST_NAME].strip()
    return f"{about}{',' if about[-1:].isdigit() else ''} {short_period(content, '-')}{revised(content)}.{ending}"


# ---------------------------------------------------------------- status


def whole_said(content: ReportContent) -> str:
    """Whose a sum is, inside a sentence: `toàn huyện`, `cộng 14 đơn vị`."""
    return small(whole_or_part(content.nouns.whole, content.coverage.reporting, content.coverage.expected))


def whose(content: ReportContent) -> str:
    """Who has what is counted: `toàn huyện Thạch Hà`, `14 đơn vị đã báo cáo`."""
    if content.coverage.is_whole:
        return small(content.district.name)
    return f"{number(content.coverage.reporting)} đơn vị đã báo cáo"


def known_both(units: int) -> str:
    """Whose a change is, where not of all that report: `9 đơn vị có số liệu cả hai kỳ`."""
    return f"{number(units)} đơn vị {OF_BOTH}"


def whose_value(content: ReportContent, item: Attained) -> str:
    """Whose the value of an indicator is, inside a sentence: as `whole_said`; `cộng 9 đơn vị có số liệu cả hai kỳ`, `cộng
    58/66 báo cáo tháng` of what is over fewer."""
    found = item.coverage
    if found.is_whole:
        return content.nouns.whole
    if found == content.coverage:
        return whole_said(content)
    return f"cộng {known_both(found.reporting) if item.measure == 'reduction' else coverage_of(found)}"


def submission_status(code: str) -> str:
    """What became of a unit's report."""
    return _SUBMISSION_STATUS.get(code, code)


def status_in(content: ReportContent, code: str) -> str:
    """The same in a report, which may be on several months: `Chưa báo cáo`, `Chưa báo cáo tháng 3 năm 2020`, `Báo cáo tháng 3 năm
    2020 bị trả lại`."""
    said = submission_status(code)
    is_named = code == "missing" or not content.reporters_month
    return of_its_month(content, said) if is_named else f"{of_its_month(content, 'Báo cáo')} {small(said)}"


def of_its_month(content: ReportContent, what: str) -> str:
    """What is said of the units' reports, which in a period of several months are those of the last: `Tình hình báo cáo tháng 3 năm
    2020`."""
    return f"{what} {content.reporters_month}".strip()


def punctuality(on_time: bool | None, by: str = "") -> str:
    """Whether a report came by its day, and what shows that where it was received later; that nobody knows; nothing where
    none came."""
    why = f" ({WHY_ON_TIME[by]})" if by else ""
    return f"{_ON_TIME[on_time] if by != 'first' else f'{_NOT_KNOWN} đúng hạn hay muộn'}{why}"


def punctuality_in_short(on_time: bool | None, by: str = "") -> str:
    """The same in a narrow column, which says below why: `Đúng hạn`, `Muộn`, `Không rõ`."""
    return _NOT_KNOWN if by == "first" else _ON_TIME[on_time]


def timeliness(report: UnitReport) -> str:
    """The same, and the day on which a workbook was returned that is not made good: `Đúng hạn; bản gửi sau bị trả lại ngày 20/02/2020`."""
    came = punctuality(report.on_time, report.on_time_by)
    if report.returned_at is None:
        return came
    back = day(local_day(report.returned_at))
    return f"{came}; bản gửi sau bị trả lại ngày {back}" if came else f"Bị trả lại ngày {back}"


def coverage_of(found: Coverage) -> str:
    """`20/22 đơn vị`, `58/66 báo cáo tháng`."""
    return coverage(found.reporting, found.expected, found.of)


def coverage_text(content: ReportContent) -> str:
    """Over which units the stocks are: `20/22 đơn vị`."""
    return coverage_of(content.coverage)


def flow_coverage_text(content: ReportContent) -> str:
    """Over which reports the flows are: `58/66 báo cáo tháng`; of a month `20/22 đơn vị`."""
    return coverage_of(content.flow_coverage or content.coverage)


# ---------------------------------------------------------------- figures


def figure(value: float | None, unit_of_measure: str) -> str:
    """A value with its unit: `4,10%`, `0,25 điểm phần trăm`, `1.504 hộ`; `–` for none."""
    if value is None:
        return NO_VALUE
    if unit_of_measure == "%":
        return percent(value)
    return points(value) if unit_of_measure == "điểm %" else f"{quantity(value)} {unit_of_measure}"


def without_unit(title: str, unit_of_measure: str) -> str:
    """A title beside which the unit is written: `Nguồn lực huy động` of `Nguồn lực huy động (triệu đồng)`."""
    return title.removesuffix(f"({unit_of_measure})").rstrip() or title


def with_unit(title: str, unit_of_measure: str) -> str:
    """`Hộ nghèo (hộ)`; a title that says it already stays."""
    return f"{without_unit(title, unit_of_measure)} ({unit_of_measure})" if unit_of_measure else title


def moved_by(value: float | None, unit_of_measure: str) -> str:
    """A value under no title that says «giảm»: points are those by which a rate fell, `giảm 0,25 điểm phần trăm`, or rose."""
    if value is None or unit_of_measure != "điểm %":
        return figure(value, unit_of_measure)
    return _fall(value, unit_of_measure, "tăng")


def tabular(value: float | None, unit_of_measure: str) -> str:
    """The same in a cell of a table, where room is short: `0,25 điểm %`."""
    if unit_of_measure == "điểm %" and value is not None:
        return f"{number(value, 2)} {unit_of_measure}"
    return figure(value, unit_of_measure)


def bare(value: float | None, unit_of_measure: str) -> str:
    """A value under a heading that names its unit: `4,10`, `1.504`."""
    return number(value, 2) if unit_of_measure in RATES else quantity(value)


def value_text(item: Attained) -> str:
    """An indicator's value with its unit."""
    return value_said(item.measure, item.value, item.unit_of_measure)


def value_said(measure: str, value: float | None, unit_of_measure: str) -> str:
    """A reduction below zero is a rise, and is said so where it can be seen."""
    if measure == "reduction" and value is not None and value <= -LEAST_SHOWN:
        return f"tăng {figure(-value, unit_of_measure)}"
    return figure(value, unit_of_measure)


def rate_title(item: Attained) -> str:
    """What a reduction is of: `tỷ lệ hộ nghèo`."""
    return f"tỷ lệ {small(item.numerator_title)}"


def reduction_said(item: Attained) -> str:
    """`giảm 0,37 điểm phần trăm`; `không giảm mà tăng 0,09 điểm phần trăm`: never `giảm -0,09`."""
    return NO_VALUE if item.value is None else _fall(item.value, item.unit_of_measure, "không giảm mà tăng")


def _fall(value: float, unit_of_measure: str, rise: str) -> str:
    if abs(value) < LEAST_SHOWN:
        return "không giảm" if value <= 0 else f"giảm dưới {figure(0.01, unit_of_measure)}"
    return f"{rise if value < 0 else 'giảm'} {figure(abs(value), unit_of_measure)}"


def parts_text(item: Attained | UnitAttained) -> str:
    """Numerator and denominator: `3.356/3.370`; the numerator alone for a count."""
    if item.numerator is None:
        return NO_VALUE
    below = f"/{quantity(item.denominator)}" if item.denominator is not None else ""
    return f"{quantity(item.numerator)}{below}"


def change_text(now: float | None, before: float | None, unit_of_measure: str) -> str:
    """`giảm 32 hộ`, `tăng 0,25 điểm %`, `không đổi`; a change too small to show is not called none."""
    if now is None or before is None:
        return NO_VALUE
    unit = difference_unit(unit_of_measure)
    difference = now - before
    if abs(difference) < 1e-9:
        return change(0, "")
    if abs(difference) < LEAST_SHOWN:
        return change(difference, f"dưới {figure(0.01, unit)}")
    return change(difference, figure(abs(difference), unit))


def difference_unit(unit_of_measure: str) -> str:
    """In what two values differ."""
    return _DIFFERENCE_IN.get(unit_of_measure, unit_of_measure)


def between(low: float, high: float, unit_of_measure: str) -> str:
    """`0 đến 7 hộ`; one of them where both are shown alike."""
    last = figure(high, unit_of_measure)
    return last if figure(low, unit_of_measure) == last else f"{bare(low, unit_of_measure)} đến {last}"


def resources_by_source(content: ReportContent) -> list[tuple[str, float, float]]:
    """(source, million VND, households) in the order of the content."""
    sources: dict[str, list[Resource]] = {}
    for line in content.resources:
        sources.setdefault(line.source, []).append(line)
    return [
        (source, sum(line.amount for line in lines), sum(line.households for line in lines))
        for source, lines in sources.items()
    ]

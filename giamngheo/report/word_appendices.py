"""The appendices of the Word report: tables by unit, each on pages of its own (Decree 30/2020/NĐ-CP, annex I, III.1).

The main text points to each; numbered with Roman numerals where there are several.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from giamngheo.report import sentences, words
from giamngheo.report.content import Flow, ReportContent, UnitLine
from giamngheo.report.word_parts import BODY_WIDTH, WIDE_WIDTH, Column, new_pages, say, table
from giamngheo.vietnamese import moment, number, quantity

_ROMAN = ("I", "II", "III", "IV", "V")
_NUMBER = Column("TT", 10, "center")


@dataclass(frozen=True)
class _Appendix:
    """`subject` is what the main text says of it."""

    key: str
    title: str
    subject: str
    units: str
    landscape: bool
    draw: Callable[[Any, ReportContent], None]


def add_appendices(document: Any, content: ReportContent) -> None:
    for label, appendix in _of(content):
        new_pages(document, appendix.landscape)
        say(document, label, "Số phụ lục")
        say(document, f"{appendix.title}\n{content.period_title}{words.revised(content)}".upper(), "Tên phụ lục")
        # Left blank in an electronic document (model 2.2): the number and the day come with the signature.
        attached = (
            f"(Kèm theo Báo cáo số …/{content.office.symbol} ngày … tháng … năm … của {words.office_name(content)})"
        )
        say(document, attached, "Kèm theo")
        say(document, f"{appendix.units}{sentences.coverage_sentence(content)}", "Ghi chú bảng")
        appendix.draw(document, content)


def reference(content: ReportContent, key: str) -> str:
    """`Số liệu từng đơn vị tại Phụ lục I.`; nothing where the report has no such appendix."""
    for label, appendix in _of(content):
        if appendix.key == key:
            return f"{appendix.subject} tại {label} kèm theo."
    return ""


def _of(content: ReportContent) -> list[tuple[str, _Appendix]]:
    """The appendices that have something to show, in order; one alone has no number."""
    found = [appendix for appendix in _ALL if _HAS[appendix.key](content)]
    if len(found) == 1:
        return [("Phụ lục", found[0])]
    return [(f"Phụ lục {roman}", appendix) for roman, appendix in zip(_ROMAN, found, strict=False)]


def _units(document: Any, content: ReportContent) -> None:
    columns = [
        _NUMBER,
        Column("Đơn vị", 53, "left"),
        Column("Tổng số hộ", 25),
        Column("Hộ nghèo", 25),
        Column("Tỷ lệ hộ nghèo", 25),
        Column("Tỷ lệ hộ nghèo kỳ gốc", 29),
        Column("Hộ cận nghèo", 25),
        Column("Tỷ lệ hộ cận nghèo", 28),
        Column("Hộ nghèo bảo trợ xã hội", 32),
    ]
    rows = [_numbered(at, _unit_cells(line)) for at, line in enumerate(content.units, 1)]
    table(document, columns, [*rows, ["", *_unit_cells(content.district)]], bold_last=True)


def _unit_cells(line: UnitLine) -> list[str]:
    return [
        line.name,
        quantity(line.households),
        quantity(line.poor),
        number(line.poor_rate, 2),
        number(line.poor_rate_baseline, 2),
        quantity(line.near_poor),
        number(line.near_poor_rate, 2),
        quantity(line.social_poor),
    ]


def _indicators(document: Any, content: ReportContent) -> None:
    each = (WIDE_WIDTH - 10 - 43) / len(content.attainment)
    heads = [Column(f"{item.title} ({item.unit_of_measure})", each) for item in content.attainment]
    lines = [*content.units, content.district]
    rows = [
        [str(at) if line.code else "", line.name, *_indicator_cells(content, line)] for at, line in enumerate(lines, 1)
    ]
    table(document, [_NUMBER, Column("Đơn vị", 43, "left"), *heads], rows, bold_last=True)


def _indicator_cells(content: ReportContent, line: UnitLine) -> list[str]:
    values = {item.indicator: item.value for item in line.indicators}
    return [words.bare(values.get(item.indicator), item.unit_of_measure) for item in content.attainment]


def _flows(document: Any, content: ReportContent) -> None:
    heads = (
        "Đầu kỳ",
        "Phát sinh mới",
        "Tái nghèo",
        "Chuyển đến",
        "Thoát nghèo",
        "Thoát cận nghèo",
        "Chuyển đi",
        "Xóa hộ",
        "Cuối kỳ",
        "Nghèo sang cận nghèo",
        "Cận nghèo sang nghèo",
    )
    each = (WIDE_WIDTH - 10 - 39 - 14) / len(heads)
    counts = [Column(text, each) for text in heads]
    columns = [_NUMBER, Column("Đơn vị", 39, "left"), *counts, Column("Khớp số", 14, "center")]
    rows = [_numbered(at, _flow_cells(flow)) for at, flow in enumerate(content.flows, 1)]
    table(document, columns, [*rows, ["", *_flow_cells(content.district_flow)]], bold_last=True)


def _flow_cells(flow: Flow) -> list[str]:
    counts = (
        flow.opening,
        flow.new,
        flow.relapsed,
        flow.moved_in,
        flow.escaped_poverty,
        flow.escaped_near_poverty,
        flow.moved_out,
        flow.removed,
        flow.closing,
        flow.to_near_poor,
        flow.to_poor,
    )
    return [flow.name, *(quantity(count) for count in counts), {True: "khớp", False: "lệch", None: "–"}[flow.balances]]


def _reporters(document: Any, content: ReportContent) -> None:
    columns = [
        Column("TT", 9, "center"),
        Column("Đơn vị", 40, "left"),
        Column("Tình trạng", 29, "left"),
        Column("Lần gửi", 11, "center"),
        Column("Thời điểm nhận", 36, "center"),
        Column("Thời hạn", 21, "center"),
        Column("Lỗi/ lưu ý", BODY_WIDTH - 146, "center"),
    ]
    rows = [
        [
            str(at),
            line.name,
            words.submission_status(line.status),
            quantity(line.version) if line.version else "",
            moment(line.received_at) if line.received_at else "",
            words.punctuality(line.on_time),
            f"{quantity(line.critical)}/{quantity(line.warning)}" if line.version else "",
        ]
        for at, line in enumerate(content.reporters, 1)
    ]
    table(document, columns, rows)


def _models(document: Any, content: ReportContent) -> None:
    columns = [
        _NUMBER,
        Column("Đơn vị", 40, "left"),
        Column("Tên mô hình", 54, "left"),
        Column("Thôn, tổ dân phố", 36, "left"),
        Column("Lĩnh vực", 40, "left"),
        Column("Tình trạng", 34, "left"),
        Column("Số hộ", 14),
        Column("Kinh phí (triệu đồng)", WIDE_WIDTH - 228),
    ]
    rows = [
        [str(at), m.unit, m.name, m.village, m.field, m.status, quantity(m.households), quantity(m.budget)]
        for at, m in enumerate(content.models, 1)
    ]
    table(document, columns, rows)


def _numbered(at: int, cells: list[str]) -> list[str]:
    return [str(at), *cells]


_ALL = (
    _Appendix(
        "units",
        "Hộ nghèo, hộ cận nghèo theo đơn vị",
        "Số liệu từng đơn vị",
        "Đơn vị tính: hộ; tỷ lệ: %. ",
        True,
        _units,
    ),
    _Appendix(
        "indicators",
        "Kết quả các chỉ tiêu của kế hoạch theo đơn vị",
        "Kết quả từng đơn vị",
        "",
        True,
        _indicators,
    ),
    _Appendix(
        "flows",
        "Biến động hộ nghèo, hộ cận nghèo",
        "Biến động từng đơn vị",
        "Đơn vị tính: hộ. Đầu kỳ + tăng (phát sinh mới, tái nghèo, chuyển đến) - giảm (thoát nghèo, thoát cận nghèo, "
        "chuyển đi, xóa hộ) = cuối kỳ; chuyển giữa hai diện không làm thay đổi tổng số. ",
        True,
        _flows,
    ),
    _Appendix("reporters", "Tình hình báo cáo của các đơn vị", "Tình hình từng đơn vị", "", False, _reporters),
    _Appendix("models", "Mô hình giảm nghèo", "Danh sách mô hình", "", True, _models),
)
_HAS: dict[str, Callable[[ReportContent], bool]] = {
    "units": lambda content: content.coverage.reporting > 0,
    "indicators": lambda content: content.coverage.reporting > 0 and bool(content.attainment),
    "flows": lambda content: bool(content.flows),
    "reporters": lambda content: bool(content.reporters),
    "models": lambda content: bool(content.models),
}

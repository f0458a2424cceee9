"""The figures as a workbook: one sheet per table, numbers as numbers, totals as live sums, coverage on each sheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook

from giamngheo.report import sentences, words
from giamngheo.report.content import Attained, ReportContent, UnitAttained
from giamngheo.report.deterministic_zip import repacked
from giamngheo.report.excel_sheet import MONEY, SHARE, TEXT, WHOLE, Column, Shown, add_sheet
from giamngheo.vietnamese import coverage, moment

Table = tuple[list[Column], Sequence[Sequence[Any]]]


def excel_annex(content: ReportContent) -> bytes:
    """The workbook's bytes; the same content gives the same."""
    workbook = Workbook()
    del workbook[workbook.sheetnames[0]]
    for name, columns, rows, total in _tables(content):
        heading = f"{name}: {words.title(content)}"
        total = total if content.coverage.reporting else None
        add_sheet(workbook, name, (heading, sentences.coverage_sentence(content)), columns, rows, total)
    out = BytesIO()
    workbook.save(out)
    title = f"Phụ lục số liệu. {words.title(content)}"
    return repacked(out.getvalue(), title, content.office.issuing_body, content.issued_on)


def _tables(content: ReportContent) -> Iterable[tuple[str, list[Column], Sequence[Sequence[Any]], str | None]]:
    """(sheet, columns, rows, name of the total line or nothing)."""
    whole = content.district.name
    yield "Chỉ tiêu", *_attainment(content), None
    yield "Theo đơn vị", *_units(content), whole
    yield "Biến động", *_flows(content), whole
    yield "Nguồn lực", *_resources(content), "Tổng cộng"
    yield "Mô hình", *_models(content), "Tổng cộng"
    yield "Tình hình báo cáo", *_reporters(content), None
    yield "Giải thích", *_explanations(content), None


def _attainment(content: ReportContent) -> Table:
    columns = [
        Column("Chỉ tiêu", 46, TEXT),
        Column("Đơn vị tính", 12, TEXT),
        Column("Tử số", 12, MONEY),
        Column("Mẫu số", 12, MONEY),
        Column("Kết quả", 12, SHARE),
        Column("Kỳ trước", 12, SHARE),
        Column("Kỳ gốc", 12, SHARE),
        Column("Mục tiêu", 24, TEXT),
        Column("Mức độ", 16, TEXT),
        Column("% mục tiêu", 12, "0.0"),
        Column("Đơn vị báo cáo", 16, TEXT),
    ]
    rows = [
        (
            item.title,
            item.unit_of_measure,
            item.numerator,
            item.denominator,
            *(Shown(value, _format(item)) for value in (item.value, item.previous, item.baseline)),
            words.target_text(item),
            words.status(item.status),
            item.attainment_percent,
            coverage(item.coverage.reporting, item.coverage.expected),
        )
        for item in content.attainment
    ]
    return columns, rows


def _format(item: Attained | UnitAttained) -> str:
    """A count is whole, a rate has two decimals."""
    return WHOLE if item.denominator is None else SHARE


def _indicator(item: Attained) -> Column:
    """An indicator by unit; counts add up, a rate of the whole district is not a sum of rates."""
    heading = f"{item.title} ({item.unit_of_measure})"
    if item.unit_of_measure in words.RATES:
        return Column(heading, 12, SHARE, total=item.value)
    return Column(heading, 12, is_summed=True)


def _units(content: ReportContent) -> Table:
    columns = [
        Column("Mã", 9, TEXT),
        Column("Đơn vị", 24, TEXT),
        Column("Tổng số hộ (hộ)", 10, is_summed=True),
        Column("Hộ nghèo (hộ)", 10, is_summed=True),
        Column("Tỷ lệ hộ nghèo (%)", 10, SHARE, total=content.district.poor_rate),
        Column("Hộ cận nghèo (hộ)", 10, is_summed=True),
        Column("Tỷ lệ hộ cận nghèo (%)", 10, SHARE, total=content.district.near_poor_rate),
        Column("Hộ nghèo bảo trợ xã hội (hộ)", 11, is_summed=True),
        *map(_indicator, content.attainment),
    ]
    rows = [
        (
            line.code,
            line.name,
            line.households,
            line.poor,
            line.poor_rate,
            line.near_poor,
            line.near_poor_rate,
            line.social_poor,
            *(Shown(value.value, _format(value)) for value in line.indicators),
        )
        for line in content.units
    ]
    return columns, rows


def _flows(content: ReportContent) -> Table:
    fields = {
        "opening": "Đầu kỳ (hộ)",
        "new": "Phát sinh mới (hộ)",
        "relapsed": "Tái nghèo (hộ)",
        "moved_in": "Chuyển đến (hộ)",
        "escaped_poverty": "Thoát nghèo (hộ)",
        "escaped_near_poverty": "Thoát cận nghèo (hộ)",
        "moved_out": "Chuyển đi (hộ)",
        "removed": "Xóa hộ (hộ)",
        "closing": "Cuối kỳ (hộ)",
        "to_near_poor": "Nghèo sang cận nghèo (hộ)",
        "to_poor": "Cận nghèo sang nghèo (hộ)",
    }
    columns = [
        Column("Mã", 9, TEXT),
        Column("Đơn vị", 24, TEXT),
        *(Column(heading, 12, is_summed=True) for heading in fields.values()),
        Column("Khớp", 9, TEXT),
    ]
    said = {True: "Khớp", False: "Lệch", None: ""}
    rows = [
        (flow.code, flow.name, *(getattr(flow, field) for field in fields), said[flow.balances])
        for flow in content.flows
    ]
    return columns, rows


def _resources(content: ReportContent) -> Table:
    columns = [
        Column("Nguồn", 26, TEXT),
        Column("Nội dung hỗ trợ", 22, TEXT),
        Column("Số tiền (triệu đồng)", 20, MONEY, is_summed=True),
        Column("Lượt hộ hưởng lợi", 18, is_summed=True),
    ]
    return columns, [(line.source, line.purpose, line.amount, line.households) for line in content.resources]


def _models(content: ReportContent) -> Table:
    columns = [
        Column("Đơn vị", 24, TEXT),
        Column("Tên mô hình", 36, TEXT),
        Column("Thôn, tổ dân phố", 22, TEXT),
        Column("Lĩnh vực", 24, TEXT),
        Column("Tình trạng", 18, TEXT),
        Column("Số hộ tham gia", 14, is_summed=True),
        Column("Kinh phí (triệu đồng)", 16, MONEY, is_summed=True),
    ]
    rows = [
        (item.unit, item.name, item.village, item.field, item.status, item.households, item.budget)
        for item in content.models
    ]
    return columns, rows


def _reporters(content: ReportContent) -> Table:
    columns = [
        Column("Mã", 9, TEXT),
        Column("Đơn vị", 24, TEXT),
        Column("Tình trạng", 20, TEXT),
        Column("Lần gửi", 10),
        Column("Nhận lúc", 18, TEXT),
        Column("Hạn", 12, TEXT),
        Column("Lỗi", 8),
        Column("Lưu ý", 8),
        Column("Lý do trả lại", 56, TEXT),
    ]
    reasons: dict[str, list[str]] = {}
    for item in content.rejections:
        reasons.setdefault(item.code, []).extend(sentences.rule(line, "lỗi") for line in item.rules)
    rows = [
        (
            line.code,
            line.name,
            words.submission_status(line.status),
            line.version,
            moment(line.received_at) if line.received_at else None,
            words.punctuality(line.on_time),
            line.critical,
            line.warning,
            "; ".join(reasons.get(line.code, [])) or None,
        )
        for line in content.reporters
    ]
    return columns, rows


def _explanations(content: ReportContent) -> Table:
    """Each indicator: parts, coverage, where it stands in the plan, who answers for it."""
    columns = [
        Column("Chỉ tiêu", 46, TEXT),
        Column("Tử số", 12, MONEY),
        Column("Mẫu số", 12, MONEY),
        Column("Đơn vị báo cáo", 16, TEXT),
        Column("Căn cứ trong kế hoạch", 24, TEXT),
        Column("Cơ quan chịu trách nhiệm", 44, TEXT),
    ]
    rows = [
        (
            item.title,
            item.numerator,
            item.denominator,
            coverage(item.coverage.reporting, item.coverage.expected),
            item.article,
            item.responsible,
        )
        for item in content.attainment
    ]
    return columns, rows

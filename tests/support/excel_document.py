"""A document by hand for the workbook: every kind of column, total, mark and chart, over the samples of March 2020."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from giamngheo.metadata.target import Goal
from giamngheo.report.documents.document import (
    Amount,
    Cell,
    ColumnSum,
    Difference,
    Document,
    Ratio,
    Summary,
    Table,
    TableColumn,
)
from tests.support.report_content import make_content

COVERAGE = "Số liệu của 22/22 đơn vị."
Unit = tuple[str, str, float | None, float | None, float | None]  # code, name, households, poor, poor at the baseline

UNITS: tuple[Unit, ...] = (
    ("18562", "Thị trấn Thạch Hà", 1934, 44, 45),
    ("18565", "Xã Ngọc Sơn", 2023, 69, 75),
    ("18571", "Xã Thạch Hải", 2456, 47, 51),
    ("18586", "Xã Thạch Kênh", 1171, 68, 81),
    ("18589", "Xã Thạch Sơn", 950, 38, 43),
    ("18592", "Xã Thạch Liên", 2234, 110, 116),
    ("18595", "Xã Thạch Đỉnh", 1402, 84, 90),
    ("18601", "Xã Phù Việt", 1471, 73, 74),
    ("18604", "Xã Thạch Khê", 2220, 47, 50),
    ("18607", "Xã Thạch Long", 1155, 104, 108),
    ("18619", "Xã Thạch Trị", None, None, None),
    ("18622", "Xã Thạch Lạc", 1672, 40, 44),
)
# Insured and members of poor households, houses to mend: by unit in the same order.
PARTS: tuple[tuple[float | None, float | None, float | None], ...] = (
    (88, 88, 0),
    (161, 161, 5),
    (95, 95, 3),
    (158, 160, 1),
    (65, 65, 0),
    (268, 269, 0),
    (178, 178, 1),
    (168, 168, 3),
    (97, 97, 0),
    (250, 250, 2),
    (None, None, None),
    (98, 98, 0),
)
TREND = (("Tháng 12/2019", 4.1, 4.1), ("Tháng 1/2020", 4.02, 4.06), ("Tháng 2/2020", 3.94, 4.02))


def make_document(*tables: Table, title: str = "Kết quả giảm nghèo tháng 3 năm 2020", **content: Any) -> Document:
    """A document with these tables as sheets; with every kind of table if none is given."""
    return Document(
        code="giam-ngheo",
        content=make_content(**content),
        kind_name="BÁO CÁO",
        symbol="BC-PLĐTBXH",
        title=title,
        addressees=(),
        receivers=(),
        opening="",
        sections=(),
        closing="",
        appendices=(),
        sheets=tables or every_table(),
        summary=_SUMMARY,
        word_name="a.docx",
        excel_name="a.xlsx",
    )


def every_table() -> tuple[Table, ...]:
    return (attainment(), trend(), units(), indicators(), parts(), resources(), models(), explanations())


def attainment() -> Table:
    columns = (
        TableColumn("title", "Chỉ tiêu", 60),
        TableColumn("unit", "Đơn vị tính", 16, screen_only=True),
        TableColumn("value", "Kết quả", 24, "rate"),
        TableColumn("numerator", "Tử số", 17, "money"),
        TableColumn("target", "Mục tiêu", 25, align="right"),
        TableColumn("status", "Mức độ", 26, align="center"),
        TableColumn("attainment", "So với mục tiêu", 24, "rate", "%", bar=True),
    )
    lines: tuple[tuple[str, str, float | None, float | None, str, str, float | None], ...] = (
        ("Giảm tỷ lệ hộ nghèo", "điểm %", 0.2463, 1504, "> 0,5 điểm % (cả năm)", "Đúng tiến độ", 49.26),
        ("Người nghèo có thẻ BHYT", "%", 99.5846, 3356, "≥ 100%", "Chậm", 99.5846),
        ("Hộ nghèo ở nhà tạm bợ, dột nát", "hộ", 30, 30, "= 0 hộ", "Chậm", 45.45),
        ("Mô hình giảm nghèo bền vững", "mô hình", 14, 14, "≥ 14 mô hình", "Đạt", 100),
        ("Hộ nghèo có nhu cầu được vay vốn", "%", None, 0, "≥ 100%", "Không phát sinh", None),
    )
    rows = tuple((line[0], line[1], Amount(line[2], line[1]), *line[3:]) for line in lines)
    return Table("attainment", "Chỉ tiêu", "Kết quả các chỉ tiêu của kế hoạch", columns, rows, note=COVERAGE)


def trend(points: Sequence[tuple[Cell, ...]] = TREND) -> Table:
    columns = (
        TableColumn("month", "Tháng", 40),
        TableColumn("poor_rate", "Tỷ lệ hộ nghèo", 25, "rate", "%"),
        TableColumn("target_rate", "Lộ trình mục tiêu", 30, "rate", "%"),
    )
    return Table(
        "trend", "Diễn biến", "Tỷ lệ hộ nghèo từng tháng", columns, tuple(points), chart=("poor_rate", "target_rate")
    )


def units(lines: Sequence[Unit] = UNITS, chart: tuple[str, ...] = ("poor_rate", "poor_rate_baseline")) -> Table:
    columns = (
        TableColumn("code", "Mã", 14, screen_only=True),
        TableColumn("name", "Đơn vị", 45),
        TableColumn("households", "Tổng số hộ", 23, "count", "hộ", total=ColumnSum()),
        TableColumn("poor", "Hộ nghèo", 20, "count", "hộ", total=ColumnSum(), bar=True),
        TableColumn("poor_rate", "Tỷ lệ hộ nghèo", 20, "rate", "%", total=Ratio("poor", "households"), bar=True),
        TableColumn("poor_baseline", "Hộ nghèo kỳ gốc", 20, "count", "hộ", total=ColumnSum()),
        TableColumn(
            "poor_rate_baseline",
            "Tỷ lệ hộ nghèo kỳ gốc",
            22,
            "rate",
            "%",
            total=Ratio("poor_baseline", "households"),
        ),
        TableColumn("reduction", "Giảm", 22, "rate", "điểm %", total=Difference("poor_rate_baseline", "poor_rate")),
    )
    rows = tuple(_unit_row(*line) for line in lines)
    known = [line for line in lines if line[2] is not None]
    sums = [sum(line[at] or 0 for line in known) if known else None for at in (2, 3, 4)]  # type: ignore[misc]
    total = _unit_row("", "Toàn huyện", *sums)
    return Table(
        "units", "Theo đơn vị", "Hộ nghèo theo đơn vị", columns, rows, total, COVERAGE, landscape=True, chart=chart
    )


def _unit_row(
    code: str, name: str, households: float | None, poor: float | None, baseline: float | None
) -> tuple[Cell, ...]:
    now, before = _rate(poor, households), _rate(baseline, households)
    return code, name, households, poor, now, baseline, before, None if None in (now, before) else before - now  # type: ignore[operator]


def parts() -> Table:
    columns = (
        TableColumn("name", "Đơn vị", 45),
        TableColumn("insured", "Người nghèo có thẻ BHYT", 26, "count", "người", total=ColumnSum()),
        TableColumn("members", "Người nghèo", 26, "count", "người", total=ColumnSum()),
    )
    rows = tuple((unit[1], *part[:2]) for unit, part in zip(UNITS, PARTS, strict=True))
    total = ("Toàn huyện", *(sum(part[at] or 0 for part in PARTS) for at in range(2)))
    return Table("parts", "Tử số, mẫu số", "Tử số và mẫu số theo đơn vị", columns, rows, total, COVERAGE)


def indicators() -> Table:
    columns = (
        TableColumn("name", "Đơn vị", 45),
        TableColumn(
            "insured_poor",
            "Người nghèo có thẻ BHYT",
            30,
            "rate",
            "%",
            total=Ratio("insured", "members", "parts"),
            goal=Goal("≥", 100),
        ),
        TableColumn(
            "housing", "Hộ nghèo ở nhà tạm bợ, dột nát", 30, "count", "hộ", total=ColumnSum(), goal=Goal("=", 0)
        ),
    )
    rows = tuple((unit[1], _rate(*part[:2]), part[2]) for unit, part in zip(UNITS, PARTS, strict=True))
    sums = [sum(part[at] or 0 for part in PARTS) for at in range(3)]
    total = ("Toàn huyện", _rate(sums[0], sums[1]), sums[2])
    return Table("indicators", "Chỉ tiêu theo đơn vị", "Các chỉ tiêu theo đơn vị", columns, rows, total, COVERAGE)


def resources() -> Table:
    columns = (
        TableColumn("source", "Nguồn", 50),
        TableColumn("amount", "Số tiền", 32, "money", "triệu đồng", total=ColumnSum(), bar=True),
        TableColumn("households", "Lượt hộ được hỗ trợ", 30, "count", "lượt hộ", total=ColumnSum()),
    )
    rows = (("Ngân sách huyện", 1890.0, 57), ("Quỹ Vì người nghèo", 1500.0, 30), ("Xã hội hóa", 999.5, 51))
    return Table("resources", "Nguồn lực", "Nguồn lực huy động", columns, rows, ("Tổng cộng", 4389.5, 138))


def models(names: Sequence[str] = ("Nuôi bò sinh sản luân chuyển", "Trồng bưởi Phúc Trạch")) -> Table:
    columns = (
        TableColumn("unit", "Đơn vị", 40),
        TableColumn("name", "Tên mô hình", 54),
        TableColumn("households", "Số hộ tham gia", 18, "count", "hộ", total=ColumnSum()),
    )
    rows = tuple(("Xã Thạch Khê", name, 8) for name in names)
    return Table("models", "Mô hình", "Mô hình giảm nghèo", columns, rows, ("Tổng cộng", "", 8 * len(rows)))


def explanations() -> Table:
    columns = (
        TableColumn("title", "Chỉ tiêu", 50),
        TableColumn("numerator", "Tử số", 45),
        TableColumn("denominator", "Mẫu số", 40),
        TableColumn("source", "Nguồn", 50),
        TableColumn("coverage", "Đơn vị có số liệu", 20, align="center"),
        TableColumn("responsible", "Cơ quan chịu trách nhiệm", 50),
    )
    rows = tuple(
        (
            title,
            "Hộ nghèo dùng cả nước sạch và nhà tiêu hợp vệ sinh tại ngày chốt số liệu",
            "Hộ nghèo tại ngày chốt số liệu",
            "Biểu báo cáo tháng của UBND các xã, thị trấn, trang «Hộ nghèo»",
            "22/22 đơn vị",
            "Phòng Nông nghiệp và Phát triển nông thôn",
        )
        for title in ("Hộ nghèo dùng nước sạch và vệ sinh", "Mô hình giảm nghèo bền vững")
    )
    note = "Báo cáo lần 1, lập ngày 17/03/2020; số liệu tính từ ngày 15/02/2020 đến ngày 14/03/2020."
    return Table("explanations", "Giải thích", "Cách tính, nguồn và phiên bản số liệu", columns, rows, note=note)


def _rate(part: float | None, whole: float | None) -> float | None:
    return None if part is None or not whole else part / whole * 100


_SUMMARY = Summary(
    subject="",
    preheader="",
    title="",
    sender="",
    revision="",
    lead=(),
    headlines=(),
    compared="",
    bars_title="",
    bars_lead="",
    bars=(),
    trend_title="",
    trend=(),
    trend_note="",
    notes=(),
)

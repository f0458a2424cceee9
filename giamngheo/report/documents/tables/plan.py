"""The plan's indicators, the trend beside the target's path, and how each figure is made."""

from __future__ import annotations

from collections.abc import Iterable

from giamngheo.core.formats import day
from giamngheo.report.content import Attained, ReportContent
from giamngheo.report.documents.document import Table, TableColumn
from giamngheo.report.documents.tables.columns import amount_of, earlier, earlier_once
from giamngheo.report.wording import goals, sentences, words
from giamngheo.report.wording.terms import STOCKS, stocks_of


def attainment(content: ReportContent, items: Iterable[Attained] | None = None) -> Table:
    """The plan's indicators for the district."""
    shown = content.attainment if items is None else list(items)
    columns = (
        TableColumn("title", "Chỉ tiêu", 46),
        TableColumn("unit", "Đơn vị tính", 16, screen_only=True),
        TableColumn("value", "Kết quả", 24, "rate"),
        TableColumn("numerator", "Tử số", 17, "money"),
        TableColumn("denominator", "Mẫu số", 17, "money"),
        TableColumn("previous", earlier(content.previous_title), 20, "rate", screen_only=True),
        TableColumn("baseline", earlier(content.baseline_title), 20, "rate", screen_only=True),
        TableColumn("target", "Mục tiêu", 25, align="right"),
        TableColumn("status", "Mức độ", 18, align="center"),
        TableColumn("attainment", "So với mục tiêu", 20, "rate", "%", screen_only=True, bar=True),
        TableColumn("coverage", "Có số liệu", 18, align="center"),
    )
    rows = tuple(
        (
            item.title,
            item.unit_of_measure,
            amount_of(item, item.value),
            item.numerator,
            item.denominator,
            amount_of(item, item.previous),
            amount_of(item, item.baseline),
            goals.target_text(item),
            goals.verdict(item),
            item.attainment_percent,
            words.coverage_of(item.coverage),
        )
        for item in shown
    )
    remarks = (
        sentences.coverage_sentence(content),
        sentences.points_note(content, shown),
        sentences.year_note(shown),
    )
    note = " ".join(filter(None, remarks))
    table = Table("attainment", "Chỉ tiêu", "Kết quả các chỉ tiêu của kế hoạch", columns, rows, note=note)
    return earlier_once(table).without_empty("previous", "baseline")


def trend(content: ReportContent) -> Table:
    """The rates month by month beside the path of the target."""
    columns = (
        TableColumn("month", "Tháng", 40),
        TableColumn("poor", "Hộ nghèo", 25, "count", "hộ"),
        TableColumn("poor_rate", "Tỷ lệ hộ nghèo", 25, "rate", "%"),
        TableColumn("target_rate", "Tỷ lệ hộ nghèo theo lộ trình mục tiêu", 30, "rate", "%"),
        TableColumn("near_poor_rate", "Tỷ lệ hộ cận nghèo", 25, "rate", "%"),
        TableColumn("coverage", "Có số liệu", 20, align="center"),
    )
    rows = tuple(
        (
            words.capital(point.title),
            point.poor,
            point.poor_rate,
            point.target_rate,
            point.near_poor_rate,
            "chuẩn nghèo cũ" if point.other_standard else words.coverage_of(point.coverage),
        )
        for point in content.trend
    )
    note = "Lộ trình mục tiêu: giảm đều từ kỳ gốc đến cuối năm theo mục tiêu của kế hoạch."
    note = " ".join(filter(None, (note, sentences.trend_units(content), sentences.standard_changed(content))))
    if content.joined:
        note += " Các tháng trước được cộng theo các đơn vị của kỳ báo cáo này."
    is_line = sum(point.poor_rate is not None for point in content.trend) > 1
    chart = ("poor_rate", "target_rate") if is_line else ()
    return Table("trend", "Diễn biến", "Tỷ lệ hộ nghèo từng tháng", columns, rows, note=note, chart=chart)


def explanations(content: ReportContent, items: Iterable[Attained] | None = None) -> Table:
    """Each figure: how it is made, from where, over whom, of which version."""
    shown = content.attainment if items is None else list(items)
    columns = (
        TableColumn("title", "Chỉ tiêu", 50),
        TableColumn("numerator", "Tử số", 45),
        TableColumn("denominator", "Mẫu số", 40),
        TableColumn("source", "Nguồn", 50),
        TableColumn("coverage", "Có số liệu", 20, align="center"),
        TableColumn("target", "Mục tiêu", 30),
        TableColumn("article", "Căn cứ", 30),
        TableColumn("responsible", "Cơ quan chịu trách nhiệm", 50),
    )
    covered = words.coverage_text(content)
    stocks = [
        (title, *parts, _stock_source(content, unit == "%", field == "households"), covered, "", "", "")
        for field, (title, unit) in stocks_of(content.classes).items()
        for parts in [_stock_parts(content, field, title)]
    ]
    rows = [
        (
            item.title,
            words.capital(item.numerator_title),
            words.capital(item.denominator_title),
            _sources(item),
            words.coverage_of(item.coverage),
            goals.target_text(item),
            item.article,
            item.responsible,
        )
        for item in shown
    ]
    version = (
        f"Báo cáo lần {content.revision}, lập ngày {day(content.issued_on)}; số liệu tính {sentences.window(content)}. "
        + ("Lần gửi của từng đơn vị: trang «Tình hình báo cáo»." if items is None else "")
    ).strip()
    over = sentences.compared_units(content) if items is None else sentences.compared_of(content, shown)
    compared = (over, *sentences.joined(content))
    note = " ".join(filter(None, (version, *compared, sentences.points_note(content, shown))))
    rows = [*(stocks if items is None else []), *rows]
    return Table("explanations", "Giải thích", "Cách tính, nguồn và phiên bản số liệu", columns, tuple(rows), note=note)


def _stock_parts(content: ReportContent, field: str, title: str) -> tuple[str, str]:
    """Numerator and denominator of a stock or its rate."""
    if not field.endswith("_rate"):
        return f"{title} tại ngày chốt", ""
    return stocks_of(content.classes)[field.removesuffix("_rate")][0], STOCKS["households"][0]


def _stock_source(content: ReportContent, is_rate: bool, is_whole: bool) -> str:
    """The sheets of households and of their number, as the reduction of poverty takes them."""
    item = next((item for item in content.attainment if item.measure == "reduction"), None)
    if item is None:
        return ""
    return _sources(item) if is_rate else (item.denominator_source if is_whole else item.source)


def _sources(item: Attained) -> str:
    """From which sheet of the form; from two where numerator and denominator stand apart."""
    apart = item.denominator_title and item.denominator_source not in ("", item.source)
    return f"{item.source}; mẫu số: {item.denominator_source}" if apart else item.source

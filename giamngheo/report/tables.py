"""The report's tables for the run's page: who reported, and what was attained."""

from __future__ import annotations

from giamngheo.report import words
from giamngheo.report.content import ReportContent
from giamngheo.vietnamese import coverage, moment


def reporters_table(content: ReportContent) -> list[dict[str, str]]:
    """A line per unit, every value as text in Vietnamese form."""
    return [
        {
            "Mã": line.code,
            "Đơn vị": line.name,
            "Tình trạng": words.submission_status(line.status),
            "Lần gửi": str(line.version or ""),
            "Nhận lúc": moment(line.received_at) if line.received_at else "",
            "Đúng hạn": words.punctuality(line.on_time),
            "Lỗi": str(line.critical or ""),
            "Lưu ý": str(line.warning or ""),
        }
        for line in content.reporters
    ]


def attainment_table(content: ReportContent) -> str:
    """The plan's indicators as a markdown table."""
    head = "| Chỉ tiêu | Kết quả | Mục tiêu | Mức độ | Đơn vị báo cáo |\n|---|---:|---:|---|---|"
    lines = [
        f"| {item.title} | {words.value_text(item)} | {words.target_text(item)} | {words.status(item.status)} "
        f"| {coverage(item.coverage.reporting, item.coverage.expected)} |"
        for item in content.attainment
    ]
    return "\n".join([f"**{content.period_title.capitalize()}**", "", head, *lines])

"""What is urban and what is rural, beside the whole."""

from __future__ import annotations

from collections.abc import Sequence

from giamngheo.report.content import ReportContent, SettlementLine
from giamngheo.report.documents.document import Cell, ColumnSum, Ratio, Table, TableColumn
from giamngheo.report.documents.tables.columns import UNIT
from giamngheo.report.wording import sentences, words


def settlements(content: ReportContent) -> Table:
    """Urban, rural and all, households and people."""
    *parts, total = content.settlements
    columns = [
        UNIT,
        TableColumn("coverage", "Có số liệu", 20, align="center"),
        TableColumn("households", "Tổng số hộ", 22, "count", "hộ", total=ColumnSum()),
        TableColumn("people", "Tổng số nhân khẩu", 24, "count", "người", total=ColumnSum()),
    ]
    for key, title in (("poor", "nghèo"), ("near_poor", "cận nghèo")):
        columns += [
            TableColumn(key, f"Hộ {title}", 20, "count", "hộ", total=ColumnSum()),
            TableColumn(f"{key}_rate", f"Tỷ lệ hộ {title}", 20, "rate", "%", total=Ratio(key, "households")),
            TableColumn(f"{key}_members", f"Nhân khẩu hộ {title}", 22, "count", "người", total=ColumnSum()),
            TableColumn(
                f"{key}_members_rate",
                f"Tỷ lệ nhân khẩu hộ {title}",
                22,
                "rate",
                "%",
                total=Ratio(f"{key}_members", "people"),
            ),
        ]
    keys = [column.key for column in columns[2:]]
    title = "Hộ nghèo, hộ cận nghèo theo thành thị, nông thôn"
    return Table(
        "settlements",
        "Thành thị, nông thôn",
        title,
        tuple(columns),
        tuple(_settlement_row(line, keys) for line in parts),
        _settlement_row(total, keys),
        sentences.coverage_sentence(content),
        landscape=True,
    )


def _settlement_row(line: SettlementLine, keys: Sequence[str]) -> tuple[Cell, ...]:
    return (line.name, words.coverage_of(line.coverage), *(getattr(line, key) for key in keys))

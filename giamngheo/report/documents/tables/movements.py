"""Movements: opening + in − out = closing, by unit and by class."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from giamngheo.metadata.classes import UNKNOWN_IN
from giamngheo.report.content import Flow, ReportContent
from giamngheo.report.documents.document import Cell, ColumnSum, Table, TableColumn
from giamngheo.report.documents.tables.columns import CODE, UNIT
from giamngheo.report.documents.tables.grouping import grouped, name_of
from giamngheo.report.wording import sentences, words
from giamngheo.report.wording.terms import flows_of

_BALANCE = {True: "khớp", False: "lệch", None: "–"}


def flows(content: ReportContent) -> Table:
    """Opening + in − out = closing."""
    titles, classes = flows_of(content.classes, content.flows), content.classes
    counts = [TableColumn(key, heading, 18, "count", "hộ", total=ColumnSum()) for key, heading in titles.items()]
    if content.district_flow.opening is None:
        counts[0] = TableColumn("opening", titles["opening"], 18, "count", "hộ")
    unknown = ", chưa rõ từ diện nào" if UNKNOWN_IN in titles else ""
    note = (
        f"Đầu kỳ + tăng ({_all_of(classes.total_in)}{unknown}) - giảm ({_all_of(classes.total_out)}) = cuối kỳ; chuyển giữa "
        f"{sentences.between_classes(content)} không làm thay đổi tổng số. "
        + " ".join(
            [
                *sentences.called_entries(content),
                *sentences.unknown_classes(content),
                sentences.coverage_sentence(content),
            ]
        )
    )
    rows, subtotals = grouped(
        content,
        {flow.code: _flow_row(flow, flow.name, titles) for flow in content.flows},
        lambda area: _flow_row(area.flow, name_of(area), titles) if area.flow else None,
    )
    return Table(
        "flows",
        "Biến động",
        f"Biến động {sentences.classes_counted(content)}",
        (CODE, UNIT, *counts, TableColumn("balances", "Khớp số", 14, align="center")),
        rows,
        _flow_row(content.district_flow, content.district_flow.name, titles) if content.flows else None,
        note,
        landscape=True,
        subtotals=subtotals,
    )


def _all_of(ways: Mapping[str, str]) -> str:
    return ", ".join(map(words.small, ways.values()))


def _flow_row(flow: Flow, name: str, titles: Iterable[str]) -> tuple[Cell, ...]:
    return (flow.code, name, *(flow.amount(key) for key in titles), _BALANCE[flow.balances])


def class_flows(content: ReportContent) -> Table:
    """Each class by itself: with what it began, on which ways households came and left, with what it ended."""
    classes = content.classes
    ways: dict[str, list[str]] = {}
    for flow in content.class_flows:
        came, left = sentences.ways_of(content, flow)
        for start, said in (("in_", came), ("out_", left)):
            for key, word in said.items():
                ways.setdefault(start + key, []).append(word)
    order = sorted(ways, key=lambda key: key.startswith("out_"))
    headings = {key: words.capital(", ".join(dict.fromkeys(said))) for key, said in ways.items()}
    columns = (
        TableColumn("name", "Diện hộ", 45),
        TableColumn("opening", "Đầu kỳ", 18, "count", "hộ"),
        *(TableColumn(key, headings[key], 18, "count", "hộ") for key in order),
        TableColumn("closing", "Cuối kỳ", 18, "count", "hộ"),
        TableColumn("balances", "Khớp số", 14, align="center"),
    )
    rows = tuple(
        (
            classes.by_code[flow.key].title,
            flow.opening,
            *((flow.came if key.startswith("in_") else flow.left).get(key.partition("_")[2]) for key in order),
            flow.closing,
            _BALANCE[flow.gap == 0],
        )
        for flow in content.class_flows
    )
    note = " ".join(filter(None, (*sentences.whose_moves(content), sentences.coverage_sentence(content))))
    return Table(
        "class_flows", "Biến động theo diện", "Biến động của từng diện hộ", columns, rows, note=note, landscape=True
    )

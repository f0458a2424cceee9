"""What differs from the replaced report."""

from __future__ import annotations

from collections.abc import Sequence

from giamngheo.report.compose.changes import VILLAGE
from giamngheo.report.content import Change, ReportContent
from giamngheo.report.documents.document import Amount, Table, TableColumn
from giamngheo.report.wording import sentences, words


def district_changes(content: ReportContent) -> list[Change]:
    """What a document about the district shows: villages are for the commune's own."""
    return [change for change in content.changes if change.key != VILLAGE and _is_seen(change)]


def _is_seen(change: Change) -> bool:
    """Whether a reader sees a difference: not where both are shown alike, nor in the parts of a rate."""
    old, new = (words.figure(value, change.unit_of_measure) for value in (change.old, change.new))
    return not change.is_internal and old != new


def _amount(value: float | None, unit_of_measure: str) -> Amount:
    """Points are those by which a rate fell."""
    return Amount(value, unit_of_measure, is_fall=unit_of_measure == "điểm %")


def changes(
    content: ReportContent, keys: Sequence[str] | None = None, unit: str | None = None, called: str = "báo cáo"
) -> Table:
    """Each figure that differs from the replaced report, old and new; of some indicators or one unit if asked. `called`: what
    the reader gets of it."""
    shown = (
        [change for change in content.changes if change.code == unit and _is_seen(change)]
        if unit
        else district_changes(content)
    )
    columns = (
        TableColumn("place", "Phạm vi", 45),
        TableColumn("what", "Số liệu", 62),
        TableColumn("unit", "Đơn vị tính", 16, screen_only=True),
        TableColumn("old", f"{words.capital(called)} trước", 24, "rate"),
        TableColumn("new", f"{words.capital(called)} này", 24, "rate"),
    )
    rows = tuple(
        (
            change.place,
            change.what,
            change.unit_of_measure,
            _amount(change.old, change.unit_of_measure),
            _amount(change.new, change.unit_of_measure),
        )
        for change in shown
        if keys is None or change.key in keys
    )
    note = sentences.replaced(content, called)
    return Table("changes", "Số liệu thay đổi", f"Số liệu thay đổi so với {called} trước", columns, rows, note=note)

"""A record of what is held, as a workbook for a person: a sheet a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from giamngheo.report.wording import listing

_WIDEST = 60


@dataclass(frozen=True)
class RecordTable:
    """A table of the record; a value is a text, as a person reads it, or a number that is to be added up."""

    name: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str | float, ...], ...]


def as_workbook(tables: Sequence[RecordTable]) -> bytes:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    workbook = Workbook()
    del workbook[workbook.sheetnames[0]]
    for table in tables:
        sheet = workbook.create_sheet(table.name)
        for place, line in enumerate((table.heads, *table.rows), start=1):
            for column, value in enumerate(line, start=1):
                cell = sheet.cell(place, column)
                cell.value = listing.plain(value) if isinstance(value, str) else value
                if isinstance(value, str):
                    cell.data_type = "s"  # a text is a text, whatever it begins with
                cell.font = Font(bold=place == 1)
                cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.freeze_panes = "A2"
        for column, values in enumerate(zip(table.heads, *table.rows, strict=True), start=1):
            width = min(max(len(str(value)) for value in values) + 2, _WIDEST)
            sheet.column_dimensions[get_column_letter(column)].width = width
    file = BytesIO()
    workbook.save(file)
    return file.getvalue()

"""`python -m tests.support.mutated.seeds`: makes the good workbooks anew that all others are changed from.

One small month of one unit with all that makes a cell look other than its value, as openpyxl writes it and as LibreOffice
does in each of its kinds. With other workbooks a number is another one.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from tests.conftest import GOLDEN
from tests.support import workbooks as wb
from tests.support.spreadsheet import LibreOffice
from tests.support.witness import Witness

_FOLDER = GOLDEN / "mutated"


def main() -> None:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        office = LibreOffice(folder / "office")
        source = _FOLDER / "openpyxl.xlsx"
        _write(source)
        witness = Witness(office, folder)
        for made in witness.saved_as(("xlsx", "ods", "xls"), [source] * 3):
            shutil.copy(made, _FOLDER / f"libreoffice{made.suffix}")
        office.quit()
    page = openpyxl.load_workbook(source)[wb.LIST]
    lines = [",".join("" if value is None else f'"{value}"' for value in row) for row in page.values]
    (_FOLDER / "list.csv").write_text("\n".join(lines), encoding="utf-8")


def _write(path: Path) -> None:
    one = wb.book(poor=3, near_poor=4)
    wb.write(one, path)
    book = openpyxl.load_workbook(path)
    page, first = book[wb.LIST], wb.row_of(one, 0)
    letters = {column.field: get_column_letter(place) for place, column in enumerate(wb.columns(one), start=1)}
    page[f"{letters['members']}{first}"].number_format = "0.0"
    page[f"{letters['insured']}{first + 1}"].number_format = "0%"
    page[f"{letters['village']}{first}"] = CellRichText("Bắc ", TextBlock(InlineFont(strike=True), "x"), "Hải")
    page[f"{letters['head_name']}{first + 2}"].font = Font(strike=True)
    page.row_dimensions[first + 3].hidden = True
    book.save(path)


if __name__ == "__main__":
    main()

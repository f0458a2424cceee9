"""Books into files: by openpyxl, or fast, or a whole month into the units' folders."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from tests.support.workbooks.form import FORM, Book, Formula
from tests.support.workbooks.layout import lay_out
from tests.support.workbooks.looks import DATE_FORMAT, FRAMED, LOOKS
from tests.support.workbooks.ooxml import parts_of


def write(one: Book, path: Path | str) -> Path:
    """Write a workbook by openpyxl; the folder is made if need be."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for sheet in lay_out(one):
        page = workbook.create_sheet(sheet.name)
        looks: dict[tuple[str, bool], Any] = {}
        for number_, line in enumerate(sheet.lines, start=1):
            for column, value in enumerate(line.cells, start=1):
                if value not in (None, "") or line.look in FRAMED:
                    _write_cell(page.cell(number_, column), value, line.look, looks)
        for cells in sheet.merged:
            page.merge_cells(cells)
        for n, width in enumerate(sheet.widths, start=1):
            page.column_dimensions[get_column_letter(n)].width = width
        page.freeze_panes = sheet.freeze
    target = _folder_made(path)
    workbook.save(target)
    return target


def _write_cell(cell: Any, value: Any, look: str, looks: dict[tuple[str, bool], Any]) -> None:
    if value not in (None, ""):
        cell.value = value
    if isinstance(value, str) and not isinstance(value, Formula):
        cell.data_type = "s"  # a text that begins with "=" stays a text
    key = look, isinstance(value, dt.date)
    if key not in looks:
        for name, style in LOOKS[look].items():
            setattr(cell, name, style)
        if key[1]:
            cell.number_format = DATE_FORMAT
        looks[key] = cell._style
    cell._style = looks[key]


def fast_write(one: Book, path: Path | str) -> Path:
    """Write the same cells and the same look without openpyxl, several times faster: for many workbooks."""
    sheets = lay_out(one)
    target = _folder_made(path)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, text in parts_of(sheets).items():
            archive.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), text, zipfile.ZIP_DEFLATED)
    return target


def _folder_made(path: Path | str) -> Path:
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    return target


Writer = Callable[[Book, Path], Path]


def path_in(folder: Path | str, one: Book) -> Path:
    """Where a unit's workbook lies in the shared folder."""
    unit_folder = one.folder or f"{one.unit} - {one.unit_name}"
    return Path(folder) / unit_folder / f"{FORM}_{one.unit}_{one.period}.xlsx"


def write_month(folder: Path | str, books: Iterable[Book], writer: Writer = fast_write) -> list[Path]:
    """Write workbooks into their units' folders under `folder`; returns the files."""
    return [writer(one, path_in(folder, one)) for one in books]

"""Opens a workbook: told by its name and first bytes, looked at, packed anew, and only then loaded."""

from __future__ import annotations

import io
from collections.abc import Iterator

from python_calamine import CalamineWorkbook, PasswordError, SheetVisibleEnum

from giamngheo.read.formats.faults import (
    BROKEN,
    DEFAULT_LIMITS,
    PROTECTED,
    Fault,
    Limits,
    UnreadableWorkbook,
    damaged,
    megabytes,
    too_many_cells,
)
from giamngheo.read.formats.grid import Grids, Opener, Workbook, Worksheet, check_whole
from giamngheo.read.formats.kinds import OLE_START
from giamngheo.read.formats.ods import open_ods
from giamngheo.read.formats.ole import Ole, not_xls
from giamngheo.read.formats.xls import open_xls
from giamngheo.read.formats.xlsb import open_xlsb
from giamngheo.read.formats.xlsx import open_xlsx


def open_workbook(data: bytes, name: str, limits: Limits = DEFAULT_LIMITS) -> Workbook:
    """Read the workbook `data`; its `name` tells which kind it claims to be."""
    kind = _taken_kind(data, name, limits)
    try:
        package, grids = _OPENERS[kind](data, kind, limits)
        return Workbook(tuple(_load(package, grids, limits)), kind)
    except UnreadableWorkbook:
        raise
    except PasswordError as error:
        raise UnreadableWorkbook(Fault.ENCRYPTED, PROTECTED) from error
    except Exception as error:
        # Hostile bytes may break any parser at any point; what it then says is of no use to the sender.
        raise UnreadableWorkbook(Fault.DAMAGED, BROKEN) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # pyo3's, for a panic in Rust; not an Exception
            raise
        raise UnreadableWorkbook(Fault.DAMAGED, BROKEN) from error


def _taken_kind(data: bytes, name: str, limits: Limits) -> str:
    if not data:
        raise UnreadableWorkbook(Fault.EMPTY, "tệp rỗng (0 byte)")
    ending = name.rpartition(".")[2].strip().casefold() if "." in name else ""
    if ending not in _OPENERS:
        shown = f"đuôi tệp .{ending[:12]}" if ending else "tên tệp không có đuôi"
        raise UnreadableWorkbook(Fault.NOT_TAKEN, shown)
    if len(data) > limits.file_bytes:
        raise UnreadableWorkbook(Fault.TOO_LARGE, f"tệp {megabytes(len(data))}")
    return ending


def _unless_ole(opener: Opener) -> Opener:
    """A protected .xlsx is an OLE file around the encrypted zip: it must not pass for another kind."""

    def open_it(data: bytes, kind: str, limits: Limits) -> tuple[bytes, Grids]:
        if data.startswith(OLE_START):
            not_xls(Ole(data, kind), kind)
        return opener(data, kind, limits)

    return open_it


_OPENERS: dict[str, Opener] = {
    "xlsx": _unless_ole(open_xlsx),
    "xlsm": _unless_ole(open_xlsx),
    "xlsb": _unless_ole(open_xlsb),
    "xls": open_xls,
    "ods": open_ods,
}


def _load(package: bytes, grids: Grids, limits: Limits) -> Iterator[Worksheet]:
    check_whole(grids, limits)
    book = CalamineWorkbook.from_filelike(io.BytesIO(package))
    if len(book.sheets_metadata) != len(grids):
        damaged("danh mục trang tính không khớp")
    loaded = 0
    for index, grid in enumerate(grids):
        if grid is None:
            continue
        rows: list[list[object]] = book.get_sheet_by_index(index).to_python(skip_empty_area=False)
        # Should calamine ever see more than we did, it is not to add up over the sheets.
        loaded += len(rows) * len(rows[0]) if rows else 0
        if loaded > 2 * limits.cells:
            too_many_cells()
        for place, error in grid.errors.items():
            _put(rows, place, error)
        about = book.sheets_metadata[index]
        yield Worksheet(about.name, rows, frozenset(grid.uncalculated), about.visible != SheetVisibleEnum.Visible)


def _put(rows: list[list[object]], place: tuple[int, int], value: object) -> None:
    """Lay a value over a cell; calamine gives an error as an empty text, or not at all."""
    row, column = place
    width = max(len(rows[0]) if rows else 0, column + 1)
    rows.extend([] for _ in range(row + 1 - len(rows)))
    for line in rows:
        line.extend([""] * (width - len(line)))
    rows[row][column] = value

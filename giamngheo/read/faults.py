"""Why a file is not read, how much of one is read, and the short remarks for its sender."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NoReturn

from giamngheo.core.formats import number


class Fault(StrEnum):
    """Why a file is not read."""

    DAMAGED = "damaged"
    ENCRYPTED = "encrypted"
    TOO_LARGE = "too_large"
    NOT_TAKEN = "not_taken"
    EMPTY = "empty"


@dataclass(frozen=True)
class Limits:
    """How much of a workbook is read; beyond `rows` and `columns` a sheet may have `stray` cells, which are left out."""

    file_bytes: int = 20 * 2**20
    unpacked_bytes: int = 300 * 2**20
    rows: int = 60_000
    columns: int = 512
    cells: int = 2_000_000  # with a value, of all sheets
    # Only formatted, of all sheets: three of an .xls down to their ends, or one of twenty columns.
    blank_rows: int = 200_000
    blank_cells: int = 1_500_000  # of those rows
    texts: int = 500_000  # that cells share
    merged: int = 100_000  # ranges of a sheet
    stray: int = 100
    sheets: int = 255


class UnreadableWorkbook(Exception):
    """A file that gives no workbook; `detail` is a short Vietnamese remark on the cause."""

    def __init__(self, fault: Fault, detail: str) -> None:
        super().__init__(fault, detail)
        self.fault = fault
        self.detail = detail

    def __str__(self) -> str:
        return f"{self.fault}: {self.detail}"


DEFAULT_LIMITS = Limits()
BROKEN = "tệp hỏng hoặc bị cắt cụt"


def damaged(detail: str = BROKEN) -> NoReturn:
    raise UnreadableWorkbook(Fault.DAMAGED, detail)


def too_large(detail: str) -> NoReturn:
    raise UnreadableWorkbook(Fault.TOO_LARGE, detail)


def too_many_blanks(most: int, what: str) -> NoReturn:
    """Of rows, or of cells in them, that are only formatted: what they are is said in Vietnamese."""
    too_large(f"hơn {number(most)} {what} trống chỉ có định dạng; xóa các dòng dưới bảng")


def too_many_rows(most: int) -> NoReturn:
    """Of rows that are counted before it is known whether they hold anything: they may be the sender's data."""
    too_large(f"hơn {number(most)} dòng, kể cả dòng trống; nếu dưới bảng có dòng trống thì xóa đi")


def encrypted() -> NoReturn:
    raise UnreadableWorkbook(Fault.ENCRYPTED, "tệp có đặt mật khẩu")


def megabytes(size: int) -> str:
    return f"{number(size / 2**20)} MB"

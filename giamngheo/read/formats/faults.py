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
    """How much of a workbook is read. `rows` and `columns` are the last used ones of a sheet."""

    file_bytes: int = 20 * 2**20
    unpacked_bytes: int = 300 * 2**20
    rows: int = 60_000
    columns: int = 512
    cells: int = 2_000_000  # of all sheets, each counted from A1 to its last used row and column
    text_bytes: int = 64 * 2**20  # of all cells: one shared text of 10 MB in 60,000 cells is 600 GB
    sheets: int = 255


class UnreadableWorkbook(Exception):
    """A file that gives no workbook; `detail` is a short Vietnamese remark on the cause."""

    def __init__(self, fault: Fault, detail: str) -> None:
        super().__init__(f"{fault}: {detail}")
        self.fault = fault
        self.detail = detail


DEFAULT_LIMITS = Limits()
BROKEN = "tệp hỏng hoặc bị cắt cụt"
PROTECTED = "tệp có đặt mật khẩu"


def damaged(detail: str = BROKEN) -> NoReturn:
    raise UnreadableWorkbook(Fault.DAMAGED, detail)


def too_large(detail: str) -> NoReturn:
    raise UnreadableWorkbook(Fault.TOO_LARGE, detail)


def encrypted() -> NoReturn:
    raise UnreadableWorkbook(Fault.ENCRYPTED, PROTECTED)


def too_many_cells() -> NoReturn:
    too_large("quá nhiều ô")


def megabytes(size: int) -> str:
    return f"{number(size / 2**20)} MB"

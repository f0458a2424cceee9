"""The ending and the first bytes of a file, and what is said of one that is not what its name says."""

from __future__ import annotations

from collections.abc import Container
from typing import NoReturn

from giamngheo.core.file_signatures import OLE_START
from giamngheo.read.faults import Fault, Limits, UnreadableWorkbook, damaged, megabytes, too_large

_KNOWN_STARTS = (
    (b"%PDF", "tệp PDF"),
    (b"{\\rtf", "tệp RTF"),
    (b"\xff\xd8\xff", "tệp ảnh"),
    (b"\x89PNG", "tệp ảnh"),
    (b"Rar!", "tệp nén RAR"),
    (b"7z\xbc\xaf", "tệp nén 7z"),
    (b"<!doctype html", "trang web (HTML)"),
    (b"<html", "trang web (HTML)"),
    (b"<?xml", "tệp XML"),
    (OLE_START, "tệp Office 97–2003"),
)
_SIGNS = (
    ("xl/workbook.xml", "sổ tính .xlsx"),
    ("xl/workbook.bin", "sổ tính .xlsb"),
    ("word/document.xml", "văn bản Word (.docx)"),
    ("ppt/presentation.xml", "trình chiếu (.pptx)"),
    ("content.xml", "tài liệu OpenDocument (.ods, .odt)"),
)


def ending_of(name: str) -> str:
    return name.rpartition(".")[2].strip().casefold() if "." in name else ""


def named_kind(data: bytes, name: str, taken: Container[str], limits: Limits) -> str:
    """The kind that a file says it is by its ending; raises `UnreadableWorkbook` for what is not taken at all."""
    if not data:
        raise UnreadableWorkbook(Fault.EMPTY, "tệp rỗng (0 byte)")
    ending = ending_of(name)
    if ending not in taken:
        shown = f"đuôi tệp .{ending[:12]}" if ending else "tên tệp không có đuôi"
        raise UnreadableWorkbook(Fault.NOT_TAKEN, shown)
    if len(data) > limits.file_bytes:
        too_large(f"tệp {megabytes(len(data))}")
    return ending


def other_kind(data: bytes, kind: str) -> NoReturn:
    start = data[:64].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    found = next((words for sign, words in _KNOWN_STARTS if start.startswith(sign.lower())), "loại khác")
    not_as_named(kind, found)


def no_workbook(archive: Container[str], kind: str) -> NoReturn:
    not_as_named(kind, next((words for member, words in _SIGNS if member in archive), "tệp nén (zip)"))


def not_as_named(kind: str, found: str) -> NoReturn:
    damaged(f"đuôi là .{kind} nhưng nội dung là {found}")

"""The first bytes of a file, and what is said of one that is not what its name says."""

from __future__ import annotations

from collections.abc import Container
from typing import NoReturn

from giamngheo.read.formats.faults import damaged

ZIP_START = b"PK\x03\x04"
OLE_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
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


def other_kind(data: bytes, kind: str) -> NoReturn:
    start = data[:64].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    found = next((words for sign, words in _KNOWN_STARTS if start.startswith(sign.lower())), "loại khác")
    not_as_named(kind, found)


def no_workbook(archive: Container[str], kind: str) -> NoReturn:
    not_as_named(kind, next((words for member, words in _SIGNS if member in archive), "tệp nén (zip)"))


def not_as_named(kind: str, found: str) -> NoReturn:
    damaged(f"đuôi là .{kind} nhưng nội dung là {found}")

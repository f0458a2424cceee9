"""A file that an office has signed and put back: which kind it is by its content, and the words in it.

Read in a child process of its own, bounded like those that read workbooks.
"""

from __future__ import annotations

import io
import multiprocessing
import os
import sys
import zipfile
from concurrent.futures import TimeoutError as TimedOut
from dataclasses import dataclass
from typing import Any, Literal

from pebble import ProcessExpired, ProcessPool

from giamngheo.core.file_signatures import ZIP_START
from giamngheo.core.formats import number
from giamngheo.core.memory import bound_memory
from giamngheo.metadata.settings import ReadingLimits
from giamngheo.read.faults import BROKEN, Fault, Limits, UnreadableWorkbook, damaged, encrypted, too_large
from giamngheo.read.package import UntrustedZip

FileType = Literal["pdf", "docx"]
_PDF = b"%PDF-"
_HEAD = 1024  # bytes in which a PDF may say what it is
_MOST_PAGES = 300
_WORDS = ("word/document.xml", "word/header", "word/footer")


@dataclass(frozen=True)
class SignedFile:
    """`text`: the words of all pages, a line each; a scan has none. `problem`: why it cannot be read, in a few words."""

    type: FileType | None = None
    text: str = ""
    problem: str = ""


def read_signed_file(data: bytes, limits: ReadingLimits) -> SignedFile:
    """Never raises for what is in the file."""
    start: Any = multiprocessing.get_context("forkserver" if sys.platform != "win32" else "spawn")
    if sys.platform != "win32":
        start.set_forkserver_preload([__name__, "pypdf"])
    with ProcessPool(1, initializer=bound_memory, initargs=(limits.memory_mb,), context=start) as pool:
        asked = pool.schedule(_read, args=(data, limits.unpacked_mb * 2**20), timeout=limits.seconds)
        try:
            found: SignedFile = asked.result()
        except TimedOut:
            return SignedFile(problem=f"đọc hơn {limits.seconds} giây chưa xong")
        except ProcessExpired:
            return SignedFile(problem="tệp nặng quá mức hệ thống mở được")
    return found


def _read(data: bytes, most_bytes: int) -> SignedFile:
    try:
        if _PDF in data[:_HEAD]:
            return SignedFile("pdf", _pdf_text(data))
        if data.startswith(ZIP_START):
            return SignedFile("docx", _docx_text(data, most_bytes))
    except UnreadableWorkbook as error:
        return SignedFile(problem=error.detail)
    except MemoryError:
        os._exit(1)  # at once: what is left of it might not be enough to say so
    except Exception:  # a library's own words are of no use to the office
        return SignedFile(problem=BROKEN)
    return SignedFile(problem="không phải tệp PDF, cũng không phải tệp Word .docx")


def _pdf_text(data: bytes) -> str:
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):  # who signs often locks against changes: no password to open it
        encrypted()
    if not reader.pages:
        damaged("tệp PDF không có trang nào")
    if len(reader.pages) > _MOST_PAGES:
        too_large(f"hơn {number(_MOST_PAGES)} trang")
    return "\n".join(page.extract_text() for page in reader.pages)


def _docx_text(data: bytes, most_bytes: int) -> str:
    package = UntrustedZip(data, "docx", Limits(unpacked_bytes=most_bytes))
    if _WORDS[0] not in package:
        raise UnreadableWorkbook(Fault.NOT_TAKEN, "không phải tệp Word .docx")
    if "word/vbaproject.bin" in package:
        raise UnreadableWorkbook(Fault.NOT_TAKEN, "tệp Word có macro")
    parts = [name for name in zipfile.ZipFile(io.BytesIO(data)).namelist() if name.startswith(_WORDS)]
    paragraphs: list[Any] = [each for name in parts for each in package.elements(name, "p")]
    return "\n".join("".join(each.itertext("{*}t")) for each in paragraphs)

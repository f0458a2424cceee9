"""Opens a workbook: told by its name and first bytes, read by the library or the pass of its kind."""

from __future__ import annotations

import zipfile
import zlib
from importlib import import_module
from pathlib import PurePath

from giamngheo.core.file_signatures import OLE_START, ZIP_START
from giamngheo.read.faults import BROKEN, DEFAULT_LIMITS, Fault, Limits, UnreadableWorkbook
from giamngheo.read.kinds import ending_of, named_kind, no_workbook, not_as_named, other_kind
from giamngheo.read.ole import unlocked
from giamngheo.read.package import UntrustedZip
from giamngheo.read.seen.worksheet import Workbook

# The module that reads each kind, loaded when the first of its kind comes.
_READERS = {"xlsx": "xlsx", "xlsm": "xlsx", "xlsb": "xlsb", "xls": "xls", "ods": "ods"}
_BARE_RECORDS = b"\x09\x08"  # of an .xls without the OLE file around it, as some programs write
_OUT_OF_MEMORY = ("Memory allocation", "unknown error")  # libxml2, which then has no words


def is_taken(name: str) -> bool:
    """Whether a file of this name is opened at all."""
    return ending_of(PurePath(name).name) in _READERS


def open_workbook(data: bytes, name: str, limits: Limits = DEFAULT_LIMITS) -> Workbook:
    """Read the workbook `data`; its `name` tells which kind it claims to be.

    Raises `UnreadableWorkbook`; and `MemoryError`, for what is then left of the process is not to be relied on.
    """
    kind = named_kind(data, name, _READERS, limits)
    try:
        reader = import_module(f"giamngheo.read.formats.{_READERS[kind]}")
        read = getattr(reader, f"read_{_READERS[kind]}")
        return Workbook(tuple(read(_opened(data, kind, limits), kind, limits)), kind)
    except (UnreadableWorkbook, MemoryError):
        raise
    except Exception as error:
        if any(words in str(error) for words in _OUT_OF_MEMORY):
            raise MemoryError from error
        if "Resource limit" in str(error):  # libxml2, of a text over 10 MB
            raise UnreadableWorkbook(Fault.TOO_LARGE, "quá nhiều chữ trong một ô") from error
        # Hostile bytes may break any parser at any point; what it then says is of no use to the sender.
        raise UnreadableWorkbook(Fault.DAMAGED, BROKEN) from error


def _opened(data: bytes, kind: str, limits: Limits) -> bytes:
    """The workbook's own bytes; of bytes that are nothing of the kind, what they are instead."""
    if data.startswith(OLE_START):
        return unlocked(data, kind)
    if kind == "xls" and data.startswith(ZIP_START):
        try:
            no_workbook(UntrustedZip(data, kind, limits), kind)
        except (zipfile.BadZipFile, zlib.error):
            not_as_named(kind, "tệp nén (zip) hỏng")
    if kind == "xls" and not data.startswith(_BARE_RECORDS):
        other_kind(data, kind)
    return data

"""Opens a workbook: told by its name and first bytes, read by the library or the pass of its kind."""

from __future__ import annotations

import io
import zipfile
import zlib
from importlib import import_module

from giamngheo.read.formats.faults import BROKEN, DEFAULT_LIMITS, Fault, Limits, UnreadableWorkbook, megabytes
from giamngheo.read.formats.kinds import OLE_START, ZIP_START, no_workbook, not_as_named, other_kind
from giamngheo.read.formats.worksheet import Workbook

# The module that reads each kind, loaded when the first of its kind comes.
_READERS = {"xlsx": "xlsx", "xlsm": "xlsx", "xlsb": "xlsb", "xls": "xls", "ods": "ods"}
# Excel opens what is locked with this word without asking: it is how read-only workbooks were sent about.
_DEFAULT_PASSWORD = "VelvetSweatshop"


def open_workbook(data: bytes, name: str, limits: Limits = DEFAULT_LIMITS) -> Workbook:
    """Read the workbook `data`; its `name` tells which kind it claims to be.

    Raises `UnreadableWorkbook`; and `MemoryError`, for what is then left of the process is not to be relied on.
    """
    kind = _taken_kind(data, name, limits)
    try:
        reader = import_module(f"giamngheo.read.formats.{_READERS[kind]}")
        return Workbook(
            tuple(getattr(reader, f"read_{_READERS[kind]}")(_opened(data, kind, limits), kind, limits)), kind
        )
    except (UnreadableWorkbook, MemoryError):
        raise
    except Exception as error:
        if any(
            words in str(error) for words in ("Memory allocation", "unknown error")
        ):  # libxml2, which then has no words
            raise MemoryError from error
        # Hostile bytes may break any parser at any point; what it then says is of no use to the sender.
        if "Resource limit" in str(error):  # libxml2, of a text over 10 MB
            raise UnreadableWorkbook(Fault.TOO_LARGE, "quá nhiều chữ trong một ô") from error
        raise UnreadableWorkbook(Fault.DAMAGED, BROKEN) from error


def _taken_kind(data: bytes, name: str, limits: Limits) -> str:
    if not data:
        raise UnreadableWorkbook(Fault.EMPTY, "tệp rỗng (0 byte)")
    ending = name.rpartition(".")[2].strip().casefold() if "." in name else ""
    if ending not in _READERS:
        shown = f"đuôi tệp .{ending[:12]}" if ending else "tên tệp không có đuôi"
        raise UnreadableWorkbook(Fault.NOT_TAKEN, shown)
    if len(data) > limits.file_bytes:
        raise UnreadableWorkbook(Fault.TOO_LARGE, f"tệp {megabytes(len(data))}")
    return ending


def _opened(data: bytes, kind: str, limits: Limits) -> bytes:
    """The workbook's own bytes: of an OLE file around an encrypted one what is in it, if it opens without asking."""
    if not data.startswith(OLE_START):
        if kind == "xls":
            _not_xls(data, kind, limits)
        return data
    import msoffcrypto
    import olefile

    with olefile.OleFileIO(data) as ole:
        if kind != "xls" and not ole.exists("EncryptedPackage"):
            not_as_named(kind, "văn bản Word 97–2003" if ole.exists("WordDocument") else "sổ tính .xls")
        if kind == "xls" and ole.exists("EncryptedPackage"):
            raise UnreadableWorkbook(Fault.ENCRYPTED, "tệp có đặt mật khẩu")
        if kind == "xls" and not (ole.exists("Workbook") or ole.exists("Book")):
            not_as_named(kind, "văn bản Word 97–2003" if ole.exists("WordDocument") else "tệp Office 97–2003 khác")
    locked = msoffcrypto.OfficeFile(io.BytesIO(data))
    if not locked.is_encrypted():
        return data
    target = io.BytesIO()
    try:
        locked.load_key(password=_DEFAULT_PASSWORD, verify_password=True)
        locked.decrypt(target)
    except Exception as error:
        raise UnreadableWorkbook(Fault.ENCRYPTED, "tệp có đặt mật khẩu") from error
    return target.getvalue()


def _not_xls(data: bytes, kind: str, limits: Limits) -> None:
    from giamngheo.read.formats.package import UntrustedZip

    if data[:2] == b"\x09\x08":
        return  # a bare stream of records, as some programs write
    if data.startswith(ZIP_START):
        try:
            no_workbook(UntrustedZip(data, kind, limits), kind)
        except (zipfile.BadZipFile, zlib.error):
            not_as_named(kind, "tệp nén (zip) hỏng")
    other_kind(data, kind)

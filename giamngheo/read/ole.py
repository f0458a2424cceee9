"""An OLE file: a workbook of 1997 to 2003, or what Office wraps around a workbook with a password."""

from __future__ import annotations

import io

from giamngheo.read.faults import damaged, encrypted
from giamngheo.read.kinds import not_as_named

# Excel opens what is locked with this word without asking: it is how read-only workbooks were sent about.
_MINI_CUTOFF = b"\x00\x10\x00\x00"  # what is shorter stands in a stream of its own; always 4096 ([MS-CFB] 2.2)
_DEFAULT_PASSWORD = "VelvetSweatshop"


def unlocked(data: bytes, kind: str) -> bytes:
    """The workbook of this kind that is in an OLE file, if it opens without asking for a password."""
    import msoffcrypto

    if not _refuse_others(data, kind):
        return data  # of 1993, which is never locked so
    locked = msoffcrypto.OfficeFile(io.BytesIO(data))
    if not locked.is_encrypted():
        return data
    target = io.BytesIO()
    verifying = {} if kind == "xls" else {"verify_password": True}  # of an .xls it always does
    try:
        locked.load_key(password=_DEFAULT_PASSWORD, **verifying)
        locked.decrypt(target)
    except (msoffcrypto.exceptions.DecryptionError, msoffcrypto.exceptions.InvalidKeyError):  # another password
        encrypted()
    return target.getvalue()


def _refuse_others(data: bytes, kind: str) -> bool:
    """Whether the file may be locked; raises `UnreadableWorkbook` for what is no workbook of this kind."""
    import olefile

    if data[56:60] != _MINI_CUTOFF:
        damaged()  # programs then look for the streams in other places
    with olefile.OleFileIO(data) as ole:
        is_word, is_locked = ole.exists("WordDocument"), ole.exists("EncryptedPackage")
        is_xls, is_old = ole.exists("Workbook"), ole.exists("Book")
    if kind == "xls" and is_locked:
        not_as_named(kind, "sổ tính .xlsx có khóa")
    if not ((is_xls or is_old) if kind == "xls" else is_locked):
        word = "văn bản Word 97–2003" if is_word else ""
        not_as_named(kind, word or ("tệp Office 97–2003 khác" if kind == "xls" else "sổ tính .xls"))
    return bool(is_xls or is_locked)

"""An OLE file: a workbook of 1997 to 2003, or what Office wraps around a workbook with a password."""

from __future__ import annotations

import io

from giamngheo.read.faults import encrypted
from giamngheo.read.kinds import not_as_named

# Excel opens what is locked with this word without asking: it is how read-only workbooks were sent about.
_DEFAULT_PASSWORD = "VelvetSweatshop"


def unlocked(data: bytes, kind: str) -> bytes:
    """The workbook of this kind that is in an OLE file, if it opens without asking for a password."""
    import msoffcrypto

    _refuse_others(data, kind)
    locked = msoffcrypto.OfficeFile(io.BytesIO(data))
    if not locked.is_encrypted():
        return data
    target = io.BytesIO()
    try:
        locked.load_key(password=_DEFAULT_PASSWORD, verify_password=True)
        locked.decrypt(target)
    except Exception:  # another password
        encrypted()
    return target.getvalue()


def _refuse_others(data: bytes, kind: str) -> None:
    import olefile

    with olefile.OleFileIO(data) as ole:
        is_word, is_locked = ole.exists("WordDocument"), ole.exists("EncryptedPackage")
        is_xls = ole.exists("Workbook") or ole.exists("Book")
    if kind == "xls" and is_locked:
        encrypted()
    if not (is_xls if kind == "xls" else is_locked):
        word = "văn bản Word 97–2003" if is_word else ""
        not_as_named(kind, word or ("tệp Office 97–2003 khác" if kind == "xls" else "sổ tính .xls"))

"""Makes a Word or Excel file the same bytes whenever and wherever it is made.

Both are ZIP archives; python-docx and openpyxl put the present moment into the members' dates, and openpyxl into
the core properties too. Here the order, the dates, the compression and the properties are fixed. The dates are
ZIP's earliest, 1 January 1980.
"""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

CORE = "docProps/core.xml"

_FIRST = ("[Content_Types].xml", "_rels/.rels")  # the order in which readers of a stream expect them
_EARLIEST = (1980, 1, 1, 0, 0, 0)
_MADE_ON_UNIX = 3


def repacked(data: bytes, title: str, creator: str, issued_on: dt.date) -> bytes:
    """The same members in a fixed order, with properties that tell the report's day instead of the clock's."""
    out = BytesIO()
    with ZipFile(BytesIO(data)) as source, ZipFile(out, "w", ZIP_DEFLATED, compresslevel=9) as target:
        names = sorted(source.namelist(), key=lambda name: (name not in _FIRST, name))
        for name in names:
            content = _core_properties(title, creator, issued_on) if name == CORE else source.read(name)
            target.writestr(_member(name), content, ZIP_DEFLATED, 9)
    return out.getvalue()


def _member(name: str) -> ZipInfo:
    member = ZipInfo(name, _EARLIEST)
    member.create_system = _MADE_ON_UNIX
    member.external_attr = 0o644 << 16
    return member


def _core_properties(title: str, creator: str, issued_on: dt.date) -> bytes:
    moment = f"{issued_on:%Y-%m-%d}T00:00:00Z"
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(title)}</dc:title><dc:creator>{escape(creator)}</dc:creator>"
        f"<cp:lastModifiedBy>{escape(creator)}</cp:lastModifiedBy><dc:language>vi-VN</dc:language>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{moment}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{moment}</dcterms:modified>'
        "</cp:coreProperties>"
    ).encode()

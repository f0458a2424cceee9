"""How cells look, by the kind of their line."""

from __future__ import annotations

from typing import Any

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

_EDGE = Side(style="thin")
_THIN = Border(left=_EDGE, right=_EDGE, top=_EDGE, bottom=_EDGE)
_WRAPPED = Alignment(vertical="center", wrap_text=True)
_CENTRED = Alignment(horizontal="center", vertical="center", wrap_text=True)
_BOLD = Font(name="Times New Roman", bold=True, size=12)
_STRONG = {"font": _BOLD, "border": _THIN, "alignment": _CENTRED}
LOOKS: dict[str, dict[str, Any]] = {
    "plain": {},
    "title": {"font": Font(name="Times New Roman", bold=True, size=14)},
    "heading": {**_STRONG, "fill": PatternFill("solid", fgColor="DDEBF7")},
    "number": _STRONG,
    "total": _STRONG,
    "body": {"font": Font(name="Times New Roman", size=12), "border": _THIN, "alignment": _WRAPPED},
}
DATE_FORMAT = "DD/MM/YYYY"
FRAMED = ("heading", "number", "total", "body")

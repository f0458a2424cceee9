"""What openpyxl leaves out of a sheet and of a drawing: the values of formulas, and the charts' alternative texts.

A cell `<c r="D27" s="5"><f>SUM(D6:D26)</f><v></v></c>` gets its value; `t="str"` where that is a text (ECMA-376
part 1, 18.3.1.4 and 18.18.11).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from io import BytesIO
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZipFile

from openpyxl import Workbook
from openpyxl.writer.excel import ExcelWriter

Step = Callable[[str], str]

_FORMULA = re.compile(r'<c r="([A-Z]+\d+)"([^>]*)>(<f>[^<]*</f>)<v\s*(?:/>|></v>)</c>')
_FRAME = re.compile(r'(<(?:\w+:)?cNvPr id="\d+" name=)"([^"]*)"')


def saved(workbook: Workbook, missing: Mapping[str, Step]) -> bytes:
    """The workbook's archive, with what is missing in its members put into their XML; `repacked` compresses it, once."""
    made, out = BytesIO(), BytesIO()
    ExcelWriter(workbook, ZipFile(made, "w")).save()
    with ZipFile(made) as source, ZipFile(out, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if step := missing.get(name):
                content = step(content.decode()).encode()
            target.writestr(name, content)
    return out.getvalue()


def with_values(sheet: str, stored: Mapping[str, float | str]) -> str:
    """The sheet's XML with the value of each formula; `KeyError` where one is not known."""

    def filled(cell: re.Match[str]) -> str:
        name, attributes, formula = cell.groups()
        value = stored[name]
        if isinstance(value, str):
            return f'<c r="{name}"{attributes} t="str">{formula}<v>{escape(value)}</v></c>'
        return f'<c r="{name}"{attributes}>{formula}<v>{value!r}</v></c>'

    return _FORMULA.sub(filled, sheet)


def with_alternatives(drawing: str, texts: Mapping[str, str]) -> str:
    """The drawing's XML with what each chart shows, for who cannot see it; `texts` by openpyxl's name of the chart."""
    return _FRAME.sub(lambda frame: f'{frame[1]}"{frame[2]}" descr={quoteattr(texts[frame[2]])}', drawing)

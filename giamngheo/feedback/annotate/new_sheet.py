"""A worksheet's part of our own: rows are written one after the other.

Its elements are made without a namespace and stand in the sheet's, so that it is said once.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

from lxml import etree  # type: ignore[import-untyped]

from giamngheo.feedback.annotate.xml import PRESERVED, Element, fragments


def sheet_xml(namespace: str, before: str, rows: Iterable[Element], after: Sequence[Element] = ()) -> bytes:
    buffer = io.BytesIO()
    with etree.xmlfile(buffer, encoding="UTF-8") as file:
        file.write_declaration(standalone=True)
        with file.element("worksheet", xmlns=namespace):
            for each in fragments(before):
                file.write(each)
            with file.element("sheetData"):
                for row in rows:
                    file.write(row)
            for each in after:
                file.write(each)
    return buffer.getvalue()


def columns_xml(widths: Sequence[int], is_last_hidden: bool = False) -> str:
    """`cols`, by widths in digits."""
    hidden = {len(widths): ' hidden="1"'} if is_last_hidden else {}
    drawn = (
        f'<col min="{at}" max="{at}" width="{width}"{hidden.get(at, "")} customWidth="1"/>'
        for at, width in enumerate(widths, start=1)
    )
    return f"<cols>{''.join(drawn)}</cols>" if widths else ""


def row_of(number: int, cells: Iterable[Element], height: float = 0) -> Element:
    row = etree.Element("row", r=str(number))
    if height:
        row.attrib.update({"ht": f"{height:g}", "customHeight": "1"})
    row.extend(cells)
    return row


def value_cell(address: str, style: int, value: str, kind: str = "n") -> Element:
    """A number, or of another `kind`: `b` for a truth, `e` for an error."""
    cell = etree.Element("c", r=address, s=str(style), t=kind)
    etree.SubElement(cell, "v").text = value
    return cell


def text_cell(address: str, style: int, text: str) -> Element:
    cell = etree.Element("c", r=address, s=str(style), t="inlineStr")
    etree.SubElement(etree.SubElement(cell, "is"), "t", PRESERVED).text = text
    return cell

"""XML parts of a package that nobody vouches for: no declarations, no entities, nothing fetched."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from giamngheo.feedback.annotate.records import NotEditable

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"
PRESERVED = {"{http://www.w3.org/XML/1998/namespace}space": "preserve"}

_DECLARATION = re.compile(rb"<!(?!--|\[CDATA\[)")
_AS_IT_IS: dict[str, Any] = {"resolve_entities": False, "no_network": True, "load_dtd": False, "strip_cdata": False}
_PIECE = 2**20  # bytes
_SIGN = "giamngheo-rows"
_SIGN_XML = f"<?{_SIGN} ?>".encode()

Element = Any


# ------------------------------------------------------------ reading and writing


def parse(data: bytes) -> Element:
    """The root of a part; `NotEditable` for what is no plain XML."""
    _require_no_declaration(data)
    try:
        return etree.fromstring(data, etree.XMLParser(**_AS_IT_IS))
    except etree.XMLSyntaxError as error:
        raise NotEditable("a part is no XML") from error


def each_row(data: bytes, written: list[bytes] | None = None) -> Iterator[Element]:
    """A sheet's rows, and at last the sign that stays where they were; what was made of them is `written`.

    A tree of all the rows would take eighteen times the bytes of the part, so each goes when it has been looked at.
    """
    _require_no_declaration(data)
    parser, rows = etree.XMLPullParser(("start",), tag="{*}sheetData", **_AS_IT_IS), None
    try:
        for start in range(0, len(data), _PIECE):
            parser.feed(data[start : start + _PIECE])
            rows = next((each for _, each in parser.read_events()), None) if rows is None else rows
            if rows is not None and len(rows) > 1:
                yield from _taken_out(rows, rows[-1], written)  # the last one may still be open
        parser.close()
    except etree.XMLSyntaxError as error:
        raise NotEditable("a sheet is no XML") from error
    if rows is None:
        raise NotEditable("a sheet has no place for rows")
    rows.append(etree.ProcessingInstruction(_SIGN))
    yield from _taken_out(rows, rows[-1], written)


def _taken_out(rows: Element, end: Element, written: list[bytes] | None) -> Iterator[Element]:
    for each in rows[: rows.index(end)]:
        if local_name(each) == "row":
            yield each
    if end.tag is etree.ProcessingInstruction:
        yield end
    cut = etree.ProcessingInstruction(_SIGN)
    end.addprevious(cut)
    if written is not None:
        xml = etree.tostring(rows, encoding="UTF-8", with_tail=False)  # in an attribute > is written as &gt;
        written.append(xml[xml.index(b">") + 1 : xml.index(_SIGN_XML)])
    del rows[: rows.index(cut) + 1]
    rows.text = None


def with_rows(root: Element, written: list[bytes], is_declared: bool) -> bytes:
    head, tail = to_bytes(root, is_declared).split(_SIGN_XML)
    return b"".join((head, *written, tail))


def to_bytes(root: Element, is_declared: bool = True) -> bytes:
    standalone = True if is_declared else None
    whole = root.getroottree()
    return bytes(etree.tostring(whole, encoding="UTF-8", xml_declaration=is_declared, standalone=standalone))


def _require_no_declaration(data: bytes) -> None:
    if _DECLARATION.search(data):
        raise NotEditable("a declaration in a part")


# ------------------------------------------------------------ elements


def new(namespace: str, name: str) -> Element:
    return etree.Element(f"{{{namespace}}}{name}", nsmap={None: namespace})


def fragments(xml: str, namespace: str = "") -> list[Element]:
    """Elements of our own, as they are written."""
    space = f' xmlns="{namespace}"' if namespace else ""
    return list(etree.fromstring(f"<made{space}>{xml}</made>"))


def beside(element: Element, name: str, /, **attributes: str) -> Element:
    """A new element in another's namespace, not put anywhere yet."""
    return element.makeelement(f"{{{namespace_of(element)}}}{name}", attributes)


def add(parent: Element, name: str, /, **attributes: str) -> Element:
    """A new last child, in its parent's namespace."""
    return etree.SubElement(parent, f"{{{namespace_of(parent)}}}{name}", attributes)


def in_place(parent: Element, name: str, order: str, **prefixes: str) -> Element:
    """The child `name`, made where the schema's `order` wants it if it is not there."""
    if (found := parent.find(f"{{*}}{name}")) is not None:
        return found
    names = order.split()
    before = names[: names.index(name)]
    last = max((at for at, each in enumerate(parent) if local_name(each) in before), default=-1)
    parent.insert(last + 1, parent.makeelement(f"{{{namespace_of(parent)}}}{name}", nsmap=prefixes))
    return parent[last + 1]


def namespace_of(element: Element) -> str:
    return str(etree.QName(element).namespace or "")


def office_of(root: Element) -> str:
    """The namespace of relationships: ISO's strict variant has another one."""
    return STRICT_OFFICE if "purl.oclc.org" in namespace_of(root) else OFFICE


def local_name(element: Element) -> str:
    """The tag without its namespace; empty for comments and instructions."""
    return str(etree.QName(element).localname) if isinstance(element.tag, str) else ""


def meaning(element: Element) -> tuple[Any, ...]:
    """The same for elements without text that mean the same, whatever their prefixes and the order of attributes."""
    return (local_name(element), tuple(sorted(element.attrib.items())), tuple(map(meaning, element)))


def true(value: str | None) -> bool:
    return value in ("1", "true")

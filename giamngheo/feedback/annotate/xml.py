"""XML parts of a package that nobody vouches for: no declarations, no entities, nothing fetched."""

from __future__ import annotations

from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from giamngheo.feedback.annotate.records import NotEditable

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"

Element = Any


def parse(data: bytes) -> Element:
    """The root of a part; `NotEditable` for what is no plain XML."""
    if b"<!" in data.replace(b"<!--", b"").replace(b"<![CDATA[", b""):
        raise NotEditable("a declaration in a part")
    try:
        return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    except etree.XMLSyntaxError as error:
        raise NotEditable("a part is no XML") from error


def to_bytes(root: Element) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def new(namespace: str, name: str, /, **attributes: str) -> Element:
    return etree.Element(f"{{{namespace}}}{name}", attributes, nsmap={None: namespace})


def add(parent: Element, name: str, /, **attributes: str) -> Element:
    """A new last child, in its parent's namespace."""
    return etree.SubElement(parent, f"{{{namespace_of(parent)}}}{name}", attributes)


def namespace_of(element: Element) -> str:
    return str(etree.QName(element).namespace or "")


def local_name(element: Element) -> str:
    """The tag without its namespace; empty for comments and instructions."""
    return str(etree.QName(element).localname) if isinstance(element.tag, str) else ""


def child(parent: Element, name: str) -> Element | None:
    return next((each for each in parent if local_name(each) == name), None)


def children(parent: Element | None, name: str) -> list[Element]:
    return [] if parent is None else [each for each in parent if local_name(each) == name]


def meaning(element: Element) -> tuple[Any, ...]:
    """The same for elements without text that mean the same, whatever their prefixes and the order of attributes."""
    return (local_name(element), tuple(sorted(element.attrib.items())), tuple(map(meaning, element)))


def in_place(parent: Element, name: str, order: tuple[str, ...]) -> Element:
    """The child `name`, made where the schema's `order` wants it if it is not there."""
    found = child(parent, name)
    if found is not None:
        return found
    before = order[: order.index(name)]
    last = max((at for at, each in enumerate(parent) if local_name(each) in before), default=-1)
    made = etree.Element(f"{{{namespace_of(parent)}}}{name}")
    parent.insert(last + 1, made)
    return made


def true(value: str | None) -> bool:
    return value in ("1", "true")

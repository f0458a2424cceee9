"""Changes to a workbook's XML: what any element may suffer, and what the elements of a sheet may."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import Any

from lxml import etree

Tree = Any
Change = Callable[[Tree, Random], object]
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRICT = {
    b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    b"http://schemas.openxmlformats.org/officeDocument/2006/relationships": b"http://purl.oclc.org/ooxml/officeDocument/relationships",
}
_CHOICE = "http://schemas.openxmlformats.org/markup-compatibility/2006"
NUMBERS = (
    "0", "-0", "1", "3", "12", "1e1", "1E+2", "+5", " 5 ", "5.", ".5", "0.1", "2.50", "007", "-3", "1e-320", "1E400", "0x1F",
    "1_0", "1,5", "1 000", "١", "１", "NaN", "INF", "-1", "2147483648", "43904", "43904.5", "60", "-43904", "3.0000000000000004",
    "99999999999999999999", "", " ", "TRUE", "x", "5\n", "1e", "--1", "0.30000000000000004", "1e15", "123456789012345678",
)  # fmt: skip
TEXTS = (
    "",
    " ",
    "x",
    "_x0041_",
    "_x000D_",
    "a\nb",
    "  x ",
    "#N/A",
    "186040002",
    "Hộ nghèo",
    "=1+1",
    "'5",
    "\u202eabc",
    "0",
    "5,5",
)
_ATTRIBUTES: dict[str, Sequence[str]] = {
    "t": ("s", "n", "str", "inlineStr", "b", "e", "d", "", "x"),
    "hidden": ("1", "true", "0", "false", "yes"),
    "ht": ("0", "15", "-1", "x"),
    "width": ("0", "9.1", "x"),
    "date1904": ("1", "true", "0", "on"),
    "state": ("hidden", "veryHidden", "visible", "x"),
    "numFmtId": ("0", "1", "2", "3", "4", "9", "10", "14", "22", "37", "44", "49", "164", "999"),
    "formatCode": ("General", "0", "0.0", "#,##0,", "0%", "dd/mm/yyyy", ";;;", '0" hộ"', '"x"', "[<5]0;General", "@", "0.0E+00"),
    "val": ("1", "0", "true", "false"),
    "value-type": ("float", "string", "date", "boolean", "percentage", "currency", "time", "", "void"),
    "date-value": ("2020-03-14", "2020-03-14T10:00:00", "1899-12-30", "2020-02-30", "20-3-14", "x"),
    "boolean-value": ("true", "false", "1", "TRUE"),
    "value": NUMBERS,
    "string-value": TEXTS,
    "visibility": ("collapse", "filter", "visible", "x"),
    "number-columns-repeated": ("1", "2", "3", "0", "-1", "16384", "99999999999", "x"),
    "number-rows-repeated": ("1", "2", "3", "0", "-1", "1048576", "99999999999", "x"),
    "number-columns-spanned": ("1", "2", "3", "0", "x"),
    "number-rows-spanned": ("1", "2", "3", "0", "x"),
}  # fmt: skip


def changed_tree(data: bytes, rng: Random, own: Sequence[Change]) -> tuple[bytes, str]:
    """A part of XML with one change, and its name; `own`: what elements of this part may suffer beside the others."""
    root = etree.fromstring(data)
    change = rng.choice([*own, *own, *ANYWHERE] if own else ANYWHERE)
    change(root, rng)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True), change.__name__


def _any(root: Tree, rng: Random) -> Tree:
    """An element below the root; those far down are as likely as those far up."""
    found = [each for each in root.iterdescendants() if isinstance(each.tag, str)]
    return rng.choice(found) if found else root


def _named(root: Tree, rng: Random, *names: str) -> Tree:
    found = list(root.iter(*(f"{{*}}{name}" for name in names)))
    return rng.choice(found) if found else None


def local(name: str) -> str:
    return name.rpartition("}")[2]


# ---------------------------------------------------------------- anywhere


def element_removed(root: Tree, rng: Random) -> None:
    element = _any(root, rng)
    if element is not root:
        element.getparent().remove(element)


def element_doubled(root: Tree, rng: Random) -> None:
    element = _any(root, rng)
    if element is not root:
        element.addnext(etree.fromstring(etree.tostring(element, with_tail=False)))


def element_moved(root: Tree, rng: Random) -> None:
    """Into another place among its like."""
    element = _any(root, rng)
    if element is not root:
        parent = element.getparent()
        parent.remove(element)
        parent.insert(rng.randint(0, len(parent)), element)


def element_renamed(root: Tree, rng: Random) -> None:
    _any(root, rng).tag = _any(root, rng).tag


def attribute_removed(root: Tree, rng: Random) -> None:
    element = _any(root, rng)
    if element.attrib:
        del element.attrib[rng.choice(list(element.attrib))]


def attribute_changed(root: Tree, rng: Random) -> None:
    """To a value that is odd there, or that another element has."""
    element = _any(root, rng)
    if element.attrib:
        name = rng.choice(list(element.attrib))
        others = [other for each in root.iter() if isinstance(each.tag, str) and (other := each.get(name)) is not None]
        element.set(
            name, rng.choice([*(_ATTRIBUTES.get(local(name)) or NUMBERS), *rng.sample(others, min(len(others), 5))])
        )


def text_changed(root: Tree, rng: Random) -> None:
    with_text = [each for each in root.iter() if isinstance(each.tag, str) and (each.text or "").strip()]
    if with_text:
        rng.choice(with_text).text = rng.choice([*NUMBERS, *TEXTS, rng.choice(with_text).text])


def text_in_pieces(root: Tree, rng: Random) -> None:
    """The same text, but with a comment, an instruction or an element in it, or as CDATA."""
    with_text = [
        each for each in root.iter() if isinstance(each.tag, str) and (each.text or "").strip() and not len(each)
    ]
    if not with_text:
        return
    element = rng.choice(with_text)
    text, at = element.text, rng.randint(0, len(element.text))
    made = rng.choice([etree.Comment("x"), etree.ProcessingInstruction("x", "y"), etree.Element(element.tag), None])
    if made is None:
        element.text = etree.CDATA(text)
    else:
        element.text, made.tail = text[:at], text[at:]
        element.append(made)


ANYWHERE: tuple[Change, ...] = (
    element_removed,
    element_doubled,
    element_moved,
    element_renamed,
    attribute_removed,
    attribute_changed,
    attribute_changed,
    text_changed,
    text_in_pieces,
)

# ---------------------------------------------------------------- a sheet of Office Open XML


def _cell(root: Tree, rng: Random) -> Tree:
    cell = _named(root, rng, "c")
    return etree.SubElement(root, "c") if cell is None else cell


def address_removed(root: Tree, rng: Random) -> None:
    """Of a cell, of a row, of all cells of a row, or of all rows."""
    row = _named(root, rng, "row")
    if row is not None:
        one = [rng.choice(list(row))] if len(row) else [row]
        for element in rng.choice([one, [row], list(row), list(root.iter("{*}row"))]):
            element.attrib.pop("r", None)


def address_changed(root: Tree, rng: Random) -> None:
    addresses = ["A1", "F9", "H12", "h12", "$H$12", "XFD1", "A1048576", "A0", "1A", "", "H", "H12:H13", "AAAA1", " H12"]
    _cell(root, rng).set("r", rng.choice([*addresses, _cell(root, rng).get("r", "A1")]))


def row_number_changed(root: Tree, rng: Random) -> None:
    row = _named(root, rng, "row")
    if row is not None:
        row.set("r", rng.choice(["1", "9", "12", "14", "0", "-1", "1048576", "1048577", "", "x", " 9", "9.0"]))


def out_of_order(root: Tree, rng: Random) -> None:
    parent = _named(root, rng, "row", "sheetData")
    if parent is not None:
        inside = list(parent)
        rng.shuffle(inside)
        parent[:] = inside


def kind_changed(root: Tree, rng: Random) -> None:
    _cell(root, rng).set("t", rng.choice(_ATTRIBUTES["t"]))


def value_changed(root: Tree, rng: Random) -> None:
    value = _named(root, rng, "v")
    if value is not None:
        value.text = rng.choice(NUMBERS)


def style_changed(root: Tree, rng: Random) -> None:
    _cell(root, rng).set("s", rng.choice([*map(str, range(12)), "99", "-1", "", "x"]))


def text_inside(root: Tree, rng: Random) -> None:
    """The value is a text of the cell's own: plain, rich, struck through, with how it is pronounced. In no symbol font: what
    is seen of that no text tells."""
    cell = _cell(root, rng)
    inside = rng.choice([
        "<t>186040002</t>",
        "<t>  5 </t>",
        "<t xml:space='preserve'> x </t>",
        "<r><t>1</t></r><r><t>2</t></r>",
        "<r><rPr><strike/></rPr><t>9</t></r><r><t>12</t></r>",
        "<t>5</t><rPh sb='0' eb='1'><t>go</t></rPh>",
        "<t>a</t><t>b</t>",
        "",
    ])  # fmt: skip
    cell[:] = [etree.fromstring(f"<is xmlns='{_MAIN}'>{inside}</is>")]
    cell.set("t", "inlineStr")


def formula_added(root: Tree, rng: Random) -> None:
    """It comes to what stands there: of another result Excel shows what is stored, and LibreOffice what it works out."""
    cell = _cell(root, rng)
    value = cell.find("{*}v")
    if cell.get("t", "n") == "n" and not cell.findall("{*}f"):
        formula = etree.fromstring(f"<f xmlns='{_MAIN}'/>")
        formula.text = "1+1" if value is None else value.text
        cell.insert(rng.choice([0, 9]), formula)


def merged(root: Tree, rng: Random) -> None:
    """Ranges over each other, of one cell, the wrong way round, or none."""
    listed = _named(root, rng, "mergeCells")
    if listed is None:
        listed = etree.Element(f"{{{_MAIN}}}mergeCells")
        (data := _named(root, rng, "sheetData")) is not None and data.addnext(listed)
    for ref in rng.sample(["H12:I13", "I13:J15", "H12", "J15:H12", "C13:C14", "A1:XFD1048576", "", "x", "B14:B14"], 2):
        etree.SubElement(listed, f"{{{_MAIN}}}mergeCell", ref=ref)


def hidden(root: Tree, rng: Random) -> None:
    row, column = _named(root, rng, "row"), _named(root, rng, "col")
    element = rng.choice([each for each in (row, column) if each is not None] or [root])
    element.set(*rng.choice([("hidden", "1"), ("hidden", "true"), ("ht", "0"), ("width", "0"), ("collapsed", "1")]))


def choice_of_contents(root: Tree, rng: Random) -> None:
    """One of several contents, by what the program understands."""
    element = _any(root, rng)
    if element is root:
        return
    choice = etree.fromstring(
        f"<m:AlternateContent xmlns:m='{_CHOICE}'><m:Choice Requires='q'/><m:Fallback/></m:AlternateContent>"
    )
    element.addprevious(choice)
    choice[rng.randrange(2)].append(element)


def bounds_wrong(root: Tree, rng: Random) -> None:
    """The sheet's, or a row's, as it says them itself."""
    dimension, row = _named(root, rng, "dimension"), _named(root, rng, "row")
    if dimension is not None:
        dimension.set("ref", rng.choice(["A1", "A1:A1", "XFD1048576", "", "x"]))
    if row is not None:
        row.set("spans", rng.choice(["1:1", "", "0:0", "x", "9:2", "1:99999"]))


SHEET: tuple[Change, ...] = (
    address_removed,
    address_changed,
    row_number_changed,
    out_of_order,
    kind_changed,
    value_changed,
    value_changed,
    style_changed,
    text_inside,
    formula_added,
    merged,
    hidden,
    choice_of_contents,
    bounds_wrong,
)


def texts_reordered(root: Tree, rng: Random) -> None:
    """Shared texts, or styles: numbers then mean others."""
    out_of_order_of = [root, *(each for each in root if len(each) > 1)]
    parent = rng.choice(out_of_order_of)
    inside = list(parent)
    rng.shuffle(inside)
    parent[:] = inside


def cut_short(root: Tree, rng: Random) -> None:
    """A list has fewer than others count on."""
    parent = rng.choice([root, *(each for each in root if len(each) > 1)])
    del parent[rng.randint(0, len(parent)) :]


LISTS: tuple[Change, ...] = (texts_reordered, cut_short)


def date_system(root: Tree, rng: Random) -> None:
    """Days are counted from 1904."""
    for each in root.iter("{*}workbookPr"):
        each.set("date1904", rng.choice(_ATTRIBUTES["date1904"]))
        return
    root.insert(0, etree.Element(f"{{{_MAIN}}}workbookPr", date1904="1"))


def sheet_state(root: Tree, rng: Random) -> None:
    sheet = _named(root, rng, "sheet")
    if sheet is not None:
        sheet.set("state", rng.choice(_ATTRIBUTES["state"]))


BOOK: tuple[Change, ...] = (date_system, sheet_state)

# ---------------------------------------------------------------- a sheet of OpenDocument


def _open_cell(root: Tree, rng: Random) -> Tree:
    cell = _named(root, rng, "table-cell", "covered-table-cell")
    return root if cell is None else cell


def _set(element: Tree, name: str, value: str) -> None:
    """An attribute of OpenDocument by its local name, in the namespace that it has there."""
    space = "table" if name.startswith(("number-", "formula", "visibility")) else "office"
    element.set(f"{{urn:oasis:names:tc:opendocument:xmlns:{space}:1.0}}{name}", value)


def open_value_changed(root: Tree, rng: Random) -> None:
    """The value or its kind, and not the text that shows it."""
    name = rng.choice(["value", "value-type", "date-value", "boolean-value", "string-value"])
    _set(_open_cell(root, rng), name, rng.choice(_ATTRIBUTES[name]))


def open_text_changed(root: Tree, rng: Random) -> None:
    """The text, and not the value."""
    line = _named(root, rng, "p")
    if line is not None:
        line.text = rng.choice([*NUMBERS, *TEXTS])


def repeated(root: Tree, rng: Random) -> None:
    cell, row = _open_cell(root, rng), _named(root, rng, "table-row")
    _set(cell, "number-columns-repeated", rng.choice(_ATTRIBUTES["number-columns-repeated"]))
    if row is not None and rng.random() < 0.5:
        _set(row, "number-rows-repeated", rng.choice(_ATTRIBUTES["number-rows-repeated"]))


def spanned(root: Tree, rng: Random) -> None:
    name = rng.choice(["number-columns-spanned", "number-rows-spanned"])
    _set(_open_cell(root, rng), name, rng.choice(_ATTRIBUTES[name]))


def covered(root: Tree, rng: Random) -> None:
    """A cell is one that another covers, or is none any more."""
    cell = _open_cell(root, rng)
    if cell is not root:
        other = "table-cell" if local(cell.tag) == "covered-table-cell" else "covered-table-cell"
        cell.tag = cell.tag.rpartition("}")[0] + "}" + other


def open_formula(root: Tree, rng: Random) -> None:
    """It comes to what stands there; of one cell alone, for LibreOffice repeats no formula."""
    cell = _open_cell(root, rng)
    if any(local(name) == "number-columns-repeated" for name in cell.attrib):
        return
    number = next((value for name, value in cell.items() if local(name) == "value"), None)
    text = "".join(cell.itertext()).replace('"', "")
    _set(cell, "formula", f'of:="{text}"' if number is None else f"of:={number}")


def row_not_seen(root: Tree, rng: Random) -> None:
    element = _named(root, rng, "table-row", "table-column")
    if element is not None:
        _set(element, "visibility", rng.choice(_ATTRIBUTES["visibility"]))


OPEN_SHEET: tuple[Change, ...] = (
    open_value_changed,
    open_value_changed,
    open_text_changed,
    repeated,
    spanned,
    covered,
    open_formula,
    row_not_seen,
)

# ---------------------------------------------------------------- a part as text


def prefixed(data: bytes, _rng: Random) -> bytes:
    """Every tag of the sheet's namespace with a prefix."""
    root = etree.fromstring(data)
    space = root.tag.rpartition("}")[0][1:]
    made = etree.Element(root.tag, root.attrib, nsmap={"q": space, **{k: v for k, v in root.nsmap.items() if k}})
    made[:] = list(root)
    return etree.tostring(made, xml_declaration=True, encoding="UTF-8")


def strict(data: bytes, _rng: Random) -> bytes:
    for transitional, purl in _STRICT.items():
        data = data.replace(transitional, purl)
    return data


def other_encoding(data: bytes, rng: Random) -> bytes:
    return etree.tostring(
        etree.fromstring(data), xml_declaration=True, encoding=rng.choice(["UTF-16", "ascii", "cp1258"])
    )


def declared(data: bytes, _rng: Random) -> bytes:
    """A document type with an entity."""
    end = data.find(b"?>") + 2 if data.startswith(b"<?xml") else 0
    return data[:end] + b"<!DOCTYPE x [<!ENTITY a '5'>]>" + data[end:]


AS_TEXT = (prefixed, strict, other_encoding, declared)

"""The workbook part: which sheets there are, and what counts them by their place."""

from __future__ import annotations

from dataclasses import dataclass

from giamngheo.feedback.annotate.package import OoxmlPackage
from giamngheo.feedback.annotate.records import NotEditable
from giamngheo.feedback.annotate.styles import CellStyles
from giamngheo.feedback.annotate.xml import (
    MAIN,
    OFFICE,
    STRICT_OFFICE,
    Element,
    add,
    child,
    children,
    in_place,
    namespace_of,
    parse,
    to_bytes,
)

PART = "xl/workbook.xml"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_STYLES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_ORDER = (
    "fileVersion",
    "fileSharing",
    "workbookPr",
    "workbookProtection",
    "bookViews",
    "sheets",
    "functionGroups",
    "externalReferences",
    "definedNames",
    "calcPr",
)


@dataclass(frozen=True)
class SheetPart:
    """A sheet with cells (a chart sheet has none), as the workbook part lists it."""

    name: str
    part: str


class Book:
    def __init__(self, package: OoxmlPackage) -> None:
        self._package = package
        self._root = parse(package.read(PART))
        self._space = namespace_of(self._root)
        package.is_strict = self._space != MAIN
        self._relations = package.relations(PART)
        self._sheets = in_place(self._root, "sheets", _ORDER)
        self._styles_part = self._relations.first("styles")
        found = self._styles_part
        self.looks = CellStyles(package.read(found) if found and found in package else None)

    def sheets(self) -> list[SheetPart]:
        uses = {each.id: each for each in self._relations.internal()}
        listed = [(each.get("name", ""), uses.get(self._link(each))) for each in children(self._sheets, "sheet")]
        return [
            SheetPart(name, use.target)
            for name, use in listed
            if use and use.use == "worksheet" and use.target in self._package
        ]

    def show(self, name: str) -> None:
        """Put a hidden sheet in sight: a link to it would lead nowhere."""
        for each in children(self._sheets, "sheet"):
            if each.get("name") == name:
                each.attrib.pop("state", None)

    def remove(self, name: str) -> None:
        """Take a sheet out; names and views that count sheets by their place follow."""
        listed = children(self._sheets, "sheet")
        place = next((at for at, each in enumerate(listed) if each.get("name") == name), None)
        if place is None:
            return
        gone = listed[place]
        part = self._relations.by_id(self._link(gone))
        self._sheets.remove(gone)
        self._forget_calculated(gone.get("sheetId", ""))
        if part:
            self._relations.drop(part)
            self._package.remove(part)
        self._renumber(place, -1)

    def insert_first(self, name: str, xml: bytes, filtered: str, heading_row: int) -> str:
        """Put a sheet before all others, and open the workbook there; its part is returned."""
        part = self._package.free_name("xl/worksheets/sheet", ".xml")
        self._package.add_part(part, xml, _SHEET_TYPE)
        numbers = [int(each.get("sheetId", 0)) for each in children(self._sheets, "sheet")]
        sheet = self._sheets.makeelement(f"{{{self._space}}}sheet")
        sheet.set("name", name)
        sheet.set("sheetId", str(max(numbers, default=0) + 1))
        sheet.set(f"{{{self._office}}}id", self._relations.add("worksheet", part))
        self._sheets.insert(0, sheet)
        self._renumber(0, 1)
        views = child(self._root, "bookViews")
        for view in children(views, "workbookView"):
            view.set("activeTab", "0")
            view.set("firstSheet", "0")
        quoted = name.replace("'", "''")
        self._define("_xlnm._FilterDatabase", f"'{quoted}'!{filtered}", hidden="1")
        self._define("_xlnm.Print_Titles", f"'{quoted}'!${heading_row}:${heading_row}")
        return part

    def save(self) -> None:
        self._package.write(PART, to_bytes(self._root))
        if self._styles_part and self._styles_part in self._package:
            self._package.write(self._styles_part, self.looks.to_bytes())
        else:
            self._package.add_part("xl/styles.xml", self.looks.to_bytes(), _STYLES_TYPE)
            self._relations.add("styles", "xl/styles.xml")

    @property
    def _office(self) -> str:
        return STRICT_OFFICE if self._package.is_strict else OFFICE

    def _link(self, sheet: Element) -> str:
        return str(sheet.get(f"{{{self._office}}}id", ""))

    def _define(self, name: str, cells: str, **attributes: str) -> None:
        names = in_place(self._root, "definedNames", _ORDER)
        add(names, "definedName", name=name, localSheetId="0", **attributes).text = cells

    def _renumber(self, place: int, by: int) -> None:
        """A sheet came to this place (`by` 1) or went from it (-1)."""
        names = child(self._root, "definedNames")
        for each in children(names, "definedName"):
            number = each.get("localSheetId")
            if number is None:
                continue
            if by < 0 and int(number) == place:
                each.getparent().remove(each)
            elif int(number) >= place:
                each.set("localSheetId", str(int(number) + by))
        if names is not None and not children(names, "definedName"):
            self._root.remove(names)  # an empty list is not allowed
        for view in children(child(self._root, "bookViews"), "workbookView"):
            for key in ("activeTab", "firstSheet"):
                if int(view.get(key, 0)) > place and by < 0:
                    view.set(key, str(int(view.get(key)) - 1))

    def _forget_calculated(self, identity: str) -> None:
        """A chain of calculation that names a sheet which is gone makes Excel offer a repair; it makes a new one."""
        part = self._relations.first("calcChain")
        if not part or part not in self._package:
            return
        chain = parse(self._package.read(part))
        if any(each.get("i") == identity for each in chain):
            self._relations.drop(part)
            self._package.remove(part)


def require_editable(book: Book) -> None:
    """`NotEditable` where a sheet's part serves two sheets, or none has cells."""
    parts = [sheet.part.lower() for sheet in book.sheets()]
    if not parts or len(set(parts)) != len(parts):
        raise NotEditable("sheets share a part")

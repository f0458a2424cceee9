"""The workbook part: which sheets there are, and what counts them by their place."""

from __future__ import annotations

from dataclasses import dataclass

from openpyxl.utils import quote_sheetname

from giamngheo.feedback.annotate.package import OoxmlPackage
from giamngheo.feedback.annotate.records import NotEditable
from giamngheo.feedback.annotate.styles import CellStyles
from giamngheo.feedback.annotate.xml import Element, add, beside, in_place, office_of, parse, to_bytes

PART = "xl/workbook.xml"
_ORDER = (
    "fileVersion fileSharing workbookPr workbookProtection bookViews sheets functionGroups externalReferences "
    "definedNames calcPr"
)


@dataclass(frozen=True)
class SheetPart:
    """A sheet with cells (a chart sheet has none), as the workbook part lists it."""

    name: str
    part: str


class WorkbookPart:
    def __init__(self, package: OoxmlPackage) -> None:
        self._package = package
        self._root = parse(package.read(PART))
        package.office = self._office = office_of(self._root)
        self._relationships = package.relationships(PART)
        self._sheets = in_place(self._root, "sheets", _ORDER)
        found = self._relationships.first("styles")
        self.styles = CellStyles(package.read(found) if found else None)

    def sheets(self) -> list[SheetPart]:
        uses = {each.id: each for each in self._relationships.internal()}
        listed = [(each.get("name", ""), uses.get(self._link(each))) for each in self._sheets.findall("{*}sheet")]
        return [
            SheetPart(name, use.target)
            for name, use in listed
            if use and use.use == "worksheet" and use.target in self._package
        ]

    def require_editable(self) -> None:
        """`NotEditable` where a part serves two sheets, or none has cells."""
        parts = [sheet.part.lower() for sheet in self.sheets()]
        if not parts or len(set(parts)) != len(parts):
            raise NotEditable("sheets share a part")

    def show(self, name: str) -> None:
        """Put a hidden sheet in sight: a link to it would lead nowhere."""
        for each in self._sheets.findall("{*}sheet"):
            if each.get("name") == name:
                each.attrib.pop("state", None)

    def remove(self, name: str) -> None:
        """Take a sheet out; names and views that count sheets by their place follow."""
        listed = self._sheets.findall("{*}sheet")
        place = next((at for at, each in enumerate(listed) if each.get("name") == name), None)
        if place is None:
            return
        gone = listed[place]
        part = self._relationships.by_id(self._link(gone))
        self._sheets.remove(gone)
        self._forget_calculated(gone.get("sheetId", ""))
        if part:
            self._relationships.drop(part)
        self._renumber(place, -1)

    def insert_first(self, name: str, xml: bytes, filtered: str, heading_row: int) -> None:
        """Put a sheet before all others, and open the workbook there."""
        part = self._package.free_name("xl/worksheets/sheet", ".xml")
        self._package.add_part(part, xml, "worksheet")
        numbers = [int(each.get("sheetId", 0)) for each in self._sheets.findall("{*}sheet")]
        sheet = beside(self._sheets, "sheet", name=name, sheetId=str(max(numbers, default=0) + 1))
        self._sheets.insert(0, sheet)
        sheet.set(f"{{{self._office}}}id", self._relationships.add("worksheet", part))
        self._renumber(0, 1)
        for view in self._root.findall("{*}bookViews/{*}workbookView"):
            view.set("activeTab", "0")
            view.set("firstSheet", "0")
        quoted = quote_sheetname(name)
        self._define("_xlnm._FilterDatabase", f"{quoted}!{filtered}", hidden="1")
        self._define("_xlnm.Print_Titles", f"{quoted}!${heading_row}:${heading_row}")

    def save(self) -> None:
        self._package.write(PART, to_bytes(self._root))
        self._relationships.put("styles", to_bytes(self.styles.root), "xl/styles.xml")

    def _link(self, sheet: Element) -> str:
        return str(sheet.get(f"{{{self._office}}}id", ""))

    def _define(self, name: str, cells: str, **attributes: str) -> None:
        names = in_place(self._root, "definedNames", _ORDER)
        add(names, "definedName", name=name, localSheetId="0", **attributes).text = cells

    def _renumber(self, place: int, by: int) -> None:
        """A sheet came to this place (`by` 1) or went from it (-1)."""
        for each in self._root.findall("{*}definedNames/{*}definedName[@localSheetId]"):
            number = int(each.get("localSheetId"))
            if by < 0 and number == place:
                each.getparent().remove(each)
            elif number >= place:
                each.set("localSheetId", str(number + by))
        for names in self._root.findall("{*}definedNames"):
            if names.find("{*}definedName") is None:
                self._root.remove(names)  # an empty list is not allowed
        for view in self._root.findall("{*}bookViews/{*}workbookView"):
            for key in ("activeTab", "firstSheet"):
                if int(view.get(key, 0)) > place and by < 0:
                    view.set(key, str(int(view.get(key)) - 1))

    def _forget_calculated(self, sheet_id: str) -> None:
        """A chain of calculation that names a sheet which is gone makes Excel offer a repair; it makes a new one."""
        part = self._relationships.first("calcChain")
        if part and any(each.get("i") == sheet_id for each in parse(self._package.read(part))):
            self._relationships.drop(part)

"""Excel's workbooks in XML: .xlsx and .xlsm."""

from __future__ import annotations

from giamngheo.read.formats.faults import Limits
from giamngheo.read.formats.grid import Grids, SheetFacts, check_count
from giamngheo.read.formats.package import Package, UntrustedZip, local, no_workbook, parse
from giamngheo.read.formats.relations import ROOT_RELATIONS, look_at_each, parts_used_as, read_relations
from giamngheo.read.formats.xlsx_sheet import look_at_sheet
from giamngheo.read.formats.xlsx_strings import SharedStrings


def open_xlsx(data: bytes, kind: str, limits: Limits) -> tuple[bytes, Grids]:
    archive = UntrustedZip(data, kind, limits)
    if "xl/workbook.xml" not in archive:
        no_workbook(archive, kind)
    sheets = _listed_sheets(archive, limits)
    relations = read_relations(archive, "xl/workbook.xml", limits)
    with Package() as package:
        package.copy(archive, "xl/workbook.xml", "xl/_rels/workbook.xml.rels", ROOT_RELATIONS)
        package.copy(archive, *parts_used_as(relations, "styles"))
        strings = SharedStrings(archive, parts_used_as(relations, "sharedStrings"))
        strings.copy(package, limits)

        def look(part: str, grid: SheetFacts) -> None:
            look_at_sheet(archive, part, grid, strings, limits)
            package.copy(archive, part)

        grids = look_at_each(sheets, relations, look)
        return package.bytes(), grids


def _listed_sheets(archive: UntrustedZip, limits: Limits) -> list[tuple[str, str]]:
    """(name, id of the relation) of every sheet, in order."""
    found: list[tuple[str, str]] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if local(tag) == "sheet":
            relation = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            found.append((attributes.get("name", ""), relation))
            check_count(len(found), limits)

    parse(archive.xml("xl/workbook.xml"), start)
    return found

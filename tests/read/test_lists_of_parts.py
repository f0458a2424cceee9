"""A file's own lists of its parts, without which Excel and LibreOffice call it damaged: so do we, and say what it is."""

from __future__ import annotations

import struct

import pytest

from giamngheo.read.formats import UnreadableWorkbook, open_workbook
from giamngheo.read.package import NO_LIST
from tests.read.test_formats import ODS_CELL, ODS_PARTS, ONE_CELL, brt_cell, listing, ods, only_rows, xlsb, xlsx
from tests.support.mutated.containers import packed, unpacked

SHEET = "xl/worksheets/sheet1.xml"
TYPES, RELATIONS, MANIFEST, CONTENT = "[Content_Types].xml", "_rels/.rels", "META-INF/manifest.xml", "content.xml"
MADE = {"xlsx": xlsx(ONE_CELL), "xlsb": xlsb((0, brt_cell(5, 0, struct.pack("<d", 1)))), "ods": ods(ODS_CELL)}


def without(kind: str, part: str) -> bytes:
    return packed({name: content for name, content in unpacked(MADE[kind]).items() if name != part})


def with_more(kind: str, part: str) -> bytes:
    return packed(unpacked(MADE[kind]) | {part: b"<a/>"})


def changed(kind: str, part: str, before: str, after: str) -> bytes:
    parts = unpacked(MADE[kind])
    assert before.encode() in parts[part]
    return packed(parts | {part: parts[part].replace(before.encode(), after.encode())})


def listed_as(parts: dict[str, str], version: str = "", of_content: str = "") -> bytes:
    made = unpacked(ods(ODS_CELL, manifest=listing(parts, version)))
    version_of = made[CONTENT].replace(b"<office:document-content", f"<office:document-content {of_content}".encode())
    return packed(made | {CONTENT: version_of})


DAMAGED = {
    "xlsx: no types": (lambda: without("xlsx", TYPES), "a.xlsx"),
    "xlsb: no types": (lambda: without("xlsb", TYPES), "a.xlsb"),
    "xlsx: a type that is no workbook's": (lambda: changed("xlsx", TYPES, "spreadsheetml.sheet", "wordprocessingml.document"), "a.xlsx"),
    "xlsx: the type of another part": (lambda: changed("xlsx", TYPES, "/xl/workbook", "/xl/workbook2"), "a.xlsx"),
    "xlsx: no relations": (lambda: without("xlsx", RELATIONS), "a.xlsx"),
    "xlsb: no relations": (lambda: without("xlsb", RELATIONS), "a.xlsb"),
    "xlsx: relations that do not tell of the workbook": (lambda: changed("xlsx", RELATIONS, "/officeDocument\"", "/x\""), "a.xlsx"),
    "ods: no manifest": (lambda: without("ods", MANIFEST), "a.ods"),
    "ods: a part that is not listed": (lambda: with_more("ods", "Pictures/a.png"), "a.ods"),
    "ods: the content is not listed": (lambda: listed_as({"/": ODS_PARTS["/"], "meta.xml": ""}), "a.ods"),
    "ods: the whole is not listed": (lambda: listed_as({"content.xml": "", "meta.xml": ""}), "a.ods"),
    "ods: a text, by its manifest": (lambda: listed_as(ODS_PARTS | {"/": "application/vnd.oasis.opendocument.text"}), "a.ods"),
    "ods: of two versions": (lambda: listed_as(ODS_PARTS, "1.2", 'office:version="1.3"'), "a.ods"),
}  # fmt: skip

READ = {
    "xlsx: with macros, by its type": (lambda: changed("xlsx", TYPES, "openxmlformats-officedocument.spreadsheetml.sheet", "ms-excel.sheet.macroEnabled"), "a.xlsx"),
    "xlsx: a type for all parts of an ending": (lambda: changed("xlsx", TYPES, 'Override PartName="/xl/workbook.xml"', 'Default Extension="XML"'), "a.xlsx"),
    "xlsx: names with backslashes, as .NET once wrote": (lambda: packed({name.replace("/", "\\"): content for name, content in unpacked(MADE["xlsx"]).items()}), "a.xlsx"),
    "ods: signed": (lambda: with_more("ods", "META-INF/documentsignatures.xml"), "a.ods"),
    "ods: an empty folder": (lambda: packed(unpacked(MADE["ods"]) | {"Pictures/": b""}), "a.ods"),
    "ods: of one version": (lambda: listed_as(ODS_PARTS, "1.3", 'office:version="1.3"'), "a.ods"),
    "ods: no type beside": (lambda: without("ods", "mimetype"), "a.ods"),
}  # fmt: skip


@pytest.mark.parametrize("what", DAMAGED)
def test_a_file_whose_lists_do_not_tell_of_its_parts_is_damaged(what):
    make, name = DAMAGED[what]
    with pytest.raises(UnreadableWorkbook, match=NO_LIST):
        open_workbook(make(), name)


@pytest.mark.parametrize("what", READ)
def test_a_file_whose_lists_tell_it_otherwise_than_usual_is_read(what):
    make, name = READ[what]
    assert only_rows(make(), name) == [[1]]


@pytest.mark.parametrize("count", [0, 1, 99, 0xFFFF])
def test_a_directory_that_counts_other_parts_than_it_lists_is_damaged(count):
    data = MADE["ods"]
    place = data.rfind(b"PK\5\6") + 10
    with pytest.raises(UnreadableWorkbook, match="damaged"):
        open_workbook(data[:place] + count.to_bytes(2, "little") + data[place + 2 :], "a.ods")


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_part_that_is_there_twice_is_damaged():
    parts = unpacked(MADE["xlsx"])
    with pytest.raises(UnreadableWorkbook, match=NO_LIST):
        open_workbook(packed(parts, {SHEET: parts[SHEET]}), "a.xlsx")


@pytest.mark.parametrize("other", ["settings.xml", "styles.xml"])
def test_tables_in_another_part_than_the_content_are_none(other):
    parts = unpacked(ods(ODS_CELL, manifest=listing(ODS_PARTS | {other: ""})))
    assert open_workbook(packed(parts | {other: parts[CONTENT], CONTENT: b"<a/>"}), "a.ods").sheets == ()


def test_a_part_that_only_programs_read_is_whole_too():
    """LibreOffice opens nothing where the settings are cut off."""
    data = packed(
        unpacked(ods(ODS_CELL, manifest=listing(ODS_PARTS | {"settings.xml": ""}))) | {"settings.xml": b"<a>"}
    )
    with pytest.raises(UnreadableWorkbook, match="damaged"):
        open_workbook(data, "a.ods")

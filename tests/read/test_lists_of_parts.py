"""A file's own lists of its parts, without which Excel and LibreOffice call it damaged: so do we, and say what it is."""

from __future__ import annotations

import struct

import pytest

from giamngheo.read.formats import UnreadableWorkbook, open_workbook
from giamngheo.read.package import NO_LIST, TWINS
from tests.read.test_formats import ODS_CELL, ODS_PARTS, ONE_CELL, brt_cell, listing, ods, only_rows, xlsb, xlsx
from tests.support.mutated.containers import packed, unpacked

SHEET = "xl/worksheets/sheet1.xml"
TYPES, RELATIONS, MANIFEST, CONTENT = "[Content_Types].xml", "_rels/.rels", "META-INF/manifest.xml", "content.xml"
ONLY_META = {"/": ODS_PARTS["/"], "meta.xml": ""}
DOCTYPE = '<!DOCTYPE a PUBLIC "-//OpenOffice.org//DTD Manifest 1.0//EN" "Manifest.dtd">'
MADE = {"xlsx": xlsx(ONE_CELL), "xlsb": xlsb((0, brt_cell(5, 0, struct.pack("<d", 1)))), "ods": ods(ODS_CELL)}


def without(kind: str, part: str) -> bytes:
    return packed({name: content for name, content in unpacked(MADE[kind]).items() if name != part})


def with_more(kind: str, part: str) -> bytes:
    return packed(unpacked(MADE[kind]) | {part: b"<a/>"})


def with_unlisted(part: str, version: str = "") -> bytes:
    return packed(unpacked(listed_as(ODS_PARTS, version)) | {part: b"<a/>"})


def beginning(part: str, start: str) -> bytes:
    parts = unpacked(MADE["ods"])
    return packed(parts | {part: start.encode() + parts[part]})


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
    "ods: a part that is not listed": (lambda: with_unlisted("Pictures/a.png", "1.2"), "a.ods"),
    "ods: the content is not listed": (lambda: listed_as(ONLY_META, "1.3"), "a.ods"),
    "ods: the whole is not listed": (lambda: listed_as({"content.xml": "", "meta.xml": ""}), "a.ods"),
    "ods: a text, by its manifest": (lambda: listed_as(ODS_PARTS | {"/": "application/vnd.oasis.opendocument.text"}), "a.ods"),
    "ods: of two versions": (lambda: listed_as(ODS_PARTS, "1.2", 'office:version="1.3"'), "a.ods"),
}  # fmt: skip

READ = {
    "xlsx: with macros, by its type": (lambda: changed("xlsx", TYPES, "openxmlformats-officedocument.spreadsheetml.sheet", "ms-excel.sheet.macroEnabled"), "a.xlsx"),
    "xlsx: a type in other letters": (lambda: changed("xlsx", TYPES, "sheet.main", "Sheet.Main"), "a.xlsx"),
    "xlsx: a type for all parts of an ending": (lambda: changed("xlsx", TYPES, 'Override PartName="/xl/workbook.xml"', 'Default Extension="XML"'), "a.xlsx"),
    "xlsx: names with backslashes, as .NET once wrote": (lambda: packed({name.replace("/", "\\"): content for name, content in unpacked(MADE["xlsx"]).items()}), "a.xlsx"),
    "ods: a manifest of OpenOffice.org 2": (lambda: beginning(MANIFEST, DOCTYPE), "a.ods"),
    "ods: content of such a type": (lambda: changed("ods", CONTENT, '<?xml version="1.0"?>', DOCTYPE), "a.ods"),
    "ods: a part that a list of no version leaves out": (lambda: with_unlisted("Thumbnails/thumbnail.png"), "a.ods"),
    "ods: a part that a list of version 1.1 leaves out": (lambda: with_unlisted("__MACOSX/._content.xml", "1.1"), "a.ods"),
    "ods: a list of no version that leaves out the content": (lambda: listed_as(ONLY_META), "a.ods"),
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
@pytest.mark.parametrize(("kind", "part"), [("xlsx", SHEET), ("xlsx", "xl/"), ("ods", CONTENT), ("ods", "Pictures/")])
def test_a_part_that_is_there_twice_is_read_once(kind, part):
    parts = {"xl/": b"", "Pictures/": b""} | unpacked(MADE[kind])
    assert only_rows(packed(parts, {part: parts[part]}), f"a.{kind}") == [[1]]


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(("kind", "part"), [("xlsx", SHEET), ("xlsx", SHEET.upper()), ("ods", CONTENT)])
def test_two_parts_of_one_name_that_differ_are_damaged(kind, part):
    with pytest.raises(UnreadableWorkbook, match=TWINS):
        open_workbook(packed(unpacked(MADE[kind]), {part: b"<a/>"}), f"a.{kind}")


@pytest.mark.parametrize("part", ["settings.xml", "styles.xml", "meta.xml"])
def test_a_part_of_an_ods_that_is_empty_is_none(part):
    parts = unpacked(listed_as(ODS_PARTS | {part: ""}))
    assert only_rows(packed(parts | {part: b""}), "a.ods") == [[1]]


@pytest.mark.parametrize("part", ["docProps/app.xml", "xl/sharedStrings.xml", "xl/worksheets/_rels/sheet1.xml.rels"])
def test_a_part_of_an_xlsx_that_is_empty_is_none(part):
    assert only_rows(packed(unpacked(MADE["xlsx"]) | {part: b""}), "a.xlsx") == [[1]]


@pytest.mark.parametrize(
    "start",
    [
        '<!DOCTYPE a [<!ENTITY b "c">]>',
        '<!DOCTYPE a PUBLIC "b" "c" [<!ATTLIST d e CDATA "f">]>',
        "<!DOCTYPE a [<!-- <!DOCTYPE a> --><!ELEMENT b ANY>]>",
        '<!DOCTYPE a [<!ENTITY % b SYSTEM "http://192.0.2.1/b">%b;]>',
    ],
)
def test_a_document_type_that_declares_anything_is_refused(start):
    with pytest.raises(UnreadableWorkbook, match="DOCTYPE"):
        open_workbook(beginning(MANIFEST, start), "a.ods")


def test_a_text_that_stands_for_another_is_refused_where_only_the_type_is_named():
    """LibreOffice shows it without the entity."""
    text = '<table:table-row><table:table-cell office:value-type="string"><text:p>a&b;c</text:p></table:table-cell></table:table-row>'
    parts = unpacked(ods(text))
    with pytest.raises(UnreadableWorkbook, match="DOCTYPE"):
        open_workbook(
            packed(parts | {CONTENT: parts[CONTENT].replace(b'<?xml version="1.0"?>', DOCTYPE.encode())}), "a.ods"
        )


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

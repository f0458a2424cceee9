"""The sender's own workbook comes back: bad cells in colour with a comment, and a first sheet that lists everything.

The package is edited part by part, never loaded and saved by a spreadsheet library: that would lose lists of
choices, charts, shapes and pictures. What an earlier marking left is taken out first.
"""

from __future__ import annotations

import unicodedata
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath

from giamngheo.check.finding import Finding
from giamngheo.feedback.annotate.book import Book, SheetPart, require_editable
from giamngheo.feedback.annotate.listing import (
    HEADING,
    NAME,
    SEVERITIES,
    filtered_cells,
    is_listing,
    kept_fills,
    listing_xml,
)
from giamngheo.feedback.annotate.notes import Notes
from giamngheo.feedback.annotate.package import OoxmlPackage
from giamngheo.feedback.annotate.places import Placed, placed
from giamngheo.feedback.annotate.plain_copy import plain_copy
from giamngheo.feedback.annotate.records import CannotBeMarked, Cell, Marked, NotEditable, Outcome
from giamngheo.feedback.annotate.shapes import CONTENT_TYPE, Shapes
from giamngheo.feedback.annotate.sheet import SheetEdit, covered_cells
from giamngheo.metadata.form import Form
from giamngheo.read import formats
from giamngheo.report.wording.words import plain

MOST_COMMENTS = 2_000
_EDITED = ("xlsx", "xlsm")
_MOST_IN_A_COMMENT, _LONGEST = 6, 600
_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_PROTECTION = b"sheetProtection"
_HOW = {"critical": "Cách sửa: ", "warning": "Cách sửa: ", "pending": "Cách sửa: ", "explained": ""}
_SUFFIX = " - kết quả kiểm tra"
_OTHER_KIND = (
    "Tệp .{kind} được trả lại ở dạng .xlsx, giữ nguyên giá trị và vị trí từng ô (không giữ công thức, định dạng); "
    "đề nghị sửa trên tệp .xlsx này rồi gửi lại."
)
_VALUES_ONLY = (
    "Tệp gửi có phần không giữ nguyên được, nên bản trả lại chỉ có giá trị và vị trí từng ô (không giữ công thức, "
    "định dạng); đề nghị sửa trên bản này rồi gửi lại."
)
_UNMERGE = "Các ô {merged} đang gộp làm một: bỏ gộp ô rồi ghi từng ô."

# What hostile bytes may break in parts that the reader never looked at; the values can be returned all the same.
_DAMAGED = (
    NotEditable,
    formats.UnreadableWorkbook,
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    ValueError,
    KeyError,
    IndexError,
)

Marks = Mapping[Cell, Sequence[tuple[int, Placed]]]


def marked_workbook(
    data: bytes,
    file: str,
    findings: Sequence[Finding],
    outcome: Outcome,
    form: Form,
    limits: formats.Limits | None = None,
) -> Marked:
    """The workbook as it goes back to its sender. `CannotBeMarked` if it is no readable workbook at all."""
    name, limits = PurePath(file).name, limits or formats.Limits()
    try:
        seen = formats.open_workbook(data, name, limits)
    except formats.UnreadableWorkbook as error:
        raise CannotBeMarked(
            f"Tệp «{plain(name)}» không mở được nên không đánh dấu được; chỉ gửi nội dung lỗi."
        ) from error
    if seen.kind in _EDITED:
        try:
            return Marked(_name(name, seen.kind), _edited(data, seen, findings, outcome, form, limits))
        except _DAMAGED:
            return _copied(seen, findings, outcome, form, limits, name, _VALUES_ONLY)
    return _copied(seen, findings, outcome, form, limits, name, _OTHER_KIND.format(kind=seen.kind))


def _copied(
    seen: formats.Workbook,
    findings: Sequence[Finding],
    outcome: Outcome,
    form: Form,
    limits: formats.Limits,
    name: str,
    said: str,
) -> Marked:
    copy = plain_copy([sheet for sheet in seen.sheets if not is_listing(sheet)], form)
    moved = [replace(one, sheet=copy.renamed.get(one.sheet or "", one.sheet)) for one in findings]
    told = replace(outcome, next_steps=(*outcome.next_steps, said))
    book = formats.Workbook(copy.sheets, "xlsx")
    return Marked(_name(name, "xlsx"), _edited(copy.data, book, moved, told, form, limits), said)


def _edited(
    data: bytes,
    seen: formats.Workbook,
    findings: Sequence[Finding],
    outcome: Outcome,
    form: Form,
    limits: formats.Limits,
) -> bytes:
    package = OoxmlPackage(data, "xlsx", limits)
    book = Book(package)
    require_editable(book)
    ours = [sheet for sheet in seen.sheets if is_listing(sheet)]
    covered = {place: fill for sheet in ours for place, fill in kept_fills(sheet).items()}
    for sheet in ours:
        book.remove(sheet.name)
    found = placed(findings, [sheet for sheet in seen.sheets if not is_listing(sheet)], form)
    found = _in_sight(package, book, found)
    kept = _mark_sheets(package, book, found, covered)
    _list_findings(book, found, kept, outcome)
    book.save()
    return package.packed()


def _in_sight(package: OoxmlPackage, book: Book, found: Sequence[Placed]) -> list[Placed]:
    """A mark on a cell that is covered, because it is merged with others, goes to the one that is seen, and says so."""
    wanted = {one.sheet for one in found if one.cell}
    hidden = {sheet.name: covered_cells(package.read(sheet.part)) for sheet in book.sheets() if sheet.name in wanted}
    return [_uncovered(one, hidden.get(one.sheet, {})) for one in found]


def _uncovered(one: Placed, covered: Mapping[Cell, tuple[Cell, str]]) -> Placed:
    beside = tuple(covered[cell][0] if cell in covered else cell for cell in one.beside)
    if one.cell is None or one.cell not in covered:
        return replace(one, beside=beside)
    seen, merged = covered[one.cell]
    told = one.mend if one.kind == "explained" else f"{one.mend} {_UNMERGE.format(merged=merged)}".strip()
    return replace(one, cell=seen, beside=beside, mend=told)


def _mark_sheets(
    package: OoxmlPackage, book: Book, found: Sequence[Placed], covered: Mapping[tuple[str, Cell], str]
) -> dict[tuple[str, Cell], str]:
    """Colours and comments; gives the fills that ours now cover."""
    by_sheet: dict[str, dict[Cell, list[tuple[int, Placed]]]] = defaultdict(lambda: defaultdict(list))
    for number, one in enumerate(found, start=1):
        for cell in one.cells:
            by_sheet[one.sheet][cell].append((number, one))
    commented = _commented(found)
    kept: dict[tuple[str, Cell], str] = {}
    block = 1 + max((each for sheet in book.sheets() for each in _shapes(package, sheet)[1].blocks()), default=0)
    for sheet in book.sheets():
        marks = by_sheet.pop(sheet.name, {})  # of two sheets with one name the first is meant
        chosen = {cell: some for cell, some in marks.items() if (sheet.name, cell) in commented}
        restored = {cell: fill for (name, cell), fill in covered.items() if name == sheet.name}
        kept |= {
            (sheet.name, cell): fill
            for cell, fill in _mark_sheet(package, book, sheet, marks, chosen, restored, block).items()
        }
        block += 1 + len(chosen) // 1000
    return kept


def _commented(found: Sequence[Placed]) -> set[tuple[str, Cell]]:
    """The cells that get a comment, the worst first; beyond so many a workbook opens slowly, and the list has all."""
    places = list(dict.fromkeys((one.sheet, cell) for one in found for cell in one.cells))
    return set(places[:MOST_COMMENTS])


def _mark_sheet(
    package: OoxmlPackage,
    book: Book,
    sheet: SheetPart,
    marks: Marks,
    chosen: Marks,
    restored: Mapping[Cell, str],
    block: int,
) -> dict[Cell, str]:
    looks, kept = book.looks, {}
    worst = {cell: min((one for _, one in some), key=lambda one: one.rank) for cell, some in marks.items()}
    severity = {cell: one.finding.severity for cell, one in worst.items() if one.kind != "explained"}
    before = package.read(sheet.part)
    is_protected = _PROTECTION in before

    def restyle(cell: Cell, style: int) -> int:
        own = looks.without(style, restored.get(cell, ""))
        if cell not in severity:
            return own
        if fill := looks.fill_of(own):
            kept[cell] = fill
        return looks.marked(own, severity[cell], is_protected and any(one.is_typed for _, one in marks[cell]))

    edit = SheetEdit(before, marks, restyle)
    if marks:
        book.show(sheet.name)
    _comment(package, sheet, chosen, edit, block, looks.space)
    after = edit.result()
    if after != before:
        package.write(sheet.part, after)
    return kept


def _comment(package: OoxmlPackage, sheet: SheetPart, chosen: Marks, edit: SheetEdit, block: int, space: str) -> None:
    relations = package.relations(sheet.part)
    part = relations.first("comments")
    part = part if part and part in package else None
    if part is None and not chosen:
        return
    notes = Notes(package.read(part) if part else None, space)
    drawing, shapes = _shapes(package, sheet, edit.drawing)
    shapes.take_out(notes.take_out_ours())
    boxes = []
    for cell, some in chosen.items():
        lines = _comment_lines(some)
        head = _comment_head(some)
        if notes.write(cell, head, lines):
            boxes.append((cell, "\n".join((head, *lines))))
    if not notes.is_changed:
        return
    shapes.put(boxes, edit.measures, block)
    _save_notes(package, sheet, part, notes)
    _save_shapes(package, sheet, drawing, shapes, edit)


def _save_notes(package: OoxmlPackage, sheet: SheetPart, part: str | None, notes: Notes) -> None:
    relations = package.relations(sheet.part)
    if part and not len(notes):
        relations.drop(part)
        package.remove(part)
    elif part:
        package.write(part, notes.to_bytes())
    elif len(notes):
        made = package.free_name("xl/comments", ".xml")
        package.add_part(made, notes.to_bytes(), _COMMENTS_TYPE)
        relations.add("comments", made)


def _save_shapes(package: OoxmlPackage, sheet: SheetPart, drawing: str | None, shapes: Shapes, edit: SheetEdit) -> None:
    relations = package.relations(sheet.part)
    if drawing and shapes.is_empty:
        relations.drop(drawing)
        package.remove(drawing)
        edit.unlink_drawing()
    elif drawing:
        package.write(drawing, shapes.data or b"")
    elif shapes.data:
        made = package.free_name("xl/drawings/vmlDrawing", ".vml")
        package.write(made, shapes.data)
        package.declare_ending("vml", CONTENT_TYPE)
        edit.link_drawing(relations.add("vmlDrawing", made))


def _shapes(package: OoxmlPackage, sheet: SheetPart, identity: str | None = None) -> tuple[str | None, Shapes]:
    """The drawing of a sheet's comments: the one it links to, or any, to see which numbers are taken."""
    relations = package.relations(sheet.part)
    part = relations.by_id(identity) if identity else relations.first("vmlDrawing")
    part = part if part and part in package else None
    return part, Shapes(package.read(part) if part else None)


def _comment_head(some: Sequence[tuple[int, Placed]]) -> str:
    worst = min((one for _, one in some), key=lambda one: one.rank)
    return SEVERITIES[worst.kind].lower()


def _comment_lines(some: Sequence[tuple[int, Placed]]) -> list[str]:
    lines = []
    for number, one in some[:_MOST_IN_A_COMMENT]:
        mend = f" {_HOW[one.kind]}{plain(one.mend)[:_LONGEST]}" if one.mend else ""
        lines.append(f"{plain(one.wrong)[:_LONGEST]}{mend} (mục {number})")
    more = len(some) - _MOST_IN_A_COMMENT
    return [*lines, f"Còn {more} nội dung khác, xem trang «{NAME}»."] if more > 0 else lines


def _list_findings(book: Book, found: Sequence[Placed], kept: Mapping[tuple[str, Cell], str], outcome: Outcome) -> None:
    taken = {sheet.name.casefold() for sheet in book.sheets()}
    names = (NAME, *(f"{NAME} ({at})" for at in range(2, 300)))
    name = next(name for name in names if name.casefold() not in taken)
    xml = listing_xml(found, kept, outcome, book.looks)
    book.insert_first(name, xml, filtered_cells(len(found)), HEADING)


def _name(file: str, kind: str) -> str:
    """`BC-GN-01_18604.xls` → `BC-GN-01_18604 - kết quả kiểm tra.xlsx`; a returned one that comes again keeps its name."""
    stem = unicodedata.normalize("NFC", PurePath(file).stem)
    while stem.endswith(_SUFFIX):
        stem = stem.removesuffix(_SUFFIX)
    return f"{stem}{_SUFFIX}.{kind}"

"""The sender's own workbook comes back: bad cells in colour with a comment, and a first sheet that lists everything.

The package is edited part by part, never loaded and saved by a spreadsheet library: that would lose lists of
choices, charts, shapes and pictures. What an earlier annotation left is taken out first.
"""

from __future__ import annotations

import unicodedata
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath

from giamngheo.check.finding import Finding
from giamngheo.core.text import shortened
from giamngheo.feedback.annotate.comments import Comments
from giamngheo.feedback.annotate.drawing import CONTENT_TYPE, CommentDrawing
from giamngheo.feedback.annotate.listing import (
    HEADING,
    NAME,
    SEVERITIES,
    Fills,
    filtered_cells,
    is_listing,
    kept_fills,
    listing_xml,
)
from giamngheo.feedback.annotate.package import OoxmlPackage
from giamngheo.feedback.annotate.places import Placed, placed
from giamngheo.feedback.annotate.plain_copy import plain_copy
from giamngheo.feedback.annotate.records import AnnotatedWorkbook, CannotBeAnnotated, Cell, NotEditable, Outcome
from giamngheo.feedback.annotate.sheet import SheetEditor
from giamngheo.feedback.annotate.workbook import SheetPart, WorkbookPart
from giamngheo.feedback.annotate.xml import to_bytes
from giamngheo.metadata.form import Form
from giamngheo.read import formats
from giamngheo.report.wording.listing import plain

MOST_COMMENTS = 2_000
_EDITED = ("xlsx", "xlsm")
_MOST_IN_A_COMMENT, _LONGEST = 6, 600
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

Numbered = tuple[int, Placed]  # a finding with its number in the list


def annotated_workbook(
    data: bytes,
    file: str,
    findings: Sequence[Finding],
    outcome: Outcome,
    form: Form,
    limits: formats.Limits | None = None,
) -> AnnotatedWorkbook:
    """The workbook as it goes back to its sender. `CannotBeAnnotated` if it is no readable workbook at all."""
    name, limits = PurePath(file).name, limits or formats.Limits()
    try:
        seen = formats.open_workbook(data, name, limits)
    except formats.UnreadableWorkbook as error:
        raise CannotBeAnnotated(
            f"Tệp «{plain(name)}» không mở được nên không đánh dấu được; chỉ gửi nội dung lỗi."
        ) from error
    said = _OTHER_KIND.format(kind=seen.kind)
    if seen.kind in _EDITED:
        try:
            package = OoxmlPackage(data, limits)
            return AnnotatedWorkbook(_name(name, seen.kind), _annotated(package, seen.sheets, findings, outcome, form))
        except _DAMAGED:
            said = _VALUES_ONLY
    copy = plain_copy([sheet for sheet in seen.sheets if not is_listing(sheet)], form)
    moved = [replace(one, sheet=copy.renamed.get(one.sheet or "", one.sheet)) for one in findings]
    told = replace(outcome, next_steps=(*outcome.next_steps, said))
    package = OoxmlPackage(copy.data, limits)
    return AnnotatedWorkbook(_name(name, "xlsx"), _annotated(package, copy.sheets, moved, told, form))


def _annotated(
    package: OoxmlPackage,
    seen: Sequence[formats.Worksheet],
    findings: Sequence[Finding],
    outcome: Outcome,
    form: Form,
) -> bytes:
    workbook = WorkbookPart(package)
    workbook.require_editable()
    ours = [sheet for sheet in seen if is_listing(sheet)]
    restored = {place: fill for sheet in ours for place, fill in kept_fills(sheet).items()}
    for sheet in ours:
        workbook.remove(sheet.name)
    sheets = [_Sheet(package, part) for part in workbook.sheets()]
    found = _in_sight(sheets, placed(findings, [sheet for sheet in seen if not is_listing(sheet)], form))
    kept = _annotate_sheets(workbook, sheets, found, restored)
    _list_findings(workbook, found, kept, outcome)
    workbook.save()
    return package.packed()


class _Sheet:
    """A sheet with what belongs to its comments."""

    def __init__(self, package: OoxmlPackage, sheet: SheetPart) -> None:
        self._package, self._part, self.name = package, sheet.part, sheet.name
        self._relationships = package.relationships(sheet.part)
        self.editor = SheetEditor(package.read(sheet.part))
        self._comments_part = self._relationships.first("comments")
        linked = self.editor.drawing
        self._drawing_part = self._relationships.by_id(linked) if linked else self._relationships.first("vmlDrawing")
        self.drawing = CommentDrawing(package.read(self._drawing_part) if self._drawing_part else None)

    def comment(self, texts: Mapping[Cell, tuple[str, list[str]]], block: int) -> None:
        """Comments by their cells, as a head and lines; those of an earlier annotation go."""
        if not self._comments_part and not texts:
            return
        data = self._package.read(self._comments_part) if self._comments_part else None
        comments = Comments(data, self.editor.namespace)
        self.drawing.take_out(comments.take_out_ours())
        boxes = [
            (cell, "\n".join((head, *lines)))
            for cell, (head, lines) in texts.items()
            if comments.write(cell, head, lines)
        ]
        if comments.is_changed:
            self.drawing.put(boxes, self.editor.measures, block)
            self._save_comments(comments)
            self._save_drawing()

    def save(self) -> None:
        if self.editor.is_changed:
            self._package.write(self._part, self.editor.to_bytes())

    def _save_comments(self, comments: Comments) -> None:
        if len(comments):
            name = self._package.free_name("xl/comments", ".xml")
            self._relationships.put("comments", to_bytes(comments.root), name)
        elif self._comments_part:
            self._relationships.drop(self._comments_part)

    def _save_drawing(self) -> None:
        if self._drawing_part and self.drawing.is_empty:
            self._relationships.drop(self._drawing_part)
            self.editor.unlink_drawing()
        elif self._drawing_part:
            self._package.write(self._drawing_part, self.drawing.data or b"")
        elif self.drawing.data:
            made = self._package.free_name("xl/drawings/vmlDrawing", ".vml")
            self._package.write(made, self.drawing.data)
            self._package.declare_ending("vml", CONTENT_TYPE)
            self.editor.link_drawing(self._relationships.add("vmlDrawing", made))


def _in_sight(sheets: Iterable[_Sheet], found: Sequence[Placed]) -> list[Placed]:
    """A mark on a cell that is covered, because it is merged with others, goes to the one that is seen, and says so."""
    wanted = {one.sheet for one in found if one.cell}
    covered = {sheet.name: sheet.editor.covered_cells() for sheet in sheets if sheet.name in wanted}
    return [_uncovered(one, covered.get(one.sheet, {})) for one in found]


def _uncovered(one: Placed, covered: Mapping[Cell, tuple[Cell, str]]) -> Placed:
    beside = tuple(covered[cell][0] if cell in covered else cell for cell in one.beside)
    if one.cell is None or one.cell not in covered:
        return replace(one, beside=beside)
    seen, merged = covered[one.cell]
    told = one.correction
    if one.kind != "explained":
        told = f"{told} {_UNMERGE.format(merged=merged)}".strip()
    return replace(one, cell=seen, beside=beside, correction=told)


def _annotate_sheets(
    workbook: WorkbookPart, sheets: Sequence[_Sheet], found: Sequence[Placed], restored: Fills
) -> dict[tuple[str, Cell], str]:
    """Colours and comments; gives the fills that ours now cover."""
    by_sheet: dict[str, dict[Cell, list[Numbered]]] = defaultdict(lambda: defaultdict(list))
    for number, one in enumerate(found, start=1):
        for cell in one.cells:
            by_sheet[one.sheet][cell].append((number, one))
    commented = _commented(found)
    kept: dict[tuple[str, Cell], str] = {}
    block = 1 + max((each for sheet in sheets for each in sheet.drawing.blocks()), default=0)
    for sheet in sheets:
        of_cells = by_sheet.pop(sheet.name, {})  # of two sheets with one name the first is meant
        before = {cell: fill for (name, cell), fill in restored.items() if name == sheet.name}
        covered = _colour(workbook, sheet, of_cells, before)
        kept |= {(sheet.name, cell): fill for cell, fill in covered.items()}
        texts = {cell: _comment(some) for cell, some in of_cells.items() if (sheet.name, cell) in commented}
        sheet.comment(texts, block)
        sheet.save()
        block += 1 + len(texts) // 1000
    return kept


def _commented(found: Sequence[Placed]) -> set[tuple[str, Cell]]:
    """The cells that get a comment, the worst first; beyond so many a workbook opens slowly, and the list has all."""
    places = list(dict.fromkeys((one.sheet, cell) for one in found for cell in one.cells))
    return set(places[:MOST_COMMENTS])


def _colour(
    workbook: WorkbookPart,
    sheet: _Sheet,
    of_cells: Mapping[Cell, Sequence[Numbered]],
    restored: Mapping[Cell, str],
) -> dict[Cell, str]:
    """Gives the fills that ours now cover; those of an earlier annotation are `restored`."""
    styles, kept, is_protected = workbook.styles, {}, sheet.editor.is_protected

    def restyle(cell: Cell, style: int) -> int:
        own = styles.without(style, restored.get(cell, ""))
        some = of_cells.get(cell)
        worst = _worst(some) if some else None
        if not some or not worst or worst.kind == "explained":
            return own
        if fill := styles.fill_of(own):
            kept[cell] = fill
        is_opened = is_protected and any(one.is_typed for _, one in some)
        return styles.annotated(own, worst.finding.severity, is_opened)

    if of_cells:
        workbook.show(sheet.name)
    sheet.editor.restyle(of_cells, restyle, styles.ours)
    return kept


def _worst(some: Sequence[Numbered]) -> Placed:
    return min((one for _, one in some), key=lambda one: one.rank)


def _comment(some: Sequence[Numbered]) -> tuple[str, list[str]]:
    """Its head and its lines."""
    lines = []
    for number, one in some[:_MOST_IN_A_COMMENT]:
        correction = f" {_HOW[one.kind]}{shortened(plain(one.correction), _LONGEST)}" if one.correction else ""
        lines.append(f"{shortened(plain(one.wrong), _LONGEST)}{correction} (mục {number})")
    if (more := len(some) - _MOST_IN_A_COMMENT) > 0:
        lines.append(f"Còn {more} nội dung khác, xem trang «{NAME}».")
    return SEVERITIES[_worst(some).kind].lower(), lines


def _list_findings(workbook: WorkbookPart, found: Sequence[Placed], kept: Fills, outcome: Outcome) -> None:
    taken = {sheet.name.casefold() for sheet in workbook.sheets()}
    names = (NAME, *(f"{NAME} ({at})" for at in range(2, 300)))
    name = next(name for name in names if name.casefold() not in taken)
    xml = listing_xml(found, kept, outcome, workbook.styles)
    workbook.insert_first(name, xml, filtered_cells(len(found)), HEADING)


def _name(file: str, kind: str) -> str:
    """`BC-GN-01_18604.xls` → `BC-GN-01_18604 - kết quả kiểm tra.xlsx`; a returned one that comes again keeps its name."""
    stem = unicodedata.normalize("NFC", PurePath(file).stem)
    while stem.endswith(_SUFFIX):
        stem = stem.removesuffix(_SUFFIX)
    return f"{stem}{_SUFFIX}.{kind}"

"""Which cell each finding is about, as the sender sees the workbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from openpyxl.utils import column_index_from_string

from giamngheo.check.finding import Finding
from giamngheo.feedback.annotate.records import LAST_COLUMN, LAST_ROW, Cell
from giamngheo.metadata.form import Form
from giamngheo.metadata.form import Sheet as FormSheet
from giamngheo.read import formats
from giamngheo.read.layout import Located, locate
from giamngheo.read.sheets import is_of

_NO_EXCUSE = "Lỗi này phải sửa, giải trình không thay được."


@dataclass(frozen=True)
class Placed:
    """A finding with the cell that is marked for it; none where it is about the file, or a sheet that is not there.

    `wrong` says what is the matter and `correction` how to correct it; `beside` are cells that may be wrong in its stead.
    """

    finding: Finding
    cell: Cell | None
    wrong: str
    correction: str
    beside: tuple[Cell, ...] = ()

    @property
    def sheet(self) -> str:
        return self.finding.sheet or ""

    @property
    def cells(self) -> tuple[Cell, ...]:
        """All that are marked."""
        return (self.cell, *self.beside) if self.cell else ()

    @property
    def is_typed(self) -> bool:
        """Whether it is corrected by typing into its cells; a heading is only pointed at."""
        return bool(self.finding.row and self.finding.column)

    @property
    def kind(self) -> str:
        """How bad it is: `critical`, `warning`, `pending`, or `explained`, which asks for nothing."""
        return "explained" if self.finding.is_explained else self.finding.severity

    @property
    def rank(self) -> int:
        return {"critical": 0, "explained": 2}.get(self.kind, 1)


def placed(findings: Sequence[Finding], sheets: Sequence[formats.Worksheet], form: Form) -> list[Placed]:
    """In the order of severity, then of the workbook's sheets, then down the sheet."""
    remedies, beside = _remedies(form), {rule.code: rule.beside for _, rule in form.rules if rule.beside}
    known = {sheet.name: _Pointer(sheet, form) for sheet in reversed(sheets)}
    order = {sheet.name: at for at, sheet in enumerate(sheets)}
    found = []
    for finding in (_as_called(one, sheets, form) for one in findings):
        pointer = known.get(finding.sheet or "")
        wrong, correction = _parted(finding.message, remedies.get(finding.rule, ()))
        told = _with_explanation(finding, correction)
        others = pointer.beside(finding, beside.get(finding.rule, ())) if pointer else ()
        found.append(Placed(finding, pointer.cell(finding) if pointer else None, wrong, told, others))
    return sorted(found, key=lambda one: (one.rank, order.get(one.sheet, -1), one.cell or Cell(0, 0), one.finding.rule))


def _with_explanation(finding: Finding, correction: str) -> str:
    """What is said of a warning stands in the place of how to correct it; of an error it changes nothing."""
    if finding.explanation is None:
        return correction
    return f"Đã giải trình: {finding.explanation}" if finding.is_explained else f"{correction} {_NO_EXCUSE}"


def _as_called(finding: Finding, sheets: Sequence[formats.Worksheet], form: Form) -> Finding:
    """What was found in stored rows calls a sheet by its name in the form; the sender may call it otherwise."""
    names = [one.name for one in sheets]
    meant = next((sheet for sheet in form.sheets if sheet.name == finding.sheet), None)
    called = next((name for name in names if meant and is_of(meant, name)), None)
    return finding if finding.sheet in names or called is None else replace(finding, sheet=called)


class _Pointer:
    """Where to point in one sheet; the form is looked for in it only when it must be."""

    def __init__(self, sheet: formats.Worksheet, form: Form) -> None:
        self._sheet, self._form = sheet, form
        self._located: Located | None = None
        self._is_located = False

    def cell(self, finding: Finding) -> Cell:
        if finding.row and finding.column:
            return Cell(min(finding.row, LAST_ROW), min(column_index_from_string(finding.column), LAST_COLUMN))
        if finding.row and not self._is_heading(finding.row):
            return Cell(min(finding.row, LAST_ROW), self._key_column(finding.row))
        return self._heading()

    def beside(self, finding: Finding, fields: Sequence[str]) -> tuple[Cell, ...]:
        """The cells of other fields in the finding's row; on the cover each has a row of its own."""
        located = self._found() if finding.row and fields else None
        if located is None or finding.row is None:
            return ()
        places = [located.columns[name] for name in fields if name in located.columns]
        is_cover = located.sheet.layout == "labels"
        row = min(finding.row, LAST_ROW)
        return tuple(Cell(place[0] + 1 if is_cover else row, place[1] + 1) for place in places)

    def _is_heading(self, row: int) -> bool:
        located = self._found()
        return located is not None and located.heading_row == row - 1

    def _key_column(self, row: int) -> int:
        located = self._found()
        keys = located.sheet.row_key if located and located.sheet.layout == "table" else ()
        columns = [located.columns[name][1] for name in keys if located and name in located.columns]
        return columns[0] + 1 if columns else self._first_used(row) or 1

    def _heading(self) -> Cell:
        located = self._found()
        if located and located.heading_row is not None and located.columns:
            row, column = min(located.columns.values(), key=lambda place: place[1])
            is_merged = row > 0 and self._is_empty(row, column)  # then the text stands in the line above
            return Cell(row if is_merged else row + 1, column + 1)
        for row in range(1, len(self._sheet.rows) + 1):
            if column := self._first_used(row):
                return Cell(row, column)
        return Cell(1, 1)

    def _is_empty(self, row: int, column: int) -> bool:
        cells = self._sheet.rows[row]
        return column >= len(cells) or cells[column] in ("", None)

    def _first_used(self, row: int) -> int:
        cells = self._sheet.rows[row - 1] if row <= len(self._sheet.rows) else []
        return next((at for at, value in enumerate(cells, start=1) if value not in ("", None)), 0)

    def _found(self) -> Located | None:
        if not self._is_located:
            self._is_located = True
            self._located = located_in(self._sheet, self._form)
        return self._located


def located_in(sheet: formats.Worksheet, form: Form) -> Located | None:
    """The form's sheet that bears this name, found in it."""
    wanted: FormSheet | None = next((each for each in form.sheets if is_of(each, sheet.name)), None)
    return locate(wanted, sheet, form) if wanted else None


def _remedies(form: Form) -> dict[str, list[str]]:
    """By rule, the longest first: a finding's message ends with one of them."""
    found: dict[str, set[str]] = {}
    for _, rule in form.rules:
        found.setdefault(rule.code, {rule.remedy}).add(rule.remedy)
        found[rule.code].update(each.remedy for each in rule.expect if each.remedy)
    return {code: sorted(texts, key=len, reverse=True) for code, texts in found.items()}


def _parted(message: str, remedies: Sequence[str]) -> tuple[str, str]:
    correction = next((text for text in remedies if message.endswith(text)), "")
    return (message.removesuffix(correction).strip(), correction) if correction else (message, "")

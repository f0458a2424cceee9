"""Draws the cover: what the system fills in and locks, what the unit fills in, by when it is due."""

from __future__ import annotations

from typing import Any

from openpyxl.formatting.rule import Rule as Colour
from openpyxl.styles import Alignment
from openpyxl.worksheet.worksheet import Worksheet

from giamngheo.feedback.form.formulas import Formulas
from giamngheo.feedback.form.limits import in_words, need, validation
from giamngheo.feedback.form.lists import Lists
from giamngheo.feedback.form.places import Cover
from giamngheo.feedback.form.prefilled import Row
from giamngheo.feedback.form.styles import DAY, TEXT, WHOLE, FormStyles, alarm
from giamngheo.feedback.form.tables import protect
from giamngheo.metadata.form import Column
from giamngheo.report.render.excel.cell_styles import Align

_LOCKED = frozenset({"form_id", "unit", "unit_name", "period"})  # whose report this is; the rest is the unit's own
SIGNED, SEALED = "(ký, ghi rõ họ tên)", "(ký, đóng dấu)"
_WIDTHS = {"A": 30, "B": 34, "C": 62}


def draw(
    sheet: Worksheet,
    cover: Cover,
    values: Row,
    head: tuple[str, str, str],
    foot: list[str],
    signer: tuple[str, str],
    styles: FormStyles,
) -> None:
    """`values` by field, `head` the lines above, `foot` those below: deadlines, where to send it, how to sign; `signer`: the
    head of the sender, and how he signs."""
    for line, text in enumerate(head, start=1):
        styles.put(sheet.cell(line, 1), text, "about" if line == 3 else "title")
        sheet.row_dimensions[line].height = 17 if line == 3 else 20
    for column in cover.columns:
        line = cover.numbered[column.field]
        style = "given" if column.field in _LOCKED else "field"
        styles.put(sheet.cell(line, 1), column.heading, "label")
        styles.put(sheet.cell(line, 2), values.get(column.field), style, *_shown(column))  # type: ignore[arg-type]
        styles.put(sheet.cell(line, 3), _note(cover, column), "about")
        sheet.row_dimensions[line].height = 22
    for line, text in enumerate(foot, start=cover.last + 2):
        cell: Any = sheet.cell(line, 1)
        styles.put(cell, text, "guide")
        sheet.merge_cells(start_row=line, end_row=line, start_column=1, end_column=3)
        sheet.row_dimensions[line].height = 20
    _signatures(sheet, cover.last + 3 + len(foot), signer, styles)
    for letter, width in _WIDTHS.items():
        sheet.column_dimensions[letter].width = width


def guard(sheet: Worksheet, cover: Cover, formulas: Formulas, lists: Lists) -> None:
    """What the cells take, what is coloured, what is locked."""
    for column in cover.columns:
        if column.field not in _LOCKED and (rule := validation(cover, column, lists, [])):
            sheet.add_data_validation(rule)
    for each in formulas.broken():
        if each.field not in _LOCKED:
            colour = Colour(type="expression", formula=[each.formula], dxf=alarm(each.rule.severity))
            sheet.conditional_formatting.add(cover.area(each.field), colour)
    protect(sheet)


def _note(cover: Cover, column: Column) -> str:
    if column.field in _LOCKED:
        return "Đã ghi sẵn."
    needed = need(cover.sheet, column)
    return f"{needed}. {in_words(cover.sheet, column)}" if needed else in_words(cover.sheet, column)


def _signatures(sheet: Worksheet, line: int, signer: tuple[str, str], styles: FormStyles) -> None:
    """Below the last label, in words that are no label: the reading takes the first of two."""
    for column, texts in ((1, ("CÁN BỘ LẬP", SIGNED)), (3, signer)):
        for below, text in enumerate(texts):
            cell: Any = sheet.cell(line + below, column)
            styles.put(cell, text, "about" if below else "part", "center")
            cell.alignment = Alignment("center", "center")


def _shown(column: Column) -> tuple[Align, str]:
    match column.type:
        case "whole" | "decimal":
            return "left", WHOLE
        case "date":
            return "left", DAY
    return "left", TEXT

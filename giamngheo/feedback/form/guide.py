"""Draws the guidance: the steps, then every sheet and column, what to write and how to keep its rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from openpyxl.styles import Alignment
from openpyxl.worksheet.worksheet import Worksheet

from giamngheo.core.text_metrics import lines
from giamngheo.feedback.form.limits import in_words, need, remedies
from giamngheo.feedback.form.places import Cover, Place
from giamngheo.feedback.form.styles import FormStyles, StyleName
from giamngheo.feedback.form.tables import heading, protect
from giamngheo.report.render.excel.cell_styles import Align

SHEET = "Hướng dẫn"

_WIDTHS = (7.0, 30.0, 18.0, 50.0, 66.0)
_HEADS = ("Cột", "Tên cột", "Có phải ghi", "Ghi gì", "Lưu ý")
_LINE, _SPARE = 15.0, 5.0  # points


def draw(sheet: Worksheet, title: str, steps: Sequence[str], places: Mapping[str, Place], styles: FormStyles) -> None:
    styles.put(sheet.cell(1, 1), title, "title")
    sheet.row_dimensions[1].height = 24
    line = 3
    for number, step in enumerate(steps, start=1):
        styles.put(sheet.cell(line, 1), f"{number}.", "guide", "center")
        styles.put(sheet.cell(line, 2), step, "guide")
        sheet.merge_cells(start_row=line, end_row=line, start_column=2, end_column=len(_WIDTHS))
        _height(sheet, line, [(step, sum(_WIDTHS[1:]))])
        line += 1
    for place in places.values():
        line = _part(sheet, line + 1, place, styles)
    for letter, width in zip("ABCDE", _WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    protect(sheet)


def _part(sheet: Worksheet, line: int, place: Place, styles: FormStyles) -> int:
    """One sheet of the form; gives the next free line."""
    needed = "bắt buộc phải có" if place.sheet.required else "ghi nếu có"
    styles.put(sheet.cell(line, 1), f"Trang tính «{place.sheet.name}» ({needed})", "part")
    sheet.cell(line, 1).alignment = Alignment("left", "center")
    line += 1
    heads = ("Dòng", "Mục", *_HEADS[2:]) if isinstance(place, Cover) else _HEADS
    _line(sheet, line, heads, "heading", styles)
    for texts in _columns(place):
        line += 1
        _line(sheet, line, texts, "guide", styles)
    return line + 1


def _columns(place: Place) -> Iterator[tuple[str, ...]]:
    for column in place.columns:
        number = str(place.numbered[column.field])
        named = heading(column) if not column.group else f"{column.group}: {heading(column)}"
        where = number if isinstance(place, Cover) else f"({number})"
        yield (
            where,
            named,
            need(place.sheet, column),
            in_words(place.sheet, column),
            remedies(place.sheet, column),
        )


def _line(sheet: Worksheet, line: int, texts: Sequence[str], style: StyleName, styles: FormStyles) -> None:
    for number, text in enumerate(texts, start=1):
        align: Align = "center" if number == 1 or style == "heading" else "left"
        styles.put(sheet.cell(line, number), text or None, style, align)
    _height(sheet, line, list(zip(texts, _WIDTHS, strict=True)))


def _height(sheet: Worksheet, line: int, texts: Sequence[tuple[str, float]]) -> None:
    most = max(lines(text, width - 3) for text, width in texts)
    sheet.row_dimensions[line].height = most * _LINE + _SPARE

"""Opens one workbook and finds the form in it. A bad workbook harms only itself: its fault is a word."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import PurePath

from giamngheo.core.formats import number
from giamngheo.core.legacy_encodings import decode_tcvn3, decode_vni, to_unicode
from giamngheo.core.text import key, plain
from giamngheo.metadata.form import Column, Form, Sheet
from giamngheo.metadata.settings import ReadingLimits
from giamngheo.read import formats
from giamngheo.read.cells import reader
from giamngheo.read.layout import HEADING_SEARCH_ROWS, Located, Row, locate, matching_sheets

# What a short text can have been typed in, Unicode first.
_FONTS = (partial(unicodedata.normalize, "NFC"), decode_tcvn3, decode_vni)


@dataclass(frozen=True)
class Reading:
    """What a workbook holds of the form.

    `fault` (`damaged`, `encrypted`, `too_large`, `not_taken`, `empty`, `growing`, `link`) means that nothing
    could be read, `detail` says more. `sheet_counts` is how many sheets bear a required sheet's name.
    """

    file: str
    fault: str | None = None
    detail: str = ""
    located: dict[str, Located] = field(default_factory=dict)
    sheet_counts: dict[str, int] = field(default_factory=dict)

    @property
    def is_readable(self) -> bool:
        return self.fault is None


def read_workbook(data: bytes, file: str, form: Form, limits: ReadingLimits) -> Reading:
    """Look before loading, open, and locate the form's sheets; never raises for what the bytes hold."""
    try:
        workbook = formats.open_workbook(data, PurePath(file).name, container_limits(limits))
    except formats.UnreadableWorkbook as error:
        return Reading(file, error.fault.value, error.detail)
    names = [sheet.name for sheet in workbook.sheets]
    located: dict[str, Located] = {}
    counts: dict[str, int] = {}
    for sheet in form.sheets:
        places = [
            place for place in matching_sheets(sheet, names) if sheet.required or not _is_blank(workbook.sheets[place])
        ]
        counts[sheet.table] = len(places)
        if len(places) == 1:
            located[sheet.table] = _locate(sheet, workbook.sheets[places[0]], form)
    households = located.get("household")
    if households and len(households.data_rows) > limits.household_rows:
        most, found = number(limits.household_rows), number(len(households.data_rows))
        return Reading(file, "too_large", f"danh sách có {found} hộ, nhiều nhất là {most}")
    return Reading(file, located=located, sheet_counts=counts)


def cover_value(reading: Reading, name: str, form: Form) -> object:
    """A typed value of the cover, `None` where it cannot be read."""
    cover = reading.located.get("cover")
    if cover is None or name not in cover.columns:
        return None
    column: Column = cover.sheet.columns[name]
    return reader(column, form)(cover.values(name)[0])[0]


def is_this_form(reading: Reading, form: Form) -> bool:
    """Whether the cover names the form."""
    named = cover_value(reading, "form_id", form)
    return isinstance(named, str) and key(named) in form.ids


def _is_blank(sheet: formats.Worksheet) -> bool:
    return not any(value not in ("", None) for row in sheet.rows for value in row)


def _locate(sheet: Sheet, found: formats.Worksheet, form: Form) -> Located:
    return locate(sheet, found.name, _in_unicode(found.rows, sheet), found.uncalculated, form)


def _in_unicode(rows: Sequence[Row], sheet: Sheet) -> Sequence[Row]:
    """Texts in the old TCVN3 and VNI fonts become Unicode, before any other cleaning."""
    above, below = _letters(rows[:HEADING_SEARCH_ROWS]), _letters(rows[HEADING_SEARCH_ROWS:])
    listed = sorted(above | below)
    read = dict(zip(listed, to_unicode(listed), strict=True))
    read |= {text: heading for text in above if (heading := _as_heading(text, sheet))}
    changed = {old: new for old, new in read.items() if old != new}
    if not changed:
        return rows
    return [[changed.get(value, value) if isinstance(value, str) else value for value in row] for row in rows]


def _letters(rows: Iterable[Row]) -> set[str]:
    return {value for row in rows for value in row if isinstance(value, str) and not value.isascii()}


def _as_heading(text: str, sheet: Sheet) -> str | None:
    """A text that is one of the sheet's headings as it stands, or through an old font: too short to tell otherwise."""
    headings = sheet.field_of_heading
    return next((read for as_unicode in _FONTS if plain(read := as_unicode(text)) in headings), None)


def container_limits(limits: ReadingLimits) -> formats.Limits:
    return formats.Limits(
        file_bytes=limits.file_mb * 2**20,
        unpacked_bytes=limits.unpacked_mb * 2**20,
        rows=limits.household_rows + 10_000,
    )

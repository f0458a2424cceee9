"""Where everything stands on the sheet of an official form: its lines and its columns."""

from __future__ import annotations

from dataclasses import dataclass

from openpyxl.utils import get_column_letter

from giamngheo.metadata.official import OfficialColumn, OfficialForm

TITLE, PERIOD, UNDER, HEADING, NUMBERS = 4, 5, 7, 8, 9  # lines of the sheet
FIRST = NUMBERS + 1
_FIXED = 2  # columns before the numbered ones: ordinal and unit


@dataclass(frozen=True)
class OfficialLayout:
    """The columns of a form, whose number and order it says itself; the lines of the head are the same for all."""

    form: OfficialForm

    @property
    def has_lines(self) -> bool:
        """Whether a unit has several lines, so that a column says what each counts."""
        return len(self.form.lines) > 1

    @property
    def before(self) -> int:
        """Columns before the numbered ones: ordinal, unit, and what a line counts where there are several."""
        return _FIXED + int(self.has_lines)

    @property
    def last(self) -> int:
        return self.before + len(self.form.column)

    def has(self, key: str) -> bool:
        return any(column.key == key for column in self.form.column)

    def place(self, column: OfficialColumn) -> int:
        return self.before + 1 + self.form.column.index(column)

    def letter(self, key: str) -> str:
        keys = [column.key for column in self.form.column]
        return get_column_letter(self.before + 1 + keys.index(key))

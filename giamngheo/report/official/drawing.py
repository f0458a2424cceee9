"""Draws official forms with openpyxl: a sheet for each, as the circular lays it out, with live sums, rates and balances."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from itertools import groupby
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.worksheet import Worksheet

from giamngheo.attain.aggregates import percent_of
from giamngheo.core.formats import day
from giamngheo.core.period import Period
from giamngheo.core.reproducible_zip import repacked
from giamngheo.metadata.configuration import Configuration
from giamngheo.metadata.official import OfficialColumn, OfficialForms, Source
from giamngheo.report.official.figures import OfficialRow, OfficialTable
from giamngheo.report.official.layout import FIRST, HEADING, NUMBERS, PERIOD, TITLE, UNDER, OfficialLayout
from giamngheo.report.official.pages import divide
from giamngheo.report.official.sizes import set_sizes
from giamngheo.report.official.urban_rural import by_area
from giamngheo.report.render.excel.cell_styles import Align
from giamngheo.report.render.excel.printing import put_on_paper
from giamngheo.report.render.excel.stored_values import saved, with_values
from giamngheo.report.render.excel.styles import DECIMALS, TEXT, WHOLE, CellStyleName, Styles
from giamngheo.report.wording import words
from giamngheo.report.wording.listing import plain

_SIGNED = 7  # lines from the place and the day to the signer's name
_MARGINS = PageMargins(0.5, 0.5, 0.6, 0.6, header=0.3, footer=0.3)


def official_workbook(
    tables: Sequence[OfficialTable], configuration: Configuration, forms: OfficialForms, period: Period
) -> bytes:
    """The forms in one workbook; the same arguments give the same bytes."""
    workbook = Workbook()
    del workbook[workbook.sheetnames[0]]
    styles = Styles(workbook)
    missing = {}
    for number, table in enumerate(tables, start=1):
        sheet = workbook.create_sheet(table.form.name)
        drawn = _Drawing(sheet, styles, table, configuration, forms, period)
        drawn.draw()
        missing[f"xl/worksheets/sheet{number}.xml"] = partial(with_values, stored=drawn.stored)
    names = ", ".join(table.form.name for table in tables)
    issuer = plain(configuration.letterhead.issuing_body)
    return repacked(saved(workbook, missing), f"{names}, {period.title}", issuer, configuration.last_day_of(period))


@dataclass
class _Drawing:
    """One form on its sheet. `stored`: the values of the formulas, by cell; `starts`: the first line of each unit."""

    sheet: Worksheet
    styles: Styles
    table: OfficialTable
    configuration: Configuration
    forms: OfficialForms
    period: Period
    stored: dict[str, float | str] = field(default_factory=dict)
    starts: list[int] = field(default_factory=list)

    def draw(self) -> None:
        self._head()
        self._headings()
        bottom = self._rows()
        below = self._notes(bottom + 1)
        end = self._signatures(below + 1)
        widths = set_sizes(self.sheet, self.layout, end)
        self._paper()
        notes = range(bottom + 3, bottom + 2 + len(self.table.notes))  # the first stays with what is above it
        divide(self.sheet, widths, [1, *self.starts[1:]], notes, end, (UNDER, NUMBERS))

    @cached_property
    def layout(self) -> OfficialLayout:
        return OfficialLayout(self.table.form)

    # ------------------------------------------------------------ head

    def _head(self) -> None:
        letterhead, form = self.configuration.letterhead, self.table.form
        last = self.layout.last
        middle = max(2, last // 2)
        self._across(1, 1, middle, letterhead.parent_body, "about", "center")
        self._across(1, middle + 1, last, form.name, "strong", "right")
        self._across(2, 1, middle, letterhead.issuing_body, "strong", "center")
        self._across(2, middle + 1, last, f"(Theo {self.forms.source})", "note", "right")
        self._across(TITLE, 1, last, form.title.upper(), "title", "center")
        last_day = day(self.configuration.last_day_of(self.period))
        about = f"{words.capital(self.period.title)}, {self.configuration.plan_of(self.period).area}; số liệu đến ngày {last_day}"
        self._across(PERIOD, 1, last, about, "about", "center")

    def _headings(self) -> None:
        """A common heading over its columns; the others over both lines; below them the columns' numbers."""
        fixed = ["TT", self._units_heading(), *(["Chỉ tiêu"] if self.layout.has_lines else [])]
        for number in range(1, self.layout.last + 1):
            for line in (UNDER, HEADING):
                self._put(line, number, None, "heading", "center")
        for number, text in enumerate(fixed, start=1):
            self._down(number, text)
            self._put(NUMBERS, number, None, "heading", "center")
        number = self.layout.before
        for under, columns in groupby(self.table.form.column, key=lambda column: column.under or column.key):
            together = list(columns)
            first, number = number + 1, number + len(together)
            if not together[0].under:
                self._down(first, together[0].heading)
                continue
            self._across(UNDER, first, number, under, "heading", "center")
            for place, column in enumerate(together, start=first):
                self._put(HEADING, place, column.heading, "heading", "center")
        for place in range(1, len(self.table.form.column) + 1):
            self._put(NUMBERS, self.layout.before + place, f"({place})", "heading", "center")

    def _units_heading(self) -> str:
        """`Xã, phường`: what the units are, where the office does not say it otherwise."""
        level, types = self.configuration.levels.sender, {row.unit.type for row in self.table.rows}
        kinds = [kind.name.lower() for kind in level.kinds if kind.code in types]
        return level.title if level.heading or not kinds else words.capital(", ".join(kinds))

    # ------------------------------------------------------------ rows

    def _rows(self) -> int:
        """The units, by area where the form asks for it, and the total; gives its last line."""
        line, ordinal = FIRST, 0
        heads: list[int] = []
        for name, rows in by_area(self.table, self.configuration, self.forms, self.period):
            if name:
                heads.append(line)
                self.starts.append(line)
                self._total_line(line, name, rows, 0, _sum_of(f"{{0}}{line + 1}:{{0}}{line + len(rows)}"))
                line += 1
            for row in rows:
                if row.line == 0:
                    ordinal += 1
                    self._begin_unit(line, is_first=line - 1 in heads)
                self._unit_line(line, ordinal, row)
                line += 1
        last = line - 1
        for number in range(len(self.table.form.lines)):
            own = [row for row in self.table.rows if row.line == number]
            self._total_line(line, "TỔNG CỘNG", own, number, self._sum(line, last, heads))
            line += 1
        return line - 1

    def _begin_unit(self, line: int, *, is_first: bool) -> None:
        """Its ordinal and its name are over all its lines; the first of an area stays with the area's line."""
        if not is_first:
            self.starts.append(line)
        if (more := len(self.table.form.lines) - 1) > 0:
            for number in (1, 2):
                self.sheet.merge_cells(start_row=line, end_row=line + more, start_column=number, end_column=number)

    def _sum(self, line: int, last: int, heads: Sequence[int]) -> str:
        """Of all units' lines of a kind, `{0}` for the column: of the areas', of those called so, or of all."""
        if heads:
            return _sum_of(",".join(f"{{0}}{head}" for head in heads))
        if self.layout.has_lines:
            names, numbers = f"$C${FIRST}:$C${last},$C{line}", f"{{0}}${FIRST}:{{0}}${last}"
            return f'=IF(COUNTIFS({names},{numbers},"<>")=0,"",SUMIF({names},{numbers}))'
        return _sum_of(f"{{0}}{FIRST}:{{0}}{last}")

    def _unit_line(self, line: int, ordinal: int, row: OfficialRow) -> None:
        is_first = row.line == 0
        self._put(line, 1, ordinal if is_first else None, "body", "center", WHOLE)
        self._put(line, 2, plain(row.unit.name) if is_first else None, "body")
        self._line_name(line, row.line, "body")
        for column in self.table.form.column:
            self._number(line, column, row.values[column.key], column.source(row.line), "body", row.balances)

    def _total_line(self, line: int, name: str, rows: Sequence[OfficialRow], number: int, formula: str) -> None:
        """Sums of what is known (`formula`, with `{0}` for the column); blank where nothing of a column is, until it is filled
        in by hand."""
        self._put(line, 1, None, "total", "center")
        self._put(line, 2, name if number == 0 else None, "total")
        self._line_name(line, number, "total")
        for column in self.table.form.column:
            source = column.source(number)
            if source.part:
                here = self.layout.has(source.part)
                whole = self._rate(rows, source) if here else self.table.rates.get((number, column.key))
                self._number(line, column, whole, source, "total", False)
            else:
                known = [value for row in rows if (value := row.values[column.key]) is not None]
                summed = formula.format(self.layout.letter(column.key))
                self._formula(line, column.key, summed, sum(known) if known else "", "total", WHOLE)

    def _number(
        self,
        line: int,
        column: OfficialColumn,
        value: float | None,
        source: Source,
        style: CellStyleName,
        balances: bool,
    ) -> None:
        """Its formula where it comes about in this sheet, else the number; blank where nothing is known."""
        if source.part and source.whole and self.layout.has(source.part):
            part, whole = (f"{self.layout.letter(key)}{line}" for key in (source.part, source.whole))
            rate = f'=IF(OR(N({whole})=0,{part}=""),"",{part}/{whole}*100)'
            self._formula(line, column.key, rate, "" if value is None else value, style, DECIMALS)
        elif source.plus and balances and value is not None:
            plus = "+".join(f"{self.layout.letter(key)}{line}" for key in source.plus[1:])
            minus = "".join(f"-{self.layout.letter(key)}{line}" for key in source.minus)
            formula = f"={self.layout.letter(source.plus[0])}{line}{minus}+{plus}"
            self._formula(line, column.key, formula, value, style, WHOLE)
        else:
            self._put(line, self.layout.place(column), value, style, "right", DECIMALS if source.part else WHOLE)

    def _rate(self, rows: Sequence[OfficialRow], source: Source) -> float | None:
        """Sum over sum, as the formula beside the sums comes to; none where nothing of one of them is known."""
        parts, wholes = (
            [value for row in rows if (value := row.values[key or ""]) is not None]
            for key in (source.part, source.whole)
        )
        return percent_of(sum(parts), sum(wholes)) if parts else None

    # ------------------------------------------------------------ below

    def _notes(self, line: int) -> int:
        """Each note in a line of its own; gives the line after them."""
        for text in ("Ghi chú:", *(f"- {note}" for note in self.table.notes)) if self.table.notes else ():
            self._across(line, 1, self.layout.last, text, "note", "left")
            line += 1
        return line

    def _signatures(self, line: int) -> int:
        """Gives their last line. The day is written by hand: a form is signed after the day of its figures."""
        letterhead = self.configuration.letterhead
        last = self.layout.last
        middle = max(2, last // 2)
        year = (self.configuration.last_day_of(self.period) + dt.timedelta(days=1)).year
        self._across(line, middle + 1, last, f"{letterhead.place}, ngày …… tháng …… năm {year}", "note", "center")
        right = [*filter(None, (letterhead.signed_for, letterhead.signer_title)), ""]
        self._across(line + 1, 1, middle, "NGƯỜI LẬP BIỂU", "strong", "center")
        self._across(line + 2, 1, middle, "(Ký, ghi rõ họ tên)", "note", "center")
        for at, text in enumerate(right[:-1], start=1):
            self._across(line + at, middle + 1, last, text, "strong", "center")
        self._across(line + len(right), middle + 1, last, "(Ký tên, đóng dấu)", "note", "center")
        self._across(line + _SIGNED, middle + 1, last, letterhead.signer_name, "strong", "center")
        return line + _SIGNED

    # ------------------------------------------------------------ cells

    def _line_name(self, line: int, number: int, style: CellStyleName) -> None:
        if self.layout.has_lines:
            self._put(line, 3, self.table.form.lines[number], style)

    def _put(
        self,
        line: int,
        number: int,
        value: str | float | None,
        style: CellStyleName,
        align: Align = "left",
        form: str = TEXT,
    ) -> None:
        self.styles.put(self.sheet.cell(line, number), value, style, align, form)

    def _formula(self, line: int, key: str, formula: str, value: float | str, style: CellStyleName, form: str) -> None:
        cell: Any = self.sheet[f"{self.layout.letter(key)}{line}"]
        self.styles.put_formula(cell, formula, style, "right", form)
        self.stored[cell.coordinate] = value

    def _across(self, line: int, first: int, last: int, text: str, style: CellStyleName, align: Align) -> None:
        self._put(line, first, plain(text), style, align)
        if last > first:
            self.sheet.merge_cells(start_row=line, end_row=line, start_column=first, end_column=last)

    def _down(self, number: int, text: str) -> None:
        self._put(UNDER, number, text, "heading", "center")
        self.sheet.merge_cells(start_row=UNDER, end_row=HEADING, start_column=number, end_column=number)

    # ------------------------------------------------------------ paper

    def _paper(self) -> None:
        self.sheet.print_title_rows = f"{UNDER}:{NUMBERS}"
        self.sheet.freeze_panes = f"{get_column_letter(self.layout.before + 1)}{FIRST}"
        right = f"{self.table.form.name} - {self.period.title}"
        put_on_paper(self.sheet, _MARGINS, right.replace("&", "&&"))


def _sum_of(cells: str) -> str:
    """Of nothing it is nothing, not 0."""
    return f'=IF(COUNT({cells})=0,"",SUM({cells}))'

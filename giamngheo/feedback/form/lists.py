"""What may stand in a cell, as lists on a hidden sheet: for choosing, and for the formulas that colour.

Names lead to them: validation and colours of old formats know no other sheet, and `Giống cây, con` cannot stand in a
list that is separated by commas.
"""

from __future__ import annotations

from openpyxl import Workbook
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook.defined_name import DefinedName

from giamngheo.metadata.form import Column, Form

SHEET = "Danh mục"
MARK, MARKS_YES, MARKS = "DM_dau", "DM_dau_co", "DM_dau_doc_duoc"


class Lists:
    """The workbook's lists by name."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self._made: dict[str, tuple[str, ...]] = {
            MARK: form.marks.yes[:1],
            MARKS_YES: form.marks.yes,
            MARKS: (*form.marks.yes, *filter(None, form.marks.no)),
        }

    def labels(self, table: str, column: Column) -> str:
        """The name of the list to choose from."""
        return self._named(f"DM_{table}_{column.field}", tuple(choice.label for choice in column.choice))

    def rules(self, table: str, column: Column) -> str:
        """The name of the list of the rules that only warn, each with its title: those can be explained."""
        warnings = {rule.code: rule.title for _, rule in self._form.rules if rule.severity == "warning"}
        return self._named(
            f"DM_{table}_{column.field}", tuple(f"{code} – {warnings[code]}" for code in sorted(warnings))
        )

    def taken(self, table: str, column: Column) -> str:
        """The name of the list of all spellings that are read."""
        spellings = [text for choice in column.choice for text in (choice.label, *choice.also)]
        prefixed = [f"{column.drop_prefix} {text}" for text in spellings] if column.drop_prefix else []
        return self._named(f"DM_{table}_{column.field}_doc_duoc", (*spellings, *prefixed))

    def texts(self, name: str, texts: tuple[str, ...]) -> str:
        return self._named(f"DM_{name}", texts)

    def write(self, workbook: Workbook) -> None:
        sheet = workbook.create_sheet(SHEET)
        sheet.sheet_state = "hidden"
        sheet.protection.sheet = True
        for number, (name, texts) in enumerate(self._made.items(), start=1):
            letter = get_column_letter(number)
            for line, text in enumerate((name, *texts), start=1):
                cell = sheet.cell(line, number, text)
                cell.data_type, cell.number_format = "s", "@"
            area = f"{quote_sheetname(SHEET)}!${letter}$2:${letter}${len(texts) + 1}"
            workbook.defined_names[name] = DefinedName(name, attr_text=area)

    def _named(self, name: str, texts: tuple[str, ...]) -> str:
        self._made[name] = texts
        return name

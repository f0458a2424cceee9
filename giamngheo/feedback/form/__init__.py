"""The form as a workbook, made from the same configuration that reads and judges it."""

from giamngheo.feedback.form.laying import LAID_FOLDER, Laid, file_name, laid_said, lay
from giamngheo.feedback.form.prefilled import Prefilled, households_for, prefilled, units_for
from giamngheo.feedback.form.workbook import form_version, form_workbook

__all__ = [
    "LAID_FOLDER",
    "Laid",
    "Prefilled",
    "file_name",
    "form_version",
    "form_workbook",
    "households_for",
    "laid_said",
    "lay",
    "prefilled",
    "units_for",
]

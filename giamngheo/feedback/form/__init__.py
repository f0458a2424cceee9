"""The form as a workbook, made from the same configuration that reads and judges it."""

from giamngheo.feedback.form.laying import LAID_FOLDER, file_name, lay
from giamngheo.feedback.form.prefilled import CarriedForward, carried_forward
from giamngheo.feedback.form.workbook import form_version, form_workbook

__all__ = [
    "LAID_FOLDER",
    "CarriedForward",
    "carried_forward",
    "file_name",
    "form_version",
    "form_workbook",
    "lay",
]

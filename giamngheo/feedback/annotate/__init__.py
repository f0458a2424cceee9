"""The sender's workbook, annotated: what the unit gets back, to correct and send again."""

from giamngheo.feedback.annotate.annotating import annotated_workbook
from giamngheo.feedback.annotate.records import AnnotatedWorkbook, CannotBeAnnotated, Outcome

__all__ = ["AnnotatedWorkbook", "CannotBeAnnotated", "Outcome", "annotated_workbook"]

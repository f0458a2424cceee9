"""The sender's workbook, marked: what the unit gets back, to mend and send again."""

from giamngheo.feedback.annotate.marked import marked_workbook
from giamngheo.feedback.annotate.records import CannotBeMarked, Marked, Outcome

__all__ = ["CannotBeMarked", "Marked", "Outcome", "marked_workbook"]

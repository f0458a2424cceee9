"""Another system's export becomes our form, a workbook for each unit, which then goes the way of all workbooks.

Nothing is judged or mended here: what the other system has stands in the form as it is, and the checks name what is wrong.
"""

from giamngheo.feedback.imported.export import ImportedRows, NotUnderstood, import_export
from giamngheo.feedback.imported.mapping import ImportMapping, load_mapping
from giamngheo.feedback.imported.proposal import proposed_mapping

__all__ = ["ImportMapping", "ImportedRows", "NotUnderstood", "import_export", "load_mapping", "proposed_mapping"]

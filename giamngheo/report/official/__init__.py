"""The state's forms (`giamngheo/metadata/official/`) filled from the warehouse, as a workbook to be signed."""

from giamngheo.report.official.drawing import official_workbook
from giamngheo.report.official.figures import OfficialRow, OfficialTable, official_tables

__all__ = ["OfficialRow", "OfficialTable", "official_tables", "official_workbook"]

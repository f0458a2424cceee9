"""A document's tables as a workbook (OOXML), drawn with openpyxl: one sheet per table, totals as live formulas."""

from giamngheo.report.render.excel.workbook import excel_annex

__all__ = ["excel_annex"]

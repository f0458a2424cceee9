"""A real spreadsheet program for the tests: one LibreOffice, and an officer who works in it."""

from tests.support.spreadsheet.program import Job, LibreOffice

__all__ = ["Job", "LibreOffice"]

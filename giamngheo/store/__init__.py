"""Puts an accepted workbook in force: its rows, its submissions, its deadlines."""

"""One workbook into typed rows: its file format, its layout, its cells."""

"""Finds what is wrong in the workbooks of a batch, and who has reported."""

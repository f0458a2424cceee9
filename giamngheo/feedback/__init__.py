"""What the communes get: the form, their workbook returned, notes, the board."""

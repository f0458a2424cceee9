"""What knows no plan, no unit and no workbook."""

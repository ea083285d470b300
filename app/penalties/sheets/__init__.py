"""Penalty items as a workbook: one row an item, a further sheet for each list of its standard."""

"""Spreadsheets: read without trust, plan before writing, report row by row, write without formulas."""

"""Ledgers as spreadsheets: their entries, and their definitions as one file that another county takes over."""

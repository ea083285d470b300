"""Screens of open contracting data and of bid prices: pure functions over dictionaries, without a database."""

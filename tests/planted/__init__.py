"""Rows of every kind, for tests that ask for everything: what no other county may see, and what every route shows."""

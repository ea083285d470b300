"""Shapes of money in motion: round trips, fans and split payments in any list of payments. Knows no database."""

"""Parties (主体): who stands behind what: persons, companies, what ties them, what they share, which offices they hold."""

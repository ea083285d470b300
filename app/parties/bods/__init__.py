"""Beneficial Ownership Data Standard (BODS): read in versions 0.2 to 0.4, written in 0.4."""

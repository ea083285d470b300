"""Codes that people copy from paper, read aloud and type on a phone."""

import secrets

ALPHABET = "346789ABCDEFGHJKMNPQRTUVWXY"
"""Digits and capitals that are not taken for one another: without 0 O, 1 I L, 2 Z, 5 S."""


def new_code(length: int = 12) -> str:
    """Return a fresh random code; twelve characters hold 57 bits, too many to be found by trying."""
    number = secrets.randbelow(len(ALPHABET) ** length)
    return "".join(ALPHABET[number // len(ALPHABET) ** place % len(ALPHABET)] for place in range(length))


def grouped(code: str) -> str:
    """Return a code as it is printed, in groups of four: ``K7MH-4QPX-WN3D``."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def typed(code: str) -> str:
    """Return a code as a person typed it in the form in which it is stored."""
    return "".join(letter for letter in code.upper() if letter.isalnum())

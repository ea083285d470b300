"""How much room a text takes, without asking a browser, and how it is broken into lines."""

import re
import unicodedata

LINE = 15
"""Height of a line of small text, in pixels."""
SMALL, PLAIN = 12, 14
"""Sizes of text, in pixels."""


def width_of(text: str, size: int) -> float:
    """Return the width of a text in pixels: a Chinese sign is as wide as it is high, others are narrower."""
    return size * sum(_em(sign) for sign in text)


def _em(sign: str) -> float:
    if unicodedata.east_asian_width(sign) in "WFA":
        return 1.0
    return 0.72 if sign.isupper() or sign in "mwMW@%" else 0.58


def broken(text: str, size: int, width: float, most: int) -> tuple[str, ...]:
    """Return a text as at most so many lines within a width; what does not fit ends in an ellipsis.

    Words in Latin letters stay whole where they can, and no line begins with a closing sign.
    """
    lines: list[str] = []
    line = ""
    for part in _parts(text, size, width):
        if line and width_of(line + part.rstrip(), size) > width:
            lines.append(line.rstrip())
            line = ""
        line += part if line else part.lstrip()
    if line.strip():
        lines.append(line.rstrip())
    if len(lines) <= most:
        return tuple(lines)
    last = lines[most - 1]
    while last and width_of(last + "…", size) > width:
        last = last[:-1]
    return (*lines[: most - 1], last + "…")


def _parts(text: str, size: int, width: float) -> list[str]:
    parts: list[str] = []
    for word in re.findall(r"[\x21-\x7e]+ ?|\s+|.[，。、；：！？）】》”—]*", " ".join(text.split())):
        if width_of(word, size) <= width:
            parts.append(word)
        else:
            parts.extend(word)
    return parts


def balanced(text: str, size: int, width: float, most: int) -> tuple[str, ...]:
    """Return a text broken into lines of about the same length."""
    lines = broken(text, size, width, most)
    if len(lines) < 2 or lines[-1].endswith("…"):
        return lines
    for narrower in range(int(width_of(text, size) / len(lines)), int(width) + 1, 2):
        tried = broken(text, size, narrower, most)
        if len(tried) == len(lines) and not tried[-1].endswith("…"):
            return tried
    return lines

"""Codes of power items by rule tables: a code is made, read and explained, and never refused for its length.

Real catalogues mix several standards (1,135 items of one district had codes of 47, 53, 54 and 55
signs), so a check only warns. Sources: GB/T 39554.1-2020 (12, 31 and 33 characters), DB52/T 1264-2018,
the item codes of the Sichuan service platform, and this platform's own short code.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from app.kernel.errors import Refused
from app.kernel.identities import is_company
from app.kernel.words import N_

PREFIX: Mapping[str, str] = {
    "01": "XK",
    "02": "CF",
    "03": "QZ",
    "04": "ZS",
    "05": "JF",
    "06": "JC",
    "07": "QR",
    "08": "JL",
    "09": "CJ",
    "10": "QT",
    "20": "GG",
}
"""Letters of each power type in short codes."""

DIGITS, LETTERS, SIGNS = "0-9", "A-Z", "0-9A-Z"


class Doubt(Refused):
    """Something in a code that a person should look at; it is shown and never raised."""


@dataclass(frozen=True, slots=True)
class Segment:
    """One part of a code."""

    name: str
    length: int
    signs: str = DIGITS
    """Signs that may stand in it, as a range of a pattern."""
    source: str = ""
    """Where a new code takes it from: place, type, type_number, credit_code, level, area, serial."""
    pad: str = "0"
    """Sign that fills it up from the left."""
    check: str = ""
    """Extra check: ``uscc`` for the check sign of a social credit code."""
    shortest: int = 0
    """Smallest length that is still recognised, with a warning; 0 for none but the right one."""
    longest: int = 0
    """Greatest length that is right; 0 for a fixed one."""

    @property
    def pattern(self) -> str:
        """Return it as a named group of a pattern."""
        return f"(?P<{self.name}>[{self.signs}]{{{self.shortest or self.length},{self.longest or self.length}}})"


@dataclass(frozen=True)
class Scheme:
    """A standard by which codes are made: a row of the rule table."""

    name: str
    title: str
    segments: tuple[Segment, ...]
    separator: str = ""

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The whole as one pattern with a group for each segment."""
        return re.compile(re.escape(self.separator).join(segment.pattern for segment in self.segments))

    def make(self, parts: Mapping[str, str]) -> str:
        """Return the code of these parts, each filled up to its length; KeyError when one is missing."""
        return self.separator.join(parts[segment.name].rjust(segment.length, segment.pad) for segment in self.segments)


_BASE = (
    Segment("type", 4, source="type_number"),
    Segment("department", 2),
    Segment("main", 3, source="serial"),
    Segment("sub", 3),
)
_CREDIT = Segment("organ", 18, SIGNS, source="credit_code", check="uscc")
_LEVEL = Segment("level", 1, "1-6", source="level")

SCHEMES: Mapping[str, Scheme] = {
    scheme.name: scheme
    for scheme in (
        Scheme(
            "short",
            N_("Short code of this platform"),
            (
                Segment("place", 2, LETTERS, source="place"),
                Segment("type", 2, LETTERS, source="type"),
                Segment("serial", 4, source="serial", longest=6),
                Segment("sub", 2),
            ),
            "-",
        ),
        Scheme("national_base", N_("National base code (12 characters)"), _BASE),
        Scheme("national", N_("National implementation code (31 characters)"), (_CREDIT, _LEVEL, *_BASE)),
        Scheme(
            "national_handling",
            N_("National handling code (33 characters)"),
            (_CREDIT, _LEVEL, *_BASE, Segment("handling", 2)),
        ),
        Scheme(
            "service_platform",
            N_("Code of the provincial service platform (55 characters)"),
            (
                Segment("base", 14, SIGNS + "-", shortest=6),
                Segment("area", 12, source="area"),
                Segment("catalogue", 3),
                Segment("organ", 18, SIGNS + "-", source="credit_code", check="uscc", shortest=8),
                Segment("version", 1),
                Segment("handling", 2),
            ),
            "-",
        ),
        Scheme(
            "db52",
            N_("Code by DB52/T 1264-2018"),
            (
                Segment("type", 2, LETTERS, source="type"),
                Segment("main", 5, source="serial"),
                Segment("sub", 2, longest=3),
                Segment("parts", 0, "Y", longest=1),
            ),
        ),
    )
}
"""The rule table. A new standard is a new row."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a code says: the scheme that it follows, its parts, and what looks wrong."""

    scheme: Scheme | None
    parts: Mapping[str, str]
    warnings: tuple[Doubt, ...]


def read_code(code: str) -> Reading:
    """Read a code by the first scheme that fits; warnings tell what a person should look at."""
    for scheme in SCHEMES.values():
        match = scheme.pattern.fullmatch(code.strip().upper())
        if match:
            parts = match.groupdict()
            return Reading(scheme, parts, tuple(_checks(scheme, parts)))
    doubt = Doubt(N_("The code follows none of the known standards; it is kept as it is."), field="code")
    return Reading(None, {}, (doubt,))


def check_code(code: str) -> list[Doubt]:
    """Return what a person should look at in a code; never a reason to refuse it."""
    return list(read_code(code).warnings)


def _checks(scheme: Scheme, parts: Mapping[str, Any]) -> list[Doubt]:
    doubts: list[Doubt] = []
    for segment in scheme.segments:
        part = parts[segment.name]
        if len(part) < segment.length:
            doubts.append(
                Doubt(
                    N_("A part of the code (%(part)s) has %(count)d characters; the standard has %(right)d."),
                    field="code",
                    part=part,
                    count=len(part),
                    right=segment.length,
                )
            )
        if segment.check == "uscc" and not is_company(part):
            doubts.append(
                Doubt(
                    N_("The check sign of the social credit code %(part)s in the code is not right."),
                    field="code",
                    part=part,
                )
            )
    return doubts

"""Which indicators run, and their thresholds: read from an INI file as Cardinal's, or put together from options."""

from collections.abc import Iterable, Mapping
from configparser import ConfigParser, Error
from dataclasses import dataclass, field, replace
from math import isfinite
from typing import Any

from app.kernel.errors import Refused
from app.kernel.words import N_

CODES = ("R003", "R018", "R024", "R025", "R028", "R030", "R035", "R036", "R038", "R048", "R058")
TOP = "\0top"
PREPARING = {"defaults", "redactions", "corrections", "modifications", "codelists.bid_status", "codelists.award_status"}
"""Sections that another command of Cardinal reads; a file may carry them."""


@dataclass(frozen=True)
class Settings:
    """What is screened and by which thresholds; ``None`` means: by the fence that the data themselves give."""

    codes: frozenset[str] = frozenset(CODES)
    currency: str | None = None
    without_price: frozenset[str] = frozenset()
    """Procurement method details that do not compare prices."""
    with_price: frozenset[str] = frozenset()
    """Procurement method details that compare prices; where it is given, nothing else does."""
    excluded: frozenset[str] = frozenset()
    """Procurement method details that are left out altogether."""
    short_days: int = 15
    short_methods: frozenset[str] = frozenset()
    short_details: Mapping[str, int] = field(default_factory=dict)
    single_methods: frozenset[str] = frozenset(("open", "selective"))
    close_ratio: float | None = None
    losing_percentile: int = 75
    losing_ratio: float | None = None
    lone_count: int = 1
    rejected_ratio: float | None = None
    rejected_bids: int = 2
    rejected_processes: int = 2
    class_digits: int = 2
    class_count: int | None = None
    class_processes: int = 20
    discount_ratio: float | None = None


def _text(value: str) -> str:
    return value


def _piped(value: str) -> frozenset[str]:
    return frozenset(part for part in value.removesuffix("|").split("|")) if value else frozenset()


def _whole(value: str) -> int:
    return int(value)


def _count(value: str) -> int:
    found = int(value)
    if found < 0:
        raise ValueError(value)
    return found


def _ratio(value: str) -> float:
    found = float(value)
    if not isfinite(found):
        raise ValueError(value)
    return found


PROPERTIES: Mapping[tuple[str, str], tuple[str, Any]] = {
    (TOP, "currency"): ("currency", _text),
    (TOP, "no_price_comparison_procurement_methods"): ("without_price", _piped),
    (TOP, "price_comparison_procurement_methods"): ("with_price", _piped),
    ("exclusions", "procurement_method_details"): ("excluded", _piped),
    ("R003", "threshold"): ("short_days", _whole),
    ("R003", "procurement_methods"): ("short_methods", _piped),
    ("R018", "procurement_methods"): ("single_methods", _piped),
    ("R024", "threshold"): ("close_ratio", _ratio),
    ("R025", "percentile"): ("losing_percentile", _count),
    ("R025", "threshold"): ("losing_ratio", _ratio),
    ("R035", "threshold"): ("lone_count", _count),
    ("R038", "threshold"): ("rejected_ratio", _ratio),
    ("R038", "minimum_submitted_bids"): ("rejected_bids", _count),
    ("R038", "minimum_contracting_processes"): ("rejected_processes", _count),
    ("R048", "digits"): ("class_digits", _count),
    ("R048", "threshold"): ("class_count", _count),
    ("R048", "minimum_contracting_processes"): ("class_processes", _count),
    ("R058", "threshold"): ("discount_ratio", _ratio),
}
DETAILS = "R003.procurement_method_details"
SECTIONS = {TOP, "exclusions", DETAILS, *CODES}


def put(settings: Settings, section: str, name: str, value: str) -> Settings:
    """Return settings with one property changed; Refused when there is no such property or its value is no number."""
    try:
        if section == DETAILS:
            return replace(settings, short_details={**settings.short_details, name: _whole(value)})
        if (section, name) not in PROPERTIES:
            where = name if section == TOP else f"[{section}] {name}"
            raise Refused(N_("%(name)s is not a setting. Take the names from the manual."), name=where)
        attribute, read = PROPERTIES[(section, name)]
        return replace(settings, **{attribute: read(value)})
    except ValueError:
        raise Refused(
            N_("%(name)s cannot be %(value)s. Write a number, such as 15 or 0.05."),
            name=name if section == TOP else f"{section}.{name}",
            value=value or "-",
        ) from None


def read_settings(text: str) -> Settings:
    """Read settings from the text of an INI file: an indicator runs when there is a section with its code.

    The format, the names and the defaults are those of Cardinal (Open Contracting Partnership, settings file).
    An unknown section or property is refused, so that a typing error does not quietly change the result.
    """
    parser = ConfigParser(
        interpolation=None, delimiters=("=",), comment_prefixes=(";", "#"), strict=False, default_section="\0none"
    )
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    try:
        parser.read_string(f"[{TOP}]\n{text}")
    except Error as fault:
        line = getattr(fault, "lineno", None) or (getattr(fault, "errors", None) or [(1, "")])[0][0]
        raise Refused(
            N_("Line %(line)d of the settings cannot be read. A setting is a name, an equals sign and a value."),
            line=max(1, int(line) - 1),
        ) from None
    settings = Settings(codes=frozenset(code for code in CODES if parser.has_section(code)))
    if parser.has_section(DETAILS):
        settings = replace(settings, codes=settings.codes | {"R003"})
    for section in parser.sections():
        if section in PREPARING:
            continue
        if section not in SECTIONS:
            raise Refused(
                N_("[%(name)s] is not a section of the settings. Take the names from the manual."), name=section
            )
        for name, value in parser.items(section):
            settings = put(settings, section, name, _unquoted(value))
    return settings


def _unquoted(value: str) -> str:
    quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1] if quoted else value


def only(settings: Settings, codes: Iterable[str]) -> Settings:
    """Return settings that run these indicators alone; Refused for a code that is none of the eleven."""
    wanted = frozenset(codes)
    for code in sorted(wanted - set(CODES)):
        raise Refused(N_("%(code)s is none of the indicators: %(codes)s."), code=code, codes=", ".join(CODES))
    return replace(settings, codes=wanted)

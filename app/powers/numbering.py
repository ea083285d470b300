"""Giving a new power its code, by the rule table and by what stands already."""

from collections.abc import Callable, Mapping

from sqlalchemy import func, select

from app.kernel.act import Act
from app.kernel.audit import advance
from app.kernel.errors import Incomplete
from app.kernel.initials import initials
from app.kernel.places import Level, Organisation, Region, county_region
from app.kernel.words import N_
from app.powers.codes import PREFIX, SCHEMES, Scheme, Segment
from app.powers.models import Power

LEVEL_NUMBER = {Level.PROVINCE: "2", Level.CITY: "3", Level.COUNTY: "4", Level.TOWN: "5", Level.VILLAGE: "6"}
"""Levels of GB/T 39554.1; 1 is the nation."""


def _place(act: Act, organisation: Organisation, power_type: str) -> str:
    home = act.session.get(Region, county_region(organisation.county)) or organisation.region
    return initials(home.name)[:2].upper().rjust(2, "X")


def _type(act: Act, organisation: Organisation, power_type: str) -> str:
    return PREFIX[power_type]


def _type_number(act: Act, organisation: Organisation, power_type: str) -> str:
    return power_type


def _credit_code(act: Act, organisation: Organisation, power_type: str) -> str:
    if not organisation.credit_code:
        raise Incomplete(
            N_("%(name)s has no social credit code. Enter it with the organisation first."), name=organisation.name
        )
    return organisation.credit_code


def _level(act: Act, organisation: Organisation, power_type: str) -> str:
    return LEVEL_NUMBER[Level(organisation.region.level)]


def _area(act: Act, organisation: Organisation, power_type: str) -> str:
    return organisation.region_code


SOURCES: Mapping[str, Callable[[Act, Organisation, str], str]] = {
    "place": _place,
    "type": _type,
    "type_number": _type_number,
    "credit_code": _credit_code,
    "level": _level,
    "area": _area,
}
"""Where the parts of a new code come from; ``serial`` follows from the codes that stand."""


def next_code(act: Act, organisation: Organisation, power_type: str, scheme: str = "short", **parts: str) -> str:
    """Return the next free code of an organisation and type; ``parts`` give what has no source.

    The county's head is locked first, so that two acts never get the same code.
    """
    rule = SCHEMES[scheme]
    filled = {
        s.name: SOURCES[s.source](act, organisation, power_type) if s.source in SOURCES else "" for s in rule.segments
    }
    filled |= parts
    serial = next((s for s in rule.segments if s.source == "serial"), None)
    if serial is not None and serial.name not in parts:
        advance(act.session.connection(), organisation.county, 0)
        filled[serial.name] = str(_last_serial(act, rule, serial, filled) + 1)
    return rule.make(filled)


def _last_serial(act: Act, rule: Scheme, serial: Segment, filled: Mapping[str, str]) -> int:
    """Return the highest serial among the codes that begin alike; longer ones are higher."""
    before = rule.segments[: rule.segments.index(serial)]
    begin = rule.separator.join(filled[s.name].rjust(s.length, s.pad) for s in before) + rule.separator
    column = Power.code if rule.name == "short" else Power.national_code
    highest = act.session.scalar(
        select(column)
        .where(column.startswith(begin, autoescape=True))
        .order_by(func.length(column).desc(), column.desc())
        .limit(1)
    )
    match = rule.pattern.fullmatch(highest or "")
    return int(match[serial.name]) if match else 0

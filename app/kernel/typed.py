"""What a person typed or a cell of a sheet holds, as a value: one reader for forms, sheets and REST.

A value is taken only when there is one way to read it; everything else is refused with an example, so that no sum
and no day ever changes in silence. A number cell comes as int or float; a float of 10**15 or more stands for digits
that the spreadsheet has not kept (ECMA-376 part 1, 18.17.5.2: numbers have 15 significant digits).
"""

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from app.kernel.errors import Incomplete, Refused
from app.kernel.identities import plain_text
from app.kernel.words import N_

KEPT = 10**15
"""Whole numbers from here on lose digits in a spreadsheet."""
LARGEST = Decimal(10) ** 13
EARLIEST_YEAR, LATEST_YEAR = 1900, 2200
"""A day outside was mistyped."""
SHIFTS = {"万": 4, "亿": 8}
"""Words for ten thousand and a hundred million, by the places that they move the point."""
FIRST_SERIAL, LAST_SERIAL = 20_000, 80_000
"""Numbers by which a spreadsheet keeps the days from 1954 to 2119."""
SERIAL_ZERO = dt.date(1899, 12, 30)

_SHORTENED = re.compile(r"[+-]?[0-9](\.[0-9]+)?[eE]\+[0-9]{2,3}")
_NUMBER = re.compile(r"[+-]?(?:(?:[0-9]+|[0-9]{1,3}(?:[, ][0-9]{3})+)(?:\.[0-9]*)?|\.[0-9]+)")
_DAY = re.compile(
    r"(?:(?P<year>[0-9]{4}) ?[-/.年] ?(?P<month>[0-9]{1,2}) ?[-/.月] ?(?P<day>[0-9]{1,2}) ?日?"
    r"|(?P<plain>[0-9]{8}))"
    r"(?:[T ]+(?P<time>[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?) ?(?P<zone>Z|[+-][0-9]{2}:?[0-9]{2})?)?"
)
_DAY_LAST = re.compile(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})")
_DAY_OF_YEAR = re.compile(r"([0-9]{1,2}) ?[-/.月] ?([0-9]{1,2}) ?日?")
_NO_DAY = re.compile(r"[0-9]{4}|[0-9]{4} ?[-/.年] ?[0-9]{1,2} ?月?|[0-9]{1,2}[-/.][0-9]{4}|[0-9]{4}年")


NO_NUMBER = N_("Enter a number, for example 1250.50.")
TWO_POINTS = N_("There is more than one point in this number. Write it such as 1250.50.")
COMMA = N_("A comma stands before three digits only, as in 1,250.50. Before decimals write a point.")
TOO_LARGE = N_("This number is too large.")
BELOW_ZERO = N_("This cannot be below zero.")
NO_DAY = N_("Enter a date such as 2026-11-23.")


class Faulty(Incomplete):
    """Several fields are wrong; each has its own sentence, and nothing was written."""

    def __init__(self, faults: Mapping[str, Refused]) -> None:
        super().__init__(N_("Some fields need your attention. Nothing has been saved yet."))
        self.faults = dict(faults)
        """Name of the field -> what is wrong with it."""


def read_text(raw: Any, field: str = "") -> str:
    """Return a text; a whole number has no point. Refuses a number of which the spreadsheet has lost digits."""
    if isinstance(raw, float):
        if abs(raw) >= KEPT:
            raise _lost(field)
        raw = int(raw) if raw.is_integer() else f"{Decimal(repr(raw)):f}"
    text = str(raw).replace("\x00", "").strip()
    if "+" in text and _SHORTENED.fullmatch(text):
        raise _lost(field)
    return text


def _lost(field: str) -> Incomplete:
    return Incomplete(
        N_(
            "The spreadsheet keeps only 15 digits of a number, so this one is no longer what was typed. "
            "Format the cell as text, then type the number again."
        ),
        field=field,
    )


def read_number(raw: Any) -> Decimal | None:
    """Return a number as people write it: 1,250.50, １２５０, ¥300元, 1.5万, 2亿元整; None when it cannot be read in one way.

    Commas stand before three digits only: 100,08 and 3,6 are no numbers here.
    """
    text = str(raw) if not isinstance(raw, float) else f"{Decimal(repr(raw)):f}"
    if any(sign.isdigit() and not sign.isdecimal() for sign in text):  # ² and ③ only look like digits
        return None
    text = plain_text(text).replace("−", "-").strip().removeprefix("¥")
    text = text.removesuffix("整").removesuffix("元")
    places = SHIFTS.get(text[-1:], 0)
    text = text[:-1].strip() if places else text.strip()
    if not _NUMBER.fullmatch(text):
        return None
    return Decimal(text.replace(",", "").replace(" ", "")) * Decimal(10**places)


def read_amount(raw: Any, field: str = "", places: int = 2, least: int | None = None) -> Decimal:
    """Return a number below 10**13 with so many decimals at the most, not below ``least``; or raise Incomplete."""
    number = read_number(raw)
    if number is None:
        raise Incomplete(_no_amount(plain_text(str(raw))), field=field)
    if abs(number) >= LARGEST:
        raise Incomplete(TOO_LARGE, field=field)
    if least is not None and number < least:
        raise Incomplete(BELOW_ZERO if least == 0 else N_("At least %(value)s."), field=field, value=least)
    if number != round(number, places):
        raise Incomplete(N_("At most %(places)d decimals fit here."), field=field, places=places)
    return round(number, places)


def _no_amount(text: str) -> str:
    """Return why a text is no amount."""
    if text.count(".") > 1:
        return TWO_POINTS
    return COMMA if "," in text else NO_NUMBER


def read_whole(raw: Any, field: str = "") -> int:
    """Return a whole number, or raise Incomplete."""
    number = read_number(raw)
    if number is None or number != number.to_integral_value():
        raise Incomplete(N_("Enter a whole number, for example 20."), field=field)
    return int(number)


def read_day(raw: Any, field: str = "", today: dt.date | None = None) -> dt.date:
    """Return a day as people write it: 2026-11-23, 2026/11/23, 2026.11.23, 2026年11月23日, 20261123.

    A year or a month alone is no day; 11/5/2026 is asked about; 25/11/2026 can only be one day. Where ``today`` is
    given, as in a form, 11-23 and 11月23日 are days of its year; a sheet, read months later, has no such year.
    """
    if isinstance(raw, dt.datetime):
        return raw.date()
    if isinstance(raw, dt.date):
        return raw
    moment = read_moment(raw, field, today)
    return moment.date()


def read_moment(raw: Any, field: str = "", today: dt.date | None = None) -> dt.datetime:
    """Return a day with a time or without, with its zone when one is given; refuses as ``read_day`` does."""
    text = plain_text(str(int(raw) if isinstance(raw, float) else raw)).strip()
    if today is not None and (short := _DAY_OF_YEAR.fullmatch(text)):
        text = f"{today.year}-{short[1]}-{short[2]}"
    found = _DAY.fullmatch(text)
    if found is None:
        return dt.datetime.combine(_day_last(text, field), dt.time())
    plain = found["plain"] or f"{found['year']}{found['month']:0>2}{found['day']:0>2}"
    try:
        day = dt.datetime(int(plain[:4]), int(plain[4:6]), int(plain[6:]))  # noqa: DTZ001 - the zone follows
        if not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
            raise ValueError
        if not found["time"]:
            return day
        time = f"{found['time']:0>5}" if found["time"].count(":") == 1 else found["time"].zfill(8)
        return dt.datetime.fromisoformat(f"{day:%Y-%m-%d}T{time}{found['zone'] or ''}")
    except ValueError:
        raise _no_day(field) from None


def _no_day(field: str) -> Incomplete:
    return Incomplete(NO_DAY, field=field)


def _day_last(text: str, field: str) -> dt.date:
    """Return the day of 25/11/2026; ask about 11/5/2026; say why a year, a month and a bare number are no day."""
    if found := _DAY_LAST.fullmatch(text):
        one, two, year = map(int, found.groups())
        days = {day for day in (_existing(year, one, two), _existing(year, two, one)) if day}
        if len(days) == 1:
            return days.pop()
        if days:
            first, second = sorted(days)
            raise Incomplete(
                N_("%(text)s can be %(first)s or %(second)s. Write the one that is meant."),
                field=field,
                text=text,
                first=first.isoformat(),
                second=second.isoformat(),
            )
    elif text.isdecimal() and FIRST_SERIAL <= int(text) <= LAST_SERIAL:
        raise Incomplete(
            N_(
                "%(number)s is how the spreadsheet keeps %(day)s. Give the cell the format of a date, or write the day."
            ),
            field=field,
            number=text,
            day=(SERIAL_ZERO + dt.timedelta(int(text))).isoformat(),
        )
    elif _NO_DAY.fullmatch(text):
        raise Incomplete(
            N_("A year or a month is no day. Write year, month and day, for example 2026-11-23."), field=field
        )
    raise _no_day(field)


def _existing(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day) if EARLIEST_YEAR <= year <= LATEST_YEAR else None
    except ValueError:
        return None

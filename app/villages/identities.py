"""Numbers of persons and companies: checked, hashed for matching, kept only with their middle hidden."""

import unicodedata
from datetime import date
from typing import Any

from stdnum.cn import ric, uscc

from app.kernel.act import Act
from app.kernel.errors import Incomplete
from app.kernel.sealing import keyed_hash, masked
from app.kernel.words import N_


def is_person(number: str) -> bool:
    """Tell whether a text is an identity number: seventeen digits with a day of birth, and their check digit.

    The place of its first digits is not asked: numbers keep the code of a place long after it has changed.
    """
    if len(number) != 18 or not number.isascii() or not number[:17].isdecimal():
        return False
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    return str(ric.calc_check_digit(number)) == number[17].upper()


def person_number(text: str, field: str) -> str:
    """Return an identity number without blanks and in capitals; Incomplete when its check digit is wrong."""
    number = unicodedata.normalize("NFKC", text).replace(" ", "").upper()
    if not is_person(number):
        raise Incomplete(
            N_(
                "This is no identity number: eighteen signs, the last one a check digit. Compare it with the card."
            ),
            field=field,
        )
    return number


def any_number(text: str, field: str) -> str:
    """Return an identity number or a credit code; Incomplete when it is neither."""
    number = unicodedata.normalize("NFKC", text).replace(" ", "").upper()
    if is_person(number) or (len(number) == 18 and uscc.is_valid(number)):
        return number
    raise Incomplete(
        N_("This is neither an identity number nor a credit code. Compare it with the card or the licence."),
        field=field,
    )


def conceal(act: Act, row: Any, shown: str, hashed: str, *, person: bool = True) -> None:
    """Put the hash of a number that was typed into one field of a row, and hide its middle in the other.

    What is hidden already, as a form sends it back, stays as it is.
    """
    typed = str(getattr(row, shown) or "").strip()
    if not typed:
        setattr(row, hashed, None if row.__table__.columns[hashed].nullable else "")
        return
    if "*" in typed:
        if not getattr(row, hashed):
            raise Incomplete(N_("Enter the whole number; it is hidden when it is kept."), field=shown)
        return
    number = person_number(typed, shown) if person else any_number(typed, shown)
    setattr(row, hashed, keyed_hash(number))
    setattr(row, shown, masked(number))

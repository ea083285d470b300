"""Identity numbers, credit codes and telephones: read in every spelling, checked, matched by one hash.

Two spellings of one number give one value everywhere: full-width digits, blanks, hyphens, the fifteen digits of old
cards. Sources: GB 11643 (identity number), GB 32100 (credit code), the numbering plan of telephone networks.
"""

import re
import unicodedata
from datetime import date
from typing import Any

from stdnum.cn import ric, uscc

from app.kernel.errors import Incomplete
from app.kernel.sealing import keyed_hash, masked
from app.kernel.words import N_

HYPHENS = "\\-‐‑‒–—―−─"  # as NFKC leaves them
BETWEEN = re.compile(rf"[\s{HYPHENS}.·]")
_FOREIGN = re.compile(r"(?=.*[A-Z])(?=.*[0-9])[A-Z0-9]{6,20}")
"""Passports and the permits of residents of Hong Kong, Macao and Taiwan."""
_MOBILE = re.compile(r"0?(1[3-9][0-9]{9})")
_LINE = re.compile(r"(010|02[0-9]|0[3-9][0-9]{2})-?([2-9][0-9]{6,7})(?:(?:-|转|EXT)([0-9]{1,5}))?")
_ABROAD = re.compile(r"\+(?!86)[1-9][0-9]{6,14}")


def plain_text(text: str) -> str:
    """Return a text as NFKC spells it, without signs that nobody sees."""
    if text.isascii():
        return text
    return "".join(sign for sign in unicodedata.normalize("NFKC", text) if unicodedata.category(sign) != "Cf")


def compact(text: str) -> str:
    """Return a number without blanks, hyphens and dots, half-width and in capitals."""
    return BETWEEN.sub("", plain_text(text)).upper()


def is_person(number: str) -> bool:
    """Tell whether a text is an identity number: seventeen digits with a day of birth, and their check digit.

    The place of its first digits is not asked: numbers keep the code of a place long after it has changed.
    """
    if len(number) != 18 or not number.isascii() or not number[:-1].isdecimal():
        return False
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    return str(ric.calc_check_digit(number)) == number[17].upper()


def from_old(number: str) -> str | None:
    """Return the eighteen signs for the fifteen digits of an old card; None when they are none."""
    if len(number) != 15 or not number.isascii() or not number.isdecimal():
        return None
    longer = f"{number[:6]}19{number[6:]}"
    longer += str(ric.calc_check_digit(longer + "0"))
    return longer if is_person(longer) else None


def is_company(number: str) -> bool:
    """Tell whether a text is a unified social credit code, check sign included."""
    return len(number) == 18 and number.isascii() and bool(uscc.is_valid(number)) and not is_person(number)


def spelled(text: str) -> str:
    """Return the one spelling of a number by which a person or a company is kept and matched.

    A text of another kind, such as a number of a foreign register, keeps its hyphens.
    """
    number = compact(text)
    number = from_old(number) or number
    if is_person(number) or is_company(number):
        return number
    return "".join(plain_text(text).split()).upper()


def identity_hash(text: str) -> str:
    """Return the hash by which a person or a company is matched, the same for every spelling of its number."""
    return keyed_hash(spelled(text))


def person_number(text: str, field: str) -> str:
    """Return an identity number in its one spelling; Incomplete when its check digit is wrong."""
    number = compact(text)
    if not is_person(number):
        raise Incomplete(
            N_(
                "This is no identity number: eighteen characters, the last one a check digit. Compare it with the card."
            ),
            field=field,
        )
    return number


def credit_code(text: str, field: str) -> str:
    """Return a credit code in its one spelling; Incomplete when its check sign does not fit."""
    code = compact(text)
    if not is_company(code):
        raise Incomplete(
            N_(
                "This is not a valid unified social credit code: its check sign does not fit. Compare it with the licence."
            ),
            field=field,
        )
    return code


def any_number(text: str, field: str) -> str:
    """Return an identity number or a credit code in its one spelling; Incomplete when it is neither."""
    number = compact(text)
    if is_person(number) or is_company(number):
        return number
    raise Incomplete(
        N_("This is neither an identity number nor a credit code. Compare it with the card or the licence."),
        field=field,
    )


def paper_number(text: str, field: str) -> str:
    """Return an identity number, or the number of a passport or permit of a person without one."""
    number = compact(text)
    return number if _FOREIGN.fullmatch(number) and not number[:-1].isdecimal() else person_number(text, field)


def conceal(row: Any, shown: str, hashed: str, *, person: bool = True) -> None:
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
    setattr(row, hashed, identity_hash(number))
    setattr(row, shown, masked(number))


def telephone(text: str) -> str | None:
    """Return a telephone number in its one spelling: 13800000000, 0591-87654321-8, +85291234567; None if it is none."""
    number = re.sub(r"[\s.·()]", "", re.sub(rf"[{HYPHENS}]", "-", plain_text(text)).upper().replace(")", "-"))
    number = re.sub(r"^00(?=[1-9])", "+", re.sub(r"-+", "-", number))
    if at_home := re.fullmatch(r"(?:\+86|86(?=-|1[3-9]))-?(.+)", number):
        number = at_home[1] if at_home[1][0] in "01" else f"0{at_home[1]}"
    digits = number.replace("-", "")
    if mobile := _MOBILE.fullmatch(digits):
        return mobile[1]
    if line := _LINE.fullmatch(number):
        return "-".join(part for part in line.groups() if part)
    return digits if _ABROAD.fullmatch(digits) else None


def telephone_number(text: str, field: str) -> str:
    """Return a telephone number in its one spelling; Incomplete when it is none."""
    if (number := telephone(text)) is None:
        raise Incomplete(N_("Give a mobile number of 11 digits, or a line with its area code."), field=field)
    return number


def telephone_key(text: str | None) -> str:
    """Return the digits by which telephones are compared, whatever was written between them."""
    return "".join(re.findall("[0-9]", telephone(text or "") or plain_text(text or "")))

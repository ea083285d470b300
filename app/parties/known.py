"""What is typed about a party, brought into the form in which it is kept: numbers, names, marks."""

import re
from dataclasses import dataclass
from typing import Any

from app.kernel.errors import Incomplete
from app.kernel.identities import (
    any_number,
    compact,
    identity_hash,
    is_company,
    is_person,
    plain_text,
    spelled,
    telephone_key,
)
from app.kernel.names import is_personal, public_name
from app.kernel.sealing import keyed_hash, masked
from app.kernel.words import N_
from app.parties.words import MarkWord, PartyForm

_FOREIGN = re.compile(r"([A-Za-z][A-Za-z0-9 _-]{1,30}):(.+)")
"""Scheme and number of a register that is not Chinese: ``GB-COH:07444723``."""


UNNAMED = "未具名"


@dataclass(frozen=True, slots=True)
class Known:
    """A party as a source tells of it."""

    key_hash: str
    form: str
    name: str
    number: str = ""
    """As it may be kept: a company's whole, of a person's the ends."""
    source: str = ""
    watched: bool = False


def known(number: str, name: str, form: str = "", source: str = "", *, watched: bool = False) -> Known:
    """Return a party by its number; Incomplete when the number is neither Chinese nor ``scheme:number``."""
    plain, shown = read_number(number, "number")
    form = form or form_of(plain, name)
    return Known(
        identity_hash(plain), form, name.strip(), shown if form == PartyForm.PERSON else plain, source, watched
    )


def read_number(text: str, field: str) -> tuple[str, str]:
    """Return a number in its one spelling, and as it may be shown."""
    if _FOREIGN.fullmatch(plain_text(text).strip()):
        plain = spelled(text)
        scheme, _colon, rest = plain.partition(":")
        return plain, f"{scheme}:{masked(rest, 1, 2)}"
    plain = any_number(spelled(text), field)
    return plain, plain if is_company(plain) else masked(plain)


def form_of(number: str, name: str) -> str:
    """Return what kind of party a number belongs to; of a foreign one the name tells."""
    if is_person(number):
        return PartyForm.PERSON
    return PartyForm.PERSON if not is_company(number) and is_personal(name) else PartyForm.COMPANY


def shown_name(form: str, name: str) -> str:
    """Return a name as everybody reads it; whom a source does not name is called so."""
    if not name.strip():
        return UNNAMED
    return (public_name(name) if form in (PartyForm.PERSON, PartyForm.HOUSEHOLD) else name.strip())[:200]


def name_hash(name: str) -> str:
    """Return the hash by which equal names are found."""
    return keyed_hash("name:" + "".join(plain_text(name).split()))


def conceal_number(row: Any, shown: str, hashed: str) -> None:
    """Put the hash of a number that was typed beside it and hide a person's middle; what is hidden stays as it is."""
    typed = str(getattr(row, shown) or "").strip()
    if "*" in typed or (typed and is_kept(row, hashed, typed)):
        if not getattr(row, hashed):
            raise Incomplete(N_("Enter the whole number; it is hidden when it is kept."), field=shown)
        return
    if not typed:
        setattr(row, hashed, "")
        return
    plain, kept = read_number(typed, shown)
    setattr(row, hashed, identity_hash(plain))
    setattr(row, shown, kept)


def is_kept(row: Any, hashed: str, typed: str) -> bool:
    """Tell whether the number that stands in a row is the one whose hash it keeps."""
    return bool(getattr(row, hashed)) and getattr(row, hashed) == identity_hash(typed)


def mark_value(what: str, value: str) -> tuple[str, str]:
    """Return a mark's hash and what of it may be shown; Incomplete when nothing is left of it."""
    plain = plain_text(value).strip()
    if what == MarkWord.TELEPHONE:
        plain = telephone_key(plain)
    elif what == MarkWord.ADDRESS:
        plain = "".join(re.findall(r"\w", plain)).upper()
    elif what == MarkWord.EMAIL:
        plain = plain.lower()
    else:
        plain = compact(plain)
    if not plain:
        raise Incomplete(N_("This field must be filled in."), field="shown")
    shown = plain_text(value).strip() if what == MarkWord.ADDRESS else masked(plain)
    return keyed_hash(f"{what}:{plain}"), shown[:120]


def kept(key_hash: str, name: str, number: str, form: str = PartyForm.PERSON, source: str = "") -> Known:
    """Return a party whose number has been brought into its kept form already."""
    return Known(key_hash, form, name.strip(), number, source)

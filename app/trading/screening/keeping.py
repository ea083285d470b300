"""What is kept of a release of another platform: the fields that are screened, of the shape that the standard gives them.

Identity numbers are never kept, and of a person's name the surname alone. A field of another shape is as if it were not
there; amounts that cannot be taken are noted.
"""

import re
from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any

from app.kernel.identities import compact, identity_hash, is_company, is_person
from app.kernel.names import is_personal
from app.kernel.words import N_
from app.parties.known import UNNAMED, form_of, shown_name
from app.trading.screening.screening import NO_AMOUNT

NEGATIVE = N_("with an amount below zero: read as missing")
TOO_LARGE = N_("with an amount of ten million million or more: read as missing")
MOST = 10**13
LONGEST = 2_000
CENT = Decimal("0.01")
PERSONAL = re.compile("[0-9]{15}|[0-9]{17}[0-9X]")
Json = dict[str, Any]
Note = Callable[[str], None]

TEXTS_OF_TENDER = (
    *("id", "title", "status", "procurementMethod", "procurementMethodDetails", "mainProcurementCategory"),
    "datePublished",
)
TEXTS_OF_BID = ("id", "date", "status", "relatedLot")
TEXTS_OF_AWARD = ("id", "date", "status", "relatedBid", "relatedLot")


def kept(release: Mapping[str, Any], note: Note) -> Json:
    """Return what is kept of a release; ``note`` hears of amounts that were left out.

    A null stays one: where releases are merged it takes a value back.
    """
    found = _texts(release, ("ocid", "id", "date"))
    tags = release.get("tag")
    if isinstance(tags, list):
        found["tag"] = [tag for tag in tags if isinstance(tag, str)]
    for name, take in (("buyer", _body), ("tender", _tender)):
        if name in release and (release[name] is None or isinstance(release[name], dict)):
            found[name] = None if release[name] is None else take(release[name], note)
    bids = release.get("bids")
    if isinstance(bids, dict):
        found["bids"] = {"details": [_bid(one, note) for one in _objects(bids, "details")]}
    if isinstance(release.get("awards"), list):
        found["awards"] = [_award(one, note) for one in _objects(release, "awards")]
    if isinstance(release.get("parties"), list):
        found["parties"] = [_body(one, note) for one in _objects(release, "parties")]
    return found


def text_of(value: Any) -> str:
    """Return an id or another short value as text, without signs that no database takes; nothing for another shape."""
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        return ""
    plain = str(value)
    return (plain if plain.isprintable() else "".join(sign for sign in plain if sign.isprintable())).strip()[:LONGEST]


def _texts(held: Mapping[str, Any], names: tuple[str, ...]) -> Json:
    found = {name: None if held[name] is None else text_of(held[name]) for name in names if name in held}
    if not found.get("id", True):
        del found["id"]  # what has no id is never merged with another
    return found


def _objects(held: Mapping[str, Any], name: str) -> list[Json]:
    found = held.get(name)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _tender(tender: Mapping[str, Any], note: Note) -> Json:
    found = _texts(tender, TEXTS_OF_TENDER)
    _put_value(found, tender, note)
    if isinstance(tender.get("procuringEntity"), dict):
        found["procuringEntity"] = _body(tender["procuringEntity"], note)
    for name, fields in (("tenderPeriod", ("startDate", "endDate")), ("bidOpening", ("date",))):
        if isinstance(tender.get(name), dict):
            found[name] = _texts(tender[name], fields)
    number = tender.get("numberOfTenderers")
    if isinstance(number, int) and not isinstance(number, bool) and 0 <= number < 1_000_000:
        found["numberOfTenderers"] = number
    if isinstance(tender.get("tenderers"), list):
        found["tenderers"] = [_body(one, note) for one in _objects(tender, "tenderers")]
    if isinstance(tender.get("lots"), list):
        found["lots"] = [_lot(one, note) for one in _objects(tender, "lots")]
    return found


def _lot(lot: Mapping[str, Any], note: Note) -> Json:
    found = _texts(lot, ("id", "title", "status"))
    _put_value(found, lot, note)
    return found


def _bid(bid: Mapping[str, Any], note: Note) -> Json:
    found = _texts(bid, TEXTS_OF_BID)
    _put_value(found, bid, note)
    _put_lists(found, bid, "tenderers", note)
    return found


def _award(award: Mapping[str, Any], note: Note) -> Json:
    found = _texts(award, TEXTS_OF_AWARD)
    _put_value(found, award, note)
    _put_lists(found, award, "suppliers", note)
    return found


def _put_lists(found: Json, held: Mapping[str, Any], firms: str, note: Note) -> None:
    """Put the firms of a bid or award, and which lots and bids it is about."""
    if isinstance(held.get(firms), list):
        found[firms] = [_body(one, note) for one in _objects(held, firms)]
    for name in ("relatedLots", "relatedBids"):
        if isinstance(held.get(name), list):
            found[name] = [text for one in held[name] if (text := text_of(one))]


def _put_value(found: Json, held: Mapping[str, Any], note: Note) -> None:
    """Put the value of something, an amount with its currency; one that cannot be taken is noted."""
    value = held.get("value")
    if value is None and "value" in held:
        found["value"] = None
    if not isinstance(value, dict):
        return
    taken: Json = _texts(value, ("currency",))
    amount = value.get("amount")
    if amount is not None:
        why = _fault(amount)
        if why:
            note(why)
        else:
            taken["amount"] = str(Decimal(str(amount)).quantize(CENT, ROUND_HALF_UP))
    found["value"] = taken


def _fault(amount: Any) -> str:
    """Return why an amount cannot be taken; nothing where it can."""
    if isinstance(amount, bool) or not isinstance(amount, (int, float)):
        return NO_AMOUNT
    if amount < 0:
        return NEGATIVE
    return TOO_LARGE if amount >= MOST else ""


def _body(body: Mapping[str, Any], _note: Note) -> Json:
    """Return an organisation or firm: its id in the file, its name, and the hash of its number if it has one."""
    pk, name = text_of(body.get("id")), text_of(body.get("name"))
    identifier = body.get("identifier")
    identifier = identifier if isinstance(identifier, dict) else {}
    scheme, number = text_of(identifier.get("scheme")), text_of(identifier.get("id"))
    name = name or text_of(identifier.get("legalName"))
    found: Json = {}
    if pk:
        found["id"] = _safe(pk)
    if name:
        found["name"] = _shown(number or pk, name)
    if hashed := _number_hash(scheme, number) or _number_hash("", pk):
        found["hash"] = hashed
    return found


@lru_cache(1 << 14)
def _number_hash(scheme: str, number: str) -> str:
    """Return the hash of a number as parties are matched by; nothing for one that is only the file's own."""
    if not number:
        return ""
    tail = compact(number.rsplit("-", 1)[-1])
    for plain in (compact(number), tail):
        if is_company(plain) or is_person(plain):
            return identity_hash(plain)
    return identity_hash(f"{scheme}:{number}") if scheme else ""


@lru_cache(1 << 14)
def _safe(pk: str) -> str:
    """Return an id of a file; in the place of one that may hold an identity number, mistyped or not, its hash."""
    tail = compact(pk.rsplit("-", 1)[-1])
    return identity_hash(tail)[:32] if PERSONAL.fullmatch(tail) and not is_company(tail) else pk


@lru_cache(1 << 14)
def _shown(number: str, name: str) -> str:
    return shown_name(form_of(compact(number.rsplit("-", 1)[-1]), name), name)


def is_hidden(name: str) -> bool:
    """Tell whether a kept name tells its bearer from others no more."""
    return not name or name == UNNAMED or is_personal(name)

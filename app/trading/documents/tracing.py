"""From what files tell to traces that may be kept: numbers of people become hashes, names keep their surname."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from app.kernel.identities import identity_hash, plain_text
from app.kernel.names import is_personal, public_name
from app.kernel.sealing import keyed_hash, masked
from app.trading.documents.contacts import PEOPLE, Contact, ContactKind, contacts_of, signs_as
from app.trading.documents.judging import UPLOAD, Trace
from app.trading.documents.names import tells_model_alone
from app.trading.documents.told import MACHINES, Mark, MarkKind, Told

KEPT = MACHINES | {MarkKind.CPU, MarkKind.SAVED_BY, MarkKind.AUTHOR, MarkKind.DOCUMENT, MarkKind.SESSION}
"""Marks by which two files are compared; the others are shown nowhere and not kept."""
MOST_SESSIONS = 300
LEAST_DIGITS = 4


def spelled(value: str) -> str:
    """Return a value as it is compared with what a trading centre vouches for."""
    return "".join(sign for sign in plain_text(value) if sign.isalnum()).upper()


def traces_of(told: Sequence[Told], text: str, allowed: Collection[str], named: Collection[Contact]) -> list[Trace]:
    """Return the traces of a bid's files, each once.

    ``allowed`` are values that bidders share by right (``spelled``), ``named`` the contacts that stand in the tender's own
    papers.
    """
    found: dict[tuple[str, str], Trace] = {}
    for trace in (*_marks(told, allowed), *_contacts(contacts_of(text), allowed, named)):
        found.setdefault((trace.what, trace.key), trace)
    return list(found.values())


def _marks(told: Iterable[Told], allowed: Collection[str]) -> Iterator[Trace]:
    sessions = 0
    for file in told:
        for mark in file.marks:
            if mark.kind not in KEPT or tells_model_alone(mark) or spelled(mark.value) in allowed:
                continue
            if mark.kind == MarkKind.SESSION:
                sessions += 1
                if sessions > MOST_SESSIONS:
                    continue
            # A processor that has a number of its own names its machine.
            kind = MarkKind.MACHINE if mark.kind == MarkKind.CPU else mark.kind
            yield Trace(str(kind), keyed_hash(f"{kind}:{mark.value}"), _shown(mark), file.name[-200:])


def _shown(mark: Mark) -> str:
    if mark.kind in (MarkKind.SAVED_BY, MarkKind.AUTHOR) and is_personal(mark.value):
        return public_name(mark.value)
    return mark.value[:120]


def _contacts(found: Iterable[Contact], allowed: Collection[str], named: Collection[Contact]) -> Iterator[Trace]:
    ours = {(one.kind, one.value) for one in named}
    for one in found:
        if (one.kind, one.value) in ours or spelled(one.value) in allowed:
            continue
        if one.kind in PEOPLE:
            yield Trace(str(one.kind), identity_hash(one.value), f"{_name(one)}{masked(one.value)}")
        else:
            yield Trace(str(one.kind), keyed_hash(f"{one.kind}:{one.value}"), _plain(one))


def _name(person: Contact) -> str:
    return f"{public_name(person.name)} " if person.name else ""


def _plain(contact: Contact) -> str:
    if contact.kind in (ContactKind.PHONE, ContactKind.ACCOUNT):
        return masked(contact.value)
    if contact.kind == ContactKind.MAIL:
        local, _at, host = contact.value.partition("@")
        return f"{local[:1]}***@{host}"
    return contact.value[:120]


def upload_of(address: str) -> Trace:
    """Return the trace that an address leaves."""
    return Trace(UPLOAD, keyed_hash(f"{UPLOAD}:{address}"), address)


def signed_as(text: str, own: str, others: Iterable[tuple[int, str, str]]) -> dict[int, str]:
    """Return the other bidders (id, name, credit code) in whose name a bid is signed or whose code stands in it, and what was found."""
    plain, found = plain_text(text), {}
    for bidder, name, code in others:
        if code in plain:
            found[bidder] = code
        elif name in plain and name not in own and signs_as(plain, name):
            found[bidder] = name
    return found

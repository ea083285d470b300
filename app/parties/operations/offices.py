"""Offices that parties hold, and what officials declare."""

from datetime import date

from sqlalchemy import func, select

from app.kernel.act import Act
from app.kernel.audit import record
from app.kernel.errors import Incomplete, NotAllowed, OutOfOrder
from app.kernel.identities import identity_hash, is_company
from app.kernel.places import Official, Organisation
from app.kernel.sealing import masked
from app.kernel.words import N_
from app.parties.known import Known, kept, known
from app.parties.models import Declaration, Office, Party
from app.parties.operations.knowing import know_loose, watch
from app.parties.words import DeclaredWord, OfficeWord, PartyForm


def give_office(
    act: Act,
    party: Party,
    what: OfficeWord,
    organisation: Organisation,
    *,
    official: Official | None = None,
    rank: str = "",
    leading: bool = False,
    from_on: date | None = None,
    to_on: date | None = None,
) -> Office:
    """Note an office that a party holds; from now on ``reach`` begins at it."""
    made = Office(
        county=party.county,
        party_id=party.id,
        what=str(what),
        organisation_id=organisation.id,
        official_id=official.id if official else None,
        name=party.name,
        number=party.number,
        number_hash=party.key_hash,
        rank=rank[:60],
        leading=leading,
        from_on=from_on or act.on,
        to_on=to_on,
    )
    act.session.add(made)
    record(act, "office.given", made, what=str(what))
    watch(act, party)
    return made


def leave_office(act: Act, office: Office, on: date) -> None:
    """Note the last day of an office; what was tied to it on an earlier day is still compared with that day."""
    if office.to_on is not None and office.to_on <= on:
        raise OutOfOrder(N_("This office has been left already. Look at its last day."))
    if on < office.from_on:
        raise Incomplete(N_("The last day lies before the first."), field="to_on")
    office.to_on = on
    record(act, "office.left", office, on=on)


def settle_offices(act: Act) -> None:
    """Give offices that were written by form, sheet or REST their party."""

    def told(office: Office) -> Known:
        form = PartyForm.BODY if office.what == OfficeWord.BODY else PartyForm.PERSON
        return kept(office.number_hash, office.name, office.number, form)

    for office, party in know_loose(act, Office, told):
        office.name = party.name


def declare(
    act: Act, official: Official, what: DeclaredWord, number: str, name: str, text: str, *, year: int | None = None
) -> Declaration:
    """Enter what an official declares for a year; a later entry of the same matter is its next version."""
    return _declare(act, official, what, known(number, name), text, year or act.on.year)


def keep_away(act: Act, number: str, name: str, reason: str) -> Declaration:
    """Declare that whoever acts keeps away from the matters of a party, whatever number it has (passports too)."""
    official = act.session.get(Official, act.actor.official_id) if act.actor.official_id else None
    if official is None:
        raise NotAllowed(N_("Only an official keeps away from a case."))
    if not number.strip():
        raise Incomplete(
            N_("The number of the party is not known yet. Tell the head of your organ, who names somebody else.")
        )
    told = kept(identity_hash(number), name, number if is_company(number) else masked(number))
    return _declare(act, official, DeclaredWord.RECUSAL, told, reason, act.on.year, field="reason")


def _declare(
    act: Act, official: Official, what: DeclaredWord, told: Known, text: str, year: int, field: str = "text"
) -> Declaration:
    if not text.strip():
        raise Incomplete(N_("This field must be filled in."), field=field)
    last = act.session.scalar(
        select(func.max(Declaration.version)).where(
            Declaration.official_id == official.id,
            Declaration.year == year,
            Declaration.what == str(what),
            Declaration.number_hash == told.key_hash,
        )
    )
    made = Declaration(
        county=official.county,
        official_id=official.id,
        organisation_id=official.organisation_id,
        year=year,
        version=(last or 0) + 1,
        what=str(what),
        name=told.name,
        number=told.number,
        number_hash=told.key_hash,
        text=text.strip(),
        declared_on=act.on,
    )
    act.session.add(made)
    record(act, "declaration.made", made, what=str(what), year=year)
    return made

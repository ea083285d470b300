"""What is held, as statements of the standard (0.4): persons masked, no identity number; it imports again to the same graph."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.identities import is_company
from app.parties.bods.identifying import own_id
from app.parties.bods.vocabulary import ENTITIES, INTERESTS
from app.parties.models import Party, Tie
from app.parties.reach import parts
from app.parties.words import PartyForm, TieWord

VERSION = "0.4"
PUBLISHER = "阳光权力运行平台"
SCHEME = "CN-SAIC"
"""Register of Chinese companies in the list of org-id.guide."""


def statements(session: Session, parties: Iterable[Party], on: date) -> Iterator[dict[str, Any]]:
    """Return statements of parties and of the owning and controlling among them; kin is no ownership and left out."""
    people = {one.id: one for one in parties}
    common = {
        "statementDate": on.isoformat(),
        "publicationDetails": {
            "publicationDate": on.isoformat(),
            "bodsVersion": VERSION,
            "publisher": {"name": PUBLISHER},
        },
        "recordStatus": "new",
    }
    for one in people.values():
        yield {**_ids(own_id("party", one.id), own_id("party", one.id), on), **common, **_record(one)}
    for part in parts(people):
        asked = select(Tie).where(Tie.to_id.in_(part), Tie.what.in_(sorted(INTERESTS))).order_by(Tie.id)
        for tie in session.scalars(asked):
            if tie.from_id in people and people[tie.to_id or 0].form != PartyForm.PERSON:
                yield {
                    **_ids(own_id("tie", tie.id), own_id("party", tie.to_id or 0), on),
                    **common,
                    **_relationship(tie),
                }


def _ids(own: str, about: str, on: date) -> dict[str, Any]:
    return {"statementId": f"{own}-{on:%Y%m%d}", "recordId": own, "declarationSubject": about}


def _record(one: Party) -> dict[str, Any]:
    if one.form == PartyForm.PERSON:
        return {
            "recordType": "person",
            "recordDetails": {
                "isComponent": False,
                "personType": "knownPerson",
                "names": [{"type": "legal", "fullName": one.name}],
            },
        }
    details: dict[str, Any] = {
        "isComponent": False,
        "entityType": {"type": ENTITIES.get(PartyForm(one.form), "unknownEntity")},
        "name": one.name,
    }
    if is_company(one.number):
        details["identifiers"] = [{"scheme": SCHEME, "id": one.number}]
    elif ":" in one.number and "*" not in one.number:
        scheme, _colon, own = one.number.rpartition(":")
        details["identifiers"] = [{"scheme": scheme, "id": own}]
    return {"recordType": "entity", "recordDetails": details}


def _relationship(tie: Tie) -> dict[str, Any]:
    interest: dict[str, Any] = {
        "type": INTERESTS[TieWord(tie.what)],
        "details": tie.what,
        "directOrIndirect": "direct",
        "beneficialOwnershipOrControl": tie.what == TieWord.CONTROLLER,
    }
    if tie.share is not None:
        interest["share"] = (
            {"exact": float(tie.share)}
            if tie.share_most is None
            else {"minimum": float(tie.share), "maximum": float(tie.share_most)}
        )
    for name, day in (("startDate", tie.from_on), ("endDate", tie.to_on)):
        if day is not None:
            interest[name] = day.isoformat()
    details = {
        "isComponent": False,
        "subject": own_id("party", tie.to_id or 0),
        "interestedParty": own_id("party", tie.from_id or 0),
        "interests": [interest],
    }
    return {"recordType": "relationship", "recordDetails": details}

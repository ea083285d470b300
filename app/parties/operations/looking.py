"""Looking a party up: only for a reason, and the look stands in the trail."""

from sqlalchemy import or_, select

from app.kernel.act import Act
from app.kernel.audit import Subject, record
from app.kernel.db import contains_text
from app.kernel.errors import Incomplete, NotAllowed
from app.kernel.identities import identity_hash, plain_text
from app.kernel.sealing import masked
from app.kernel.words import N_
from app.parties.known import name_hash
from app.parties.models import Party
from app.parties.words import LookPurpose, PartyForm

MOST = 50


def look_at(act: Act, party: Party, purpose: LookPurpose, reason: str) -> None:
    """Open what is held of a party; who looked, and why, stands in the trail."""
    check_reason(act, party.county, reason)
    record(act, "party.looked_at", party, purpose=str(purpose), reason=reason.strip()[:300])


def export_party(act: Act, party: Party, purpose: LookPurpose, reason: str) -> None:
    """Write out what lies around a party; who did, and why, stands in the trail."""
    check_reason(act, party.county, reason)
    record(act, "party.exported", party, purpose=str(purpose), reason=reason.strip()[:300])


def search_parties(act: Act, text: str, purpose: LookPurpose, reason: str) -> list[Party]:
    """Return the parties with a number, with exactly this name, or companies whose name contains the text."""
    check_reason(act, act.county, reason)
    typed = plain_text(text).strip()
    if len(typed) < 2:
        raise Incomplete(N_("Enter a number, a whole name, or at least two signs of a company's name."), field="q")
    found = act.session.scalars(
        select(Party)
        .where(
            act.actor.scope.where(Party.county),
            or_(
                Party.key_hash == identity_hash(typed),
                Party.name_hash == name_hash(typed),
                (Party.form != str(PartyForm.PERSON)) & contains_text(Party.name, typed),
            ),
        )
        .order_by(Party.name, Party.id)
        .limit(MOST)
    ).all()
    record(
        act,
        "party.searched",
        Subject(Party.kind, 0, act.county),
        text=masked(typed, 1, 1),
        purpose=str(purpose),
        reason=reason.strip()[:300],
        found=len(found),
    )
    return list(found)


def check_reason(act: Act, county: int, reason: str) -> None:
    """Refuse who may not see the parties of a county, and who does not say why he looks."""
    if not act.actor.scope.holds(county):
        raise NotAllowed(N_("These parties belong to another county. Ask the office there."))
    if len(reason.strip()) < 4:
        raise Incomplete(
            N_("Say why you look: the number of the alert, case or application. It is kept in the trail."),
            field="reason",
        )

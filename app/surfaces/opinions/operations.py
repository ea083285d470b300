"""Keeping and removing common opinions.

One's own leave no row in the trail, as a draft leaves none: nobody else sees them. Those of an organisation stand in it.
"""

from collections.abc import Callable

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from app.kernel.act import Act, Actor
from app.kernel.audit import record
from app.kernel.errors import Incomplete, NotAllowed, NotFound
from app.kernel.places import Organisation
from app.kernel.roles import ADMINISTERING, Role
from app.kernel.words import N_
from app.surfaces.opinions.models import LONGEST, CommonOpinion

MOST_OWN, MOST_SHARED = 20, 30
VERBS = {
    "common_opinion.kept": N_("A common opinion of the organisation was kept"),
    "common_opinion.removed": N_("A common opinion of the organisation was removed"),
}


def _own(actor: Actor) -> ColumnElement[bool]:
    return CommonOpinion.official_id == (actor.official_id or 0)


def _shared(organisation_id: int | None) -> ColumnElement[bool]:
    return and_(CommonOpinion.organisation_id == (organisation_id or 0), CommonOpinion.official_id.is_(None))


def own_opinions(session: Session, actor: Actor) -> list[CommonOpinion]:
    """Return an officer's own common opinions, the newest first."""
    return list(session.scalars(select(CommonOpinion).where(_own(actor)).order_by(CommonOpinion.id.desc())))


def shared_opinions(session: Session, organisation_id: int | None) -> list[CommonOpinion]:
    """Return the common opinions of an organisation, in the order in which they were kept."""
    return list(session.scalars(select(CommonOpinion).where(_shared(organisation_id)).order_by(CommonOpinion.id)))


def may_share(actor: Actor, organisation: Organisation) -> bool:
    """Tell whether somebody keeps the opinions of an organisation: its head, or an administrator of its region."""
    if not actor.scope.holds(organisation.county, organisation.id):
        return False
    head = Role.ORGAN_HEAD in actor.roles and actor.organisation_id == organisation.id
    return head or bool(actor.roles & ADMINISTERING)


def keep_own(act: Act, text: str, field: str = "text") -> CommonOpinion:
    """Keep a text as an opinion of the actor's own; one that he keeps already is not kept twice."""
    home, mine = act.actor.organisation_id, act.actor.official_id
    if home is None or mine is None:
        raise NotAllowed(N_("Only officers keep common opinions."))
    return _keep(act, CommonOpinion(organisation_id=home, official_id=mine), own_opinions, text, field)


def keep_shared(act: Act, organisation: Organisation, text: str) -> CommonOpinion:
    """Keep a text as an opinion for everybody of an organisation."""
    if not may_share(act.actor, organisation):
        raise NotAllowed(N_("The common opinions of an organisation are kept by its head or an administrator."))
    act.session.get(Organisation, organisation.id, with_for_update=True)
    new = CommonOpinion(organisation_id=organisation.id)
    kept = _keep(act, new, lambda session, _actor: shared_opinions(session, organisation.id), text, "text")
    if kept is new:
        record(act, "common_opinion.kept", kept, organisation=organisation.id, text=kept.text)
    return kept


def _keep(
    act: Act, new: CommonOpinion, held: Callable[[Session, Actor], list[CommonOpinion]], text: str, field: str
) -> CommonOpinion:
    text = text.replace("\x00", "").strip()
    if not text:
        raise Incomplete(N_("Write the opinion first; then it can be kept."), field=field)
    if len(text) > LONGEST:
        raise Incomplete(
            N_("A common opinion has at most %(most)d characters. Shorten it to keep it."), field=field, most=LONGEST
        )
    there = held(act.session, act.actor)
    if (same := next((one for one in there if one.text == text), None)) is not None:
        return same
    most = MOST_SHARED if new.official_id is None else MOST_OWN
    if len(there) >= most:
        raise Incomplete(N_("There are %(most)d common opinions already. Remove one first."), field=field, most=most)
    new.county, new.text, new.kept_at = act.county, text, act.at
    act.session.add(new)
    act.session.flush()
    return new


def remove_opinion(act: Act, pk: int) -> None:
    """Remove an opinion of one's own, or one of an organisation that one keeps."""
    found = act.session.get(CommonOpinion, pk)
    mine = found is not None and found.official_id is not None and found.official_id == act.actor.official_id
    if found is None or (not mine and found.official_id is not None):
        raise NotFound(N_("There is no such common opinion any more."))
    if not mine:
        organisation = act.session.get_one(Organisation, found.organisation_id)
        if not may_share(act.actor, organisation):
            raise NotAllowed(N_("The common opinions of an organisation are kept by its head or an administrator."))
        record(act, "common_opinion.removed", found, organisation=organisation.id, text=found.text)
    act.session.delete(found)

"""Questions about parties: what is held of one, what lies around it, who bears the same mark."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.kernel.domain import PartyPart
from app.kernel.errors import NotFound
from app.kernel.places import Scope
from app.kernel.words import N_
from app.parties.models import MOST_STEPS, Declaration, Office, Party, PartyMark, Tie
from app.parties.reach import parts, rule_of
from app.parties.words import TOLD

MOST_NODES = 40
MOST_ROWS = 50


@dataclass(frozen=True, slots=True)
class Around:
    """What lies within three steps of a party."""

    levels: list[list[Party]]
    """The party itself, then those one, two and three steps away; at most forty in all."""
    ties: list[Tie]
    """Every tie between parties that are shown."""
    left_out: list[int]
    """How many more each level has."""
    hubs: frozenset[int]
    """Parties with so many ties that nothing is followed through them."""


def rows_of(session: Session, scope: Scope, part: PartyPart, key_hash: str) -> list[tuple[int, Any]]:
    """Return key and day of the rows of one domain in which a party takes part, newest first, at most some fifty."""
    model = part.model
    inside = scope.where(model.county, getattr(model, "organisation_id", None))
    asked = select(model.id, part.on).where(inside, part.of(key_hash)).order_by(part.on.desc(), model.id.desc())
    return [(pk, on) for pk, on in session.execute(asked.limit(MOST_ROWS + 1))]


def party_for(session: Session, scope: Scope, pk: int) -> Party:
    """Return a party inside a scope; NotFound otherwise."""
    found = session.get(Party, pk)
    if found is None or not scope.holds(found.county):
        raise NotFound(N_("There is no such party, or it lies outside your region."))
    return found


def around(session: Session, party: Party) -> Around:
    """Return what lies within three steps of a party, nearest first."""
    limit = rule_of(session, party.county).hub_ties
    levels, left_out, seen = [[party]], [0], {party.id}
    shown, hubs = 1, set()
    for _step in range(MOST_STEPS):
        ring = [one.id for one in levels[-1] if one.degree <= limit or one is party]
        hubs |= {one.id for one in levels[-1] if one.degree > limit}
        near: set[int] = set()
        for part in parts(ring):
            near.update(session.scalars(select(Tie.to_id).where(Tie.from_id.in_(part))))
            near.update(session.scalars(select(Tie.from_id).where(Tie.to_id.in_(part))))
        near -= seen
        keep = sorted(near)[: MOST_NODES - shown]
        found = (
            session.scalars(select(Party).where(Party.id.in_(keep)).order_by(Party.name, Party.id)).all()
            if keep
            else []
        )
        levels.append(list(found))
        left_out.append(len(near) - len(keep))
        seen |= near
        shown += len(keep)
    ids = [one.id for level in levels for one in level]
    ties = session.scalars(
        select(Tie).where(Tie.from_id.in_(ids), Tie.to_id.in_(ids)).order_by(Tie.id).limit(400)
    ).all()
    hubs |= {one.id for one in levels[-1] if one.degree > limit}
    return Around(levels, list(ties), left_out, frozenset(hubs))


def marks_of(session: Session, party: Party) -> list[dict[str, Any]]:
    """Return the marks of a party, each with those that share it; one shared by too many says nothing."""
    limit = rule_of(session, party.county).hub_marks
    rows = []
    held = select(PartyMark).where(PartyMark.party_id == party.id, PartyMark.what.in_([str(one) for one in TOLD]))
    for mark in session.scalars(held.order_by(PartyMark.what, PartyMark.id)):
        same = (PartyMark.what == mark.what, PartyMark.value_hash == mark.value_hash, PartyMark.party_id != party.id)
        count = session.scalar(select(func.count(PartyMark.party_id.distinct())).where(*same)) or 0
        others = (
            session.scalars(
                select(Party).where(Party.id.in_(select(PartyMark.party_id).where(*same))).order_by(Party.id)
            ).all()
            if count < limit
            else []
        )
        rows.append({"mark": mark, "count": count, "others": list(others), "hub": count >= limit})
    return rows


def same_names(session: Session, party: Party) -> list[Party]:
    """Return the parties of exactly this name: a hint, never a tie."""
    if not party.name_hash:
        return []
    return list(
        session.scalars(
            select(Party)
            .where(Party.county == party.county, Party.name_hash == party.name_hash, Party.id != party.id)
            .order_by(Party.id)
            .limit(MOST_NODES)
        )
    )


def offices_of(session: Session, party: Party) -> list[Office]:
    """Return the offices that a party held or holds."""
    return list(session.scalars(select(Office).where(Office.party_id == party.id).order_by(Office.from_on.desc())))


def declarations_about(session: Session, party: Party) -> list[Declaration]:
    """Return what officials declared about a party."""
    asked = select(Declaration).where(Declaration.county == party.county, Declaration.number_hash == party.key_hash)
    return list(session.scalars(asked.order_by(Declaration.declared_on.desc())))

"""Who stands behind two or more of the companies that are named: owners, controllers and directors, through others too."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.parties.models import Party, Tie
from app.parties.reach import parts, rule_of
from app.parties.words import HOLDING, LEADING

BEHIND = HOLDING | LEADING
DEEPEST = 10


@dataclass(frozen=True, slots=True)
class Behind:
    """A party that stands behind several companies on one day."""

    party: Party
    companies: tuple[Party, ...]


def behind_several(session: Session, county: int, companies: Iterable[int], on: date) -> list[Behind]:
    """Return who stood behind two or more of some companies on a day; nothing is followed through a hub."""
    named, limit = sorted(set(companies)), rule_of(session, county).hub_ties
    reached = {pk: {pk} for pk in named}
    rings = {pk: {pk} for pk in named}
    for _step in range(DEEPEST):
        up = _holders(session, {pk for ring in rings.values() for pk in ring}, set(named), limit, on)
        for pk, ring in rings.items():
            fresh = {holder for one in ring for holder in up[one]} - reached[pk]
            reached[pk] |= fresh
            rings[pk] = fresh
        if not any(rings.values()):
            break
    over: dict[int, set[int]] = defaultdict(set)
    for pk, holders in reached.items():
        for holder in holders - {pk}:
            over[holder].add(pk)
    several = {holder: sorted(held) for holder, held in over.items() if len(held) > 1}
    people = {
        one.id: one
        for part in parts([*several, *named])
        for one in session.scalars(select(Party).where(Party.id.in_(part)))
    }
    found = [Behind(people[holder], tuple(people[pk] for pk in held)) for holder, held in several.items()]
    return sorted(found, key=lambda one: (-len(one.companies), one.party.name, one.party.id))


def _holders(session: Session, ids: Iterable[int], ends: set[int], limit: int, on: date) -> dict[int, set[int]]:
    """Return who stands right behind each of some parties."""
    up: dict[int, set[int]] = defaultdict(set)
    for part in parts(ids):
        open_to = set(session.scalars(select(Party.id).where(Party.id.in_(part), Party.degree <= limit)))
        asked = (
            Tie.to_id.in_(sorted(open_to | (ends & set(part)))),
            Tie.what.in_(sorted(BEHIND)),
            or_(Tie.from_on.is_(None), Tie.from_on <= on),
            or_(Tie.to_on.is_(None), Tie.to_on >= on),
        )
        for row in session.execute(select(Tie.from_id, Tie.to_id).where(*asked)):
            up[row.to_id].add(row.from_id)
    return up

"""“Is A tied to B?”: the shortest paths over ties and shared marks, asked for one pair; nothing is kept of it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from app.parties.models import Party, PartyMark, Tie
from app.parties.reach import parts, rule_of
from app.parties.words import TOLD

DEEPEST = 6
WIDEST = 3_000
"""Parties on one side beyond which the search gives up: too much lies between."""


@dataclass(frozen=True, slots=True)
class Link:
    """One step between two parties: a tie, or a mark that both bear."""

    here: int
    there: int
    tie: int = 0
    mark: int = 0
    """Id of the mark of ``there``."""
    along: bool = True

    def turned(self) -> "Link":
        """Return the same step from its other end."""
        return Link(self.there, self.here, self.tie, self.mark, not self.along)


Before = dict[int, list[Link]]


def shortest_paths(session: Session, first: Party, second: Party, most: int = 5) -> list[list[Link]]:
    """Return at most so many of the shortest paths between two parties, none when more than six steps lie between."""
    rule = rule_of(session, first.county)
    sides: tuple[Before, Before] = ({first.id: []}, {second.id: []})
    rings: list[set[int]] = [{first.id}, {second.id}]
    for _step in range(DEEPEST):
        side = 0 if len(rings[0]) <= len(rings[1]) else 1
        fresh: Before = defaultdict(list)
        for link in links_from(session, rings[side], rule.hub_ties, rule.hub_marks, {first.id, second.id}):
            if link.there not in sides[side]:
                fresh[link.there].append(link)
        sides[side].update(fresh)
        rings[side] = set(fresh)
        if meeting := sorted(set(fresh) & set(sides[1 - side])):
            return _joined(sides, meeting, most)
        if not fresh or len(fresh) > WIDEST:
            return []
    return []


def _joined(sides: tuple[Before, Before], meeting: Iterable[int], most: int) -> list[list[Link]]:
    paths: list[list[Link]] = []
    for middle in meeting:
        for head in _back(sides[0], middle, most):
            for tail in _back(sides[1], middle, most):
                paths.append([*reversed(head), *(link.turned() for link in tail)])
    paths.sort(key=lambda path: (len(path), [(link.tie, link.mark) for link in path]))
    return [path for path in paths if len(path) == len(paths[0])][:most]


def _back(before: Before, at: int, most: int) -> list[list[Link]]:
    """Return the ways back from a party to where its side began, nearest step first."""
    if not before[at]:
        return [[]]
    return [[link, *rest] for link in before[at][:most] for rest in _back(before, link.here, most)][:most]


def links_from(
    session: Session, ids: Iterable[int], hub_ties: int, hub_marks: int, ends: Iterable[int] = ()
) -> list[Link]:
    """Return every step that leads on from parties; none leads on from a hub unless it was asked about itself."""
    found: list[Link] = []
    asked = set(ends)
    for part in parts(ids):
        open_to = set(session.scalars(select(Party.id).where(Party.id.in_(part), Party.degree <= hub_ties)))
        here = sorted(open_to | (asked & set(part)))
        for tie in session.execute(select(Tie.id, Tie.from_id, Tie.to_id).where(Tie.from_id.in_(here))):
            found.append(Link(tie.from_id, tie.to_id, tie.id))
        for tie in session.execute(select(Tie.id, Tie.from_id, Tie.to_id).where(Tie.to_id.in_(here))):
            found.append(Link(tie.to_id, tie.from_id, tie.id, along=False))
        found += _shared(session, part, hub_marks)
    return sorted(found, key=lambda link: (link.here, link.there, link.tie, link.mark))


def _shared(session: Session, ids: list[int], hub_marks: int) -> list[Link]:
    mine, other, every = aliased(PartyMark), aliased(PartyMark), aliased(PartyMark)
    bearers = (
        select(func.count(every.party_id.distinct()))
        .where(every.what == mine.what, every.value_hash == mine.value_hash)
        .correlate(mine)
        .scalar_subquery()
    )
    rows = session.execute(
        select(mine.party_id, other.party_id.label("other"), other.id)
        .join(other, (other.what == mine.what) & (other.value_hash == mine.value_hash))
        .where(
            mine.party_id.in_(ids),
            mine.what.in_([str(one) for one in TOLD]),
            other.party_id != mine.party_id,
            bearers <= hub_marks,
        )
    )
    return [Link(row.party_id, row.other, mark=row.id) for row in rows]

"""``reach``: every path of at most three ties from a watched party, written when a tie is and again whole at night.

Both are the same statements, for some starts or for all of a county; no recursion, one text for both engines.
A path visits nobody twice, all its ties hold on a common day, and it leads through no hub.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Double,
    Select,
    and_,
    case,
    cast,
    delete,
    func,
    insert,
    literal,
    select,
    union,
    union_all,
    update,
)
from sqlalchemy.orm import Session, aliased

from app.kernel.act import Act
from app.kernel.db import IDS_PER_COUNTY
from app.parties.models import FIRST, LAST, MOST_STEPS, USUAL, Party, PartyRule, Reach, Tie
from app.parties.words import HOLDING

PART = 500
MANY = 2_000
"""From so many fresh ties on a county is computed whole: that is quicker than start by start."""
UNSEEN = {"synchronize_session": False}
COLUMNS = tuple(Reach.__table__.columns.keys())


def rule_of(session: Session, county: int) -> PartyRule:
    """Return a county's parameters, or the usual ones."""
    found = session.scalars(select(PartyRule).where(PartyRule.county == county).order_by(PartyRule.id.desc()))
    return found.first() or PartyRule(county=county, **USUAL)


def parts(ids: Iterable[int]) -> Iterator[list[int]]:
    """Return ids in portions that a statement takes."""
    held = sorted(set(ids))
    for first in range(0, len(held), PART):
        yield held[first : first + PART]


def in_county(column: Any, county: int) -> ColumnElement[bool]:
    """Return: an id is one of a county; its number begins with the county's."""
    found: ColumnElement[bool] = column.between(county * IDS_PER_COUNTY, (county + 1) * IDS_PER_COUNTY - 1)
    return found


def count_degrees(session: Session, county: int) -> None:
    """Write how many ties touch each party of a county."""
    ends = [select(end.label("id")).where(in_county(end, county)) for end in (Tie.from_id, Tie.to_id)]
    every = union_all(*ends).subquery()
    counted = select(every.c.id, func.count().label("n")).group_by(every.c.id).subquery()
    untied = (in_county(Party.id, county), Party.degree != 0, Party.id.not_in(select(counted.c.id)))
    for change in (
        update(Party).where(Party.id == counted.c.id, Party.degree != counted.c.n).values(degree=counted.c.n),
        update(Party).where(*untied).values(degree=0),
    ):
        session.execute(change, execution_options=UNSEEN)


def count_degrees_of(session: Session, ids: Iterable[int]) -> dict[int, int]:
    """Write how many ties touch some parties; returns how many did before."""
    before: dict[int, int] = {}
    counted = [
        select(func.count()).where(end == Party.id).correlate(Party).scalar_subquery()
        for end in (Tie.from_id, Tie.to_id)
    ]
    for part in parts(ids):
        rows = session.execute(select(Party.id, Party.degree).where(Party.id.in_(part)))
        before.update((row.id, row.degree) for row in rows)
        change = update(Party).where(Party.id.in_(part)).values(degree=counted[0] + counted[1])
        session.execute(change, execution_options=UNSEEN)
    return before


def write_reach(session: Session, county: int, limit: int, starts: Collection[int] | None = None) -> None:
    """Write the paths of some starts, or of every watched party of a county, in place of those that stand."""
    for part in [None] if starts is None else parts(starts):
        which = in_county(Reach.start_id, county) if part is None else Reach.start_id.in_(part)
        session.execute(delete(Reach).where(which), execution_options=UNSEEN)
        longer = [union_all(*(_first_steps(county, part, walk) for walk in WALKS))]
        for steps in range(1, MOST_STEPS):
            longer.append(union_all(*(_next_steps(which, steps, limit, walk) for walk in WALKS)))
        for paths in longer:
            session.execute(insert(Reach).from_select(COLUMNS, paths))


class _Walk:
    """A tie walked along (from its first party to its second) or against its direction."""

    def __init__(self, *, along: bool) -> None:
        self.here, self.there = (Tie.from_id, Tie.to_id) if along else (Tie.to_id, Tie.from_id)
        holds = Tie.what.in_(sorted(HOLDING))
        self.way = case((holds, 1 if along else -1), else_=0)
        self.share = case((holds, cast(Tie.share, Double)))
        self.word = Tie.what if along else literal("<") + Tie.what
        self.from_on, self.to_on = func.coalesce(Tie.from_on, FIRST), func.coalesce(Tie.to_on, LAST)


WALKS = (_Walk(along=True), _Walk(along=False))


def _first_steps(county: int, part: list[int] | None, walk: _Walk) -> Any:
    none = literal(0)
    which = Party.county == county if part is None else Party.id.in_(part)
    return (
        select(
            Party.id,
            Tie.id,
            none,
            none,
            Party.county,
            none,
            none,
            walk.there,
            literal(1),
            walk.way,
            walk.share,
            walk.word,
            walk.from_on,
            walk.to_on,
        )
        .select_from(Party)
        .join(Tie, walk.here == Party.id)
        .where(which, Party.watched, walk.there != Party.id, walk.from_on <= walk.to_on)
    )


def _next_steps(which: ColumnElement[bool], steps: int, limit: int, walk: _Walk) -> Any:
    through = aliased(Party)
    second = steps == 1
    from_on = case((Reach.from_on >= walk.from_on, Reach.from_on), else_=walk.from_on)
    to_on = case((Reach.to_on <= walk.to_on, Reach.to_on), else_=walk.to_on)
    way = case((Reach.way == 0, walk.way), (walk.way == 0, Reach.way), (Reach.way == walk.way, Reach.way), else_=2)
    share = case(
        (walk.way == 0, Reach.share),
        (Reach.way == 0, walk.share),
        (Reach.way == walk.way, Reach.share * walk.share / 100.0),
    )
    return (
        select(
            Reach.start_id,
            Reach.first_tie,
            Tie.id if second else Reach.second_tie,
            literal(0) if second else Tie.id,
            Reach.county,
            Reach.end_id if second else Reach.first_id,
            literal(0) if second else Reach.end_id,
            walk.there,
            literal(steps + 1),
            way,
            share,
            Reach.path + ">" + walk.word,
            from_on,
            to_on,
        )
        .select_from(Reach)
        .join(through, and_(through.id == Reach.end_id, through.degree <= limit))
        .join(Tie, walk.here == Reach.end_id)
        .where(
            which,
            Reach.steps == steps,
            walk.there != Reach.start_id,
            walk.there != Reach.first_id,
            walk.there != Reach.end_id,
            from_on <= to_on,
        )
    )


def bring_up_to_date(session: Session, county: int, fresh: Mapping[int, tuple[int, int]]) -> None:
    """Write the paths that fresh ties of a county have changed; ``fresh`` holds their ends by id."""
    limit = rule_of(session, county).hub_ties
    if len(fresh) >= MANY:
        count_degrees(session, county)
        write_reach(session, county, limit)
    else:
        before = count_degrees_of(session, chain.from_iterable(fresh.values()))
        write_reach(session, county, limit, _touched(session, limit, before))
    for part in parts(fresh):
        session.execute(update(Tie).where(Tie.id.in_(part)).values(pending=False), execution_options=UNSEEN)


def _touched(session: Session, limit: int, before: Mapping[int, int]) -> set[int]:
    """Return the watched parties from which two steps lead to an end of a fresh tie.

    Through an end that was a hub before and is one now nothing led and nothing leads: only it itself begins there.
    """
    watched: set[int] = set()
    for part in parts(before):
        through = [one for one in part if before[one] <= limit]
        near = union(*_neighbours(through)).cte()
        open_to = select(near.c.id).join(Party, Party.id == near.c.id).where(Party.degree <= limit)
        reached = union(select(near.c.id), *_neighbours(open_to)).subquery()
        ends = select(Party.id).where(Party.id.in_(part), Party.watched)
        around = select(Party.id).join(reached, reached.c.id == Party.id).where(Party.watched)
        watched.update(session.scalars(union_all(ends, around)))
    return watched


def _neighbours(of: Any) -> tuple[Select[Any], Select[Any]]:
    return (
        select(Tie.to_id.label("id")).where(Tie.from_id.in_(of)),
        select(Tie.from_id.label("id")).where(Tie.to_id.in_(of)),
    )


def write_whole(act: Act, county: int) -> int:
    """Write every path of a county again; returns how many there are."""
    session = act.session
    count_degrees(session, county)
    write_reach(session, county, rule_of(session, county).hub_ties)
    session.execute(
        update(Tie).where(Tie.county == county, Tie.pending).values(pending=False), execution_options=UNSEEN
    )
    return int(session.scalar(select(func.count()).select_from(Reach).where(in_county(Reach.start_id, county))) or 0)

"""Round trips among the movements, as one statement on either engine: from the first payments of public bodies on."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Select,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    not_,
    or_,
    select,
    union,
)
from sqlalchemy.orm import Session, aliased

from app.funds.models import Movement
from app.funds.shapes.cycles import TRIP, Trip
from app.kernel.db import days_after
from app.parties.models import FIRST, LAST, Office, Party, Reach
from app.parties.words import OfficeWord, PartyForm

OFFICERS = [str(word) for word in (OfficeWord.OFFICIAL, OfficeWord.VILLAGE)]
MOST = 5
"""Steps for which the statement has room."""


def cents(amount: Any) -> ColumnElement[int]:
    """Return an amount in whole cents, so that both engines compare integers."""
    return cast(func.round(amount * 100), BigInteger)


def stands(movement: Any) -> ColumnElement[bool]:
    """Return: a movement neither takes another back nor was taken back."""
    back = aliased(Movement)
    # Nearly all take nothing back: with a sum, SQLite does not look them up by that column.
    return and_((movement.reverses_id + 0).is_(None), not_(exists().where(back.reverses_id == movement.id)))


def find_round_trips(
    session: Session,
    county: int,
    since: datetime,
    until: datetime,
    after: int = 0,
    trip: Trip = TRIP,
    origins: Collection[int] | None = None,
) -> list[tuple[int, ...]]:
    """Return the movements of each round trip of a county that lies between two instants, by id in their order.

    ``after`` is the id of a movement: only trips with a later one are returned. Hubs are counted between the two
    instants. Trips end at the body, at one of its officers of that day, or at a party to which ``reach`` ties one.
    ``origins`` are parties; None: all public bodies. Trips of more than five steps do not fit.
    """
    rows = session.execute(round_trips(county, since, until, after, trip, origins))
    return [tuple(int(pk) for pk in row if pk) for row in rows]


def round_trips(
    county: int,
    since: datetime,
    until: datetime,
    after: int = 0,
    trip: Trip = TRIP,
    origins: Collection[int] | None = None,
) -> Select[Any]:
    """Return the statement: a recursive walk over the index (payer, at, amount, payee)."""
    if not 2 <= trip.steps <= MOST:
        raise ValueError("a round trip has two to five steps")
    closed, ends = _hubs(county, since, until, trip), _ends(county)
    walk = _begin(county, since, until, trip, closed, origins).cte("walk", recursive=True)
    walk = walk.union_all(_go_on(walk, trip, closed, ends))
    steps = [walk.c[f"m{place}"] for place in range(1, MOST + 1)]
    return select(*steps).where(walk.c.closed == 1, or_(*(step > after for step in steps))).order_by(*steps)


def _hubs(county: int, since: datetime, until: datetime, trip: Trip) -> CTE:
    within = (Movement.county == county, Movement.at.between(since, until))
    counted = [
        select(end.label("party_id")).where(*within).group_by(end).having(func.count() > most)
        for end, most in ((Movement.payee_id, trip.hub_in), (Movement.payer_id, trip.hub_out))
        if most
    ]
    none = select(literal(0).label("party_id"))
    return union(none, *counted).cte("hub")


def _ends(county: int) -> CTE:
    officers = (Office.county == county, Office.what.in_(OFFICERS), Office.party_id.is_not(None))
    last = func.coalesce(Office.to_on, LAST)
    return union(
        select(
            Office.organisation_id,
            Office.party_id.label("party_id"),
            Office.from_on.label("from_on"),
            last.label("to_on"),
            literal(FIRST).label("tied_from"),
            literal(LAST).label("tied_to"),
        ).where(*officers),
        select(Office.organisation_id, Reach.end_id, Office.from_on, last, Reach.from_on, Reach.to_on)
        .join(Reach, Reach.start_id == Office.party_id)
        .where(*officers),
    ).cte("tied")


def _begin(
    county: int, since: datetime, until: datetime, trip: Trip, closed: CTE, origins: Collection[int] | None
) -> Select[Any]:
    first = aliased(Movement, name="first")
    amount = cents(first.amount)
    if origins is None:
        begins: ColumnElement[bool] = first.payer_id.in_(
            select(Party.id).where(Party.county == county, Party.form == str(PartyForm.BODY))
        )
    else:
        begins = first.payer_id.in_(sorted(origins))
    columns: list[ColumnElement[Any]] = [
        first.id.label("m1"),
        *(literal(0, BigInteger).label(f"m{place}") for place in range(2, MOST + 1)),
        *(literal(0, BigInteger).label(f"n{place}") for place in range(1, MOST - 1)),
        first.organisation_id.label("organisation_id"),
        first.payer_id.label("origin"),
        (amount * 1).label("first_cents"),
        first.booked_on.label("booked_on"),
        days_after(first.at, trip.days).label("until_at"),
        first.payee_id.label("here"),
        first.at.label("last_at"),
        first.id.label("last_id"),
        literal(1).label("steps"),
        literal(0).label("closed"),
    ]
    return select(*columns).where(
        first.county == county,
        first.at.between(since, until),
        begins,
        first.payer_id != first.payee_id,
        amount >= trip.least,
        first.payee_id.not_in(select(closed.c.party_id)),
        stands(first),
    )


def _go_on(walk: CTE, trip: Trip, closed: CTE, ends: CTE) -> Select[Any]:
    step = aliased(Movement, name="step")
    seen = [walk.c.here, *(walk.c[f"n{place}"] for place in range(1, MOST - 1))]
    tied = exists().where(
        ends.c.organisation_id == walk.c.organisation_id,
        ends.c.party_id == step.payee_id,
        walk.c.booked_on.between(ends.c.from_on, ends.c.to_on),
        walk.c.booked_on.between(ends.c.tied_from, ends.c.tied_to),
    )
    home = step.payee_id == walk.c.origin
    unseen = and_(*(step.payee_id != one for one in seen))
    further = and_(unseen, step.payee_id.not_in(select(closed.c.party_id)), walk.c.steps < trip.steps - 1)
    apart = cents(step.amount) - walk.c.first_cents
    return (
        select(
            walk.c.m1,
            *(case((walk.c.steps == place - 1, step.id), else_=walk.c[f"m{place}"]) for place in range(2, MOST + 1)),
            *(case((walk.c.steps == place, walk.c.here), else_=walk.c[f"n{place}"]) for place in range(1, MOST - 1)),
            walk.c.organisation_id,
            walk.c.origin,
            walk.c.first_cents,
            walk.c.booked_on,
            walk.c.until_at,
            step.payee_id,
            step.at,
            step.id,
            walk.c.steps + 1,
            case((or_(home, tied), 1), else_=0),
        )
        .select_from(walk)
        .join(step, step.payer_id == walk.c.here)
        .where(
            walk.c.closed == 0,
            walk.c.steps < trip.steps,
            step.at.between(walk.c.last_at, walk.c.until_at),
            or_(step.at > walk.c.last_at, step.id > walk.c.last_id),
            func.abs(apart) * 100 <= walk.c.first_cents * trip.percent,
            or_(home, and_(unseen, tied), further),
            stands(step),
        )
    )

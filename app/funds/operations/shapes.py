"""Writing which movements together look like a round trip or a split payment, from new movements only."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased

from app.funds.models import Movement, Shape, ShapeCursor, ShapeStep
from app.funds.round_trips import cents, find_round_trips, stands
from app.funds.shapes.cycles import TRIP
from app.funds.shapes.payments import Payment
from app.funds.shapes.splits import Split, find_splits
from app.funds.words import ShapeWord
from app.kernel.act import Act
from app.kernel.audit import advance, record
from app.kernel.db import IDS_PER_COUNTY

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SPLIT = Split((300_000_00, 600_000_00, 2_000_000_00, 4_000_000_00))
"""Limits in cents: procurement of goods and services of a county, of works; public tender of both."""


@dataclass(frozen=True, slots=True)
class _Found:
    """A shape as it should stand."""

    what: ShapeWord
    key: str
    movements: tuple[Movement, ...]
    limit: int = 0


def write_shapes(act: Act, county: int) -> dict[str, int]:
    """Look at what a county's ledger gained since the last time; returns how many shapes were found, grew and ended.

    A movement that takes another back ends the round trips in which that one stood, and its split payments are looked
    at again. Done twice it changes nothing; two at once queue at the county's head.
    """
    told = {"found": 0, "grown": 0, "ended": 0}
    if _newest(act, county, _cursor(act, county)) is None:
        return told  # asked without a lock, after each commit of anybody
    advance(act.session.connection(), county, 0)
    cursor = act.session.get(ShapeCursor, county, populate_existing=True)
    after = _cursor(act, county)
    newest = _newest(act, county, after)
    if newest is None:
        return told
    fresh = and_(Movement.county == county, Movement.id > after, Movement.id <= newest)
    _end_taken_back(act, fresh, told)
    for one in (*_trips(act, county, fresh, after), *_splits(act, county, fresh, told)):
        _put(act, county, one, told)
    if cursor is None:
        act.session.add(ShapeCursor(county=county, movement_id=newest))
    else:
        cursor.movement_id = newest
    act.session.flush()
    return told


def _cursor(act: Act, county: int) -> int:
    """Return up to which movement a county has been looked at."""
    held = act.session.scalar(select(ShapeCursor.movement_id).where(ShapeCursor.county == county))
    return held or county * IDS_PER_COUNTY


def _newest(act: Act, county: int, after: int) -> int | None:
    found = select(func.max(Movement.id)).where(Movement.id > after, Movement.id < (county + 1) * IDS_PER_COUNTY)
    return act.session.scalar(found)


def _end_taken_back(act: Act, fresh: ColumnElement[bool], told: dict[str, int]) -> None:
    gone = select(Movement.reverses_id).where(fresh, Movement.reverses_id.is_not(None))
    hit = (
        select(Shape)
        .where(
            Shape.what == str(ShapeWord.ROUND_TRIP),
            Shape.ended_at.is_(None),
            Shape.id.in_(select(ShapeStep.shape_id).where(ShapeStep.movement_id.in_(gone))),
        )
        .order_by(Shape.id)
    )
    for shape in act.session.scalars(hit).all():
        _end(act, shape, told)


def _end(act: Act, shape: Shape, told: dict[str, int]) -> None:
    shape.ended_at = act.at
    record(act, "funds.shape_ended", shape, what=shape.what)
    told["ended"] += 1


def _trips(act: Act, county: int, fresh: ColumnElement[bool], after: int) -> Iterable[_Found]:
    first, last = act.session.execute(select(func.min(Movement.at), func.max(Movement.at)).where(fresh)).one()
    window = timedelta(days=TRIP.days)
    chains = find_round_trips(act.session, county, first - window, last + window, after)
    held = _movements(act, {pk for chain in chains for pk in chain})
    for chain in chains:
        yield _Found(ShapeWord.ROUND_TRIP, "trip:" + "-".join(map(str, chain)), tuple(held[pk] for pk in chain))


def _movements(act: Act, ids: Iterable[int]) -> dict[int, Movement]:
    wanted, held = sorted(ids), {}
    for first in range(0, len(wanted), 500):
        part = act.session.scalars(select(Movement).where(Movement.id.in_(wanted[first : first + 500])))
        held.update({one.id: one for one in part})
    return held


def _splits(act: Act, county: int, fresh: ColumnElement[bool], told: dict[str, int]) -> list[_Found]:
    """Return the split payments to whose payer, payee and purpose something was added or taken back; end the others."""
    other = aliased(Movement)
    group = (other.payer_id, other.payee_id, other.purpose)
    below = or_(
        *(
            and_(cents(other.amount) * 100 >= limit * SPLIT.percent, cents(other.amount) < limit)
            for limit in SPLIT.limits
        )
    )
    added = select(*group).join(Movement, Movement.id == other.id).where(fresh, below)
    taken_back = select(*group).join(Movement, Movement.reverses_id == other.id).where(fresh, below)
    found: list[_Found] = []
    for payer, payee, purpose in sorted(map(tuple, act.session.execute(added.union(taken_back)).all())):
        alike = (other.payer_id == payer, other.payee_id == payee, other.purpose == purpose)
        held = _without_instalments(act.session.scalars(select(other).where(*alike, below, stands(other))).all())
        by_id = {one.id: one for one in held}
        parts = find_splits([_payment(one) for one in held], SPLIT)
        here = [
            _Found(
                ShapeWord.SPLIT,
                f"split:{one.limit}:{one.payments[0].place}",
                tuple(by_id[part.place] for part in one.payments),
                one.limit,
            )
            for one in parts
        ]
        _end_others(act, alike, other, {one.key for one in here}, told)
        found += here
    return found


def _without_instalments(movements: Sequence[Movement]) -> list[Movement]:
    """Leave out payments that name one row in common, such as a contract: its whole was decided where the row stands."""
    named = Counter((one.subject_kind, one.subject_id) for one in movements if one.subject_kind)
    return [one for one in movements if named[one.subject_kind, one.subject_id] < 2]


def _payment(one: Movement) -> Payment:
    at = (one.at - EPOCH) // timedelta(microseconds=1)
    return Payment(at, one.id, str(one.payer_id), str(one.payee_id), int(one.amount * 100), "", one.purpose)


def _end_others(
    act: Act, alike: Sequence[ColumnElement[bool]], other: type[Movement], keys: set[str], told: dict[str, int]
) -> None:
    stood = (
        select(Shape)
        .where(
            Shape.what == str(ShapeWord.SPLIT),
            Shape.ended_at.is_(None),
            Shape.id.in_(select(ShapeStep.shape_id).join(other, other.id == ShapeStep.movement_id).where(*alike)),
        )
        .order_by(Shape.id)
    )
    for shape in act.session.scalars(stood).all():
        if shape.key not in keys:
            _end(act, shape, told)


def _put(act: Act, county: int, found: _Found, told: dict[str, int]) -> None:
    first, last = found.movements[0], found.movements[-1]
    shape = act.session.scalar(select(Shape).where(Shape.county == county, Shape.key == found.key))
    standing = [] if shape is None or shape.ended_at is not None else _steps(act, shape)
    if standing == [one.id for one in found.movements]:
        return
    values = {
        "steps": len(found.movements),
        "total": sum((one.amount for one in found.movements), Decimal(0)),
        "percent": max(abs(one.amount - first.amount) for one in found.movements) * 100 / first.amount,
        "payments": "\n".join(
            f"{one.booked_on} {one.payer.name} → {one.payee.name} {one.amount:,.2f} {one.purpose}"
            for one in found.movements
        ),
        "last_at": last.at,
        "ended_at": None,
    }
    if shape is None:
        shape = Shape(
            county=county,
            what=str(found.what),
            key=found.key,
            organisation_id=first.organisation_id,
            payer_id=first.payer_id,
            payee_id=last.payee_id,
            amount=first.amount,
            limit=Decimal(found.limit) / 100,
            first_at=first.at,
            found_at=act.at,
            **values,
        )
        act.session.add(shape)
        act.session.flush()
    for name, value in values.items():
        setattr(shape, name, value)
    _put_steps(act, shape, found.movements)
    verb = "funds.shape_grown" if standing else "funds.shape_found"
    record(act, verb, shape, what=shape.what, steps=shape.steps, total=shape.total)
    told["grown" if standing else "found"] += 1


def _steps(act: Act, shape: Shape) -> list[int]:
    """Return the movements of a shape in their order."""
    held = select(ShapeStep.movement_id).where(ShapeStep.shape_id == shape.id).order_by(ShapeStep.place)
    return list(act.session.scalars(held))


def _put_steps(act: Act, shape: Shape, movements: Sequence[Movement]) -> None:
    held = {step.place: step for step in act.session.scalars(select(ShapeStep).where(ShapeStep.shape_id == shape.id))}
    for place, movement in enumerate(movements, 1):
        step = held.pop(place, None)
        if step is None:
            act.session.add(ShapeStep(county=shape.county, shape_id=shape.id, place=place, movement_id=movement.id))
        else:
            step.movement_id = movement.id
    for step in held.values():
        act.session.delete(step)

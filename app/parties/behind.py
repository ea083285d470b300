"""Who leads or controls a company, and who is kin, as points compare it."""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, extract, or_, select
from sqlalchemy.orm import aliased

from app.parties.models import Party, Reach, Tie
from app.parties.words import HOLDING, KIN, KIN_PATHS, LEADING, TieWord


def under_one_hand(first: Any, second: Any, share: float) -> ColumnElement[bool]:
    """Return: one party leads both of two parties today, or holds so much of each (a part of one).

    The two may stand in any query around it, however far out.
    """
    one, two = aliased(Tie), aliased(Tie)
    both = select(one.id).join(two, two.from_id == one.from_id)
    led = both.where(one.to_id == first, two.to_id == second, _leads(one, share), _leads(two, share))
    return led.correlate_except(one, two).exists()


def _leads(tie: Any, share: float) -> ColumnElement[bool]:
    return and_(tie.to_on.is_(None), or_(tie.what.in_(sorted(LEADING)), _holds(tie, share)))


def _holds(tie: Any, share: float) -> ColumnElement[bool]:
    return and_(tie.what.in_(sorted(HOLDING)), tie.share >= share * 100)


def kin_of(hashed: Any, on: Any) -> Select[Any]:
    """Select the watched parties that are kin of the party with a hash on a day."""
    paths = select(Reach.start_id).join(Party, Party.id == Reach.end_id).correlate_except(Reach, Party)
    return paths.where(Party.key_hash == hashed, Reach.path.in_(KIN_PATHS), Reach.from_on <= on, Reach.to_on >= on)


def close_to(hashed: Any, on: Any, share: float) -> Select[Any]:
    """Select the watched parties from which one or two ties of kin or business lead to the party with a hash on a day.

    Of business count who represents a firm and who holds so much of it (a part of one).
    """

    def counts(tie: Any) -> ColumnElement[bool]:
        return or_(tie.what.in_(sorted([*KIN, TieWord.LEGAL])), _holds(tie, share))

    first, second = aliased(Tie), aliased(Tie)
    return (
        select(Reach.start_id)
        .join(Party, Party.id == Reach.end_id)
        .join(first, first.id == Reach.first_tie)
        .outerjoin(second, second.id == Reach.second_tie)
        .where(Party.key_hash == hashed, Reach.steps <= 2, Reach.from_on <= on, Reach.to_on >= on)
        .where(counts(first), or_(Reach.steps == 1, counts(second)))
        .correlate_except(Reach, Party, first, second)
    )


def as_number(day: Any) -> ColumnElement[int]:
    """Return a day as 20260921: two such numbers are so many full years apart as their difference has ten thousands."""
    return extract("year", day) * 10_000 + extract("month", day) * 100 + extract("day", day)

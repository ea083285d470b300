"""Who leads or controls a company, as points compare it."""

from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import aliased

from app.parties.models import Tie
from app.parties.words import HOLDING, LEADING


def under_one_hand(first: Any, second: Any, share: float) -> ColumnElement[bool]:
    """Return: one party leads both of two parties today, or holds so much of each (a part of one)."""
    one, two = aliased(Tie), aliased(Tie)
    both = select(one.id).join(two, two.from_id == one.from_id)
    return both.where(one.to_id == first, two.to_id == second, _leads(one, share), _leads(two, share)).exists()


def _leads(tie: Any, share: float) -> ColumnElement[bool]:
    holds = and_(tie.what.in_(sorted(HOLDING)), tie.share >= share * 100)
    return and_(tie.to_on.is_(None), or_(tie.what.in_(sorted(LEADING)), holds))

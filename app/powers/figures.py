"""Figures of the catalogue: a count of the lines of its orders, and nothing else."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.kernel.places import Scope
from app.powers.models import STANDING, ChangeLine, ChangeOrder, OrderKind, Power, PowerState


@dataclass(frozen=True, slots=True)
class Figures:
    """What the orders of a period did to the list of powers."""

    start: int
    """Powers on the list before the period."""
    confirmed: int
    """Lines of confirming orders, of new powers and of such as stood already."""
    new: int
    """Of these, powers that came onto the list."""
    merged_in: int
    """Powers that went off the list into another."""
    merged_out: int
    """Powers that came onto the list as what others merged into."""
    adjusted: int
    delegated: int
    cancelled: int
    suspended: int

    @property
    def merged_or_adjusted(self) -> int:
        """Powers merged or adjusted, as the yearly report counts them."""
        return self.merged_in + self.adjusted

    @property
    def standing(self) -> int:
        """Powers on the list at the end: start + new - cancelled - (merged in - merged out)."""
        return self.start + self.new - self.cancelled - (self.merged_in - self.merged_out)


def figures(session: Session, scope: Scope, on: date, since: date | None = None) -> Figures:
    """Return what the orders in effect from one day to another did, both days included.

    "238 cancelled, 289 merged or adjusted, 7,115 confirmed" is ``cancelled``,
    ``merged_or_adjusted`` and ``confirmed``.
    """
    lines = _count(session, scope, on, since)
    came, went = OrderKind.CONFIRM, OrderKind.CANCEL
    return Figures(
        start=_net(_count(session, scope, since - timedelta(days=1), None)) if since else 0,
        confirmed=_sum(lines, came),
        new=_sum(lines, came, before=False, after=True),
        merged_in=sum(
            n for (kind, _old, new), n in lines.items() if kind == OrderKind.MERGE and new == PowerState.MERGED
        ),
        merged_out=_sum(lines, OrderKind.MERGE, before=False, after=True),
        adjusted=_sum(lines, OrderKind.ADJUST),
        delegated=_sum(lines, OrderKind.DELEGATE),
        cancelled=_sum(lines, went),
        suspended=_sum(lines, OrderKind.SUSPEND),
    )


Lines = dict[tuple[str, str | None, str | None], int]
"""(kind of order, state before, state after) -> number of lines."""


def _count(session: Session, scope: Scope, on: date, since: date | None) -> Lines:
    statement = (
        select(ChangeOrder.order_kind, ChangeLine.from_state, ChangeLine.to_state, func.count())
        .join(ChangeLine, ChangeLine.order_id == ChangeOrder.id)
        .where(ChangeOrder.carried_out_at.is_not(None), ChangeOrder.effective_on <= on)
        .group_by(ChangeOrder.order_kind, ChangeLine.from_state, ChangeLine.to_state)
    )
    if since is not None:
        statement = statement.where(ChangeOrder.effective_on >= since)
    if scope.organisations is None:
        statement = statement.where(scope.where(ChangeLine.county))
    else:
        statement = statement.join(Power, Power.id == ChangeLine.power_id).where(
            scope.where(Power.county, Power.organisation_id)
        )
    return {(kind, before, after): int(count) for kind, before, after, count in session.execute(statement)}


def _sum(lines: Lines, kind: str, *, before: bool | None = None, after: bool | None = None) -> int:
    """Return the lines of a kind whose power was on the list before, or is after, as asked."""
    return sum(
        count
        for (found, old, new), count in lines.items()
        if found == kind and before in (None, old in STANDING) and after in (None, new in STANDING)
    )


def _net(lines: Lines) -> int:
    """Return how many powers came onto the list, less those that left it."""
    return sum(count * ((new in STANDING) - (old in STANDING)) for (_kind, old, new), count in lines.items())

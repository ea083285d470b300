"""What the points of trading share: findings about a trade or one of its lots, and a condition as a point."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement

from app.kernel.points import Findings, Limits, Nature, Point, Severity, findings
from app.trading.models import Lot, Notice, Project
from app.trading.words import TradeState

Find = Callable[[str, datetime, Limits], Findings]
"""Of the fact, the present and the parameters."""
KEPT = frozenset({"record.added", "record.changed", "record.removed"})
"""Verbs after which rows that are entered by hand are looked at."""
RED, YELLOW, BLUE = Severity.RED, Severity.YELLOW, Severity.BLUE


def condition(
    code: str, title: str, basis: str, severity: Severity, find: Find, explanation: str, **more: Any
) -> Point:
    """Return a point whose fact is its title; a lead unless told otherwise."""
    given = {"nature": Nature.LEAD, **more}
    return Point(
        code=code,
        title=title,
        basis=basis,
        severity=severity,
        find=partial(find, title),
        explanation=explanation,
        **given,
    )


def about_trade(fact: str, moment: Any, *, centre: bool = False, **more: Any) -> Findings:
    """Begin findings about a trade; its buyer answers for it, or its trading centre."""
    return (
        findings(
            kind=Project.kind,
            subject=Project.id,
            county=Project.county,
            organisation=Project.centre_id if centre else Project.organisation_id,
            moment=moment,
            fact=fact,
            **more,
        )
        .select_from(Project)
        .join(Notice, Notice.project_id == Project.id)
    )


def about_lot(fact: str, moment: Any, *, centre: bool = False, **more: Any) -> Findings:
    """Begin findings about a lot of a trade; its buyer answers for it, or its trading centre."""
    return (
        findings(
            kind=Lot.kind,
            subject=Lot.id,
            county=Lot.county,
            organisation=Project.centre_id if centre else Project.organisation_id,
            moment=moment,
            fact=fact,
            **more,
        )
        .select_from(Lot)
        .join(Project, Project.id == Lot.project_id)
    )


def goes_on() -> ColumnElement[bool]:
    """Return: the trade has neither failed nor been stopped or declared void."""
    return Project.state.not_in([str(TradeState.FAILED), str(TradeState.STOPPED), str(TradeState.VOID)])

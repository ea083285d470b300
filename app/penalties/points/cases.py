"""What the points of penalties share: findings about a case, its clocks, and what is written beside it."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from app.kernel.clocks import Clock, ClockKind
from app.kernel.points import Findings, Limits, Parameter, Point, Severity, Tick, findings
from app.penalties.cases.acts import CaseNote
from app.penalties.cases.models import Decision, PenaltyCase

RUNNING = Tick(Clock.due_at, Clock.stopped_at.is_(None))
"""A deadline passes while its clock runs."""
DECIDED = frozenset({"penalty.decided", "penalty.decided_on_spot", "penalty.imported"})
Find = Callable[[str, datetime, Limits], Findings]
"""Of the fact, the present and the parameters."""


def condition(
    code: str, title: str, basis: str, severity: Severity, find: Find, explanation: str, **more: Any
) -> Point:
    """Return a point whose fact is its title: one sentence in the list of alerts and in the handbook."""
    return Point(
        code=code,
        title=title,
        basis=basis,
        severity=severity,
        find=partial(find, title),
        explanation=explanation,
        **more,
    )


def about_case(*, moment: Any, fact: str, official: Any = None, episode: Any = None, **evidence: Any) -> Findings:
    """Begin findings whose subject is a case and whose organisation is the one that handles it."""
    return findings(
        kind=PenaltyCase.kind,
        subject=PenaltyCase.id,
        county=PenaltyCase.county,
        organisation=PenaltyCase.organisation_id,
        official=PenaltyCase.registered_by if official is None else official,
        moment=moment,
        fact=fact,
        episode=episode,
        **evidence,
    ).select_from(PenaltyCase)


def about_decision(fact: str, **evidence: Any) -> Findings:
    """Begin findings about penalties that were decided; both ranges, of law and standard, stand in the evidence."""
    return about_case(
        moment=PenaltyCase.decided_at,
        fact=fact,
        official=PenaltyCase.decided_by,
        fine=imposed(),
        legal_lowest=PenaltyCase.legal_lowest,
        legal_highest=PenaltyCase.legal_highest,
        lowest=PenaltyCase.lowest,
        highest=PenaltyCase.highest,
        **evidence,
    ).where(PenaltyCase.decision == str(Decision.PENALISE), PenaltyCase.decided_at.is_not(None))


def imposed(case: Any = PenaltyCase) -> ColumnElement[Any]:
    """Return the fine as the organ itself imposed it: what a court or the organ above made of it is not its doing."""
    before = (
        select(CaseNote.amount)
        .where(CaseNote.case_id == case.id, CaseNote.what == "remedy", CaseNote.amount.is_not(None))
        .order_by(CaseNote.id)
        .limit(1)
        .correlate(case)
        .scalar_subquery()
    )
    return func.coalesce(before, case.fine)


def about_clock(what: ClockKind, fact: str, **evidence: Any) -> Findings:
    """Begin findings about cases with a clock of one kind; one episode for each due day."""
    return about_case(
        moment=Clock.due_at,
        fact=fact,
        episode=Clock.due_on,
        due_on=Clock.due_on,
        due_at=Clock.due_at,
        stopped_at=Clock.stopped_at,
        limit=Clock.limit_value,
        unit=Clock.limit_unit,
        **evidence,
    ).join(Clock, clock_of(what))


def clock_of(what: ClockKind) -> ColumnElement[bool]:
    """Join a case to its clocks of one kind."""
    return and_(Clock.subject_kind == PenaltyCase.kind, Clock.subject_id == PenaltyCase.id, Clock.what == str(what))


def late(now: datetime) -> ColumnElement[bool]:
    """Tell whether a clock is late, or was when it stopped; one without a due instant is neither."""
    return or_(Clock.stopped_at > Clock.due_at, and_(Clock.stopped_at.is_(None), Clock.due_at < now))


def has_note(what: str, result: str = "") -> ColumnElement[bool]:
    """Tell whether a note of a kind, with a result, is written in the case."""
    noted = select(CaseNote.id).where(CaseNote.case_id == PenaltyCase.id, CaseNote.what == what)
    if result:
        noted = noted.where(CaseNote.result == result)
    return noted.correlate(PenaltyCase).exists()


__all__ = [
    "DECIDED",
    "RUNNING",
    "Find",
    "Parameter",
    "about_case",
    "about_clock",
    "about_decision",
    "clock_of",
    "condition",
    "has_note",
    "imposed",
    "late",
]

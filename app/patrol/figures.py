"""What is counted of halls, month by month."""

from app.kernel.figures import Better, Figure, Rows, Unit, items_of
from app.kernel.words import N_
from app.patrol.models import Hall, Look, PatrolRound, QueueTicket
from app.patrol.words import ABSENT, Manning

LOOKED = (Look.in_hours.is_(True), Look.manning == str(Manning.SOMEBODY), Look.withdrawn_at.is_(None))
"""Looks in opening hours at counters where the roster says that somebody should be: without a roster nothing is counted."""
ABSENT_WORDS = tuple(sorted(str(word) for word in ABSENT))
DUE = (PatrolRound.plan_id.is_not(None), PatrolRound.excused == "")
WAIT = 30
"""Minutes after which a wait is long."""

FIGURES = (
    Figure(
        "patrol.manned",
        N_("Counters manned when looked at"),
        Rows(Look, Look.at, (*LOOKED, Look.seen.not_in(ABSENT_WORDS)), item=Look.hall_id, officer=Look.official_id),
        N_(
            "Of the looks in opening hours at counters where the roster says that somebody should be, those that found somebody."
        ),
        Unit.SHARE,
        Rows(Look, Look.at, LOOKED, item=Look.hall_id, officer=Look.official_id),
        Better.UP,
        items_of(Hall),
    ),
    Figure(
        "patrol.waited",
        N_("Citizens called within half an hour"),
        Rows(QueueTicket, QueueTicket.called_at, (QueueTicket.waited < WAIT,), item=QueueTicket.hall_id),
        N_("Of the tickets called in the month, those that had waited less than thirty minutes."),
        Unit.SHARE,
        Rows(QueueTicket, QueueTicket.called_at, item=QueueTicket.hall_id),
        Better.UP,
        items_of(Hall),
    ),
    Figure(
        "patrol.rounds",
        N_("Rounds made that were due"),
        Rows(PatrolRound, PatrolRound.due_at, (*DUE, PatrolRound.finished_at.is_not(None)), item=PatrolRound.hall_id),
        N_(
            "Of the rounds that plans had drawn for the month, those that were made; a round with a reason is left out."
        ),
        Unit.SHARE,
        Rows(PatrolRound, PatrolRound.due_at, DUE, item=PatrolRound.hall_id),
        Better.UP,
        items_of(Hall),
    ),
)

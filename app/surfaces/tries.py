"""How often something was tried: limits over the tallies of the database, which all processes and restarts share."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.kernel.act import Act
from app.kernel.tallies import add_to_tally, forget_tallies_of, forget_tally, tally
from app.surfaces.database import db


@dataclass(frozen=True, slots=True)
class Limit:
    """So many tries within so long from the first."""

    most: int
    within: timedelta


@dataclass(frozen=True, slots=True)
class Counter:
    """What one limit counts."""

    limit: Limit
    what: str
    """Kind of try."""
    of: str
    """Name, address, or both."""
    subject: str = ""
    """Hash of the log-in name, so that an administrator can unlock it; empty where there is none."""


def take(at: datetime, *counters: Counter) -> list[int]:
    """Count one more try everywhere and return the counts, this one included.

    Committed at once and by one statement each, before anything is checked: tries at the same moment in
    several processes each get a number of their own. To be called before the act has written anything.
    """
    counts: dict[Counter, int] = {}
    with db.engine.begin() as connection:
        for one in sorted(counters, key=lambda each: (each.what, each.of)):
            until = at + one.limit.within
            counts[one] = add_to_tally(connection, one.what, one.of, at, until, subject=one.subject)
    return [counts[one] for one in counters]


def are_used_up(session: Session, at: datetime, counters: Sequence[Counter]) -> bool:
    """Tell whether one of these has no try left."""
    connection = session.connection()
    return any(tally(connection, one.what, one.of, at) >= one.limit.most for one in counters)


def give_back(act: Act, *counters: Counter) -> None:
    """Let a try that was right count no more."""
    connection = act.session.connection()
    for one in counters:
        if tally(connection, one.what, one.of, act.at) > 0:
            add_to_tally(connection, one.what, one.of, act.at, act.at + one.limit.within, -1, one.subject)


def forget(act: Act, *counters: Counter) -> None:
    """Begin to count again."""
    for one in counters:
        forget_tally(act.session.connection(), one.what, one.of)


def forget_subject(act: Act, subject: str) -> None:
    """Begin to count again all that is counted under a name."""
    forget_tallies_of(act.session.connection(), subject)

"""The monitoring point of ledgers: not filled in by its day."""

from datetime import datetime

from app.kernel.calendar import DUE_MOVED
from app.kernel.places import Organisation
from app.kernel.points import TICK, Findings, Limits, Point, Severity, Tick, findings
from app.kernel.words import N_
from app.ledgers.models import Ledger, LedgerDuty
from app.ledgers.words import LedgerState


def _overdue(now: datetime, limits: Limits) -> Findings:
    """Find duties to fill a ledger in whose day has passed and that are not met."""
    return (
        findings(
            kind=LedgerDuty.kind,
            subject=LedgerDuty.id,
            county=LedgerDuty.county,
            organisation=LedgerDuty.organisation_id,
            moment=LedgerDuty.due_at,
            fact=N_("Ledger not filled in by its day"),
            ledger=Ledger.name,
            period=LedgerDuty.period,
            due_on=LedgerDuty.due_on,
            organisation_name=Organisation.name,
        )
        .join(Ledger, Ledger.id == LedgerDuty.ledger_id)
        .join(Organisation, Organisation.id == LedgerDuty.organisation_id)
        .where(LedgerDuty.met_at.is_(None), LedgerDuty.due_at < now, Ledger.state == LedgerState.IN_FORCE)
    )


OVERDUE = Point(
    code="L1.overdue",
    title=N_("Ledger not filled in by its day"),
    basis=N_("The version of the ledger in force: how often, and by which day, it must be filled in"),
    severity=Severity.YELLOW,
    find=_overdue,
    explanation=N_(
        "An organisation has neither submitted an entry for the period nor stated that there was nothing to "
        "enter, and the day by which it had to has passed. What is not written down cannot be checked. Ask who "
        "fills the ledger in whether the work was not done or only not entered."
    ),
    honest=N_("The ledger was withdrawn before the day came, so nobody has to fill it in."),
    wakes_on=frozenset({"ledger.duty_met", "ledger.duty_reopened", "ledger.nothing", DUE_MOVED, TICK}),
    tick=Tick(LedgerDuty.due_at, where=LedgerDuty.met_at.is_(None)),
)

LEDGER_POINTS = (OVERDUE,)

GROUPS = {"L1": N_("Ledgers")}
"""Names of the groups of these points."""

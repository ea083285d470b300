"""The door of ledgers."""

from app.kernel.domain import Domain
from app.kernel.words import N_
from app.ledgers.jobs import JOBS
from app.ledgers.models import Ledger, LedgerDuty, LedgerEntry, LedgerVersion
from app.ledgers.operations import VERBS
from app.ledgers.points import LEDGER_POINTS

LEDGERS = Domain(
    name="ledgers",
    title=N_("Ledgers"),
    verbs=VERBS,
    subjects={table.kind: table for table in (Ledger, LedgerVersion, LedgerEntry, LedgerDuty)},
    points=LEDGER_POINTS,
    jobs=JOBS,
)

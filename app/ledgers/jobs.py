"""What the clock does in ledgers: opens duties, reminds before they fall due."""

from app.kernel.domain import Job
from app.kernel.words import N_
from app.ledgers.operations.duties import open_duties, remind_late

JOBS = (
    Job("ledger.duties", N_("Open the duties to fill ledgers in"), open_duties, daily_at="00:40"),
    Job("ledger.reminders", N_("Remind of ledgers that fall due"), remind_late, daily_at="08:15"),
)

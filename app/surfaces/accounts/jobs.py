"""What the clock does for accounts."""

from app.kernel.domain import Job
from app.kernel.words import N_
from app.surfaces.accounts.keys import tell_of_ends
from app.surfaces.accounts.providers.leaving import end_those_gone

JOBS = (
    Job("tell of keys", N_("Tell of keys that end soon"), tell_of_ends, daily_at="08:10"),
    Job("compare directories", N_("Log out who has gone from the directory"), end_those_gone, every=3600),
)

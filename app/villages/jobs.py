"""What the clock does for villages."""

from app.kernel.domain import Job
from app.kernel.words import N_
from app.villages.measures import measure_rents, measure_years

JOBS = (
    Job("village.measure", N_("Compare the books of villages"), measure_years, daily_at="01:20"),
    Job("village.rents", N_("Compare the rents of villages"), measure_rents, daily_at="01:40"),
)

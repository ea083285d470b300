"""What the clock does for evaluation."""

from app.evaluation.counting import count_night, count_today
from app.kernel.domain import Job
from app.kernel.words import N_

JOBS = (
    Job("count figures", N_("Figures of all months"), count_night, daily_at="03:10"),
    Job("count this month", N_("Figures of this month"), count_today, every=3600),
)

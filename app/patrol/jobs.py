"""What the clock does for the hall patrol."""

from app.kernel.domain import Job
from app.kernel.words import N_
from app.patrol.operations.plans import commit_days, open_rounds, reveal_days

JOBS = (
    Job("patrol.commit", N_("Commit to the patrols of the day"), commit_days, every=600),
    Job("patrol.rounds", N_("Open the rounds that are due"), open_rounds, every=60),
    Job("patrol.reveal", N_("Reveal the draws of patrols"), reveal_days, every=3600),
)

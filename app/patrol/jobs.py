"""What the clock does for the hall patrol."""

from app.kernel.domain import Job
from app.kernel.words import N_
from app.patrol.measures import rate_counters
from app.patrol.operations.forgetting import forget_stills
from app.patrol.operations.plans import commit_days, open_rounds, reveal_days

JOBS = (
    Job("patrol.commit", N_("Commit to the patrols of the day"), commit_days, every=600),
    Job("patrol.rounds", N_("Open the rounds that are due"), open_rounds, every=60),
    Job("patrol.reveal", N_("Reveal the draws of patrols"), reveal_days, every=3600),
    Job("patrol.ratings", N_("Compare the ratings of counters"), rate_counters, daily_at="01:10"),
    Job("patrol.forget", N_("Remove pictures of halls after their time"), forget_stills, daily_at="03:20"),
)

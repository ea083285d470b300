"""What the clock does for the hall patrol."""

from collections.abc import Mapping

from flask import current_app

from app.kernel.act import Act
from app.kernel.domain import Job, Lane
from app.kernel.networks import Networks
from app.kernel.words import N_
from app.patrol.measures import rate_counters
from app.patrol.operations.fetching import fetch_stills
from app.patrol.operations.forgetting import forget_stills
from app.patrol.operations.plans import commit_days, open_rounds, reveal_days
from app.surfaces.folders import folder_of


def take_stills(act: Act) -> Mapping[str, int]:
    """Fetch what the cameras of open halls show, from the networks that the operator has named."""
    networks = Networks.read(current_app.config["SUNSHINE_CAMERA_NETWORKS"])
    return fetch_stills(act, folder_of("wall"), networks, act.session.commit)


JOBS = (
    Job("patrol.stills", N_("Fetch the pictures of the cameras"), take_stills, every=60, lane=Lane.CAMERAS),
    Job("patrol.commit", N_("Commit to the patrols of the day"), commit_days, every=600),
    Job("patrol.rounds", N_("Open the rounds that are due"), open_rounds, every=60),
    Job("patrol.reveal", N_("Reveal the draws of patrols"), reveal_days, every=3600),
    Job("patrol.ratings", N_("Compare the ratings of counters"), rate_counters, daily_at="01:10"),
    Job("patrol.forget", N_("Remove pictures of halls after their time"), forget_stills, daily_at="03:20"),
)

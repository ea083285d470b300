"""What the clock does for supervision."""

from collections.abc import Mapping
from typing import Any

from app.kernel.act import Act
from app.kernel.domain import Job, Lane
from app.kernel.words import N_
from app.supervision.counting import count_alerts
from app.supervision.exposure import scan_public
from app.supervision.operations.letters import remind_letters
from app.supervision.operations.reminders import remind_late_replies
from app.supervision.scanning import scan, sweep
from app.surfaces.platform import platform


def run_scan(act: Act) -> Mapping[str, Any]:
    """Read what is new in the trail and follow the clock."""
    return scan(act).as_dict()


def run_sweep(act: Act) -> Mapping[str, Any]:
    """Ask every point about everything."""
    return sweep(act).as_dict()


def remind_answers(act: Act) -> Mapping[str, int]:
    """Remind who must answer letters of citizens."""
    return remind_letters(act, [letters for domain in platform().domains for letters in domain.letters])


JOBS = (
    Job("scan", N_("Scan for alerts"), run_scan, every=60, on_poke=True, lane=Lane.SCAN),
    Job("sweep", N_("Nightly sweep of all points"), run_sweep, daily_at="01:30"),
    Job("count alerts", N_("Figures of alerts"), count_alerts, every=600),
    Job("follow-up reminders", N_("Reminders of follow-ups"), remind_late_replies, every=3600),
    Job("letter reminders", N_("Reminders of letters to answer"), remind_answers, daily_at="08:20"),
    Job("public texts", N_("Look through public texts for personal data"), scan_public, daily_at="02:30"),
)

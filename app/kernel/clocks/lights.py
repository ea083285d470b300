"""The traffic light of a deadline: only comparisons with what was stored."""

from datetime import UTC, datetime

from app.kernel.words import N_, Word

FAR = datetime(9999, 1, 1, tzinfo=UTC)
"""Stands for no deadline, so that such work comes last."""


class Light(Word):
    """The traffic light of a deadline."""

    GREEN = "green", N_("In time")
    YELLOW = "yellow", N_("Due soon")
    RED = "red", N_("Overdue")
    GREY = "grey", N_("Clock stands still")


def light_of(due_at: datetime | None, warn_at: datetime | None, now: datetime) -> Light:
    """Return the traffic light of a deadline: only comparisons with what was stored."""
    if due_at is None or due_at >= FAR:
        return Light.GREY
    if due_at <= now:
        return Light.RED
    return Light.YELLOW if warn_at is not None and warn_at <= now else Light.GREEN

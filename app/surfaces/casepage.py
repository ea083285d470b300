"""What stands on top of the page of a case, whatever its kind: state, the deadline that counts, who has it, the steps.

Each domain fills a ``Band`` and a row of ``Stop``; ``macros/case.html`` puts them on the page.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from app.kernel.act import local_day
from app.kernel.calendar.days import CalendarMissing
from app.kernel.calendar.table import working_calendar
from app.kernel.clocks.lights import FAR, Light
from app.kernel.words import N_
from app.surfaces.acts import now, session
from app.surfaces.language import show_due, translate

ICONS: Mapping[Light, str] = {Light.RED: "flag", Light.YELLOW: "warning", Light.GREEN: "clock", Light.GREY: "pause"}


@dataclass(frozen=True, slots=True)
class Day:
    """The one deadline that counts now, in words."""

    title: str
    due: str
    left: str
    """How many working days are left or have gone by; empty where no day is known."""
    light: Light

    @property
    def icon(self) -> str:
        """Return the picture that says the same as the colour."""
        return ICONS[self.light]


@dataclass(frozen=True, slots=True)
class Stop:
    """A step on the way of a case."""

    title: str
    state: str
    """done, now or todo, as the macro ``way`` takes it."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Band:
    """What a reader of a case must know before anything else; every text is in the language of the request."""

    name: str
    number: str
    about: str
    state: str
    marks: Sequence[tuple[str, str]] = ()
    """What else is so: (words, colour of the tag)."""
    day: Day | None = None
    holder: str = ""
    """Who has it now."""
    step: str = ""
    """What is to be done now, by whoever has it."""
    stops: Sequence[Stop] = field(default_factory=tuple)
    ended: bool = False
    """Nobody has to do anything any more."""


def day_of(title: str, due_at: datetime | None, light: Light) -> Day | None:
    """Return a deadline as the band shows it; None where none runs."""
    if due_at is None or due_at >= FAR:
        return None
    return Day(translate(title), show_due(due_at), _left(due_at, light), light)


def _left(due_at: datetime, light: Light) -> str:
    """Return the working days until the last day of a limit, or since."""
    today: date = local_day(now())
    last = local_day(due_at - timedelta(microseconds=1))
    try:
        days = working_calendar(session()).between(today, last)
    except CalendarMissing:
        return ""
    if due_at <= now():
        return translate(N_("%(days)s working days late"), days=-days) if days < 0 else translate(Light.RED)
    if last == today:
        return translate(N_("today is the last day"))
    return translate(N_("%(days)s working days left"), days=days)


def split_buttons(buttons: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return what a person may do now in three parts: the usual next step, other ways, and what is seldom needed.

    One that was refused is never put away.
    """
    main = next((one for one in buttons if one["open"] and one["main"]), None)
    main = main or next((one for one in buttons if one["main"]), None)
    others = [one for one in buttons if one is not main]
    return {
        "main": main,
        "others": [one for one in others if not one["rare"]],
        "rare": [one for one in others if one["rare"]],
    }

"""The columns of the alert queue, and which of them a person has chosen."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.words import N_, Word
from app.supervision.models import QueueView


class Column(Word):
    """What the queue may show of an alert beside its severity and what is abnormal."""

    ORGANISATION = "organisation", N_("Organisation")
    OFFICIAL = "official", N_("Person in charge")
    ASSIGNED = "assigned", N_("Worked on by")
    STATE = "state", N_("State")
    DUE = "due", N_("Reply due")
    NATURE = "nature", N_("Nature")
    OCCURRED = "occurred", N_("Occurred")
    DETECTED = "detected", N_("Detected")
    COUNTY = "county", N_("County")
    CODE = "code", N_("Number of the point")


USUAL = (Column.ORGANISATION, Column.STATE, Column.DETECTED)


def columns_of(session: Session, official_id: int | None) -> tuple[Column, ...]:
    """Return the columns that a person has chosen, or the usual ones."""
    chosen = session.scalar(select(QueueView.columns).where(QueueView.official_id == official_id))
    return tuple(Column(name) for name in chosen) if chosen else USUAL

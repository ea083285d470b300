"""Tickets of a hall's queue, and how each counter is rated beside the others."""

from datetime import datetime

from sqlalchemy import Float, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.db import CountyRow, Id, UtcDateTime
from app.kernel.places import Organisation
from app.patrol.models.halls import Counter, Hall


class QueueTicket(CountyRow):
    """A number drawn from the ticket machine: taken, called, finished, rated. No person's data."""

    __tablename__ = "hall_ticket"
    __table_args__ = (
        Index("ix_hall_ticket_number", "hall_id", "number", unique=True),
        Index("ix_hall_ticket_counter", "counter_id", "called_at"),
        Index("ix_hall_ticket_taken", "hall_id", "taken_at"),
    )
    kind = "hall_ticket"

    hall_id: Mapped[int] = mapped_column(Id, ForeignKey("hall.id"))
    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"), index=True)
    """Whose counter called it; of the hall while none has."""
    number: Mapped[str] = mapped_column(String(40))
    """Unique in the hall: the machine's number with its day."""
    taken_at: Mapped[datetime] = mapped_column(UtcDateTime)
    called_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    counter_id: Mapped[int | None] = mapped_column(Id, ForeignKey("hall_counter.id"))
    """Which counter called it."""
    rating: Mapped[int | None] = mapped_column(Integer)
    """5 very satisfied to 1 very dissatisfied; none where the citizen did not rate."""
    waited: Mapped[int | None] = mapped_column(Integer)
    """Whole minutes from taking to calling."""
    hour: Mapped[int] = mapped_column(Integer)
    """Hour of the day in China in which it was taken."""

    hall: Mapped[Hall] = relationship()
    organisation: Mapped[Organisation] = relationship()
    counter: Mapped[Counter | None] = relationship()

    def __str__(self) -> str:
        return self.number


class CounterRating(CountyRow):
    """How often a counter was rated badly, beside the other counters of its hall: computed each night."""

    __tablename__ = "hall_counter_rating"
    kind = "hall_counter_rating"

    counter_id: Mapped[int] = mapped_column(Id, ForeignKey("hall_counter.id"), unique=True)
    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"), index=True)
    rated: Mapped[int] = mapped_column(Integer)
    bad: Mapped[int] = mapped_column(Integer)
    others_rated: Mapped[int] = mapped_column(Integer)
    others_bad: Mapped[int] = mapped_column(Integer)
    probability: Mapped[float] = mapped_column(Float)
    """Of so many bad ones or more here by chance (Fisher, one-sided), adjusted for the counters that were compared."""
    month: Mapped[str] = mapped_column(String(7))
    """In which it was computed: ``2026-09``."""
    last_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """When the last of them was called."""

    counter: Mapped[Counter] = relationship()

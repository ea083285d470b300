"""Service halls: their counters, when they are open, and who should be at which counter when."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.db import CountyRow, Id, UtcDateTime
from app.kernel.places import Official, Organisation


class Hall(CountyRow):
    """A service hall (办事大厅) and the organisation that runs it."""

    __tablename__ = "hall"
    __table_args__ = (Index("ix_hall_code", "county", "code", unique=True),)
    kind = "hall"
    countywide = True

    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"), index=True)
    code: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(80))
    address: Mapped[str] = mapped_column(String(200), default="")
    closed_on: Mapped[date | None] = mapped_column(Date)
    """From this day on nobody is served there any more."""
    still_days: Mapped[int] = mapped_column(Integer, default=30, server_default="30")
    """Days that a still of it is kept, unless something open holds it."""

    organisation: Mapped[Organisation] = relationship()

    def __str__(self) -> str:
        return self.name


class Counter(CountyRow):
    """A counter (窗口) of a hall, and the organisation whose people sit at it."""

    __tablename__ = "hall_counter"
    __table_args__ = (Index("ix_hall_counter_code", "county", "code", unique=True),)
    kind = "hall_counter"
    countywide = True

    hall_id: Mapped[int] = mapped_column(Id, ForeignKey("hall.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"), index=True)
    code: Mapped[str] = mapped_column(String(20))
    """Unique in the county, so that sheets and ticket machines need no hall beside it."""
    name: Mapped[str] = mapped_column(String(80))
    duty: Mapped[str] = mapped_column(String(16))
    """The duty (places.Duty) of whoever should be there."""
    closed_on: Mapped[date | None] = mapped_column(Date)

    hall: Mapped[Hall] = relationship()
    organisation: Mapped[Organisation] = relationship()

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class HallHours(CountyRow):
    """One stretch of opening hours of a hall on days of one kind; morning and afternoon are two rows."""

    __tablename__ = "hall_hours"
    kind = "hall_hours"

    hall_id: Mapped[int] = mapped_column(Id, ForeignKey("hall.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"), index=True)
    """Of the hall."""
    day: Mapped[str] = mapped_column(String(10))
    """A DayKind."""
    opens: Mapped[str] = mapped_column(String(5))
    """``HH:MM`` in China."""
    closes: Mapped[str] = mapped_column(String(5))
    from_on: Mapped[date] = mapped_column(Date)
    to_on: Mapped[date | None] = mapped_column(Date)
    """Last day on which they hold."""

    hall: Mapped[Hall] = relationship()
    organisation: Mapped[Organisation] = relationship()

    def __str__(self) -> str:
        return f"{self.opens}-{self.closes}"


class HallClosure(CountyRow):
    """A stretch in which a hall is closed though its hours say otherwise: a power cut, a move, a typhoon."""

    __tablename__ = "hall_closure"
    kind = "hall_closure"

    hall_id: Mapped[int] = mapped_column(Id, ForeignKey("hall.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"), index=True)
    """Of the hall."""
    from_at: Mapped[datetime] = mapped_column(UtcDateTime)
    to_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(String(200))

    hall: Mapped[Hall] = relationship()
    organisation: Mapped[Organisation] = relationship()

    def __str__(self) -> str:
        return self.reason


class Roster(CountyRow):
    """One line of a roster: a person at a counter, or away from it, for some hours of a day."""

    __tablename__ = "hall_roster"
    __table_args__ = (
        Index("ix_hall_roster_counter", "counter_id", "on"),
        Index("ix_hall_roster_official", "official_id", "on"),
        Index("ix_hall_roster_key", "county", "counter_id", "official_id", "from_at", unique=True),
    )
    kind = "hall_roster"

    counter_id: Mapped[int] = mapped_column(Id, ForeignKey("hall_counter.id"))
    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"), index=True)
    """Of the counter: whose people sit there keeps the roster."""
    official_id: Mapped[int] = mapped_column(Id, ForeignKey("official.id"))
    on: Mapped[date] = mapped_column(Date)
    begins: Mapped[str] = mapped_column(String(5))
    """``HH:MM`` in China."""
    ends: Mapped[str] = mapped_column(String(5))
    what: Mapped[str] = mapped_column(String(12))
    """A RosterWord."""
    instead_of_id: Mapped[int | None] = mapped_column(Id, ForeignKey("official.id"))
    """For whom a replacement stands in."""
    note: Mapped[str] = mapped_column(String(200), default="")
    from_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """Begin and end as instants, computed when the line is written, for points compare and do not compute."""
    to_at: Mapped[datetime] = mapped_column(UtcDateTime)

    counter: Mapped[Counter] = relationship()
    organisation: Mapped[Organisation] = relationship()
    official: Mapped[Official] = relationship(foreign_keys=official_id)
    instead_of: Mapped[Official | None] = relationship(foreign_keys=instead_of_id)

    def __str__(self) -> str:
        return f"{self.on} {self.begins}-{self.ends}"

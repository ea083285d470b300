"""Plans of patrols, the draw of a day, rounds and their looks."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.db import CountyRow, Id, Json, UtcDateTime
from app.kernel.places import Official, Organisation
from app.kernel.sealing import EncryptedText
from app.patrol.models.cameras import Camera, Still
from app.patrol.models.halls import Counter, Hall


class PatrolPlan(CountyRow):
    """Which halls an office looks at, how often, and at which hours or at random ones."""

    __tablename__ = "patrol_plan"
    __table_args__ = (Index("ix_patrol_plan_name", "county", "name", unique=True),)
    kind = "patrol_plan"

    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"), index=True)
    """Who patrols."""
    name: Mapped[str] = mapped_column(String(80))
    hall_codes: Mapped[str] = mapped_column(String(400), default="")
    """Codes divided by 、; empty for every hall of the county."""
    share: Mapped[int] = mapped_column(Integer, default=30)
    """Percent of the halls that are drawn each day, one at least; whichever waits for a week comes first."""
    rounds: Mapped[int] = mapped_column(Integer, default=1)
    """Rounds of a drawn hall on its day."""
    times: Mapped[str] = mapped_column(String(60), default="")
    """``HH:MM`` divided by 、; empty for times that are drawn."""
    looks: Mapped[int] = mapped_column(Integer, default=20)
    """Counters of a round at the most."""
    minutes: Mapped[int] = mapped_column(Integer, default=60)
    """Within which a round is made once it is due."""
    from_on: Mapped[date] = mapped_column(Date)
    to_on: Mapped[date | None] = mapped_column(Date)

    organisation: Mapped[Organisation] = relationship()

    def __str__(self) -> str:
        return self.name


class PatrolDay(CountyRow):
    """The draw of a plan on one day: committed before the halls open, revealed after they close."""

    __tablename__ = "patrol_day"
    __table_args__ = (Index("ix_patrol_day", "plan_id", "on", unique=True),)
    kind = "patrol_day"

    plan_id: Mapped[int] = mapped_column(Id, ForeignKey("patrol_plan.id"))
    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"), index=True)
    on: Mapped[date] = mapped_column(Date)
    commitment: Mapped[str] = mapped_column(String(64))
    value: Mapped[str] = mapped_column(EncryptedText)
    """What was committed to, 64 hexadecimal digits; kept from everybody until the evening."""
    halls: Mapped[Any] = mapped_column(Json)
    """``[code, waits]`` of each hall that could be drawn: frozen with the commitment; ``waits`` for one that must be seen."""
    committed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revealed: Mapped[str] = mapped_column(String(64), default="")
    revealed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    plan: Mapped[PatrolPlan] = relationship()
    organisation: Mapped[Organisation] = relationship()

    def __str__(self) -> str:
        return f"{self.on}"


class PatrolRound(CountyRow):
    """A list of looks at one hall: of a plan, or begun by an inspector of his own accord."""

    __tablename__ = "patrol_round"
    __table_args__ = (
        Index("ix_patrol_round_day", "day_id", "hall_id", "number", unique=True),
        Index("ix_patrol_round_due", "due_at"),
    )
    kind = "patrol_round"

    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"), index=True)
    """Who patrols."""
    plan_id: Mapped[int | None] = mapped_column(Id, ForeignKey("patrol_plan.id"), index=True)
    day_id: Mapped[int | None] = mapped_column(Id, ForeignKey("patrol_day.id"))
    number: Mapped[int | None] = mapped_column(Integer)
    """Which round of the hall on that day, from 1; none without a plan."""
    hall_id: Mapped[int] = mapped_column(Id, ForeignKey("hall.id"), index=True)
    on_foot: Mapped[bool] = mapped_column(Boolean, default=False)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    until: Mapped[datetime] = mapped_column(UtcDateTime)
    """When it should be done."""
    open_minutes: Mapped[int] = mapped_column(Integer, default=0)
    """How long the hall is open that day."""
    week: Mapped[str] = mapped_column(String(8))
    """Of the day on which it is due: ``2026-W39`` (ISO 8601)."""
    by_id: Mapped[int | None] = mapped_column(Id, ForeignKey("official.id"), index=True)
    begun_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    hour: Mapped[int | None] = mapped_column(Integer)
    """Hour of the day in China in which it was begun."""
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    excused: Mapped[str] = mapped_column(String(200), default="")
    """Why it was not made, where that was said."""

    organisation: Mapped[Organisation] = relationship()
    plan: Mapped[PatrolPlan | None] = relationship()
    hall: Mapped[Hall] = relationship()
    by: Mapped[Official | None] = relationship()
    looks: Mapped[list["Look"]] = relationship(back_populates="round", order_by="Look.place")

    def __str__(self) -> str:
        return f"{self.due_at:%Y-%m-%d %H:%M}"


class Look(CountyRow):
    """One counter looked at once: what was seen, by which picture, and who should have been there."""

    __tablename__ = "patrol_look"
    __table_args__ = (
        Index("ix_patrol_look_place", "round_id", "place", unique=True),
        Index("ix_patrol_look_counter", "counter_id", "at"),
        Index("ix_patrol_look_official", "official_id", "at"),
        Index("ix_patrol_look_at", "county", "at"),
        Index("ix_patrol_look_stretch", "stretch_id"),
    )
    kind = "patrol_look"

    round_id: Mapped[int] = mapped_column(Id, ForeignKey("patrol_round.id"))
    place: Mapped[int] = mapped_column(Integer)
    """In its round, from 1."""
    hall_id: Mapped[int] = mapped_column(Id, ForeignKey("hall.id"), index=True)
    counter_id: Mapped[int] = mapped_column(Id, ForeignKey("hall_counter.id"))
    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"), index=True)
    """Whose people sit at the counter."""
    patrol_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"))
    """Who patrols."""
    camera_id: Mapped[int | None] = mapped_column(Id, ForeignKey("hall_camera.id"))
    on_foot: Mapped[bool] = mapped_column(Boolean, default=False)
    at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When it was made; none while it waits."""
    on: Mapped[date | None] = mapped_column(Date)
    """Its day in China."""
    hour: Mapped[int | None] = mapped_column(Integer)
    seconds: Mapped[int | None] = mapped_column(Integer)
    """Since the look before it was made, or the round begun."""
    by_id: Mapped[int | None] = mapped_column(Id, ForeignKey("official.id"))
    seen: Mapped[str] = mapped_column(String(12), default="")
    """A Seen; empty while it waits."""
    note: Mapped[str] = mapped_column(Text, default="")
    still_id: Mapped[int | None] = mapped_column(Id, ForeignKey("hall_still.id"), index=True)
    could_show: Mapped[bool] = mapped_column(Boolean, default=False)
    """A still could be had: whoever looked did so through a camera that gives stills, or through none."""
    in_hours: Mapped[bool] = mapped_column(Boolean, default=False)
    manning: Mapped[str] = mapped_column(String(10), default="")
    """A Manning, as the roster said at that moment."""
    official_id: Mapped[int | None] = mapped_column(Id, ForeignKey("official.id"))
    """Who should have been there; the first where several should."""
    stretch_id: Mapped[int | None] = mapped_column(Id)
    """Of looks at an unmanned counter one after the other: the first of them."""
    answer: Mapped[str] = mapped_column(Text, default="")
    """What the organisation says to what was seen."""
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_by: Mapped[int | None] = mapped_column(Id)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_why: Mapped[str] = mapped_column(String(200), default="")

    round: Mapped[PatrolRound] = relationship(back_populates="looks")
    hall: Mapped[Hall] = relationship()
    counter: Mapped[Counter] = relationship()
    organisation: Mapped[Organisation] = relationship(foreign_keys=organisation_id)
    camera: Mapped[Camera | None] = relationship()
    still: Mapped[Still | None] = relationship()
    official: Mapped[Official | None] = relationship(foreign_keys=official_id)
    by: Mapped[Official | None] = relationship(foreign_keys=by_id)

    def __str__(self) -> str:
        return f"{self.counter} {self.at:%Y-%m-%d %H:%M}" if self.at else str(self.counter)

"""Cameras of halls, and the stills that are kept of them."""

from datetime import date, datetime

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.attachments import Attachment
from app.kernel.db import CountyRow, Id, UtcDateTime
from app.kernel.places import Organisation
from app.kernel.sealing import EncryptedText
from app.patrol.models.halls import Counter, Hall


class Camera(CountyRow):
    """A camera of a hall: which counters it shows, how a still of it is had, and what came of the last try.

    The last picture itself lies outside the database and is overwritten in place; only what a look or an alert rests on
    becomes a ``Still``. Counts of tries stay out of the trail: 200 cameras make 200 of them a minute.
    """

    __tablename__ = "hall_camera"
    __table_args__ = (Index("ix_hall_camera_code", "county", "code", unique=True),)
    kind = "hall_camera"

    hall_id: Mapped[int] = mapped_column(Id, ForeignKey("hall.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"), index=True)
    """Of the hall."""
    code: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(80))
    counter_codes: Mapped[str] = mapped_column(String(400), default="")
    """Codes of the counters it shows, divided by 、; as they were typed."""
    shown_as: Mapped[str] = mapped_column(String(400), default="")
    """The codes by which its views were last written."""
    way: Mapped[str] = mapped_column(String(10), default="none")
    """A StillWay."""
    still_address: Mapped[str] = mapped_column(String(500), default="")
    live_address: Mapped[str] = mapped_column(String(500), default="")
    """HLS or MJPEG of the recorder, played by the browser of whoever patrols."""
    account: Mapped[str] = mapped_column(String(80), default="")
    password: Mapped[str] = mapped_column(String(200), default="")
    """Only that there is one: what was typed moves to ``sealed_password`` before the row is written."""
    sealed_password: Mapped[str | None] = mapped_column(EncryptedText)
    mask: Mapped[str] = mapped_column(String(400), default="")
    """Areas blurred in what is printed: ``left,top,width,height`` in percent of the picture, divided by ``;``."""
    off: Mapped[bool] = mapped_column(Boolean, default=False)
    """Under repair or taken down: no still is fetched, and nobody is told that it is dark."""
    reference_hash: Mapped[str] = mapped_column(String(144), default="")
    """Outline of the view as it should be (cameras.pictures), 576 bits in hexadecimal; empty while nobody has set one."""
    tried_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    outcome: Mapped[str] = mapped_column(String(12), default="")
    """StillOutcome of the last try; empty before the first."""
    sha256: Mapped[str] = mapped_column(String(64), default="")
    """Of the last picture that was fresh."""
    fresh_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Server time of that picture."""
    faulty_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """First of the tries since when none was fresh; empty while the last one was."""
    faults: Mapped[int] = mapped_column(Integer, default=0)
    """How many tries in a row were not fresh."""
    fault_number: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    """Which fault of this camera it is, from 1: each is told once."""

    hall: Mapped[Hall] = relationship()
    organisation: Mapped[Organisation] = relationship()
    views: Mapped[list["CameraView"]] = relationship(cascade="all, delete-orphan")

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class CameraView(CountyRow):
    """A counter that a camera shows."""

    __tablename__ = "hall_camera_view"
    __table_args__ = (Index("ix_hall_camera_view", "camera_id", "counter_id", unique=True),)
    kind = "hall_camera_view"

    camera_id: Mapped[int] = mapped_column(Id, ForeignKey("hall_camera.id"))
    counter_id: Mapped[int] = mapped_column(Id, ForeignKey("hall_counter.id"), index=True)

    counter: Mapped[Counter] = relationship()


class Still(CountyRow):
    """A picture on which a look rests: of a camera, or a photo taken in the hall.

    Its bytes are an attachment; once that is forgotten after ``kept_until``, hash and time remain.
    """

    __tablename__ = "hall_still"
    __table_args__ = (Index("ix_hall_still_kept", "kept_until"),)
    kind = "hall_still"

    hall_id: Mapped[int] = mapped_column(Id, ForeignKey("hall.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"), index=True)
    """Of the hall."""
    camera_id: Mapped[int | None] = mapped_column(Id, ForeignKey("hall_camera.id"), index=True)
    """None for a photo taken in the hall."""
    taken_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """Server time; a camera's own clock is never believed."""
    outcome: Mapped[str] = mapped_column(String(12))
    sha256: Mapped[str] = mapped_column(String(64), default="")
    """Of the bytes kept; empty where there was no picture."""
    attachment_id: Mapped[int | None] = mapped_column(Id, ForeignKey("attachment.id"))
    kept_until: Mapped[date] = mapped_column(Date)
    """Last day on which it is kept unless an open alert or follow-up holds it."""
    gone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When its bytes were forgotten."""

    hall: Mapped[Hall] = relationship()
    organisation: Mapped[Organisation] = relationship()
    camera: Mapped[Camera | None] = relationship()
    attachment: Mapped[Attachment | None] = relationship()

    def __str__(self) -> str:
        return f"{self.taken_at:%Y-%m-%d %H:%M:%S}"

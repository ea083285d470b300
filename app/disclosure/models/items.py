"""Items of disclosure, their versions, and what the privacy filter found in them."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.disclosure.models.duties import DisclosureDuty
from app.disclosure.words import ItemState, LeakDecision, TextState
from app.kernel.db import PUBLIC, CountyRow, Id, Json, UtcDateTime
from app.kernel.places import Organisation


class DisclosureItem(CountyRow):
    """What an organisation publishes under one duty for one period; its text lives in versions."""

    __tablename__ = "disclosure_item"
    __table_args__ = (
        Index("ix_disclosure_item_street", "organisation_id", "state", "published_at"),
        Index("ix_disclosure_item_period", "organisation_id", "duty_id", "period"),
        Index("ix_disclosure_item_state", "state", "id"),
    )
    kind = "disclosure_item"

    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"))
    region_code: Mapped[str] = mapped_column(String(12))
    duty_id: Mapped[int] = mapped_column(Id, ForeignKey("disclosure_duty.id"), index=True)
    task_id: Mapped[int | None] = mapped_column(Id, index=True)
    unit_kind: Mapped[str] = mapped_column(String(12))
    category: Mapped[str] = mapped_column(String(40))
    period: Mapped[str] = mapped_column(String(12), default="")
    number: Mapped[str | None] = mapped_column(String(40), unique=True)
    """Given on publication, such as 350102-GK-2026-00012."""
    title: Mapped[str] = mapped_column(String(120), info={PUBLIC: frozenset()})
    """That of the newest public version, of the draft before there is one; examined and masked like its text."""
    state: Mapped[str] = mapped_column(String(10), default=ItemState.IN_WORK)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the public could first read it."""
    public_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """End of the days for which it must stay public."""
    public_version_id: Mapped[int | None] = mapped_column(Id)
    versions_count: Mapped[int] = mapped_column(Integer, default=0)
    """How many versions have been public."""
    hide_asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    hide_asked_by: Mapped[int | None] = mapped_column(Id)
    hide_code: Mapped[str] = mapped_column(String(10), default="")
    """A HideReason; empty when none was given."""
    hide_reason: Mapped[str] = mapped_column(Text, default="")
    hidden_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    hidden_by: Mapped[int | None] = mapped_column(Id)
    """Who approved it; empty when nobody did."""
    tampered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the sweep found that the text is not the one that was published."""
    swept_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    """When the sweep last read it."""

    organisation: Mapped[Organisation] = relationship()
    duty: Mapped[DisclosureDuty] = relationship()
    versions: Mapped[list["DisclosureVersion"]] = relationship(
        back_populates="item", order_by="DisclosureVersion.number"
    )

    def __str__(self) -> str:
        return self.title

    @property
    def work(self) -> "DisclosureVersion | None":
        """The version that is being written, examined or about to be published."""
        closed = (TextState.PUBLISHED, TextState.REPLACED)
        return next((one for one in reversed(self.versions) if one.state not in closed), None)

    @property
    def public(self) -> "DisclosureVersion | None":
        """The version that the public reads."""
        return next((one for one in self.versions if one.id == self.public_version_id), None)


class DisclosureVersion(CountyRow):
    """One text of an item, frozen by its digest when it is published."""

    __tablename__ = "disclosure_version"
    __table_args__ = (UniqueConstraint("item_id", "number"), Index("ix_disclosure_version_state", "state", "id"))
    kind = "disclosure_version"

    item_id: Mapped[int] = mapped_column(Id, ForeignKey("disclosure_item.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(Id, index=True)
    number: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(10), default=TextState.DRAFT)
    title: Mapped[str] = mapped_column(String(120))
    body: Mapped[str] = mapped_column(Text, default="")
    columns: Mapped[Any] = mapped_column(Json, default=list)
    """Fields of the table as ledgers keep them."""
    rows: Mapped[Any] = mapped_column(Json, default=list)
    note: Mapped[str] = mapped_column(Text, default="")
    """What was corrected; for every version after the first."""
    files: Mapped[int] = mapped_column(Integer, default=0)
    length: Mapped[int] = mapped_column(Integer, default=0)
    """Characters of the body without spaces."""
    rows_count: Mapped[int] = mapped_column(Integer, default=0)
    income: Mapped[Decimal | None] = mapped_column(Numeric(15, 2))
    """Yuan that its table shows as received; empty unless the table tells both income and expense."""
    expense: Mapped[Decimal | None] = mapped_column(Numeric(15, 2))
    closing: Mapped[Decimal | None] = mapped_column(Numeric(15, 2))
    """Balance at the end, where the table has a column for it."""
    nil: Mapped[bool] = mapped_column(default=False)
    """Says that there was nothing to tell for the period."""
    cosigner: Mapped[str] = mapped_column(String(60), default="")
    """Who examined it for the villagers' supervision committee (Organic Law of Villagers' Committees art. 32)."""
    digest: Mapped[str] = mapped_column(String(64), default="")
    simhash: Mapped[str] = mapped_column(String(16), default="")
    """Fingerprint of the text, 64 bits in hexadecimal digits; alike texts differ in few bits."""
    like_item_id: Mapped[int | None] = mapped_column(Id)
    """The organisation's item of the period before under the same duty."""
    like_bits: Mapped[int | None] = mapped_column(Integer)
    """In how many bits the fingerprint differs from that item's."""
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    written_by: Mapped[int | None] = mapped_column(Id)
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    submitted_by: Mapped[int | None] = mapped_column(Id)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by: Mapped[int | None] = mapped_column(Id)
    reason: Mapped[str] = mapped_column(Text, default="")
    """Why it was returned."""
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    published_by: Mapped[int | None] = mapped_column(Id)
    revision: Mapped[int] = mapped_column(Integer, default=1)

    item: Mapped[DisclosureItem] = relationship(back_populates="versions")
    findings: Mapped[list["PrivacyFinding"]] = relationship(back_populates="version", order_by="PrivacyFinding.id")

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - the name that SQLAlchemy looks for


class PrivacyFinding(CountyRow):
    """Personal data that the filter found in a version, as it may be shown, and what a person decided."""

    __tablename__ = "privacy_finding"
    __table_args__ = (UniqueConstraint("version_id", "mark"), Index("ix_privacy_finding_open", "decision", "leak"))
    kind = "privacy_finding"

    item_id: Mapped[int] = mapped_column(Id, index=True)
    version_id: Mapped[int] = mapped_column(Id, ForeignKey("disclosure_version.id"))
    organisation_id: Mapped[int] = mapped_column(Id, index=True)
    leak: Mapped[str] = mapped_column(String(10))
    """A LeakKind."""
    place: Mapped[str] = mapped_column(String(10))
    """title, body, table or file."""
    shown: Mapped[str] = mapped_column(String(120))
    """What would stay: 3501**********1234."""
    mark: Mapped[str] = mapped_column(String(64))
    """Keyed hash of kind, place and value, so that the value itself is never kept here."""
    decision: Mapped[str] = mapped_column(String(8), default=LeakDecision.OPEN)
    reason: Mapped[str] = mapped_column(String(200), default="")
    found_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by: Mapped[int | None] = mapped_column(Id)

    version: Mapped[DisclosureVersion] = relationship(back_populates="findings")

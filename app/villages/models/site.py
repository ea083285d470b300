"""The site of a village: articles, what villagers ask and report, who wants to be told."""

from datetime import datetime

from sqlalchemy import Boolean, ColumnElement, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.db import CountyRow, Id, UtcDateTime
from app.kernel.places import Organisation
from app.kernel.privacy import FOR_OFFICES, FOR_PEOPLE
from app.kernel.sealing import EncryptedText
from app.villages.words import ArticleState


class VillageArticle(CountyRow):
    """A short article that the village clerk writes and the township checks before anybody reads it."""

    __tablename__ = "village_article"
    __table_args__ = (
        Index("ix_village_article_page", "region_code", "state", "published_at"),
        Index("ix_village_article_home", "organisation_id", "state"),
    )
    kind = "village_article"

    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"))
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code"))
    category: Mapped[str] = mapped_column(String(12))
    title: Mapped[str] = mapped_column(String(120), info=FOR_PEOPLE)
    body: Mapped[str] = mapped_column(Text, info=FOR_PEOPLE)
    state: Mapped[str] = mapped_column(String(10))
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    written_by: Mapped[int | None] = mapped_column(Id)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    published_by: Mapped[int | None] = mapped_column(Id)
    reason: Mapped[str] = mapped_column(Text, default="")
    """Why it came back, or was taken from the page."""
    edit_number: Mapped[int] = mapped_column(Integer, default=1)

    organisation: Mapped[Organisation] = relationship()

    __mapper_args__ = {"version_id_col": edit_number}  # noqa: RUF012 - SQLAlchemy reads it as it stands

    @classmethod
    def still_open(cls) -> ColumnElement[bool]:
        """Rows that somebody has to finish."""
        return cls.state == str(ArticleState.SUBMITTED)

    def __str__(self) -> str:
        return self.title


class VillageQuestion(CountyRow):
    """What a villager asks the village, or reports to the inspectors; his name only if he wishes."""

    __tablename__ = "village_question"
    __table_args__ = (Index("ix_village_question_open", "organisation_id", "what", "answered_at"),)
    kind = "village_question"

    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"))
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code"), index=True)
    what: Mapped[str] = mapped_column(String(8))
    """A QuestionKind; reports are read by the inspectors alone, never by the village."""
    text: Mapped[str] = mapped_column(EncryptedText)
    name: Mapped[str | None] = mapped_column(EncryptedText)
    contact: Mapped[str | None] = mapped_column(EncryptedText)
    query_code: Mapped[str] = mapped_column(String(16), unique=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answer: Mapped[str | None] = mapped_column(Text, info=FOR_OFFICES)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_by: Mapped[int | None] = mapped_column(Id)
    shown: Mapped[bool] = mapped_column(Boolean, default=False)
    """Question and answer stand on the village's page."""

    organisation: Mapped[Organisation] = relationship()

    @classmethod
    def still_open(cls) -> ColumnElement[bool]:
        """Rows that somebody has to finish."""
        return cls.answered_at.is_(None)


class VillageSubscription(CountyRow):
    """A telephone number or mail address to which a village's news are sent, once confirmed by a code."""

    __tablename__ = "village_subscription"
    __table_args__ = (UniqueConstraint("region_code", "address_hash"),)
    kind = "village_subscription"

    region_code: Mapped[str] = mapped_column(ForeignKey("region.code"))
    medium: Mapped[str] = mapped_column(String(8))
    address: Mapped[str] = mapped_column(EncryptedText)
    address_hash: Mapped[str] = mapped_column(String(64))
    code: Mapped[str] = mapped_column(String(8))
    """Six characters sent to the address; who has them can confirm and end the subscription."""
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

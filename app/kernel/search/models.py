"""The table of published texts, and the index of words that each engine keeps in its own way."""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import ARRAY, DDL, BigInteger, Dialect, Integer, String, Table, Text, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import TypeDecorator, TypeEngine

from app.kernel.db import STATED_INDEXES, Base, Id, UtcDateTime


class WordArray(TypeDecorator[str]):
    """Words as PostgreSQL reads an array, ``{征地,地补}``: thousands of lists need not be taken apart one by one."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return an array on PostgreSQL, a text elsewhere."""
        return ARRAY(Text()) if dialect.name == "postgresql" else Text()

    def bind_processor(self, dialect: Dialect) -> None:
        """Hand the text over as it is."""


class PublishedText(Base):
    """A text that the public may read, as the search knows it; the newest has the highest rank."""

    __tablename__ = "published_text"
    __table_args__ = (UniqueConstraint("kind", "subject_id"),)

    rank: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    """Microseconds since 1970 at which it was published, the next free one: the order of the list."""
    kind: Mapped[str] = mapped_column(String(30))
    subject_id: Mapped[int] = mapped_column(Id)
    county: Mapped[int] = mapped_column(Integer)
    organisation_id: Mapped[int | None] = mapped_column(Id)
    region_code: Mapped[str] = mapped_column(String(12))
    category: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(200))
    initials: Mapped[str] = mapped_column(String(120))
    """Pinyin initials of the title."""
    body: Mapped[str] = mapped_column(Text)
    folded: Mapped[str] = mapped_column(Text)
    """Title and body as they are compared."""
    words: Mapped[Any] = mapped_column(WordArray, nullable=True)
    """On PostgreSQL what the index holds; on SQLite empty, for the index is a table of its own."""
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)


WORDS = {
    "sqlite": (
        "CREATE VIRTUAL TABLE published_words USING fts5(words, content='', columnsize=0, "
        "tokenize='unicode61 remove_diacritics 0')",
    ),
    "postgresql": ("CREATE INDEX ix_published_text_words ON published_text USING gin (words)",),
}
"""The index: SQLite keeps words with their places, so that a run of characters is found as it stands."""

cast(Table, PublishedText.__table__).info[STATED_INDEXES] = {"ix_published_text_words"}
for _dialect, _statements in WORDS.items():
    for _statement in _statements:
        event.listen(PublishedText.__table__, "after_create", DDL(_statement).execute_if(dialect=_dialect))

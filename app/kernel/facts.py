"""Further facts of a case, each in a column that a query can compare: amounts, texts, instants."""

from datetime import datetime

from sqlalchemy import Double, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import CountyRow, Id, UtcDateTime


class CaseFact(CountyRow):
    """One named fact of a case that its own table has no column for; exactly one value is set.

    Points may compare them on every database, because the value was computed when it was written.
    """

    __tablename__ = "case_fact"
    __table_args__ = (
        # The only one: SQLite takes an index by (name, number) for every further fact of a question, and the
        # question about three facts then reads all cases for each case.
        Index("ix_case_fact_subject", "subject_kind", "subject_id", "name"),
    )
    kind = "case_fact"

    subject_kind: Mapped[str] = mapped_column(String(30))
    subject_id: Mapped[int] = mapped_column(Id)
    name: Mapped[str] = mapped_column(String(40))
    text: Mapped[str | None] = mapped_column(Text)
    number: Mapped[float | None] = mapped_column(Double)
    at: Mapped[datetime | None] = mapped_column(UtcDateTime)

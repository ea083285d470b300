"""The run of one import, and how far it has come."""

from datetime import datetime

from sqlalchemy import Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import CountyRow, UtcDateTime


class LogImport(CountyRow):
    """One reading of a log; its progress stands in the transaction of the cases themselves."""

    __tablename__ = "log_import"
    __table_args__ = (Index("ix_log_import_file", "file_digest", "mapping_digest"),)
    kind = "log_import"

    source: Mapped[str] = mapped_column(String(40))
    file_name: Mapped[str] = mapped_column(String(200))
    file_digest: Mapped[str] = mapped_column(String(64))
    mapping_digest: Mapped[str] = mapped_column(String(64))
    begun_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Empty while it runs, or when it was cut off."""
    last_case: Mapped[str] = mapped_column(Text, default="")
    """Id of the last case that was written; cases come in the order of their ids."""
    new_cases: Mapped[int] = mapped_column(Integer, default=0)
    known_cases: Mapped[int] = mapped_column(Integer, default=0)
    new_events: Mapped[int] = mapped_column(Integer, default=0)
    refused_cases: Mapped[int] = mapped_column(Integer, default=0)

    def __str__(self) -> str:
        return self.file_name

"""Mappings of foreign sheets to our columns, kept so that the next such sheet needs no thought."""

from typing import Any

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import CountyRow, Json


class ColumnMapping(CountyRow):
    """How the columns of a foreign sheet are read as ours."""

    __tablename__ = "column_mapping"
    __table_args__ = (UniqueConstraint("county", "target", "name"),)
    kind = "column_mapping"

    name: Mapped[str] = mapped_column(String(80))
    target: Mapped[str] = mapped_column(String(40))
    """Name of the record kind whose sheet it fills."""
    matches: Mapped[Any] = mapped_column(Json)
    """List of {column, heading, constant, values}; see ``mapping.Match``."""

    def __str__(self) -> str:
        return self.name

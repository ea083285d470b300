"""What was set aside: rows and roots that should never have been written, kept as evidence.

A fault of the platform once wrote rows for a county that does not exist and signed roots for it under
another. They were taken out of the trail, so that it can be verified and signed again, and are kept
here word for word; verification names them, and the roots that were published can still be proved.
"""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import String, Text, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.kernel.appending import keep_append_only
from app.kernel.db import Base, Id, UtcDateTime
from app.kernel.trail.roots import TrailRoot, public_root
from app.kernel.words import N_, Word


class Why(Word):
    """Why something was set aside."""

    NO_COUNTY = "no_county", N_("Written for a county that does not exist")
    FOLLOWS = "follows", N_("Signed rightly, but upon a root of a county that does not exist")


class SetAside(Base):
    """One row of a table of the trail as it stood; never changed afterwards."""

    __tablename__ = "trail_set_aside"

    table: Mapped[str] = mapped_column("from_table", String(20), primary_key=True)
    """``trail``, ``trail_root`` or ``chain_head``."""
    row_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    """Its id; the county number of a head."""
    why: Mapped[str] = mapped_column(String(10))
    set_aside_at: Mapped[datetime] = mapped_column(UtcDateTime)
    content: Mapped[str] = mapped_column(Text)
    """Every column as JSON, instants in ISO 8601."""


keep_append_only(SetAside, "what was set aside is append-only", "from_table = NEW.from_table AND row_id = NEW.row_id")


def count_set_aside(session: Session) -> dict[str, int]:
    """Return how many rows of each table were set aside."""
    counted = session.execute(select(SetAside.table, func.count()).group_by(SetAside.table))
    return {table: count for table, count in counted if table != "chain_head"}


def published_set_aside(session: Session) -> list[dict[str, Any]]:
    """Return the roots that were set aside as they had been published, each with the reason (JSON)."""
    kept = select(SetAside).where(SetAside.table == "trail_root").order_by(SetAside.row_id)
    return [{**public_root(_root(json.loads(one.content))), "set_aside": one.why} for one in session.scalars(kept)]


def withdrawn_roots(session: Session, county: int) -> list[TrailRoot]:
    """Return the roots of a county that were rightly signed and then set aside, by size.

    The rows below them still stand, so an outsider who kept one can have its successors proved.
    """
    kept = select(SetAside.content).where(SetAside.table == "trail_root", SetAside.why == Why.FOLLOWS)
    found = (_root(json.loads(content)) for content in session.scalars(kept))
    return sorted((root for root in found if root.county == county), key=lambda root: root.size)


def _root(content: dict[str, Any]) -> TrailRoot:
    return TrailRoot(**content | {"signed_at": datetime.fromisoformat(content["signed_at"])})

"""How often something was tried, counted in the database: by all processes together, and through a restart."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

from sqlalchemy import Index, Integer, String, case, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.kernel.act import Act
from app.kernel.db import Base, UtcDateTime
from app.surfaces.database import db


class Tries(Base):
    """Tries of one kind, by one address or under one name, within a stretch of time that began with the first."""

    __tablename__ = "tries"
    __table_args__ = (Index("ix_tries_subject", "subject"), Index("ix_tries_ends_at", "ends_at"))
    kind: ClassVar[str] = "tries"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    """Hash of what is counted: neither a name nor an address can be read from it."""
    subject: Mapped[str] = mapped_column(String(64), default="")
    """Hash of the log-in name, so that an administrator can unlock it; empty where there is none."""
    tries: Mapped[int] = mapped_column(Integer)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)


@dataclass(frozen=True, slots=True)
class Limit:
    """So many tries within so long from the first."""

    most: int
    within: timedelta


@dataclass(frozen=True, slots=True)
class Counter:
    """What one limit counts."""

    limit: Limit
    what: tuple[str, ...]
    """Kind of try, then name or address."""
    subject: str = ""

    @property
    def key(self) -> str:
        """Hash under which the tries stand."""
        return hashlib.sha256("|".join(self.what).encode()).hexdigest()


def take(at: datetime, *counters: Counter) -> list[int]:
    """Count one more try everywhere and return the counts, this one included.

    Committed at once and by one statement each, before anything is checked: tries at the same moment in
    several processes each get a number of their own. To be called before the act has written anything.
    """
    dialect: Any = {"sqlite": sqlite, "postgresql": postgresql}[db.engine.dialect.name]
    counts: dict[str, int] = {}
    with db.engine.begin() as connection:
        for one in sorted(counters, key=lambda each: each.key):
            new = dialect.insert(Tries).values(
                key=one.key, subject=one.subject, tries=1, ends_at=at + one.limit.within
            )
            over = Tries.ends_at <= at
            statement = new.on_conflict_do_update(
                index_elements=[Tries.key],
                set_={
                    "tries": case((over, 1), else_=Tries.tries + 1),
                    "ends_at": case((over, new.excluded.ends_at), else_=Tries.ends_at),
                },
            ).returning(Tries.tries)
            counts[one.key] = connection.execute(statement).scalar_one()
    return [counts[one.key] for one in counters]


def are_used_up(session: Session, at: datetime, counters: Sequence[Counter]) -> bool:
    """Tell whether one of these has no try left."""
    most = {one.key: one.limit.most for one in counters}
    rows = session.execute(select(Tries.key, Tries.tries).where(Tries.key.in_(most), Tries.ends_at > at))
    return any(tries >= most[key] for key, tries in rows)


def give_back(act: Act, *counters: Counter) -> None:
    """Let a try that was right count no more."""
    keys = [one.key for one in counters]
    act.session.execute(
        update(Tries).where(Tries.key.in_(keys), Tries.tries > 0).values(tries=Tries.tries - 1)
    )


def forget(act: Act, *counters: Counter) -> None:
    """Begin to count again."""
    act.session.execute(delete(Tries).where(Tries.key.in_([one.key for one in counters])))


def forget_subject(act: Act, subject: str) -> None:
    """Begin to count again all that is counted under a name."""
    act.session.execute(delete(Tries).where(Tries.subject == subject))


def forget_ended(act: Act) -> Mapping[str, Any]:
    """Delete counts that have ended."""
    gone = act.session.execute(delete(Tries).where(Tries.ends_at < act.at))
    return {"removed": gone.rowcount}  # type: ignore[attr-defined]

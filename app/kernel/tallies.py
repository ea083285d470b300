"""Tallies: how often, or how much, within a while; counted in the database, so by all workers at once."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import BigInteger, Connection, String, case, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.act import Act
from app.kernel.db import Base, UtcDateTime
from app.kernel.sealing import keyed_hash


class Tally(Base):
    """One count that ends: what is counted and of whom stand in the key alone, as a keyed hash."""

    __tablename__ = "tally"
    kind: ClassVar[str] = "tally"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger)
    subject: Mapped[str] = mapped_column(String(64), default="", index=True)
    """Hash of whoever may have it forgotten, such as a log-in name that is unlocked; empty where there is nobody."""
    until: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    """From this instant on the count begins at zero again."""


def add_to_tally(
    connection: Connection, what: str, of: str, at: datetime, until: datetime, amount: int = 1, subject: str = ""
) -> int:
    """Add to a count and return it; a count that has ended begins again and lasts until ``until``.

    One statement, so that of two workers neither overwrites the other. It belongs to the transaction of
    the connection: what must be counted even when the act is refused needs one of its own.
    """
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    ended = Tally.until <= at
    added = dialect.insert(Tally).values(key=_key(what, of), number=amount, until=until, subject=subject)
    counted = added.on_conflict_do_update(
        index_elements=[Tally.key],
        set_={
            "number": case((ended, amount), else_=Tally.number + amount),
            "until": case((ended, added.excluded.until), else_=Tally.until),
        },
    ).returning(Tally.number)
    return int(connection.execute(counted).scalar_one())


def tally(connection: Connection, what: str, of: str, at: datetime) -> int:
    """Return a count as it stands."""
    found = select(Tally.number).where(Tally.key == _key(what, of), Tally.until > at)
    return int(connection.execute(found).scalar() or 0)


def forget_tally(connection: Connection, what: str, of: str) -> None:
    """Let a count begin at zero again."""
    connection.execute(delete(Tally).where(Tally.key == _key(what, of)))


def forget_tallies_of(connection: Connection, subject: str) -> None:
    """Let every count of a subject begin at zero again."""
    connection.execute(delete(Tally).where(Tally.subject == subject))


def forget_tallies(act: Act) -> dict[str, int]:
    """Forget every count that has ended."""
    gone = act.session.connection().execute(delete(Tally).where(Tally.until <= act.at))
    return {"forgotten": gone.rowcount}


def _key(what: str, of: str) -> str:
    return keyed_hash(f"{what} {of}")

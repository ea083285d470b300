"""One leader among several clock processes: a lock that dies with its holder, and a fencing number."""

import fcntl
import os
from collections.abc import Callable
from pathlib import Path
from typing import IO, Protocol

from sqlalchemy import Connection, Engine, create_engine, func, select, text, update
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from app.surfaces.scheduling.models import Heartbeat

LOCK = 0x53554E
"""Key of the advisory lock within the database."""


class LostLead(RuntimeError):  # noqa: N818 - says what happened
    """Another process leads by now; what this one was about to write must not be written."""


class Lock(Protocol):
    """A lock that its holder's death releases."""

    def take(self) -> bool:
        """Take the lock if nobody has it, and tell whether this process has it now."""

    def seize(self) -> bool:
        """Take the lock from a holder that lives and does not work; he finds out by ``held``."""

    def held(self) -> bool:
        """Tell whether this process still has it."""

    def release(self) -> None:
        """Give it back."""


class AdvisoryLock:
    """PostgreSQL: a lock of a connection that is used for nothing else."""

    def __init__(self, address: str) -> None:
        self._engine: Engine = create_engine(address, poolclass=NullPool, isolation_level="AUTOCOMMIT")
        self._connection: Connection | None = None

    def take(self) -> bool:
        """Take the lock if nobody has it, and tell whether this process has it now."""
        try:
            connection = self._engine.connect()
        except DBAPIError:
            return False
        if connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": LOCK}):
            self._connection = connection
            return True
        connection.close()
        return False

    def seize(self) -> bool:
        """End the holder's connection on the server, then take the lock like anybody else."""
        holders = text(
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted"
            " AND classid = 0 AND objid = :key AND pid <> pg_backend_pid()"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
        try:
            with self._engine.connect() as connection:
                connection.execute(holders, {"key": LOCK})
        except DBAPIError:
            return False
        return self.take()

    def held(self) -> bool:
        """Tell whether the connection, and with it the lock, still lives."""
        if self._connection is None:
            return False
        try:
            return self._connection.scalar(text("SELECT 1")) == 1
        except DBAPIError:
            self._connection = None
            return False

    def release(self) -> None:
        """Close the connection; the server gives the lock to the next who asks."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class FileLock:
    """SQLite: a lock on a file beside the database, released by the system when its holder dies."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[bytes] | None = None

    def take(self) -> bool:
        """Take the lock if nobody has it, and tell whether this process has it now."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        file = self._path.open("ab")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
            return False
        self.release()
        self._file = file
        return True

    def seize(self) -> bool:
        """Put a new file under the name and lock that; the old holder is left with a file without one."""
        self._path.unlink(missing_ok=True)
        return self.take()

    def held(self) -> bool:
        """Tell whether the lock is held, on the file that still stands under its name."""
        if self._file is None or not self._path.exists():
            return False
        return os.fstat(self._file.fileno()).st_ino == self._path.stat().st_ino

    def release(self) -> None:
        """Close the file, which releases it."""
        if self._file is not None:
            self._file.close()
            self._file = None


def lock_of(address: str, folder: Path) -> Lock:
    """Return the lock for a database: advisory on PostgreSQL, a file on SQLite."""
    if make_url(address).get_backend_name() == "postgresql":
        return AdvisoryLock(address)
    return FileLock(folder / "clock.lock")


def take_lead(connection: Connection, process: str, at: object) -> int:
    """Depose whoever led before and return the new, larger fencing number."""
    heartbeat = Heartbeat.__table__
    connection.execute(update(Heartbeat).where(Heartbeat.leads.is_(True)).values(leads=False))
    fence = (connection.scalar(select(func.max(Heartbeat.fence))) or 0) + 1
    values = {"leads": True, "fence": fence, "beat_at": at}
    mine = update(Heartbeat).where(Heartbeat.process == process).values(**values)
    if not connection.execute(mine).rowcount:
        connection.execute(heartbeat.insert().values(process=process, **values))  # type: ignore[attr-defined]
    return fence


def beat(connection: Connection, process: str, at: object) -> None:
    """Give a sign of life, as leader or standby."""
    mine = update(Heartbeat).where(Heartbeat.process == process).values(beat_at=at)
    if not connection.execute(mine).rowcount:
        values = {"process": process, "leads": False, "fence": 0, "beat_at": at}
        connection.execute(Heartbeat.__table__.insert().values(**values))  # type: ignore[attr-defined]


def fence_of(process: str, fence: int) -> Callable[[Session], None]:
    """Return a check to make last before a commit: it locks the leader's row and refuses a deposed one."""

    def check(session: Session) -> None:
        mine = (
            update(Heartbeat)
            .where(Heartbeat.process == process, Heartbeat.fence == fence, Heartbeat.leads.is_(True))
            .values(leads=True)
            .execution_options(synchronize_session=False)
        )
        if not session.execute(mine).rowcount:  # type: ignore[attr-defined]
            raise LostLead(f"{process} no longer leads under fence {fence}")

    return check

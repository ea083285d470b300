"""What is looked at to tell whether the platform is well: one list for ``flask doctor`` and for ``/readyz``."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.kernel.act import local_day
from app.kernel.audit import TrailRow
from app.kernel.calendar import missing_years
from app.kernel.notices import MessageState
from app.kernel.outbox import outbox_figures
from app.kernel.words import N_
from app.surfaces.folders import base_folder
from app.surfaces.running.machine import has_aes, seals_in_browsers
from app.surfaces.scheduling.standing import clock_standing_still, failing_jobs
from config import ROOT

LEAST_FREE = 2**30
"""Bytes below which the disk counts as full: a day's papers need less."""
BACKUP_AGE = timedelta(days=8)
"""A weekly backup that was missed once."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong and what to do, as a sentence with its values."""

    sentence: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that is looked at."""

    name: str
    title: str
    look: Callable[[Session, datetime], Trouble | None]
    vital: bool = False
    """Without it no request can be answered, so that no proxy should send any here."""
    asks_database: bool = True


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of one check; no trouble: all is well."""

    check: Check
    trouble: Trouble | None


def _database(session: Session, _now: datetime) -> Trouble | None:
    try:
        session.execute(text("SELECT 1"))
    except DBAPIError as fault:
        session.rollback()
        return Trouble(
            N_("The database cannot be reached (%(reason)s). Start it, and look at SUNSHINE_DATABASE."),
            {"reason": type(fault.orig).__name__},
        )
    return None


@cache
def newest_migration() -> str:
    """Return the version that this program's tables have."""
    return ScriptDirectory(str(ROOT / "migrations")).get_current_head() or ""


def _migrations(session: Session, _now: datetime) -> Trouble | None:
    found = MigrationContext.configure(session.connection()).get_current_revision()
    if found == newest_migration():
        return None
    if found is None:
        return Trouble(N_("The database has not been set up yet. Run: flask --app run:app setup"))
    return Trouble(
        N_("The tables are of version %(found)s, the program is of %(wanted)s. Make a backup, then run: setup"),
        {"found": found, "wanted": newest_migration()},
    )


def _disk(_session: Session, _now: datetime) -> Trouble | None:
    folder = base_folder()
    free = shutil.disk_usage(folder).free
    if free >= LEAST_FREE:
        return None
    return Trouble(
        N_("Only %(free)d MB are free in %(folder)s: files that people hand in will be refused. Make room."),
        {"free": free // 2**20, "folder": folder},
    )


def _clock(session: Session, now: datetime) -> Trouble | None:
    stillness = clock_standing_still(session, now)
    if stillness is None:
        return None
    if stillness.paused:
        return Trouble(N_("The clock paused itself as the time jumped. Set the time right, then run: clock resume"))
    return Trouble(N_("The clock stands still, so no deadline is watched. Start it: flask --app run:app clock"))


def _jobs(session: Session, _now: datetime) -> Trouble | None:
    failing = sorted({str((run.figures or {}).get("job", run.name)) for run in failing_jobs(session)})
    if not failing:
        return None
    return Trouble(
        N_("Jobs of the clock fail: %(jobs)s. Why stands on the page of the clock."), {"jobs": ", ".join(failing)}
    )


def _calendar(session: Session, now: datetime) -> Trouble | None:
    missing = missing_years(session, local_day(now))
    if not missing:
        return None
    return Trouble(
        N_(
            "The working calendar of %(years)s is missing, so deadlines cannot be computed. An administrator brings it in."
        ),
        {"years": ", ".join(map(str, missing))},
    )


def _outbox(session: Session, now: datetime) -> Trouble | None:
    figures = outbox_figures(session, now)
    if lost := figures[MessageState.FAILED]:
        return Trouble(N_("%(count)d messages could not be sent. See: outbox status"), {"count": lost})
    if late := figures["late"]:
        return Trouble(N_("%(count)d messages wait for more than ten minutes. See: outbox status"), {"count": late})
    return None


def _backup(session: Session, now: datetime) -> Trouble | None:
    if current_app.config["SUNSHINE_MODE"] != "production":
        return None
    lately = select(TrailRow.id).where(TrailRow.verb == "backup.made", TrailRow.at >= now - BACKUP_AGE).limit(1)
    if session.scalar(lately) is not None:
        return None
    return Trouble(
        N_("No backup was made in the last %(days)d days. Run: flask --app run:app backup FILE"),
        {"days": BACKUP_AGE.days},
    )


def _web_crypto(_session: Session, _now: datetime) -> Trouble | None:
    if seals_in_browsers(current_app.config["SUNSHINE_ADDRESS"]):
        return None
    return Trouble(
        N_(
            "SUNSHINE_ADDRESS is plain http: browsers seal no bid and make no key there. Put the portal under https; until then bidders take the offline file."
        )
    )


def _aes(_session: Session, _now: datetime) -> Trouble | None:
    if has_aes():
        return None
    return Trouble(
        N_("This processor has no AES instructions: sealed bids cannot be opened here. Use another machine.")
    )


DATABASE = Check("database", N_("The database answers"), _database, vital=True, asks_database=False)
CHECKS = (
    DATABASE,
    Check("migrations", N_("Its tables are those of the program"), _migrations, vital=True),
    Check("disk", N_("There is room on the disk"), _disk, vital=True, asks_database=False),
    Check("clock", N_("The clock runs"), _clock),
    Check("jobs", N_("Every job of the clock succeeds"), _jobs),
    Check("calendar", N_("The working calendar is there"), _calendar),
    Check("outbox", N_("Messages are sent"), _outbox),
    Check("backup", N_("A backup is made every week"), _backup),
    Check("web_crypto", N_("Bids are sealed in browsers"), _web_crypto, asks_database=False),
    Check("aes", N_("Sealed bids are opened here"), _aes, asks_database=False),
)
"""From what all else rests on to what few need."""


def look_at(session: Session, now: datetime, checks: tuple[Check, ...] = CHECKS) -> Iterator[Finding]:
    """Look at everything, as far as it can be told: a database that is away, or empty, hides what lies in it."""
    hidden = False
    for check in checks:
        if check.asks_database and hidden:
            yield Finding(check, Trouble(N_("This cannot be told before the database is well.")))
            continue
        trouble = check.look(session, now)
        hidden = hidden or (trouble is not None and check.name in ("database", "migrations"))
        yield Finding(check, trouble)

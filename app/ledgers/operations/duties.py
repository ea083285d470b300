"""Duties to fill in: opened by the clock, met by an entry or by the statement that there was nothing."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import exists, func, or_, select, update

from app.kernel.act import Act, start_of_day
from app.kernel.audit import Subject, record
from app.kernel.bulk import write_rows
from app.kernel.calendar import ONE_DAY, CalendarMissing, Shift, WorkingCalendar, move_due, working_calendar
from app.kernel.errors import NotAllowed, OutOfOrder
from app.kernel.inserts import take_ids
from app.kernel.places import Organisation
from app.kernel.words import N_
from app.ledgers.access import may_fill, region_digits
from app.ledgers.models import Ledger, LedgerDuty, LedgerEntry, LedgerVersion
from app.ledgers.notices import remind
from app.ledgers.periods import MONTHS, due_day, period_of
from app.ledgers.words import COUNTED, Cadence, LedgerState

REMINDED = 20_000
"""Duties at a time; the rest follows in the next run."""


def open_duties(act: Act) -> Mapping[str, int]:
    """Open what every ledger in use asks for in the running period; a second run adds nothing."""
    figures = {"opened": 0, "no_calendar": 0}
    rows = act.session.execute(
        select(Ledger, LedgerVersion)
        .join(LedgerVersion, LedgerVersion.id == Ledger.current_version_id)
        .where(Ledger.state == LedgerState.IN_FORCE, LedgerVersion.cadence != Cadence.EVENT)
        .order_by(Ledger.id)
    )
    for ledger, version in rows.all():
        opened = open_duties_of(act, ledger, version)
        figures["opened"] += opened or 0
        figures["no_calendar"] += opened is None
    return figures


def open_duties_of(act: Act, ledger: Ledger, version: LedgerVersion, on: date | None = None) -> int | None:
    """Open the duties of one ledger for the period of a day; None when the calendar lacks the year of the due day.

    The next run opens them once the calendar has been imported.
    """
    cadence = Cadence(version.cadence)
    if cadence is Cadence.EVENT or version.published_at is None:
        return 0
    on = on or act.on
    period = period_of(cadence, on)
    calendar = working_calendar(act.session)
    try:
        days = _days(version, _due(version, period, calendar, on), calendar)
    except CalendarMissing:
        return None
    by_county: dict[int, list[int]] = defaultdict(list)
    standing = exists().where(
        LedgerDuty.ledger_id == ledger.id, LedgerDuty.organisation_id == Organisation.id, LedgerDuty.period == period
    )
    for county, organisation_id in act.session.execute(_asked(ledger, version).where(~standing)):
        by_county[county].append(organisation_id)
    for county, homes in sorted(by_county.items()):
        common = {
            "county": county,
            "ledger_id": ledger.id,
            "period": period,
            **days,
            "reminded_at": None,
            "met_at": None,
            "nil": False,
        }
        ids = take_ids(act, county, len(homes))
        rows = [{"id": row, "organisation_id": home, **common} for row, home in zip(ids, homes, strict=True)]
        write_rows(act.session.connection(), LedgerDuty.__table__, rows)  # type: ignore[arg-type]
        subject = Subject(Ledger.kind, ledger.id, county)
        record(act, "ledger.duties_opened", subject, period=period, due_on=days["due_on"], count=len(homes))
    return sum(len(homes) for homes in by_county.values())


def _due(version: LedgerVersion, period: str, calendar: WorkingCalendar, start: date = date.min) -> date:
    return due_day(Cadence(version.cadence), period, version.due_days, calendar, start)


def _days(version: LedgerVersion, due: date, calendar: WorkingCalendar) -> dict[str, Any]:
    """Return the days of a duty that follow from its last one."""
    remind_on = calendar.before(due, version.remind_days) if version.remind_days else due
    return {"due_on": due, "due_at": start_of_day(due + ONE_DAY), "remind_on": remind_on}


def move_duties(act: Act, shift: Shift) -> int:
    """Move the last days of open duties with the calendar.

    The day from which a duty to fill in once was counted is not kept: its last day only moves on to a worked one.
    """

    def days(duty: LedgerDuty, calendar: WorkingCalendar) -> dict[str, Any]:
        version = duty.ledger.current
        assert version is not None  # a ledger with duties has been published
        once = version.cadence not in MONTHS
        due = calendar.roll(duty.due_on) if once else _due(version, duty.period, calendar)
        return _days(version, due, calendar)

    open_ones = select(LedgerDuty).where(LedgerDuty.met_at.is_(None), LedgerDuty.due_on >= shift.first)
    return move_due(act, shift, open_ones, "due_on", days)


def withdraw_duties(act: Act, ledger: Ledger, version: LedgerVersion) -> int:
    """Take back the duties of organisations that a new version does not ask any more, unless they are late already."""
    asked = set(act.session.scalars(_asked(ledger, version).with_only_columns(Organisation.id)))
    open_ones = act.session.scalars(
        select(LedgerDuty).where(
            LedgerDuty.ledger_id == ledger.id, LedgerDuty.met_at.is_(None), LedgerDuty.due_at > act.at
        )
    )
    gone = [duty for duty in open_ones if duty.organisation_id not in asked or version.cadence == Cadence.EVENT]
    for duty in gone:
        act.session.delete(duty)
    if gone:
        record(act, "ledger.duties_withdrawn", ledger, version=version.number, count=len(gone))
    return len(gone)


def _asked(ledger: Ledger, version: LedgerVersion) -> Any:
    """Return (county, id) of the organisations that fill a ledger in."""
    places = region_digits(version.regions) or [ledger.prefix]
    return (
        select(Organisation.county, Organisation.id)
        .where(
            Organisation.body.in_(version.bodies),
            Organisation.closed_on.is_(None),
            Organisation.region_code.startswith(ledger.prefix, autoescape=True),
            or_(*(Organisation.region_code.startswith(place, autoescape=True) for place in places)),
        )
        .order_by(Organisation.county, Organisation.id)
    )


def duty_of(act: Act, entry: LedgerEntry) -> LedgerDuty | None:
    """Return the duty that an entry meets, if one was opened."""
    return act.session.scalar(
        select(LedgerDuty).where(
            LedgerDuty.ledger_id == entry.ledger_id,
            LedgerDuty.organisation_id == entry.organisation_id,
            LedgerDuty.period == entry.period,
        )
    )


def meet_duty(act: Act, entry: LedgerEntry) -> None:
    """Mark the duty of a submitted entry's period as met, unless it is already."""
    duty = duty_of(act, entry) if entry.period else None
    if duty is not None and duty.met_at is None:
        duty.met_at = act.at
        record(act, "ledger.duty_met", duty, period=duty.period)


def reopen_duty(act: Act, entry: LedgerEntry) -> None:
    """Open a duty again when the only entry that met it has been returned."""
    duty = duty_of(act, entry) if entry.period else None
    if duty is None or duty.met_at is None or duty.nil:
        return
    act.session.flush()
    others = select(func.count()).where(
        LedgerEntry.ledger_id == entry.ledger_id,
        LedgerEntry.organisation_id == entry.organisation_id,
        LedgerEntry.period == entry.period,
        LedgerEntry.state.in_(COUNTED),
    )
    if not act.session.scalar(others):
        duty.met_at = None
        record(act, "ledger.duty_reopened", duty, period=duty.period)


def report_nothing(act: Act, duty: LedgerDuty) -> None:
    """State that there was nothing to enter in a period (零报告)."""
    version = duty.ledger.current
    if version is None or not may_fill(act.actor, version, duty.ledger, duty.organisation):
        raise NotAllowed(N_("Only those who fill this ledger in for the organisation may do this."))
    if duty.met_at is not None:
        raise OutOfOrder(N_("This period has been reported already."))
    duty.met_at, duty.nil = act.at, True
    record(act, "ledger.nothing", duty, period=duty.period)


def remind_late(act: Act) -> Mapping[str, int]:
    """Tell those who have to fill in soon, once for each duty."""
    waiting = (
        select(
            LedgerDuty.id,
            LedgerDuty.county,
            LedgerDuty.organisation_id,
            LedgerDuty.due_on,
            LedgerDuty.period,
            Ledger.id.label("ledger_id"),
            Ledger.name,
            LedgerVersion.duties,
        )
        .join(Ledger, Ledger.id == LedgerDuty.ledger_id)
        .join(LedgerVersion, LedgerVersion.id == Ledger.current_version_id)
        .where(
            LedgerDuty.met_at.is_(None),
            LedgerDuty.remind_on <= act.on,
            LedgerDuty.reminded_at.is_(None),
            Ledger.state == LedgerState.IN_FORCE,
        )
        .order_by(LedgerDuty.id)
        .limit(REMINDED)
    )
    rows = act.session.execute(waiting).all()
    told = remind(act, rows)
    for start in range(0, len(rows), 500):
        part = [row.id for row in rows[start : start + 500]]
        act.session.execute(
            update(LedgerDuty)
            .where(LedgerDuty.id.in_(part))
            .values(reminded_at=act.at)
            .execution_options(synchronize_session=False)
        )
    act.session.expire_all()
    return {"duties": len(rows), "messages": told}

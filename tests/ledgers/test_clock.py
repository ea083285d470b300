"""What the clock does, and the point that finds what was not filled in."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.kernel.act import Act
from app.kernel.calendar import WorkingCalendar
from app.kernel.errors import Incomplete
from app.kernel.notices import Message
from app.kernel.points import POINTS, Severity
from app.ledgers.models import Ledger, LedgerDuty
from app.ledgers.operations import draft_entry, open_duties, remind_late, report_nothing, retire_ledger, submit_entry
from app.ledgers.periods import check_period, due_day, first_day, last_day, period_of, recent_periods
from app.ledgers.points import LEDGER_POINTS, OVERDUE
from app.ledgers.words import Cadence
from app.supervision.models import Alert
from app.supervision.scanning import scan, sweep
from tests.ledgers.samples import RAW
from tests.world import World

Acting = Callable[..., Act]
OCTOBER = datetime(2026, 10, 1, 0, 0, tzinfo=UTC)
DUE = datetime(2026, 10, 8, 8, 0, tzinfo=UTC)
AFTER = datetime(2026, 10, 9, 1, 0, tzinfo=UTC)
PERIODIC = [c for c in Cadence if c not in (Cadence.EVENT, Cadence.ONCE)]

POINTS.points.update({point.code: point for point in LEDGER_POINTS})


@pytest.mark.parametrize(
    ("cadence", "period", "first", "last"),
    [
        (Cadence.MONTHLY, "2026-02", date(2026, 2, 1), date(2026, 2, 28)),
        (Cadence.QUARTERLY, "2026-Q4", date(2026, 10, 1), date(2026, 12, 31)),
        (Cadence.HALF, "2026-H1", date(2026, 1, 1), date(2026, 6, 30)),
        (Cadence.YEARLY, "2026", date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_a_period_has_a_first_and_a_last_day(cadence: Cadence, period: str, first: date, last: date) -> None:
    assert (first_day(cadence, period), last_day(cadence, period)) == (first, last)


@given(st.sampled_from(PERIODIC), st.dates(date(2000, 1, 1), date(2100, 12, 31)))
@settings(deadline=None)
def test_every_day_lies_in_its_period(cadence: Cadence, day: date) -> None:
    period = period_of(cadence, day)
    assert check_period(cadence, period) == period
    assert first_day(cadence, period) <= day <= last_day(cadence, period)


@pytest.mark.parametrize(
    ("cadence", "text"), [(Cadence.MONTHLY, "2026-13"), (Cadence.QUARTERLY, "2026-Q5"), (Cadence.YEARLY, "26")]
)
def test_a_period_that_does_not_exist_is_refused(cadence: Cadence, text: str) -> None:
    with pytest.raises(Incomplete):
        check_period(cadence, text)


def test_events_and_what_is_filled_in_once_have_no_calendar_period() -> None:
    assert check_period(Cadence.EVENT, "2026") == ""
    assert recent_periods(Cadence.ONCE, date(2026, 9, 1)) == ["once"]
    assert recent_periods(Cadence.MONTHLY, date(2026, 1, 31), 3) == ["2026-01", "2025-12", "2025-11"]


def test_a_due_day_rolls_to_a_working_day() -> None:
    days = [(date(2026, 1, 1).fromordinal(date(2026, 1, 1).toordinal() + n),) for n in range(365)]
    calendar = WorkingCalendar((day, day.weekday() < 5) for (day,) in days)
    assert due_day(Cadence.MONTHLY, "2026-04", 2, calendar, date(2026, 4, 1)) == date(2026, 5, 4)
    assert due_day(Cadence.ONCE, "once", 3, calendar, date(2026, 4, 1)) == date(2026, 4, 6)


def test_the_clock_opens_each_period_once(session: Session, acting_as: Acting, ledger: Ledger) -> None:
    act = acting_as(None, OCTOBER)
    assert open_duties(act)["opened"] == 2
    assert open_duties(act)["opened"] == 0
    count = select(LedgerDuty.period, func.count()).group_by(LedgerDuty.period).order_by(LedgerDuty.period)
    assert [tuple(row) for row in session.execute(count)] == [("2026-09", 2), ("2026-10", 2)]


def test_a_closed_ledger_opens_no_duty(acting_as: Acting, ledger: Ledger) -> None:
    retire_ledger(acting_as("county_admin"), ledger, "并入")
    assert open_duties(acting_as(None, OCTOBER))["opened"] == 0


def test_those_who_are_late_are_reminded_once(session: Session, acting_as: Acting, ledger: Ledger) -> None:
    assert remind_late(acting_as(None))["duties"] == 0  # three working days before 8 October is 28 September
    act = acting_as(None, OCTOBER)
    assert remind_late(act) == {"duties": 2, "messages": 1}  # one of the two villages has a clerk
    assert remind_late(act)["duties"] == 0
    message = session.scalars(select(Message)).one()
    assert "走访台账" in message.text and "10月8日" in message.text


def test_who_has_filled_in_is_not_reminded(session: Session, world: World, acting_as: Acting, ledger: Ledger) -> None:
    act = acting_as("village_clerk")
    submit_entry(act, draft_entry(act, ledger, world.organisation("zhongshan"), "", RAW))
    assert remind_late(acting_as(None, OCTOBER)) == {"duties": 1, "messages": 0}


def alerts(session: Session) -> list[Alert]:
    return list(session.scalars(select(Alert).where(Alert.point == OVERDUE.code).order_by(Alert.id)))


def test_what_was_not_filled_in_is_found_once_its_day_has_passed(
    session: Session, acting_as: Acting, ledger: Ledger
) -> None:
    scan(acting_as(None, DUE))
    assert alerts(session) == []
    scan(acting_as(None, AFTER))
    found = alerts(session)
    assert len(found) == 2
    assert {alert.severity for alert in found} == {Severity.YELLOW}
    assert "走访台账 2026-09" in found[0].text
    scan(acting_as(None, AFTER))
    assert len(alerts(session)) == 2


def test_what_was_filled_in_or_reported_empty_in_time_is_no_alert(
    session: Session, world: World, acting_as: Acting, ledger: Ledger
) -> None:
    act = acting_as("village_clerk")
    submit_entry(act, draft_entry(act, ledger, world.organisation("zhongshan"), "", RAW))
    other = world.organisation("qingcheng").id
    duty = session.scalars(select(LedgerDuty).where(LedgerDuty.organisation_id == other)).one()
    report_nothing(acting_as("town_clerk"), duty)
    sweep(acting_as(None, AFTER))
    assert alerts(session) == []


def test_the_alert_ceases_when_the_ledger_is_filled_in(
    session: Session, world: World, acting_as: Acting, ledger: Ledger
) -> None:
    sweep(acting_as(None, AFTER))
    act = acting_as("village_clerk", AFTER)
    submit_entry(act, draft_entry(act, ledger, world.organisation("zhongshan"), "2026-09", RAW))
    scan(acting_as(None, AFTER))
    here, there = alerts(session)
    assert {(here.organisation_id, here.ceased_at is None), (there.organisation_id, there.ceased_at is None)} == {
        (world.organisation("zhongshan").id, False),
        (world.organisation("qingcheng").id, True),
    }

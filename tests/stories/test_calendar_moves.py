"""A change of the calendar moves every due day that is counted in working days, in whatever domain; and back."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.approvals.points import APPROVAL_POINTS
from app.domains import DOMAINS
from app.intermediaries.operations import give_notice, move_agency
from app.kernel.act import Act
from app.kernel.audit import TrailRow
from app.kernel.calendar import (
    DUE_MOVED,
    change_days,
    days_from_notice,
    latest_changes,
    on_change,
    previewed,
    undo_change,
    working_calendar,
)
from app.kernel.points import POINTS
from app.ledgers.models import LedgerDuty
from app.ledgers.operations import open_duties
from app.supervision.operations.bulk import assign_alerts
from app.supervision.operations.follow_ups import ask_follow_up
from tests.conftest import NOW
from tests.disclosure.samples import Street
from tests.intermediaries.building import AgencyBuilder
from tests.ledgers.samples import make_ledger
from tests.supervision.building import Builder, point
from tests.world import World

Acting = Callable[..., Act]
Row = tuple[Any, str]
"""A row and its column with the last day."""


@pytest.fixture(autouse=True)
def movers() -> Iterator[None]:
    """What the domains declare, as the composition root hands it over."""
    POINTS.points.update({one.code: one for one in APPROVAL_POINTS})
    kept = dict(on_change)
    on_change.update({one.name: one.deadlines for one in DOMAINS if one.deadlines is not None})
    yield
    on_change.clear()
    on_change.update(kept)


@pytest.fixture
def build(session: Session, world: World, acting_as: Acting) -> AgencyBuilder:
    return AgencyBuilder(session, world, acting_as)


def _ledger_duty(build: AgencyBuilder) -> Row:
    ledger = make_ledger(build.acting_as("county_admin"), build.world.organisation("gulou"))
    open_duties(build.acting_as(None))
    duty = select(LedgerDuty).where(LedgerDuty.ledger_id == ledger.id).order_by(LedgerDuty.id).limit(1)
    return build.session.scalars(duty).one(), "due_on"


def _disclosure_task(build: AgencyBuilder) -> Row:
    street = Street(build.session, build.world, build.acting_as)
    street.opened(NOW)
    return street.task("CW-01", "2026-09"), "due_on"


def _alert(build: Builder) -> Any:
    build.suspension(build.case(), entry_lag=4)
    build.sweep(point("A4.backdated"))
    return build.alerts()[0]


def _reply_to_alert(build: AgencyBuilder) -> Row:
    return _alert(build), "reply_due_on"


def _follow_up(build: AgencyBuilder) -> Row:
    alert = _alert(build)
    inspector = build.acting_as("inspector")
    assign_alerts(inspector, [alert.id], build.world.official("inspector").id)
    return ask_follow_up(inspector, alert, "请说明"), "due_on"


def _untold_suspension(build: AgencyBuilder) -> Row:
    made = build.suspension(build.case(), suspended_on=date(2026, 9, 21), told_due_on=date(2026, 9, 22), told_on=None)
    return made, "told_due_on"


def _promise(build: AgencyBuilder) -> Row:
    return build.engagement(delivered_on=None, late_days=0), "promised_on"


def _appeal(build: AgencyBuilder) -> Row:
    return move_agency(build.acting_as("section_head"), build.agency(), "warn", "逾期未年检"), "appeal_until"


def _objection(build: AgencyBuilder) -> Row:
    mark = build.mark(build.agency(), state="proposed", organisation_id=build.organ.id, public_on=None)
    give_notice(build.acting_as("section_head"), mark)
    return mark, "object_until"


@pytest.mark.parametrize(
    "made",
    [_ledger_duty, _disclosure_task, _reply_to_alert, _follow_up, _untold_suspension, _promise, _appeal, _objection],
)
def test_a_day_off_moves_the_due_day_and_taking_it_back_moves_it_back(
    build: AgencyBuilder, made: Callable[[AgencyBuilder], Row]
) -> None:
    row, name = made(build)
    build.session.flush()
    due = getattr(row, name)
    admin = build.acting_as("city_admin")
    notice = days_from_notice([(due, due)], [], "补充通知")
    planned = previewed(admin, lambda: change_days(admin, notice))
    assert planned.deadlines >= 1 and getattr(row, name) == due

    done = change_days(admin, notice)
    assert done.deadlines == planned.deadlines
    build.session.refresh(row)
    assert getattr(row, name) == working_calendar(build.session).roll(due) != due
    moved = select(TrailRow.facts).where(
        TrailRow.verb.in_((DUE_MOVED, "clock.recomputed")),
        TrailRow.subject_kind == row.kind,
        TrailRow.subject_id == row.id,
    )
    assert any(str(due) in str(facts) for facts in build.session.scalars(moved))

    undo_change(admin, latest_changes(build.session)[0])
    build.session.refresh(row)
    assert getattr(row, name) == due


def test_what_was_met_or_set_by_hand_stays(build: AgencyBuilder) -> None:
    duty, _ = _ledger_duty(build)
    promised, _ = _promise(build)
    due = duty.due_on
    duty.met_at = NOW
    promised.promised_on = by_hand = due - timedelta(days=100)
    build.session.flush()
    admin = build.acting_as("city_admin")
    days = [(due, due), (by_hand, by_hand)]
    change_days(admin, days_from_notice(days, [], "补充通知"))
    build.session.refresh(duty)
    build.session.refresh(promised)
    assert (duty.due_on, promised.promised_on) == (due, by_hand)

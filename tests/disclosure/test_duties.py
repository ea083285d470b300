"""The catalogue and the tasks that the clock opens from it."""

from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.disclosure.due import told_period
from app.disclosure.jobs import remind_late
from app.disclosure.models import DisclosureDuty, DisclosureTask
from app.disclosure.operations import load_catalogue, name_body, open_event, open_tasks
from app.disclosure.operations.duties import shipped_duties
from app.disclosure.words import DisclosureKind, kinds_of
from app.kernel.errors import Incomplete, NotAllowed
from app.kernel.notices import Message
from tests.disclosure.samples import Acting, Street, at


def test_the_program_ships_duties_of_every_kind_with_their_articles() -> None:
    duties = shipped_duties()
    assert len(duties) >= 60
    assert {duty["unit_kind"] for duty in duties} == {str(kind) for kind in DisclosureKind}
    assert all(duty["basis"] and duty["title"] and duty["content"] for duty in duties)
    assert {duty["verified"] for duty in duties if "verified" in duty} == {False}


def test_loading_the_catalogue_again_keeps_what_the_county_changed(street: Street, acting_as: Acting) -> None:
    street.duty("CW-01").grace_days = 3
    assert load_catalogue(acting_as("county_admin"), 350102) == 0
    assert street.duty("CW-01").grace_days == 3


def test_a_clerk_cannot_load_the_catalogue_nor_an_admin_that_of_another_county(acting_as: Acting) -> None:
    with pytest.raises(NotAllowed):
        load_catalogue(acting_as("handler"), 350102)
    with pytest.raises(NotAllowed):
        load_catalogue(acting_as("county_admin"), 350103)


def test_a_village_answers_for_village_and_party_affairs() -> None:
    assert kinds_of("village") == (DisclosureKind.VILLAGE, DisclosureKind.PARTY)
    assert kinds_of("school") == (DisclosureKind.SCHOOL,)


def test_party_affairs_are_no_door_of_their_own(street: Street, acting_as: Acting) -> None:
    with pytest.raises(Incomplete):
        name_body(acting_as("county_admin"), street.world.organisation("qingcheng"), "party", date(2026, 1, 1))


def test_the_clock_opens_each_task_once(street: Street, session: Session) -> None:
    assert street.opened(at(9, 1)) > 10
    assert street.opened(at(9, 2)) == 0
    monthly = street.task("CW-01", "2026-09")
    # thirtieth of September, then ten days of grace, then the Saturday that is worked
    assert monthly.due_on == date(2026, 10, 10)
    assert (monthly.warn_at < monthly.due_at < monthly.county_at, monthly.town_at < monthly.county_at) == (True, True)
    codes = {task.duty.code for task in session.scalars(select(DisclosureTask))}
    assert "DW-02" in codes and "YW-01" not in codes and "CW-04" not in codes


def test_the_running_year_of_a_duty_waits_for_its_calendar(street: Street, acting_as: Acting) -> None:
    assert open_tasks(acting_as(None, at(9, 1)))["no_calendar"] > 0


def test_a_task_that_would_be_late_at_birth_is_not_opened(street: Street, session: Session) -> None:
    street.opened(at(9, 15))
    august = select(func.count()).where(DisclosureTask.period == "2026-08", DisclosureTask.due_on < date(2026, 9, 15))
    assert session.scalar(august) == 0


def test_an_event_gives_a_due_day_in_working_days(street: Street, acting_as: Acting) -> None:
    act = acting_as("handler", at(9, 28))
    task = open_event(act, street.bureau, street.duty("ZW-02"), date(2026, 9, 28), "印发管理办法")
    assert task.due_on == date(2026, 10, 30)  # twenty working days: the holiday left out, the worked Saturday in
    again = open_event(act, street.bureau, street.duty("ZW-02"), date(2026, 9, 28), "另一件")
    assert (task.period, again.period) == ("2026-09-28", "2026-09-28.1")


@pytest.mark.parametrize(
    ("code", "on", "subject", "field"),
    [
        ("ZW-04", date(2026, 9, 1), "事项", "duty_id"),
        ("ZW-02", date(2027, 1, 1), "事项", "on"),
        ("ZW-02", date(2026, 9, 1), " ", "subject"),
    ],
)
def test_an_event_that_makes_no_sense_is_refused(
    street: Street, acting_as: Acting, code: str, on: date, subject: str, field: str
) -> None:
    with pytest.raises(Incomplete) as refusal:
        open_event(acting_as("handler"), street.bureau, street.duty(code), on, subject)
    assert refusal.value.field == field


def test_nobody_opens_events_of_an_organisation_outside_his_scope(street: Street, acting_as: Acting) -> None:
    with pytest.raises(NotAllowed):
        open_event(acting_as("other_handler"), street.bureau, street.duty("ZW-02"), date(2026, 9, 1), "x")


def test_reminders_climb_from_the_clerk_to_the_county_once_each(
    street: Street, session: Session, acting_as: Acting
) -> None:
    street.opened(at(9, 1))
    task = street.task("CW-01", "2026-09")
    told: list[tuple[str, str]] = []
    for month, day in ((10, 1), (10, 5), (10, 5), (10, 10), (10, 15), (10, 25), (10, 26)):
        remind_late(acting_as(None, at(month, day)))
        rows = session.execute(
            select(Message.title, Message.address)
            .where(Message.subject_id == task.id)
            .order_by(Message.created_at, Message.id)
        )
        told = [(row[0], row[1]) for row in rows]
    titles = list(dict.fromkeys(title for title, _address in told))
    assert titles == ["办事公开即将到期", "办事公开今日到期", "下级单位公开逾期", "公开逾期超过半月"]
    assert told[0][1] == str(street.world.official("village_clerk").id)
    assert told[2][1] == str(street.world.official("town_clerk").id)
    assert len(told) == len(set(told))


def test_a_duty_that_is_met_is_not_reminded_of(street: Street, acting_as: Acting) -> None:
    street.opened(at(9, 1))
    street.published("CW-05", at(9, 20), period="2026-Q3")
    before = street.task("CW-05", "2026-Q3")
    remind_late(acting_as(None, at(10, 12)))
    assert before.reminded == 0 and before.met_at is not None and not before.met_late


def test_a_duty_out_of_use_opens_nothing(street: Street, session: Session) -> None:
    for duty in session.scalars(select(DisclosureDuty)):
        duty.active = False
    session.flush()
    assert street.opened(at(9, 1)) == 0


@pytest.mark.parametrize(
    ("period", "told"),
    [
        ("2026", "2026年"),
        ("2026-Q3", "2026年第三季度"),
        ("2026-H1", "2026年上半年"),
        ("2026-09", "2026年9月"),
        ("2026-09-14", "2026年9月14日"),
        ("2026-09-14.1", "2026年9月14日"),
        ("", ""),
    ],
)
def test_a_period_is_told_as_papers_write_it(period: str, told: str) -> None:
    assert told_period(period) == told

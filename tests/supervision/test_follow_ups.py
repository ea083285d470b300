"""The follow-up: asked in writing, reminded, answered by a head, reviewed until it is enough."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from app.kernel.clocks import Clock
from app.kernel.errors import Conflict, Incomplete, NotAllowed, OutOfOrder
from app.kernel.notices import Message
from app.supervision.models import Alert, AlertState, FollowUp, FollowUpState
from app.supervision.operations.alerts import close, verify
from app.supervision.operations.bulk import assign_alerts
from app.supervision.operations.follow_ups import (
    accept_reply,
    ask_follow_up,
    cancel_follow_up,
    escalate,
    reply_to_follow_up,
    send_reply_back,
)
from app.supervision.operations.reminders import remind_late_replies
from app.supervision.work import follow_up_pieces
from tests.conftest import NOW
from tests.supervision.building import DAY, Builder, point


@pytest.fixture
def alert(build: Builder) -> Alert:
    build.suspension(build.case(), entry_lag=4)
    build.sweep(point("A4.backdated"))
    alert = build.alerts()[0]
    assign_alerts(build.acting_as("inspector"), [alert.id], build.world.official("inspector").id)
    return alert


def ask(build: Builder, alert: Alert, **values: Any) -> FollowUp:
    return ask_follow_up(build.acting_as("inspector"), alert, "请说明倒签原因并整改", **values)


def reply(build: Builder, follow_up: FollowUp, who: str = "section_head", at: datetime = NOW) -> None:
    reply_to_follow_up(build.acting_as(who, at=at), follow_up, "系统故障", "已补录说明并培训")


def running(build: Builder) -> int:
    open_clocks = select(func.count(Clock.id)).where(Clock.what == "reply", Clock.stopped_at.is_(None))
    return build.session.scalar(open_clocks) or 0


def test_a_follow_up_has_a_number_a_limit_and_a_clock(build: Builder, alert: Alert) -> None:
    follow_up = ask(build, alert)
    assert follow_up.number == "DB-350102-2026-0001"
    assert follow_up.due_on == date(2026, 9, 29)
    assert running(build) == 1
    told = build.session.scalars(select(Message.address)).all()
    heads = {str(build.world.official(who).id) for who in ("section_head", "organ_head")}
    assert set(told) == heads


def test_the_head_replies_and_the_inspector_accepts(build: Builder, alert: Alert) -> None:
    follow_up = ask(build, alert)
    reply(build, follow_up, "organ_head")
    assert (follow_up.state, running(build)) == (FollowUpState.REPLIED, 0)
    accept_reply(build.acting_as("inspector"), follow_up, "可以")
    assert follow_up.state == FollowUpState.ACCEPTED


def test_on_the_home_page_a_follow_up_is_named_by_its_alert_not_by_the_question_that_all_share(
    build: Builder, alert: Alert
) -> None:
    follow_up, (head, inspector) = ask(build, alert), (build.acting_as("organ_head"), build.acting_as("inspector"))
    pieces = follow_up_pieces(build.session, head.actor, NOW)
    assert [(one.title, str(one.step)) for one in pieces] == [(alert.text, "Reply")]
    assert pieces[0].about.startswith(follow_up.number)
    assert follow_up_pieces(build.session, inspector.actor, NOW) == []
    reply(build, follow_up)
    pieces = follow_up_pieces(build.session, inspector.actor, NOW)
    assert [(one.title, one.note) for one in pieces] == [(alert.text, "系统故障")]
    assert follow_up_pieces(build.session, head.actor, NOW) == []


def test_a_reply_sent_back_gets_a_new_limit_and_a_new_clock(build: Builder, alert: Alert) -> None:
    follow_up = ask(build, alert, days=1)
    reply(build, follow_up)
    send_reply_back(build.acting_as("inspector"), follow_up, "未说明责任人", days=2)
    assert (follow_up.state, follow_up.round) == (FollowUpState.SENT_BACK, 2)
    assert follow_up.due_on == date(2026, 9, 23)
    assert running(build) == 1
    reply(build, follow_up)
    accept_reply(build.acting_as("inspector"), follow_up)
    assert running(build) == 0


def test_silence_is_escalated_to_accountability(build: Builder, alert: Alert) -> None:
    follow_up = ask(build, alert)
    inspector = build.acting_as("inspector")
    verify(inspector, alert, "属实")
    escalate(inspector, follow_up, "两次催办不复")
    assert (follow_up.state, alert.state) == (FollowUpState.ESCALATED, AlertState.ACCOUNTABILITY)
    assert running(build) == 0


def test_a_follow_up_asked_by_mistake_is_taken_back(build: Builder, alert: Alert) -> None:
    follow_up = ask(build, alert)
    inspector = build.acting_as("inspector")
    with pytest.raises(Incomplete):
        cancel_follow_up(inspector, follow_up, "")
    cancel_follow_up(inspector, follow_up, "重复")
    assert (follow_up.state, running(build)) == (FollowUpState.CANCELLED, 0)


@pytest.mark.parametrize("who", ["handler", "window", "inspector", "other_handler"])
def test_only_a_head_of_the_organisation_replies(build: Builder, alert: Alert, who: str) -> None:
    follow_up = ask(build, alert)
    with pytest.raises(NotAllowed):
        reply(build, follow_up, who)


@pytest.mark.parametrize("who", ["section_head", "organ_head", "other_inspector"])
def test_only_an_inspector_of_the_place_asks_and_reviews(build: Builder, alert: Alert, who: str) -> None:
    follow_up = ask(build, alert)
    reply(build, follow_up)
    for review in (accept_reply, send_reply_back, escalate, cancel_follow_up):
        with pytest.raises(NotAllowed):
            review(build.acting_as(who), follow_up, "可以")
    with pytest.raises(NotAllowed):
        ask_follow_up(build.acting_as(who), alert, "请说明")


def test_an_organisation_is_not_asked_by_its_own_people(build: Builder, alert: Alert) -> None:
    alert.organisation_id = build.world.organisation("gulou-inspection").id
    with pytest.raises(NotAllowed):
        ask(build, alert)


def test_one_follow_up_at_a_time(build: Builder, alert: Alert) -> None:
    ask(build, alert)
    with pytest.raises(Conflict):
        ask(build, alert)


def test_nothing_is_asked_about_an_ended_alert(build: Builder, alert: Alert) -> None:
    close(build.acting_as("inspector"), alert, "已整改")
    with pytest.raises(OutOfOrder):
        ask(build, alert)


def test_steps_out_of_order_are_refused(build: Builder, alert: Alert) -> None:
    follow_up = ask(build, alert)
    with pytest.raises(OutOfOrder):
        accept_reply(build.acting_as("inspector"), follow_up)
    reply(build, follow_up)
    with pytest.raises(OutOfOrder):
        reply(build, follow_up)


def test_empty_texts_and_limits_are_refused(build: Builder, alert: Alert) -> None:
    inspector = build.acting_as("inspector")
    with pytest.raises(Incomplete):
        ask_follow_up(inspector, alert, " ")
    with pytest.raises(Incomplete):
        ask(build, alert, days=0)
    build.session.rollback()


@pytest.mark.parametrize(("reply_text", "measures"), [("", "x"), ("x", " ")])
def test_a_reply_needs_explanation_and_measures(build: Builder, alert: Alert, reply_text: str, measures: str) -> None:
    follow_up = ask(build, alert)
    with pytest.raises(Incomplete):
        reply_to_follow_up(build.acting_as("organ_head"), follow_up, reply_text, measures)


@pytest.mark.parametrize("review", [send_reply_back, escalate])
def test_a_review_needs_words(build: Builder, alert: Alert, review: Any) -> None:
    follow_up = ask(build, alert)
    reply(build, follow_up)
    with pytest.raises(Incomplete):
        review(build.acting_as("inspector"), follow_up, " ")


def test_one_reminder_before_the_limit_and_one_a_day_after_it(build: Builder, alert: Alert) -> None:
    follow_up = ask(build, alert, days=2)
    sent = []
    start = datetime(2026, 9, 21, 3, 0, tzinfo=NOW.tzinfo)
    for hours in range(0, 24 * 5, 6):
        act = build.acting_as(at=start + timedelta(hours=hours))
        sent.append(remind_late_replies(act)["reminders"])
    days = [sum(sent[n : n + 4]) for n in range(0, 20, 4)]
    assert days == [1, 0, 1, 1, 1], "early on the 22nd, then each morning from the 24th on"
    assert follow_up.reminders == sum(sent)
    reply(build, follow_up, at=NOW + 6 * DAY)
    assert remind_late_replies(build.acting_as(at=NOW + 7 * DAY)) == {"reminders": 0}


def test_a_reply_too_late_is_an_alert_of_its_own(build: Builder, alert: Alert) -> None:
    follow_up = ask(build, alert, days=1)
    build.scan(point("FU.overdue"))
    build.scan(point("FU.overdue"), at=NOW + 3 * DAY)
    late = build.alerts("FU.overdue")
    assert [one.subject_id for one in late] == [follow_up.id]
    assert follow_up.number in late[0].text

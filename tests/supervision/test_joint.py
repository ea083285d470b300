"""Joint follow-ups, longer limits, the ladder of reminders, and the check after months."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_appbuilder.security.sqla.models import Role as RoleRow
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select

from app.kernel.audit import TrailRow
from app.kernel.clocks import ClockKind, clock_of
from app.kernel.errors import Conflict, Incomplete, NotAllowed, OutOfOrder, TooLate
from app.kernel.notices import Message
from app.kernel.places import Post, PostHolder
from app.supervision.models import Alert, FollowUp, FollowUpState
from app.supervision.operations.follow_ups import accept_reply, ask_follow_up, reply_to_follow_up
from app.supervision.operations.joint import (
    Share,
    ask_for_time,
    ask_jointly,
    check_again,
    give_time,
    parts_of,
    refuse_time,
    shares_in,
)
from app.supervision.operations.reminders import remind_late_replies
from tests.conftest import NOW
from tests.supervision.building import DAY, Builder, point
from tests.supervision.test_alert_page import on_site
from tests.supervision.test_follow_ups import alert, ask, reply
from tests.supervision.test_queue import write_alerts
from tests.web import at_work, form_token

__all__ = ["alert"]
MORNING = datetime(2026, 9, 21, 3, 0, tzinfo=NOW.tzinfo)


@pytest.fixture
def joint(build: Builder, alert: Alert) -> FollowUp:
    town = build.world.organisation("gudong").id
    health = build.world.organisation("gulou-health").id
    shares = [Share(town, "请核对街道存档", 3), Share(health, "请提供会签记录", 8)]
    return ask_jointly(build.acting_as("inspector"), alert, "请牵头整改", 5, shares)


def test_each_body_has_its_part_its_limit_and_its_clock(build: Builder, joint: FollowUp) -> None:
    parts = parts_of(build.acting_as("inspector"), joint)
    assert [one.number for one in parts] == [f"{joint.number}-1", f"{joint.number}-2"]
    days = [one.due_on for one in (parts[0], joint, parts[1])]
    assert days == sorted(days)
    assert len(set(days)) == 3
    for one in (joint, *parts):
        clock = clock_of(build.session, one, ClockKind.REPLY)
        assert clock is not None
        assert clock.due_on == one.due_on


def test_a_part_is_answered_by_its_own_body_alone(build: Builder, joint: FollowUp) -> None:
    town = parts_of(build.acting_as("inspector"), joint)[0]
    with pytest.raises(NotAllowed):
        reply(build, town, "organ_head")
    with pytest.raises(NotAllowed):
        reply(build, joint, "town_clerk")
    reply(build, town, "town_clerk")
    assert (town.state, joint.state) == (FollowUpState.REPLIED, FollowUpState.ASKED)


def test_the_lead_is_not_accepted_while_a_part_is_open(build: Builder, joint: FollowUp) -> None:
    town, health = parts_of(build.acting_as("inspector"), joint)
    reply(build, joint)
    reply(build, town, "town_clerk")
    accept_reply(build.acting_as("inspector"), town)
    with pytest.raises(OutOfOrder) as refused:
        accept_reply(build.acting_as("inspector"), joint)
    assert refused.value.values["number"] == health.number
    health.state = FollowUpState.CANCELLED
    build.session.flush()
    accept_reply(build.acting_as("inspector"), joint)
    assert joint.state == FollowUpState.ACCEPTED


def test_a_late_part_is_an_alert_about_its_own_body(build: Builder, joint: FollowUp) -> None:
    town = parts_of(build.acting_as("inspector"), joint)[0]
    build.act = build.acting_as()
    build.sweep(point("FU.overdue"), at=NOW + 4 * DAY)
    assert [(one.subject_id, one.organisation_id) for one in build.alerts("FU.overdue")] == [
        (town.id, build.world.organisation("gudong").id)
    ]


@pytest.mark.parametrize("wrong", ["twice", "lead", "outside", "empty"])
def test_wrong_parts_are_refused(build: Builder, alert: Alert, wrong: str) -> None:
    town = build.world.organisation("gudong").id
    shares = {
        "twice": [Share(town, "一", 3), Share(town, "二", 3)],
        "lead": [Share(build.organ.id, "一", 3)],
        "outside": [Share(build.world.organisation("taijiang-urban").id, "一", 3)],
        "empty": [Share(town, " ", 3)],
    }[wrong]
    with pytest.raises(Incomplete):
        ask_jointly(build.acting_as("inspector"), alert, "请牵头整改", 5, shares)


def test_own_organisation_is_not_asked_and_one_follow_up_at_a_time(build: Builder, alert: Alert) -> None:
    own = Share(build.world.organisation("gulou-inspection").id, "一", 3)
    with pytest.raises(NotAllowed):
        ask_jointly(build.acting_as("inspector"), alert, "请牵头整改", 5, [own])
    with pytest.raises(Conflict):
        ask_follow_up(build.acting_as("inspector"), alert, "再问")


def test_more_time_is_asked_for_and_given_by_the_working_day(build: Builder, alert: Alert) -> None:
    follow_up = ask(build, alert)
    before = follow_up.due_on
    ask_for_time(build.acting_as("organ_head"), follow_up, 3, "档案在外")
    assert (follow_up.wanted_days, follow_up.due_on) == (3, before)
    give_time(build.acting_as("inspector"), follow_up, 3)
    assert (before, follow_up.due_on) == (date(2026, 9, 29), date(2026, 10, 9))
    assert (follow_up.extended, follow_up.wanted_days) == (3, None)
    build.act = build.acting_as()
    build.sweep(point("FU.overdue"), at=NOW + 9 * DAY)
    assert build.alerts("FU.overdue") == []


def test_more_time_is_not_asked_for_too_late_by_others_or_without_reason(build: Builder, alert: Alert) -> None:
    follow_up = ask(build, alert, days=1)
    with pytest.raises(NotAllowed):
        ask_for_time(build.acting_as("handler"), follow_up, 3, "档案在外")
    with pytest.raises(NotAllowed):
        give_time(build.acting_as("organ_head"), follow_up, 3)
    for days, why in ((0, "档案在外"), (31, "档案在外"), (3, " ")):
        with pytest.raises(Incomplete):
            ask_for_time(build.acting_as("organ_head"), follow_up, days, why)
    with pytest.raises(TooLate):
        ask_for_time(build.acting_as("organ_head", at=NOW + 3 * DAY), follow_up, 3, "档案在外")
    with pytest.raises(OutOfOrder):
        refuse_time(build.acting_as("inspector"), follow_up, "不同意")
    assert (follow_up.extended, follow_up.wanted_days) == (0, None)


def test_a_refusal_of_more_time_leaves_the_limit(build: Builder, alert: Alert) -> None:
    follow_up = ask(build, alert)
    before = follow_up.due_on
    ask_for_time(build.acting_as("organ_head"), follow_up, 3, "档案在外")
    refuse_time(build.acting_as("inspector"), follow_up, "材料就在本单位")
    assert (follow_up.due_on, follow_up.wanted_days) == (before, None)


def test_the_ladder_reaches_the_superior_and_then_the_leader_each_once(build: Builder, alert: Alert) -> None:
    follow_up = ask(build, alert, days=1)
    head = build.world.official("organ_head")
    leader, above = build.world.official("leader"), build.world.official("auditor").id
    home = build.world.organisation("gulou").id
    post = build.add(Post(county=350102, organisation_id=home, name="区长", duty="organ_head"))
    build.add(PostHolder(county=350102, post_id=post.id, official_id=above, from_on=date(2026, 1, 1)))
    user = User(first_name="韩", last_name="领", username="leader", email="l@example.cn", active=True)
    user.roles = [RoleRow(name="leader")]
    leader.user_id = build.add(user).id
    rungs = []
    for day in range(10):
        remind_late_replies(build.acting_as(at=MORNING + timedelta(days=day)))
        rungs.append(follow_up.rung)
    assert rungs == sorted(rungs)
    assert set(rungs) == {1, 2, 3, 4}
    build.session.flush()

    def told(official_id: int) -> int:
        titles = select(Message.id).where(Message.address == str(official_id), Message.subject_kind == "follow_up")
        return len(build.session.scalars(titles).all())

    assert told(head.id) > told(above) == 1
    assert told(leader.id) == 1
    reported = select(TrailRow.at).where(TrailRow.verb == "follow_up.reported")
    assert build.session.scalars(reported).all() == [follow_up.reported_at]
    assert follow_up.reported_at is not None
    assert follow_up.reported_at.date() > follow_up.due_on  # type: ignore[operator]


def test_what_was_put_right_is_checked_again_after_three_months_once(build: Builder, alert: Alert) -> None:
    follow_up = ask(build, alert)
    with pytest.raises(OutOfOrder):
        check_again(build.acting_as("inspector"), follow_up, True, "仍然执行")
    reply_to_follow_up(build.acting_as("organ_head"), follow_up, "已查明", "已培训")
    accept_reply(build.acting_as("inspector"), follow_up)
    assert follow_up.check_on == date(2026, 12, 21)
    with pytest.raises(NotAllowed):
        check_again(build.acting_as("organ_head"), follow_up, True, "仍然执行")
    with pytest.raises(Incomplete):
        check_again(build.acting_as("inspector"), follow_up, True, " ")
    check_again(build.acting_as("inspector"), follow_up, False, "又出现倒签")
    assert (follow_up.lasted, follow_up.state) == (False, FollowUpState.ACCEPTED)
    with pytest.raises(OutOfOrder):
        check_again(build.acting_as("inspector"), follow_up, True, "仍然执行")


def test_parts_are_read_line_by_line_and_a_wrong_line_is_told(build: Builder) -> None:
    act = build.acting_as("inspector")
    town = build.world.organisation("gudong")
    assert shares_in(act, f"gudong | 核对存档 | 3\n\n{town.name}｜再核对｜4") == [
        Share(town.id, "核对存档", 3),
        Share(town.id, "再核对", 4),
    ]
    for line in ("gudong | 核对存档", "gudong | 核对存档 | 三天", "taijiang-urban | 核对 | 3", "无此单位 | 核对 | 3"):
        with pytest.raises(Incomplete):
            shares_in(act, line)


def test_the_list_is_narrowed_searched_and_lit_and_wrong_roles_change_no_limit(
    site: Flask, client_of: Callable[[str], FlaskClient]
) -> None:
    for made in on_site(site):
        for code in ("approval", "penalty"):
            pk = write_alerts(made, 1, state="assigned", subject_kind=code)[0]
            found = made.session.get_one(Alert, pk)
            late = ask_follow_up(made.acting_as("inspector", at=NOW - 20 * DAY), found, f"请说明{code}", 2)
        reply(made, late)
    inspector = client_of("inspector")

    def numbers(address: str) -> list[str]:
        page = inspector.get(f"/supervision/follow-ups/{address}").get_data(as_text=True)
        return re.findall(r">(DB-350102-2026-\d{4})<", page)

    assert numbers("?show=open") == ["DB-350102-2026-0002", "DB-350102-2026-0001"]
    assert numbers("?show=overdue") == ["DB-350102-2026-0001"]
    assert numbers("?show=review") == ["DB-350102-2026-0002"]
    assert numbers("?show=all&q=penalty") == ["DB-350102-2026-0002"]
    assert numbers("?show=time") == numbers("?show=check") == []
    page = inspector.get("/supervision/follow-ups/?show=overdue").get_data(as_text=True)
    assert 'class="light red"' in page
    with at_work(site) as session:
        first = session.scalars(select(FollowUp).order_by(FollowUp.id)).first()
        assert first is not None
        pk, due = first.id, first.due_on
    address = f"/supervision/follow-ups/{pk}"
    for who in ("organ_head", "auditor", "section_head"):
        client = client_of(who)
        sent = {"csrf_token": form_token(client.get(address)), "action": "give_time", "days": "9"}
        assert client.post(address, data=sent).status_code == 403
    with at_work(site) as session:
        kept = session.get_one(FollowUp, pk)
        assert (kept.due_on, kept.extended) == (due, 0)
    sent = {"csrf_token": form_token(inspector.get(address)), "action": "give_time", "days": "9"}
    inspector.post(address, data=sent)
    with at_work(site) as session:
        assert session.get_one(FollowUp, pk).extended == 9

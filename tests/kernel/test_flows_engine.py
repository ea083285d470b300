"""Cases on their way: start, move, parallel steps and joins, the end, and what a move demands."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.audit import TrailRow
from app.kernel.clocks import Clock, ClockKind
from app.kernel.documents import issue_document
from app.kernel.errors import Conflict, Incomplete, NotAllowed, OutOfOrder
from app.kernel.flows.checks import edit_flow, new_version, publish_flow
from app.kernel.flows.engine import (
    end_flow,
    move,
    open_visits,
    resume_steps,
    start_flow,
    suspend_steps,
    take_visit,
    visits_of,
)
from app.kernel.flows.models import FlowRun, OrgScope, StepKind
from app.kernel.roles import Duty
from tests.kernel.flow_cases import (
    END,
    MONDAY,
    START,
    Acting,
    a_subject,
    codes,
    draft,
    give_post,
    node,
    started,
    template,
    way,
)
from tests.world import World


def published(acting_as: Acting, steps, ways):
    version = draft(acting_as, [START, *steps, END], ways)
    publish_flow(acting_as(None), version)
    return version


def run(acting_as: Acting, world: World, version, **more):
    subject = a_subject(world)
    start_flow(acting_as(None), subject, version, world.organisation("gulou-urban").id, **more)
    return subject


def test_a_case_walks_from_the_window_to_its_delivery(session: Session, acting_as: Acting, world: World):
    case = started(acting_as, world, "three_steps")
    walk = [
        ("window", "accept", {}),
        ("handler", "review", {"opinion": "材料齐全"}),
        ("organ_head", "grant", {}),
        ("window", "deliver", {}),
    ]
    for who, action, papers in walk:
        moved = move(acting_as(who), case, action, **papers)
        assert moved.closed.closed_by == world.official(who).id
        assert moved.closed.official_id == world.official(who).id
    assert moved.ended
    assert moved.opened == ()
    assert codes(visits_of(session, case)) == ["accept", "review", "decide", "deliver"]
    assert [visit.action for visit in visits_of(session, case)] == ["accept", "review", "grant", "deliver"]
    verbs = session.scalars(select(TrailRow.verb).where(TrailRow.verb.startswith("step."))).all()
    assert verbs == ["step.opened", *["step.closed", "step.opened"] * 3, "step.closed"]
    with pytest.raises(OutOfOrder, match="has ended"):
        move(acting_as("window"), case, "deliver")


def test_a_step_clock_runs_while_its_step_is_open(session: Session, acting_as: Acting, world: World):
    case = started(acting_as, world, "three_steps")
    (review,) = move(acting_as("window"), case, "accept").opened
    clock = session.scalars(select(Clock).where(Clock.step_id == review.id)).one()
    assert (clock.what, clock.due_on) == (ClockKind.STEP, date(2026, 9, 24))
    assert clock.organisation_id == world.organisation("gulou-urban").id
    later = MONDAY + timedelta(days=1)
    move(acting_as("handler", later), case, "review", opinion="可")
    assert clock.stopped_at == later


def test_a_case_that_comes_back_opens_a_new_round_with_a_new_clock(session: Session, acting_as: Acting, world: World):
    case = started(acting_as, world, "three_steps")
    move(acting_as("window"), case, "accept")
    move(acting_as("handler"), case, "review", opinion="可")
    with pytest.raises(Incomplete) as refusal:
        move(acting_as("organ_head"), case, "send_back", reason=" ")
    assert refusal.value.field == "reason"
    (again,) = move(acting_as("organ_head"), case, "send_back", reason="照片不清").opened
    assert (again.step_code, again.round) == ("review", 2)
    assert visits_of(session, case)[2].reason == "照片不清"
    assert (
        len(session.scalars(select(Clock).where(Clock.step_id.in_([v.id for v in visits_of(session, case)]))).all())
        == 3
    )


def test_nobody_moves_a_step_of_another_post(acting_as: Acting, world: World):
    case = started(acting_as, world, "three_steps")
    for stranger in ("handler", "other_handler", "inspector", "county_admin"):
        with pytest.raises(NotAllowed, match="受理"):
            move(acting_as(stranger), case, "accept")


def test_a_deputy_moves_what_the_holder_would(acting_as: Acting, world: World):
    case = started(acting_as, world, "three_steps")
    give_post(world, "section_head", "gulou-urban", Duty.WINDOW, deputy=True)
    assert move(acting_as("section_head"), case, "accept").opened


def test_the_platform_may_move_any_step(acting_as: Acting, world: World):
    case = started(acting_as, world, "three_steps")
    moved = move(acting_as(None), case, "accept")
    assert moved.closed.closed_by is None
    assert moved.closed.official_id is None


def test_an_action_that_the_step_does_not_know_is_refused_with_its_name(acting_as: Acting, world: World):
    case = started(acting_as, world, "three_steps")
    with pytest.raises(OutOfOrder, match="“准予许可” is not possible at the step “受理”"):
        move(acting_as("window"), case, "grant")
    with pytest.raises(OutOfOrder, match="fly"):
        move(acting_as("window"), case, "fly", visit=open_visits(world.session, case)[0])


def test_a_step_that_a_colleague_has_done_is_not_done_twice(session: Session, acting_as: Acting, world: World):
    case = started(acting_as, world, "three_steps")
    visit = open_visits(session, case)[0]
    move(acting_as("window"), case, "accept", visit=visit)
    with pytest.raises(Conflict, match="done already"):
        move(acting_as("window"), case, "accept", visit=visit)


def test_an_opinion_is_asked_for_where_the_next_decides_by_it(acting_as: Acting, world: World):
    case = started(acting_as, world, "three_steps")
    move(acting_as("window"), case, "accept")
    with pytest.raises(Incomplete) as refusal:
        move(acting_as("handler"), case, "review")
    assert refusal.value.field == "opinion"


def test_who_reviewed_does_not_decide(acting_as: Acting, world: World):
    give_post(world, "handler", "gulou-urban", Duty.ORGAN_HEAD)
    case = started(acting_as, world, "three_steps")
    move(acting_as("window"), case, "accept")
    move(acting_as("handler"), case, "review", opinion="可")
    with pytest.raises(NotAllowed, match="separation of duties"):
        move(acting_as("handler"), case, "grant")
    assert move(acting_as("organ_head"), case, "grant").opened


def test_a_document_must_be_issued_before_its_step_is_left(acting_as: Acting, world: World):
    version = published(
        acting_as, [node("only", document_required="acceptance")], [way("start", "only"), way("only", "end")]
    )
    case = run(acting_as, world, version)
    act = acting_as("handler")
    with pytest.raises(Incomplete, match="document"):
        move(act, case, "review")
    issue_document(
        act, case, "acceptance", organisation_id=case.id, number="1", title="受理通知书", sealed_by="局", body={}
    )
    assert move(act, case, "review").ended


def test_the_platform_is_no_officer_where_two_must_sign(acting_as: Acting, world: World):
    version = published(acting_as, [node("only", min_officers=2)], [way("start", "only"), way("only", "end")])
    case = run(acting_as, world, version)
    with pytest.raises(Incomplete, match="2 officers"):
        move(acting_as(None), case, "review")


def test_overrides_change_limit_unit_and_duty_of_a_step_for_one_power(
    session: Session, acting_as: Acting, world: World
):
    own = {"review": {"limit_value": 10, "limit_unit": "cd", "duty": "section_head"}}
    case = started(acting_as, world, "three_steps", overrides=own)
    (review,) = move(acting_as("window"), case, "accept").opened
    assert review.duty == Duty.SECTION_HEAD
    clock = session.scalars(select(Clock).where(Clock.step_id == review.id)).one()
    assert (clock.limit_value, clock.limit_unit, clock.due_on) == (10, "cd", date(2026, 10, 8))


def test_overrides_of_one_move_win_over_those_of_the_run(session: Session, acting_as: Acting, world: World):
    case = started(acting_as, world, "three_steps", overrides={"review": {"limit_value": 10}})
    (review,) = move(acting_as("window"), case, "accept", overrides={"review": {"limit_value": 1}}).opened
    assert session.scalars(select(Clock).where(Clock.step_id == review.id)).one().limit_value == 1


def joint_case(acting_as: Acting, world: World):
    for organ, short in (("gulou-health", "leader"), ("gudong", "town_clerk")):
        give_post(world, short, organ, Duty.SECTION_HEAD)
    organs = [world.organisation("gulou-health").id, world.organisation("gudong").id]
    case = started(acting_as, world, "joint", joint=organs)
    return case, move(acting_as("window"), case, "accept")


def test_a_joint_case_waits_for_every_organ(session: Session, acting_as: Acting, world: World):
    case, accepted = joint_case(acting_as, world)
    assert codes(accepted.opened) == ["review", "joint_review", "joint_review"]
    assert len({visit.organisation_id for visit in accepted.opened}) == 3
    for who in ("handler", "leader"):
        moved = move(acting_as(who), case, "review", opinion="可")
        assert moved.opened == ()
        assert not moved.ended
    assert codes(open_visits(session, case)) == ["joint_review"]
    moved = move(acting_as("town_clerk"), case, "review", opinion="可")
    assert codes(moved.opened) == ["decide"]
    assert codes(open_visits(session, case)) == ["decide"]


def test_a_joint_case_sent_back_to_one_organ_waits_for_that_one_only(session: Session, acting_as: Acting, world: World):
    case, _ = joint_case(acting_as, world)
    for who in ("handler", "leader", "town_clerk"):
        move(acting_as(who), case, "review", opinion="可")
    join = next(v for v in visits_of(session, case) if v.step_code == "join")
    assert len(join.arrivals) == 3
    assert join.closed_at is not None
    assert join.duty is None


def test_a_flow_with_joint_steps_needs_the_joint_organs(acting_as: Acting, world: World):
    with pytest.raises(Incomplete, match="jointly"):
        started(acting_as, world, "joint")


def parallel(acting_as: Acting, rule: str):
    steps = [
        node("lead"),
        node("left", duty=Duty.WINDOW),
        node("right", duty=Duty.LEGAL_REVIEWER),
        node("far", duty=Duty.SECTION_HEAD),
        node("meet", StepKind.JOIN, join_rule=rule),
        node("after"),
    ]
    ways = [
        way("start", "lead"),
        way("lead", "left"),
        way("lead", "right"),
        way("lead", "far"),
        way("left", "meet"),
        way("right", "meet"),
        way("far", "meet"),
        way("meet", "after", "join"),
        way("after", "lead", "send_back"),
        way("after", "end"),
    ]
    return published(acting_as, steps, ways)


def test_a_join_for_any_goes_on_at_once_and_closes_the_others(session: Session, acting_as: Acting, world: World):
    case = run(acting_as, world, parallel(acting_as, "any"))
    assert codes(move(acting_as("handler"), case, "review").opened) == ["left", "right", "far"]
    assert codes(move(acting_as("window"), case, "review").opened) == ["after"]
    overtaken = [visit for visit in visits_of(session, case) if visit.action == "overtaken"]
    assert codes(overtaken) == ["right", "far"]
    assert all(visit.closed_by is None for visit in overtaken)
    with pytest.raises(OutOfOrder):
        move(acting_as("legal_reviewer"), case, "grant")


def test_a_join_with_a_quorum_goes_on_when_it_is_reached(acting_as: Acting, world: World):
    case = run(acting_as, world, parallel(acting_as, "2"))
    move(acting_as("handler"), case, "review")
    assert move(acting_as("window"), case, "review").opened == ()
    assert codes(move(acting_as("legal_reviewer"), case, "review").opened) == ["after"]


def test_a_join_whose_quorum_nobody_can_reach_any_more_is_passed(acting_as: Acting, world: World):
    case = run(acting_as, world, parallel(acting_as, "9"))
    for who in ("handler", "window", "legal_reviewer"):
        move(acting_as(who), case, "review")
    assert codes(move(acting_as("section_head"), case, "review").opened) == ["after"]


def test_the_second_round_through_a_join_waits_again(session: Session, acting_as: Acting, world: World):
    case = run(acting_as, world, parallel(acting_as, "all"))
    for _ in range(2):
        for who in ("handler", "window", "legal_reviewer", "section_head"):
            moved = move(acting_as(who), case, "review")
        assert codes(moved.opened) == ["after"]
        again = move(acting_as("handler"), case, "send_back")
    assert again.opened[0].round == 3
    assert [v.round for v in visits_of(session, case) if v.step_code == "meet"] == [1, 2]


def test_a_branch_that_goes_straight_to_the_join_waits_for_its_fellow(acting_as: Acting, world: World):
    steps = [node("lead"), node("meet", StepKind.JOIN), node("side", duty=Duty.WINDOW), node("after")]
    ways = [
        way("start", "lead"),
        way("lead", "meet"),
        way("lead", "side"),
        way("side", "meet"),
        way("meet", "after", "join"),
        way("after", "end"),
    ]
    case = run(acting_as, world, published(acting_as, steps, ways))
    assert codes(move(acting_as("handler"), case, "review").opened) == ["side"]
    assert codes(move(acting_as("window"), case, "review").opened) == ["after"]


def test_who_has_several_open_steps_says_which_one(session: Session, acting_as: Acting, world: World):
    give_post(world, "window", "gulou-urban", Duty.LEGAL_REVIEWER)
    case = run(acting_as, world, parallel(acting_as, "all"))
    move(acting_as("handler"), case, "review")
    with pytest.raises(Incomplete, match="which one"):
        move(acting_as("window"), case, "review")
    right = next(v for v in open_visits(session, case) if v.step_code == "right")
    take_visit(acting_as("window"), right)
    assert move(acting_as("window"), case, "review").closed is right


@pytest.mark.parametrize(
    "facts, target",
    [({"area": 5000}, "expert"), ({"area": 20}, "desk"), ({}, "desk"), (None, "desk"), ({"area": "vast"}, "desk")],
)
def test_a_condition_chooses_the_way_and_the_default_takes_the_rest(acting_as: Acting, world: World, facts, target):
    steps = [node("lead"), node("expert"), node("desk")]
    ways = [
        way("start", "lead"),
        way("lead", "expert", condition=[["area", ">=", 1000], ["area", "!=", None]]),
        way("lead", "desk", is_default=True),
        way("expert", "end"),
        way("desk", "end"),
    ]
    case = run(acting_as, world, published(acting_as, steps, ways))
    assert codes(move(acting_as("handler"), case, "review", facts=facts).opened) == [target]


def test_a_step_of_the_superior_organ_opens_there_and_comes_back(acting_as: Acting, world: World):
    version = published(
        acting_as,
        [node("first"), node("upper", org_scope=OrgScope.PARENT), node("last")],
        [way("start", "first"), way("first", "upper"), way("upper", "last"), way("last", "end")],
    )
    give_post(world, "leader", "gulou", Duty.HANDLER)
    case = run(acting_as, world, version)
    (upper,) = move(acting_as("handler"), case, "review").opened
    assert upper.organisation_id == world.organisation("gulou").id
    (last,) = move(acting_as("leader"), case, "review").opened
    assert last.organisation_id == world.organisation("gulou-urban").id


def test_a_superior_step_without_a_superior_organ_is_refused_in_words(acting_as: Acting, world: World):
    version = published(
        acting_as, [node("upper", org_scope=OrgScope.PARENT)], [way("start", "upper"), way("upper", "end")]
    )
    with pytest.raises(Incomplete, match="has none"):
        start_flow(acting_as(None), a_subject(world), version, world.organisation("gulou").id)


def test_a_running_case_keeps_its_version(acting_as: Acting, world: World):
    case = started(acting_as, world, "three_steps")
    old = template(acting_as, "three_steps")
    newer = new_version(acting_as(None), old.flow)
    edit_flow(
        acting_as(None),
        newer,
        [START, node("accept", duty=Duty.WINDOW), END],
        [way("start", "accept"), way("accept", "end", "accept")],
    )
    publish_flow(acting_as(None), newer)
    assert codes(move(acting_as("window"), case, "accept").opened) == ["review"]
    assert template(acting_as, "three_steps") is newer
    other = world.organisation("gudong")
    start_flow(acting_as(None), other, old, world.organisation("gulou-urban").id)
    assert codes(move(acting_as("window"), other, "accept").opened) == ["review"], "powers may still name it"


def test_a_draft_carries_no_case_and_a_case_runs_along_one_flow_only(acting_as: Acting, world: World):
    version = draft(acting_as, [START, END], [way("start", "end")])
    with pytest.raises(OutOfOrder, match="draft"):
        start_flow(acting_as(None), a_subject(world), version, 1)
    started(acting_as, world, "three_steps")
    with pytest.raises(OutOfOrder, match="already"):
        started(acting_as, world, "one_step")


def test_ending_a_flow_from_outside_closes_its_steps_and_clocks(session: Session, acting_as: Acting, world: World):
    case, _ = joint_case(acting_as, world)
    move(acting_as("handler"), case, "review", opinion="可")
    closed = end_flow(acting_as("section_head"), case, "return")
    assert sorted(codes(closed)) == ["join", "joint_review", "joint_review"]
    assert {visit.closed_by for visit in closed} == {world.official("section_head").id}
    assert open_visits(session, case) == []
    assert session.scalars(select(Clock).where(Clock.stopped_at.is_(None))).all() == []
    assert session.scalars(select(FlowRun)).one().ended_at == MONDAY
    assert end_flow(acting_as("section_head"), case, "return") == []
    assert started(acting_as, world, "one_step") is case, "a reopened case begins a new run"
    assert open_visits(session, case)[0].round == 2


def test_step_clocks_stand_still_with_the_case(session: Session, acting_as: Acting, world: World):
    case = started(acting_as, world, "three_steps")
    (review,) = move(acting_as("window"), case, "accept").opened
    clock = session.scalars(select(Clock).where(Clock.step_id == review.id)).one()
    later = datetime(2026, 10, 19, 2, tzinfo=UTC)
    suspend_steps(acting_as("section_head", later), case, date(2026, 9, 10))
    assert clock.suspended_on == date(2026, 9, 21), "a step opened after that day stands still from its first"
    resume_steps(acting_as("section_head", later), case, date(2026, 10, 19))
    assert clock.due_on == date(2026, 10, 22)


def test_a_step_without_a_limit_has_no_clock(session: Session, acting_as: Acting, world: World):
    case = started(acting_as, world, "three_steps")
    assert session.scalars(select(Clock)).all() == []
    assert codes(open_visits(session, case)) == ["accept"]

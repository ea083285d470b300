"""Open steps: who may do, take, assign and sign them."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.audit import TrailRow
from app.kernel.clocks import Clock
from app.kernel.errors import Conflict, Incomplete, NotAllowed
from app.kernel.flows.engine import (
    assign_visit,
    may_do,
    move,
    open_visits,
    possible_moves,
    possible_ways,
    sign_visit,
    take_visit,
)
from app.kernel.flows.models import StepVisit
from app.kernel.flows.visits import step_of
from app.kernel.roles import Duty
from tests.kernel.flow_cases import MONDAY, Acting, a_subject, give_post, started
from tests.world import World


@pytest.fixture
def review(acting_as: Acting, world: World) -> StepVisit:
    """The first review of a case with a site check, open and free."""
    case = started(acting_as, world, "five_steps_site_check")
    return move(acting_as("window"), case, "accept").opened[0]


@pytest.fixture
def site_check(acting_as: Acting, world: World, review: StepVisit) -> StepVisit:
    """The site check of the same case, which two officers must sign."""
    return move(acting_as("handler"), a_subject(world), "review", opinion="可").opened[0]


def verbs(session: Session, visit: StepVisit) -> list[str]:
    rows = select(TrailRow.verb).where(
        TrailRow.subject_kind == visit.subject_kind, TrailRow.subject_id == visit.subject_id
    )
    return list(session.scalars(rows.order_by(TrailRow.place)))


def test_everybody_with_the_duty_may_do_a_free_step(acting_as: Acting, review: StepVisit):
    able = [
        who for who in ("handler", "second_handler", "window", "other_handler", None) if may_do(acting_as(who), review)
    ]
    assert able == ["handler", "second_handler", None]


def test_a_taken_step_is_left_alone_by_colleagues(session: Session, acting_as: Acting, world: World, review: StepVisit):
    take_visit(acting_as("handler"), review)
    take_visit(acting_as("handler"), review)
    assert not may_do(acting_as("second_handler"), review)
    with pytest.raises(NotAllowed, match="colleague has taken"):
        take_visit(acting_as("second_handler"), review)
    with pytest.raises(NotAllowed, match="colleague has taken"):
        move(acting_as("second_handler"), a_subject(world), "review", opinion="可")
    clock = session.scalars(select(Clock).where(Clock.step_id == review.id)).one()
    assert clock.official_id == review.official_id == world.official("handler").id
    assert verbs(session, review)[-1] == "step.taken"


def test_only_an_official_takes_or_signs(acting_as: Acting, review: StepVisit):
    with pytest.raises(NotAllowed):
        take_visit(acting_as(None), review)
    with pytest.raises(NotAllowed):
        sign_visit(acting_as(None), review)


def test_a_step_is_assigned_by_its_holder_a_head_or_the_administrator(
    session: Session, acting_as: Acting, world: World, review: StepVisit
):
    first, second = world.official("handler").id, world.official("second_handler").id
    assign_visit(acting_as("section_head"), review, first)
    assign_visit(acting_as("handler"), review, second)
    assign_visit(acting_as("organ_head"), review, first)
    assign_visit(acting_as("county_admin"), review, second)
    assign_visit(acting_as(None), review, first)
    assert review.official_id == first
    for stranger in ("second_handler", "window", "other_county_admin", "inspector"):
        with pytest.raises(NotAllowed, match="assigned by"):
            assign_visit(acting_as(stranger), review, second)
    assert verbs(session, review).count("step.assigned") == 5


def test_a_step_is_assigned_to_a_holder_of_its_duty_only(acting_as: Acting, world: World, review: StepVisit):
    for unfit in ("window", "other_handler"):
        with pytest.raises(Incomplete, match="does not hold the duty"):
            assign_visit(acting_as("section_head"), review, world.official(unfit).id)
    with pytest.raises(Incomplete):
        assign_visit(acting_as("section_head"), review, 1)
    gone = world.official("second_handler")
    gone.left_on = date(2026, 9, 20)
    with pytest.raises(Incomplete):
        assign_visit(acting_as("section_head"), review, gone.id)
    gone.left_on = date(2026, 9, 21)
    assign_visit(acting_as("section_head"), review, gone.id)


def test_a_step_is_not_assigned_to_who_did_its_counterpart(acting_as: Acting, world: World, site_check: StepVisit):
    give_post(world, "handler", "gulou-urban", Duty.SECTION_HEAD)
    sign_visit(acting_as("second_handler"), site_check)
    (second_review,) = move(acting_as("handler"), a_subject(world), "review", opinion="实").opened
    with pytest.raises(NotAllowed, match="separation of duties"):
        assign_visit(acting_as("section_head"), second_review, world.official("handler").id)
    assert not may_do(acting_as("handler"), second_review)
    assert may_do(acting_as("section_head"), second_review)


def test_who_has_a_step_does_not_sign_it_as_the_second(acting_as: Acting, world: World, site_check: StepVisit):
    take_visit(acting_as("handler"), site_check)
    with pytest.raises(NotAllowed, match="second officer"):
        sign_visit(acting_as("handler"), site_check)
    assert site_check.signers == []
    sign_visit(acting_as("second_handler"), site_check)
    assert move(acting_as("handler"), a_subject(world), "review", opinion="属实").opened


def test_two_officers_sign_a_site_check(session: Session, acting_as: Acting, world: World, site_check: StepVisit):
    case = a_subject(world)
    with pytest.raises(Incomplete, match="2 officers must sign"):
        move(acting_as("handler"), case, "review", opinion="属实")
    sign_visit(acting_as("handler"), site_check)
    with pytest.raises(Incomplete, match="2 officers must sign"):
        move(acting_as("handler"), case, "review", opinion="属实")
    with pytest.raises(Conflict, match="signed this step already"):
        sign_visit(acting_as("handler"), site_check)
    with pytest.raises(NotAllowed):
        sign_visit(acting_as("window"), site_check)
    take_visit(acting_as("handler"), site_check)
    sign_visit(acting_as("second_handler"), site_check)
    assert len(site_check.signers) == 2
    assert move(acting_as("handler"), case, "review", opinion="属实").opened[0].step_code == "second_review"
    assert verbs(session, site_check).count("step.signed") == 2


def test_who_signed_a_step_does_not_do_its_counterpart(acting_as: Acting, world: World, review: StepVisit):
    give_post(world, "second_handler", "gulou-urban", Duty.SECTION_HEAD)
    sign_visit(acting_as("second_handler"), review)
    case = a_subject(world)
    site_check = move(acting_as("handler"), case, "review", opinion="可").opened[0]
    sign_visit(acting_as("handler"), site_check)
    move(acting_as("second_handler"), case, "review", opinion="实")
    with pytest.raises(NotAllowed, match="separation of duties"):
        move(acting_as("second_handler"), case, "review", opinion="可")


def test_a_step_that_is_done_is_neither_taken_nor_signed_nor_assigned(
    acting_as: Acting, world: World, review: StepVisit, site_check: StepVisit
):
    assert not may_do(acting_as("handler"), review)
    for refused in (
        lambda: take_visit(acting_as("handler"), review),
        lambda: sign_visit(acting_as("second_handler"), review),
        lambda: assign_visit(acting_as("section_head"), review, world.official("handler").id),
    ):
        with pytest.raises(Conflict, match="done already"):
            refused()


def test_what_an_actor_may_do_now_is_a_list_of_transitions(
    session: Session, acting_as: Acting, world: World, site_check: StepVisit
):
    case = a_subject(world)
    assert [way.action for way in possible_moves(acting_as("handler"), case)] == ["review"]
    assert possible_moves(acting_as("section_head"), case) == []
    sign_visit(acting_as("second_handler"), site_check)
    move(acting_as("handler"), case, "review", opinion="实")
    ways = possible_ways(acting_as("section_head"), case)
    assert [(visit.step_code, way.action, way.label) for visit, way in ways] == [
        ("second_review", "review", "复审通过，报请决定"),
        ("second_review", "send_back", "退回初审"),
    ]
    assert open_visits(session, case)[0].step_code == "second_review"


def test_one_action_that_fans_out_is_one_possible_move(acting_as: Acting, world: World):
    case = started(acting_as, world, "joint", joint=[world.organisation("gudong").id])
    assert [way.action for way in possible_moves(acting_as("window"), case)] == ["accept"]
    assert len(possible_ways(acting_as("window"), case)) == 1


def test_a_step_of_an_imported_log_knows_no_flow_and_has_no_moves(session: Session, acting_as: Acting, world: World):
    acting_as("handler")
    case, organ = a_subject(world), world.organisation("gulou-urban").id
    shared = {"county": case.county, "subject_kind": case.kind, "subject_id": case.id, "organisation_id": organ}
    session.add(StepVisit(**shared, step_code="check", name="Check", duty="handler", opened_at=MONDAY, signers=[]))
    nobody = StepVisit(**shared, step_code="done", name="Done", opened_at=MONDAY, closed_at=MONDAY, signers=[])
    still = StepVisit(**shared, step_code="wait", name="Wait", opened_at=MONDAY, signers=None)
    session.add_all([nobody, still])
    session.flush()
    (visit,) = open_visits(session, case)
    assert step_of(session, visit) is None
    assert possible_ways(acting_as("handler"), case) == []
    assert may_do(acting_as("handler"), visit)
    assert not may_do(acting_as("handler"), still), "a step without a duty is nobody's"
    with pytest.raises(Incomplete):
        assign_visit(acting_as(None), still, world.official("handler").id)

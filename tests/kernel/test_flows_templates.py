"""The template flows: sound, short enough for the law, walked to their ends, written once."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.kernel.errors import Incomplete
from app.kernel.flows.checks import check_flow, longest_path
from app.kernel.flows.engine import move, open_visits, start_flow
from app.kernel.flows.models import Flow, FlowState, FlowStep, StepKind
from app.kernel.flows.plan import Plan
from app.kernel.flows.templates import TEMPLATES, write_templates
from app.kernel.flows.visits import sign_visit
from tests.kernel.flow_cases import Acting, a_subject, started
from tests.world import World

APPROVALS = [template.code for template in TEMPLATES if template.proceeding == "approval"]
STATUTORY = {"joint": 45, "penalty_ordinary": 64, "penalty_hearing": 90}
"""Working days that the law allows where it is not twenty (art. 42(2); Penalty Law, art. 60)."""


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.code)
def test_a_template_is_published_sound_and_within_the_law(acting_as: Acting, template):
    version = write_templates(acting_as(None))[template.code]
    assert (version.state, version.county, version.flow.name) == (FlowState.PUBLISHED, 350100, template.name)
    limit = STATUTORY.get(template.code, 20)
    assert [f for f in check_flow(version.steps, version.transitions, limit, limit) if not f.warning] == []
    assert longest_path({step.code: step for step in version.steps}, version.transitions) <= limit
    assert all(step.name and not step.name.isascii() for step in version.steps)


def test_templates_are_written_once_and_a_countys_own_version_is_left_alone(session: Session, acting_as: Acting):
    first = write_templates(acting_as(None))
    steps = session.scalar(select(func.count()).select_from(FlowStep))
    assert write_templates(acting_as(None)) == first
    assert session.scalar(select(func.count()).select_from(FlowStep)) == steps
    assert session.scalar(select(func.count()).select_from(Flow)) == len(TEMPLATES)


def test_templates_may_be_written_for_another_county(session: Session, acting_as: Acting):
    act = acting_as(None)
    session.scalars(select(Flow).where(Flow.code == "instant")).one().code = "other"
    session.flush()
    assert write_templates(act, 350102)["instant"].county == 350102


@pytest.mark.parametrize("code", [template.code for template in TEMPLATES])
def test_every_template_is_walked_to_its_end(session: Session, acting_as: Acting, world: World, code: str):
    version = write_templates(acting_as(None))[code]
    case, organ = a_subject(world), world.organisation("gulou-urban").id
    start_flow(acting_as(None), case, version, organ, joint=[world.organisation("gudong").id])
    plan, walked = Plan(version), []
    for _ in range(30):
        visits = open_visits(session, case)
        if not visits:
            break
        visit = visits[0]
        step = plan.steps[visit.step_code]
        for short in ("handler", "second_handler", "enforcement_officer")[
            : step.min_officers if step.min_officers > 1 else 0
        ]:
            visit.signers = [*visit.signers, world.official(short).id]
        action = plan.ways(visit.step_code)[0].action
        move(acting_as(None), case, action, visit=visit, opinion="可", reason="据实")
        walked.append(visit.step_code)
    assert open_visits(session, case) == []
    assert set(walked) >= {step.code for step in version.steps if step.node == StepKind.DECISION}


@pytest.mark.parametrize("code", APPROVALS)
def test_an_approval_begins_at_the_window_and_ends_with_delivery(
    session: Session, acting_as: Acting, world: World, code: str
):
    version = write_templates(acting_as(None))[code]
    plan = Plan(version)
    (first,) = plan.ways("start")
    assert plan.steps[first.to_code].duty == "window"
    assert [w.action for w in version.transitions if w.to_code == "end"] == ["deliver"]
    outcomes = {w.action for w in plan.transitions if w.to_code == "deliver"}
    assert outcomes >= {"grant", "refuse"}
    assert all(w.needs_reason for w in plan.transitions if w.action in ("refuse", "send_back"))


def test_an_instant_case_is_decided_at_the_window(acting_as: Acting, world: World):
    case = started(acting_as, world, "instant")
    with pytest.raises(Incomplete):
        move(acting_as("window"), case, "refuse")
    assert move(acting_as("window"), case, "decide_on_spot").opened[0].step_code == "deliver"
    assert move(acting_as("window"), case, "deliver").ended


def test_the_site_check_of_the_five_steps_needs_two_officers(session: Session, acting_as: Acting, world: World):
    case = started(acting_as, world, "five_steps_site_check")
    move(acting_as("window"), case, "accept")
    (check,) = move(acting_as("handler"), case, "review", opinion="可").opened
    sign_visit(acting_as("second_handler"), check)
    assert move(acting_as("handler"), case, "review", opinion="实").opened

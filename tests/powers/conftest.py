"""A power with a published flow, ready to be written down and reviewed."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.kernel.act import Act
from app.kernel.flows.models import Flow, FlowState, FlowStep, FlowTransition, FlowVersion, StepKind
from app.kernel.roles import Duty
from app.powers.models import Power, PowerType
from app.powers.operations import draft_power, edit_draft, legal_review, org_review, publish_version, submit_power
from tests.world import World

CONTENT: dict[str, Any] = {
    "legal_basis": [{"law": "食品安全法", "article": "第三十五条", "role": "设定"}],
    "conditions": [{"code": "C01", "text": "有固定场所"}],
    "materials": [{"code": "M01", "name": "申请书", "required": True}, {"code": "M02", "name": "身份证明"}],
    "statutory_days": 20,
    "promised_days": 10,
    "place": "鼓楼区政务服务中心",
    "phone": "0591-12345",
}


@pytest.fixture
def flow_version(session: Session, acting_as: Callable[..., Act]) -> FlowVersion:
    """A flow of one step of five working days."""
    acting_as(None)
    flow = Flow(county=350102, code="one", name="一步")
    session.add(flow)
    session.flush()
    version = FlowVersion(county=350102, flow_id=flow.id, number=1, state=FlowState.PUBLISHED)
    version.steps = [
        FlowStep(county=350102, code="start", name="收件", node=StepKind.START, place=1),
        FlowStep(county=350102, code="do", name="办理", node=StepKind.TASK, duty=Duty.HANDLER, limit_value=5, place=2),
        FlowStep(county=350102, code="end", name="办结", node=StepKind.END, place=3),
    ]
    version.transitions = [
        FlowTransition(county=350102, from_code="start", to_code="do", action="go", label="开始", place=1),
        FlowTransition(county=350102, from_code="do", to_code="end", action="grant", label="准予", place=2),
    ]
    session.add(version)
    session.flush()
    return version


@pytest.fixture
def draft(world: World, acting_as: Callable[..., Act], flow_version: FlowVersion) -> Power:
    """A licence of the urban management office, written down whole."""
    act = acting_as("organ_head")
    power = draft_power(act, world.organisation("gulou-urban"), "食品经营许可", PowerType.LICENCE)
    edit_draft(act, power, {**CONTENT, "flow_version_id": flow_version.id})
    return power


@pytest.fixture
def in_force(draft: Power, acting_as: Callable[..., Act]) -> Power:
    """The same licence, reviewed twice and published."""
    submit_power(acting_as("organ_head"), draft)
    legal_review(acting_as("legal_reviewer"), draft, passed=True)
    version = org_review(acting_as("county_admin"), draft, passed=True)
    publish_version(acting_as("county_admin"), version, "鼓政〔2026〕1号")
    return draft

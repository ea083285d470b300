"""A penalty item of the urban management office, ready to be written down, reviewed and published."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.kernel.act import Act
from app.penalties.models import Benchmark, ViolationItem
from app.penalties.operations import draft_item, edit_item, publish_item, review_item, submit_item
from app.powers.models import Power, PowerState, PowerType
from tests.penalties.cases import Story
from tests.penalties.standards import APPEARANCE, DUST
from tests.world import World

LAWS = [{"law": "大气污染防治法", "article": "第一百一十五条第一款"}]
CONTENT: dict[str, Any] = {
    **DUST,
    "name": "施工工地未设置硬质围挡",
    "conduct": "施工工地未设置硬质围挡，或者未采取防尘降尘措施",
    "sector": "ecology",
    "laws": LAWS,
    "filing_standard": "有证据证明工地未设置硬质围挡",
}


@pytest.fixture
def benchmark(session: Session, world: World, acting_as: Callable[..., Act]) -> Benchmark:
    """The benchmark document of the office, in force since July 2026."""
    acting_as(None)
    home = world.organisation("gulou-urban")
    made = Benchmark(
        county=home.county,
        number="鼓城管〔2026〕3号",
        title="裁量基准",
        organ=home.name,
        level="county",
        effective_on=date(2026, 7, 1),
        organisation_id=home.id,
    )
    session.add(made)
    session.flush()
    return made


@pytest.fixture
def power(session: Session, world: World, acting_as: Callable[..., Act]) -> Power:
    """A power to punish that is in the catalogue."""
    acting_as(None)
    home = world.organisation("gulou-urban")
    made = Power(
        county=home.county,
        code="GL-CF-0001-00",
        name="对扬尘污染的处罚",
        power_type=PowerType.PENALTY,
        organisation_id=home.id,
        state=PowerState.IN_FORCE,
    )
    session.add(made)
    session.flush()
    return made


@pytest.fixture
def draft(world: World, acting_as: Callable[..., Act], power: Power, benchmark: Benchmark) -> ViolationItem:
    """The item, written down whole."""
    act = acting_as("organ_head")
    item = draft_item(act, world.organisation("gulou-urban"), "CF-0001", "工地扬尘", power)
    edit_item(act, item, {**CONTENT, "benchmark_id": benchmark.id})
    return item


@pytest.fixture
def reviewed(draft: ViolationItem, acting_as: Callable[..., Act]) -> ViolationItem:
    """The item after its legal review."""
    submit_item(acting_as("organ_head"), draft)
    review_item(acting_as("legal_reviewer"), draft, passed=True)
    return draft


@pytest.fixture
def in_force(reviewed: ViolationItem, acting_as: Callable[..., Act]) -> ViolationItem:
    """The item, published."""
    publish_item(acting_as("organ_head"), reviewed)
    return reviewed


@pytest.fixture
def tale(session: Session, world: World, acting_as: Callable[..., Act], in_force: ViolationItem) -> Story:
    """Tells penalty cases of the office about its published item."""
    return Story(session, world, acting_as, in_force)


@pytest.fixture
def street(world: World, acting_as: Callable[..., Act], benchmark: Benchmark, in_force: ViolationItem) -> ViolationItem:
    """An item with small fines, a band for organisations and one for persons, published."""
    home = world.organisation("gulou-urban")
    item = draft_item(acting_as("organ_head"), home, "CF-0002", "乱堆物料", in_force.power)
    own = {"name": "占道堆放物料", "conduct": "在道路上堆放物料", "filing_standard": "有现场笔录", "sector": "general"}
    laws = [{"law": "浙江省城市市容和环境卫生管理条例", "article": "第十三条第二款"}]
    edit_item(acting_as("organ_head"), item, {**APPEARANCE, **own, "laws": laws, "benchmark_id": benchmark.id})
    submit_item(acting_as("organ_head"), item)
    review_item(acting_as("legal_reviewer"), item, passed=True)
    publish_item(acting_as("organ_head"), item)
    return item

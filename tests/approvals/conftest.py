"""A story: one licence of the small world, on each engine."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.kernel.act import Act, Actor, Channel
from app.kernel.guard import open_act
from tests.approvals.cases import Story, moment
from tests.approvals.logs import Importer
from tests.world import World


@pytest.fixture
def story_of(session: Session, world: World) -> Iterator[Callable[..., Story]]:
    """Make stories: ``story_of("five_steps_site_check", joint=True)``; writes are allowed."""
    with open_act(Act(session, Actor.platform(), moment("2026-09-21"), Channel.COMMAND, 350102)):

        def make(flow: str = "three_steps", **version: Any) -> Story:
            return Story(session, world, flow, **version)

        yield make


@pytest.fixture
def story(story_of: Callable[..., Story]) -> Story:
    """The licence along the usual path."""
    return story_of()


@pytest.fixture
def importer(session: Session, world: World, tmp_path: Path) -> Importer:
    """Import into the small world."""
    return Importer(session, tmp_path)

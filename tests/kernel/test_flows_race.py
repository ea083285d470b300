"""Two clerks at the same moment: the run is locked, so nothing is done twice and no join is missed."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import Engine, create_engine, select
from sqlalchemy.orm import Session

from app.kernel.act import Act, Channel
from app.kernel.errors import Conflict, OutOfOrder
from app.kernel.flows.engine import move, open_visits, start_flow, visits_of
from app.kernel.flows.models import StepVisit
from app.kernel.flows.templates import write_templates
from app.kernel.guard import open_act, watch
from app.kernel.places import Organisation
from app.kernel.roles import Duty
from tests.conftest import NOW
from tests.databases import POSTGRES, postgres_database
from tests.kernel.flow_cases import give_post
from tests.world import World

Sessions = Callable[[], Session]


@pytest.fixture
def sessions(request: pytest.FixtureRequest) -> Iterator[Sessions]:
    """Make sessions that really commit, on a PostgreSQL database of their own with the small world."""
    if not os.environ.get(POSTGRES):
        pytest.skip("no PostgreSQL server runs")
    template: Engine = request.getfixturevalue("postgres_engine")
    template.dispose()  # a database that somebody is connected to cannot be copied
    engine = create_engine(postgres_database(template.url.database))

    def make() -> Session:
        session = Session(engine)
        watch(session)
        return session

    yield make
    engine.dispose()


def act_of(session: Session, who: str) -> Act:
    actor = World(session).actor(who, NOW)
    return Act(session, actor, NOW, Channel.SCREEN, actor.county)


def joint_case(sessions: Sessions) -> int:
    """Commit a case that waits for the leading organ and one joint organ."""
    with sessions() as session:
        world = World(session)
        with open_act(act_of(session, "window")):
            give_post(world, "leader", "gulou-health", Duty.SECTION_HEAD)
        with open_act(Act(session, world.actor("city_admin", NOW), NOW, Channel.COMMAND, 350100)) as act:
            version = write_templates(act)["joint"]
        with open_act(act_of(session, "window")) as act:
            case = world.organisation("gudong")
            organ, other = world.organisation("gulou-urban").id, world.organisation("gulou-health").id
            start_flow(act, case, version, organ, joint=[other])
            move(act, case, "accept")
        session.commit()
        return case.id


def at_once(sessions: Sessions, case_id: int, who: list[str]) -> list[object]:
    """Let officials pass the case on at the same moment; returns what each got."""
    together = Barrier(len(who))

    def go(short: str) -> object:
        with sessions() as session, open_act(act_of(session, short)) as act:
            case = session.get_one(Organisation, case_id)
            visits_of(session, case)
            own = next(
                v for v in open_visits(session, case) if (v.organisation_id, Duty(v.duty or "")) in act.actor.duties
            )
            together.wait(timeout=30)
            try:
                moved = move(act, case, "review", opinion="可", visit=own)
                opened = [visit.step_code for visit in moved.opened]
                session.commit()
            except (Conflict, OutOfOrder) as refusal:
                session.rollback()
                return type(refusal)
            return opened

    with ThreadPoolExecutor(len(who)) as pool:
        return list(pool.map(go, who))


def test_two_organs_that_finish_at_once_do_not_wait_for_each_other(sessions: Sessions):
    case_id = joint_case(sessions)
    assert sorted(map(str, at_once(sessions, case_id, ["handler", "leader"]))) == ["['decide']", "[]"]
    with sessions() as session:
        still = select(StepVisit.step_code).where(StepVisit.subject_id == case_id, StepVisit.closed_at.is_(None))
        assert session.scalars(still).all() == ["decide"]


def test_two_clerks_do_not_close_the_same_step_twice(sessions: Sessions):
    case_id = joint_case(sessions)
    outcomes = at_once(sessions, case_id, ["handler", "second_handler"])
    assert sorted(map(str, outcomes)) == sorted(["[]", str(Conflict)])
    with sessions() as session:
        reviews = select(StepVisit).where(StepVisit.subject_id == case_id, StepVisit.step_code == "review")
        assert len(session.scalars(reviews).all()) == 1

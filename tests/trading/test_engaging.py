"""A buyer engages an agency for a trade: by an engagement of its own, in good standing; the agency's people are not drawn."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.intermediaries.models import Engagement
from app.kernel.act import Act, Actor
from app.kernel.audit import TrailRow
from app.kernel.drawing import commitment
from app.kernel.errors import Incomplete, NotAllowed, OutOfOrder
from app.trading.models import Expert
from app.trading.operations import draft_notice, engage_agency, freeze_list, publish_notice, return_notice
from tests.conftest import NOW
from tests.intermediaries.building import AgencyBuilder
from tests.trading.building import VALUES, Tender
from tests.world import World


@pytest.fixture
def build(session: Session, world: World, acting_as: Callable[..., Act]) -> AgencyBuilder:
    return AgencyBuilder(session, world, acting_as)


@pytest.fixture
def hired(session: Session, build: AgencyBuilder, tender: Tender) -> Engagement:
    """An engagement of a listed tender agency by the buyer of a registered project."""
    agency = build.agency(category="tender", name="榕城招标代理")
    build.qualification(agency, category="tender")
    tender.registered()
    made = build.engagement(agency, category="tender", organisation_id=tender.project.organisation_id)
    session.flush()
    return made


def test_the_trail_tells_which_agency_was_engaged(session: Session, tender: Tender, hired: Engagement) -> None:
    engage_agency(tender.clerk(), tender.project, hired)
    assert tender.project.agency is hired.agency
    row = session.scalars(select(TrailRow).where(TrailRow.verb == "trade.engaged")).one()
    assert hired.agency.uscc in row.facts and hired.number in row.facts


def test_another_body_s_engagement_and_an_unfit_agency_are_refused(
    session: Session, world: World, build: AgencyBuilder, tender: Tender, hired: Engagement
) -> None:
    health = world.organisation("gulou-health").id
    foreign = build.engagement(hired.agency, category="tender", organisation_id=health)
    unqualified = build.engagement(build.agency(), organisation_id=tender.project.organisation_id)
    session.flush()
    for refused in (foreign, unqualified):
        with pytest.raises(Incomplete):
            engage_agency(tender.clerk(), tender.project, refused)
    hired.agency.state = "barred"
    session.flush()
    with pytest.raises(Incomplete):
        engage_agency(tender.clerk(), tender.project, hired)
    assert tender.project.agency is None


def test_only_the_buyer_engages_and_only_before_the_draft(
    acting_as: Callable[..., Act], tender: Tender, hired: Engagement
) -> None:
    for who in ("inspector", "county_admin"):
        with pytest.raises(NotAllowed):
            engage_agency(acting_as(who, NOW), tender.project, hired)
    tender.drafted()
    with pytest.raises(OutOfOrder):
        engage_agency(tender.clerk(), tender.project, hired)


def test_the_agency_drafts_for_its_own_trade_and_neither_returns_nor_publishes(
    session: Session, tender: Tender, hired: Engagement
) -> None:
    usual = {
        "text": "路灯更换",
        "sale": (tender.day(), tender.day()),
        "deadline": tender.deadline,
        "criteria": (),
        "holders": [],
    }
    agent = Actor("代理员", roles=Actor.public().roles, party=("agency", hired.agency_id))
    act = Act(session, agent, NOW, tender.clerk().channel, 350102)
    with pytest.raises(NotAllowed):
        draft_notice(act, tender.project, **usual)  # type: ignore[arg-type]
    engage_agency(tender.clerk(), tender.project, hired)
    with pytest.raises(Incomplete):  # allowed now, and the scoring rule is empty
        draft_notice(act, tender.project, **usual)  # type: ignore[arg-type]
    tender.drafted()
    for refused in (lambda: publish_notice(act, tender.project), lambda: return_notice(act, tender.project, "x")):
        with pytest.raises(NotAllowed):
            refused()
    other = Act(session, Actor("别家", roles=agent.roles, party=("bidder", hired.agency_id)), NOW, act.channel, 350102)
    return_notice(tender.head(), tender.project, "重写")
    with pytest.raises(NotAllowed):
        draft_notice(other, tender.project, **usual)  # type: ignore[arg-type]


def test_people_of_the_agency_are_not_on_the_list_of_the_draw(
    session: Session, tender: Tender, hired: Engagement
) -> None:
    engage_agency(tender.clerk(), tender.project, hired)
    tender.published()
    sides = {side: commitment(str(side), value) for side, value in VALUES.items()}
    for place in range(6):
        employer = hired.agency.name if place == 5 else f"设计院{place}"
        session.add(
            Expert(
                county=350102,
                name=f"专家{place}",
                number="*",
                number_hash=f"e{place}",
                specialty="市政",
                employer=employer,
            )
        )
    session.flush()
    draw = freeze_list(tender.centre(), tender.project, "市政", 5, sides)
    assert len(draw.listed) == 5

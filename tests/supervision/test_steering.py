"""One office, one agency: applicants given back until it applies for them; agents found in the register."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.approvals.linking import link_agencies
from app.approvals.models import Case
from app.intermediaries.models import Agency, AgencyCase
from app.intermediaries.queries import cases_of
from app.kernel.act import Act
from app.kernel.points import POINTS
from app.parties.models import Party
from app.parties.operations import know_party, tie_parties
from app.parties.words import TieWord
from app.supervision.models import Alert
from app.supervision.scanning import sweep
from tests.conftest import NOW
from tests.intermediaries.building import AgencyBuilder
from tests.parties.building import person_number
from tests.supervision.building import DAY, Builder
from tests.supervision.register import register_points
from tests.world import World

register_points()
Acting = Callable[..., Act]
NAME = "福州榕城甲资产评估有限公司"


@pytest.fixture
def build(session: Session, world: World, acting_as: Acting) -> Builder:
    """Builds cases, with three agencies beside them."""
    made = AgencyBuilder(session, world, acting_as)
    for name in (NAME, "福州榕城乙资产评估有限公司"):
        made.agency(name=name)
    return made


def through(b: Builder, agent: str | None, number: int) -> Case:
    """Build a case granted through an agent after the applicant's own was given back."""
    person = f"applicant{number}"
    b.returned(b.case(NOW - 60 * DAY, applicant_hash=person, state="returned"), returned_at=NOW - 50 * DAY)
    made: Case = b.decided(applicant_hash=person, agent_name=agent, decided_at=NOW - (9 - number) * DAY)
    return made


def found(b: Builder) -> list[int | None]:
    b.session.flush()
    act = b.acting_as(None, NOW)
    link_agencies(act)
    b.session.flush()
    sweep(act, [POINTS.points["A3.steered"]])
    b.session.expire_all()
    wanted = select(Alert.subject_id).where(Alert.point == "A3.steered", Alert.ceased_at.is_(None))
    return list(b.session.scalars(wanted))


def test_the_third_applicant_through_one_agency_is_reported_once(build: Builder) -> None:
    cases = [through(build, agent, number) for number, agent in enumerate((NAME, f" {NAME} ", NAME))]
    assert found(build) == found(build) == [cases[-1].id]


def test_agencies_of_one_hand_count_as_one(build: Builder, session: Session, acting_as: Acting) -> None:
    """A second name over the same owner hid the third applicant."""
    act, owner = acting_as(None), None
    for agency in session.scalars(select(Agency).order_by(Agency.id)):
        owner = owner or know_party(act, person_number(61), "陈小明")
        tie_parties(act, owner, TieWord.SHAREHOLDER, session.get_one(Party, agency.party_id), share=Decimal(50))
    cases = [through(build, agent, number) for number, agent in enumerate((NAME, NAME, "福州榕城乙资产评估有限公司"))]
    assert found(build) == [cases[-1].id]


def test_agencies_each_with_an_owner_of_its_own_are_two(build: Builder, session: Session, acting_as: Acting) -> None:
    act = acting_as(None)
    for number, agency in enumerate(session.scalars(select(Agency).order_by(Agency.id))):
        owner = know_party(act, person_number(62 + number), f"业主{number}")
        tie_parties(act, owner, TieWord.LEGAL, session.get_one(Party, agency.party_id))
    for number, agent in enumerate((NAME, NAME, "福州榕城乙资产评估有限公司")):
        through(build, agent, number)
    assert found(build) == []


@pytest.mark.parametrize(
    "agents", [(NAME, NAME), (NAME, NAME, "福州榕城乙资产评估有限公司"), ("诚信代办",) * 3, (NAME, NAME, None)]
)
def test_what_two_applicants_or_several_agencies_do_is_not(build: Builder, agents: tuple[str | None, ...]) -> None:
    for number, agent in enumerate(agents):
        through(build, agent, number)
    assert found(build) == []


def test_applicants_of_whom_none_was_given_back_are_not(build: Builder) -> None:
    for number in range(4):
        build.decided(applicant_hash=f"applicant{number}", agent_name=NAME)
    assert found(build) == []


def test_an_agent_is_found_by_name_or_credit_code_and_noted_once(build: Builder, acting_as: Acting) -> None:
    first = build.decided(agent_name=NAME)
    act = acting_as(None, NOW + timedelta(hours=1))
    assert link_agencies(act) == {"linked": 1}
    build.session.flush()
    link = build.session.scalars(select(AgencyCase)).one()
    assert (link.case_number, link.organisation_id) == (first.number, first.organisation_id)
    build.decided(agent_name=link.agency.uscc.lower())
    build.decided(agent_name="无名代办")
    assert (link_agencies(act), link_agencies(act)) == ({"linked": 1}, {"linked": 0})
    build.session.flush()
    assert len(cases_of(build.session, link.agency_id)) == 2

"""Agencies, practitioners and owners are parties: what any register tells of them, the points compare."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.intermediaries.models import Agency, Practitioner
from app.intermediaries.points import INTERMEDIARY_POINTS
from app.intermediaries.records import AGENCY, PRACTITIONER
from app.kernel.act import Act
from app.kernel.identities import identity_hash
from app.parties.models import Party, Tie
from app.parties.operations import give_office, know_party, tie_parties
from app.parties.records import TIE
from app.parties.words import OfficeWord, TieWord
from app.surfaces.records.writing import add_record, edit_record
from tests.intermediaries.building import AgencyBuilder, credit_code
from tests.parties.building import person_number
from tests.supervision.register import register_points
from tests.world import World

register_points()
BY_CODE = {point.code: point for point in INTERMEDIARY_POINTS}
Acting = Callable[..., Act]
TYPED, CARD = "11010519491231002X", "１１０１０５ 19491231 002x"


@pytest.fixture
def build(session: Session, world: World, acting_as: Acting) -> AgencyBuilder:
    return AgencyBuilder(session, world, acting_as)


def practising(act: Act, agency: Agency, number: str, licence: str) -> Practitioner:
    """Enter a practitioner by the form."""
    values = {
        "agency_id": agency.id,
        "name": "林国平",
        "identity": number,
        "licence": licence,
        "licence_to": date(2028, 1, 1),
        "from_on": date(2022, 3, 1),
    }
    row: Practitioner = add_record(act, PRACTITIONER, values)
    return row


def test_an_agency_and_its_practitioners_are_parties_from_which_reach_begins(
    build: AgencyBuilder, acting_as: Acting, session: Session
) -> None:
    act = acting_as("county_admin")
    values = {
        "uscc": credit_code(9_000_001),
        "name": "榕城新评估有限公司",
        "category": "appraisal",
        "legal_representative": "陈立新",
        "founded_on": date(2020, 1, 1),
        "organisation_id": build.organ.id,
    }
    agency: Agency = add_record(act, AGENCY, values)
    firm = session.get_one(Party, agency.party_id)
    assert (firm.number, firm.form, firm.watched) == (values["uscc"], "company", True)
    edit_record(act, AGENCY, agency, {"name": "榕城更名评估有限公司"})
    assert {one.name for one in firm.names} == {"榕城新评估有限公司", "榕城更名评估有限公司"}
    row = practising(act, agency, CARD, "35900001")
    person = session.get_one(Party, row.party_id)
    assert (person.key_hash, person.watched, person.name) == (identity_hash(CARD), True, "林某")
    edit_record(act, PRACTITIONER, row, {"identity": person_number(31)})
    assert session.get_one(Party, row.party_id).key_hash == identity_hash(person_number(31))


def test_one_licence_at_two_agencies_is_seen_in_whatever_spelling_the_number_came(
    build: AgencyBuilder, acting_as: Acting
) -> None:
    act = acting_as("county_admin")
    practising(act, build.agency(), CARD, "35900002")
    second = practising(act, build.agency(), TYPED, "35900003")
    practising(act, build.agency(), person_number(32), "35900004")
    build.sweep(BY_CODE["M09.two"])
    assert [alert.subject_id for alert in build.alerts("M09.two")] == [second.id]


def entered(act: Act, agency: Agency, number: str, what: TieWord, **values: object) -> Tie:
    """Enter by the form who stands behind an agency."""
    given = {"from_number": number, "from_name": "林国平", "what": str(what), "to_number": agency.uscc}
    row: Tie = add_record(act, TIE, {**given, "to_name": agency.name, **values})
    return row


@pytest.mark.parametrize(("share", "found"), [(Decimal(50), 1), (Decimal(49), 0)])
def test_one_hand_is_seen_whichever_register_tells_of_it(
    build: AgencyBuilder, acting_as: Acting, session: Session, share: Decimal, found: int
) -> None:
    """The register of owners and the ties of parties were two places, and neither knew the other's."""
    one, two = build.agency(), build.agency()
    build.selection(one, two)
    act = acting_as(None)
    entered(acting_as("county_admin"), one, CARD, TieWord.SHAREHOLDER, share=share)
    owner = know_party(act, "110105491231002", "林国平")
    tie_parties(act, owner, TieWord.CONTROLLER, session.get_one(Party, two.party_id), source="企业登记")
    build.sweep(BY_CODE["M12.hand"])
    assert len(build.alerts("M12.hand")) == found


def test_an_owner_who_holds_an_office_at_the_supervising_body_or_whose_kin_does_is_seen(
    build: AgencyBuilder, acting_as: Acting, session: Session
) -> None:
    act = acting_as(None)
    staff, spouse, stranger = (know_party(act, person_number(40 + number), "陈小明") for number in range(3))
    give_office(act, staff, OfficeWord.OFFICIAL, build.organ, from_on=date(2015, 1, 1))
    give_office(act, stranger, OfficeWord.OFFICIAL, build.body, from_on=date(2015, 1, 1))
    married = tie_parties(act, staff, TieWord.SPOUSE, spouse)
    own, kin, _other = (
        tie_parties(act, holder, TieWord.SHAREHOLDER, session.get_one(Party, build.agency().party_id))
        for holder in (staff, spouse, stranger)
    )
    build.sweep(BY_CODE["M10.tied"])
    assert {(one.subject_kind, one.subject_id) for one in build.alerts("M10.tied")} == {
        ("tie", own.id),
        ("tie", kin.id),
    }
    married.to_on = date(2026, 8, 1)
    married.pending = True
    tie_parties(act, stranger, TieWord.SPOUSE, know_party(act, person_number(49), "王五"))
    build.sweep(BY_CODE["M10.tied"])
    standing = session.scalars(
        select(Tie.id).where(Tie.id.in_([a.subject_id for a in build.alerts() if not a.ceased_at]))
    )
    assert standing.all() == [own.id]


def test_heads_keep_the_ties_of_their_own_organ_and_see_no_others(build: AgencyBuilder, acting_as: Acting) -> None:
    act = acting_as("organ_head")
    row = entered(act, build.agency(), CARD, TieWord.LEGAL)
    assert row.organisation_id == act.actor.organisation_id
    assert row.from_number == "110***********002X"

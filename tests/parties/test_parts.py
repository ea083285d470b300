"""What each domain tells of a party on its page: found by the hash of its number, inside the scope, newest first."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.approvals.models import Case
from app.domains import DOMAINS
from app.funds.models import Account, Movement
from app.intermediaries.models import Engagement, Practitioner
from app.kernel.act import Act, Channel, platform_act
from app.kernel.domain import PARTY_PARTS
from app.kernel.guard import open_act
from app.kernel.identities import identity_hash
from app.parties.operations import give_office, know_party
from app.parties.queries import rows_of
from app.parties.words import OfficeWord
from app.penalties.cases.models import PenaltyCase
from app.supervision.models import Alert
from app.trading.models import Offer, ScreenedBid
from app.villages.models import SubsidyPayment, VillageContract, VillageOfficer, VillageWorks, Voucher
from tests.citizen import apply
from tests.conftest import NOW
from tests.intermediaries.building import AgencyBuilder
from tests.parties.building import credit_code, person_number
from tests.supervision.building import Builder
from tests.villages.building import VillageBuilder
from tests.web import at_work, form_token
from tests.world import World

PERSON, FIRM = person_number(701), credit_code(701)


@pytest.fixture
def told(session: Session, acting_as: Callable[..., Act]) -> Callable[[Any, str], list[int]]:
    """Return the keys of what is told of a party by one table, to an official."""

    def tell(model: Any, number: str, short: str = "inspector") -> list[int]:
        scope = acting_as(short).actor.scope
        return [pk for pk, _on in rows_of(session, scope, PARTY_PARTS[model], identity_hash(number))]

    return tell


def test_every_domain_with_parties_tells_of_them() -> None:
    told = {domain.name for domain in DOMAINS if domain.party_parts}
    assert told == {"approvals", "penalties", "intermediaries", "funds", "trading", "villages", "supervision"}
    assert set(PARTY_PARTS) == {
        Case,
        PenaltyCase,
        Engagement,
        Practitioner,
        Account,
        Movement,
        Offer,
        ScreenedBid,
        Voucher,
        SubsidyPayment,
        VillageContract,
        VillageOfficer,
        VillageWorks,
        Alert,
    }


def test_applications_are_told_newest_first_and_to_nobody_outside(
    session: Session, world: World, acting_as: Callable[..., Act], told: Callable[..., list[int]]
) -> None:
    build = Builder(session, world, acting_as)
    first = build.case(applicant_hash=identity_hash(PERSON), received_on=date(2026, 8, 1))
    second = build.case(applicant_hash=identity_hash(PERSON), received_on=date(2026, 9, 1))
    build.case(applicant_hash=identity_hash(FIRM))
    assert told(Case, PERSON) == [second.id, first.id]
    assert told(Case, PERSON[:6] + " " + PERSON[6:]) == [second.id, first.id], "the same number in another spelling"
    assert told(Case, PERSON, "other_inspector") == []


def test_alerts_are_told_about_what_it_takes_part_in_and_the_office_that_it_holds(
    session: Session, world: World, acting_as: Callable[..., Act], told: Callable[..., list[int]]
) -> None:
    build = Builder(session, world, acting_as)
    act = acting_as(None)
    holder = know_party(act, PERSON, "陈小明")
    give_office(act, holder, OfficeWord.OFFICIAL, world.organisation("gulou-urban"), official=world.official("handler"))
    case = build.case(applicant_hash=identity_hash(FIRM))

    def alert(subject: Any, official: int | None = None) -> Alert:
        made: Alert = build.add(
            Alert(
                county=350102,
                point="A1.test",
                subject_kind="approval",
                subject_id=subject,
                episode=str(official),
                organisation_id=build.organ.id,
                official_id=official,
                severity=1,
                occurred_at=NOW,
                detected_at=NOW,
                text="x",
            )
        )
        return made

    about, his, other = alert(case.id), alert(4711, world.official("handler").id), alert(4712)
    assert told(Alert, FIRM) == [about.id]
    assert told(Alert, PERSON) == [his.id]
    assert other.id not in told(Alert, PERSON)


def test_an_agency_is_found_by_its_code_its_people_by_their_number(
    session: Session, world: World, acting_as: Callable[..., Act], told: Callable[..., list[int]]
) -> None:
    build = AgencyBuilder(session, world, acting_as)
    agency = build.agency()
    engagement = build.engagement(agency)
    practitioner = build.practitioner(agency, person_hash=identity_hash(PERSON))
    assert told(Engagement, agency.uscc) == [engagement.id]
    assert told(Practitioner, PERSON) == [practitioner.id]
    assert told(Engagement, FIRM) == []


def test_villages_tell_of_posts_and_payments(
    session: Session, world: World, acting_as: Callable[..., Act], told: Callable[..., list[int]]
) -> None:
    build = VillageBuilder(session, world, acting_as)
    officer = build.officer("head", person_hash=identity_hash(PERSON))
    voucher = build.voucher("100", payee_hash=identity_hash(FIRM))
    assert told(VillageOfficer, PERSON) == [officer.id]
    assert told(Voucher, FIRM) == [voucher.id]
    assert told(VillageContract, FIRM) == told(VillageWorks, FIRM) == told(SubsidyPayment, PERSON) == []


def test_the_page_links_what_its_reader_may_open(
    site: Flask, client_of: Callable[[str], FlaskClient], item: int
) -> None:
    apply(site.test_client(), item)
    with at_work(site) as session:
        case = session.scalars(select(Case)).one()
        with open_act(platform_act(session, Channel.COMMAND, NOW, 350102)) as act:
            pk, number, case_id = (
                know_party(act, case.applicant_identity, case.applicant_name).id,
                case.number,
                case.id,
            )
        session.commit()
    client = client_of("inspector")
    data = {"purpose": "clue", "reason": "预警 2026-17", "csrf_token": form_token(client.get(f"/parties/{pk}"))}
    page = client.post(f"/parties/{pk}", data=data).get_data(as_text=True)
    assert "行政许可申请" in page
    assert f'href="/cases/{case_id}">{number}' in page

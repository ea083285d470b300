"""Officers of villages are parties: whichever register tells of their kin and companies, the points find it."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.act import Act
from app.kernel.errors import NotAllowed
from app.kernel.identities import identity_hash
from app.parties.models import Party, Tie
from app.parties.operations import end_tie, know_party, tie_parties
from app.parties.records import TIE
from app.parties.words import TieWord
from app.surfaces.records.writing import add_record
from app.surfaces.sheets.importing import carry_out
from app.surfaces.sheets.planning import plan_import
from app.surfaces.sheets.reading import Sheet
from app.villages.points import VILLAGE_POINTS
from app.villages.records import OFFICER
from app.villages.words import Category
from tests.parties.building import credit_code, person_number
from tests.supervision.register import register_points
from tests.villages import test_points_registers as kept
from tests.villages.building import VillageBuilder
from tests.world import World

register_points()
BY_CODE = {point.code: point for point in VILLAGE_POINTS}
HEAD, TYPED, WIFE, FIRM = "11010519491231002X", "１１０１０５ 19491231 002x", person_number(81), credit_code(81)


@pytest.fixture
def build(session: Session, world: World, acting_as: Callable[..., Act]) -> VillageBuilder:
    return VillageBuilder(session, world, acting_as)


def in_office(b: VillageBuilder) -> Party:
    """Enter the head by the form."""
    values = {"organisation_id": b.village.id, "name": "林国平", "post": "secretary", "identity": HEAD}
    row = add_record(b.acting_as("town_clerk"), OFFICER, {**values, "from_on": date(2025, 1, 1)})
    person = b.session.get_one(Party, row.party_id)
    assert (person.watched, person.key_hash) == (True, identity_hash(TYPED))
    return person


def test_the_sheet_of_ties_of_a_township_makes_the_points_find_them(build: VillageBuilder) -> None:
    in_office(build)
    heads = ["from_number", "from_name", "what", "to_number", "to_name", "share", "organisation_id", "source"]
    rows = [
        [TYPED, "林国平", "spouse", WIFE, "何美玲", "", build.village.code, "户籍"],
        [WIFE, "何美玲", "shareholder", FIRM, "榕城工程队", "5", build.village.code, "工商登记"],
    ]
    for new in (2, 0):
        plan = plan_import(act := build.acting_as("town_clerk"), TIE, Sheet("", [heads, *rows]))
        assert [[str(fault.refusal) for fault in row.faults] for row in plan.rows] == [[], []]
        assert carry_out(act, plan).new == new
    ties = build.session.scalars(select(Tie).order_by(Tie.id)).all()
    assert [(tie.what, tie.organisation_id) for tie in ties] == [
        ("spouse", build.village.id),
        ("shareholder", build.village.id),
    ]
    contract = kept.contract(build, party_hash=identity_hash(FIRM))
    voucher = build.voucher("50", Category.WORKS, payee_hash=identity_hash(FIRM))
    build.voucher("50", Category.WORKS, payee_hash=identity_hash(credit_code(82)))
    build.sweep(BY_CODE["V10.contract"], BY_CODE["V10.purchase"])
    found = {(alert.point, alert.subject_id) for alert in build.alerts()}
    assert found == {("V10.contract", contract.id), ("V10.purchase", voucher.id)}
    with pytest.raises(NotAllowed):
        given = {"from_number": HEAD, "from_name": "林国平", "what": "spouse", "to_number": person_number(83)}
        outside = build.world.organisation("gulou-urban").id
        add_record(build.acting_as("town_clerk"), TIE, {**given, "to_name": "王五", "organisation_id": outside})


def test_what_the_register_of_companies_says_is_found_as_what_the_village_said(build: VillageBuilder) -> None:
    """Relations of village officers and ties of companies were two places, and neither knew the other's."""
    head, act = in_office(build), build.acting_as(None)
    firm = know_party(act, FIRM, "榕城工程队")
    tie_parties(act, know_party(act, HEAD, "林国平"), TieWord.SHAREHOLDER, firm, share=Decimal(60), source="BODS")
    assert build.session.scalars(select(Tie.from_id)).all() == [head.id]
    voucher = build.voucher("50", Category.WORKS, payee_hash=identity_hash(FIRM))
    build.sweep(BY_CODE["V10.purchase"])
    assert [alert.subject_id for alert in build.alerts("V10.purchase")] == [voucher.id]


def test_a_tie_that_had_ended_on_the_day_of_the_payment_does_not_count(build: VillageBuilder) -> None:
    head, act = in_office(build), build.acting_as(None)
    firm = know_party(act, FIRM, "榕城工程队")
    tie = tie_parties(act, head, TieWord.LEGAL, firm, from_on=date(2020, 1, 1))
    end_tie(act, tie, date(2025, 12, 31), "转让")
    build.voucher("50", Category.WORKS, payee_hash=identity_hash(FIRM))
    build.sweep(BY_CODE["V10.purchase"])
    assert build.alerts("V10.purchase") == []

"""Conflicts of interest: an official tied to whose case it is, in business, or set over kin; each fires, and does not."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.kernel.act import Act
from app.kernel.identities import identity_hash
from app.parties.models import Party, Tie
from app.parties.operations import declare, end_tie, give_office, leave_office, tie_parties
from app.parties.words import DeclaredWord, OfficeWord, TieWord
from app.penalties.cases.models import CaseOfficer, PenaltyCase
from app.supervision.operations.settings import set_limit
from app.supervision.points.conflicts import CONFLICT_POINTS
from tests.conftest import NOW
from tests.parties.building import company, credit_code, person
from tests.penalties.building import PenaltyBuilder
from tests.supervision.building import DAY, point
from tests.supervision.register import register_points
from tests.world import World

register_points()
LONG_AGO = date(2020, 1, 1)
B = PenaltyBuilder


def in_office(b: B, official: Any, *, leading: bool = False, from_on: date = LONG_AGO, body: Any = None) -> Party:
    """Let an office name the person of an official."""
    party = person(b.act, official.name)
    give_office(b.act, party, OfficeWord.OFFICIAL, body or b.organ, official=official, leading=leading, from_on=from_on)
    return party


def kin_of(b: B, official: Any, word: TieWord = TieWord.SPOUSE, from_on: date = LONG_AGO) -> tuple[Party, Tie]:
    """Make a relative of an official known."""
    relative = person(b.act, "何美玲")
    return relative, tie_parties(b.act, in_office(b, official), word, relative, from_on=from_on)


def firm_of_kin(b: B, official: Any, share: str = "60") -> tuple[Party, Tie]:
    """Make a firm known of which a relative of an official holds so many percent."""
    relative, _tie = kin_of(b, official)
    firm = company(b.act)
    return firm, tie_parties(b.act, relative, TieWord.SHAREHOLDER, firm, share=Decimal(share), from_on=LONG_AGO)


def brothers_application(b: B) -> Tie:
    brother, tie = kin_of(b, b.handler, TieWord.SIBLING)
    b.case(applicant_hash=brother.key_hash)
    return tie


def not_his(b: B) -> None:
    """A colleague has his brother's case; his wife holds too little of a firm; his tie came later; a log of others."""
    brother, _tie = kin_of(b, b.second, TieWord.SIBLING)
    b.case(applicant_hash=brother.key_hash)
    little, _held = firm_of_kin(b, b.handler, share="4.9")
    b.case(applicant_hash=little.key_hash)
    later, _wed = kin_of(b, b.handler, from_on=date(2026, 9, 20))
    b.case(applicant_hash=later.key_hash)
    mine, _kin = kin_of(b, b.handler)
    b.case(applicant_hash=mine.key_hash, source="import")


def ended_before(b: B, tie: Tie) -> None:
    end_tie(b.act, tie, date(2026, 9, 1), "登记有误")


def on_penalty(b: B) -> PenaltyCase:
    firm, _tie = firm_of_kin(b, b.officer)
    return b.penalty(party_hash=firm.key_hash)


def left_penalty(b: B) -> None:
    """The officer whose kin holds the firm left the case; another holds too little of it."""
    firm, _tie = firm_of_kin(b, b.officer)
    leave(b, b.penalty(party_hash=firm.key_hash))
    little, _held = firm_of_kin(b, b.handler, share="4.9")
    b.penalty(party_hash=little.key_hash)
    known, _tie = firm_of_kin(b, b.officer)
    b.penalty(party_hash=known.key_hash, filed_at=None)


def leave(b: B, case: PenaltyCase) -> None:
    for one in b.session.query(CaseOfficer).where(CaseOfficer.case_id == case.id):
        one.left_at = NOW if one.official_id == b.officer.id else None
    b.session.flush()


def decided(b: B, from_on: date = LONG_AGO) -> Tie:
    firm = company(b.act)
    tie = tie_parties(b.act, in_office(b, b.head), TieWord.LEGAL, firm, from_on=from_on)
    b.penalty(party_hash=firm.key_hash, decided_by=b.head.id, decided_on=date(2026, 9, 18), decided_at=NOW - 3 * DAY)
    return tie


def in_business(b: B, share: str = "30", days: int = 60) -> Tie:
    b.act = b.acting_as(None, NOW - days * DAY)
    firm = company(b.act)
    tie = tie_parties(b.act, in_office(b, b.head), TieWord.SHAREHOLDER, firm, share=Decimal(share), from_on=LONG_AGO)
    b.act = b.acting_as(None)
    return tie


def declared(b: B, tie: Tie) -> None:
    declare(b.act, b.head, DeclaredWord.HOLDING, b.session.get_one(Party, tie.to_id).number, "某公司", "自有持股")
    b.session.flush()


def no_business(b: B) -> None:
    """A few listed shares; known only since last week; declared; a shareholder who has left office."""
    in_business(b, share="0.5")
    in_business(b, days=7)
    declared(b, in_business(b))
    gone = tie_parties(b.act, person(b.act), TieWord.LEGAL, company(b.act), from_on=LONG_AGO)
    who = b.session.get_one(Party, gone.from_id)
    office = give_office(b.act, who, OfficeWord.OFFICIAL, b.organ, official=b.second, from_on=LONG_AGO)
    leave_office(b.act, office, date(2026, 6, 30))


def over_kin(b: B, *, leading: bool = True, body: Any = None) -> Tie:
    head, son = in_office(b, b.head, leading=leading), in_office(b, b.handler, body=body)
    return tie_parties(b.act, head, TieWord.PARENT, son, from_on=LONG_AGO)


def kin_elsewhere(b: B) -> None:
    over_kin(b, leading=False)
    over_kin(b, body=b.world.organisation("gulou-health"))


@dataclass(frozen=True)
class Scenario:
    """How a condition comes about, how the like is no alert, and how it ends."""

    fires: Callable[[B], Any]
    calm: Callable[[B], Any]
    ends: Callable[[B, Any], None]


SCENARIOS = {
    "C01.approval": Scenario(brothers_application, not_his, ended_before),
    "C01.penalty": Scenario(on_penalty, left_penalty, leave),
    "C01.decided": Scenario(
        decided,
        lambda b: decided(b, date(2026, 9, 1)),
        lambda b, tie: end_tie(b.act, tie, date(2026, 8, 1), "登记有误"),
    ),
    "C03.business": Scenario(in_business, no_business, declared),
    "C05.kin": Scenario(over_kin, kin_elsewhere, lambda b, tie: end_tie(b.act, tie, date(2026, 9, 1), "登记有误")),
}


@pytest.fixture
def build(session: Session, world: World, acting_as: Callable[..., Act]) -> B:
    return PenaltyBuilder(session, world, acting_as)


def test_every_conflict_has_its_scenario() -> None:
    assert set(SCENARIOS) == {one.code for one in CONFLICT_POINTS}


@pytest.mark.parametrize("code", sorted(SCENARIOS))
def test_a_conflict_raises_one_alert_about_the_official(build: B, code: str) -> None:
    SCENARIOS[code].fires(build)
    for _ in range(2):
        build.sweep(point(code))
    who = {"C01.approval": build.handler, "C01.penalty": build.officer}.get(code, build.head)
    assert [alert.official_id for alert in build.alerts(code)] == [who.id]


@pytest.mark.parametrize("code", sorted(SCENARIOS))
def test_what_is_in_order_raises_nothing(build: B, code: str) -> None:
    SCENARIOS[code].calm(build)
    build.sweep(point(code))
    assert build.alerts(code) == []


@pytest.mark.parametrize("code", sorted(SCENARIOS))
def test_an_alert_ceases_with_its_conflict(build: B, code: str) -> None:
    row = SCENARIOS[code].fires(build)
    build.sweep(point(code))
    SCENARIOS[code].ends(build, row)
    build.sweep(point(code))
    assert [alert.ceased_at for alert in build.alerts(code)] == [NOW]


def test_whoever_applies_to_himself_is_found_without_any_tie(build: B) -> None:
    himself = in_office(build, build.handler)
    case = build.case(applicant_hash=himself.key_hash)
    build.sweep(point("C01.approval"))
    assert [alert.subject_id for alert in build.alerts("C01.approval")] == [case.id]


def test_handler_and_head_are_two_findings_of_one_case(build: B) -> None:
    firm, _tie = firm_of_kin(build, build.handler)
    tie_parties(build.act, in_office(build, build.head), TieWord.LEGAL, firm, from_on=LONG_AGO)
    build.decided(applicant_hash=firm.key_hash)
    build.sweep(point("C01.approval"))
    assert {alert.official_id for alert in build.alerts("C01.approval")} == {build.handler.id, build.head.id}


def test_the_share_that_counts_is_the_countys(build: B) -> None:
    firm, _tie = firm_of_kin(build, build.handler, share="4.9")
    build.case(applicant_hash=firm.key_hash)
    set_limit(build.acting_as("county_admin"), point("C01.approval"), "share", "0.02", "本区从严")
    build.act = build.acting_as(None)
    build.sweep(point("C01.approval"))
    assert len(build.alerts("C01.approval")) == 1


def test_nothing_is_said_of_an_official_whose_person_is_not_known(build: B) -> None:
    number = credit_code(4711)
    build.case(applicant_hash=identity_hash(number), received_at=NOW - timedelta(days=2))
    build.sweep(point("C01.approval"))
    assert build.alerts("C01.approval") == []

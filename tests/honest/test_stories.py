"""Bodies that work at night and on holidays, money that counts by its day at the bank, registers of old years.

Told by the operations themselves under a moved clock; after each act every point of the program is asked.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.approvals.operations import accept, deliver, grant, pass_on, request_hearing, submit, take, tell_hearing
from app.approvals.operations.time import resume, suspend
from app.kernel.act import Act
from app.kernel.clocks import ClockKind
from app.kernel.points import POINTS, Nature
from app.penalties.cases import operations as penal
from app.penalties.cases.acts import EvidenceKind
from app.penalties.cases.models import ClueSource
from app.penalties.models import ViolationItem
from app.supervision.models import Alert
from app.supervision.scanning import sweep
from app.surfaces.records.writing import add_record
from app.villages.models import VillageContract
from app.villages.operations.cash import Signatures
from app.villages.registers import CONTRACT
from app.villages.words import Category, Method, PayeeKind
from tests.approvals.cases import FORM, PAPERS, PERSON, Story, moment
from tests.conftest import NOW
from tests.honest import registry
from tests.honest.villages import village as new_village
from tests.penalties.cases import Story as PenaltyStory
from tests.villages.building import DAY, TODAY
from tests.villages.test_points_registers import asset
from tests.world import World

assert registry.POINTS is POINTS
Acting = Callable[..., Act]
ABOUT_THE_PLATFORM = "PR.c"
"""The calendar of the next year is another matter."""


@pytest.fixture
def accused(session: Session, acting_as: Acting) -> Callable[[datetime], list[str]]:
    """Ask every point at an instant and give those that accuse somebody; leads shown once each are none."""

    def asked(when: datetime) -> list[str]:
        session.flush()
        sweep(acting_as(None, at=when), now=when)
        return sorted(
            code
            for code in session.scalars(select(Alert.point).distinct())
            if POINTS[code].nature is Nature.BREACH and not code.startswith(ABOUT_THE_PLATFORM)
        )

    return asked


Accused = Callable[[datetime], list[str]]


@pytest.fixture
def story(session: Session, world: World, acting_as: Acting) -> Story:
    """A licence of an office whose hall is open at night; ``acting_as`` lets its acts be written."""
    acting_as()
    return Story(session, world)


def test_a_licence_handled_at_night_and_over_a_holiday_accuses_nobody(story: Story, accused: Accused) -> None:
    case = submit(story.by("public", "2026-09-19", 23, 40), story.power, PERSON, FORM, PAPERS, key="night")
    assert accused(moment("2026-09-20", 7)) == []
    accept(story.by("window", "2026-09-20", 21), case)
    take(story.by("handler", "2026-09-22", 0, 30), case)
    suspend(story.by("section_head", "2026-09-22", 1), case, "appraisal", 3)
    assert accused(moment("2026-09-27")) == []
    resume(story.by("handler", "2026-09-24", 23, 50), case, "鉴定报告闽鉴〔2026〕8号")
    pass_on(story.by("handler", "2026-09-29", 23, 55), case, "符合条件。", {"place": True, "safety": True})
    assert accused(moment("2026-10-07", 23)) == []
    grant(story.by("organ_head", "2026-10-08", 22), case)
    deliver(story.by("window", "2026-10-17", 20), case, "window", "陈小明签收")
    assert accused(moment("2026-10-20")) == []


@pytest.mark.parametrize("who", ["public", "handler"])
def test_a_hearing_that_somebody_asked_for_accuses_nobody(story: Story, accused: Accused, who: str) -> None:
    case = story.reviewed()
    tell_hearing(story.by("handler", "2026-09-23"), case)
    request_hearing(story.by(who, "2026-09-24"), case)
    assert accused(moment("2026-09-25", 7)) == []


def test_a_fine_of_a_night_patrol_on_the_eve_of_a_holiday_accuses_nobody(
    tale: PenaltyStory, street: ViolationItem, accused: Accused
) -> None:
    def at(day: str, hour: int, who: str = "enforcement_officer") -> Act:
        return tale.acting_as(who, at=moment(day, hour))

    party = penal.Party("person", "陈小明", "350102199003078815")
    case = penal.register(
        at("2026-10-01", 1),
        tale.organ,
        ClueSource.INSPECTION,
        party,
        place="五四路夜市",
        facts_text="占道倾倒垃圾",
        acted_on=date(2026, 10, 1),
        item=street,
    )
    penal.add_evidence(at("2026-10-01", 1), case, EvidenceKind.RECORD, "现场笔录")
    penal.decide_on_spot(
        at("2026-10-01", 2), case, street, tale.ids(), {"area": "3"}, Decimal(200), plea="无异议", reason="轻"
    )
    assert accused(moment("2026-10-08", 7)) == []
    penal.report_summary(at("2026-10-09", 17), case)
    penal.note_payment(at("2026-10-27", 10), case, "R1", Decimal(200), date(2026, 10, 15))
    penal.publish(at("2026-10-10", 9, "section_head"), case)
    penal.close(at("2026-10-28", 9), case, "已缴清，结案")
    assert accused(moment("2026-11-02")) == []


def test_a_fine_paid_at_the_bank_in_time_accuses_nobody_when_the_slip_comes_late(
    tale: PenaltyStory, accused: Accused
) -> None:
    case = tale.served("2026-08-12")
    assert accused(moment("2026-08-14")) == []
    penal.publish(tale.act("2026-08-17", "section_head"), case)
    paid_on = tale.clock(case, ClockKind.PAY).due_on
    assert paid_on == date(2026, 8, 27)
    penal.note_payment(tale.act("2026-09-07"), case, "R-LATE", Decimal(40_000), paid_on)
    penal.close(tale.act("2026-09-08"), case, "已缴清，结案")
    assert accused(moment("2026-09-09")) == []


def test_a_village_that_brings_its_old_contracts_in_accuses_nobody(
    session: Session, world: World, acting_as: Acting, accused: Accused
) -> None:
    village = new_village(session, world, acting_as)
    for account in (village.bank, village.box):
        account.opened_on = TODAY - 90 * DAY
    old = village.officer("secretary", from_on=date(2018, 1, 1), from_day=date(2018, 1, 1).toordinal())
    old.left_on, old.left_day = date(2024, 3, 1), date(2024, 3, 1).toordinal()
    for year, years in ((1996, 40), (2009, 19)):
        start = date(year, 3, 1)
        add_record(
            village.act,
            CONTRACT,
            {
                "organisation_id": village.village.id,
                "number": f"旧{years}",
                "asset_id": asset(village, area=Decimal(1000)).id,
                "party": "榕城公司",
                "party_identity": "91350100M000100Y43",
                "mode": "negotiated",
                "signed_on": start,
                "start_on": start,
                "end_on": date(year + years, 2, 28),
                "rent": Decimal(20000),
                "prepaid_years": Decimal(0),
                "exemption": "",
                "recusal": "",
            },
        )
    assert session.query(VillageContract).count() == 2
    assert accused(NOW) == []


def test_wages_petty_cash_and_a_late_booking_accuse_nobody(
    session: Session, world: World, acting_as: Acting, accused: Accused
) -> None:
    village = new_village(session, world, acting_as)
    day = TODAY - 10 * DAY
    cash = {"method": Method.CASH, "occurred_on": day}
    village.voucher("3000", Category.MOVE, account=village.bank, to_account=village.box, occurred_on=day - DAY)
    signed = Signatures(village.accountant.id, village.head.id, village.decision.id)
    village.voucher("1500", Category.ALLOWANCE, payee_kind=PayeeKind.PERSON, signed=signed, **cash)
    village.voucher("300", Category.OPERATING, **cash)
    village.voucher("60", signed=signed, **cash)
    assert accused(NOW + timedelta(hours=13)) == []

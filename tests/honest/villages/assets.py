"""Honest courses of contracts, rents, bidding and kin."""

from datetime import date
from decimal import Decimal
from typing import Any

from app.villages.words import Category
from tests.honest.registry import Courses
from tests.honest.villages.shared import BEFORE, B, undone, village
from tests.villages import test_points_registers as kept
from tests.villages.building import DAY, TODAY


def few_like_it(b: B) -> None:
    kept.contract(b, unit_rent=9.0, reference=100.0, compared=4)
    kept.contract(b, unit_rent=70.0, reference=100.0, compared=5)
    kept.contract(b, unit_rent=9.0, reference=100.0, compared=5, ended_on=TODAY)
    kept.contract(b, unit_rent=-1.0, reference=0.0, compared=5)


def hill_land(b: B) -> None:
    kept.contract(b, signed_on=date(1995, 3, 1), years=50.0)
    kept.contract(b, years=20.0)
    kept.contract(b, of=kept.asset(b, asset_class="household_land"), years=30.0)
    kept.contract(b, years=50.0, ended_on=TODAY)


def households(b: B) -> None:
    kept.contract(b, of=kept.asset(b, asset_class="household_land"), years=30.0, decision_id=None)
    kept.contract(b, signed_on=BEFORE, years=15.0, decision_id=None)
    kept.contract(b, years=15.0)
    kept.contract(b, years=10.0, decision_id=None)
    kept.contract(b, years=15.0, decision_id=None, ended_on=TODAY)


def prepaid(b: B) -> None:
    kept.prepaid(b, 6, until=TODAY + 90 * DAY, term=90)
    kept.contract(b, prepaid_years=Decimal(5))
    kept.contract(b, prepaid_years=Decimal(9), ended_on=TODAY)


def rents(b: B, late: int) -> None:
    """On the last day; paid; of an ended contract; and due before the book was kept here, paid on paper."""
    kept.instalment(b, late)
    kept.instalment(b, late + 10, 100)
    over = kept.instalment(b, late + 10)
    b.session.get_one(kept.VillageContract, over.contract_id).ended_on = TODAY
    kept.instalment(b, (TODAY - BEFORE).days)
    joined = b.account("bank", b.other)
    joined.opened_on = TODAY - 10 * DAY
    kept.instalment(b, late + 10).organisation_id = b.other.id
    b.session.flush()


def followed(b: B, last: date) -> None:
    """A successor is signed; ended early; the asset is not in use."""
    let = kept.asset(b, state="in_use")
    kept.contract(b, of=let, end_on=last)
    kept.contract(b, of=let)
    kept.contract(b, of=kept.asset(b, state="in_use"), end_on=last, ended_on=TODAY)
    kept.contract(b, of=kept.asset(b, state="in_use"), end_on=TODAY + 91 * DAY)
    kept.contract(b, of=kept.asset(b, state="idle"), end_on=TODAY - DAY)


def long_ago(b: B) -> None:
    for more in (
        {"signed_on": date(2009, 1, 1)},
        {"exemption": "鼓府〔2026〕1号"},
        {"ended_on": TODAY},
        {"mode": "open"},
    ):
        kept.contract(b, **{"mode": "negotiated", "rent": Decimal(20000), **more})
    kept.contract(b, mode="renewal", rent=Decimal(9999))


def small_lease(b: B) -> None:
    kept.contract(b, publicity_days=1)
    kept.contract(b, publicity_days=7, rent=Decimal(10000))
    for more in ({"signed_on": date(2009, 1, 1)}, {"ended_on": TODAY}):
        kept.contract(b, publicity_days=1, rent=Decimal(20000), **more)


def one_bidder(b: B) -> None:
    kept.contract(b, bidders=1)
    for more in ({"bidders": 2}, {"mode": "negotiated"}, {"ended_on": TODAY}):
        kept.contract(b, **{"bidders": 1, "at_floor": True, **more})


def kept_away(b: B) -> None:
    kept.reach(b, "firm", recusal="村主任回避")
    kept.contract(b, party_hash="small")
    kept.contract(b, party_hash="firm", ended_on=TODAY)
    kept.contract(b, party_hash=None)
    former = b.officer("committee", left_on=TODAY)
    b.related(former.person_hash, "cousin of the former")
    kept.contract(b, party_hash="cousin of the former")
    b.related(b.head.person_hash, "neighbour", "agent")
    kept.contract(b, party_hash="neighbour")
    for party in nobodys_kin(b, former):
        kept.contract(b, party_hash=party)
    kept.contract(b).organisation_id = b.other.id  # the other village has contracts of its own


def bought(b: B) -> None:
    kept.bought(b, "small")
    b.voucher("5", payee_hash="firm")
    b.voucher("5", Category.PURCHASE, payee_hash="stranger")
    undone(b, "50", Category.WORKS, payee_hash="firm")
    former = b.officer("committee", left_on=TODAY)
    b.voucher("50", Category.WORKS, payee_hash=former.person_hash)
    for payee in nobodys_kin(b, former):
        b.voucher("50", Category.WORKS, payee_hash=payee)
    b.voucher("50", Category.WORKS).organisation_id = b.other.id  # the other village pays, too


def nobodys_kin(b: B, former: Any) -> list[str]:
    """Kin, and their firms, of one who has left and of one of another village; firms tied otherwise or to a stranger."""
    abroad = b.officer("head", organisation_id=b.other.id)
    for number, officer in enumerate((former, abroad)):
        b.related(officer.person_hash, f"kin {number}")
        b.related(f"kin {number}", f"firm {number}", "legal")
    b.related(b.head.person_hash, "neighbour's firm", "agent", share=Decimal(50))
    b.related("stranger", "firm of a stranger", "legal")
    return ["kin 0", "kin 1", "firm 0", "firm 1", "neighbour's firm", "firm of a stranger"]


ASSETS = Courses(village)
ASSETS.note(
    {
        "V06.cheap": few_like_it,
        "V07.long": hill_land,
        "V07.undecided": households,
        "V07.prepaid": prepaid,
        "V08.rent": lambda b: (rents(b, 30), kept.instalment(b, 200)),
        "V08.arrears": lambda b: rents(b, 180),
        "V08.expired": lambda b: followed(b, TODAY - DAY),
        "V08.ending": lambda b: followed(b, TODAY + 30 * DAY),
        "V09.mode": long_ago,
        "V09.publicity": small_lease,
        "V09.single": one_bidder,
        "V10.contract": kept_away,
        "V10.purchase": bought,
    }
)

"""Honest courses of villages: cash, vouchers, deciding, assets, works, years, subsidies."""

from datetime import date
from decimal import Decimal
from typing import Any

from app.villages.models import VillageAppraisal, VillageProfile
from app.villages.operations.cash import Signatures
from app.villages.words import Category, Method, PayeeKind, Receipt
from tests.conftest import NOW
from tests.honest.registry import Courses
from tests.villages import test_points_cash as cash
from tests.villages import test_points_registers as kept
from tests.villages import test_subsidies as money
from tests.villages.building import DAY, TODAY, VillageBuilder

B = VillageBuilder
CASH: dict[str, Any] = {"method": Method.CASH}
BEFORE = date(2024, 6, 1)
"""Before the village's book was kept here."""
WAGE: dict[str, Any] = {"payee_kind": PayeeKind.PERSON, **CASH}
GONE = {"reversed_at": NOW}


def village(*given: Any) -> B:
    """A village whose officers came today."""
    made = B(*given)
    for officer in (made.head, made.accountant, made.supervisor):
        officer.from_day, officer.noted_at = TODAY.toordinal(), NOW
    return made


VILLAGES = Courses(village)


def undone(b: B, *given: Any, **values: Any) -> Any:
    """A voucher that was entered wrongly and reversed, with its reversal beside it."""
    made = b.voucher(*given, **GONE, **values)
    b.voucher(*given, reverses_id=made.id, **values)
    return made


def wages(b: B) -> None:
    b.voucher("1800", Category.SALARY, **WAGE)
    b.voucher("1000", **CASH)
    b.voucher("5000")
    b.voucher("5000", Category.OPERATING, **CASH)
    undone(b, "5000", **CASH)


def daily_wages(b: B) -> None:
    """Wages; half of the sum by transfer; a month apart; to two payees; one of two reversed; what came in."""
    for _ in range(4):
        b.voucher("400", Category.ALLOWANCE, payee_hash="worker", **WAGE)
    b.voucher("400", payee_hash="worker", **CASH)
    for method in (Method.CASH, Method.TRANSFER, Method.CASH):
        b.voucher("400", payee_hash="shop", method=method)
    for back in (32, 2, 1):
        b.voucher("400", payee_hash="slow", occurred_on=TODAY - back * DAY, **CASH)
    for payee in ("one", "two", "one", "two"):
        b.voucher("400", payee_hash=payee, **CASH)
    for more in ({}, GONE, {}):
        b.voucher("400", payee_hash="wrong", **more, **CASH)
    for kind in (Category.OFFICE, Category.OPERATING, Category.OFFICE):
        b.voucher("400", kind, payee_hash="both", **CASH)
    b.voucher("700", payee_hash="elsewhere", village=b.other, account=b.account("cash", b.other), **CASH)
    b.voucher("700", payee_hash="elsewhere", **CASH)


def banked(b: B) -> None:
    """Brought to the bank on the third day; below the limit; too much since yesterday only."""
    day = TODAY - 10 * DAY
    b.voucher("2500", Category.OPERATING, occurred_on=day, **CASH)
    b.voucher("2500", Category.MOVE, occurred_on=day + 3 * DAY, account=b.box, to_account=b.bank, **CASH)
    small = b.account("cash")
    b.voucher("1000", Category.OPERATING, occurred_on=day, account=small, **CASH)
    fresh = b.account("cash")
    b.voucher("2500", Category.OPERATING, occurred_on=TODAY - DAY, account=fresh, **CASH)


def petty_cash(b: B) -> None:
    """A small bill from what lay in the box before; and money that was banked; and none of it spent."""
    day = TODAY - 10 * DAY
    petty, quick, still, new = (b.account("cash") for _ in range(4))
    b.voucher(
        "800",
        Category.MOVE,
        occurred_on=day - 20 * DAY,
        account=b.bank,
        to_account=petty,
        method=Method.TRANSFER,
    )
    b.voucher("300", Category.OPERATING, occurred_on=day, account=petty, **CASH)
    b.voucher("50", occurred_on=day + DAY, account=petty, **CASH)
    b.voucher("900", Category.OPERATING, occurred_on=day, account=quick, **CASH)
    b.voucher("900", Category.MOVE, occurred_on=day + DAY, account=quick, to_account=b.bank, **CASH)
    b.voucher("10", Category.OPERATING, occurred_on=day - 30 * DAY, account=quick, **CASH)
    b.voucher("300", occurred_on=day + 2 * DAY, account=quick, **CASH)
    b.voucher("900", Category.OPERATING, occurred_on=day, account=still, **CASH)
    b.voucher("300", occurred_on=day + 9 * DAY, account=still, **CASH)
    b.voucher("300", occurred_on=day + 2 * DAY, account=still, **GONE, **CASH)
    b.voucher("900", Category.OPERATING, occurred_on=day, account=b.bank)
    b.voucher("900", Category.OPERATING, occurred_on=TODAY - DAY, account=new, **CASH)
    b.voucher("300", account=new, **CASH)


def agency_account(b: B) -> None:
    cash._personal(b, "agency")
    account = b.account("bank", owner="person")
    b.voucher("5", Category.OFFICE, account=account)
    undone(b, "5000", Category.RENT, account=account)


def loans(b: B) -> None:
    b.related(b.head.person_hash, "partner", "shareholder")
    b.voucher("3000", Category.LOAN, payee_hash="partner")
    b.voucher("3000", Category.LOAN, payee_hash="stranger")
    b.voucher("3000", Category.SALARY, payee_hash=b.head.person_hash)
    undone(b, "3000", Category.LOAN, payee_hash=b.head.person_hash)
    abroad = b.officer("head", organisation_id=b.other.id)
    b.related(abroad.person_hash, "cousin abroad")
    for who in (abroad.person_hash, "cousin abroad"):
        b.voucher("3000", Category.LOAN, payee_hash=who)


def entered_again(b: B) -> None:
    """Reversed and entered again; no number at all; used by an income; used later only."""
    undone(b, invoice_number="A1", invoice_code="35")
    b.voucher(invoice_number="A1", invoice_code="35")
    for number in ("A2", "A3"):
        b.voucher(invoice_number=number, invoice_code="35")
    b.voucher()
    b.voucher()
    undone(b, invoice_number="A2", invoice_code="35")


def pictured(b: B) -> None:
    cash._pictured(b, "own", reversed_at=NOW)
    cash._pictured(b, "other")
    for more in ({}, GONE):
        made = b.voucher(photos=1, **more)
        b.photo(made, "last")
    twice = b.voucher(photos=2)
    for _ in range(2):
        b.photo(twice, "the same paper twice")


def on_its_way(b: B) -> None:
    unsigned = Signatures(b.accountant.id, None, None)
    b.voucher(state="submitted", signed=unsigned)
    b.voucher(state="checked", supervised_at=NOW)
    undone(b, state="checked", signed=unsigned)
    b.voucher("9", Category.OPERATING, state="checked", signed=unsigned)


def one_hand(b: B) -> None:
    b.voucher()
    same = b.officer("secretary", person_hash=b.head.person_hash)
    own = Signatures(b.head.id, same.id, None)
    b.voucher("9", Category.OPERATING, signed=own)
    undone(b, signed=own)


def decided_sums(b: B) -> None:
    alone = Signatures(b.accountant.id, b.head.id, None)
    b.voucher("50000", Category.MOVE, account=b.bank, to_account=b.account("bank"), signed=alone)
    b.voucher("10000")
    b.voucher("9999", signed=alone)
    undone(b, "50000", signed=alone)


def decided_that_day(b: B) -> None:
    then = Signatures(b.accountant.id, b.head.id, b.decided(TODAY - DAY).id)
    late = Signatures(b.accountant.id, b.head.id, b.decided(TODAY).id)
    b.voucher(signed=then)
    b.voucher("9", Category.OPERATING, signed=late)
    undone(b, signed=late)


def apart(b: B) -> None:
    """Eleven days apart; one of two reversed; below the share; two payees and purposes; one in, one out."""
    cash._split(b, "1700", "1800", 11)
    for more in (GONE, {}):
        b.voucher("1700", payee_hash="wrong", **more)
    for sum_ in ("1500", "1800"):
        b.voucher(sum_, payee_hash="small")
    for sum_ in ("2500", "1800"):
        b.voucher(sum_, payee_hash="large")
    for payee in ("first", "second"):
        b.voucher("1700", payee_hash=payee)
    for kind in (Category.OPERATING, Category.OFFICE):
        b.voucher("1700", kind, payee_hash="both")


def booked(b: B) -> None:
    cash._booked(b, 180)
    b.voucher(state="booked", booked_day=TODAY.toordinal())
    undone(b, invoice_number="Z8", invoice_on=TODAY - 300 * DAY, state="booked", booked_day=TODAY.toordinal())


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
    b.related(b.head.person_hash, "neighbour", "other")
    kept.contract(b, party_hash="neighbour")


def bought(b: B) -> None:
    kept.bought(b, "small")
    b.voucher("5", payee_hash="firm")
    b.voucher("5", Category.PURCHASE, payee_hash="stranger")
    undone(b, "50", Category.WORKS, payee_hash="firm")
    former = b.officer("committee", left_on=TODAY)
    b.voucher("50", Category.WORKS, payee_hash=former.person_hash)


def left_before(b: B) -> None:
    former = b.officer("committee", left_on=TODAY)
    for post, other, relation in (
        ("supervisor", former, "sibling"), ("committee", b.head, "sibling"), ("supervisor", b.head, "legal"),
    ):  # fmt: skip
        b.related(b.officer(post).person_hash, other.person_hash, relation)
    b.related(b.officer("supervisor", left_on=TODAY).person_hash, b.head.person_hash)
    b.related(b.officer("supervisor").person_hash, b.officer("supervisor").person_hash)
    abroad = b.officer("head", organisation_id=b.other.id)
    b.related(b.officer("supervisor").person_hash, abroad.person_hash)


def quorum(b: B) -> None:
    before = date(2025, 4, 30)
    b.decided(TODAY, attended=20, yes=11, noted_at=NOW)
    b.decided(TODAY, body="delegates", yes=20, attended=15, noted_at=NOW)
    b.decided(TODAY, body="members", attended=20, yes=5, noted_at=NOW)
    b.decided(TODAY, body="board", attended=3, yes=1, noted_at=NOW)
    b.decided(before, body="delegates", yes=16, noted_at=NOW)
    b.decided(before, body="members", attended=16, noted_at=NOW)


def told_in_time(b: B) -> None:
    b.decided(TODAY, body="members", notice_days=10, noted_at=NOW)
    b.decided(TODAY, notice_days=3, noted_at=NOW)
    b.decided(date(2025, 4, 30), body="members", notice_days=3, noted_at=NOW)


def reserved(b: B) -> None:
    b.decided(TODAY, reserved=True, body="assembly", noted_at=NOW)
    b.decided(TODAY, noted_at=NOW)


def met(b: B) -> None:
    kept.row(b, kept.VillageYear, year=2025, measured_at=NOW, quarter_missed="2025-Q3", last_booked_day=1)
    kept.row(b, kept.VillageYear, year=2026, measured_at=NOW, quarter_missed="", last_booked_day=1)


def left_long_ago(b: B) -> None:
    """Left before the book was kept here; half a year ago to the day; audited; without a leading post."""
    kept.left(b, (TODAY - BEFORE).days)
    kept.left(b, 180)
    kept.left(b, 400, audited=True)
    day = TODAY - 300 * DAY
    b.officer("supervisor", left_on=day, left_day=day.toordinal(), noted_at=NOW)
    b.officer("secretary", left_on=day, noted_at=NOW)


def audits(b: B) -> None:
    kept.election(b, TODAY - 4 * DAY)
    other = kept.audit(b, b.accountant, None)
    other.audit_kind = "yearly"
    for village, day in ((b.other, TODAY + 3 * DAY), (b.world.organisation("gudong"), BEFORE)):
        b.add(
            VillageProfile(
                county=350102, organisation_id=village.id, households=1, population=1, next_election_on=day
            )
        )
        kept.audit(b, b.head, None).organisation_id = village.id
        b.account("bank", village)
    b.session.flush()


def first_year(b: B) -> None:
    """In office for years, in a register that is kept here since last autumn; appraised; new; left; the town's own."""
    for account in (b.bank, b.box):
        account.opened_on = TODAY - 300 * DAY
    b.officer("committee", from_day=(TODAY - 900 * DAY).toordinal(), noted_at=NOW)


def appraised(b: B) -> None:
    first_year(b)
    old = b.add(b.account("bank", b.other))
    old.opened_on = date(2024, 1, 1)
    there = {"organisation_id": b.other.id, "from_day": (TODAY - 900 * DAY).toordinal(), "noted_at": NOW}
    good = b.officer("committee", **there)
    kept.judged(b, good, TODAY - 365 * DAY)
    b.officer("town", **there)
    b.officer("committee", left_on=TODAY, **there)
    b.officer("committee", **(there | {"from_day": (TODAY - 365 * DAY).toordinal()}))


def able_again(b: B) -> None:
    kept.judged(b, b.accountant, TODAY - DAY, 2)
    kept.judged(b, b.accountant, TODAY)
    kept.judged(b, b.head, TODAY, 1)
    gone = b.officer("committee", left_on=TODAY)
    kept.row(
        b, VillageAppraisal, officer_id=gone.id, held_on=TODAY, day=TODAY.toordinal(), verdict="failing", failing=2, noted_at=NOW,
    )  # fmt: skip


def photos_of_works(b: B) -> None:
    spoilt = undone(b, photos=1)
    b.photo(spoilt, "paper")
    b.photo(kept.works(b, photos=1), "paper")
    kept.pictured(b, "other")
    both = kept.works(b, photos=2)
    for _ in range(2):
        b.photo(both, "the same")
    first = kept.works(b, photos=1)
    b.photo(first, "zero")
    b.photo(kept.works(b, photos=0), "zero")


def year_of(b: B, **values: Any) -> Any:
    return cash._year(b, **values)


def slack_season(b: B) -> None:
    year_of(b, last_booked_day=(TODAY - 45 * DAY).toordinal())
    year_of(b, year=2025, last_booked_day=(TODAY - 300 * DAY).toordinal())


def tea(b: B) -> None:
    b.voucher("80")
    undone(b, "80", Category.HOSPITALITY)


def dead_lately(b: B) -> None:
    money.dead(b, 31)
    money.known(b, "death", "other", (TODAY - 90 * DAY).toordinal())
    money.known(b, "member", "alive", (TODAY - 90 * DAY).toordinal())
    money.paid(b, "alive")


def two_programmes(b: B) -> None:
    money.paid(b, "p")
    money.paid(b, "p")
    of = money.programme(b)
    money.paid(b, "q", of)
    money.paid(b, "q", of, period_day=(TODAY - 31 * DAY).toordinal())
    money.paid(b, "r", of)


def no_exclusion(b: B) -> None:
    money.both(b, excluded=False)
    one, two = money.programme(b), money.programme(b)
    b.add(money.SubsidyExclusion(county=350102, programme_id=two.id, other_id=one.id))
    money.paid(b, "x", one)
    money.paid(b, "y", two)
    money.paid(b, "x", two, period_day=(TODAY - 31 * DAY).toordinal())


def means(b: B) -> None:
    money.rich(b, "payroll", 1, "farm")
    money.rich(b, "house", 1)
    money.rich(b, "vehicle", 50000)
    money.paid(b, "nobody", money.programme(b))
    money.rich(b, "member", 9)


def filed_in_time(b: B) -> None:
    money.relative(b, 30)
    money.relative(b, 90, filed_on=TODAY)
    money.paid(b, "stranger", noted_day=1)
    money.paid(b, "cousin", money.programme(b, "farm"), noted_day=1)
    b.related("partner", b.head.person_hash, "legal")
    money.paid(b, "partner", noted_day=1)
    former = b.officer("committee", left_on=TODAY)
    money.paid(b, former.person_hash, noted_day=1)
    b.related("child", former.person_hash, "child")
    money.paid(b, "child", noted_day=1)
    abroad = b.officer("committee", organisation_id=b.other.id)
    money.paid(b, abroad.person_hash, noted_day=1)
    b.related("niece", abroad.person_hash, "sibling")
    money.paid(b, "niece", noted_day=1)


def filed_by_others(b: B) -> None:
    money.paid(b, "stranger", filed_on=TODAY)
    b.related("cousin", b.head.person_hash, "sibling")
    money.paid(b, "cousin", money.programme(b, "farm"), filed_on=TODAY)
    money.paid(b, "cousin")
    b.related("partner", b.head.person_hash, "legal")
    former = b.officer("committee", left_on=TODAY)
    abroad = b.officer("committee", organisation_id=b.other.id)
    b.related("child", former.person_hash, "child")
    b.related("niece", abroad.person_hash, "sibling")
    for who in ("partner", former.person_hash, abroad.person_hash, "child", "niece"):
        money.paid(b, who, filed_on=TODAY)


def pooled(b: B) -> None:
    money.pool(b, ("a", "a", "b"))
    for home in ("c", "d", "e"):
        money.paid(b, home, account_hash=None, household=home)
    for place, home in ((b.village, "f"), (b.village, "g"), (b.other, "h")):
        money.paid(b, home, account_hash="two villages", household=home, organisation_id=place.id)
    for card, home in (("x", "i"), ("y", "j"), ("z", "k")):
        money.paid(b, home, account_hash=card, household=home)


def own_household(b: B) -> None:
    money.official(b, b.head.person_hash, "own")
    for person, home in (("stranger", "h1"), ("p1", "h9")):
        money.paid(b, person, account_hash="strangers", household=home)
    money.paid(b, b.head.person_hash, account_hash=None, household="own")
    money.paid(b, "p2", account_hash=None, household="h2")
    former = b.officer("committee", left_on=TODAY)
    for person, home in ((former.person_hash, "h3"), ("p3", "h4")):
        money.paid(b, person, account_hash="former", household=home)
    abroad = b.officer("committee", organisation_id=b.other.id)
    for person, home in ((abroad.person_hash, "h5"), ("p5", "h6")):
        money.paid(b, person, account_hash="abroad", household=home)
    for person, home in ((b.head.person_hash, "h7"), (b.head.person_hash, "h8")):
        money.paid(b, person, account_hash="moved", household=home)


def members(b: B) -> None:
    """A member; and relief for somebody who is none."""
    money.farmer(b, b.village.region_code)
    money.paid(b, "stranger", money.programme(b))


def arrived(b: B) -> None:
    money.land(b, 90, 950)
    money.land(b, 60, 0)
    day = TODAY - 90 * DAY
    money.batch(b, money.programme(b, "farm"), arrived_on=day, arrived_day=day.toordinal(), paid=Decimal(0))


def not_paid_yet(b: B) -> None:
    money.batch(b, money.programme(b, "land"), paid=Decimal(0))
    money.decided(b, 600)
    money.batch(b, money.programme(b, "farm"), paid=Decimal(600))


def to_the_cent(b: B) -> None:
    money.decided(b, 600, "400")
    undone(b, "300")
    b.voucher("300", Category.OPERATING, signed=Signatures(b.accountant.id, b.head.id, b.decision.id))
    money.batch(
        b, money.programme(b, "land"), paid=Decimal(0), allotted=Decimal(-1), decision_id=b.decision.id
    )
    money.batch(
        b, money.programme(b, "farm"), paid=Decimal(600), allotted=Decimal(1), decision_id=b.decision.id
    )
    money.batch(b, money.programme(b, "land"), paid=Decimal(600), allotted=None, decision_id=b.decision.id)


VILLAGES.note(
    {
        "V01.limit": wages,
        "V01.payee": daily_wages,
        "V02.held": banked,
        "V02.direct": petty_cash,
        "V20.personal": agency_account,
        "V21.loan": loans,
        "V21.guarantee": lambda b: cash._guarantee(b, TODAY),
        "V03.slip": lambda b: (
            b.voucher("200", receipt=Receipt.NONE), b.voucher("900"), undone(b, "900", receipt=Receipt.NONE),
            b.voucher("900", Category.OPERATING, receipt=Receipt.NONE),
        ),
        "V03.twice": entered_again,
        "V03.stale": booked,
        "V03.photo": lambda b: (
            b.voucher(), b.voucher(state="checked", photos=1), undone(b, state="checked"),
            b.voucher("9", Category.OPERATING, state="checked"),
        ),
        "V03.reused": pictured,
        "V04.signatures": on_its_way,
        "V04.same": one_hand,
        "V04.decision": decided_sums,
        "V04.after": decided_that_day,
        "V05.split": apart,
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
        "V11.kin": left_before,
        "V12.quorum": quorum,
        "V12.notice": told_in_time,
        "V12.reserved": reserved,
        "V12.quarter": met,
        "V13.dead": dead_lately,
        "V14.twice": two_programmes,
        "V14.exclusive": no_exclusion,
        "V15.means": means,
        "V16.unfiled": filed_in_time,
        "V16.filed": filed_by_others,
        "V17.pooled": pooled,
        "V17.official": own_household,
        "V18.claim": lambda b: money.paid(b, "p", claimed=Decimal(11), contracted=Decimal(10)),
        "V18.village": lambda b: money.field(b, "100"),
        "V18.member": members,
        "V19.tender": lambda b: (kept.works(b, amount=Decimal(199999)), kept.works(b, amount=Decimal(300000), tender_number="T1")),
        "V19.over": lambda b: kept.works(b, paid=Decimal(1100)),
        "V19.early": lambda b: (kept.works(b, paid=Decimal(800)), kept.works(b, paid=Decimal(900), accepted_on=TODAY)),
        "V19.photo": lambda b: (kept.works(b), kept.works(b, accepted_on=TODAY, after=1)),
        "V19.reused": photos_of_works,
        "V22.share": lambda b: year_of(b, share=0.3),
        "V22.peers": lambda b: year_of(b, deviation=3.5),
        "V22.hospitality": tea,
        "V23.held": arrived,
        "V23.denied": lambda b: money.paid(b, "p"),
        "V23.self": lambda b: money.answered(b, "phone of Lin", "phone of Chen", "office"),
        "V23.undecided": not_paid_yet,
        "V23.use": to_the_cent,
        "V24.missing": left_long_ago,
        "V24.unpublished": audits,
        "V25.missing": appraised,
        "V25.failing": able_again,
        "V26.silent": slack_season,
        "V26.slow": lambda b: year_of(b, median_lag=30),
        "V26.rush": lambda b: year_of(b, late_share=0.3),
    }
)  # fmt: skip

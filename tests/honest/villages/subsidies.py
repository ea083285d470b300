"""Honest courses of benefits and of compensation for land."""

from decimal import Decimal

from app.villages.operations.cash import Signatures
from app.villages.words import Category
from tests.honest.registry import Courses
from tests.honest.villages.shared import B, undone, village
from tests.villages import test_subsidies as money
from tests.villages.building import DAY, TODAY


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
    third = money.programme(b)
    for number, (first, second) in enumerate(((one, third), (two, third), (third, one), (third, two))):
        for of in (first, second):
            money.paid(b, f"z{number}", of)


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
    """A member; relief for somebody who is none; and a county whose members nobody has told."""
    money.farmer(b, b.village.region_code)
    money.paid(b, "stranger", money.programme(b))
    money.known(b, "death", "somebody", 1).county = 350103
    money.paid(b, "not known there", money.programme(b, "farm")).county = 350103


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
    money.batch(b, money.programme(b, "land"), paid=Decimal(0), allotted=Decimal(-1), decision_id=b.decision.id)
    money.batch(b, money.programme(b, "farm"), paid=Decimal(600), allotted=Decimal(1), decision_id=b.decision.id)
    money.batch(b, money.programme(b, "land"), paid=Decimal(600), allotted=None, decision_id=b.decision.id)


SUBSIDIES = Courses(village)
SUBSIDIES.note(
    {
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
        "V23.held": arrived,
        "V23.denied": lambda b: money.paid(b, "p"),
        "V23.self": lambda b: money.answered(b, "phone of Lin", "phone of Chen", "office"),
        "V23.undecided": not_paid_yet,
        "V23.use": to_the_cent,
    }
)

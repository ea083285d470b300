"""Honest courses of intermediaries: qualifications, choosing, service, people, credit."""

from datetime import date
from decimal import Decimal
from typing import Any

from tests.conftest import NOW
from tests.honest.registry import Courses
from tests.intermediaries import test_points as kept
from tests.intermediaries.building import TODAY, AgencyBuilder
from tests.supervision.building import DAY

INTERMEDIARIES = Courses(AgencyBuilder)
SIGNED = date(2026, 9, 1)
B = AgencyBuilder


def renewed(b: B) -> None:
    """Renewed without a gap; never asked for; withdrawn only on the next day; qualified for another service too."""
    agency = b.agency(qualified=False)
    b.qualification(agency, valid_to=date(2026, 8, 31))
    b.qualification(agency, valid_from=SIGNED, valid_to=date(2029, 8, 31))
    b.engagement(agency)
    later = b.agency(qualified=False)
    b.qualification(later, withdrawn_on=date(2026, 9, 2))
    b.engagement(later)
    b.engagement(b.agency(qualified=False))
    other = b.agency(qualified=False)
    b.qualification(other, category="audit", valid_to=date(2026, 8, 31))
    b.engagement(other)


def translation(b: B) -> None:
    b.engagement(b.agency(qualified=False), category="other")
    b.engagement()


def moved_later(b: B) -> None:
    agency = b.agency()
    b.sign(b.engagement(agency), b.practitioner(agency, to_on=date(2026, 9, 10)))
    b.sign(b.engagement(agency), b.practitioner(agency, licence_to=date(2026, 9, 10)))
    b.sign(b.engagement(agency), b.practitioner(agency, from_on=date(2026, 9, 10)))


def ending(b: B) -> None:
    soon = date(2026, 10, 1)
    b.qualification(b.agency(state="removed"), valid_to=soon)
    b.qualification(b.agency(), valid_to=date(2026, 11, 21))
    b.qualification(b.agency(), valid_to=soon, withdrawn_on=TODAY)


def marked_later(b: B) -> None:
    kept._marked(b, public_on=SIGNED)
    kept._marked(b, "唯一供应商")
    kept._marked(b, grade="minor")
    kept._marked(b, polarity="good")
    kept._marked(b, state="repaired", hidden_on=SIGNED)


def with_secrecy(b: B) -> None:
    b.engagement(channel="outside", exemption="涉密")
    b.engagement(channel="procurement", amount=Decimal(1_000_000))
    b.engagement(channel="outside", public_money=False)
    b.engagement(channel="outside", category="other")
    b.engagement()


def figures(b: B, what: str, other: str, high: dict[str, Any], *calm: dict[str, Any], **more: Any) -> None:
    """One figure for each threshold that it just does not reach; and a figure of another kind."""
    for values in calm:
        b.measure(what, agency_id=b.agency().id, **(high | values), **more)
    b.measure(other, agency_id=b.agency().id, **high, **more)


def shares(b: B) -> None:
    figures(
        b,
        "share",
        "concentration",
        {"value": 0.8, "expected": 0.1, "probability": 0.001, "n": 10},
        {"n": 4},
        {"value": 0.59},
        {"expected": 0.5},
        {"probability": 0.01},
    )


def fees(b: B, *calm: dict[str, Any], **high: Any) -> None:
    for values in calm:
        b.measure("fee", engagement_id=b.engagement().id, **(high | values))
    b.measure("likeness", engagement_id=b.engagement().id, **high)


def drawn_once_more(b: B) -> None:
    b.engagement(redraws=1)
    b.engagement(redraws=3, mode="merit")


def in_the_evening(b: B) -> None:
    b.engagement()
    b.engagement(delivered_on=None, late_days=None, due_at=NOW + DAY)
    b.engagement(due_at=NOW - DAY, delivered_on=date(2026, 9, 20), late_days=0)


def left_before(b: B) -> None:
    """Left one agency before he entered the other; entered twice at one; left the second; two namesakes."""
    one, two = b.agency(), b.agency()
    b.practitioner(one, person_hash="moved", to_on=SIGNED)
    b.practitioner(two, person_hash="moved")
    for _ in range(2):
        b.practitioner(one, person_hash="two licences")
    b.practitioner(one, person_hash="back")
    b.practitioner(two, person_hash="back", to_on=SIGNED)
    for agency in (one, two):
        b.practitioner(agency, person_hash="")
        b.practitioner(agency)


def insured(b: B) -> None:
    agency = b.agency()
    b.practitioner(agency)
    for payer in (None, ""):
        b.practitioner(agency, insurance_payer=payer)
    b.practitioner(agency, insurance_payer="91350100M000100Y43", to_on=SIGNED)


def eight(b: B) -> None:
    kept._signs(b, 8)
    agency = b.agency()
    for people, person, day in ((10, "", date(2026, 9, 9)), (5, "one", date(2026, 9, 8)), (5, "two", date(2026, 9, 8))):
        who = b.practitioner(agency, person_hash=person)
        for _ in range(people):
            b.sign(b.engagement(agency, reported_on=day), who)
    slow = b.practitioner(agency, person_hash="slow")
    for day in range(1, 11):
        b.sign(b.engagement(agency, reported_on=date(2026, 8, day)), slow)


def ties(b: B) -> None:
    b.tie(b.agency(), office="leader_left", months_out=36)
    b.tie(b.agency(), office="staff_left", months_out=24)
    b.tie(b.agency(), office="staff", to_on=SIGNED)
    b.tie(b.agency())


def repaired_in_time(b: B) -> None:
    b.repaired(hidden_on=date(2026, 4, 5))
    early = {"hidden_on": date(2026, 4, 4)}
    b.repaired(**early, state="expired")
    b.repaired(**early, repair_decided_at=None)


def forgiven_by_others(b: B) -> None:
    for client, values in ((b.organ, {}), (b.body, {"state": "expired"}), (b.body, {"repair_decided_at": None})):
        mark = b.repaired(**values)
        b.engagement(mark.agency, organisation_id=client.id)
    b.repaired()
    b.engagement(organisation_id=b.body.id)


def small_holder(b: B) -> None:
    """A small holder of both; two managers; who left; blanks; two selections; and one candidate alone."""
    both = {"party_hash": "x"}
    half = {**both, "tie": "shareholder", "share": 0.49}
    kept._ruled(b, both, half)
    kept._ruled(b, half, both)
    kept._ruled(b, {"party_hash": "y"}, {"party_hash": "z"})
    kept._ruled(b, {"party_hash": "left"}, {"party_hash": "left", "to_on": SIGNED})
    kept._ruled(b, {"party_hash": "gone", "to_on": SIGNED}, {"party_hash": "gone"})
    one, two = b.agency(), b.agency()
    for agency in (one, two):
        b.tie(agency, party_hash="apart")
        b.selection(agency, b.agency())
    b.tie(one, party_hash="apart")


def blanks(b: B) -> None:
    kept._near(b, phone_key="1", address_key="五四路2号")
    b.selection(b.agency(), b.agency())
    same = {"phone_key": "88888888", "address_key": "湖东路9号"}
    for _ in range(2):
        b.selection(b.agency(**same), b.agency())
        same = {"phone_key": "88888888", "address_key": "湖东路9号"}


FEE = {"expected": 0.01, "low": 0.005, "high": 0.02, "n": 20}
INTERMEDIARIES.note(
    {
        "M01.expired": renewed,
        "M01.missing": translation,
        "M01.licence": moved_later,
        "M01.ending": ending,
        "M02.marked": marked_later,
        "M03.share": shares,
        "M03.market": lambda b: figures(
            b, "concentration", "share", {"value": 0.26, "n": 20}, {"n": 19}, {"value": 0.25}
        ),
        "M04.outside": with_secrecy,
        "M05.direct": lambda b: figures(b, "direct", "share", {"value": 0.31, "n": 10}, {"n": 9}, {"value": 0.3}),
        "M05.replaced": lambda b: (b.engagement(replaced=True, replacement_reason="放弃中选"), b.engagement()),
        "M05.redrawn": drawn_once_more,
        "M06.late": in_the_evening,
        "M06.often": lambda b: figures(b, "late", "repairs", {"n": 3}, {"n": 2}),
        "M07.peers": lambda b: fees(b, {"n": 19}, {"value": 0.02}, {"value": 0.005}, **FEE, value=0.021),
        "M07.filed": lambda b: (b.engagement(filed_price=Decimal(20_000)), b.engagement()),
        "M07.low": lambda b: fees(b, {"n": 19}, {"value": 0.005}, **FEE, value=0.0049),
        "M08.ratio": lambda b: (b.engagement(deal_ratio=0.7), b.engagement(deal_ratio=1.3), b.engagement()),
        "M08.copied": lambda b: b.engagement(similarity=0.9),
        "M08.signers": lambda b: (
            b.engagement(),
            b.engagement(signers=1, category="audit"),
            b.engagement(signers=0, reported_on=None),
        ),
        "M08.visit": lambda b: (b.engagement(visited_on=date(2026, 9, 10)), b.engagement(visited_on=None)),
        "M09.two": left_before,
        "M09.insured": insured,
        "M09.many": eight,
        "M10.tied": ties,
        "M11.early": repaired_in_time,
        "M11.own": forgiven_by_others,
        "M11.often": lambda b: figures(b, "repairs", "late", {"n": 3}, {"n": 2}),
        "M12.hand": small_holder,
        "M12.contact": blanks,
    }
)

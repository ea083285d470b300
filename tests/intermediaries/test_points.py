"""Each condition of M01 to M12: it fires, it does not, it ceases."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.intermediaries.measures import likeness, measure_engagements
from app.intermediaries.models import EngagementMeasure
from app.intermediaries.points import INTERMEDIARY_POINTS
from app.kernel.act import Act
from app.kernel.points import Severity
from app.supervision.operations.settings import set_limit
from tests.conftest import NOW
from tests.intermediaries.building import AgencyBuilder as Builder
from tests.supervision.building import DAY
from tests.supervision.register import register_points
from tests.world import World

register_points()
RED, YELLOW, BLUE = Severity.RED, Severity.YELLOW, Severity.BLUE


@pytest.fixture
def build(session: Session, world: World, acting_as: Callable[..., Act]) -> Builder:
    return Builder(session, world, acting_as)


@dataclass(frozen=True)
class Scenario:
    """How a condition comes about, how the like is no alert, and how it ends."""

    severity: Severity
    fires: Callable[[Builder], Any]
    calm: Callable[[Builder], Any]
    ends: Callable[[Builder, Any], None]


def put(**values: Any) -> Callable[[Builder, Any], None]:
    """End a condition by setting fields of the row that ``fires`` returned."""

    def end(build: Builder, row: Any) -> None:
        for name, value in values.items():
            setattr(row, name, value)
        build.session.flush()

    return end


def gone(build: Builder, row: Any) -> None:
    build.session.delete(row)
    build.session.flush()


def _held(b: Builder, last: date, **values: Any) -> Any:
    agency = b.agency(qualified=False)
    held = b.qualification(agency, valid_to=last, **values)
    b.engagement(agency)
    return held


def _signed(b: Builder, licence_to: date) -> Any:
    agency = b.agency()
    person = b.practitioner(agency, licence_to=licence_to)
    b.sign(b.engagement(agency), person)
    return person


def _borrowed(b: Builder, *, own: bool) -> Any:
    agency = b.agency()
    return b.sign(b.engagement(agency), b.practitioner(agency if own else b.agency()))


def _marked(b: Builder, exemption: str | None = None, **values: Any) -> Any:
    agency = b.agency()
    mark = b.mark(agency, **values)
    b.engagement(agency, exemption=exemption)
    return mark


def _at_two(b: Builder, person: str, other: str) -> Any:
    b.practitioner(b.agency(), person_hash=person)
    return b.practitioner(b.agency(), person_hash=other)


def _signs(b: Builder, times: int) -> Any:
    agency = b.agency()
    people = [b.practitioner(agency, person_hash="busy") for _ in range(2)]
    made = [b.sign(b.engagement(agency), people[number % 2]) for number in range(times)]
    return made[-1]


def _ruled(b: Builder, first: Any, second: Any) -> Any:
    one, two = b.agency(), b.agency()
    b.tie(one, **first)
    tie = b.tie(two, **second)
    b.selection(one, two)
    return tie


def _near(b: Builder, **second: Any) -> Any:
    one = b.agency(phone_key="059187550101", address_key="五四路1号")
    two = b.agency(**second)
    b.selection(one, two)
    return two


def _own_repair(b: Builder, client: Any) -> Any:
    mark = b.repaired()
    return b.engagement(agency=mark.agency, organisation_id=client.id)


def _measured(what: str, calm: dict[str, Any], **high: Any) -> tuple[Any, Any, Any]:
    """Return fires, calm and ends of a measure about an agency of the register."""
    return (
        lambda b: b.measure(what, agency_id=b.agency().id, **high),
        lambda b: b.measure(what, agency_id=b.agency().id, **(high | calm)),
        gone,
    )


def _fee(calm: dict[str, Any], **high: Any) -> tuple[Any, Any, Any]:
    def made(b: Builder, **values: Any) -> Any:
        return b.measure("fee", engagement_id=b.engagement().id, **values)

    return lambda b: made(b, **high), lambda b: made(b, **(high | calm)), gone


SHARE = {"value": 0.8, "expected": 0.1, "probability": 0.001, "n": 10}
FEE = {"expected": 0.01, "low": 0.005, "high": 0.02, "n": 20}
SCENARIOS = {
    "M01.expired": Scenario(
        RED,
        lambda b: _held(b, date(2026, 8, 31)),
        lambda b: _held(b, date(2026, 9, 1)),
        put(valid_to=date(2026, 12, 31)),
    ),
    "M01.missing": Scenario(
        RED,
        lambda b: _held(b, date(2027, 8, 31), category="audit"),
        lambda b: b.engagement(),
        put(category="appraisal"),
    ),
    "M01.licence": Scenario(
        RED,
        lambda b: _signed(b, date(2026, 9, 9)),
        lambda b: _signed(b, date(2026, 9, 10)),
        put(licence_to=date(2027, 1, 1)),
    ),
    "M01.ending": Scenario(
        BLUE,
        lambda b: b.qualification(b.agency(), valid_to=date(2026, 11, 20)),
        lambda b: b.qualification(b.agency(), valid_to=date(2026, 11, 21)),
        put(valid_to=date(2028, 1, 1)),
    ),
    "M02.marked": Scenario(
        RED,
        _marked,
        lambda b: (
            _marked(b, "唯一供应商"),
            _marked(b, grade="minor"),
            _marked(b, public_on=date(2026, 9, 2)),
            _marked(b, state="repaired", hidden_on=date(2026, 9, 1)),
        ),
        put(hidden_on=date(2026, 8, 30)),
    ),
    "M03.share": Scenario(YELLOW, *_measured("share", {"expected": 0.5}, **SHARE)),
    "M03.market": Scenario(YELLOW, *_measured("concentration", {"value": 0.25}, value=0.26)),
    "M04.outside": Scenario(
        RED,
        lambda b: b.engagement(channel="outside"),
        lambda b: (
            b.engagement(channel="outside", exemption="涉密"),
            b.engagement(channel="procurement", amount=Decimal(1_000_000)),
            b.engagement(channel="outside", public_money=False),
        ),
        put(exemption="应急"),
    ),
    "M05.direct": Scenario(
        YELLOW,
        lambda b: b.measure("direct", n=10, value=0.31),
        lambda b: (b.measure("direct", n=9, value=0.9), b.measure("direct", n=10, value=0.3)),
        gone,
    ),
    "M05.replaced": Scenario(
        YELLOW,
        lambda b: b.engagement(replaced=True),
        lambda b: b.engagement(replaced=True, replacement_reason="放弃中选"),
        put(replacement_reason="放弃中选"),
    ),
    "M05.redrawn": Scenario(
        YELLOW,
        lambda b: b.engagement(redraws=2),
        lambda b: (b.engagement(redraws=1), b.engagement(redraws=3, mode="merit")),
        put(redraws=0),
    ),
    "M06.late": Scenario(
        YELLOW,
        lambda b: b.engagement(delivered_on=None, late_days=None),
        lambda b: (b.engagement(), b.engagement(delivered_on=None, due_at=NOW + DAY)),
        put(due_at=NOW + DAY),
    ),
    "M06.often": Scenario(YELLOW, *_measured("late", {"n": 2}, n=3, value=3.0)),
    "M07.peers": Scenario(YELLOW, *_fee({"value": 0.02}, **FEE, value=0.021)),
    "M07.filed": Scenario(
        YELLOW,
        lambda b: b.engagement(filed_price=Decimal(19_999)),
        lambda b: (b.engagement(filed_price=Decimal(20_000)), b.engagement()),
        put(filed_price=None),
    ),
    "M07.low": Scenario(YELLOW, *_fee({"value": 0.005}, **FEE, value=0.0049)),
    "M08.ratio": Scenario(
        RED,
        lambda b: b.engagement(deal_ratio=0.69),
        lambda b: (b.engagement(deal_ratio=0.7), b.engagement(deal_ratio=1.3), b.engagement()),
        put(deal_ratio=1.0),
    ),
    "M08.copied": Scenario(
        RED, lambda b: b.engagement(similarity=0.95), lambda b: b.engagement(similarity=0.9), put(similarity=0.1)
    ),
    "M08.signers": Scenario(
        RED,
        lambda b: b.engagement(signers=1),
        lambda b: (b.engagement(), b.engagement(signers=1, category="audit")),
        put(signers=2),
    ),
    "M08.visit": Scenario(
        RED,
        lambda b: b.engagement(visited_on=date(2026, 9, 11)),
        lambda b: b.engagement(visited_on=date(2026, 9, 10)),
        put(visited_on=date(2026, 9, 9)),
    ),
    "M09.two": Scenario(
        RED, lambda b: _at_two(b, "one", "one"), lambda b: _at_two(b, "one", "two"), put(to_on=date(2026, 9, 1))
    ),
    "M09.insured": Scenario(
        RED,
        lambda b: b.practitioner(b.agency(), insurance_payer="91350100M000100Y43"),
        lambda b: b.practitioner(b.agency()),
        put(insurance_payer=None),
    ),
    "M09.many": Scenario(RED, lambda b: _signs(b, 9), lambda b: _signs(b, 8), gone),
    "M10.tied": Scenario(
        RED,
        lambda b: b.tie(b.agency(), office="leader_left", months_out=35),
        lambda b: (
            b.tie(b.agency(), office="leader_left", months_out=36),
            b.tie(b.agency(), office="staff_left", months_out=24),
            b.tie(b.agency()),
        ),
        put(to_on=date(2026, 9, 1)),
    ),
    "M11.early": Scenario(
        RED,
        lambda b: b.repaired(hidden_on=date(2026, 4, 4)),
        lambda b: b.repaired(hidden_on=date(2026, 4, 5)),
        put(hidden_on=date(2026, 5, 1)),
    ),
    "M11.own": Scenario(RED, lambda b: _own_repair(b, b.body), lambda b: _own_repair(b, b.organ), gone),
    "M11.often": Scenario(RED, *_measured("repairs", {"n": 2}, n=3, value=3.0)),
    "M12.hand": Scenario(
        RED,
        lambda b: _ruled(b, {"party_hash": "x"}, {"party_hash": "x", "tie": "shareholder", "share": 0.5}),
        lambda b: (
            _ruled(b, {"party_hash": "x"}, {"party_hash": "x", "tie": "shareholder", "share": 0.49}),
            _ruled(b, {"party_hash": "y"}, {"party_hash": "z"}),
        ),
        put(to_on=date(2026, 9, 1)),
    ),
    "M12.contact": Scenario(
        RED,
        lambda b: _near(b, phone_key="059187550101"),
        lambda b: (_near(b), _near(b, address_key="五四路2号")),
        put(phone_key="1"),
    ),
}
CODES = sorted(SCENARIOS)
BY_CODE = {point.code: point for point in INTERMEDIARY_POINTS}
SUPERVISED_ELSEWHERE = {"M11.early", "M11.own"}
"""Their organisation is the department that gave the mark."""


def test_every_condition_has_its_scenario() -> None:
    assert set(SCENARIOS) == set(BY_CODE)


@pytest.mark.parametrize("code", CODES)
def test_a_condition_raises_one_alert(build: Builder, code: str) -> None:
    SCENARIOS[code].fires(build)
    build.sweep(BY_CODE[code])
    build.sweep(BY_CODE[code])
    alerts = build.alerts(code)
    assert len(alerts) == 1
    assert alerts[0].severity == SCENARIOS[code].severity
    home = build.body if code in SUPERVISED_ELSEWHERE else build.organ
    assert alerts[0].organisation_id == home.id
    assert alerts[0].evidence is not None
    assert alerts[0].ceased_at is None


@pytest.mark.parametrize("code", CODES)
def test_what_is_in_order_raises_nothing(build: Builder, code: str) -> None:
    SCENARIOS[code].calm(build)
    build.sweep(BY_CODE[code])
    assert build.alerts(code) == []


@pytest.mark.parametrize("code", CODES)
def test_an_alert_ceases_with_its_condition(build: Builder, code: str) -> None:
    row = SCENARIOS[code].fires(build)
    build.sweep(BY_CODE[code])
    SCENARIOS[code].ends(build, row)
    build.sweep(BY_CODE[code], at=NOW + DAY / 24)
    assert [alert.ceased_at for alert in build.alerts(code)] == [NOW + DAY / 24]


def test_a_lawful_engagement_raises_nothing_at_all(build: Builder) -> None:
    build.engagement()
    build.sweep(*INTERMEDIARY_POINTS)
    assert build.alerts() == []


def test_a_county_may_set_the_limit_of_procurement(build: Builder) -> None:
    build.engagement(channel="outside")
    set_limit(build.acting_as("inspector"), BY_CODE["M04.outside"], "limit", 10_000, "县级限额标准", 350102)
    build.sweep(BY_CODE["M04.outside"])
    assert build.alerts("M04.outside") == []


def test_time_alone_brings_a_late_service_to_light(build: Builder) -> None:
    build.engagement(delivered_on=None, late_days=None, due_at=NOW + DAY / 2)
    build.scan(*INTERMEDIARY_POINTS, at=NOW)
    build.scan(*INTERMEDIARY_POINTS, at=NOW + DAY)
    assert [alert.point for alert in build.alerts()] == ["M06.late"]


def test_the_night_finds_a_favourite_agency_and_a_closed_market(build: Builder) -> None:
    favourite, others = build.agency(), [build.agency() for _ in range(4)]
    elsewhere = build.world.organisation("gulou-health")
    for _ in range(8):
        build.engagement(favourite, mode="direct")
    for number in range(16):
        build.engagement(others[number % 4], organisation_id=elsewhere.id)
    build.engagement(others[0])
    build.engagement(others[1])
    measure_engagements(build.act)
    measure_engagements(build.act)
    build.session.expire_all()
    assert build.session.query(EngagementMeasure).filter_by(what="concentration").count() == 1
    build.sweep(BY_CODE["M03.share"], BY_CODE["M05.direct"])
    assert [alert.subject_id for alert in build.alerts("M03.share")] == [favourite.id]
    assert [alert.subject_id for alert in build.alerts("M05.direct")] == [build.organ.id]


def test_the_night_compares_fees_and_reports(build: Builder) -> None:
    agency = build.agency()
    words = "经实地查勘，委估资产位于五四路，建筑面积一千二百平方米，采用市场法评估，结论如下。"
    for number in range(20):
        build.engagement(amount=Decimal(10_000 + number), object_value=Decimal(1_000_000))
    cheap = build.engagement(agency, amount=Decimal(2_000), object_value=Decimal(1_000_000), report_text=words)
    twin = build.engagement(agency, report_text=words + "。")
    measure_engagements(build.act)
    build.session.flush()
    build.sweep(BY_CODE["M07.low"], BY_CODE["M08.copied"])
    assert [alert.subject_id for alert in build.alerts("M07.low")] == [cheap.id]
    assert {alert.subject_id for alert in build.alerts("M08.copied")} == {cheap.id, twin.id}


def test_likeness_is_the_part_that_two_texts_share() -> None:
    assert likeness("同一段文字内容完全一样", "同一段文字内容完全一样") == 1.0
    assert likeness("", "同一段文字") == 0.0

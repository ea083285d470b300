"""Each lettered condition of the five points: it fires, it does not, it ceases."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.approvals.measures import RefusalMeasure
from app.approvals.models import Case
from app.approvals.points import APPROVAL_POINTS
from app.kernel.act import Act
from app.kernel.clocks import ClockKind
from app.kernel.flows.models import Flow, FlowStep, FlowVersion
from app.kernel.points import Severity
from tests.conftest import NOW
from tests.supervision.building import DAY, Builder
from tests.supervision.register import register_points
from tests.world import World

register_points()
YESTERDAY, FRIDAY, TODAY, LATER = (date(2026, 9, 20), date(2026, 9, 18), date(2026, 9, 21), date(2026, 10, 12))


@pytest.fixture
def build(session: Session, world: World, acting_as: Callable[..., Act]) -> Builder:
    return Builder(session, world, acting_as)


@dataclass(frozen=True)
class Scenario:
    """How a condition comes about, how the like is no alert, and how it ends."""

    fires: Callable[[Builder], Any]
    calm: Callable[[Builder], Any]
    ends: Callable[[Builder, Any], None]
    severity: Severity


def _set(name: str, value: Any) -> Callable[[Builder, Any], None]:
    """End a condition by setting a field of the row that ``fires`` returned."""

    def end(build: Builder, row: Any) -> None:
        setattr(row, name, value)
        build.session.flush()

    return end


def _late(what: ClockKind) -> Callable[[Builder], Any]:
    return lambda b: b.clock(b.case(), what, YESTERDAY)


def _in_time(what: ClockKind) -> Callable[[Builder], Any]:
    return lambda b: (
        b.clock(b.case(), what, TODAY),
        b.clock(b.case(), what, YESTERDAY, stopped_at=NOW - 5 * DAY),
        b.clock(b.case(), what, None, suspended_on=FRIDAY),
    )


_extended = _set("due_at", NOW + 10 * DAY)
"""The deadline moved: extended, suspended or set right."""


def _second_notice(b: Builder, codes: tuple[str, ...] = ("m1",)) -> Any:
    case = b.case()
    b.notice(case, codes=("m1", "m2"))
    return b.notice(case, number=2, codes=codes)


def _refusal(b: Builder, **values: Any) -> Any:
    reason = "设置位置影响消防通道，不符合城市容貌标准第三条的规定。"
    given = {"reason_code": "R1", "reason": reason, "remedy": "可申请行政复议"}
    return b.decided("refuse", **(given | values))


def _two_returns(b: Builder, days_between: int = 30, power: bool = True) -> Any:
    who = f"same{days_between}{power}"
    first = b.case(applicant_hash=who)
    b.returned(first, returned_at=NOW - (1 + days_between) * DAY)
    changes: dict[str, Any] = {}
    if not power:
        other, version = b.new_power()
        changes = {"power_id": other.id, "power_version_id": version.id}
    return b.returned(b.case(applicant_hash=who, **changes))


def _through_agency(b: Builder, agent: str | None = "诚信代办") -> Any:
    back = b.case(NOW - 60 * DAY, applicant_hash="same", state="returned")
    b.returned(back, returned_at=NOW - 50 * DAY)
    return b.decided(applicant_hash="same", agent_name=agent)


def _many_suspensions(b: Builder, times: int) -> Any:
    case = b.case()
    return [b.suspension(case) for _ in range(times)][-1]


def _decided_on_resumption(b: Builder, day: date) -> Any:
    case = b.decided()
    b.suspension(case, resumed_on=FRIDAY, resumed_at=NOW - 3 * DAY)
    return b.clock(case, ClockKind.DELIVER, LATER, started_on=day)


def _instant(b: Builder, seconds: int, instant_item: bool = False) -> Any:
    flow = b.add(Flow(county=350102, code=f"f{seconds}{instant_item}", name="三步"))
    version = b.add(FlowVersion(county=350102, flow_id=flow.id, number=1))
    b.add(FlowStep(county=350102, version_id=version.id, place=1, code="review", name="审核"))
    accepted = NOW - DAY
    power, power_version = b.new_power(instant=instant_item)
    return b.decided(
        power_id=power.id,
        power_version_id=power_version.id,
        flow_version_id=version.id,
        accepted_at=accepted,
        decided_at=accepted + DAY * seconds / 86_400,
    )


def _late_step(b: Builder) -> Any:
    visit = b.visit(b.case(), closed_at=None)
    case = b.session.get_one(Case, visit.subject_id)
    return b.clock(case, ClockKind.STEP, YESTERDAY, step_id=visit.id)


def _measure(b: Builder, **values: Any) -> Any:
    given = {
        "county": 350102,
        "month": "2026-09",
        "measured_at": NOW,
        "official_id": b.handler.id,
        "power_id": b.power.id,
        "organisation_id": b.organ.id,
        "decided": 40,
        "refused": 20,
        "rate": 0.5,
        "peer_rate": 0.1,
        "deviation": 6.0,
        "probability": 1e-8,
    }
    return b.add(RefusalMeasure(**(given | values)))


RED, YELLOW, BLUE = Severity.RED, Severity.YELLOW, Severity.BLUE
SCENARIOS = {
    "A1.late": Scenario(_late(ClockKind.RECEIVE), _in_time(ClockKind.RECEIVE), _extended, RED),
    "A1.repeated": Scenario(_second_notice, lambda b: b.notice(b.case()), _set("number", 1), RED),
    "A1.piecemeal": Scenario(
        lambda b: _second_notice(b, ("m3",)).items[0],
        lambda b: _second_notice(b, ("m2",)),
        _set("material_code", "m1"),
        RED,
    ),
    "A1.not_on_list": Scenario(
        lambda b: b.item(b.notice(b.case()), "golf", on_list=False),
        lambda b: b.notice(b.case()),
        _set("on_list", True),
        RED,
    ),
    "A1.without_document": Scenario(
        lambda b: b.document(b.case(), sealed_by="") and b.notice(b.case(), document_id=None),
        lambda b: (b.notice(b.case()), b.notice(b.case(source="import"), document_id=None)),
        lambda b, row: _set("document_id", b.document(b.case()).id)(b, row),
        YELLOW,
    ),
    "A2.reason": Scenario(lambda b: _refusal(b, reason="不行"), _refusal, _set("reason", "理由" * 20), RED),
    "A2.remedy": Scenario(lambda b: _refusal(b, remedy=None), _refusal, _set("remedy", "可诉讼"), RED),
    "A2.all_met": Scenario(
        lambda b: _refusal(b, conditions_met={"c1": True, "c2": True}),
        lambda b: (_refusal(b, conditions_met={"c1": True, "c2": False}), _refusal(b, conditions_met={})),
        _set("conditions_met", {"c1": False}),
        RED,
    ),
    "A2.refused": Scenario(
        _refusal, lambda b: (_refusal(b, remedy=""), b.decided("grant")), _set("decision", "grant"), YELLOW
    ),
    "A2.rate": Scenario(
        _measure,
        lambda b: (
            _measure(b, decided=19),
            _measure(b, deviation=3.0, month="2026-08"),
            _measure(b, probability=0.001, month="2026-07"),
        ),
        _set("deviation", 1.0),
        YELLOW,
    ),
    "A3.after_acceptance": Scenario(
        lambda b: b.returned(b.case(), after_acceptance=True),
        lambda b: b.returned(b.case()),
        _set("after_acceptance", False),
        RED,
    ),
    "A3.unapproved": Scenario(
        lambda b: b.returned(b.case(), approved_by=None),
        lambda b: (b.returned(b.case()), b.returned(b.case(), approved_by=None, applicant_silent=True)),
        lambda b, row: _set("approved_by", b.head.id)(b, row),
        RED,
    ),
    "A3.staff_withdrawal": Scenario(
        lambda b: b.returned(b.case(), by_staff_withdrawal=True),
        lambda b: b.returned(b.case()),
        _set("by_staff_withdrawal", False),
        YELLOW,
    ),
    "A3.returned": Scenario(
        lambda b: b.returned(b.case()),
        lambda b: b.returned(b.case(), after_acceptance=True),
        _set("after_acceptance", True),
        YELLOW,
    ),
    "A3.repeated": Scenario(
        _two_returns,
        lambda b: (_two_returns(b, days_between=90), _two_returns(b, power=False)),
        lambda b, row: None,
        RED,
    ),
    "A3.agency": Scenario(
        _through_agency,
        lambda b: (_through_agency(b, None), b.decided(agent_name="诚信代办")),
        _set("agent_name", None),
        RED,
    ),
    "A4.reason": Scenario(
        lambda b: b.suspension(b.case(), reason="领导出差"),
        lambda b: b.suspension(b.case()),
        _set("reason", "testing"),
        RED,
    ),
    "A4.untold": Scenario(
        lambda b: b.suspension(b.case(), told_on=None, told_due_on=FRIDAY),
        lambda b: (b.suspension(b.case()), b.suspension(b.case(), told_on=None, told_due_on=TODAY)),
        _set("told_on", FRIDAY),
        RED,
    ),
    "A4.overrun": Scenario(_late(ClockKind.RESUME), _in_time(ClockKind.RESUME), _extended, RED),
    "A4.many": Scenario(
        lambda b: _many_suspensions(b, 3),
        lambda b: _many_suspensions(b, 2),
        lambda b, row: _set("case_id", b.case().id)(b, row),
        YELLOW,
    ),
    "A4.long": Scenario(
        lambda b: b.clock(b.case(), ClockKind.STATUTORY, LATER, suspended_days=21),
        lambda b: b.clock(b.case(), ClockKind.STATUTORY, LATER, suspended_days=20),
        _set("suspended_days", 3),
        YELLOW,
    ),
    "A4.rescue": Scenario(
        lambda b: b.suspension(b.case(), remaining_days=1),
        lambda b: b.suspension(b.case(), remaining_days=2),
        _set("remaining_days", 5),
        YELLOW,
    ),
    "A4.same_day": Scenario(
        lambda b: _decided_on_resumption(b, FRIDAY),
        lambda b: _decided_on_resumption(b, TODAY),
        _set("started_on", TODAY),
        YELLOW,
    ),
    "A4.backdated": Scenario(
        lambda b: b.suspension(b.case(), entry_lag=2),
        lambda b: b.suspension(b.case(), entry_lag=1),
        _set("entry_lag", 0),
        RED,
    ),
    "A5.statutory": Scenario(_late(ClockKind.STATUTORY), _in_time(ClockKind.STATUTORY), _extended, RED),
    "A5.promise": Scenario(_late(ClockKind.PROMISE), _in_time(ClockKind.PROMISE), _extended, YELLOW),
    "A5.promise_long": Scenario(
        lambda b: b.clock(b.case(), ClockKind.PROMISE, date(2026, 9, 14)),
        lambda b: (
            b.clock(b.case(), ClockKind.PROMISE, FRIDAY),
            b.clock(b.case(), ClockKind.PROMISE, date(2026, 9, 10), stopped_at=NOW),
        ),
        _set("stopped_at", NOW),
        RED,
    ),
    "A5.step": Scenario(_late_step, _in_time(ClockKind.STEP), _extended, YELLOW),
    "A5.delivery": Scenario(_late(ClockKind.DELIVER), _in_time(ClockKind.DELIVER), _extended, RED),
    "A5.near": Scenario(
        lambda b: b.clock(b.case(), ClockKind.STATUTORY, TODAY, warn_at=NOW - DAY),
        lambda b: [b.clock(b.case(), ClockKind.STATUTORY, day) for day in (LATER, FRIDAY)],
        _set("stopped_at", NOW),
        BLUE,
    ),
    "A5.extension": Scenario(
        lambda b: b.extension(b.case(), after_due=True), lambda b: b.extension(b.case()), _set("after_due", False), RED
    ),
    "A5.instant": Scenario(
        lambda b: _instant(b, 90),
        lambda b: (_instant(b, 120), _instant(b, 30, instant_item=True)),
        lambda b, row: _set("decided_at", row.accepted_at + DAY)(b, row),
        YELLOW,
    ),
    "A5.afterwards": Scenario(
        lambda b: b.case(paper_result_at=NOW - 30 * DAY),
        lambda b: b.case(paper_result_at=NOW),
        _set("paper_result_at", None),
        YELLOW,
    ),
}
NEVER_CEASES = {"A3.repeated"}
"""Looks back over a stretch of time: that the stretch has passed does not undo it."""

CODES = sorted(SCENARIOS)
BY_CODE = {point.code: point for point in APPROVAL_POINTS}


def test_every_condition_has_its_scenario() -> None:
    assert set(SCENARIOS) == set(BY_CODE)


def test_every_letter_of_the_reference_has_a_condition() -> None:
    letters = {group: {p.letter for p in APPROVAL_POINTS if p.group == group} for group in ("A1", "A4", "A5")}
    assert letters == {"A1": set("abcde"), "A4": set("abcdef"), "A5": set("abcdefgh")}


@pytest.mark.parametrize("code", CODES)
def test_a_condition_raises_one_alert(build: Builder, code: str) -> None:
    SCENARIOS[code].fires(build)
    build.sweep(BY_CODE[code])
    build.sweep(BY_CODE[code])
    alerts = build.alerts(code)
    assert len(alerts) == 1
    assert alerts[0].severity == SCENARIOS[code].severity
    assert alerts[0].organisation_id == build.organ.id
    assert alerts[0].county == 350102
    assert alerts[0].evidence is not None
    assert alerts[0].ceased_at is None


@pytest.mark.parametrize("code", CODES)
def test_what_is_lawful_raises_nothing(build: Builder, code: str) -> None:
    SCENARIOS[code].calm(build)
    build.sweep(BY_CODE[code])
    assert build.alerts(code) == []


@pytest.mark.parametrize("code", CODES)
def test_an_alert_ceases_with_its_condition_and_stays(build: Builder, code: str) -> None:
    row = SCENARIOS[code].fires(build)
    build.sweep(BY_CODE[code])
    SCENARIOS[code].ends(build, row)
    build.sweep(BY_CODE[code], at=NOW + DAY / 24)
    ceased = [alert.ceased_at for alert in build.alerts(code)]
    assert ceased == [None if code in NEVER_CEASES else NOW + DAY / 24]


@pytest.mark.parametrize("what", [ClockKind.STATUTORY, ClockKind.PROMISE, ClockKind.DELIVER])
def test_a_case_ended_after_its_deadline_stays_late(build: Builder, what: ClockKind) -> None:
    build.clock(build.case(), what, FRIDAY, stopped_at=NOW)
    code = {"statutory": "A5.statutory", "promise": "A5.promise", "deliver": "A5.delivery"}[str(what)]
    build.sweep(BY_CODE[code])
    assert len(build.alerts(code)) == 1


def test_an_open_case_of_an_ended_log_is_late_only_when_an_event_is(build: Builder) -> None:
    seen_after = build.case(source="import", observed_until=NOW)
    seen_before = build.case(source="import", observed_until=NOW - 9 * DAY)
    for case in (seen_after, seen_before):
        build.clock(case, ClockKind.STATUTORY, FRIDAY, fixed=True)
    build.sweep(BY_CODE["A5.statutory"])
    assert [alert.subject_id for alert in build.alerts("A5.statutory")] == [seen_after.id]

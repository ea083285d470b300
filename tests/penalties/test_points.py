"""Each condition of the seven points and of the process: it fires, it does not, it ceases."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.kernel.act import Act
from app.kernel.clocks import ClockKind
from app.kernel.identities import identity_hash
from app.kernel.points import Severity
from app.parties.operations import keep_away
from app.penalties.cases.measures import PenaltyMeasure, measure_early_ends
from app.penalties.points import PENALTY_POINTS
from app.supervision.operations.settings import set_limit
from tests.conftest import NOW
from tests.penalties.building import PenaltyBuilder as Builder
from tests.supervision.building import DAY
from tests.supervision.register import register_points
from tests.world import World

register_points()
YESTERDAY, TODAY = date(2026, 9, 20), date(2026, 9, 21)
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


def late(what: ClockKind, case: Callable[[Builder], Any] = lambda b: b.fined()) -> tuple[Any, Any, Any]:
    """Return fires, calm and ends of a clock that ran out."""

    def calm(b: Builder) -> None:
        b.clock(case(b), what, TODAY)
        b.clock(case(b), what, YESTERDAY, stopped_at=NOW - 5 * DAY)

    return (lambda b: b.clock(case(b), what, YESTERDAY), calm, put(due_at=NOW + 10 * DAY))


def held(what: ClockKind) -> tuple[Any, Any, Any]:
    def calm(b: Builder) -> None:
        b.held(what, TODAY)
        b.held(what, YESTERDAY, stopped_at=NOW - 5 * DAY)

    return (lambda b: b.held(what, YESTERDAY), calm, put(due_at=NOW + 10 * DAY))


def _again(b: Builder, place: str = "五四路", **values: Any) -> Any:
    b.ended(
        "clue_closed",
        place=place,
        party_hash="same",
        registered_at=NOW - 60 * DAY,
        filed_at=None,
        ended_at=NOW - 50 * DAY,
    )
    return b.ended("clue_closed", party_hash="same", filed_at=None, **values)


def _proven(b: Builder, *, proves: bool) -> Any:
    case = b.ended("not_filed")
    b.evidence_of(case, proves_filing=proves)
    return case


def _peers(b: Builder, fine: str, others: int = 3) -> Any:
    for _ in range(others):
        b.fined("40000", facts_key="same", proposer_id=b.handler.id, decided_at=NOW - 3 * DAY)
    return b.fined(fine, facts_key="same")


def _two(b: Builder, key: str | None) -> Any:
    b.fined(act_key=key, party_hash="same", decided_at=NOW - 3 * DAY)
    return b.fined(act_key=key, party_hash="same")


def _below(b: Builder, *, minutes: bool) -> Any:
    case = b.fined("5000", reduced=True, lowest=Decimal(0))
    if minutes:
        b.note(case, "discussion")
    return case


def _expired(b: Builder, last: date) -> Any:
    case = b.fined(officers=False)
    b.on_case(case, b.certificates[0])
    person = b.certificate(b.second, valid_to=last)
    b.on_case(case, person)
    return person


def _renewed(b: Builder) -> None:
    """An officer whose certificate ran out while the case went on, and was renewed."""
    b.certificate(_expired(b, date(2026, 9, 1)).official)


def _needs(b: Builder, what: str, result: str = "", **values: Any) -> Any:
    case = b.fined("60000", **values)
    if result:
        b.note(case, what, result)
    return case


def _heard(b: Builder, **values: Any) -> Any:
    return b.hearing_of(b.fined("60000", hearing_due=True, hearing_told=True), **values)


def _interest(b: Builder, party: str, **values: Any) -> Any:
    from app.parties.models import Declaration

    b.penalty(party_hash="kin")
    return b.add(
        Declaration(
            county=350102,
            official_id=b.officer.id,
            organisation_id=b.organ.id,
            year=2026,
            what="kin_post",
            name="亲属公司",
            number_hash=party,
            text="配偶",
            declared_on=date(2026, 1, 1),
            **values,
        )
    )


def _own_review(b: Builder, person: Any) -> Any:
    case = b.fined()
    return b.note(case, "review", "passed", by=person.id)


def _complaint_clock(b: Builder, what: ClockKind, due: date, **values: Any) -> Any:
    return b.clock(b.complaint(), what, due, **values)


def _complaint_late(what: ClockKind) -> tuple[Any, Any, Any]:
    def calm(b: Builder) -> None:
        _complaint_clock(b, what, TODAY)
        _complaint_clock(b, what, YESTERDAY, stopped_at=NOW - 5 * DAY)

    return (lambda b: _complaint_clock(b, what, YESTERDAY), calm, put(due_at=NOW + 10 * DAY))


def _heap(b: Builder, count: int) -> Any:
    for _ in range(count - 1):
        b.complaint(made_at=NOW - 20 * DAY)
    return b.complaint()


def _paying(b: Builder, due: date = date(2026, 9, 10), **values: Any) -> Any:
    return b.clock(b.fined(**values), ClockKind.PAY, due)


def _withdrawn_paid(b: Builder) -> Any:
    case = b.withdrawn()
    b.note(case, "contact")
    return case


clue = lambda b: b.penalty(state="clue", filed_at=None)  # noqa: E731 - one word in a table
open_case = lambda b: b.penalty()  # noqa: E731


def _unexamined(b: Builder, **values: Any) -> Any:
    """A decision that needed its review, passed by the lawyer of whom the register says this much."""
    case = b.fined("60000", review_needed=True)
    b.note(case, "review", "passed")
    b.note(case, "discussion")
    return b.qualified(**values) if values else case


SCENARIOS: dict[str, Scenario] = {
    "P1.declined": Scenario(
        BLUE,
        lambda b: b.ended("clue_closed"),
        lambda b: (b.ended("not_filed"), b.ended("clue_closed", reason="")),
        put(state="clue"),
    ),
    "P1.unapproved": Scenario(
        RED,
        lambda b: b.ended("clue_closed", approved_by=b.officer.id),
        lambda b: b.ended("clue_closed"),
        put(reason="重新核查", approved_by=None, state="clue"),
    ),
    "P1.repeated": Scenario(
        RED, _again, lambda b: (_again(b, place="湖东路"), b.ended("clue_closed", party_hash="once")), put(state="clue")
    ),
    "P1.uninformed": Scenario(RED, *late(ClockKind.INFORM, lambda b: b.ended("not_filed", source="complaint"))),
    "P2.unfiled": Scenario(
        YELLOW,
        lambda b: b.ended("not_filed"),
        lambda b: (b.ended("clue_closed"), _proven(b, proves=True)),
        put(state="filed"),
    ),
    "P2.standard_met": Scenario(
        RED, lambda b: _proven(b, proves=True), lambda b: _proven(b, proves=False), put(state="filed")
    ),
    "P2.late": Scenario(RED, *late(ClockKind.CLUE, clue)),
    "P2.rate": Scenario(
        YELLOW,
        lambda b: b.measure("unfiled"),
        lambda b: (b.measure("withdrawn"), b.measure("unfiled", handled=19)),
        gone,
    ),
    "P3.changed": Scenario(
        YELLOW,
        lambda b: b.change(),
        lambda b: (b.change(lighter=True), b.change(after_notice=True), b.change(number=2)),
        gone,
    ),
    "P3.lighter": Scenario(RED, lambda b: b.change(lighter=True), lambda b: b.change(), gone),
    "P3.after_notice": Scenario(RED, lambda b: b.change(after_notice=True), lambda b: b.change(), gone),
    "P3.again": Scenario(RED, lambda b: b.change(number=2), lambda b: b.change(), gone),
    "P4.range": Scenario(
        RED, lambda b: b.fined("73000.01"), lambda b: (b.fined("73000"), b.fined("37000")), put(fine=Decimal(73000))
    ),
    "P4.by_hand": Scenario(
        YELLOW,
        lambda b: b.fined(out_of_range=True, lowest=None, highest=None),
        lambda b: b.fined(),
        put(out_of_range=False),
    ),
    "P4.kind": Scenario(RED, lambda b: b.fined(unlisted_kind=True), lambda b: b.fined(), put(unlisted_kind=False)),
    "P4.after_plea": Scenario(
        RED,
        lambda b: b.fined(pleaded=True, noticed_first=Decimal(39000)),
        lambda b: (b.fined(pleaded=True), b.fined(noticed_first=Decimal(39000))),
        put(fine=Decimal(39000)),
    ),
    "P4.two_fines": Scenario(
        RED, lambda b: _two(b, "act-1"), lambda b: (_two(b, None), b.fined(act_key="act-2")), put(act_key="another")
    ),
    "P4.below_minimum": Scenario(
        RED,
        lambda b: _below(b, minutes=False),
        lambda b: (_below(b, minutes=True), b.fined("10000", lowest=Decimal(0)), b.fined("0", fine_optional=True)),
        put(fine=Decimal(10000)),
    ),
    "P4.summary": Scenario(
        RED,
        lambda b: b.on_spot("200.01", party_kind="person"),
        lambda b: (b.on_spot("200", party_kind="person"), b.on_spot("3000"), b.fined()),
        put(fine=Decimal(200)),
    ),
    "P4.cash": Scenario(
        RED,
        lambda b: b.payment(ground=""),
        lambda b: (b.payment(), b.payment(ground="", amount=Decimal(100)), b.payment(ground="", cash=False)),
        gone,
    ),
    "P4.peer": Scenario(
        YELLOW,
        lambda b: _peers(b, "60000"),
        lambda b: (_peers(b, "50000"), b.fined("70000", facts_key="alone")),
        put(fine=Decimal(41000)),
    ),
    "P4.edited": Scenario(RED, lambda b: b.judged(fell=True), lambda b: b.judged(), gone),
    "P5.withdrawn": Scenario(
        YELLOW,
        lambda b: b.withdrawn(),
        lambda b: (b.withdrawn(checked=False), b.withdrawn(noticed_first=Decimal(1))),
        put(state="investigating"),
    ),
    "P5.unchecked": Scenario(
        RED, lambda b: b.withdrawn(checked=False), lambda b: b.withdrawn(), put(state="investigating")
    ),
    "P5.after_notice": Scenario(
        RED, lambda b: b.withdrawn(noticed_first=Decimal(1)), lambda b: b.withdrawn(), put(state="investigating")
    ),
    "P5.after_contact": Scenario(RED, _withdrawn_paid, lambda b: b.withdrawn(), put(state="investigating")),
    "P5.rate": Scenario(
        YELLOW,
        lambda b: b.measure("withdrawn"),
        lambda b: (b.measure("unfiled"), b.measure("withdrawn", deviation=3.0)),
        gone,
    ),
    "P6.decision": Scenario(RED, *late(ClockKind.STATUTORY, open_case)),
    "P6.near": Scenario(
        BLUE,
        lambda b: b.clock(b.penalty(), ClockKind.STATUTORY, date(2026, 9, 30)),
        lambda b: (
            b.clock(b.penalty(), ClockKind.STATUTORY, date(2026, 10, 8)),
            b.clock(b.penalty(), ClockKind.STATUTORY, date(2026, 9, 25), stopped_at=NOW),
        ),
        put(due_at=NOW + 30 * DAY),
    ),
    "P6.service": Scenario(RED, *late(ClockKind.DELIVER)),
    "P6.evidence": Scenario(RED, *held(ClockKind.EVIDENCE)),
    "P6.seizure": Scenario(RED, *held(ClockKind.SEIZURE)),
    "P6.report": Scenario(RED, *late(ClockKind.REPORT, lambda b: b.on_spot("100"))),
    "P6.payment": Scenario(
        RED,
        _paying,
        lambda b: (
            _paying(b, surcharge_from=date(2026, 9, 11)),
            _paying(b, reminded_at=NOW),
            _paying(b, paid=Decimal(40000)),
            _paying(b, date(2026, 9, 17)),
            _paying(b, under_remedy=True),
        ),
        put(stopped_at=NOW),
    ),
    "P6.court": Scenario(RED, *late(ClockKind.COURT)),
    "P6.lapsed": Scenario(
        RED,
        lambda b: b.fined(found_on=date(2026, 8, 20), lapsed_on=date(2026, 8, 20)),
        lambda b: (
            b.fined(lapsed_on=date(2026, 8, 21)),
            b.fined(decision="none", lapsed_on=date(2026, 1, 1)),
            b.penalty(lapsed_on=date(2026, 1, 1)),
        ),
        put(lapsed_on=date(2026, 8, 21)),
    ),
    "P7.made": Scenario(BLUE, lambda b: b.complaint(), lambda b: b.fined(), gone),
    "P7.unaccepted": Scenario(RED, *_complaint_late(ClockKind.RECEIVE)),
    "P7.unanswered": Scenario(RED, *_complaint_late(ClockKind.ANSWER)),
    "P7.own": Scenario(
        RED,
        lambda b: b.complaint(handler_id=b.officer.id),
        lambda b: (b.complaint(handler_id=b.head.id), b.complaint(official_id=None)),
        put(handler_id=None),
    ),
    "P7.heap": Scenario(
        RED,
        lambda b: _heap(b, 3),
        lambda b: (_heap(b, 2), b.complaint(official_id=b.head.id, made_at=NOW - 95 * DAY)),
        gone,
    ),
    "PP.certificate": Scenario(
        RED,
        lambda b: _expired(b, date(2026, 9, 19)),
        lambda b: (_expired(b, date(2026, 9, 20)), _renewed(b), b.on_spot("100")),
        put(valid_to=date(2026, 12, 31)),
    ),
    "PP.review": Scenario(
        RED,
        lambda b: _needs(b, "review", "back", review_needed=True),
        lambda b: (_needs(b, "review", "passed", review_needed=True), _needs(b, "review")),
        put(review_needed=False),
    ),
    "PP.discussion": Scenario(
        RED,
        lambda b: _needs(b, "discussion", discussion_needed=True),
        lambda b: (_needs(b, "discussion", "done", discussion_needed=True), _needs(b, "discussion")),
        put(discussion_needed=False),
    ),
    "PP.notice": Scenario(
        RED,
        lambda b: b.fined(noticed_at=None),
        lambda b: (b.fined(), b.on_spot("100"), b.fined(noticed_at=None, decision="none")),
        put(noticed_at=NOW),
    ),
    "PP.hearing": Scenario(
        RED,
        _heard,
        lambda b: (_heard(b, held_at=NOW - 2 * DAY), _heard(b, waived_at=NOW - 2 * DAY), b.fined()),
        put(held_at=NOW - 2 * DAY),
    ),
    "PP.recusal": Scenario(
        RED,
        lambda b: _interest(b, "kin"),
        lambda b: (_interest(b, "stranger"), _interest(b, "kin", ended_on=date(2026, 5, 1))),
        put(ended_on=TODAY),
    ),
    "PP.reviewer": Scenario(
        YELLOW,
        _unexamined,
        lambda b: (
            b.qualified(obtained_on=date(2019, 3, 1)),
            _unexamined(b),
            b.note(b.fined(), "review", "passed", by=b.handler.id),
        ),
        put(review_needed=False),
    ),
    "PP.date_moved": Scenario(
        YELLOW,
        lambda b: b.correction(),
        lambda b: (b.correction(moves_date=False), b.correction(approved_at=None)),
        gone,
    ),
    "PP.four_eyes": Scenario(RED, lambda b: _own_review(b, b.officer), lambda b: _own_review(b, b.lawyer), gone),
    "PP.unpublished": Scenario(YELLOW, *late(ClockKind.PUBLISH)),
    "PP.still_public": Scenario(RED, *late(ClockKind.UNPUBLISH)),
    "PP.gap": Scenario(
        RED, lambda b: b.fined(filed_at=None), lambda b: (b.fined(), b.on_spot("100")), put(filed_at=NOW - 9 * DAY)
    ),
}

NEVER_CEASES = {"P1.repeated", "P7.heap"}
"""What was true of a stretch of time stays true of it."""
CODES = sorted(SCENARIOS)
BY_CODE = {point.code: point for point in PENALTY_POINTS}


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
    assert alerts[0].organisation_id == build.organ.id
    assert alerts[0].evidence is not None
    assert alerts[0].ceased_at is None


@pytest.mark.parametrize("code", CODES)
def test_what_is_lawful_raises_nothing(build: Builder, code: str) -> None:
    SCENARIOS[code].calm(build)
    build.sweep(BY_CODE[code])
    assert build.alerts(code) == []


@pytest.mark.parametrize("code", CODES)
def test_an_alert_ceases_with_its_condition(build: Builder, code: str) -> None:
    row = SCENARIOS[code].fires(build)
    build.sweep(BY_CODE[code])
    SCENARIOS[code].ends(build, row)
    build.sweep(BY_CODE[code], at=NOW + DAY / 24)
    ceased = [alert.ceased_at for alert in build.alerts(code)]
    assert ceased == [None if code in NEVER_CEASES else NOW + DAY / 24]


def test_a_lawful_penalty_raises_nothing_at_all(build: Builder) -> None:
    build.fined()
    build.on_spot("200", party_kind="person")
    build.sweep(*PENALTY_POINTS)
    assert build.alerts() == []


@pytest.mark.parametrize("who", ["decided_by", "filed_by"])
def test_an_officer_neither_files_nor_decides_his_own_case(build: Builder, who: str) -> None:
    build.fined(**{who: build.officer.id})
    build.sweep(BY_CODE["PP.four_eyes"])
    assert len(build.alerts("PP.four_eyes")) == 1


@pytest.mark.parametrize(
    "gap",
    [
        {"proposed": None},
        {"paid": Decimal(1), "served_at": None, "state": "decided"},
        {"state": "closed", "served_at": None},
    ],
)
def test_whatever_is_missing_in_the_record_is_seen(build: Builder, gap: dict[str, Any]) -> None:
    build.fined(**gap)
    build.sweep(BY_CODE["PP.gap"])
    assert len(build.alerts("PP.gap")) == 1


def test_who_declared_elsewhere_that_he_keeps_away_is_seen_on_a_penalty_case(build: Builder) -> None:
    """Once the register of interests and the declarations stood in two places, and neither knew the other's."""
    card = "110105491231002"
    keep_away(build.acting_as("handler"), card, "陈小明", "当事人是表兄")
    staying = build.penalty(party_hash=identity_hash("１１０１０５ 19491231 002x"), officers=False)
    build.on_case(staying, build.certificates[1])
    build.sweep(BY_CODE["PP.recusal"])
    assert [alert.subject_id for alert in build.alerts("PP.recusal")] == [staying.id]


def test_a_county_may_let_more_cash_pass(build: Builder) -> None:
    build.payment(ground="", amount=Decimal(150))
    set_limit(build.acting_as("inspector"), BY_CODE["P4.cash"], "amount", 200, "山区乡镇缴款不便", 350102)
    build.sweep(BY_CODE["P4.cash"])
    assert build.alerts("P4.cash") == []


def test_officers_are_compared_with_their_peers(build: Builder) -> None:
    for person, unfiled in ((build.officer, 15), (build.handler, 1), (build.second, 1), (build.head, 2)):
        for number in range(30):
            state = "not_filed" if number < unfiled else "closed"
            build.penalty(officers=False, registered_by=person.id, state=state)
    assert measure_early_ends(build.act)["measures"] == 8
    assert measure_early_ends(build.act)["measures"] == 8
    assert build.session.query(PenaltyMeasure).count() == 8
    build.sweep(BY_CODE["P2.rate"])
    assert [alert.official_id for alert in build.alerts("P2.rate")] == [build.officer.id]


def test_time_alone_brings_a_late_decision_to_light(build: Builder) -> None:
    build.clock(build.penalty(), ClockKind.STATUTORY, TODAY)
    build.scan(*PENALTY_POINTS, at=NOW)
    build.scan(*PENALTY_POINTS, at=NOW + DAY)
    assert [alert.point for alert in build.alerts()] == ["P6.decision"]

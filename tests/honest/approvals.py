"""Honest courses of licences: acceptance, refusal, return, suspension, deadlines."""

from datetime import date, timedelta
from typing import Any

from app.approvals.models import Case
from app.kernel.clocks import ClockKind
from app.kernel.flows.models import FlowStep, StepKind
from tests.approvals.test_points import _instant, _measure, _refusal
from tests.conftest import NOW
from tests.honest.registry import Courses
from tests.supervision.building import DAY, Builder

APPROVALS = Courses(Builder)
FRIDAY, SUNDAY, TODAY, LATER = date(2026, 9, 18), date(2026, 9, 20), date(2026, 9, 21), date(2026, 10, 12)
EVENING = timedelta(hours=10)
B = Builder


def in_time(b: B, what: ClockKind) -> None:
    """Ended on the evening of the last day; stands still; and one of a log that ended before its last day."""
    b.clock(b.case(), what, FRIDAY, stopped_at=NOW - 3 * DAY + EVENING)
    b.clock(b.case(), what, None, suspended_on=FRIDAY)
    b.clock(b.case(source="import", observed_until=NOW - 9 * DAY), what, FRIDAY)
    b.clock(b.case(source="import", observed_until=NOW), what, FRIDAY, stopped_at=NOW - 3 * DAY + EVENING)
    b.clock(b.case(), what, TODAY)
    b.clock(b.case(), ClockKind.HEARING, FRIDAY)
    b.clock(b.case(), what, FRIDAY, subject_kind="penalty")


def two_cases(b: B) -> None:
    for _ in range(2):
        b.notice(b.case(applicant_hash="same"))


def named_before(b: B, again: tuple[str, ...] = ("m1",)) -> None:
    case = b.case()
    b.notice(case, codes=("m1", "m2"))
    b.notice(case, number=2, codes=again)
    b.item(b.notice(b.case(), number=2, codes=()), "other", on_list=False)
    b.item(b.notice(case, number=3, codes=()), None)
    b.notice(b.case(), number=1)


def papers_and_form(b: B) -> None:
    """Papers of the list; and what is wrong in the form, which is no paper."""
    b.notice(b.case(), codes=("m1", "m2"))
    b.item(b.notice(b.case()), None, on_list=False)


def told_elsewhere(b: B) -> None:
    """Granted; refused without a remedy, without a sufficient reason, with every condition met: each has its own point."""
    b.decided("grant", reason="理由" * 20, reason_code="R1", remedy="可诉讼")
    _refusal(b, remedy="")
    _refusal(b, reason="不行")
    _refusal(b, reason_code="")
    _refusal(b, all_met=True, conditions_met={"c1": True})


def silent_twice(b: B) -> None:
    """Silent twice; silent once and given back once, in either order; far apart; of two items; of a log."""
    for who, silences in (("both", (True, True)), ("first", (True, False)), ("last", (False, True))):
        for back, silent in zip((30, 1), silences, strict=True):
            b.returned(b.case(applicant_hash=who), returned_at=NOW - back * DAY, applicant_silent=silent)
    power, version = b.new_power()
    b.returned(b.case(applicant_hash="two items"), returned_at=NOW - 9 * DAY)
    b.returned(b.case(applicant_hash="two items", power_id=power.id, power_version_id=version.id))
    for back in (120, 1):
        b.returned(b.case(applicant_hash="slow"), returned_at=NOW - back * DAY)
    for back in (9, 1):
        b.returned(b.case(applicant_hash="log", source="import"), returned_at=NOW - back * DAY)


def given_back(b: B, who: str, **values: Any) -> None:
    case = b.case(NOW - 60 * DAY, applicant_hash=who, state="returned", **values)
    b.returned(case, returned_at=NOW - 50 * DAY)


def own_agent(b: B) -> None:
    """An agent from the beginning; no agent at all; given back only later; refused; another item; another's log."""
    agent = "诚信代办"
    b.decided(applicant_hash="same", agent_name=agent)
    for who in ("other", "refused", "log", "item"):
        given_back(b, who)
    given_back(b, "agent at first", agent_name=agent)
    b.decided(applicant_hash="agent at first", agent_name=agent)
    b.decided(applicant_hash="other")
    b.decided("refuse", applicant_hash="refused", agent_name=agent)
    b.decided(applicant_hash="log", agent_name=agent, source="import")
    power, version = b.new_power()
    b.decided(applicant_hash="item", agent_name=agent, power_id=power.id, power_version_id=version.id)
    b.returned(b.case(applicant_hash="late", state="returned"), returned_at=NOW)
    b.decided(applicant_hash="late", agent_name="诚信代办")


def told_on_monday(b: B) -> None:
    b.suspension(b.case(), told_on=TODAY, told_due_on=TODAY)
    b.suspension(b.case(), told_on=None, told_due_on=TODAY)
    b.suspension(b.case(), told_on=FRIDAY, told_due_on=FRIDAY)
    b.suspension(b.case(source="import"), told_on=None, told_due_on=FRIDAY)


def first_day(b: B) -> None:
    case = b.case()
    b.clock(case, ClockKind.STATUTORY, LATER, limit_value=2)
    b.suspension(case, remaining_days=1)
    b.suspension(b.case(), remaining_days=2)


def decided_on_monday(b: B) -> None:
    case = b.decided()
    b.suspension(case, resumed_on=FRIDAY, resumed_at=NOW - 3 * DAY)
    b.clock(case, ClockKind.DELIVER, LATER, started_on=TODAY)
    b.clock(case, ClockKind.PUBLISH, LATER, started_on=FRIDAY)
    b.clock(case, ClockKind.DELIVER, LATER, started_on=FRIDAY, subject_kind="penalty")


def before_the_end(b: B) -> None:
    b.clock(b.case(), ClockKind.STATUTORY, TODAY, warn_at=NOW - DAY, stopped_at=NOW - DAY)
    b.clock(b.case(), ClockKind.STATUTORY, LATER)
    b.clock(b.case(), ClockKind.STATUTORY, FRIDAY, warn_at=NOW - 5 * DAY)
    b.clock(b.case(source="import", observed_until=NOW), ClockKind.STATUTORY, TODAY, warn_at=NOW - DAY)
    b.clock(b.case(), ClockKind.PROMISE, TODAY, warn_at=NOW - DAY)
    b.clock(b.case(), ClockKind.STATUTORY, TODAY, warn_at=NOW - DAY, subject_kind="penalty")


def step_in_time(b: B) -> None:
    visit = b.visit(b.case())
    case = b.session.get_one(Case, visit.subject_id)
    b.clock(case, ClockKind.STEP, FRIDAY, step_id=visit.id, stopped_at=NOW - 3 * DAY + EVENING)
    in_time(b, ClockKind.STEP)


def pauses(b: B, count: int) -> None:
    case = b.case()
    for _ in range(count):
        b.suspension(case)


def over_the_weekend(b: B) -> None:
    b.clock(b.case(), ClockKind.PROMISE, FRIDAY)
    b.clock(b.case(), ClockKind.PROMISE, date(2026, 9, 10), stopped_at=NOW)
    b.clock(b.case(source="import", observed_until=NOW), ClockKind.PROMISE, date(2026, 9, 10))
    b.clock(b.case(), ClockKind.HEARING, date(2026, 9, 10))
    b.clock(b.case(), ClockKind.PROMISE, date(2026, 9, 10), subject_kind="penalty")


def long_pause(b: B) -> None:
    """As long as the limit; beside a limit in calendar days; of a shorter promise."""
    b.clock(b.case(), ClockKind.STATUTORY, LATER, suspended_days=20)
    b.clock(b.case(), ClockKind.STATUTORY, LATER, suspended_days=21, limit_unit="cd")
    b.clock(b.case(), ClockKind.PROMISE, LATER, suspended_days=21)
    b.clock(b.case(), ClockKind.STATUTORY, LATER, suspended_days=21, subject_kind="penalty")


def at_once(b: B) -> None:
    _instant(b, 30, instant_item=True)
    _instant(b, 120)
    accepted = NOW - DAY
    b.decided(accepted_at=accepted, decided_at=accepted + DAY / 2_000)
    _instant(b, 20).source = "import"
    unreviewed = _instant(b, 10)
    b.session.query(FlowStep).filter_by(version_id=unreviewed.flow_version_id).update({"node": str(StepKind.START)})


def few_decisions(b: B) -> None:
    _measure(b, decided=19)
    _measure(b, deviation=3.0, month="2026-08")
    _measure(b, probability=0.001, month="2026-07")


def extended_in_time(b: B) -> None:
    b.extension(b.case())
    b.extension(b.case(source="import"), approved_by=None)


def clocks(what: ClockKind) -> Any:
    return lambda b: in_time(b, what)


APPROVALS.note(
    {
        "A1.late": clocks(ClockKind.RECEIVE),
        "A1.repeated": two_cases,
        "A1.piecemeal": named_before,
        "A1.not_on_list": papers_and_form,
        "A1.without_document": lambda b: (b.notice(b.case(source="import"), document_id=None), b.notice(b.case())),
        "A2.reason": lambda b: (_refusal(b), _refusal(b, source="import", reason=""), b.decided(reason="")),
        "A2.remedy": lambda b: (_refusal(b), _refusal(b, source="import", remedy=""), b.decided(remedy="")),
        "A2.all_met": lambda b: (
            _refusal(b, conditions_met={"c1": True, "c2": False}),
            b.decided(conditions_met={"c1": True}),
        ),
        "A2.refused": told_elsewhere,
        "A2.rate": few_decisions,
        "A3.after_acceptance": lambda b: (
            b.returned(b.case()),
            b.returned(b.case(), after_acceptance=True, by_staff_withdrawal=True),
        ),
        "A3.unapproved": lambda b: (
            b.returned(b.case(), approved_by=None, applicant_silent=True),
            b.returned(b.case()),
            b.returned(b.case(), approved_by=None, by_staff_withdrawal=True),
            b.returned(b.case(source="import"), approved_by=None),
        ),
        "A3.staff_withdrawal": lambda b: b.returned(b.case()),
        "A3.returned": lambda b: (
            b.returned(b.case(), by_staff_withdrawal=True),
            b.returned(b.case(), after_acceptance=True),
            b.returned(b.case(), approved_by=None),
        ),
        "A3.repeated": silent_twice,
        "A3.agency": own_agent,
        "A4.reason": lambda b: (b.suspension(b.case()), b.suspension(b.case(source="import"), reason="unstated")),
        "A4.untold": told_on_monday,
        "A4.overrun": clocks(ClockKind.RESUME),
        "A4.many": lambda b: pauses(b, 2),
        "A4.long": long_pause,
        "A4.rescue": first_day,
        "A4.same_day": decided_on_monday,
        "A4.backdated": lambda b: b.suspension(b.case(), entry_lag=1),
        "A5.statutory": clocks(ClockKind.STATUTORY),
        "A5.promise": clocks(ClockKind.PROMISE),
        "A5.promise_long": over_the_weekend,
        "A5.step": step_in_time,
        "A5.delivery": clocks(ClockKind.DELIVER),
        "A5.near": before_the_end,
        "A5.extension": extended_in_time,
        "A5.instant": at_once,
        "A5.afterwards": lambda b: (b.case(paper_result_at=NOW), b.case(paper_result_at=NOW - 10 * DAY)),
    }
)

"""Honest courses of process, platform, follow-ups, ledgers, and of applicants beside the register of agencies."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from app.approvals.models import Hearing
from app.intermediaries.models import AgencyCase
from app.kernel.audit import Subject
from app.kernel.clocks import ClockKind
from app.kernel.flows.models import Flow, FlowStep, FlowVersion
from app.ledgers.models import Ledger, LedgerDuty
from app.parties.models import Party
from app.parties.operations import know_party, tie_parties
from app.parties.words import TieWord
from app.supervision.operations.settings import set_limit
from app.surfaces.scheduling.operations import log_run, note_standstill, pause_clock
from tests.conftest import NOW
from tests.honest.registry import Courses
from tests.intermediaries.building import AgencyBuilder, credit_code
from tests.parties.building import person_number
from tests.supervision import test_process_points as kept
from tests.supervision.building import DAY, point
from tests.supervision.test_steering import NAME, through

SUPERVISION = Courses(AgencyBuilder)
FRIDAY, TODAY = date(2026, 9, 18), date(2026, 9, 21)
EVENING = timedelta(hours=10)
B = AgencyBuilder


def two_persons(b: B) -> None:
    b.decided()
    b.case(decided_by=b.handler.id)
    b.decided(decided_by=b.handler.id, source="import")


def two_steps(b: B) -> None:
    """Two persons; two cases; two steps that no rule keeps apart."""
    kept._two_steps(b, second=True)
    flow = b.add(Flow(county=350102, code="free", name="两步"))
    version = b.add(FlowVersion(county=350102, flow_id=flow.id, number=1))
    for place, code in enumerate(("review", "check")):
        b.add(FlowStep(county=350102, version_id=version.id, place=place + 1, code=code, name=code))
    case = b.case()
    for code in ("review", "check"):
        b.visit(case, version_id=version.id, step_code=code)
    apart = b.add(Flow(county=350102, code="apart", name="两件"))
    kept_apart = b.add(FlowVersion(county=350102, flow_id=apart.id, number=1))
    step = FlowStep(county=350102, version_id=kept_apart.id, place=2, code="check", name="复核")
    step.four_eyes_with = "review"
    b.add(step)
    for code in ("review", "check"):
        b.visit(b.case(), version_id=kept_apart.id, step_code=code)
    waiting = b.case()
    b.visit(waiting, version_id=kept_apart.id)
    b.visit(waiting, version_id=kept_apart.id, step_code="check", closed_at=None, closed_by=None)


def section_head(b: B) -> None:
    """Approved by the head, who took the case over later; a hearing that was asked for; one of a log."""
    b.suspension(b.case(handler_id=b.head.id), handled_by=b.handler.id)
    for asked_by in (b.handler.id, None):
        case = b.case()
        stopped = b.suspension(case, reason="hearing", approved_by=None, entered_by=asked_by, handled_by=b.handler.id)
        b.add(Hearing(county=350102, case_id=case.id, told_on=FRIDAY, requested_on=FRIDAY, suspension_id=stopped.id))
    b.suspension(b.case(source="import"), approved_by=None)


def corrections(b: B) -> None:
    b.correction(b.case())
    b.correction(b.case(), approved_by=b.handler.id, approved_at=None)


def steps_of_others(b: B) -> None:
    """Of another system's log; without a path; with a step done; not decided yet."""
    kept._gap(b, visited=True)
    b.decided()
    b.decided(source="import", accepted_at=None)
    b.case(accepted_at=None)


def moved(b: B) -> None:
    b.correction(b.case())
    b.correction(b.case(), moves_date=True, approved_at=None)


def one_minute(b: B) -> None:
    b.decided(
        received_at=NOW - DAY, accepted_at=NOW - DAY, accepted_on=FRIDAY, received_on=FRIDAY, delivered_at=NOW - DAY
    )


def of_the_city(b: B) -> None:
    """A county's own government has no calendar of its own; the city's is there."""


def kept_open(b: B) -> None:
    """Made stricter while an alert is open; of another point; of another place; after the alert was closed."""
    b.clock(b.case(), ClockKind.PROMISE, date(2026, 9, 7))
    b.sweep(point("A5.promise_long"), at=NOW - 2 * DAY)
    city = b.acting_as("city_admin")
    for county in (350102, 350100):
        set_limit(city, point("A5.promise_long"), "days", 1, "从严", county)
    set_limit(city, point("A5.promise_long"), "severity", 3, "从严", 350102)
    set_limit(city, point("A5.promise_long"), "days", 30, "试行", 350103)
    set_limit(city, point("A2.reason"), "min_reason", 4, "试行", 350102)
    (alert,) = b.alerts("A5.promise_long")
    alert.state, alert.closed_at = "closed", NOW - DAY
    b.session.flush()
    set_limit(city, point("A5.promise_long"), "days", 30, "试行", 350102)
    b.act = b.acting_as()


def other_clock(b: B) -> None:
    """The promise was kept after all and its alert closed, while the statutory limit of the case ran on, late."""
    kept._closed_alert(b, while_late=False)
    case = b.case()
    promise = b.clock(case, ClockKind.PROMISE, FRIDAY)
    b.clock(case, ClockKind.STATUTORY, FRIDAY)
    b.sweep(point("A5.promise"))
    (alert,) = b.alerts("A5.promise")
    promise.stopped_at = NOW
    alert.state, alert.closed_at = "closed", NOW
    open_one = b.case()
    b.clock(open_one, ClockKind.PROMISE, FRIDAY)
    b.session.flush()
    b.sweep(point("A5.promise"))
    moved_on = b.clock(b.case(), ClockKind.DELIVER, FRIDAY)
    b.sweep(point("A5.delivery"))
    (late,) = b.alerts("A5.delivery")
    moved_on.due_at, late.state, late.closed_at = NOW + DAY, "closed", NOW
    b.session.flush()


def answered(b: B) -> None:
    b.clock(kept._follow_up(b), ClockKind.REPLY, FRIDAY, stopped_at=NOW - 3 * DAY + EVENING)
    follow_up = b.session.query(kept.FollowUp).one()
    b.clock(follow_up, ClockKind.REPLY, TODAY)
    b.clock(follow_up, ClockKind.ANSWER, FRIDAY)
    b.clock(follow_up, ClockKind.REPLY, FRIDAY, subject_kind="penalty")


def sent_back_once(b: B) -> None:
    kept._follow_up(b, round=2, reviewed_at=NOW)


def found_late(b: B) -> None:
    """What happened before the first alert was closed, found only afterwards; the same at another case."""
    kept._relapse(b, days_ago=6)
    kept._found_again(b, b.case(NOW - 20 * DAY))


def withdrawn_ledger(b: B) -> None:
    """Retired before its day; met in time; not due yet."""
    for state, due, met in (
        ("retired", NOW - DAY, None),
        ("in_force", NOW - DAY, NOW - 2 * DAY),
        ("in_force", NOW + DAY, None),
    ):
        ledger = b.add(
            Ledger(
                county=350102,
                code=f"l{state}{due.day}{met is None}",
                name="台账",
                state=state,
                organisation_id=b.organ.id,
                prefix="TZ",
            )
        )
        b.add(
            LedgerDuty(
                county=350102,
                ledger_id=ledger.id,
                organisation_id=b.organ.id,
                period="2026-08",
                due_on=due.date(),
                remind_on=due.date(),
                due_at=due,
                met_at=met,
            )
        )


LIKE_IT: tuple[Any, ...] = (
    {"decision": "refuse"},
    {"source": "import"},
    {"agent_name": None},
    {"decided_at": NOW - 400 * DAY},
    {"applicant_hash": "somebody else"},
    {"power_id": None},
    {"received_at": NOW - 55 * DAY},
    {"organisation_id": None},
)
"""How a case differs from one that was steered: refused, of a log, without an agent, long ago, of another applicant or
item, received before the other was given back, of another office."""


def many_applicants(b: B) -> None:
    """Two of three given back; a third through another agency; and of three, one that differs, first or last."""
    agency, other = b.agency(name=NAME), b.agency()
    for number, home in enumerate((agency, agency, other)):
        linked(b, through(b, NAME, number), home)
    for number in range(4):
        linked(b, b.decided(applicant_hash=f"direct{number}", agent_name=NAME), agency)
    before = b.case(NOW - 60 * DAY, applicant_hash="with an agent", agent_name=NAME)
    b.returned(before, returned_at=NOW - 50 * DAY)
    linked(b, b.decided(applicant_hash="with an agent", agent_name=NAME), agency)
    serial = iter(range(100, 1000))
    for differing in LIKE_IT:
        for place in (0, 2):
            home = b.agency()
            for number in range(3):
                case = through(b, NAME, next(serial))
                case.decided_at = NOW - (9 - number) * DAY
                if number == place:
                    differ(b, case, differing)
                linked(b, case, home)
    for number, tie in enumerate(NOT_ONE_HAND):
        for turned in (False, True):
            two_hands(b, 2 * number + turned, tie, turned=turned)
    b.session.flush()


NOT_ONE_HAND: tuple[dict[str, Any], ...] = (
    {"what": TieWord.SHAREHOLDER, "share": Decimal(60), "to_on": date(2025, 12, 31)},
    {"what": TieWord.SHAREHOLDER, "share": Decimal(30)},
    {"what": TieWord.EMPLOYEE},
)
"""How the owner of one agency is tied to another: he sold it, holds a small part, works there."""


def two_hands(b: B, number: int, tie: dict[str, Any], *, turned: bool) -> None:
    """Two applicants through one agency and a third through another, of which the owner of one has no say in the other."""
    agencies = [b.agency(), b.agency()]
    owned, other = reversed(agencies) if turned else agencies
    owner = know_party(b.act, person_number(200 + number), f"业主{number}")
    tie_parties(b.act, owner, TieWord.SHAREHOLDER, b.session.get_one(Party, owned.party_id), share=Decimal(60))
    tie_parties(
        b.act,
        owner,
        tie["what"],
        b.session.get_one(Party, other.party_id),
        **{k: v for k, v in tie.items() if k != "what"},
    )
    shop = know_party(b.act, credit_code(900_000 + number), f"便利店{number}")
    tie_parties(b.act, owner, TieWord.SHAREHOLDER, shop, share=Decimal(100))
    for place, agency in enumerate((agencies[0], agencies[0], agencies[1])):
        case = through(b, NAME, 1_000 + 3 * number + place)
        case.decided_at = NOW - (9 - place) * DAY
        linked(b, case, agency)


def differ(b: B, case: Any, values: Any) -> None:
    """Make a case differ in one thing."""
    for name, value in values.items():
        given = {"power_id": lambda: b.new_power()[0].id, "organisation_id": lambda: b.body.id}
        setattr(case, name, given[name]() if value is None and name in given else value)


def linked(b: B, case: Any, agency: Any) -> None:
    b.add(
        AgencyCase(
            county=350102,
            agency_id=agency.id,
            case_number=case.number,
            organisation_id=case.organisation_id,
            noted_at=NOW,
        )
    )


SUPERVISION.note(
    {
        "PR.own_decision": two_persons,
        "PR.own_step": two_steps,
        "PR.own_return": lambda b: b.returned(b.case()),
        "PR.own_suspension": section_head,
        "PR.own_correction": corrections,
        "PR.step_missing": steps_of_others,
        "PR.date_moved": moved,
        "PR.reversed": one_minute,
        "PR.clock_stood_still": lambda b: pause_clock(b.act, "1 day"),
        "PR.clock_jumped": lambda b: note_standstill(b.act, NOW - DAY),
        "PR.clock_hung": lambda b: note_standstill(b.act, NOW - DAY),
        "PR.job_failed": lambda b: [log_run(b.act, "sign roots", NOW, {}, fault) for fault in ("no key", None)],
        "PR.trail_broken": lambda b: b.happened("trail.exported", Subject("trail", 350102, 350100)),
        "PR.calendar_missing": of_the_city,
        "PR.calendar_next": of_the_city,
        "PR.calendar_changed": lambda b: b.happened("calendar.imported", Subject("other", 2026, 350100)),
        "PR.setting_changed": lambda b: None,
        "PR.setting_hides": kept_open,
        "PR.closed_early": other_clock,
        "FU.overdue": answered,
        "FU.repeated": sent_back_once,
        "FU.again": found_late,
        "L1.overdue": withdrawn_ledger,
        "A3.steered": many_applicants,
    }
)

"""The rows of one logged case, table by table, as they are inserted."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.approvals.logs.cases import Deadline, FactValue, LoggedCase
from app.approvals.logs.course import Pause
from app.approvals.logs.mapping import LogMapping
from app.approvals.logs.register import Register
from app.approvals.logs.steps import NAME, Step
from app.approvals.models import Case, Extension, OneTimeNotice, Return, Suspension
from app.kernel.act import local_day
from app.kernel.calendar import CalendarMissing, Unit, working_calendar
from app.kernel.clocks import Clock, ClockKind, derive_due
from app.kernel.codes import new_code
from app.kernel.facts import CaseFact
from app.kernel.flows.models import StepVisit
from app.kernel.identities import identity_hash

LONGEST_NUMBER = 60
Row = dict[str, Any]


def count_rows(case: LoggedCase) -> int:
    """Return how many ids a case needs."""
    course = case.course
    acts = len(course.notices) + len(course.pauses) + len(course.returns) + len(course.extensions)
    return 1 + len(case.steps) + len(case.deadlines) + len(case.facts) + acts


class CaseRows:
    """Collects rows of many cases by table, in the order in which foreign keys allow them."""

    def __init__(self, session: Session, mapping: LogMapping, register: Register, ids: Iterator[int]) -> None:
        self._session, self._mapping, self._register, self._ids = session, mapping, register, ids
        self.tables: defaultdict[type[Any], list[Row]] = defaultdict(list)
        self.undated: Counter[int] = Counter()
        """Limits that give no due day, by the year in which they begin."""

    def _put(self, table: type[Any], **values: Any) -> Row:
        row = {"id": next(self._ids), "county": self._mapping.county, **values}
        self.tables[table].append(row)
        return row

    def add(self, case: LoggedCase) -> int:
        """Add the rows of one case and return its id."""
        case_row = self._case(case)
        case_id = case_row["id"]
        step_ids = {id(step): self._step(step, case_row)["id"] for step in case.steps}
        clocks = [self._clock(deadline, case, case_row, step_ids.get(id(deadline.step))) for deadline in case.deadlines]
        self._acts(case, case_id, next(iter(clocks), None))
        for name, value in case.facts.items():
            self._put(CaseFact, subject_kind=Case.kind, subject_id=case_id, name=name, **_typed(value))
        return int(case_id)

    def _case(self, case: LoggedCase) -> Row:
        course, register = case.course, self._register
        power_id, version_id = register.power(case.power)
        last_resource = next((step.resource for step in reversed(case.steps) if step.resource), "")
        accepted_at, decided_at = course.accepted_at, course.decided_at
        seconds = int((decided_at - accepted_at).total_seconds()) if decided_at and accepted_at else None
        return self._put(
            Case,
            number=_number(case.key),
            query_code=new_code(12),
            power_id=power_id,
            power_version_id=version_id,
            organisation_id=register.organisation(case.organisation),
            state=str(course.state),
            source="import",
            applicant_kind="person",
            applicant_name=case.applicant[:120],
            applicant_identity=case.applicant_id,
            applicant_hash=identity_hash(case.applicant_id or f"log:{case.key}"),
            applicant_phone="",
            form={name: _shown(value) for name, value in case.facts.items()},
            received_at=case.start,
            received_on=local_day(case.start),
            first_told_at=course.first_told_at,
            accepted_at=accepted_at,
            accepted_on=local_day(accepted_at) if accepted_at else None,
            rounds=course.rounds,
            handler_id=register.officer(case.responsible or last_resource),
            decided_at=decided_at,
            decided_by=register.officer(course.decided_by),
            decision=course.decision,
            decision_seconds=seconds,
            ended_at=course.ended_at,
            reason=course.reason or None,
            conditions_met={},
            delivered_at=course.delivered_at,
            outside_key=case.key,
            observed_until=self._observed_until(case),
            edit_number=1,
        )

    def _observed_until(self, case: LoggedCase) -> datetime | None:
        """Return until when the case was watched; None for a case that lives on here."""
        observed = self._mapping.observed
        if observed == "now":
            return None
        if isinstance(observed, datetime) and case.course.ended_at is None:
            return max(observed, case.last_at)
        return case.last_at

    def _step(self, step: Step, case: Row) -> Row:
        officer = self._register.officer(step.resource)
        organisation = self._register.organisation(step.organisation) if step.organisation else None
        return self._put(
            StepVisit,
            subject_kind=Case.kind,
            subject_id=case["id"],
            step_code=step.code,
            name=step.activity if len(step.activity) <= NAME else f"{step.activity[: NAME - 1]}…",
            round=step.round,
            organisation_id=organisation or case["organisation_id"],
            official_id=officer,
            opened_at=step.opened_at,
            closed_at=step.closed_at,
            closed_by=officer if step.closed_at and step.action != "left_open" else None,
            action=step.action,
            opinion=step.opinion or None,
            reason=step.reason or None,
            signers=[],
        )

    def _clock(self, deadline: Deadline, case: LoggedCase, case_row: Row, step_id: int | None) -> Row:
        officer = self._register.officer(deadline.step.resource) if deadline.step else case_row["handler_id"]
        clock = Clock(
            subject_kind=Case.kind,
            subject_id=case_row["id"],
            what=str(deadline.what),
            organisation_id=case_row["organisation_id"],
            official_id=officer,
            step_id=step_id,
            started_on=local_day(deadline.started_at),
            started_at=deadline.started_at,
            limit_value=0,
            limit_unit=str(Unit.CALENDAR_DAY),
            count_start_day=False,
            roll_last_day=True,
            extension=0,
            suspensions=[],
            suspended_days=0,
            suspended_on=None,
            due_on=None,
            due_at=None,
            warn_at=None,
            stopped_at=deadline.stopped_at,
            fixed=deadline.due_at is not None,
            basis="",
        )
        if deadline.due_at is not None:
            _fix(clock, deadline.due_at)
        else:
            self._count(clock, deadline, case)
        columns = {column.key: getattr(clock, column.key) for column in Clock.__table__.columns}
        return self._put(Clock, **{name: value for name, value in columns.items() if name not in ("id", "county")})

    def _count(self, clock: Clock, deadline: Deadline, case: LoggedCase) -> None:
        """Derive the due day from a limit, the suspensions and the extensions of the case."""
        limit = deadline.limit
        assert limit is not None
        clock.limit_value, clock.limit_unit, clock.basis = limit.value, str(limit.unit), limit.basis
        if deadline.what in (ClockKind.STATUTORY, ClockKind.PROMISE):
            clock.suspensions = [
                [local_day(pause.at).isoformat(), local_day(pause.resumed_at).isoformat()]
                for pause in case.course.pauses
                if pause.resumed_at is not None and pause.at >= deadline.started_at
            ]
            last = case.course.pauses[-1] if case.course.pauses else None
            if last is not None and last.resumed_at is None and deadline.stopped_at is None:
                clock.suspended_on = local_day(last.at)
            if deadline.what == ClockKind.STATUTORY:
                clock.extension = self._mapping.extension_days * min(len(case.course.extensions), 1)
        derive_due(self._session, clock)
        if clock.due_on is None and clock.suspended_on is None:
            self.undated[clock.started_on.year] += 1

    def _acts(self, case: LoggedCase, case_id: int, whole: Row | None) -> None:
        course, officer = case.course, self._register.officer
        for number, notice in enumerate(course.notices, start=1):
            self._put(
                OneTimeNotice,
                case_id=case_id,
                told_at=notice.at,
                told_on=local_day(notice.at),
                told_by=officer(notice.resource),
                number=number,
                answered_at=notice.answered_at,
            )
        for pause in course.pauses:
            self._put(Suspension, case_id=case_id, **self._pause(pause))
        for back in course.returns:
            self._put(
                Return,
                case_id=case_id,
                returned_at=back.at,
                reason_code="",
                reason=back.reason,
                returned_by=officer(back.resource),
                after_acceptance=back.after_acceptance,
            )
        for at in course.extensions:
            due_at = whole["due_at"] if whole else None
            if due_at is not None and whole is not None and not whole["fixed"]:
                # Against the limit as it stood before.
                due_at = self._unextended(whole)
            self._put(
                Extension,
                case_id=case_id,
                days=self._mapping.extension_days,
                reason="",
                extended_at=at,
                after_due=due_at is not None and at > due_at,
            )

    def _unextended(self, whole: Row) -> datetime | None:
        clock = Clock(**{**whole, "extension": 0})
        derive_due(self._session, clock)
        return clock.due_at

    def _pause(self, pause: Pause) -> Row:
        on = local_day(pause.at)
        until = local_day(pause.resumed_at) if pause.resumed_at else None
        try:
            days = working_calendar(self._session).between(on, until) if until else 0
        except CalendarMissing:
            days = 0
        return {
            "reason": pause.reason,
            "reason_text": pause.text,
            "suspended_on": on,
            "entered_at": pause.at,
            "entered_on": on,
            "expected_days": 0,
            "entered_by": self._register.officer(pause.resource),
            "resumed_on": until,
            "resumed_at": pause.resumed_at,
            "days": days,
            "state_before": str(pause.state_before),
        }


def _fix(clock: Clock, due_at: datetime) -> None:
    """Take the due instant exactly as the log names it; it is never recomputed."""
    clock.due_at = due_at
    clock.due_on = local_day(due_at - timedelta(microseconds=1))
    clock.warn_at = max(clock.started_at, due_at - timedelta(days=1))
    clock.limit_value = max((clock.due_on - clock.started_on).days, 0)


def _number(key: str) -> str:
    """Return the case's number here: its key, or when that is too long its beginning and a digest."""
    if len(key) <= LONGEST_NUMBER:
        return key
    return f"{key[: LONGEST_NUMBER - 13]}~{hashlib.sha256(key.encode()).hexdigest()[:12]}"


def _typed(value: FactValue) -> Mapping[str, Any]:
    return {
        "text": value if isinstance(value, str) else None,
        "number": value if isinstance(value, float) else None,
        "at": value if isinstance(value, datetime) else None,
    }


def _shown(value: FactValue) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    return f"{value:.15g}" if isinstance(value, float) else value

"""Penalty cases of the past as another system left them: as many as asked for, with planted anomalies of each kind.

They are written as rows, not told: what our own program refuses (no notice, no certificate, a fine on the
spot above its ceiling) can only come from elsewhere.
"""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from app.kernel.act import CHINA, Act, local_day, start_of_day
from app.kernel.audit import record_many
from app.kernel.calendar import ONE_DAY, Limit, Unit, working_calendar
from app.kernel.clocks import Clock, ClockKind
from app.kernel.places import Official
from app.parties.models import Declaration
from app.parties.words import DeclaredWord
from app.penalties.cases.acts import CaseNote, CauseChange, Discretion, Evidence, Hearing, Payment, PenaltyComplaint
from app.penalties.cases.models import CaseOfficer, OfficerCertificate, PenaltyCase
from app.penalties.models import ViolationItem

BATCH = 400
DAY = timedelta(days=1)
LIMITS = {
    ClockKind.STATUTORY: Limit(90, Unit.CALENDAR_DAY),
    ClockKind.DELIVER: Limit(7),
    ClockKind.PAY: Limit(15, Unit.CALENDAR_DAY),
    ClockKind.PUBLISH: Limit(7),
    ClockKind.REPORT: Limit(2),
    ClockKind.CLUE: Limit(7),
    ClockKind.EVIDENCE: Limit(7),
    ClockKind.SEIZURE: Limit(30, Unit.CALENDAR_DAY),
    ClockKind.COURT: Limit(3, Unit.MONTH),
    ClockKind.INFORM: Limit(5),
    ClockKind.UNPUBLISH: Limit(3),
    ClockKind.RECEIVE: Limit(5),
    ClockKind.ANSWER: Limit(60, Unit.CALENDAR_DAY),
}


@dataclass(frozen=True, slots=True)
class Organ:
    """An organ of the past: its items, two officers with certificates, and its head."""

    organisation_id: int
    county: int
    items: tuple[ViolationItem, ...]
    certificates: tuple[OfficerCertificate, OfficerCertificate]
    head: int
    lawyer: int


@dataclass(slots=True)
class Past:
    """Writes cases of one organ after the other; what is planted is counted by code of its point."""

    act: Act
    organs: list[Organ]
    chance: random.Random
    planted: Counter[str] = field(default_factory=Counter)
    serial: int = 0
    fresh: list[PenaltyCase] = field(default_factory=list)
    heard: list[PenaltyComplaint] = field(default_factory=list)
    """What the trail does not know of yet."""

    def organ(self) -> Organ:
        """Return the organ whose turn it is."""
        return self.organs[self.serial % len(self.organs)]

    def at(self, days: int, hour: int = 10) -> datetime:
        """Return an instant so many days ago, on a working day."""
        day = working_calendar(self.act.session).roll(local_day(self.act.at) - timedelta(days=days))
        return datetime(day.year, day.month, day.day, hour, tzinfo=CHINA)

    def after(self, at: datetime, days: int) -> datetime:
        """Return an instant so many working days later."""
        day = working_calendar(self.act.session).add(local_day(at), days)
        return datetime(day.year, day.month, day.day, 15, tzinfo=CHINA)

    def add(self, row: Any) -> Any:
        """Write a row and give it its id."""
        self.act.session.add(row)
        self.act.session.flush()
        return row

    def case(self, **values: Any) -> PenaltyCase:
        """Write a case with its two officers, which was filed four months ago unless told otherwise."""
        self.serial += 1
        organ = self.organ()
        registered = values.pop("registered_at", None) or self.at(self.chance.randint(120, 280))
        filed = self.after(registered, 2)
        person = self.serial % 5 == 0
        given: dict[str, Any] = {
            "county": organ.county,
            "number": f"{organ.county}-LS-{self.serial:06d}",
            "organisation_id": organ.organisation_id,
            "state": "closed",
            "source": "inspection",
            "place": f"历史案件地点{self.serial}",
            "facts_text": "由原系统转入",
            "acted_on": local_day(registered),
            "found_on": local_day(registered),
            "party_kind": "person" if person else "organisation",
            "party_name": f"历史当事人{self.serial}",
            "party_hash": f"past-{self.serial}",
            "item_id": organ.items[self.serial % len(organ.items)].id,
            "registered_by": organ.certificates[0].official_id,
            "registered_at": registered,
            "filed_at": filed,
            "filed_by": organ.head,
            "lapsed_on": local_day(registered) + timedelta(days=731),
        }
        made: PenaltyCase = PenaltyCase(**(given | values))
        made.officers = [
            CaseOfficer(county=organ.county, official_id=one.official_id, certificate_id=one.id)
            for one in organ.certificates
        ]
        self.add(made)
        self.fresh.append(made)
        return made

    def fined(self, **values: Any) -> PenaltyCase:
        """Write a lawful penalty: told, decided within the range, served, published and paid in time."""
        case = self.case(registered_at=values.pop("registered_at", None))
        organ, filed = self.organ(), case.filed_at or case.registered_at
        decided = values.pop("decided_at", None) or self.after(filed, self.chance.randint(15, 40))
        served = self.after(decided, self.chance.randint(0, 4) or 1)
        amount = Decimal(self.chance.randint(20, 40)) * 100
        given: dict[str, Any] = {
            "decision": "penalise",
            "fine": amount,
            "proposed": amount,
            "lowest": Decimal(1500),
            "highest": Decimal(4500),
            "legal_lowest": Decimal(1000),
            "legal_highest": Decimal(10_000),
            "noticed": amount,
            "noticed_first": amount,
            "noticed_at": self.after(filed, 8),
            "decided_at": decided,
            "decided_on": local_day(decided),
            "decided_by": organ.head,
            "served_at": served,
            "proposer_id": organ.certificates[0].official_id,
            "published_at": self.after(decided, 2),
            "pay_until": local_day(served) + timedelta(days=15),
            "paid": amount,
            "ended_at": self.after(served, 9),
        }
        for name, value in (given | values).items():
            setattr(case, name, value)
        self.act.session.flush()
        self.pay(case)
        self.clock(case, ClockKind.STATUTORY, filed, decided)
        self.clock(case, ClockKind.DELIVER, decided, served)
        return case

    def pay(self, case: PenaltyCase) -> None:
        """Write the bank's receipt of what was paid, on the last day at the latest: else a surcharge would grow."""
        if not case.paid or case.pay_until is None or case.ended_at is None:
            return
        day = min(local_day(case.ended_at), case.pay_until)
        self.add(
            Payment(
                county=case.county,
                case_id=case.id,
                receipt=f"LS{case.county}{self.serial:08d}",
                amount=case.paid,
                paid_on=day,
                at=case.ended_at,
            )
        )

    def on_spot(self, **values: Any) -> PenaltyCase:
        """Write a decision on the spot that was reported the next day."""
        case = self.case(filed_at=None, filed_by=None)
        fine = (
            Decimal(self.chance.randint(1, 4) * 50)
            if case.party_kind == "person"
            else Decimal(self.chance.randint(2, 30) * 100)
        )
        at = case.registered_at
        given: dict[str, Any] = {
            "summary": True,
            "decision": "penalise",
            "fine": fine,
            "proposed": fine,
            "lowest": Decimal(50),
            "highest": Decimal(5000),
            "legal_lowest": Decimal(50),
            "decided_at": at,
            "decided_on": local_day(at),
            "served_at": at,
            "decided_by": self.organ().certificates[0].official_id,
            "reported_at": self.after(at, 1),
            "paid": fine,
        }
        for name, value in (given | values).items():
            setattr(case, name, value)
        self.act.session.flush()
        self.clock(case, ClockKind.REPORT, at, self.after(at, 1))
        return case

    def ended(self, state: str, **values: Any) -> PenaltyCase:
        """Write a case that ended without decision, with reasons and the head's approval."""
        case = self.case(state=state, reason="情节轻微，已改正", approved_by=self.organ().head, **values)
        case.ended_at = self.after(case.registered_at, 3)
        return case

    def withdrawn(self, *, checked: bool = True, **values: Any) -> PenaltyCase:
        """Write a filing that was withdrawn, reviewed and discussed."""
        case = self.ended("withdrawn", **values)
        for what in ("review", "discussion") if checked else ():
            self.note(case, what, "passed")
        return case

    def note(self, case: PenaltyCase, what: str, result: str = "", by: int | None = None) -> None:
        """Write a note of a case, by the lawyer unless told otherwise."""
        at = (case.filed_at or case.registered_at) + DAY
        self.add(
            CaseNote(
                county=case.county,
                case_id=case.id,
                what=what,
                result=result,
                text="意见",
                at=at,
                by=by or self.organ().lawyer,
            )
        )

    def clock(self, subject: Any, what: ClockKind, start: datetime, stopped: datetime | None) -> Clock:
        """Write a clock that began on a day and stopped at an instant, or still runs."""
        limit, begun = LIMITS[what], local_day(start)
        due = working_calendar(self.act.session).due(begun, limit)
        at = start_of_day(due + ONE_DAY)
        row: Clock = self.add(
            Clock(
                county=subject.county,
                subject_kind=subject.kind,
                subject_id=subject.id,
                what=str(what),
                organisation_id=self.organ().organisation_id,
                started_on=begun,
                started_at=start,
                limit_value=limit.value,
                limit_unit=str(limit.unit),
                due_on=due,
                due_at=at,
                warn_at=at - DAY,
                stopped_at=stopped,
            )
        )
        return row

    def complaint(self, days: int = 20, **values: Any) -> PenaltyComplaint:
        """Write a complaint that was taken up and answered."""
        self.serial += 1
        organ, made = self.organ(), self.at(days)
        given: dict[str, Any] = {
            "county": organ.county,
            "organisation_id": organ.organisation_id,
            "text": "执法程序有疑问",
            "made_at": made,
            "query_code": f"PAST{self.serial:08d}",
            "accepted_at": made + DAY,
            "handler_id": organ.head,
            "answered_at": made + 2 * DAY,
        }
        row: PenaltyComplaint = self.add(PenaltyComplaint(**(given | values)))
        self.heard.append(row)
        return row


def _late(past: Past, what: ClockKind, case: PenaltyCase) -> None:
    start = case.decided_at or case.registered_at
    past.clock(case, what, start, start + 150 * DAY)


def _two_fines(p: Past) -> None:
    first = p.fined(act_key=f"act-{p.serial}")
    p.fined(act_key=first.act_key, party_hash=first.party_hash, registered_at=first.registered_at + 30 * DAY)


def _repeated(p: Past) -> None:
    at = p.at(100)
    first = p.ended("clue_closed", registered_at=at)
    p.serial += len(p.organs) - 1  # the same organ once more
    p.ended(
        "clue_closed",
        registered_at=at + 20 * DAY,
        party_hash=first.party_hash,
        place=first.place,
        item_id=first.item_id,
    )


def _held(p: Past, what: ClockKind) -> None:
    case = p.fined()
    at = case.filed_at or case.registered_at
    kept = p.add(
        Evidence(
            county=case.county,
            case_id=case.id,
            evidence_kind="object",
            description="扣留物品",
            added_at=at,
            added_by=None,
        )
    )
    p.clock(kept, what, at, at + 120 * DAY)


def _change(p: Past, **values: Any) -> None:
    case, items = p.fined(), p.organ().items
    given: dict[str, Any] = {
        "county": case.county,
        "case_id": case.id,
        "from_item_id": items[0].id,
        "to_item_id": items[-1].id,
        "reason": "定性调整",
        "approved_by": p.organ().head,
        "at": case.noticed_at,
        "number": 1,
        "lighter": False,
        "after_notice": False,
    }
    p.add(CauseChange(**(given | values)))


def _judged(p: Past) -> None:
    case = p.fined()
    version = case.item.versions[-1] if case.item is not None else None
    assert version is not None
    p.add(
        Discretion(
            county=case.county,
            case_id=case.id,
            number=2,
            version_id=version.id,
            facts={},
            facts_key="past",
            outcome="range",
            lo=Decimal(1500),
            hi=Decimal(4500),
            proposed=case.fine,
            fell=True,
            at=case.noticed_at,
            by=None,
        )
    )


def _certificate(p: Past) -> None:
    case = p.fined()
    case.officers[1].left_at = case.filed_at  # one officer alone


def _interest(p: Past) -> None:
    case = p.fined()
    p.add(
        Declaration(
            county=case.county,
            official_id=case.officers[0].official_id,
            organisation_id=case.organisation_id,
            year=case.acted_on.year,
            what=str(DeclaredWord.HOLDING),
            name=case.party_name,
            number_hash=case.party_hash,
            text="配偶持股",
            declared_on=case.acted_on,
        )
    )


def _cash(p: Past) -> None:
    case = p.on_spot()
    p.add(
        Payment(
            county=case.county,
            case_id=case.id,
            receipt=f"XJ{p.serial:08d}",
            amount=Decimal(150),
            paid_on=case.decided_on,
            cash=True,
            at=case.decided_at,
            by=case.decided_by,
        )
    )


def _heap(p: Past) -> bool:
    """Heap complaints on an officer who has none yet; False when all of them have."""
    officers = [one.official_id for organ in p.organs for one in organ.certificates]
    if p.planted["P7.heap"] >= len(officers):
        return False
    for days in (60, 30, 10):
        p.complaint(days, official_id=officers[p.planted["P7.heap"]])
    return True


def _own_complaint(p: Past) -> bool:
    """Let somebody handle a complaint about himself, once each: more would be a heap; False when all have."""
    people = sorted({person for organ in p.organs for person in (organ.head, organ.lawyer)})
    if p.planted["P7.own"] >= len(people):
        return False
    person = people[p.planted["P7.own"]]
    p.complaint(150, official_id=person, handler_id=person)
    return True


def _standard(p: Past) -> None:
    case = p.ended("not_filed")
    p.add(
        Evidence(
            county=case.county,
            case_id=case.id,
            evidence_kind="record",
            description="笔录",
            added_at=case.registered_at,
            proves_filing=True,
        )
    )


def _unpaid(p: Past) -> None:
    case = p.fined(state="served", paid=Decimal(0))
    p.clock(case, ClockKind.PAY, case.served_at or case.registered_at, None)


def _own_review(p: Past) -> None:
    case = p.fined()
    p.note(case, "review", "passed", by=case.officers[0].official_id)


def _contact(p: Past) -> None:
    p.note(p.withdrawn(), "contact")


def _hearing(p: Past) -> None:
    case = p.fined(hearing_due=True, hearing_told=True)
    p.add(Hearing(county=case.county, case_id=case.id, requested_at=case.noticed_at))


ANOMALIES: dict[str, Callable[[Past], Any]] = {
    "P1.unapproved": lambda p: setattr(p.ended("clue_closed"), "reason", ""),
    "P1.repeated": _repeated,
    "P1.uninformed": lambda p: _late(p, ClockKind.INFORM, p.ended("clue_closed", source="complaint")),
    "P2.standard_met": _standard,
    "P2.late": lambda p: _late(p, ClockKind.CLUE, p.fined()),
    "P3.lighter": lambda p: _change(p, lighter=True),
    "P3.after_notice": lambda p: _change(p, after_notice=True),
    "P3.again": lambda p: _change(p, number=2),
    "P4.range": lambda p: p.fined(
        fine=Decimal(4600), noticed=Decimal(4600), noticed_first=Decimal(4600), paid=Decimal(4600)
    ),
    "P4.kind": lambda p: p.fined(unlisted_kind=True),
    "P4.after_plea": lambda p: p.fined(pleaded=True, noticed_first=Decimal(1500)),
    "P4.two_fines": _two_fines,
    "P4.below_minimum": lambda p: p.fined(fine=Decimal(800), paid=Decimal(800), lowest=Decimal(0), reduced=True),
    "P4.summary": lambda p: p.on_spot(fine=Decimal(4000), paid=Decimal(4000)),
    "P4.cash": _cash,
    "P4.edited": _judged,
    "P5.unchecked": lambda p: p.withdrawn(checked=False),
    "P5.after_notice": lambda p: p.withdrawn(noticed_first=Decimal(2000)),
    "P5.after_contact": _contact,
    "P6.decision": lambda p: _late(p, ClockKind.STATUTORY, p.case(state="investigating")),
    "P6.service": lambda p: _late(p, ClockKind.DELIVER, p.on_spot()),
    "P6.evidence": lambda p: _held(p, ClockKind.EVIDENCE),
    "P6.seizure": lambda p: _held(p, ClockKind.SEIZURE),
    "P6.report": lambda p: _late(p, ClockKind.REPORT, p.fined()),
    "P6.payment": _unpaid,
    "P6.court": lambda p: _late(p, ClockKind.COURT, p.fined()),
    "P6.lapsed": lambda p: setattr(case := p.fined(), "lapsed_on", case.found_on),
    "P7.unaccepted": lambda p: (
        (made := p.complaint(40)) and p.clock(made, ClockKind.RECEIVE, made.made_at, made.made_at + 20 * DAY)
    ),
    "P7.unanswered": lambda p: (made := p.complaint(80)) and p.clock(made, ClockKind.ANSWER, made.made_at, None),
    "P7.own": _own_complaint,
    "P7.heap": _heap,
    "PP.certificate": _certificate,
    "PP.review": lambda p: p.fined(review_needed=True),
    "PP.discussion": lambda p: p.fined(discussion_needed=True),
    "PP.notice": lambda p: p.fined(noticed_at=None),
    "PP.hearing": _hearing,
    "PP.recusal": _interest,
    "PP.four_eyes": _own_review,
    "PP.still_public": lambda p: _late(p, ClockKind.UNPUBLISH, p.fined()),
    "PP.gap": lambda p: p.fined(proposed=None),
}
"""How each red condition comes about; every one alone."""


def write_past(act: Act, count: int, organs: list[Organ], seed: int = 7) -> Counter[str]:
    """Write so many cases and plant each anomaly once a thousand cases, at least once; returns what was planted."""
    past = Past(act, organs, random.Random(seed))  # noqa: S311 - invented cases
    for _ in range(max(1, count // 1000)):
        for code, plant in ANOMALIES.items():
            past.serial += 1
            past.planted[code] += plant(past) is not False
        _told(past)
    while past.serial < count:
        kind = past.chance.random()
        if kind < 0.75:
            past.fined()
        elif kind < 0.92:
            past.on_spot()
        else:
            past.ended("not_filed")
        if len(past.fresh) >= BATCH:
            _told(past)
    _told(past)
    return past.planted


def _told(past: Past) -> None:
    """Let the trail know of the cases written since, and let go of them."""
    session = past.act.session
    session.flush()
    record_many(past.act, [("penalty.imported", case, {"number": case.number}) for case in past.fresh])
    record_many(past.act, [("penalty.complained", row, {}) for row in past.heard])
    past.fresh.clear()
    past.heard.clear()
    session.flush()
    session.expunge_all()


def organs_of(act: Act) -> list[Organ]:
    """Return the organs with penalty items and two certified officers, for cases of the past."""
    found: list[Organ] = []
    homes = act.session.scalars(
        select(OfficerCertificate.organisation_id).distinct().order_by(OfficerCertificate.organisation_id)
    )
    for home in homes.all():
        items = act.session.scalars(
            select(ViolationItem).where(ViolationItem.organisation_id == home).order_by(ViolationItem.id).limit(20)
        ).all()
        held = act.session.scalars(
            select(OfficerCertificate)
            .where(OfficerCertificate.organisation_id == home)
            .order_by(OfficerCertificate.id)
            .limit(2)
        ).all()
        enforcing = [one.official_id for one in held]
        others = act.session.scalars(
            select(Official.id)
            .where(Official.organisation_id == home, Official.id.not_in(enforcing))
            .order_by(Official.id)
            .limit(2)
        ).all()
        if items and len(held) == 2 and others:
            found.append(Organ(home, items[0].county, tuple(items), (held[0], held[1]), others[0], others[-1]))
    return found

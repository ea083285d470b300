"""Honest courses of penalties: clues, causes, amounts, deadlines, complaints, process."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from app.kernel.clocks import ClockKind
from app.parties.models import Declaration
from tests.conftest import NOW
from tests.honest.registry import Courses
from tests.penalties.building import PenaltyBuilder
from tests.penalties.test_points import _below, _heap, _heard, _needs, _paying, _peers, _proven, _two
from tests.supervision.building import DAY

PENALTIES = Courses(PenaltyBuilder)
FRIDAY, SUNDAY, TODAY = date(2026, 9, 18), date(2026, 9, 20), date(2026, 9, 21)
EVENING = timedelta(hours=10)
B = PenaltyBuilder
Y = Decimal


def in_time(b: B, what: ClockKind, subject: Any = None) -> None:
    """Done on the evening of the last day; not over yet; and another clock of the like that ran out."""
    make = subject or b.fined
    b.clock(make(), what, FRIDAY, stopped_at=NOW - 3 * DAY + EVENING)
    b.clock(make(), what, TODAY)
    b.clock(make(), what, None, suspended_on=FRIDAY)
    b.clock(make(), ClockKind.STEP, FRIDAY)
    b.clock(make(), what, FRIDAY, subject_kind="approval")


def clocks(what: ClockKind, subject: Any = None) -> Any:
    return lambda b: in_time(b, what, (lambda: subject(b)) if subject else None)


def held(what: ClockKind) -> Any:
    def happens(b: B) -> None:
        b.held(what, FRIDAY, stopped_at=NOW - 3 * DAY + EVENING)
        b.held(what, TODAY)
        b.held(ClockKind.STEP, FRIDAY)
        b.held(what, FRIDAY, subject_kind="approval")

    return happens


def followed(b: B) -> None:
    """The first report was filed and punished, the second was put away as the same matter."""
    same = {"party_hash": "same", "place": "五四路"}
    b.fined(registered_at=NOW - 60 * DAY, **same)
    b.ended("clue_closed", filed_at=None, **same)
    for place in ("湖东路", "五一路"):
        b.ended("clue_closed", party_hash="chain", place=place, filed_at=None)
    for _ in range(2):
        b.ended("not_filed", party_hash="weighed", place="六一路", filed_at=None)
    for item in b.items:
        b.ended("clue_closed", party_hash="two causes", item_id=item.id, filed_at=None)
    for name in ("甲", "乙"):
        b.ended("clue_closed", party_hash=None, party_name=name, filed_at=None)
    old = {"party_hash": "old", "filed_at": None}
    b.ended("clue_closed", registered_at=NOW - 400 * DAY, ended_at=NOW - 390 * DAY, **old)
    b.ended("clue_closed", **old)


def annulled(b: B) -> None:
    """The first fine fell in reconsideration; another party did the like; and one party did two different acts."""
    b.fined("0", act_key="act", party_hash="same", decided_at=NOW - 9 * DAY)
    b.fined(act_key="act", party_hash="same")
    b.fined(act_key="act", party_hash="another", decided_at=NOW - 8 * DAY, decision="none")
    _two(b, None)
    b.fined(act_key="other act", party_hash="same")


def lost_in_court(b: B, fine: str = "0") -> None:
    """A lawful fine that a court set aside, or made smaller, is still the fine that the organ imposed."""
    for now in (fine, "1000"):
        case = b.fined(now)
        b.note(case, "remedy", "reconsideration", ended_at=NOW - DAY)
        b.note(case, "remedy", "suit", amount=Y(40_000), ended_at=NOW)


def collected(b: B, case: Any = None) -> None:
    """Before the party pays, the reminder and the request to the court name more than the fine: surcharges grow."""
    for what in ("reminder", "court"):
        b.note(case or b.fined(), what, amount=Y(80_000))


def in_range(b: B) -> None:
    collected(b)
    b.note(b.fined(), "recheck", amount=Y(5_000))
    b.fined("73000")
    b.fined("37000")
    b.fined("90000", decision="none")
    lost_in_court(b)


def pleaded(b: B) -> None:
    more = {"pleaded": True, "noticed_first": Y(39_000)}
    b.hearing_of(b.fined(**more), held_at=NOW - 2 * DAY)
    b.fined(pleaded=True)
    b.fined(pleaded=False, noticed_first=Y(39_000))
    collected(b, b.fined(pleaded=True))
    eased = b.fined("50000", pleaded=True, noticed_first=Y(40_000))
    b.note(eased, "remedy", "reconsideration", amount=Y(40_000))
    again = b.fined("60000", pleaded=True, noticed_first=Y(40_000))
    b.note(again, "remedy", "reconsideration")
    b.note(again, "remedy", "suit", amount=Y(40_000))


def reduced(b: B) -> None:
    _below(b, minutes=True)
    b.fined("10000", lowest=Y(0))
    b.fined("5000", decision="none")
    lost_in_court(b)
    b.note(b.fined(), "recheck", amount=Y(5_000))


def at_the_ceiling(b: B) -> None:
    b.on_spot("3000")
    b.on_spot("200", party_kind="person")
    b.fined("40000", party_kind="person")
    b.on_spot("9000", decision="none")
    for kind, fine in (("organisation", "3000"), ("person", "200")):
        collected(b, b.on_spot(fine, party_kind=kind))
        raised = b.on_spot("9000", party_kind=kind)
        b.note(raised, "remedy", "reconsideration")
        b.note(raised, "remedy", "suit", amount=Y(fine))


def cash(b: B) -> None:
    b.payment()
    b.payment(ground="", amount=Y(100))
    b.payment(ground="", cash=False)


def near_the_others(b: B) -> None:
    _peers(b, "50000")
    _peers_of(b, "few", 2)
    b.fined("70000", facts_key=None)
    for proposer, fine in ((b.handler, 40_000), (b.handler, 40_000), (b.handler, 40_000), (b.officer, 70_000)):
        # A standard that leaves no choice was raised.
        b.fined(str(fine), facts_key="fixed", lowest=Y(fine), highest=Y(fine), proposer_id=proposer.id)
    for _ in range(4):
        b.fined("200000", facts_key="large", proposer_id=b.handler.id, lowest=Y(180_000), highest=Y(220_000))
    _warned_otherwise(b)
    _raised_later(b)


def _warned_otherwise(b: B) -> None:
    """Two were fined and two only warned: too few fines to compare."""
    for warned in (False, False, True, True):
        case = b.fined(facts_key="warned", proposer_id=b.handler.id, decided_at=NOW - 3 * DAY)
        if warned:
            case.fine = case.proposed = None
    b.fined("70000", facts_key="warned")


def _raised_later(b: B) -> None:
    """As the others were at the time; the others grew stricter afterwards."""
    for days, fine, proposer, times in (
        (5, "40000", b.handler, 3),
        (4, "40000", b.officer, 1),
        (2, "73000", b.handler, 5),
    ):
        for _ in range(times):
            b.fined(fine, facts_key="later", proposer_id=proposer.id, decided_at=NOW - days * DAY)


def _peers_of(b: B, key: str, others: int) -> None:
    for _ in range(others):
        b.fined("40000", facts_key=key, proposer_id=b.handler.id, decided_at=NOW - 3 * DAY)
    b.fined("70000", facts_key=key)


def statistics(b: B, what: str, other: str) -> None:
    b.measure(what, handled=19)
    b.measure(what, deviation=3.0, month="2026-08")
    b.measure(what, probability=0.001, month="2026-07")
    b.measure(other)


def withdrawn_in_order(b: B) -> None:
    b.withdrawn()
    b.ended("closed", noticed_first=Y(1))
    b.ended("withdrawn", ended_at=None, noticed_first=Y(1))


def withdrawn_otherwise(b: B) -> None:
    b.withdrawn(checked=False)
    b.withdrawn(noticed_first=Y(1))
    b.note(b.withdrawn(), "contact")
    over = b.ended("closed")
    for what in ("review", "discussion"):
        b.note(over, what)
        b.note(b.withdrawn(checked=False), what)
        half = b.withdrawn(checked=False)
        b.note(half, what)
        b.note(half, "call")


def touched_otherwise(b: B) -> None:
    b.withdrawn()
    b.note(b.withdrawn(), "call")
    b.note(b.fined(), "contact")
    b.note(b.ended("closed"), "contact")


def soon(b: B) -> None:
    soon_day = date(2026, 9, 25)
    b.clock(b.penalty(), ClockKind.STATUTORY, soon_day, stopped_at=NOW)
    b.clock(b.penalty(), ClockKind.STATUTORY, date(2026, 10, 8))
    b.clock(b.penalty(), ClockKind.STATUTORY, FRIDAY)
    b.clock(b.penalty(), ClockKind.DELIVER, soon_day)
    b.clock(b.penalty(), ClockKind.STATUTORY, soon_day, subject_kind="approval")


def paying(b: B) -> None:
    _paying(b, under_remedy=True, paid=Y(1))
    _paying(b, surcharge_from=date(2026, 9, 11))
    _paying(b, reminded_at=NOW)
    _paying(b, paid=Y(40_000))
    _paying(b, date(2026, 9, 17))
    _paying(b, state="closed")
    b.clock(b.fined(), ClockKind.PAY, date(2026, 9, 10), stopped_at=NOW)
    b.clock(b.fined(), ClockKind.DELIVER, date(2026, 9, 10))
    b.clock(b.fined(), ClockKind.PAY, date(2026, 9, 10), subject_kind="approval")


def continuing(b: B) -> None:
    over = date(2026, 1, 1)
    b.penalty(lapsed_on=date(2026, 8, 21))
    b.penalty(lapsed_on=over, state="clue", filed_at=None)
    b.fined(lapsed_on=over, decision="none")
    b.penalty(lapsed_on=over, state="withdrawn")
    b.fined()


def complaint_in_time(what: ClockKind) -> Any:
    return clocks(what, lambda b: b.complaint())


def far_apart(b: B) -> None:
    _heap(b, 2)
    b.complaint(made_at=NOW - 95 * DAY)
    for person in (None, None, None, b.head.id, b.head.id):
        b.complaint(official_id=person)


def renewed(b: B) -> None:
    """One officer's certificate ran out in August; the one that followed is valid."""
    case = b.fined(officers=False)
    old = b.certificate(b.second, valid_from=date(2023, 9, 1), valid_to=date(2026, 8, 31))
    b.certificate(b.second, valid_from=date(2026, 9, 1), valid_to=date(2029, 8, 31))
    for certificate in (old, b.certificates[0]):
        b.on_case(case, certificate)
    b.on_case(b.on_spot("100", officers=False), b.certificates[0])
    b.fined(officers=False, decision="none")


def interests(b: B) -> None:
    """Declared after the decision; ended before; in another party; by one who left the case; about a mere clue."""

    def declared(party: str, **values: Any) -> None:
        given = {
            "county": 350102,
            "official_id": b.officer.id,
            "organisation_id": b.organ.id,
            "year": 2026,
            "what": "recusal",
            "name": "亲属公司",
            "number_hash": party,
            "text": "配偶",
            "declared_on": date(2026, 1, 1),
        }
        b.add(Declaration(**(given | values)))

    b.fined(party_hash="later")
    declared("later", declared_on=TODAY)
    b.penalty(party_hash="ended")
    declared("ended", ended_on=date(2026, 5, 1))
    b.penalty(party_hash="party")
    declared("stranger")
    left = b.penalty(party_hash="left", officers=False)
    b.on_case(left, b.certificates[0], left_at=NOW - 19 * DAY)
    declared("left")
    b.penalty(party_hash="colleague")
    declared("colleague", official_id=b.head.id)
    b.penalty(party_hash="clue", filed_at=None, state="clue")
    declared("clue")


def four_persons(b: B) -> None:
    case = b.fined()
    b.note(case, "review", "passed")
    b.note(case, "contact", by=b.officer.id)
    b.on_case(b.penalty(), b.certificate(b.lawyer))
    b.on_spot("100", decided_by=b.officer.id)
    b.fined(decided_by=b.officer.id, decision="none")


def examined(b: B) -> None:
    b.qualified(obtained_on=date(2019, 3, 1))
    case = b.fined("60000", review_needed=True)
    b.note(case, "review", "passed")
    b.note(case, "review", "back", by=b.handler.id)
    b.note(case, "discussion", "passed", by=b.handler.id)
    b.note(b.fined(), "review", "passed", by=b.handler.id)
    b.note(b.penalty(review_needed=True), "review", "passed", by=b.handler.id)


def whole_record(b: B) -> None:
    b.on_spot("100")
    b.fined(state="closed")
    b.penalty(filed_at=None, state="clue")
    b.fined(state="closed", decision="transfer", served_at=None, proposed=None)
    b.fined(served_at=None, state="decided")
    b.fined(paid=Y(40_000))
    b.fined(decision="none", proposed=None)


PENALTIES.note(
    {
        "P1.declined": lambda b: (
            b.ended("not_filed"),
            b.ended("clue_closed", reason=""),
            b.ended("clue_closed", ended_at=None),
        ),
        "P1.unapproved": lambda b: (b.ended("clue_closed"), b.ended("not_filed", reason="")),
        "P1.repeated": followed,
        "P1.uninformed": clocks(ClockKind.INFORM, lambda b: b.ended("not_filed", source="complaint")),
        "P2.unfiled": lambda b: (b.ended("filed"), _proven(b, proves=True)),
        "P2.standard_met": lambda b: (
            _proven(b, proves=False),
            b.evidence_of(b.penalty(), proves_filing=True),
            b.evidence_of(b.withdrawn(), proves_filing=True),
        ),
        "P2.late": clocks(ClockKind.CLUE),
        "P2.rate": lambda b: statistics(b, "unfiled", "withdrawn"),
        "P3.changed": lambda b: (b.change(lighter=True), b.change(after_notice=True), b.change(number=2)),
        "P3.lighter": lambda b: b.change(),
        "P3.after_notice": lambda b: b.change(),
        "P3.again": lambda b: b.change(),
        "P4.range": in_range,
        "P4.by_hand": lambda b: (
            b.fined(),
            b.fined(highest=None),
            b.fined(out_of_range=True),
            b.fined(out_of_range=True, highest=None, decision="none"),
        ),
        "P4.kind": lambda b: (b.fined(other_penalties=["没收违法所得"]), b.fined(unlisted_kind=True, decision="none")),
        "P4.after_plea": pleaded,
        "P4.two_fines": annulled,
        "P4.below_minimum": reduced,
        "P4.summary": at_the_ceiling,
        "P4.cash": cash,
        "P4.peer": near_the_others,
        "P4.edited": lambda b: b.judged(),
        "P5.withdrawn": withdrawn_otherwise,
        "P5.unchecked": withdrawn_in_order,
        "P5.after_notice": withdrawn_in_order,
        "P5.after_contact": touched_otherwise,
        "P5.rate": lambda b: statistics(b, "withdrawn", "unfiled"),
        "P6.decision": clocks(ClockKind.STATUTORY),
        "P6.near": soon,
        "P6.service": clocks(ClockKind.DELIVER),
        "P6.evidence": held(ClockKind.EVIDENCE),
        "P6.seizure": held(ClockKind.SEIZURE),
        "P6.report": clocks(ClockKind.REPORT, lambda b: b.on_spot("100")),
        "P6.payment": paying,
        "P6.court": clocks(ClockKind.COURT),
        "P6.lapsed": continuing,
        "P7.made": lambda b: b.fined(),
        "P7.unaccepted": complaint_in_time(ClockKind.RECEIVE),
        "P7.unanswered": complaint_in_time(ClockKind.ANSWER),
        "P7.own": lambda b: (b.complaint(handler_id=b.head.id), b.complaint(official_id=None)),
        "P7.heap": far_apart,
        "PP.certificate": renewed,
        "PP.review": lambda b: (
            _needs(b, "review"),
            _needs(b, "review", "passed", review_needed=True),
            b.fined(review_needed=True, decision="none"),
        ),
        "PP.discussion": lambda b: (
            _needs(b, "discussion"),
            _needs(b, "discussion", "done", discussion_needed=True),
            b.fined(discussion_needed=True, decision="none"),
        ),
        "PP.notice": lambda b: (b.on_spot("100"), b.fined(), b.fined(noticed_at=None, decision="none")),
        "PP.hearing": lambda b: (
            _heard(b, held_at=NOW - 2 * DAY),
            b.fined(hearing_due=True, hearing_told=True),
            b.fined(),
            b.fined(hearing_due=True, decision="none"),
        ),
        "PP.recusal": interests,
        "PP.four_eyes": four_persons,
        "PP.reviewer": examined,
        "PP.date_moved": lambda b: (b.correction(moves_date=False), b.correction(approved_at=None)),
        "PP.unpublished": clocks(ClockKind.PUBLISH),
        "PP.still_public": clocks(ClockKind.UNPUBLISH),
        "PP.gap": whole_record,
    }
)

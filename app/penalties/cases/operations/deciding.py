"""Deciding: on the spot or in the ordinary way, and handing the decision over (art. 51 to 53, 57 to 61)."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from app.kernel.act import Act, start_of_day
from app.kernel.audit import record
from app.kernel.calendar import Limit, Unit
from app.kernel.clocks import ClockKind, running_clocks, start_clock, stop_clock
from app.kernel.errors import Incomplete, NotAllowed, OutOfOrder
from app.kernel.words import N_, Word
from app.penalties.cases.guards import (
    LIGHT_KINDS,
    SUMMARY_ORGANISATION,
    SUMMARY_PERSON,
    begin,
    certified,
    check_apart,
    check_interests,
    discussion_is_a_must,
    needed,
    note,
    review_is_a_must,
    rule_of,
)
from app.penalties.cases.limits import check_legal, limits_on
from app.penalties.cases.models import CaseOfficer, CaseState, Decision, PenaltyCase
from app.penalties.cases.notices import tell_officers, tell_party
from app.penalties.cases.operations.clue import lapse
from app.penalties.cases.operations.discretion import check_amount, holds, weigh
from app.penalties.cases.operations.filing import check_item
from app.penalties.cases.papers import issue, money, named, ranges_of, remedy_text
from app.penalties.cases.readiness import check_limitation, check_one_fine, lacks
from app.penalties.cases.told import SPARED, SpareGround, heard_of, proofs_of
from app.penalties.models import ViolationItem

SERVE = Limit(7, basis=N_("Administrative Penalty Law art. 61"))
PAY = Limit(15, Unit.CALENDAR_DAY, basis=N_("Administrative Penalty Law art. 67"))
COURT = Limit(9, Unit.MONTH, basis=N_("Administrative Coercion Law art. 53: three months after the six of a suit"))
PUBLISH_BASIS = N_("Administrative Penalty Law art. 48")
REPORT_BASIS = N_("Administrative Penalty Law art. 52(3)")
PAPER_OF = {
    Decision.PENALISE: "penalty",
    Decision.NONE: "no_penalty",
    Decision.NOT_PROVED: "no_penalty",
    Decision.TRANSFER: "transfer",
}


class ServeWay(Word):
    """How a decision is served (art. 61; Civil Procedure Law)."""

    HAND = "hand", N_("Handed over")
    POST = "post", N_("By post")
    ELECTRONIC = "electronic", N_("Electronically, with the party's consent")
    LEFT = "left", N_("Left with a witness")
    PUBLIC = "public", N_("By public notice")


WAYS = {
    ServeWay.HAND: "直接送达",
    ServeWay.POST: "邮寄送达",
    ServeWay.ELECTRONIC: "电子送达（经受送达人同意）",
    ServeWay.LEFT: "留置送达",
    ServeWay.PUBLIC: "公告送达",
}
"""As the receipt of delivery, which is in Chinese, says it."""


def decide_on_spot(
    act: Act,
    case: PenaltyCase,
    item: ViolationItem,
    officers: Sequence[int],
    facts: Mapping[str, Any],
    fine: Decimal,
    *,
    plea: str,
    reason: str = "",
    edit_number: int | None = None,
) -> None:
    """Decide on the spot: a warning, at most 200 yuan for a person, 3,000 for an organisation (art. 51).

    The party is told before and its answer is written down (art. 44, 45); the numbered form is handed over
    at once; the decision is reported for file within two working days.
    """
    begin(act, case, "decide_on_spot", edit_number=edit_number)
    check_item(case, item)
    rule = rule_of(act, case.organisation)
    certificates = certified(act, case.organisation_id, officers, rule.summary_officers)
    check_interests(act, case, officers)
    check_one_fine(act, case, fine)
    plea = needed(plea, "plea")
    if not act.actor.is_platform and act.actor.official_id not in officers:
        raise NotAllowed(N_("You are not one of the officers on this case. Ask the head to put you on it."))
    check_amount(fine, "fine")
    highest = SUMMARY_PERSON if case.party_kind == "person" else SUMMARY_ORGANISATION
    if fine > highest:
        raise NotAllowed(
            N_("On the spot at most %(amount)s yuan may be fined (Penalty Law art. 51). File the case instead."),
            amount=money(highest),
            field="fine",
        )
    case.item, case.lapsed_on = item, lapse(case.acted_on, item)
    for certificate in certificates:
        case.officers.append(
            CaseOfficer(county=case.county, official_id=certificate.official_id, certificate_id=certificate.id)
        )
    act.session.flush()
    weigh(act, case, facts, fine, reason=reason)
    check_limitation(case)
    if not set(case.other_penalties or ()) <= LIGHT_KINDS or case.reduced:
        raise NotAllowed(
            N_(
                "On the spot there is a warning or a small fine and nothing else (Penalty Law art. 51). File the case "
                "instead."
            )
        )
    note(act, case, "plea", plea)
    case.summary, case.decision, case.state, case.fine = True, Decision.PENALISE, CaseState.SERVED, fine
    case.decided_at = case.served_at = act.at
    case.decided_on, case.decided_by = act.on, act.actor.official_id
    stop_clock(act, case, ClockKind.CLUE)
    start_clock(act, case, ClockKind.REPORT, Limit(rule.report_days, basis=REPORT_BASIS))
    await_payment(act, case)
    paper = issue(
        act,
        case,
        "on_spot",
        amount=fine,
        others=case.other_penalties or [],
        proofs=proofs_of(act, case),
        plea=plea,
        ranges=ranges_of(case),
        officers=named(case),
        pay_until=case.pay_until,
        remedy=remedy_text(case),
    )
    record(act, "penalty.decided_on_spot", case, item=item.code, fine=fine, document=paper.number)


def report_summary(act: Act, case: PenaltyCase, edit_number: int | None = None) -> None:
    """Report a decision on the spot for file (art. 52(3))."""
    begin(act, case, "report_summary", edit_number=edit_number)
    if not case.summary or case.reported_at is not None:
        raise OutOfOrder(N_("Only a decision on the spot is reported for file, and once."))
    case.reported_at = act.at
    stop_clock(act, case, ClockKind.REPORT)
    record(act, "penalty.reported", case)


def decide(
    act: Act,
    case: PenaltyCase,
    decision: Decision,
    opinion: str,
    *,
    fine: Decimal | None = None,
    ground: SpareGround | None = None,
    edit_number: int | None = None,
) -> None:
    """Decide (art. 57). A penalty needs its notice, and legal review and discussion where they are a must.

    What the law spares needs its ground, which the instrument cites.
    """
    begin(act, case, "decide", edit_number=edit_number)
    needed(opinion, "opinion")
    penal = decision == Decision.PENALISE
    amount = (case.proposed if fine is None else fine) if penal else None
    if penal:
        amount = _check_penalty(act, case, amount)
    else:
        check_apart(case, [act.actor.official_id])
    ground = _check_ground(case, decision, ground)
    case.review_needed = penal and review_is_a_must(act, case, amount)
    case.discussion_needed = penal and discussion_is_a_must(act, case, amount)
    case.decision, case.state, case.fine, case.reason = decision, CaseState.DECIDED, amount, opinion.strip()
    case.decided_at, case.decided_on, case.decided_by = act.at, act.on, act.actor.official_id
    case.near_at = None
    for clock in running_clocks(act.session, case):
        stop_clock(act, case, ClockKind(clock.what))
    serve_by = start_clock(act, case, ClockKind.DELIVER, SERVE).due_on
    if penal:
        days = rule_of(act, case.organisation).publish_days
        start_clock(act, case, ClockKind.PUBLISH, Limit(days, basis=PUBLISH_BASIS))
    paper = issue(
        act,
        case,
        PAPER_OF[decision],
        amount=amount or "",
        others=case.other_penalties or [] if penal else [],
        opinion=opinion.strip(),
        decision=str(decision),
        officers=named(case),
        remedy=remedy_text(case),
        proofs=proofs_of(act, case),
        heard=heard_of(act, case) if penal else {},
        ranges=ranges_of(case) if penal else {},
        ground=SPARED[ground] if ground is not None else (),
    )
    record(
        act,
        "penalty.decided",
        case,
        decision=decision,
        fine=amount,
        lo=case.lowest,
        hi=case.highest,
        ground=ground or "",
        document=paper.number,
        opinion=opinion.strip(),
    )
    tell_officers(act, case, "decided", paper.number, until=serve_by or "")
    tell_party(act, case, "decided", paper.number)


def _check_ground(case: PenaltyCase, decision: Decision, ground: SpareGround | None) -> SpareGround | None:
    """Return the ground of a penalty that is spared; refuse none, and one that the file contradicts."""
    if decision != Decision.NONE:
        return None
    old = case.lapsed_on is not None and case.found_on >= case.lapsed_on
    if ground is None or (ground == SpareGround.LAPSED and not old):
        raise Incomplete(
            N_(
                "Choose the ground on which the law spares the penalty, as the file shows it (Penalty Law art. 30 to 36)."
            ),
            field="ground",
        )
    return ground


def _check_penalty(act: Act, case: PenaltyCase, amount: Decimal | None) -> Decimal:
    """Return the fine when it may be decided; refuse what the law forbids without exception."""
    check_apart(case, [act.actor.official_id])
    if amount is None:
        raise Incomplete(N_("Enter the fine in yuan, for example 20000."), field="fine")
    check_amount(amount, "fine")
    if case.noticed is not None and amount > case.noticed:
        raise NotAllowed(
            N_(
                "The party was told of %(amount)s yuan. A heavier penalty needs a new notice (Penalty Law art. 44, 45)."
            ),
            amount=money(case.noticed),
            field="fine",
        )
    check_legal(amount, limits_on(case), "fine")
    case.out_of_range = not holds(case, amount)
    for lack in lacks(act, case, amount):
        raise lack
    return amount


def serve(
    act: Act, case: PenaltyCase, way: ServeWay, proof: str, on: date | None = None, edit_number: int | None = None
) -> None:
    """Serve a decision with its proof (art. 61); from here the fifteen days of payment run (art. 67)."""
    begin(act, case, "serve", edit_number=edit_number)
    day = on or act.on
    if not (case.decided_on or day) <= day <= act.on:
        raise Incomplete(N_("It was served between the decision and today. Correct the day."), field="on")
    case.serve_proof, case.state = needed(proof, "proof")[:200], CaseState.SERVED
    case.served_at = act.at if day == act.on else max(start_of_day(day), case.decided_at or act.at)
    stop_clock(act, case, ClockKind.DELIVER, at=case.served_at)
    await_payment(act, case, day)
    paper = issue(act, case, "delivery", way=WAYS[way], proof=case.serve_proof, served_on=day)
    record(act, "penalty.served", case, way=way, served_on=day, pay_until=case.pay_until, document=paper.number)
    if case.pay_until is not None:
        tell_party(act, case, "served", paper.number, until=case.pay_until, amount=money(case.fine or Decimal(0)))


def await_payment(act: Act, case: PenaltyCase, on: date | None = None) -> None:
    """Start the days of payment and of the application to the court, where there is a fine."""
    if case.fine:
        case.pay_until = start_clock(act, case, ClockKind.PAY, PAY, on=on).due_on
        start_clock(act, case, ClockKind.COURT, COURT, on=on)

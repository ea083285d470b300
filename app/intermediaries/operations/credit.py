"""Credit marks: proposed, told to the agency, objected to, published, repaired, expired."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta
from sqlalchemy import select

from app.intermediaries import notices
from app.intermediaries.flows import MARKS, WORKERS
from app.intermediaries.guards import check_edition, check_move, holds, other_eyes, worded
from app.intermediaries.models import Agency, CitizenReport, CreditMark, CreditRule, Engagement
from app.intermediaries.words import Grade, MarkState, Polarity
from app.kernel.act import Act, start_of_day
from app.kernel.audit import record
from app.kernel.calendar import ONE_DAY, Limit, working_calendar
from app.kernel.clocks import ClockKind, start_clock, stop_clock
from app.kernel.codes import new_code
from app.kernel.errors import Incomplete, NotAllowed, OutOfOrder, TooLate
from app.kernel.places import Organisation
from app.kernel.words import N_


def rule_for(act: Act, county: int, polarity: str, grade: str) -> CreditRule:
    """Return the version of the rule that is in force for marks of a grade; Incomplete when there is none."""
    found = act.session.scalars(
        select(CreditRule)
        .where(
            CreditRule.county == county,
            CreditRule.polarity == polarity,
            CreditRule.grade == grade,
            CreditRule.valid_from <= act.on,
            (CreditRule.valid_to.is_(None)) | (CreditRule.valid_to >= act.on),
        )
        .order_by(CreditRule.valid_from.desc())
    ).first()
    if found is None:
        raise Incomplete(
            N_(
                "No rule in force says how long a mark of this grade stands. Ask the administrator to enter it under “Credit rules”."
            ),
            field="grade",
        )
    return found


def propose_mark(
    act: Act,
    agency: Agency,
    organisation: Organisation,
    polarity: Polarity,
    grade: Grade,
    facts: str,
    basis: str,
    *,
    decision_number: str = "",
    report: CitizenReport | None = None,
) -> CreditMark:
    """Propose a mark on behalf of a department; nothing is public yet."""
    if not holds(act, (organisation.id,), WORKERS):
        raise NotAllowed(N_("You can propose marks only for the body at which you hold a post."))
    rule = rule_for(act, agency.county, polarity, grade)
    mark = CreditMark(
        county=agency.county,
        agency_id=agency.id,
        organisation_id=organisation.id,
        polarity=str(polarity),
        grade=str(grade),
        decision_number=decision_number.replace("\x00", "").strip()[:80],
        facts=worded(facts, "facts"),
        basis=worded(basis, "basis")[:200],
        rule_id=rule.id,
        proposed_at=act.at,
        proposed_by=act.actor.official_id,
        report_id=report.id if report is not None else None,
        state=str(MarkState.PROPOSED),
    )
    act.session.add(mark)
    record(act, "mark.proposed", mark, agency=agency.uscc, polarity=str(polarity), grade=str(grade))
    return mark


def give_notice(act: Act, mark: CreditMark, edit_number: int | None = None) -> None:
    """Tell the agency of a bad mark; the days in which it may object run from now."""
    _begin(act, mark, "notice", edit_number)
    if mark.polarity == Polarity.GOOD:
        raise OutOfOrder(N_("A good mark needs no notice. Publish it."))
    until = working_calendar(act.session).due(act.on, Limit(mark.rule.objection_days))
    mark.state, mark.noticed_at, mark.object_until = str(MarkState.NOTICED), act.at, until
    mark.object_due_at, mark.query_code = start_of_day(until + ONE_DAY), new_code(12)
    record(act, "mark.noticed", mark, object_until=until)
    notices.tell_agency(act, mark.agency, mark, mark.query_code, until)


def object_to(act: Act, mark: CreditMark, text: str, edit_number: int | None = None) -> None:
    """Enter the agency's objection; after the last day it is refused."""
    _begin(act, mark, "object", edit_number)
    agency_objects_to(act, mark, text)


def agency_objects_to(act: Act, mark: CreditMark, text: str) -> None:
    """Take the objection of an agency that came with the code of its notice, or that somebody enters for it."""
    MARKS.check(mark.state, "object")
    assert mark.object_until is not None
    if act.on > mark.object_until:
        raise TooLate(
            N_("The last day for an objection was %(day)s. The agency may ask for repair later."),
            day=mark.object_until.isoformat(),
        )
    mark.objection, mark.objected_at, mark.state = worded(text, "text"), act.at, str(MarkState.OBJECTED)
    # As long as the agency had for its objection, its own answer may take.
    start_clock(act, mark, ClockKind.ANSWER, Limit(mark.rule.objection_days))
    record(act, "mark.objected", mark)
    notices.tell_heads(act, mark.organisation_id, notices.OBJECTION, mark, agency=mark.agency.name)


def decide_mark(act: Act, mark: CreditMark, code: str, answer: str = "", edit_number: int | None = None) -> None:
    """Publish, uphold or drop a mark: ``publish``, ``uphold`` or ``drop``; never by who proposed it.

    A bad mark is published only after notice, and after the days in which the agency may object.
    """
    move = _begin(act, mark, code, edit_number)
    other_eyes(act, mark.proposed_by)
    if code == "drop":
        mark.answer, mark.state = worded(answer, "answer"), str(MarkState.DROPPED)
    elif code == "uphold":
        mark.answer = worded(answer, "answer")
        _publish(mark, act.on)
    else:
        if mark.polarity == Polarity.BAD and (mark.object_until is None or act.on <= mark.object_until):
            raise OutOfOrder(
                N_("A bad mark is published only after the agency was told and the days for its objection have passed.")
            )
        _publish(mark, act.on)
    mark.decided_at, mark.decided_by = act.at, act.actor.official_id
    stop_clock(act, mark, ClockKind.ANSWER)
    record(act, move.verb, mark, agency=mark.agency.uscc, reason=mark.answer or "")


def _publish(mark: CreditMark, on: date) -> None:
    mark.state, mark.public_on = str(MarkState.PUBLIC), on
    mark.min_until = on + relativedelta(months=mark.rule.min_months)
    mark.max_until = on + relativedelta(months=mark.rule.max_months)


def ask_repair(act: Act, mark: CreditMark, commitment: str, fulfilment: str, edit_number: int | None = None) -> None:
    """Enter the agency's request: what it commits itself to, and how it has fulfilled its duties."""
    _begin(act, mark, "ask_repair", edit_number, mark.agency.organisation_id)
    if mark.polarity == Polarity.GOOD:
        raise OutOfOrder(N_("A good mark is not repaired."))
    assert mark.min_until is not None
    if act.on < mark.min_until:
        raise OutOfOrder(
            N_("A mark of this grade stays public until %(day)s at the least; before that day there is no repair."),
            day=mark.min_until.isoformat(),
        )
    mark.commitment, mark.fulfilment = worded(commitment, "commitment"), worded(fulfilment, "fulfilment")
    mark.repair_asked_at, mark.state = act.at, str(MarkState.REPAIR)
    record(act, "mark.repair_asked", mark)
    notices.tell_heads(act, mark.organisation_id, notices.REPAIR, mark, agency=mark.agency.name)


def answer_repair(act: Act, mark: CreditMark, answer: str, *, granted: bool, edit_number: int | None = None) -> None:
    """Grant or refuse a repair, by a body that has never engaged the agency."""
    move = _begin(act, mark, "repair" if granted else "refuse_repair", edit_number, mark.agency.organisation_id)
    home = act.actor.organisation_id or mark.organisation_id
    engaged = select(Engagement.id).where(Engagement.agency_id == mark.agency_id, Engagement.organisation_id == home)
    if act.session.scalars(engaged).first() is not None:
        raise NotAllowed(N_("Your body has engaged this agency itself, so another body decides its repair."))
    mark.repair_answer, mark.repair_decided_at = worded(answer, "answer"), act.at
    mark.repair_decided_by, mark.repair_organisation_id = act.actor.official_id, home
    mark.state = str(MarkState.REPAIRED if granted else MarkState.PUBLIC)
    mark.hidden_on = act.on if granted else None
    record(act, move.verb, mark, agency=mark.agency.uscc)


def _begin(act: Act, mark: CreditMark, code: str, edit_number: int | None, *more: int) -> Any:
    check_edition(mark.edit_number, edit_number)
    move = MARKS.check(mark.state, code)
    check_move(act, move, (mark.organisation_id, *more))
    return move


def publish_due(act: Act) -> Mapping[str, int]:
    """Publish what the agency did not object to in its days."""
    due = select(CreditMark).where(CreditMark.state == str(MarkState.NOTICED), CreditMark.object_due_at <= act.at)
    count = 0
    for mark in act.session.scalars(due.order_by(CreditMark.id).limit(2_000)):
        decide_mark(act, mark, "publish")
        count += 1
    return {"published": count}


def expire_marks(act: Act) -> Mapping[str, int]:
    """End the marks whose longest publication has passed."""
    over = select(CreditMark).where(
        CreditMark.state.in_((str(MarkState.PUBLIC), str(MarkState.REPAIR))), CreditMark.max_until < act.on
    )
    count = 0
    for mark in act.session.scalars(over.order_by(CreditMark.id).limit(2_000)):
        mark.state, mark.hidden_on = str(MarkState.EXPIRED), act.on
        record(act, "mark.expired", mark, agency=mark.agency.uscc)
        count += 1
    return {"expired": count}

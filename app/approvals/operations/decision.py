"""The decision: grant, refuse with reasons and remedies, or decide on the spot."""

from collections.abc import Mapping
from datetime import date

from app.approvals.models import Case, State
from app.approvals.notices import tell_applicant
from app.approvals.operations.acceptance import accepted
from app.approvals.operations.ending import end_open_suspension
from app.approvals.operations.guards import begin, day_of, official_of, overrides_of
from app.approvals.operations.review import mark_conditions, reviewers
from app.approvals.operations.third_parties import hear_first
from app.approvals.papers import basis_of, case_values, issue, remedy_text
from app.kernel.act import Act
from app.kernel.audit import record
from app.kernel.calendar import Limit
from app.kernel.clocks import ClockKind, start_clock, stop_clock
from app.kernel.documents import Document
from app.kernel.errors import Incomplete, NotAllowed, OutOfOrder
from app.kernel.flows.engine import end_flow, move, open_visits
from app.kernel.words import N_

DELIVER_LIMIT = Limit(10, basis=N_("Administrative Licensing Law, art. 44"))
PUBLISH_LIMIT = Limit(7, basis=N_("Administrative Licensing Law, art. 40; rule of double publicity"))


def grant(
    act: Act, case: Case, *, opinion: str = "", valid_to: date | None = None, edit_number: int | None = None
) -> Document:
    """Grant the application, by the head; nobody decides a case that he handled himself."""
    begin(act, case, "grant", edit_number)
    _other_eyes(act, case)
    hear_first(act, case)
    _check_validity(act, valid_to)
    move(act, case, "grant", opinion=opinion or None, overrides=overrides_of(case))
    return granted(act, case, valid_to)


def _other_eyes(act: Act, case: Case) -> None:
    if act.actor.official_id in reviewers(act, case):
        raise NotAllowed(
            N_("You handled this case, so somebody else must decide it. Hand it to the head or his deputy.")
        )


def _check_validity(act: Act, valid_to: date | None) -> None:
    if valid_to is not None and valid_to <= act.on:
        raise Incomplete(N_("The last day of the licence must lie in the future."), field="valid_to")


def granted(act: Act, case: Case, valid_to: date | None = None, *, deemed: bool = False) -> Document:
    """Write a grant: state, clocks, document, message."""
    case.valid_to = valid_to
    _decided(act, case, State.GRANTED, "grant")
    version = case.power_version
    document = issue(
        act,
        case,
        "grant",
        conditions=[str(row["text"]) for row in version.conditions or ()],
        basis=basis_of(version),
        result=version.result,
        valid_to=valid_to,
        deemed=deemed,
        **case_values(case),
    )
    if version.public_result:
        start_clock(act, case, ClockKind.PUBLISH, PUBLISH_LIMIT, organisation_id=case.organisation_id)
    record(act, "approval.granted", case, document=document.number, valid_to=valid_to, deemed=deemed)
    tell_applicant(act, case, "granted")
    return document


def _decided(act: Act, case: Case, state: State, decision: str) -> None:
    case.state, case.decision = state, decision
    case.decided_at, case.decided_by = act.at, official_of(act)
    for what in (
        ClockKind.STATUTORY,
        ClockKind.PROMISE,
        ClockKind.RECEIVE,
        ClockKind.CORRECT,
        ClockKind.HEARING,
        ClockKind.RESUME,
    ):
        stop_clock(act, case, what)
    start_clock(act, case, ClockKind.DELIVER, DELIVER_LIMIT, organisation_id=case.organisation_id)


def refuse(
    act: Act,
    case: Case,
    reason_code: str,
    reason: str,
    *,
    conditions: Mapping[str, bool | None] | None = None,
    remedy: str | None = None,
    edit_number: int | None = None,
) -> Document:
    """Refuse the application in writing, with reasons and remedies (art. 38), by the head.

    A refusal without any reason or remedy is no decision and is not possible. A reason of a few
    words, or one against the marks of the review, passes and is seen by the inspectors.
    """
    begin(act, case, "refuse", edit_number)
    _other_eyes(act, case)
    hear_first(act, case)
    _check_reasons(reason_code, reason, remedy)
    if conditions:
        mark_conditions(case, conditions)
    move(act, case, "refuse", reason=reason.strip(), overrides=overrides_of(case))
    return _refused(act, case, reason_code, reason.strip(), remedy)


def _check_reasons(reason_code: str, reason: str, remedy: str | None) -> None:
    if not reason_code:
        raise Incomplete(
            N_("Choose the condition or article by which the application is refused (Licensing Law art. 38)."),
            field="reason_code",
        )
    if not reason.strip():
        raise Incomplete(
            N_(
                "A refusal gives its reasons in writing (Licensing Law art. 38). Write them, at least twenty "
                "characters."
            ),
            field="reason",
        )
    if remedy is not None and not remedy.strip():
        raise Incomplete(
            N_("A refusal tells where to seek remedy (Licensing Law art. 38). Leave the given text, or write another."),
            field="remedy",
        )


def _refused(act: Act, case: Case, reason_code: str, reason: str, remedy: str | None) -> Document:
    case.reason_code, case.reason = reason_code, reason
    case.remedy = (remedy or remedy_text(case.power_version, case.organisation)).strip()
    _decided(act, case, State.REFUSED, "refuse")
    marks = case.conditions_met or {}
    document = issue(
        act,
        case,
        "refusal",
        reason_code=reason_code,
        reason=reason,
        remedy=case.remedy,
        basis=basis_of(case.power_version),
        unmet=[str(row["text"]) for row in case.power_version.conditions or () if marks.get(str(row["code"])) is False],
        **case_values(case),
    )
    record(act, "approval.refused", case, document=document.number, reason_code=reason_code)
    tell_applicant(act, case, "refused")
    return document


def decide_on_spot(
    act: Act,
    case: Case,
    *,
    valid_to: date | None = None,
    refuse_reason: tuple[str, str] | None = None,
    edit_number: int | None = None,
) -> Document:
    """Decide at the window what the item allows to be decided at once (art. 34(2)).

    ``refuse_reason`` is (reason code, reason) when the decision is a refusal.
    """
    begin(act, case, "decide_on_spot", edit_number)
    if not case.power_version.instant:
        raise OutOfOrder(N_("This item is not one that is decided on the spot. Accept it and hand it to its handler."))
    _check_validity(act, valid_to)
    if refuse_reason is not None:
        _check_reasons(*refuse_reason, None)
    if case.accepted_at is None:
        accepted(act, case, day_of(act, case), act.at, "acceptance", "approval.accepted")
    if refuse_reason is None:
        move(act, case, "grant", overrides=overrides_of(case))
        return granted(act, case, valid_to)
    move(act, case, "refuse", reason=refuse_reason[1], overrides=overrides_of(case))
    return _refused(act, case, refuse_reason[0], refuse_reason[1].strip(), None)


def grant_deemed(act: Act, case: Case, valid_to: date | None) -> Document:
    """Grant what the law grants because nothing was decided in time (art. 50), by the clock."""
    end_open_suspension(act, case)
    if open_visits(act.session, case):
        end_flow(act, case, "deem_renewed")
    if case.accepted_at is None:
        case.accepted_on, case.accepted_at, case.deemed = case.received_on, case.received_at, True
    return granted(act, case, valid_to, deemed=True)

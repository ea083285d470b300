"""The path inside the organ: take, assign, mark the conditions, sign, pass on, send back."""

from collections.abc import Mapping

from sqlalchemy import select

from app.approvals.flows import RUNNING
from app.approvals.models import Case, State
from app.approvals.notices import tell_officials
from app.approvals.operations.guards import begin, check_away, joint_of, other_official, overrides_of
from app.kernel.act import Act
from app.kernel.audit import record
from app.kernel.errors import Incomplete, NotAllowed, NotFound
from app.kernel.flows.engine import Moved, assign_visit, may_do, move, open_visits, sign_visit, take_visit, visits_of
from app.kernel.flows.models import StepVisit
from app.kernel.roles import Duty
from app.kernel.words import N_
from app.parties.operations import keep_away

HANDLER = frozenset({Duty.HANDLER})


def take(act: Act, case: Case, visit: StepVisit | None = None, edit_number: int | None = None) -> StepVisit:
    """Take the open step for oneself; who takes the handler's step becomes the handler of the case."""
    begin(act, case, "take", edit_number)
    visit = _own(visit, case) or _mine(act, case)
    take_visit(act, visit)
    _note_handler(case, visit, act.actor.official_id)
    record(act, "approval.taken", case, step=visit.step_code)
    return visit


def assign(
    act: Act, case: Case, official_id: int, visit: StepVisit | None = None, edit_number: int | None = None
) -> StepVisit:
    """Give the open step to an officer who holds its duty (section head or above)."""
    begin(act, case, "assign", edit_number)
    visit = _own(visit, case) or next(
        (open_visit for open_visit in open_visits(act.session, case) if open_visit.duty == Duty.HANDLER), None
    )
    if visit is None or visit.duty is None:
        raise NotFound(N_("No step of this case waits for an officer."))
    other_official(act, case, official_id, frozenset({Duty(visit.duty)}))
    assign_visit(act, visit, official_id)
    _note_handler(case, visit, official_id)
    record(act, "approval.assigned", case, step=visit.step_code, to=official_id)
    tell_officials(act, case, "assigned", [official_id], str(visit.id))
    return visit


def recuse(act: Act, case: Case, reason: str, instead: int | None = None, edit_number: int | None = None) -> None:
    """Keep away from a case and its applicant; what one has in hand goes to a colleague (Civil Servants Law art. 76)."""
    begin(act, case, "recuse", edit_number)
    me = act.actor.official_id
    mine = [visit for visit in open_visits(act.session, case) if visit.official_id == me]
    if (mine or case.handler_id == me) and (instead is None or instead == me):
        raise Incomplete(N_("Name the colleague who carries on with the case."), field="instead")
    keep_away(act, case.applicant_identity, case.applicant_name, reason)
    if instead is not None:
        for visit in mine:
            check_away(act, case, instead)
            assign_visit(act, visit, instead)
        if case.handler_id == me:
            case.handler_id = other_official(act, case, instead, HANDLER).id
        tell_officials(act, case, "assigned", [instead], f"recused:{me}")
    record(act, "approval.recused", case, reason=reason.strip(), instead=instead)


def _own(visit: StepVisit | None, case: Case) -> StepVisit | None:
    if visit is not None and (visit.subject_kind, visit.subject_id) != (case.kind, case.id):
        raise NotFound(N_("This step belongs to another case."))
    return visit


def _mine(act: Act, case: Case) -> StepVisit:
    for visit in open_visits(act.session, case):
        if may_do(act, visit):
            return visit
    raise NotAllowed(N_("No open step of this case is yours to do."))


def _note_handler(case: Case, visit: StepVisit, official_id: int | None) -> None:
    if visit.duty == Duty.HANDLER and visit.organisation_id == case.organisation_id:
        case.handler_id = official_id


def sign(act: Act, case: Case, visit: StepVisit | None = None, edit_number: int | None = None) -> StepVisit:
    """Sign the open step as a further officer, as a check of substance demands (art. 34(3))."""
    begin(act, case, "sign", edit_number)
    visit = _own(visit, case) or next(
        (
            open_visit
            for open_visit in open_visits(act.session, case)
            if open_visit.duty is not None and (open_visit.organisation_id, Duty(open_visit.duty)) in act.actor.duties
        ),
        None,
    )
    if visit is None:
        raise NotAllowed(N_("No open step of this case is yours to sign."))
    sign_visit(act, visit)
    record(act, "approval.signed", case, step=visit.step_code)
    return visit


def pass_on(
    act: Act,
    case: Case,
    opinion: str,
    conditions: Mapping[str, bool | None] | None = None,
    *,
    visit: StepVisit | None = None,
    edit_number: int | None = None,
) -> Moved:
    """Close the open step with an opinion and pass the case on (art. 34).

    ``conditions`` marks the item's conditions as met, not met or not examined.
    """
    begin(act, case, "pass_on", edit_number)
    if conditions:
        mark_conditions(case, conditions)
    moved = move(
        act,
        case,
        "review",
        opinion=opinion,
        visit=_own(visit, case),
        overrides=overrides_of(case),
        joint=joint_of(case),
    )
    if case.handler_id is None:
        _note_handler(case, moved.closed, act.actor.official_id)
    case.state, case.reviewed_at = State.IN_REVIEW, act.at
    record(
        act,
        "approval.reviewed",
        case,
        step=moved.closed.step_code,
        round=moved.closed.round,
        conditions=case.conditions_met,
    )
    return moved


def mark_conditions(case: Case, conditions: Mapping[str, bool | None]) -> None:
    """Note which conditions of the item are met; one that the item does not know is refused."""
    known = {str(row["code"]) for row in case.power_version.conditions or ()}
    unknown = sorted(set(conditions) - known)
    if unknown:
        raise Incomplete(
            N_("The item has no condition “%(code)s”. No condition may be added (Licensing Law art. 16)."),
            code=unknown[0],
            field="conditions",
        )
    case.conditions_met = dict.fromkeys(sorted(known)) | dict(case.conditions_met or {}) | dict(conditions)


def send_back(
    act: Act, case: Case, reason: str, *, visit: StepVisit | None = None, edit_number: int | None = None
) -> Moved:
    """Send the case back to an earlier step inside the organ; the limits run on."""
    begin(act, case, "send_back", edit_number)
    if not reason.strip():
        raise Incomplete(N_("Write what must be examined again."), field="reason")
    moved = move(
        act,
        case,
        "send_back",
        reason=reason.strip(),
        opinion=reason.strip(),
        visit=_own(visit, case),
        overrides=overrides_of(case),
    )
    if case.handler_id is not None:
        for opened in moved.opened:
            if opened.duty == Duty.HANDLER:
                opened.official_id = case.handler_id
    case.state = State.IN_REVIEW
    back = moved.opened[0]
    record(
        act,
        "approval.sent_back",
        case,
        from_step=moved.closed.step_code,
        to_step=back.step_code,
        round=back.round,
        reason=reason.strip(),
    )
    tell_officials(act, case, "sent_back", [back.official_id], str(back.id), reason=reason.strip()[:60])
    return moved


def reviewers(act: Act, case: Case) -> frozenset[int]:
    """Return the officials who handled the case, passed a step of it on, or signed one.

    The window that accepted and the head who sent it back have not reviewed it.
    """
    done = {case.handler_id}
    for visit in visits_of(act.session, case):
        if visit.action == "review":
            done.add(visit.closed_by)
        done.update(visit.signers or ())
    return frozenset(person for person in done if person is not None)


def hand_over_cases(act: Act, from_id: int, to_id: int) -> int:
    """Make a successor the handler of all running cases of an official; returns how many."""
    running = sorted(str(state) for state in RUNNING | {State.SUSPENDED, State.HEARING})
    cases = act.session.scalars(select(Case).where(Case.handler_id == from_id, Case.state.in_(running))).all()
    for case in cases:
        case.handler_id = to_id
        record(act, "approval.assigned", case, to=to_id, handed_over_from=from_id)
    return len(cases)

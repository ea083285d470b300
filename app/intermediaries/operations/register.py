"""Steps in the register: papers checked, listed, warned, suspended, restored, removed; appeals."""

from sqlalchemy import select

from app.intermediaries import notices
from app.intermediaries.flows import BURDENS, HEADS, REGISTER, WORKERS
from app.intermediaries.guards import check_edition, check_move, other_eyes, worded
from app.intermediaries.models import Agency, AgencyStep, Qualification
from app.intermediaries.texts import settle_texts
from app.kernel.act import Act
from app.kernel.audit import record
from app.kernel.calendar import Limit, working_calendar
from app.kernel.clocks import ClockKind, start_clock, stop_clock
from app.kernel.codes import new_code
from app.kernel.errors import Incomplete, NotAllowed, OutOfOrder, TooLate
from app.kernel.words import N_

APPEAL = Limit(10, basis=N_("Provincial measures on the intermediary supermarket (text to be verified)"))
"""Working days in which an agency may appeal."""


def move_agency(act: Act, agency: Agency, code: str, reason: str = "", edit_number: int | None = None) -> AgencyStep:
    """Move an agency in the register; who checked its papers does not list it.

    Raises OutOfOrder, NotAllowed, Conflict, and Incomplete for a listing without a valid qualification.
    """
    check_edition(agency.edit_number, edit_number)
    move = REGISTER.check(agency.state, code)
    check_move(act, move, (agency.organisation_id,))
    said = worded(reason) if move.needs_reason else reason.strip()
    if code == "list":
        other_eyes(act, agency.checked_by)
        _check_qualified(act, agency)
    until = working_calendar(act.session).due(act.on, APPEAL) if code in BURDENS else None
    assert move.target is not None
    step = AgencyStep(
        county=agency.county,
        agency_id=agency.id,
        organisation_id=agency.organisation_id,
        move=code,
        state_before=agency.state,
        state_after=move.target,
        reason=said,
        at=act.at,
        by=act.actor.official_id,
        appeal_until=until,
        query_code=new_code(12) if until is not None else None,
    )
    agency.state, agency.state_since, agency.state_reason = move.target, act.at, said or None
    if code == "check":
        agency.checked_by = act.actor.official_id
    act.session.add(step)
    record(act, move.verb, agency, before=step.state_before, reason=said)
    if step.query_code is not None:
        act.session.flush()
        notices.tell_agency(act, agency, step, step.query_code, until)
    settle_texts(act)
    return step


def _check_qualified(act: Act, agency: Agency) -> None:
    held = select(Qualification.id).where(
        Qualification.agency_id == agency.id,
        Qualification.valid_from <= act.on,
        Qualification.valid_to >= act.on,
        Qualification.withdrawn_on.is_(None),
    )
    if act.session.scalars(held).first() is None:
        raise Incomplete(
            N_("The agency has no valid qualification, so it cannot be listed. Enter its qualification first.")
        )


def appeal(act: Act, step: AgencyStep, agency: Agency, text: str) -> None:
    """Enter the agency's appeal against a step; after the last day it is too late."""
    _at_home(act, agency, WORKERS)
    agency_appeals(act, step, text)


def agency_appeals(act: Act, step: AgencyStep, text: str) -> None:
    """Take the appeal of an agency that came with the code of its notice, or that somebody enters for it."""
    agency = step.agency
    if step.appeal_until is None or step.appealed_at is not None:
        raise OutOfOrder(N_("Against this step there is no appeal, or there has been one already."))
    if act.on > step.appeal_until:
        raise TooLate(
            N_("The last day for an appeal was %(day)s. The agency may ask to be restored instead."),
            day=step.appeal_until.isoformat(),
        )
    step.appeal, step.appealed_at = worded(text, "text"), act.at
    # As long as the agency had for its appeal, its own answer may take.
    start_clock(act, step, ClockKind.ANSWER, APPEAL)
    record(act, "agency.appealed", agency, step=step.move)
    notices.tell_heads(act, agency.organisation_id, notices.APPEALED, step, agency=agency.name)


def decide_appeal(act: Act, step: AgencyStep, agency: Agency, answer: str, *, upheld: bool) -> None:
    """Decide an appeal; somebody other than who took the step. An upheld one puts the agency back."""
    if step.appealed_at is None or step.appeal_decided_at is not None:
        raise OutOfOrder(N_("There is no open appeal against this step."))
    _at_home(act, agency, HEADS)
    other_eyes(act, step.by)
    step.appeal_answer, step.appeal_upheld = worded(answer, "answer"), upheld
    step.appeal_decided_at, step.appeal_decided_by = act.at, act.actor.official_id
    if upheld and agency.state == step.state_after:
        agency.state, agency.state_since, agency.state_reason = step.state_before, act.at, step.appeal_answer
    stop_clock(act, step, ClockKind.ANSWER)
    record(act, "agency.appeal_decided", agency, step=step.move, upheld=upheld)
    settle_texts(act)


def _at_home(act: Act, agency: Agency, duties: frozenset[object]) -> None:
    if not act.actor.is_platform and not any(
        home == agency.organisation_id and duty in duties for home, duty in act.actor.duties
    ):
        raise NotAllowed(N_("Only the body that supervises this agency does this."))

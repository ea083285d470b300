"""From submission to acceptance: accept, tell once what is missing, or say whose matter it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from app.approvals.forms import FaultyForm, check_form, check_materials
from app.approvals.models import Case, Material, NoticeItem, OneTimeNotice, State
from app.approvals.notices import tell_applicant
from app.approvals.operations.guards import begin, day_of, has_action, joint_of, official_of, overrides_of
from app.approvals.operations.limits import start_limits
from app.approvals.operations.submission import adopt_attachment, receive, tell_window
from app.approvals.papers import issue, remedy_text
from app.kernel.act import Act
from app.kernel.audit import record
from app.kernel.calendar import Limit, Unit
from app.kernel.clocks import ClockKind, clock_of, start_clock, stop_clock
from app.kernel.documents import Document
from app.kernel.errors import Incomplete, OutOfOrder
from app.kernel.flows.engine import end_flow, move
from app.kernel.words import N_

UNLISTED = "unlisted"
"""Stands for the code of a paper that no list holds."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that a notice asks for: a paper by its code and what is wrong with it; or, without a code, the form."""

    text: str
    material_code: str | None = None


def mark_not_needed(act: Act, case: Case, reason: str, edit_number: int | None = None) -> Document:
    """Tell the applicant at once that he needs no licence (art. 32(1))."""
    begin(act, case, "mark_not_needed", edit_number)
    _needed(reason, "reason")
    document = issue(act, case, "not_needed", reason=reason.strip())
    _turn_away(act, case, State.NOT_NEEDED, "mark_not_needed", "not_needed", reason)
    record(act, "approval.not_needed", case, document=document.number)
    tell_applicant(act, case, "not_needed")
    return document


def refuse_to_accept(
    act: Act, case: Case, reason: str, competent_organ: str, edit_number: int | None = None
) -> Document:
    """Decide not to accept, because another organ is competent, and name it (art. 32(2))."""
    begin(act, case, "refuse_to_accept", edit_number)
    _needed(reason, "reason")
    if not competent_organ.strip():
        raise Incomplete(
            N_("Name the organ to which the applicant must turn (Licensing Law art. 32(2))."), field="competent_organ"
        )
    case.competent_organ = competent_organ.strip()[:120]
    case.remedy = remedy_text(case.power_version, case.organisation)
    document = issue(
        act, case, "not_accepted", reason=reason.strip(), competent_organ=case.competent_organ, remedy=case.remedy
    )
    _turn_away(act, case, State.NOT_ACCEPTED, "refuse_to_accept", "not_competent", reason)
    record(act, "approval.not_accepted", case, document=document.number, competent_organ=case.competent_organ)
    tell_applicant(act, case, "not_accepted")
    return document


def _turn_away(act: Act, case: Case, state: State, action: str, code: str, reason: str) -> None:
    case.state, case.reason_code, case.reason = state, code, reason.strip()
    case.first_told_at = case.first_told_at or act.at
    end_case(act, case, action)


def end_case(act: Act, case: Case, action: str) -> None:
    """Stop every clock that runs on a case that has ended without a decision, and close its step."""
    case.ended_at, case.ended_by = act.at, official_of(act)
    for what in (
        ClockKind.RECEIVE,
        ClockKind.CORRECT,
        ClockKind.STATUTORY,
        ClockKind.PROMISE,
        ClockKind.RESUME,
        ClockKind.HEARING,
    ):
        stop_clock(act, case, what)
    end_flow(act, case, action)


def fix_on_spot(act: Act, case: Case, answers: Mapping[str, object], edit_number: int | None = None) -> list[str]:
    """Let the applicant correct at the window what can be corrected at once (art. 32(3)).

    Returns the names of the fields that changed; the acceptance clock goes on.
    """
    begin(act, case, "fix_on_spot", edit_number)
    kept, faults = check_form(case.power_version.form, {**(case.form or {}), **answers})
    unknown = set(answers) - {str(field["name"]) for field in case.power_version.form or ()}
    faults |= {name: Incomplete(N_("The form of this item has no such field.")) for name in unknown}
    if faults:
        raise FaultyForm(faults)
    before = case.form or {}
    changed = sorted(name for name in kept if kept[name] != before.get(name))
    if not changed:
        raise Incomplete(N_("Nothing was corrected. Change a field, or choose another act."))
    case.form = kept
    record(act, "approval.fixed_on_spot", case, fields=changed)
    return changed


def give_notice(
    act: Act, case: Case, asked: Sequence[Asked], *, again: bool = False, edit_number: int | None = None
) -> OneTimeNotice:
    """Tell the applicant once, in writing, everything that must be corrected (art. 32(4)).

    A second notice is possible only when asked for expressly (``again``), and raises an alert. A
    paper that the item's list does not hold may be named (``UNLISTED``), and raises one too (art. 31).
    """
    begin(act, case, "give_notice", edit_number)
    asked = [item for item in asked if item.text.strip()]
    if not asked:
        raise Incomplete(
            N_(
                "A one-time notice must say everything that is missing (Licensing Law art. 32(4)). "
                "Mark each paper and write what is wrong with it."
            ),
            field="asked",
        )
    given = act.session.scalar(select(func.count()).where(OneTimeNotice.case_id == case.id)) or 0
    if given and not again:
        raise OutOfOrder(
            N_(
                "The one-time notice has been given already (Licensing Law art. 32(4)). Accept the case; or, "
                "if another notice cannot be avoided, confirm it: the inspectors will see it."
            )
        )
    listed = {str(row["code"]): row for row in case.power_version.materials or ()}
    notice = OneTimeNotice(
        county=case.county, case_id=case.id, told_at=act.at, told_on=act.on, told_by=official_of(act), number=given + 1
    )
    act.session.add(notice)
    act.session.flush()
    papers = {paper.code: paper for paper in _papers(act, case)}
    for item in asked:
        act.session.add(
            NoticeItem(
                county=case.county,
                case_id=case.id,
                notice_id=notice.id,
                material_code=item.material_code,
                on_list=item.material_code is None or item.material_code in listed,
                text=item.text.strip(),
            )
        )
        if item.material_code in papers:
            paper = papers[item.material_code]
            paper.state = "missing" if paper.state == "missing" else "faulty"
            paper.remark = item.text.strip()[:300]
    stop_clock(act, case, ClockKind.RECEIVE)
    clock = start_clock(
        act,
        case,
        ClockKind.CORRECT,
        Limit(
            case.power_version.correction_days, Unit.CALENDAR_DAY, basis=N_("Published correction limit of the item")
        ),
    )
    document = issue(
        act,
        case,
        "one_time_notice",
        items=[
            {
                "name": str(listed[item.material_code]["name"]) if item.material_code in listed else "",
                "text": item.text.strip(),
            }
            for item in asked
        ],
        answer_by=clock.due_on,
        days=case.power_version.correction_days,
        query_code=case.query_code,
        again=bool(given),
    )
    notice.document_id = document.id
    case.state, case.first_told_at = State.CORRECTING, case.first_told_at or act.at
    record(
        act,
        "approval.noticed",
        case,
        notice=notice.number,
        asked=len(asked),
        codes=sorted(item.material_code or "" for item in asked),
        answer_by=clock.due_on,
        document=document.number,
    )
    due = clock.due_on or "规定期限"
    tell_applicant(act, case, "noticed", str(notice.number), due=due)
    return notice


def _papers(act: Act, case: Case) -> list[Material]:
    return list(act.session.scalars(select(Material).where(Material.case_id == case.id).order_by(Material.id)))


def hand_in_corrections(
    act: Act,
    case: Case,
    answers: Mapping[str, object],
    materials: Mapping[str, int | None],
    edit_number: int | None = None,
) -> Case:
    """Take in the applicant's corrections; a new limit of five working days begins for the organ.

    ``materials`` maps a paper's code to its file, or to nothing when it was brought on paper. Raises
    FaultyForm with all faults at once, Incomplete when nothing at all was corrected.
    """
    begin(act, case, "hand_in_corrections", edit_number)
    kept, faults = check_form(case.power_version.form, {**(case.form or {}), **answers})
    paper_faults = check_materials(case.power_version, materials)[1]
    if faults or paper_faults:
        raise FaultyForm(faults, paper_faults)
    if not materials and kept == case.form:
        raise Incomplete(
            N_(
                "Nothing has been corrected yet. Add a paper that the notice asks for, or change what is wrong "
                "in the form."
            )
        )
    case.form = kept
    case.rounds += 1
    for paper in _papers(act, case):
        if paper.code in materials:
            attachment_id = materials[paper.code]
            if attachment_id is not None:
                adopt_attachment(act, case, attachment_id)
                paper.attachment_id = attachment_id
            paper.state, paper.round, paper.remark = "handed_in", case.rounds, None
    notice = act.session.scalars(
        select(OneTimeNotice).where(OneTimeNotice.case_id == case.id).order_by(OneTimeNotice.id.desc()).limit(1)
    ).one()
    notice.answered_at = act.at
    stop_clock(act, case, ClockKind.CORRECT)
    case.state = State.SUBMITTED
    receive(act, case, "approval.corrected", handed_in=sorted(materials))
    tell_window(act, case)
    return case


def accept(act: Act, case: Case, edit_number: int | None = None) -> Document:
    """Accept the application in writing; statutory and promised limits begin (art. 32(5), 42)."""
    begin(act, case, "accept", edit_number)
    _enter_flow(act, case)
    return accepted(act, case, day_of(act, case), act.at, "acceptance", "approval.accepted")


def _enter_flow(act: Act, case: Case) -> None:
    """Take the case along its path; an item decided on the spot stays at the window's step."""
    if case.power_version.instant and not has_action(act, case, "accept"):
        return
    move(act, case, "accept", overrides=overrides_of(case), joint=joint_of(case))


def accepted(act: Act, case: Case, on: date, at: datetime, what: str, verb: str) -> Document:
    """Start the limits of an accepted case from a day, give the document and tell the applicant."""
    stop_clock(act, case, ClockKind.RECEIVE)
    case.state, case.accepted_on, case.accepted_at = State.ACCEPTED, on, at
    case.first_told_at = case.first_told_at or act.at
    papers = _papers(act, case)
    for paper in papers:
        paper.state = "accepted" if paper.state == "handed_in" else paper.state
    promise = start_limits(act, case, on, at)
    document = issue(
        act,
        case,
        what,
        accepted_on=on,
        days=case.power_version.promised_days,
        unit=case.power_version.statutory_unit,
        due_on=promise,
        query_code=case.query_code,
        fee=case.power_version.fee,
        without=[paper.name for paper in papers if paper.required and paper.state in ("missing", "faulty")],
    )
    statutory = clock_of(act.session, case, ClockKind.STATUTORY)
    record(
        act,
        verb,
        case,
        accepted_on=on,
        due_on=statutory.due_on if statutory else None,
        promised_on=promise,
        document=document.number,
    )
    event = verb.removeprefix("approval.")
    tell_applicant(act, case, event, due=promise or "法定期限")
    return document


def deem_accepted(act: Act, case: Case) -> Document:
    """Treat the application as accepted from the day of receipt, nothing having been told (art. 32(4)).

    Only the clock makes this move, once the limit of acceptance has passed.
    """
    begin(act, case, "deem_accepted")
    clock = clock_of(act.session, case, ClockKind.RECEIVE)
    if clock is None or clock.stopped_at is not None or clock.due_at is None or clock.due_at > act.at:
        raise OutOfOrder(N_("The limit of acceptance has not passed yet."))
    case.deemed = True
    _enter_flow(act, case)
    return accepted(act, case, clock.started_on, clock.started_at, "deemed_acceptance", "approval.deemed_accepted")


def _needed(text: str, field: str) -> None:
    if not text.strip():
        raise Incomplete(
            N_("Give the reason in writing: the applicant has a right to it. Write what led to it."), field=field
        )

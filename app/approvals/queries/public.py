"""What the public may read: the progress of one's own case, and published results."""

from dataclasses import dataclass, field
from datetime import date
from hmac import compare_digest
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, joinedload

from app.approvals.flows import APPROVAL
from app.approvals.models import Case, Complaint, OneTimeNotice, Rating, State
from app.kernel.act import local_day
from app.kernel.clocks import Clock, ClockKind, clock_of
from app.kernel.codes import typed
from app.kernel.documents import Document, documents_of
from app.kernel.errors import NotFound
from app.kernel.flows.engine import visits_of
from app.kernel.flows.models import FlowStep
from app.kernel.identities import compact, telephone_key
from app.kernel.words import N_
from app.powers.models import PowerVersion

TAIL = 4


@dataclass(frozen=True, slots=True)
class Progress:
    """What an applicant sees of his case: public fields only, no officer, no inner opinion."""

    number: str
    item: str
    organ: str
    state: State
    received_on: date
    accepted_on: date | None
    promised_on: date | None
    due_on: date | None
    correct_by: date | None
    decided_on: date | None
    decision: str | None
    reason: str | None
    remedy: str | None
    stages: tuple[dict[str, Any], ...]
    """{name, from, to} of each stage, by the name that the public knows."""
    notice: tuple[dict[str, Any], ...]
    """{code, text} of what the newest one-time notice asks for, while it is unanswered."""
    documents: tuple[dict[str, str], ...]
    """{what, title, number, verify_code}."""
    suspensions: tuple[dict[str, Any], ...]
    moves: tuple[str, ...]
    """Codes of the acts that the applicant may make now."""
    rated: bool = False
    answers: tuple[str, ...] = field(default=())
    """Answers to his complaints."""


def case_by_code(session: Session, query_code: str, phone_tail: str) -> Case:
    """Return an applicant's own case, by its query code and the last four digits of his phone.

    A wrong code and a wrong phone are told alike.
    """
    case = session.scalar(select(Case).where(Case.query_code == typed(query_code)))
    tail = (case.applicant_phone[-TAIL:] if case is not None else "") or "none"
    if not compare_digest(tail.encode(), compact(phone_tail).encode()) or case is None:
        raise NotFound(
            N_("No case has this query code and phone number. Both stand on the receipt; compare each character.")
        )
    return case


def cases_of_applicant(session: Session, query_code: str, phone: str | None, most: int = 50) -> list[Case]:
    """Return the cases of the applicant of one case, newest first: by its query code and the whole telephone.

    ``phone`` is None when it has been asked for before, in the same visit.

    All are of one identity number and one telephone, so whoever finds a receipt sees no more than before without the
    telephone, and who keeps the old telephone of a company sees only what was applied for with it.
    """
    case = session.scalar(select(Case).where(Case.query_code == typed(query_code)))
    held = telephone_key(case.applicant_phone) if case is not None else ""
    told = held if phone is None else telephone_key(phone)
    if case is None or not compare_digest(held.encode() or b"none", told.encode()):
        raise NotFound(
            N_("No case has this query code and phone number. Both stand on the receipt; compare each character.")
        )
    same = (
        select(Case)
        .where(Case.applicant_hash == case.applicant_hash, Case.county == case.county)
        .order_by(Case.id.desc())
        .limit(most)
        .options(joinedload(Case.power_version), joinedload(Case.organisation))
    )
    return [one for one in session.scalars(same) if telephone_key(one.applicant_phone) == held]


def progress(session: Session, query_code: str, phone_tail: str) -> Progress:
    """Return what an applicant may see of his case."""
    case = case_by_code(session, query_code, phone_tail)
    promise, statutory, correct = (
        clock_of(session, case, what) for what in (ClockKind.PROMISE, ClockKind.STATUTORY, ClockKind.CORRECT)
    )
    told = case.state in (State.RETURNED, State.NOT_ACCEPTED, State.NOT_NEEDED) or case.decision == "refuse"
    return Progress(
        number=case.number,
        item=case.power_version.name,
        organ=case.organisation.name,
        state=State(case.state),
        received_on=case.received_on,
        accepted_on=case.accepted_on,
        promised_on=_due(promise),
        due_on=_due(statutory),
        correct_by=_due(correct) if case.state == State.CORRECTING else None,
        decided_on=local_day(case.decided_at) if case.decided_at else None,
        decision=case.decision,
        reason=case.reason if told else None,
        remedy=case.remedy if told else None,
        stages=_stages(session, case),
        notice=_notice(session, case),
        documents=tuple(
            {"what": paper.what, "title": paper.title, "number": paper.number, "verify_code": paper.verify_code}
            for paper in applicants_papers(session, case)
        ),
        suspensions=tuple(
            {"reason": row.reason, "from": row.suspended_on, "days": row.expected_days, "to": row.resumed_on}
            for row in case.suspensions
        ),
        moves=tuple(move.code for move in APPROVAL.moves_from(case.state) if move.by_applicant),
        rated=session.scalar(select(Rating.id).where(Rating.case_id == case.id).limit(1)) is not None,
        answers=tuple(
            session.scalars(
                select(Complaint.answer)
                .where(Complaint.case_id == case.id, Complaint.answer.is_not(None))
                .order_by(Complaint.id)
            )
        ),
    )


NOT_HIS = frozenset({"third_party_notice"})
"""Kinds of documents that are addressed to others than the applicant."""


def applicants_papers(session: Session, case: Case) -> list[Document]:
    """Return the documents of a case that the applicant may read."""
    return [paper for paper in documents_of(session, case) if paper.what not in NOT_HIS]


def _due(clock: Clock | None) -> date | None:
    return clock.due_on if clock is not None else None


def _stages(session: Session, case: Case) -> tuple[dict[str, Any], ...]:
    """Return the stages passed; steps of one public name in a row are one stage."""
    names: dict[str, str | None] = {}
    if case.flow_version_id is not None:
        steps = select(FlowStep.code, FlowStep.public_name).where(FlowStep.version_id == case.flow_version_id)
        names = {row.code: row.public_name for row in session.execute(steps)}
    stages: list[dict[str, Any]] = []
    for visit in visits_of(session, case):
        name = names.get(visit.step_code)
        if name is None:
            continue
        closed = local_day(visit.closed_at) if visit.closed_at else None
        if stages and stages[-1]["name"] == name:
            stages[-1]["to"] = closed
        else:
            stages.append({"name": name, "from": local_day(visit.opened_at), "to": closed})
    return tuple(stages)


def _notice(session: Session, case: Case) -> tuple[dict[str, Any], ...]:
    if case.state != State.CORRECTING:
        return ()
    newest = select(OneTimeNotice).where(OneTimeNotice.case_id == case.id).order_by(OneTimeNotice.id.desc())
    notice = session.scalars(newest.limit(1)).first()
    return tuple({"code": item.material_code, "text": item.text} for item in notice.items) if notice else ()


def published_cases(
    session: Session, *, county: int | None = None, text: str = "", after: int | None = None, limit: int = 20
) -> list[dict[str, Any]]:
    """Return published grants, newest first, public fields only.

    ``text`` is looked for in number, item and public name; ``after`` is the last id of the page before.
    """
    found = select(Case).where(Case.published_at.is_not(None)).order_by(Case.published_at.desc(), Case.id.desc())
    if county is not None:
        found = found.where(Case.county == county)
    if words := text.strip():
        item = select(PowerVersion.id).where(PowerVersion.name.contains(words, autoescape=True))
        found = found.where(
            or_(
                Case.number == words, Case.public_name.contains(words, autoescape=True), Case.power_version_id.in_(item)
            )
        )
    last = session.get(Case, after) if after else None
    if last is not None and last.published_at is not None:
        found = found.where(
            or_(Case.published_at < last.published_at, and_(Case.published_at == last.published_at, Case.id < last.id))
        )
    return [
        {
            "id": case.id,
            "number": case.number,
            "item": case.power_version.name,
            "organ": case.organisation.name,
            "applicant": case.public_name,
            "decided_on": local_day(case.decided_at) if case.decided_at else None,
            "valid_to": case.valid_to,
            "published_at": case.published_at,
        }
        for case in session.scalars(
            found.limit(limit).options(joinedload(Case.power_version), joinedload(Case.organisation))
        )
    ]

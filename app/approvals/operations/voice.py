"""The applicant's voice: how the service was, and what was wrong with it."""

from sqlalchemy import select

from app.approvals.models import Case, Complaint, Rating
from app.approvals.notices import tell_applicant
from app.approvals.operations.guards import begin
from app.kernel.act import Act
from app.kernel.audit import record
from app.kernel.calendar import Limit, Unit
from app.kernel.clocks import ClockKind, start_clock, stop_clock
from app.kernel.errors import Incomplete, NotAllowed, OutOfOrder
from app.kernel.roles import Role
from app.kernel.words import N_

ANSWER_LIMIT = Limit(60, Unit.CALENDAR_DAY, basis=N_("Rules on complaints about administrative efficiency"))
LONGEST = 2000


def rate(act: Act, case: Case, stars: int, text: str = "") -> Rating:
    """Rate the service from one star to five, once, after the case has been decided or has ended."""
    begin(act, case, "rate")
    if stars not in range(1, 6):
        raise Incomplete(N_("Choose one to five stars."), field="stars")
    if act.session.scalar(select(Rating.id).where(Rating.case_id == case.id).limit(1)) is not None:
        raise OutOfOrder(N_("You have rated this service already. Thank you."))
    rating = Rating(county=case.county, case_id=case.id, stars=stars, text=text.strip()[:LONGEST], rated_at=act.at)
    act.session.add(rating)
    record(act, "approval.rated", case, stars=stars)
    return rating


def complain(act: Act, case: Case, text: str) -> Complaint:
    """Complain about the handling of a case; the organ complained about does not read it.

    The trail names the complaint, not the case, so that the timeline of the case keeps quiet about it.
    """
    begin(act, case, "complain")
    if len(text.strip()) < 5:
        raise Incomplete(N_("Write what happened, when and where."), field="text")
    complaint = Complaint(
        county=case.county,
        case_id=case.id,
        text=text.strip()[:LONGEST],
        made_at=act.at,
        organisation_id=case.organisation_id,
    )
    act.session.add(complaint)
    act.session.flush()
    start_clock(act, complaint, ClockKind.ANSWER, ANSWER_LIMIT)
    record(act, "approval.complained", complaint)
    return complaint


def answer_complaint(act: Act, complaint: Complaint, answer: str) -> Complaint:
    """Answer a complaint, as an inspector of the county; the complainant reads it in the portal."""
    act.needs(Role.INSPECTOR)
    if not act.actor.scope.holds(complaint.county, complaint.organisation_id):
        raise NotAllowed(N_("This complaint belongs to another county."))
    if act.actor.organisation_id == complaint.organisation_id:
        raise NotAllowed(N_("The organ complained about does not answer the complaint."))
    if complaint.answered_at is not None:
        raise OutOfOrder(N_("This complaint has been answered already."))
    if len(answer.strip()) < 5:
        raise Incomplete(N_("Write what was found and what follows."), field="answer")
    complaint.answer, complaint.answered_at = answer.strip()[:LONGEST], act.at
    complaint.answered_by = act.actor.official_id
    stop_clock(act, complaint, ClockKind.ANSWER)
    record(act, "approval.complaint_answered", complaint)
    tell_applicant(act, act.session.get_one(Case, complaint.case_id), "answered", str(complaint.id))
    return complaint

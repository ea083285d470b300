"""Complaints about enforcement (art. 75): accepted within five working days, answered within sixty days."""

from app.kernel.act import Act
from app.kernel.audit import record
from app.kernel.calendar import Limit, Unit
from app.kernel.clocks import ClockKind, start_clock, stop_clock
from app.kernel.codes import new_code
from app.kernel.errors import Incomplete, NotAllowed, NotFound, OutOfOrder
from app.kernel.places import Official, Organisation
from app.kernel.roles import Role
from app.kernel.words import N_
from app.penalties.cases.acts import PenaltyComplaint
from app.penalties.cases.guards import needed
from app.penalties.cases.models import PenaltyCase

ACCEPT = Limit(5, basis=N_("Rules on complaints: five working days to accept"))
ANSWER = Limit(60, Unit.CALENDAR_DAY, basis=N_("Rules on complaints: sixty days to answer"))
LONGEST = 4_000


def complain(
    act: Act,
    organisation: Organisation,
    text: str,
    *,
    case: PenaltyCase | None = None,
    official: Official | None = None,
    name: str = "",
    contact: str = "",
) -> PenaltyComplaint:
    """Take a complaint about an organ, one of its cases, or one of its officers; anybody may make one."""
    if len(needed(text, "text")) > LONGEST:
        raise Incomplete(N_("Write at most 4,000 characters."), field="text")
    if (case is not None and case.organisation_id != organisation.id) or (
        official is not None and official.organisation_id != organisation.id
    ):
        raise NotFound(N_("There is no such case or officer at this organ."), field="text")
    made = PenaltyComplaint(
        county=organisation.county,
        organisation_id=organisation.id,
        case_id=case.id if case else None,
        official_id=official.id if official else None,
        text=text.strip(),
        name=name.strip()[:120] or None,
        contact=contact.strip()[:120] or None,
        query_code=new_code(12),
        made_at=act.at,
    )
    act.session.add(made)
    act.session.flush()
    start_clock(act, made, ClockKind.RECEIVE, ACCEPT)
    start_clock(act, made, ClockKind.ANSWER, ANSWER)
    record(act, "penalty.complained", made, case=case.number if case else "", officer=made.official_id)
    return made


def accept_complaint(act: Act, complaint: PenaltyComplaint) -> None:
    """Take a complaint up; who takes it answers it."""
    act.needs(Role.INSPECTOR, Role.ORGAN_HEAD, Role.LEGAL_REVIEWER)
    if complaint.accepted_at is not None:
        raise OutOfOrder(N_("This complaint has been taken up already."))
    if complaint.official_id is not None and complaint.official_id == act.actor.official_id:
        raise NotAllowed(
            N_("The complaint is about you, so somebody else looks into it (Penalty Law art. 75). Hand it on.")
        )
    complaint.accepted_at, complaint.handler_id = act.at, act.actor.official_id
    stop_clock(act, complaint, ClockKind.RECEIVE)
    record(act, "penalty.complaint_accepted", complaint, handler=complaint.handler_id)


def answer_complaint(act: Act, complaint: PenaltyComplaint, answer: str, *, upheld: bool) -> None:
    """Answer a complaint with its result; its handler does, whoever that is."""
    act.needs(Role.INSPECTOR, Role.ORGAN_HEAD, Role.LEGAL_REVIEWER)
    if complaint.accepted_at is None or complaint.answered_at is not None:
        raise OutOfOrder(N_("A complaint is answered once, after it has been taken up."))
    if not act.actor.is_platform and act.actor.official_id != complaint.handler_id:
        raise NotAllowed(N_("Who took the complaint up answers it."))
    complaint.answer, complaint.answered_at, complaint.upheld = needed(answer, "answer"), act.at, upheld
    stop_clock(act, complaint, ClockKind.ANSWER)
    record(act, "penalty.complaint_answered", complaint, upheld=upheld)

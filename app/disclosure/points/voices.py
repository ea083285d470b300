"""D08 and D09: the public asked and got no answer in time."""

from datetime import datetime

from sqlalchemy import and_, or_

from app.disclosure.models import DisclosureItem, DisclosureQuestion, DisclosureRequest
from app.disclosure.words import AskKind
from app.kernel.clocks import Clock, ClockKind
from app.kernel.places import Organisation
from app.kernel.points import TICK, Findings, Limits, Parameter, Point, Severity, Tick, findings
from app.kernel.words import N_

REQUESTS = N_("Regulations on Disclosure of Government Information, art. 33")
QUESTIONS = N_("Organic Law of Villagers' Committees, art. 30 para. 4 (inspection by villagers), art. 31")
OPEN = Tick(DisclosureQuestion.due_at, DisclosureQuestion.answered_at.is_(None))


def _request(now: datetime, limits: Limits) -> Findings:
    """Find applications that were not answered within their limit, or are not yet."""
    return (
        findings(
            kind=DisclosureRequest.kind,
            subject=DisclosureRequest.id,
            county=DisclosureRequest.county,
            organisation=DisclosureRequest.organisation_id,
            official=DisclosureRequest.decided_by,
            moment=Clock.due_at,
            fact=N_("The application was not answered in time"),
            episode=Clock.due_on,
            request=DisclosureRequest.number,
            organisation_name=Organisation.name,
            received_at=DisclosureRequest.received_at,
            due_on=Clock.due_on,
            extension=Clock.extension,
            decided_at=DisclosureRequest.decided_at,
        )
        .select_from(DisclosureRequest)
        .join(
            Clock,
            and_(
                Clock.subject_kind == DisclosureRequest.kind,
                Clock.subject_id == DisclosureRequest.id,
                Clock.what == str(ClockKind.ANSWER),
            ),
        )
        .join(Organisation, Organisation.id == DisclosureRequest.organisation_id)
        .where(or_(Clock.stopped_at > Clock.due_at, and_(Clock.stopped_at.is_(None), Clock.due_at < now)))
    )


def _about(fact: str, moment: object) -> Findings:
    return (
        findings(
            kind=DisclosureQuestion.kind,
            subject=DisclosureQuestion.id,
            county=DisclosureQuestion.county,
            organisation=DisclosureQuestion.organisation_id,
            official=DisclosureQuestion.answered_by,
            moment=moment,
            fact=fact,
            organisation_name=Organisation.name,
            item=DisclosureItem.title,
            asked_at=DisclosureQuestion.asked_at,
            due_on=DisclosureQuestion.due_on,
            answered_at=DisclosureQuestion.answered_at,
            reason=DisclosureQuestion.close_reason,
        )
        .select_from(DisclosureQuestion)
        .join(DisclosureItem, DisclosureItem.id == DisclosureQuestion.item_id)
        .join(Organisation, Organisation.id == DisclosureQuestion.organisation_id)
    )


def _late(kind: AskKind, fact: str, now: datetime) -> Findings:
    return _about(fact, DisclosureQuestion.due_at).where(
        DisclosureQuestion.ask_kind == str(kind),
        DisclosureQuestion.answered_at.is_(None),
        DisclosureQuestion.due_at < now,
    )


def _question(now: datetime, limits: Limits) -> Findings:
    """Find questions that wait longer than they may."""
    return _late(AskKind.QUESTION, N_("The question was not answered in time"), now)


def _complaint(now: datetime, limits: Limits) -> Findings:
    """Find complaints that wait longer than they may."""
    return _late(AskKind.COMPLAINT, N_("The complaint was not answered in time"), now)


def _closed(now: datetime, limits: Limits) -> Findings:
    """Find questions that were closed without an answer."""
    return _about(N_("The question was closed without an answer"), DisclosureQuestion.answered_at).where(
        DisclosureQuestion.answered_at.is_not(None), DisclosureQuestion.answer == ""
    )


VOICE_POINTS = (
    Point(
        code="D08.overdue",
        title=N_("Application for disclosure overdue"),
        basis=REQUESTS,
        severity=Severity.YELLOW,
        find=_request,
        explanation=N_(
            "An application for disclosure is answered at once or within twenty working days, extended once with consent "
            "and notice to the applicant. This one was not. A new value of a parameter holds for later applications."
        ),
        honest=N_("Answered on the twentieth working day with a holiday between; and one extended with notice."),
        wakes_on=frozenset({"disclosure.decided", "disclosure.requested", "disclosure.extended", TICK}),
        tick=Tick(Clock.due_at, Clock.stopped_at.is_(None)),
        parameters=(
            Parameter("days", 20, N_("Days for the answer"), N_("working days")),
            Parameter("extension", 20, N_("Days that an extension gives at most"), N_("working days")),
        ),
    ),
    Point(
        code="D09.question",
        title=N_("Question of the public not answered"),
        basis=QUESTIONS,
        severity=Severity.YELLOW,
        find=_question,
        explanation=N_(
            "Somebody asked under a published item and waits longer than the parameter says. A new value holds for later questions."
        ),
        honest=N_("Asked on Friday evening and answered on the seventh day."),
        letter="a",
        wakes_on=frozenset({"disclosure.answered", "disclosure.closed", TICK}),
        tick=OPEN,
        parameters=(Parameter("ask", 7, N_("Days for the answer to a question"), N_("calendar days")),),
    ),
    Point(
        code="D09.complaint",
        title=N_("Complaint about disclosure not answered"),
        basis=QUESTIONS,
        severity=Severity.YELLOW,
        find=_complaint,
        explanation=N_(
            "Somebody complained about a published item and waits longer than the parameter says. A new value holds for later complaints."
        ),
        honest=N_("A complaint answered on the fifteenth day."),
        letter="b",
        wakes_on=frozenset({"disclosure.answered", "disclosure.closed", TICK}),
        tick=OPEN,
        parameters=(Parameter("complaint", 15, N_("Days for the answer to a complaint"), N_("calendar days")),),
    ),
    Point(
        code="D09.closed",
        title=N_("Question closed without an answer"),
        basis=QUESTIONS,
        severity=Severity.YELLOW,
        find=_closed,
        explanation=N_(
            "The organisation closed a question and wrote no answer. Read question and reason: was it an insult, or only awkward?"
        ),
        honest=N_("The question was answered and then closed."),
        letter="c",
        wakes_on=frozenset({"disclosure.closed"}),
    ),
)

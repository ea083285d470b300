"""Verbs of what the public asks: questions under an item, applications for disclosure."""

from datetime import timedelta

from app.disclosure.access import ABOVE, INSIDE, may_write
from app.disclosure.limits import own_limit
from app.disclosure.models import DisclosingBody, DisclosureItem, DisclosureQuestion, DisclosureRequest
from app.disclosure.notices import tell_applicant, tell_organisation
from app.disclosure.words import PUBLIC_STATES, AskKind, RequestResult, RequestState
from app.kernel.act import Act, start_of_day
from app.kernel.audit import record
from app.kernel.calendar import ONE_DAY, Limit
from app.kernel.clocks import ClockKind, clock_of, extend_clock, start_clock, stop_clock
from app.kernel.codes import new_code
from app.kernel.errors import Incomplete, NotAllowed, NotFound, OutOfOrder, TooLate
from app.kernel.identities import compact, is_company, is_person, telephone_number
from app.kernel.numbering import next_number
from app.kernel.privacy import without
from app.kernel.voices import answer_once, if_given, said
from app.kernel.words import N_

ANSWER_DAYS = {AskKind.QUESTION: ("D09.question", "ask", 7), AskKind.COMPLAINT: ("D09.complaint", "complaint", 15)}
"""Calendar days in which each must be answered: the point, its parameter, its default."""
REQUEST = N_("Regulations on Disclosure of Government Information, art. 33")
REQUEST_DAYS, EXTENSION_DAYS = 20, 20
LONGEST = 2_000


def ask(
    act: Act, item: DisclosureItem, kind: str, text: str, *, name: str = "", contact: str = ""
) -> DisclosureQuestion:
    """Take a question or complaint under a public item; anybody may ask, without a name too."""
    if item.state not in PUBLIC_STATES:
        raise NotFound(N_("There is no such published item."))
    if kind not in set(AskKind):
        raise Incomplete(N_("Choose whether you ask or complain."), field="kind")
    point, parameter, default = ANSWER_DAYS[AskKind(kind)]
    due = act.on + timedelta(days=own_limit(act, item.county, point, parameter, default))
    made = DisclosureQuestion(
        county=item.county,
        item_id=item.id,
        organisation_id=item.organisation_id,
        ask_kind=kind,
        text=without(said(text, "text", LONGEST)),
        name=if_given(name, 60),
        contact=if_given(contact, 120),
        query_code=new_code(12),
        asked_at=act.at,
        due_on=due,
        due_at=start_of_day(due + ONE_DAY),
    )
    act.session.add(made)
    record(act, "disclosure.asked", made, item=item.id, kind=kind, due_on=due)
    tell_organisation(act, made, "asked")
    return made


def _may_answer(act: Act, county: int, organisation_id: int) -> None:
    if not may_write(act.actor, county, organisation_id):
        raise NotAllowed(N_("The organisation that was asked answers."))


def answer_question(act: Act, question: DisclosureQuestion, answer: str) -> None:
    """Answer a question in public; question and answer then stand under the item."""
    _may_answer(act, question.county, question.organisation_id)
    answer_once(act, question, without(said(answer, "answer", LONGEST)))
    record(act, "disclosure.answered", question, item=question.item_id)


def close_question(act: Act, question: DisclosureQuestion, reason: str) -> None:
    """Close a question without an answer, such as an insult or advertisement; supervision sees every one."""
    _may_answer(act, question.county, question.organisation_id)
    why = said(reason, "reason", 200)
    answer_once(act, question, "")
    question.close_reason = why
    record(act, "disclosure.closed", question, item=question.item_id)


def request_disclosure(
    act: Act, body: DisclosingBody, *, applicant: str, identity: str, phone: str, wanted: str
) -> DisclosureRequest:
    """Take an application for disclosure; its clock of twenty working days begins (art. 29, 31, 33)."""
    number = compact(identity)
    if not (is_person(number) or is_company(number)):
        raise Incomplete(
            N_(
                "Give the number of your identity card, or the credit code of the organisation, without mistakes (art. 29)."
            ),
            field="identity",
        )
    made = DisclosureRequest(
        county=body.county,
        organisation_id=body.organisation_id,
        number=f"{body.county}-SQ-{act.on.year}-{next_number(act, 'disclosure_request', body.county):05d}",
        query_code=new_code(12),
        applicant=said(applicant, "applicant", 60),
        identity=number,
        phone=telephone_number(phone, "phone"),
        wanted=said(wanted, "wanted", LONGEST),
        received_at=act.at,
    )
    act.session.add(made)
    act.session.flush()
    days = own_limit(act, body.county, "D08.overdue", "days", REQUEST_DAYS)
    start_clock(act, made, ClockKind.ANSWER, Limit(days, basis=REQUEST))
    record(act, "disclosure.requested", made, number=made.number)
    tell_organisation(act, made, "requested")
    return made


def extend_request(act: Act, request: DisclosureRequest, reason: str) -> None:
    """Give an application up to twenty working days more, once, before it falls due; the applicant is told at once.

    Who leads the office that handles applications agrees (art. 33).
    """
    _may_answer(act, request.county, request.organisation_id)
    if not act.actor.is_platform and not act.actor.roles.intersection((*INSIDE, *ABOVE)):
        raise NotAllowed(N_("Who leads the office agrees to an extension (art. 33)."))
    if request.decided_at is not None or request.extended_at is not None:
        raise OutOfOrder(N_("An application is extended once, before it is decided (art. 33)."))
    clock = clock_of(act.session, request, ClockKind.ANSWER)
    if clock is None or clock.due_at is None or clock.due_at <= act.at:
        raise TooLate(N_("The limit has passed. Decide now; it cannot be extended any more (art. 33)."))
    request.extension_reason = said(reason, "reason", LONGEST)
    days = own_limit(act, request.county, "D08.overdue", "extension", EXTENSION_DAYS)
    request.extended_at, request.extended_days, request.state = act.at, days, RequestState.EXTENDED
    extend_clock(act, request, ClockKind.ANSWER, days)
    record(act, "disclosure.extended", request, days=days)
    tell_applicant(act, request, "extended")


def decide_request(act: Act, request: DisclosureRequest, result: str, answer: str, basis: str) -> None:
    """Answer an application with its article; the applicant is told, with his remedies (art. 36, 51)."""
    _may_answer(act, request.county, request.organisation_id)
    if request.decided_at is not None:
        raise OutOfOrder(N_("This application has been decided already."))
    if result not in set(RequestResult):
        raise Incomplete(N_("Choose how the application is decided."), field="result")
    if not basis.strip():
        raise Incomplete(N_("Name the article by which it is decided (art. 36)."), field="basis")
    request.answer, request.basis, request.result = said(answer, "answer", LONGEST), basis.strip()[:200], result
    request.decided_at, request.decided_by, request.state = (act.at, act.actor.official_id, RequestState.DECIDED)
    stop_clock(act, request, ClockKind.ANSWER)
    record(act, "disclosure.decided", request, result=result)
    tell_applicant(act, request, "decided")

"""Between notice and deadline: questions are answered to all, the papers are changed for all."""

from datetime import datetime

from sqlalchemy import func, select

from app.kernel.act import Act, local_day
from app.kernel.audit import record
from app.kernel.calendar import ONE_DAY, Limit, Unit
from app.kernel.clocks import ClockKind, start_clock, stop_clock
from app.kernel.errors import Incomplete, NotAllowed, NotFound, OutOfOrder, TooLate
from app.kernel.privacy import refuse_personal
from app.kernel.voices import answer_once, said
from app.kernel.words import N_
from app.trading.guards import begin, check_state, finish, needed, notice_of
from app.trading.minima import minimum
from app.trading.models import Addendum, Bidder, Project, TradeQuestion
from app.trading.operations.planning import note_minima
from app.trading.publishing import note_phrases
from app.trading.words import TradeState

ANSWER = Limit(3, Unit.CALENDAR_DAY, basis="招标投标法实施条例第二十二条")
"""The law sets these days for objections; questions are answered by the same."""


def ask(act: Act, project: Project, text: str) -> TradeQuestion:
    """Take a question to the papers, before the deadline, from whoever asks: the act must not tell who that is."""
    check_state(project, TradeState.OPEN)
    if act.at > notice_of(project).deadline:
        raise TooLate(N_("The deadline for bids has passed; questions to the papers came before it."))
    made = TradeQuestion(
        county=project.county,
        project_id=project.id,
        organisation_id=project.organisation_id,
        text=nameless(act, project, said(text), "text"),
        asked_at=act.at,
    )
    act.session.add(made)
    act.session.flush()
    start_clock(act, made, ClockKind.ANSWER, ANSWER)
    record(act, "trade.asked", made, project=project.id)
    return made


def nameless(act: Act, project: Project, text: str, field: str) -> str:
    """Return a text for everybody; refused where a registered bidder is named in it, or a person's numbers stand there."""
    refuse_personal(text, field)
    held = select(Bidder.name, Bidder.uscc).where(Bidder.county == project.county)
    for name, uscc in act.session.execute(held):
        if name in text or uscc in text.upper():
            raise Incomplete(
                N_("Everybody reads this text, and it names %(name)s. Write it so that no bidder is named."),
                field=field,
                name=name,
            )
    return text


def answer_question(act: Act, question: TradeQuestion, answer: str) -> None:
    """Answer a question to everybody; the answer names nobody. What changes the papers is an addendum."""
    project = question.project
    move = begin(act, project, "answer")
    answer_once(act, question, nameless(act, project, said(answer, "answer"), "answer"))
    stop_clock(act, question, ClockKind.ANSWER)
    finish(act, project, move, question=question.id)


def _check_open(project: Project) -> None:
    """Refuse a change of the papers of a trade that stands still after its deadline."""
    if project.halted_from not in (None, TradeState.OPEN):
        raise OutOfOrder(N_("The deadline for bids has passed: the papers are no longer changed."))


def waiting_addendum(act: Act, project: Project) -> Addendum | None:
    """Return the addendum that was proposed and waits for the second person."""
    return act.session.scalar(select(Addendum).where(Addendum.project_id == project.id, Addendum.still_open()))


def propose_addendum(
    act: Act, project: Project, text: str, *, substantive: bool, deadline: datetime | None = None, reason: str = ""
) -> Addendum:
    """Propose a change of the papers; nobody outside sees it before another person has published it.

    ``deadline`` is the new one where it moves; it only ever moves back. ``reason`` is needed where the change may touch
    bids and less time is left than the law asks.
    """
    move = begin(act, project, "amend")
    _check_open(project)
    notice = notice_of(project)
    if waiting_addendum(act, project) is not None:
        raise OutOfOrder(N_("Another addendum waits for its publication. Decide on it first."))
    if deadline is not None and deadline <= notice.deadline:
        raise Incomplete(N_("The deadline only moves to a later day. Leave it empty if it stays."), field="deadline")
    made = Addendum(
        county=project.county,
        project=project,
        number=1
        + (act.session.scalar(select(func.max(Addendum.number)).where(Addendum.project_id == project.id)) or 0),
        text=said(text),
        substantive=substantive,
        old_deadline=notice.deadline,
        new_deadline=deadline,
        reason=reason.strip(),
        proposed_at=act.at,
        proposed_by=act.actor.official_id,
    )
    _check_time(act, project, made)
    act.session.add(made)
    act.session.flush()
    finish(act, project, move, addendum=made.id, number=made.number)
    return made


def _days_left(act: Act, addendum: Addendum) -> int:
    return (local_day(addendum.new_deadline or addendum.old_deadline) - act.on) // ONE_DAY


def _check_time(act: Act, project: Project, addendum: Addendum) -> bool:
    """Tell whether an addendum published now leaves less time than the law asks; refused without the reason for it."""
    least = minimum("amend", notice_of(project))
    short = addendum.substantive and least is not None and not least.is_met(_days_left(act, addendum))
    if short and not addendum.reason:
        raise Incomplete(
            N_(
                "A change that may touch bids comes at least fifteen days before the deadline (Bidding Law art. 23). "
                "Move the deadline, or give the reason, which is published with it."
            ),
            field="reason",
        )
    return short


def publish_addendum(act: Act, project: Project) -> Addendum:
    """Publish the addendum that waits, by another official than who proposed it; the deadline moves with it.

    Bids that were sealed before stay valid until their bidders replace them.
    """
    move = begin(act, project, "amended")
    _check_open(project)
    notice, addendum = notice_of(project), _waiting(act, project)
    if act.actor.official_id is not None and act.actor.official_id == addendum.proposed_by:
        raise NotAllowed(N_("Who proposed the addendum does not publish it. Let another head look at it."))
    if project.state == TradeState.OPEN and act.at >= notice.deadline:
        raise TooLate(N_("The deadline for bids has passed: the papers are no longer changed."))
    addendum.short, addendum.days_left = _check_time(act, project, addendum), _days_left(act, addendum)
    addendum.published_at, addendum.published_by = act.at, act.actor.official_id
    if addendum.new_deadline is not None:
        notice.deadline = addendum.new_deadline
        note_minima(act, notice)
        note_days_left(act, project)
    act.session.flush()
    note_phrases(act, notice)
    finish(
        act,
        project,
        move,
        addendum=addendum.id,
        number=addendum.number,
        deadline=notice.deadline,
        short=addendum.short,
        reason=addendum.reason,
    )
    return addendum


def note_days_left(act: Act, project: Project) -> None:
    """Count again what each published addendum left to the deadline, since that has moved to a later day."""
    notice = notice_of(project)
    least = minimum("amend", notice)
    told = select(Addendum).where(Addendum.project_id == project.id, Addendum.published_at.is_not(None))
    for one in act.session.scalars(told).all():
        assert one.published_at is not None
        one.days_left = (local_day(notice.deadline) - local_day(one.published_at)) // ONE_DAY
        one.short = one.substantive and least is not None and not least.is_met(one.days_left)


def _waiting(act: Act, project: Project) -> Addendum:
    found = waiting_addendum(act, project)
    if found is None:
        raise NotFound(N_("No addendum waits here. Reload the page."))
    return found


def drop_addendum(act: Act, project: Project, reason: str) -> None:
    """Refuse the addendum that waits; the papers stay as they are."""
    move = begin(act, project, "drop", reason)
    addendum = _waiting(act, project)
    addendum.dropped_at, addendum.dropped_reason = act.at, needed(reason)
    finish(act, project, move, addendum=addendum.id, reason=addendum.dropped_reason)

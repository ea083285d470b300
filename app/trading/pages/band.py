"""The band of a trade: the day that counts in its state, whose turn it is, and its course."""

from datetime import datetime, timedelta

from app.kernel.act import Act, start_of_day
from app.kernel.clocks import running_clocks
from app.kernel.clocks.lights import FAR, Light, deadline_of, light_of
from app.kernel.words import N_
from app.kernel.work import SOON
from app.surfaces.acts import now
from app.surfaces.casepage import Band, Day, Stop, day_of
from app.surfaces.language import show_day, show_moment, translate
from app.trading.flows import TENDER
from app.trading.models import Project
from app.trading.pages.buyer import FORMS
from app.trading.pages.centre import ACTS
from app.trading.words import TradeState

ENDS = (TradeState.FAILED, TradeState.STOPPED, TradeState.VOID)
CENTRES = (TradeState.OPEN, TradeState.CLOSED, TradeState.OPENED, TradeState.EVALUATING)
"""States in which it is the trading centre's turn."""
LINE = tuple(state for state in TradeState if state not in (*ENDS, TradeState.HALTED))


def band_of(act: Act, project: Project) -> Band:
    """Return what stands on top of the page of a trade."""
    state = TradeState(project.state)
    ended = state in (*ENDS, TradeState.CONTRACTED)
    turn = project.centre if state in CENTRES else project.organisation
    return Band(
        name=project.name,
        number=project.number,
        about=project.organisation.name,
        state=translate(state),
        day=_day(act, project),
        holder="" if ended else turn.name,
        step=_step(project),
        stops=_stops(project),
        ended=ended,
    )


def _day(act: Act, project: Project) -> Day | None:
    """Return the nearest of the clocks and of the coming days that the notice sets; that one of them has passed is no delay."""
    clock = deadline_of(running_clocks(act.session, project), now())
    days: list[tuple[datetime, Light, str]] = []
    if clock.due_at is not None and clock.what is not None:
        days.append((clock.due_at, clock.light, translate(clock.what)))
    notice = project.notice
    if project.state == TradeState.OPEN and notice is not None and notice.deadline > now():
        days.append((notice.deadline, _light(notice.deadline), N_("Deadline for bids")))
    if project.state == TradeState.SHOWN and project.shown_to is not None:
        end = start_of_day(project.shown_to + timedelta(days=1))
        if end > now():
            days.append((end, _light(end), N_("Candidates shown until")))
    due, light, title = min(days, default=(FAR, Light.GREY, ""))
    return day_of(title, due, light)


def _light(due: datetime) -> Light:
    return light_of(due, due - SOON, now())


def _step(project: Project) -> str:
    """Return the usual next act in the state of a trade, whoever makes it."""
    for act in ACTS.values():
        if project.state in act.states and act.form.main:
            return translate(act.title)
    for move in TENDER.moves_from(project.state):
        form = FORMS.get(move.code)
        if form is not None and form.main:
            return translate(move.title)
    return ""


def _stops(project: Project) -> list[Stop]:
    """Return the course as a line of stages; a trade that failed or was stopped ends there."""
    if project.state in ENDS:
        return [Stop(translate(TradeState(project.state)), "now")]
    notice = project.notice
    notes = {
        TradeState.PLANNED: show_day(project.registered_at),
        TradeState.OPEN: show_day(notice.published_at) if notice and notice.published_at else "",
        TradeState.CLOSED: show_moment(notice.deadline) if notice else "",
        TradeState.SHOWN: show_day(project.shown_from) if project.shown_from else "",
    }
    here = LINE.index(TradeState(project.halted_from or project.state))
    return [
        Stop(translate(state), "now" if place == here else "done" if place < here else "todo", notes.get(state, ""))
        for place, state in enumerate(LINE)
    ]

"""Follow-ups: what organisations are asked, what they answered, and the review."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import Response, render_template, request, url_for
from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from app.kernel.act import Act
from app.kernel.db import contains_text
from app.kernel.errors import NotFound
from app.kernel.places import Organisation
from app.kernel.words import N_, Word
from app.kernel.work import by_day
from app.supervision.flows import OPEN_FOLLOW_UP, WAITING
from app.supervision.models import FollowUp, FollowUpState
from app.supervision.operations import follow_ups as verbs
from app.supervision.operations import joint
from app.supervision.pages import PAGES
from app.supervision.pages.follow_up_acts import ANSWERS, TITLES, band_of, buttons_of
from app.supervision.pages.queue import READERS
from app.surfaces.actions import answered, in_order
from app.surfaces.acts import current_actor, now, session, today
from app.surfaces.casepage import split_buttons
from app.surfaces.language import show_day, translate
from app.surfaces.pages import allowed
from app.surfaces.records.showing import timeline
from app.surfaces.walking import MOST, Landing, Walk

PAGE = 50
LONGEST = 100


class Show(Word):
    """Which follow-ups are listed."""

    OPEN = "open", N_("Open")
    OVERDUE = "overdue", N_("Reply overdue")
    REVIEW = "review", N_("To review")
    TIME = "time", N_("Asks for more time")
    MINE = "mine", N_("Asked by me")
    CHECK = "check", N_("To check again")
    ALL = "all", N_("All")


def _narrowed(show: Show) -> Any:
    """Return the condition of a ready filter."""
    state = FollowUp.state
    return {
        Show.OPEN: state.in_(OPEN_FOLLOW_UP),
        Show.OVERDUE: state.in_(WAITING) & (FollowUp.due_on < today()),
        Show.REVIEW: state == str(FollowUpState.REPLIED),
        Show.TIME: state.in_(WAITING) & FollowUp.wanted_days.is_not(None),
        Show.MINE: FollowUp.asked_by == current_actor().official_id,
        Show.CHECK: FollowUp.checked_at.is_(None) & (FollowUp.check_on <= today()),
        Show.ALL: FollowUp.id.is_not(None),
    }[show]


def _asked(asked: Mapping[str, str]) -> tuple[Show, str, int]:
    """Return ready filter, words and page of a list's address."""
    chosen, page = asked.get("show", "all" if asked.get("all") == "1" else "open"), asked.get("page", "")
    show = Show(chosen) if chosen in set(Show) else Show.OPEN
    text = asked.get("q", "").replace("\x00", "").strip()[:LONGEST]
    return show, text, min(max(int(page), 1), 1000) if page.isdecimal() and len(page) < 10 else 1


def _inside(show: Show, text: str) -> list[Any]:
    """Return the conditions of a list."""
    inside = [current_actor().scope.where(FollowUp.county, FollowUp.organisation_id), _narrowed(show)]
    if text:
        names = select(Organisation.id).where(contains_text(Organisation.name, text))
        columns = (FollowUp.number, FollowUp.question, FollowUp.reply)
        inside.append(or_(*(contains_text(column, text) for column in columns), FollowUp.organisation_id.in_(names)))
    return inside


def _order(asked: Mapping[str, str]) -> Sequence[int]:
    show, text, page = _asked(asked)
    ids = select(FollowUp.id).where(*_inside(show, text)).order_by(*ORDER)
    return session().scalars(ids.limit(MOST).offset((page - 1) * PAGE)).all()


ORDER = (FollowUp.due_on, FollowUp.id.desc())
WALK = Walk(N_("Follow-ups"), "supervision.follow_ups", "supervision.follow_up", _order)


@PAGES.get("/follow-ups/")
@allowed(*READERS)
def follow_ups() -> str:
    """Show follow-ups by ready filter and words, the most urgent first."""
    show, text, page = _asked(request.args)
    inside = _inside(show, text)
    statement = select(FollowUp).options(joinedload(FollowUp.organisation)).where(*inside)
    ordered = statement.order_by(*ORDER).limit(PAGE + 1).offset((page - 1) * PAGE)
    rows = session().scalars(ordered).all()
    link = {"show": str(show)} | ({"q": text} if text else {})
    return render_template(
        "supervision/follow_ups.html",
        rows=[_row(row) | {"url": WALK.link(row.id)} for row in rows[:PAGE]],
        shows=[(translate(one), url_for(".follow_ups", show=str(one)), one is show) for one in Show],
        show=str(show),
        text=text,
        count=session().scalar(select(func.count(FollowUp.id)).where(*inside)) or 0,
        newer=url_for(".follow_ups", **link, page=page - 1) if page > 1 else None,  # type: ignore[arg-type]
        older=url_for(".follow_ups", **link, page=page + 1) if len(rows) > PAGE else None,  # type: ignore[arg-type]
    )


def _row(row: FollowUp) -> dict[str, Any]:
    waiting = row.state in set(map(str, WAITING))
    _end, light = by_day(row.due_on if waiting else None, now())
    return {
        "row": row,
        "state": translate(FollowUpState(row.state)),
        "due": show_day(row.due_on),
        "light": light.value,
        "words": translate(light),
    }


def _in_scope(pk: int) -> FollowUp:
    scope = current_actor().scope
    found = session().scalar(
        select(FollowUp).where(FollowUp.id == pk, scope.where(FollowUp.county, FollowUp.organisation_id))
    )
    if found is None:
        raise NotFound(N_("There is no such follow-up, or it lies outside your region."))
    return found


@PAGES.route("/follow-ups/<int:pk>", methods=["GET", "POST"])
@allowed(*READERS)
def follow_up(pk: int) -> str | Response | tuple[str, int]:
    """Show one follow-up; the organisation replies here, the inspector reviews here."""
    found = _in_scope(pk)
    if request.method == "GET":
        return _show(found, {})
    action = request.form.get("action", "")
    if action not in ACTS:
        raise NotFound(N_("There is no such action."))

    def work(act: Act) -> Landing:
        place, asked = WALK.place(pk), _in_scope(pk)
        ACTS[action](act, asked, request.form)
        left = buttons_of(act.session, act.actor, asked, "", {})
        title = translate((ANSWERS | TITLES)[action])
        return WALK.land(place, pk, title, asked.number, stays=any(one["main"] for one in left))

    def show(_act: Act, errors: dict[str, str]) -> str:
        return _show(_in_scope(pk), {name: text for name, text in errors.items() if name != "form" or len(errors) == 1})

    return answered(work, show)


def _days(form: Any) -> int:
    return form.get("days", 0, type=int)  # type: ignore[no-any-return]


ACTS: dict[str, Callable[[Act, FollowUp, Any], Any]] = {
    "reply": lambda act, found, form: verbs.reply_to_follow_up(
        act, found, form.get("reply", ""), form.get("measures", "")
    ),
    "accept": lambda act, found, form: verbs.accept_reply(act, found, form.get("review", "")),
    "send_back": lambda act, found, form: verbs.send_reply_back(act, found, form.get("review", "")),
    "escalate": lambda act, found, form: verbs.escalate(act, found, form.get("review", "")),
    "cancel": lambda act, found, form: verbs.cancel_follow_up(act, found, form.get("review", "")),
    "ask_time": lambda act, found, form: joint.ask_for_time(act, found, _days(form), form.get("why", "")),
    "give_time": lambda act, found, form: joint.give_time(act, found, _days(form)),
    "refuse_time": lambda act, found, form: joint.refuse_time(act, found, form.get("review", "")),
    "check": lambda act, found, form: joint.check_again(act, found, form.get("lasted") == "1", form.get("review", "")),
}


def _show(found: FollowUp, errors: dict[str, str]) -> str:
    scope = current_actor().scope
    related = (
        select(FollowUp)
        .options(joinedload(FollowUp.organisation))
        .where(
            scope.where(FollowUp.county, FollowUp.organisation_id),
            FollowUp.id != found.id,
            or_(FollowUp.lead_id == found.id, FollowUp.id == found.lead_id),
        )
    )
    failed = request.form.get("action", "") if errors else ""
    return render_template(
        "supervision/follow_up.html",
        item=found,
        walk=WALK.place(found.id),
        band=band_of(session(), found),
        split=split_buttons(in_order(buttons_of(session(), current_actor(), found, failed, errors))),
        failed=failed,
        errors=errors,
        due=show_day(found.due_on),
        related=[_row(row) for row in session().scalars(related.order_by(FollowUp.id))],
        trail=timeline("follow_up", found.id),
    )

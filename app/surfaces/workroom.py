"""The platform's own pages: the visible outbox, the clock with its runs, and the trail of an area."""

from collections.abc import Iterator, Sequence
from datetime import date
from operator import itemgetter
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from sqlalchemy import ColumnElement, select

from app.kernel.act import start_of_day
from app.kernel.audit import TrailRow
from app.kernel.calendar import ONE_DAY
from app.kernel.domain import Domain
from app.kernel.errors import Refused
from app.kernel.notices import Medium, Message, MessageState
from app.kernel.outbox import outbox_figures, send_again
from app.kernel.places import Official
from app.kernel.roles import Role
from app.kernel.subjects import SUBJECTS
from app.kernel.words import N_
from app.surfaces.acts import acting, current_actor, now, session
from app.surfaces.language import show_moment, translate, translate_refusal
from app.surfaces.pages import allowed
from app.surfaces.platform import platform
from app.surfaces.records.showing import who_did
from app.surfaces.records.subjects import subject_names
from app.surfaces.scheduling.standing import clock_processes, clock_standing_still, failing_jobs, latest_runs

WORKROOM = Blueprint("workroom", __name__, url_prefix="/platform")
ADMINS = (Role.COUNTY_ADMIN, Role.CITY_ADMIN)
PAGE = 50


@WORKROOM.get("/outbox")
@allowed(*ADMINS)
def outbox() -> str:
    """Show the messages of the region, newest first; numbers and addresses are shown in part."""
    scope = current_actor().scope
    state = request.args.get("state", "")
    statement = select(Message).where(scope.where(Message.county)).order_by(Message.id.desc()).limit(PAGE)
    if state in {str(word) for word in MessageState}:
        statement = statement.where(Message.state == state)
    before = request.args.get("before", 0, type=int)
    if before:
        statement = statement.where(Message.id < before)
    rows = session().scalars(statement).all()
    names = _officials(rows)
    return render_template(
        "workroom/outbox.html",
        rows=[
            {
                "id": row.id,
                "medium": translate(Medium(row.medium)),
                "to": names.get(row.address) or _partly(row.address),
                "title": row.title,
                "text": row.text,
                "state": row.state,
                "words": translate(MessageState(row.state)),
                "fault": row.fault,
                "at": show_moment(row.sent_at or row.created_at),
                "tries": row.tries,
            }
            for row in rows
        ],
        states=list(MessageState),
        state=state,
        figures=outbox_figures(session(), now()),
        next_url=url_for(".outbox", state=state, before=rows[-1].id) if len(rows) == PAGE else None,
    )


def _officials(rows: Sequence[Message]) -> dict[str, str]:
    """Return the names of the officials to whose desks messages go, by the address that stands in the message."""
    ids = {int(row.address) for row in rows if row.medium == Medium.DESK and row.address.isdecimal()}
    found = session().execute(select(Official.id, Official.name).where(Official.id.in_(ids)))
    return {str(pk): name for pk, name in found}


def _partly(address: str) -> str:
    return address if len(address) < 6 else f"{address[:3]}****{address[-3:]}"


@WORKROOM.post("/outbox")
@allowed(*ADMINS)
def again() -> Response:
    """Put a message that could not be sent back into the outbox."""
    try:
        with acting() as act:
            message = session().get(Message, request.form.get("message", 0, type=int))
            if message is not None and act.actor.scope.holds(message.county):
                send_again(act, message.id)
        flash(translate(N_("Done.")), "success")
    except Refused as fault:
        flash(translate_refusal(fault), "error")
    return redirect(url_for(".outbox"))  # type: ignore[return-value]


@WORKROOM.get("/clock")
@allowed(*ADMINS, Role.INSPECTOR, Role.AUDITOR)
def clock() -> str:
    """Show the clock's sign of life and the last runs of its jobs."""
    titles = {job.name: translate(job.title) for job in platform().jobs}
    return render_template(
        "workroom/clock.html",
        still=clock_standing_still(session(), now()),
        failing=[
            {
                "name": titles.get(one.figures["job"], one.figures["job"]),
                "since": show_moment(one.started_at),
                "fault": (one.fault or "").strip().splitlines()[-1:],
            }
            for one in failing_jobs(session())
        ],
        processes=[
            {"name": p.process, "leads": p.leads, "at": show_moment(p.beat_at)} for p in clock_processes(session())
        ],
        runs=[
            {
                "name": titles.get(run.name, run.name),
                "at": show_moment(run.started_at),
                "fault": run.fault or "",
                "figures": "" if run.fault and not run.figures else _figures(run.figures),
            }
            for run in latest_runs(session(), PAGE)
        ],
    )


FIGURES = {
    "events": N_("events read"),
    "raised": N_("alerts raised"),
    "ceased": N_("alerts ceased"),
    "done": N_("done"),
    "refused": N_("refused"),
    "sent": N_("sent"),
    "failed": N_("failed"),
    "given_up": N_("given up"),
    "signed": N_("roots signed"),
    "witnessed": N_("tails witnessed"),
    "broken": N_("broken"),
    "printed": N_("printed"),
    "reminded": N_("reminded"),
    "reminders": N_("reminders"),
    "forgotten": N_("drafts forgotten"),
    "carried_out": N_("orders carried out"),
    "removed": N_("files removed"),
    "verified": N_("rows verified"),
}
"""Figures of a job that a person wants to know."""


def _figures(figures: Any) -> str:
    told = ((FIGURES[name], value) for name, value in (figures or {}).items() if name in FIGURES and value)
    return "、".join(f"{translate(title)} {value:,}" for title, value in told) or translate(N_("nothing to do"))


@WORKROOM.get("/trail")
@allowed(Role.AUDITOR, Role.INSPECTOR, *ADMINS)
def trail() -> str:
    """Show the trail of the region, newest first: who did what, when, through which door."""
    wanted = {name: request.args.get(name, "").strip()[:40] for name in ("verb", "official", "from", "to")}
    shown = SUBJECTS.shown_by_trail(TrailRow.subject_kind, TrailRow.subject_id)
    statement = select(TrailRow).where(current_actor().scope.where(TrailRow.county), *shown, *_wanted_rows(wanted))
    before = request.args.get("before", 0, type=int)
    if before:
        statement = statement.where(TrailRow.id < before)
    rows = session().scalars(statement.order_by(TrailRow.id.desc()).limit(PAGE)).all()
    verbs, names = platform().verbs, subject_names(rows)
    link: dict[str, Any] = {name: value or None for name, value in wanted.items()}
    return render_template(
        "workroom/trail.html",
        rows=[
            {
                "place": row.place,
                "county": row.county,
                "at": show_moment(row.at),
                "who": who_did(row),
                "what": translate(verbs.get(row.verb, row.verb)),
                "subject": names[row.subject_kind, row.subject_id],
                "facts": row.facts if row.facts != "{}" else "",
                "hash": row.hash[:12],
            }
            for row in rows
        ],
        areas=[(f"{AREA}{domain.name}", translate(domain.title)) for domain in platform().domains if domain.verbs],
        verbs=_verbs_near(wanted["verb"]),
        wanted=wanted,
        next_url=url_for(".trail", before=rows[-1].id, **link) if len(rows) == PAGE else None,
    )


AREA = "area:"
"""Before the name of a domain, whose verbs are wanted all together."""


def _area_of(wanted: str) -> Domain | None:
    """Return the domain that a filter names, by itself or by one of its verbs."""
    return next((d for d in platform().domains if wanted == f"{AREA}{d.name}" or wanted in d.verbs), None)


def _verbs_near(wanted: str) -> list[tuple[str, str]]:
    """Return the verbs of the area that is chosen; of all areas together they would fill the page."""
    area = _area_of(wanted) if wanted else None
    return sorted(((v, translate(text)) for v, text in area.verbs.items()), key=itemgetter(1)) if area else []


def _wanted_rows(wanted: dict[str, str]) -> Iterator[ColumnElement[bool]]:
    """Yield what the filter asks; a day that is none narrows nothing."""
    if wanted["verb"] in platform().verbs:
        yield TrailRow.verb == wanted["verb"]
    elif (area := _area_of(wanted["verb"])) is not None:
        yield TrailRow.verb.in_(sorted(area.verbs))
    if wanted["official"]:
        yield TrailRow.official == wanted["official"]
    if begins := _day(wanted["from"]):
        yield TrailRow.at >= start_of_day(begins)
    if ends := _day(wanted["to"]):
        yield TrailRow.at < start_of_day(ends + ONE_DAY)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None

"""The desk: what waits for me, by deadline; and the search over all cases of my scope."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import render_template, request, url_for

from app.approvals.models import State
from app.approvals.pages import PAGES
from app.approvals.queries import CaseFilter, DeskFilter, Light, deadlines, desk, find_cases, tiles
from app.kernel.roles import Role
from app.kernel.words import N_
from app.surfaces.acts import current_actor, now, session
from app.surfaces.language import show_day, show_due, translate
from app.surfaces.pages import allowed
from app.surfaces.walking import MOST, Walk

WORKERS = (Role.WINDOW, Role.HANDLER, Role.SECTION_HEAD, Role.ORGAN_HEAD, Role.LEGAL_REVIEWER, Role.TOWN_CLERK)
READERS = (*WORKERS, Role.INSPECTOR, Role.COUNTY_ADMIN, Role.CITY_ADMIN, Role.AUDITOR)
PAGE = 20
CHIPS: tuple[tuple[str, dict[str, Any], str], ...] = (
    (N_("All my work"), {}, "all"),
    (N_("Overdue"), {"light": "red"}, "red"),
    (N_("Due soon"), {"light": "yellow"}, "yellow"),
)


def mark_of(place: tuple[datetime, int]) -> str:
    """Return a place in a list as an address carries it."""
    return f"{place[0].isoformat()}_{place[1]}"


def read_mark(text: str) -> tuple[datetime, int] | None:
    """Read a place from an address; a damaged one begins the list again."""
    instant, _, serial = text.rpartition("_")
    try:
        at = datetime.fromisoformat(instant)
        return (at, int(serial)) if at.tzinfo else None
    except ValueError:
        return None


@PAGES.get("/desk")
@allowed(*WORKERS)
def my_desk() -> str:
    """Show my work, the nearest deadline first."""
    actor = current_actor()
    wanted = _wanted(request.args)
    rows = desk(session(), actor, now(), wanted, read_mark(request.args.get("after", "")), PAGE)
    counts = tiles(session(), actor, now())
    chips = [
        (
            translate(title),
            url_for(".my_desk", **query),
            query == {k: v for k, v in request.args.items() if v},
            counts[name],
        )
        for title, query, name in CHIPS
    ]
    return render_template(
        "approvals/desk.html",
        rows=[_row(row) for row in rows],
        chips=chips,
        search=wanted.text,
        next_url=url_for(".my_desk", **_next(rows[-1].place)) if len(rows) == PAGE else None,
        may_enter=Role.WINDOW in actor.roles,
    )


def _wanted(asked: Mapping[str, str]) -> DeskFilter:
    """Return what the desk is narrowed by."""
    light = asked.get("light")
    return DeskFilter(
        light=light if light in {str(word) for word in Light} else None,
        only_mine=asked.get("mine") == "1",
        text=asked.get("q", "")[:60],
    )


def _order(asked: Mapping[str, str]) -> list[int]:
    after = read_mark(asked.get("after", ""))
    return [row.case.id for row in desk(session(), current_actor(), now(), _wanted(asked), after, MOST)]


WALK = Walk(N_("My desk"), "approvals.my_desk", "approvals.case", _order)


def _next(place: tuple[datetime, int]) -> dict[str, Any]:
    return {**request.args, "after": mark_of(place)}


def _row(row: Any) -> dict[str, Any]:
    return {
        "url": WALK.link(row.case.id),
        "number": row.case.number,
        "item": row.case.power_version.name,
        "applicant": row.case.applicant_name,
        "step": row.visit.name,
        "state": translate(State(row.case.state)),
        "due": show_due(row.due_at),
        "light": row.light.value,
        "light_words": translate(row.light),
    }


@PAGES.get("/")
@allowed(*READERS)
def find() -> str:
    """Search over all cases of my scope, newest first."""
    actor = current_actor()
    state = request.args.get("state", "")
    wanted = CaseFilter(
        states=(state,) if state in {str(word) for word in State} else (), text=request.args.get("q", "")[:60]
    )
    page = find_cases(session(), actor, wanted, read_mark(request.args.get("after", "")), PAGE)
    limits = deadlines(session(), [case.id for case in page.cases], now())
    return render_template(
        "approvals/find.html",
        rows=[
            {
                "url": url_for("approvals.case", pk=case.id),
                "number": case.number,
                "item": case.power_version.name,
                "applicant": case.applicant_name,
                "organ": case.organisation.name,
                "state": translate(State(case.state)),
                "received": show_day(case.received_on),
                "due": show_due(limits[case.id].due_at),
                "light": limits[case.id].light.value,
                "light_words": translate(limits[case.id].light),
            }
            for case in page.cases
        ],
        states=list(State),
        state=state,
        search=wanted.text,
        next_url=url_for(".find", q=wanted.text, state=state, after=mark_of(page.after)) if page.after else None,
    )

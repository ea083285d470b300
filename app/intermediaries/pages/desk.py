"""The desk: what waits at my bodies; all agencies of the county."""

from flask import render_template, request, url_for

from app.intermediaries import queries, waiting
from app.intermediaries.flows import REGISTER
from app.intermediaries.models import CreditMark
from app.intermediaries.pages import PAGES, READERS
from app.intermediaries.words import AgencyState, Category, Grade, LetterKind, MarkState, Polarity
from app.kernel.act import local_day
from app.kernel.codes import grouped
from app.surfaces.acts import current_actor, now, session
from app.surfaces.language import show_day, translate
from app.surfaces.pages import allowed

PAGES.app_template_filter("grouped")(grouped)
COLOURS = {
    AgencyState.APPLIED: "blue",
    AgencyState.CHECKED: "blue",
    AgencyState.LISTED: "green",
    AgencyState.WARNED: "yellow",
    AgencyState.BARRED: "red",
    AgencyState.REMOVED: "",
}


@PAGES.get("/")
@allowed(*READERS)
def desk() -> str:
    """Show marks, reports and applications that wait, and qualifications that end soon."""
    actor, today = current_actor(), local_day(now())
    return render_template(
        "intermediaries/desk.html",
        marks=[mark_row(mark) for mark in waiting.open_marks(session(), actor)],
        letters=[(one, translate(LetterKind(one.what))) for one in waiting.open_letters(session(), actor.scope)],
        appeals=[
            (one, translate(REGISTER.moves[one.move].title)) for one in waiting.open_appeals(session(), actor.scope)
        ],
        reports=waiting.open_reports(session(), actor.scope),
        applications=[
            {"agency": one, "state": translate(AgencyState(one.state)), "category": translate(Category(one.category))}
            for one in waiting.applications(session(), actor.scope)
        ],
        expiring=waiting.expiring(session(), actor.scope, today),
    )


def mark_row(mark: CreditMark) -> dict[str, str]:
    """Return a mark as a line of a list."""
    return {
        "url": url_for(".mark", pk=mark.id),
        "agency": mark.agency.name,
        "organ": mark.organisation.name,
        "what": f"{translate(Polarity(mark.polarity))} · {translate(Grade(mark.grade))}",
        "state": translate(MarkState(mark.state)),
        "colour": "green" if mark.polarity == Polarity.GOOD else "red",
        "until": show_day(mark.object_until) if mark.object_until else "",
    }


@PAGES.get("/all")
@allowed(*READERS)
def agencies() -> str:
    """Search over the agencies of my counties."""
    text, category = request.args.get("q", "")[:60], request.args.get("category", "")
    state, after = request.args.get("state", ""), request.args.get("after", 0, type=int)
    found = queries.find_agencies(
        session(), current_actor().scope, text=text, category=category, state=state, after=after
    )
    following = None
    if len(found) == queries.PAGE:
        following = url_for(
            ".agencies", q=text or None, category=category or None, state=state or None, after=found[-1].id
        )
    return render_template(
        "intermediaries/agencies.html",
        rows=[
            {
                "url": url_for(".agency", pk=one.id),
                "name": one.name,
                "uscc": one.uscc,
                "category": translate(Category(one.category)),
                "body": one.organisation.name,
                "state": translate(AgencyState(one.state)),
                "colour": COLOURS[AgencyState(one.state)],
            }
            for one in found
        ],
        categories=[(word.value, translate(word)) for word in Category],
        category=category,
        states=[(word.value, translate(word)) for word in AgencyState],
        state=state,
        search=text,
        next_url=following,
    )

"""Telling a problem with a page, and answering it."""

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.kernel.act import Act, Actor
from app.kernel.audit import record
from app.kernel.errors import NotFound
from app.kernel.notices import Medium, queue_message
from app.kernel.roles import Role
from app.kernel.voices import answer_once, said
from app.kernel.words import N_
from app.surfaces.help.models import PageProblem

ADMINS = (Role.COUNTY_ADMIN, Role.CITY_ADMIN)
LONGEST, SHOWN = 1000, 100
VERBS = {
    "page_problem.told": N_("A problem with a page was reported"),
    "page_problem.answered": N_("A reported problem with a page was answered"),
}


def tell_problem(act: Act, page: str, text: str, fault: str = "") -> PageProblem:
    """Write down a problem with a page, for the administrators of the teller's county.

    ``page`` is a path of this program; what stands behind its question mark may name people and is left out.
    """
    made = PageProblem(
        county=act.county,
        official_id=act.actor.official_id,
        page=page.partition("?")[0][:200] if page.startswith("/") else "/",
        roles=",".join(sorted(role.value for role in act.actor.roles))[:200],
        fault=fault.strip()[:40],
        text=said(text, most=LONGEST),
        told_at=act.at,
    )
    act.session.add(made)
    act.session.flush()
    record(act, "page_problem.told", made, page=made.page)
    return made


def open_problems(session: Session, actor: Actor) -> list[PageProblem]:
    """Return the problems of the actor's counties that nobody has answered, the oldest first."""
    waiting = select(PageProblem).where(actor.scope.where(PageProblem.county), PageProblem.still_open())
    told = waiting.options(joinedload(PageProblem.official)).order_by(PageProblem.id).limit(SHOWN)
    return list(session.scalars(told))


def answer_problem(act: Act, pk: int, answer: str) -> PageProblem:
    """Answer a problem; whoever told it gets the answer as a message."""
    act.needs(*ADMINS)
    found = act.session.get(PageProblem, pk, with_for_update=True)
    if found is None or not act.actor.scope.holds(found.county):
        raise NotFound(N_("There is no such report in your region."))
    answer_once(act, found, said(answer, "answer", LONGEST))
    title = N_("Your report on a page was answered")
    queue_message(act, Medium.DESK, str(found.official_id), title, found.answer, found, f"page_problem:{found.id}")
    record(act, "page_problem.answered", found)
    return found

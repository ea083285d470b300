"""Verbs of people and places that the generated forms do not cover: hand over, appoint, leave."""

from collections.abc import Callable, Iterable
from datetime import date

from sqlalchemy import select, update

from app.kernel.act import Act
from app.kernel.audit import record
from app.kernel.clocks import Clock
from app.kernel.errors import Incomplete, NotAllowed, NotFound
from app.kernel.flows.models import StepVisit
from app.kernel.places import Official, Post, PostHolder
from app.kernel.roles import Role
from app.kernel.words import N_
from app.surfaces.accounts.models import Consent
from app.surfaces.accounts.operations import disable_account
from app.surfaces.people.checks import check_new_holding

Handover = Callable[[Act, int, int], int]


def official_in_scope(act: Act, official_id: int) -> Official:
    """Return an official of the actor's region; NotFound for everybody else's."""
    official = act.session.get(Official, official_id)
    if official is None or not act.actor.scope.holds(official.county, official.organisation_id):
        raise NotFound(N_("There is no such person in your region."))
    return official


def hand_over_steps(act: Act, from_id: int, to_id: int) -> int:
    """Pass on the open steps and running clocks that one official has taken."""
    steps = act.session.execute(
        update(StepVisit)
        .where(StepVisit.official_id == from_id, StepVisit.closed_at.is_(None))
        .values(official_id=to_id)
    )
    act.session.execute(
        update(Clock).where(Clock.official_id == from_id, Clock.stopped_at.is_(None)).values(official_id=to_id)
    )
    return int(steps.rowcount)  # type: ignore[attr-defined]


def hand_over(
    act: Act, leaving: Official, successor: Official, handovers: Iterable[Handover], *, with_posts: bool
) -> int:
    """Pass all open work of one official to another of the same county; returns how many pieces.

    With ``with_posts`` the successor takes over the posts as well, from the day of the act.
    """
    act.needs(Role.COUNTY_ADMIN, Role.CITY_ADMIN)
    if leaving.id == successor.id:
        raise Incomplete(N_("Choose somebody else as successor."), field="successor")
    if act.actor.official_id == successor.id:
        raise NotAllowed(N_("Nobody hands work over to himself. Ask another administrator."))
    if leaving.county != successor.county:
        raise NotAllowed(N_("Work can only be handed over within one county."))
    pieces = hand_over_steps(act, leaving.id, successor.id)
    pieces += sum(handover(act, leaving.id, successor.id) for handover in handovers)
    posts = _pass_posts(act, leaving, successor) if with_posts else []
    record(act, "official.handed_over", leaving, successor=successor.id, pieces=pieces, posts=posts)
    return pieces


def _pass_posts(act: Act, leaving: Official, successor: Official) -> list[int]:
    held = act.session.scalars(
        select(PostHolder).where(
            PostHolder.official_id == leaving.id,
            PostHolder.from_on <= act.on,
            (PostHolder.to_on.is_(None)) | (PostHolder.to_on >= act.on),
        )
    ).all()
    for holding in held:
        holding.to_on = act.on
        appoint(act, successor, holding.post_id, act.on, deputy=holding.deputy)
    return [holding.post_id for holding in held]


def appoint(
    act: Act, official: Official, post_id: int, from_on: date, to_on: date | None = None, *, deputy: bool = False
) -> PostHolder:
    """Put an official on a post of his county from a day on; the same appointment twice is one."""
    act.needs(Role.COUNTY_ADMIN, Role.CITY_ADMIN)
    post = act.session.get(Post, post_id)
    if post is None or not act.actor.scope.holds(post.county, post.organisation_id):
        raise NotFound(N_("There is no such post in your region."))
    if to_on is not None and to_on < from_on:
        raise Incomplete(N_("The last day lies before the first one."), field="to_on")
    same = act.session.scalar(
        select(PostHolder).where(
            PostHolder.post_id == post_id,
            PostHolder.official_id == official.id,
            (PostHolder.to_on.is_(None)) | (PostHolder.to_on > from_on),
        )
    )
    if same is not None:
        return same
    holding = PostHolder(
        county=post.county, post_id=post_id, official_id=official.id, from_on=from_on, to_on=to_on, deputy=deputy
    )
    check_new_holding(act, official, post, holding)
    act.session.add(holding)
    record(act, "official.appointed", official, post=post_id, from_on=from_on, deputy=deputy)
    return holding


def leave_service(act: Act, official: Official, on: date, consent: Consent | None = None) -> None:
    """End an official's service: his posts end and his account is switched off; no work may be open."""
    if consent is None:
        act.needs(Role.COUNTY_ADMIN, Role.CITY_ADMIN)
    waiting = act.session.scalar(
        select(StepVisit.id).where(StepVisit.official_id == official.id, StepVisit.closed_at.is_(None)).limit(1)
    )
    if waiting is not None:
        raise Incomplete(N_("This person still has open work. Hand it over first, then end the service."))
    official.left_on = on
    act.session.execute(
        update(PostHolder).where(PostHolder.official_id == official.id, PostHolder.to_on.is_(None)).values(to_on=on)
    )
    if official.user_id is not None:
        disable_account(act, official, consent)
    record(act, "official.left", official, on=on)


VERBS = {
    "official.handed_over": N_("Open work handed over"),
    "official.appointed": N_("Appointed to a post"),
    "official.left": N_("Left the service"),
    "organisation.closed": N_("Organisation closed, its open work passed on"),
    "place.set_up": N_("Places set up from a spreadsheet"),
}

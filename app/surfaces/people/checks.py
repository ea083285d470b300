"""What the lists of people and posts refuse on every door: screen, sheet and REST."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import or_, select

from app.kernel.act import Act
from app.kernel.errors import Incomplete, NotAllowed
from app.kernel.places import Official, Post, PostHolder
from app.kernel.words import N_
from app.surfaces.accounts.supervising import check_appointment, is_above, is_supervised

PLACED = frozenset({"organisation_id", "left_on"})
"""Fields of an official by which he comes under another scope, or can no longer log in."""
APPOINTED = frozenset({"post_id", "official_id", "from_on"})


def check_official(act: Act, row: Official, changes: Mapping[str, Any]) -> None:
    """Refuse to move or end the service of oneself, or of somebody who supervises, by changing a field."""
    if row.id is None or act.actor.is_platform or not PLACED & changes.keys():
        return
    if row.id == act.actor.official_id:
        raise NotAllowed(N_("Nobody changes his own roles or account. Ask another administrator."))
    if is_supervised(act.session, row) and not is_above(act, row):
        raise NotAllowed(
            N_(
                "This person supervises. Only the level above moves him; his service ends on the page of his account, "
                "with a second person's consent."
            )
        )


def check_post(act: Act, row: Post, changes: Mapping[str, Any]) -> None:
    """Refuse to give a post that somebody holds another duty or organisation: it would give him another role."""
    if row.id is None or not {"duty", "organisation_id"} & changes.keys():
        return
    held = select(PostHolder.id).where(
        PostHolder.post_id == row.id, or_(PostHolder.to_on.is_(None), PostHolder.to_on >= act.on)
    )
    if act.session.scalar(held.limit(1)) is not None:
        raise NotAllowed(
            N_(
                "Somebody holds this post. Its duty and organisation change once nobody does: end the holding, or add "
                "another post."
            )
        )


def check_holding(act: Act, row: PostHolder, changes: Mapping[str, Any]) -> None:
    """Refuse an appointment of oneself, one that begins in the past, and rewriting one that stands."""
    if row.id is not None:
        _check_change(act, row, changes)
        return
    official = act.session.get(Official, row.official_id)
    post = act.session.get(Post, row.post_id)
    assert official is not None
    assert post is not None
    check_new_holding(act, official, post, row)


def check_new_holding(act: Act, official: Official, post: Post, row: PostHolder) -> None:
    """Refuse an appointment that must not be, and note on it who wrote it on which day."""
    check_appointment(act, official, post)
    if act.actor.official_id is not None and row.from_on < act.on:
        raise Incomplete(
            N_(
                "An appointment begins today or later: with an earlier day, acts without a duty would look as if the duty "
                "had been there."
            ),
            field="from_on",
        )
    row.entered_by, row.entered_at, row.entered_on = act.actor.official_id, act.at, act.on


def _check_change(act: Act, row: PostHolder, changes: Mapping[str, Any]) -> None:
    if act.actor.official_id is None:
        return
    if act.actor.official_id == row.official_id:
        raise NotAllowed(N_("Nobody appoints himself to a post. Ask another administrator."))
    if APPOINTED & changes.keys():
        raise NotAllowed(N_("An appointment is not rewritten. End it with its last day, then add another."))
    if row.to_on is not None and row.to_on < act.on and "to_on" in changes:
        raise Incomplete(N_("The last day of an appointment is today or later."), field="to_on")

"""An inspector's own filters of the queue."""

from sqlalchemy import func, select

from app.kernel.act import Act
from app.kernel.audit import record
from app.kernel.errors import Incomplete, NotAllowed
from app.kernel.words import N_
from app.supervision.models import SavedFilter
from app.supervision.queries.narrowing import AlertFilter

MOST = 20
"""Saved filters of one person; each is counted whenever the queue is opened."""


def save_filter(act: Act, name: str, filters: AlertFilter, shared: bool = False) -> SavedFilter:
    """Keep a filter under a name; a name that the person has already used is overwritten."""
    owner = act.actor.official_id
    if owner is None:
        raise NotAllowed(N_("Log in to keep filters of your own."))
    name = name.strip()
    if not name or len(name) > 40:
        raise Incomplete(N_("Give the filter a name of at most 40 characters."), field="name")
    own = select(SavedFilter).where(SavedFilter.official_id == owner)
    saved = act.session.scalar(own.where(SavedFilter.name == name))
    if saved is None:
        held = act.session.scalar(select(func.count()).select_from(own.subquery())) or 0
        if held >= MOST:
            raise Incomplete(N_("You have %(most)d saved filters. Remove one first."), most=MOST)
        saved = SavedFilter(county=act.county, official_id=owner, name=name)
        act.session.add(saved)
    saved.query, saved.shared = filters.as_query(), shared
    record(act, "alert_filter.saved", saved, name=name)
    return saved


def remove_filter(act: Act, saved: SavedFilter) -> None:
    """Remove a filter of one's own."""
    if saved.official_id != act.actor.official_id:
        raise NotAllowed(N_("Only its owner may remove a saved filter."))
    record(act, "alert_filter.removed", saved, name=saved.name)
    act.session.delete(saved)

"""What this process remembers of the database for as long as nothing is recorded: rights, posts, public pages.

Every act leaves a row in the trail of its county, in its own transaction, and so moves the head of that chain; so does
every new row, whose id is taken there. The heads of all counties are therefore the edition of what the program has
written. They are read once a request, before anything else is asked: what was read under an edition holds for it, in
every process, and with the next act it is read again.
"""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from flask import current_app, g, has_app_context, has_request_context
from sqlalchemy import select

from app.kernel.audit import ChainHead
from app.kernel.db import KEPT_PLAN
from app.surfaces.database import db

Made = TypeVar("Made")
Edition = tuple[tuple[Any, ...], ...]

MOST = 1_000
"""Things that are remembered at most."""
HEADS = (
    select(ChainHead.county, ChainHead.last_id, ChainHead.hash)
    .order_by(ChainHead.county)
    .execution_options(**KEPT_PLAN)
)


class Memory:
    """What is remembered of one edition."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.held: dict[Hashable, Any] = {}


def known() -> dict[Hashable, Any]:
    """Return what is remembered of the present edition; a new one begins with nothing."""
    if "memory" not in g:
        edition: Edition = tuple(tuple(row) for row in db.session().execute(HEADS))
        memory: Memory | None = current_app.extensions.get("memory")
        if memory is None or memory.edition != edition:
            memory = current_app.extensions["memory"] = Memory(edition)
        g.memory = memory
    held: dict[Hashable, Any] = g.memory.held
    return held


def forget() -> None:
    """Ask for the edition once more: an act of this very request has been committed or taken back."""
    if has_app_context():
        g.pop("memory", None)


def remembered(make: Callable[[], Made], *key: Hashable) -> Made:
    """Return what ``make`` reads, from memory where it was read since anything was last recorded.

    It depends on nothing but the key and on what acts write. Inside an act it is read again: what is not committed
    yet is nobody else's. Outside a request, too.
    """
    if not has_request_context() or db.session().info.get("act") is not None:
        return make()
    held = known()
    if key not in held:
        made = make()
        while len(held) >= MOST:
            held.pop(next(iter(held)), None)
        held[key] = made
    found: Made = held[key]
    return found

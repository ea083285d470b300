"""Taking back what a sheet brought to powers and to penalty items: drafts that nobody has passed on yet."""

import json
from collections.abc import Sequence
from typing import Any

from app.kernel.act import Act
from app.kernel.audit import TrailRow
from app.kernel.errors import OutOfOrder
from app.kernel.words import N_
from app.powers.models import Stage


def drafts_to_withdraw(thing: Any, row: TrailRow) -> Sequence[Any]:
    """Return the versions that go with an import: all of a new thing, the draft that it began of one that stood."""
    facts = json.loads(row.facts)
    if thing is None:
        raise OutOfOrder(N_("It is not there any more."))
    if "fields" in facts and not facts["begun"]:
        raise OutOfOrder(N_("It stood there before and was changed: change it back by hand."))
    drafts = thing.versions[-1:] if "fields" in facts else list(thing.versions)
    if any(one.published_at is not None or one.stage != Stage.DRAFT for one in drafts):
        raise OutOfOrder(N_("It has been published or lies with a reviewer."))
    return drafts


def remove_drafts(act: Act, thing: Any, drafts: Sequence[Any]) -> None:
    """Remove drafts, and the thing itself when nothing of it is left."""
    whole = len(drafts) == len(thing.versions)
    for draft in drafts:
        act.session.delete(draft)
    act.session.flush()
    act.session.expire(thing, ["versions"])
    if whole:
        act.session.delete(thing)

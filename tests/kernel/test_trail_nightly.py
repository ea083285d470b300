"""The nightly verification: a break is recorded once, and nothing when all is whole."""

import json
from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.act import Act
from app.kernel.audit import TrailRow
from app.kernel.guard import open_act
from app.kernel.trail.nightly import verify_trails
from tests.kernel.trail import COUNTY, change, fill, unlock


def _broken(session: Session) -> list[TrailRow]:
    return list(session.scalars(select(TrailRow).where(TrailRow.verb == "trail.broken")))


def _filled(session: Session, acting_as: Callable[..., Act]) -> Act:
    act = acting_as()
    with open_act(act):
        fill(act, 5)
    return act


def test_a_whole_trail_is_verified_and_nothing_is_recorded(session: Session, acting_as: Callable[..., Act]) -> None:
    act = _filled(session, acting_as)
    figures = verify_trails(act, {})
    assert figures["rows"] >= 5 and figures["broken"] == 0
    assert _broken(session) == []


def test_a_break_is_recorded_once_with_its_place(session: Session, acting_as: Callable[..., Act]) -> None:
    act = _filled(session, acting_as)
    unlock(session)
    change(session, 3, verb="case.other")
    session.expire_all()
    assert verify_trails(act, {})["new"] == 1
    session.flush()
    (row,) = _broken(session)
    assert row.subject_id == COUNTY
    facts = json.loads(row.facts)
    assert (facts["place"], facts["breach"]) == (3, "changed")
    assert verify_trails(act, {}) == verify_trails(act, {})
    session.flush()
    assert len(_broken(session)) == 1

"""Keys of the officials of the small world, made by their holders."""

from datetime import timedelta

from flask import Flask
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.act import Act, Channel
from app.kernel.guard import open_act
from app.kernel.places import Official
from app.kernel.roles import Role
from app.surfaces.accounts.keys import make_key
from app.surfaces.acts import actor_of
from tests.web import at_work
from tests.world import OFFICIALS


def act_of(site: Flask, session: Session, short: str) -> Act:
    """Return an act of an official at his screen."""
    at = site.config["SUNSHINE_TEST_NOW"]
    actor = actor_of(session.scalars(select(User).where(User.username == short)).one(), at)
    return Act(session, actor, at, Channel.SCREEN, actor.county or 350100)


def key_of(site: Flask, short: str, role: Role | None = None, *, writes: bool = True, days: int = 30) -> str:
    """Return a new key of an official, for his one role unless another is named."""
    with at_work(site) as session:
        act = act_of(site, session, short)
        official = session.get_one(Official, act.actor.official_id)
        held = role or next(iter(OFFICIALS[short][2]))
        with open_act(act):
            raw = make_key(act, official, "数据交换", held, writes=writes, ends_on=act.on + timedelta(days=days))
            session.commit()
        return raw

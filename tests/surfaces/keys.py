"""Keys of the officials of the small world, made by their holders."""

from datetime import timedelta
from typing import Any

from flask import Flask
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.act import Act, Channel
from app.kernel.guard import open_act
from app.kernel.places import Official, Organisation
from app.kernel.roles import Role
from app.surfaces.accounts.keybounds import Bounds
from app.surfaces.accounts.keys import EVERYTHING, make_key
from app.surfaces.accounts.models import AccessKey
from app.surfaces.accounts.operations import hash_of
from app.surfaces.acts import actor_of
from tests.web import at_work
from tests.world import OFFICIALS


def act_of(site: Flask, session: Session, short: str) -> Act:
    """Return an act of an official at his screen."""
    at = site.config["SUNSHINE_TEST_NOW"]
    actor = actor_of(session.scalars(select(User).where(User.username == short)).one(), at)
    return Act(session, actor, at, Channel.SCREEN, actor.county or 350100)


def key_of(
    site: Flask,
    short: str,
    role: Role | None = None,
    *,
    writes: bool = True,
    days: int = 30,
    bounds: Bounds = EVERYTHING,
) -> str:
    """Return a new key of an official, for his one role unless another is named."""
    with at_work(site) as session:
        act = act_of(site, session, short)
        official = session.get_one(Official, act.actor.official_id)
        held = role or next(iter(OFFICIALS[short][2]))
        with open_act(act):
            ends_on = act.on + timedelta(days=days)
            raw = make_key(act, official, "数据交换", held, writes=writes, ends_on=ends_on, bounds=bounds)
            session.commit()
        return raw


def call(site: Flask, key: str, address: str = "/api/v1/organisation/", method: str = "GET", **sent: Any) -> Any:
    """Call a resource with a key, as another program does."""
    headers = {"Authorization": f"Bearer {key}", **sent.pop("headers", {})}
    return site.test_client().open(address, method=method, headers=headers, **sent)


def pk_of(site: Flask, raw: str) -> int:
    """Return the number of a key."""
    with at_work(site) as session:
        return session.scalars(select(AccessKey.id).where(AccessKey.key_hash == hash_of(raw))).one()


def place_of(site: Flask, code: str) -> int:
    """Return the id of an organisation of the small world."""
    with at_work(site) as session:
        return session.scalars(select(Organisation.id).where(Organisation.code == code)).one()

"""Opening and committing acts: the only commit of a request stands here."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from flask import current_app, g, has_request_context, request
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from app.kernel.act import CITY, Act, Actor, Channel, local_day, platform_act
from app.kernel.errors import Busy, Conflict, Incomplete
from app.kernel.guard import open_act
from app.kernel.places import Official, duties_held, posts_held, scope_of
from app.kernel.roles import Duty, Role
from app.kernel.words import N_
from app.surfaces.accounts.keybounds import place_scope
from app.surfaces.database import db
from app.surfaces.devices import device_of
from app.surfaces.remembered import forget, remembered

HELD = frozenset({"40001", "40P01", "55P03"})
"""PostgreSQL's states of a statement that lost to other work: serialisation, deadlock, lock not available."""
_ROLES = frozenset(role.value for role in Role)
_pokes: list[Callable[[], None]] = []


def on_commit(poke: Callable[[], None]) -> None:
    """Have something told after each commit that new events are in the trail."""
    _pokes.append(poke)


def now() -> datetime:
    """Return the present instant; ``SUNSHINE_TEST_NOW`` of a test's configuration replaces it."""
    fixed: datetime | None = current_app.config.get("SUNSHINE_TEST_NOW")
    return fixed or datetime.now(UTC)


def today() -> date:
    """Return the present day in China."""
    return local_day(now())


def session() -> Session:
    """Return the session of the request or command, for queries."""
    opened: Session = db.session()
    return opened


def _official_of(user: Any) -> Official | None:
    """Return the official behind an account, as the log-in has read him for this request."""
    visitor = g.get("visitor") if has_request_context() else None
    if visitor is not None and visitor.User.id == user.id:
        found: Official | None = visitor.Official
        return found
    return session().scalar(select(Official).where(Official.user_id == user.id))


def roles_in_use(user: Any) -> list[Any]:
    """Return the rows of the roles with which an account acts in this request: one of them behind a key."""
    key = g.get("key_in_use") if has_request_context() else None
    return [role for role in user.roles if key is None or key.user_id != user.id or role.name == key.role]


def actor_of(user: Any, at: datetime) -> Actor:
    """Return an account as it acts at an instant: roles, posts held on the day, scope."""
    official = _official_of(user)
    if official is None:
        return Actor.public(user.username)
    roles = frozenset(Role(role.name) for role in roles_in_use(user) if role.name in _ROLES)
    scope = scope_of(session(), roles, official.organisation)
    key = g.get("key_in_use") if has_request_context() else None
    if key is not None and key.user_id == user.id and key.place_id is not None:
        scope = place_scope(session(), scope, key.place_id)
    return Actor(
        name=official.name,
        official_id=official.id,
        organisation_id=official.organisation_id,
        county=official.county,
        roles=roles,
        duties=_duties_of(official.id, local_day(at)),
        scope=scope,
    )


def _duties_of(official_id: int, on: date) -> frozenset[tuple[int, Duty]]:
    return remembered(lambda: duties_held(posts_held(session(), official_id, on)), "duties", official_id, on)


def current_actor() -> Actor:
    """Return who is logged in, as he acts now; the public when nobody is."""
    if "actor" not in g:
        user = current_user
        g.actor = actor_of(user, now()) if user.is_authenticated else Actor.public()
    actor: Actor = g.actor
    return actor


def home_county() -> int:
    """Return the county of whoever is logged in; the city's number for whoever belongs to none."""
    county = current_actor().county
    return CITY if county is None else county


def reading_act() -> Act:
    """Return an act for asking what may be done; it writes nothing."""
    return Act(session(), current_actor(), now(), Channel.SCREEN, home_county())


@contextmanager
def acting(
    channel: Channel = Channel.SCREEN,
    *,
    county: int | None = None,
    name: str = "",
    party: tuple[str, int] | None = None,
) -> Iterator[Act]:
    """Open the act of this request and commit it at the end; anything raised rolls it back.

    ``county`` names the trail when the actor has none of his own (the public), ``name`` the citizen.
    ``party`` is for whom somebody acts who logged in at an outer door: whoever else uses the same browser lends him nothing.
    """
    actor = current_actor() if party is None else replace(Actor.public(), party=party)
    if name and Role.PUBLIC in actor.roles:
        actor = replace(actor, name=name)
    address, device = (request.remote_addr, device_of()) if has_request_context() else (None, None)
    act = Act(session(), actor, now(), channel, home_county() if county is None else county, address, device)
    yield from committing(act)


@contextmanager
def command_act(channel: Channel = Channel.COMMAND, county: int = CITY, at: datetime | None = None) -> Iterator[Act]:
    """Open an act of the platform itself (command, clock, import) and commit it at the end.

    ``at`` is given only where history is told: demo data and imported logs.
    """
    try:
        yield from committing(platform_act(session(), channel, at or now(), county))
    except OperationalError as fault:
        if not is_held(fault):
            raise
        raise Busy(
            N_(
                "Other work is writing at this moment, an import for example. Nothing was written here; try again in a minute."
            )
        ) from fault


def is_held(fault: DBAPIError) -> bool:
    """Tell whether a statement failed because other work holds a row or the database: SQLite's lock, a deadlock of PostgreSQL."""
    held = "locked" in str(fault.orig) if isinstance(fault.orig, sqlite3.Error) else False
    return held or getattr(fault.orig, "sqlstate", "") in HELD


def committing(act: Act) -> Iterator[Act]:
    """Yield the act, then commit it; anything raised rolls it back. Whoever opens an act of another session uses it."""
    try:
        with open_act(act):
            yield act
            act.session.flush()
        act.session.commit()
    except StaleDataError:
        act.session.rollback()
        raise Conflict(
            N_(
                "Somebody else changed this record while you were working on it. "
                "Your text is kept: look at the new state, then save again."
            )
        ) from None
    except IntegrityError as fault:
        act.session.rollback()
        if _is_duplicate(fault):
            raise Conflict(N_("A record with this key exists already. Open that one and change it.")) from fault
        if _is_dangling(fault):
            raise Incomplete(
                N_("This names a record that is not there. Look at the codes and numbers, then save again.")
            ) from fault
        raise
    except BaseException:
        act.session.rollback()
        raise
    finally:
        forget()
    for poke in _pokes:
        poke()


def _is_dangling(fault: IntegrityError) -> bool:
    """Tell a reference to a row that does not exist, as a code typed by hand may be."""
    text = str(fault.orig)
    return "FOREIGN KEY constraint failed" in text or "violates foreign key constraint" in text


def _is_duplicate(fault: IntegrityError) -> bool:
    """Tell a unique key that exists already from any other breach of a constraint."""
    text = str(fault.orig)
    return "UNIQUE constraint failed" in text or "duplicate key value" in text

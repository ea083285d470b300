"""The pages of keys for programs: one's own, and those of one's region for its administrators."""

from datetime import date, timedelta
from typing import Any

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for

from app.kernel.errors import Incomplete, NotAllowed, NotFound, Refused
from app.kernel.places import Official, Organisation
from app.kernel.roles import Role
from app.kernel.words import N_
from app.surfaces.accounts.attempts import begin_attempt
from app.surfaces.accounts.keybounds import MOST_CALLS, READ, USUAL_CALLS, WRITE, Bounds, resources_of, scopes_of
from app.surfaces.accounts.keychanges import LONGEST_ROTATION, change_bounds, rotate_key
from app.surfaces.accounts.keys import ADMINS, LONGEST_LIFE, REMINDED, key_for, keys_seen, make_key, revoke_key
from app.surfaces.accounts.login import authenticate
from app.surfaces.accounts.models import AccessKey, Account
from app.surfaces.accounts.supervising import roles_held
from app.surfaces.acts import acting, current_actor, now, reading_act, session, today
from app.surfaces.language import translate, translate_refusal
from app.surfaces.limits import limited
from app.surfaces.pages import logged_in
from app.surfaces.platform import platform
from app.surfaces.records.naming import find_named

KEYS = Blueprint("keys", __name__, url_prefix="/keys")
SHOWN = 100
ENDED = timedelta(days=30)
"""How long a key that has ended stays on the page."""
USUAL = timedelta(days=90)

Answer = str | Response | tuple[str, int]


@KEYS.get("/")
@logged_in
def index() -> Answer:
    """Show the keys, and the form that makes one: for oneself, or for the person named."""
    return _page(_holder())


@KEYS.post("/")
@logged_in
@limited("60 per minute")
def make() -> Answer:
    """Make a key and show it, this once; whoever makes it proves himself by his password again."""
    official = _holder()
    try:
        if not current_app.config["FAB_API_KEY_ENABLED"]:
            raise NotAllowed(N_("This platform takes no keys. Whoever runs it can say so with SUNSHINE_KEYS."))
        _check_password()
        with acting() as act:
            raw = make_key(
                act,
                official,
                request.form.get("name", ""),
                _role(),
                writes=request.form.get("writes") == "1",
                ends_on=_day(),
                bounds=_bounds(),
            )
    except Refused as fault:
        return _page(official, {fault.field or "form": translate_refusal(fault)}), fault.status
    return _page(official, made=raw)


@KEYS.get("/<int:pk>")
@logged_in
def show(pk: int) -> Answer:
    """Show one key: what it opens, and the forms that change this and its secret."""
    return _one(key_for(reading_act(), pk))


@KEYS.post("/<int:pk>")
@logged_in
@limited("60 per minute")
def change(pk: int) -> Answer:
    """Let a key open more or less; whoever does it proves himself by his password again."""
    key_for(reading_act(), pk)  # whoever may not see the key is told so, and no password is tried
    try:
        _check_password()
        with acting() as act:
            change_bounds(act, pk, writes=request.form.get("writes") == "1", bounds=_bounds())
    except Refused as fault:
        return _refused(pk, fault)
    flash(translate(N_("Saved: the next call with the key is asked by this.")), "success")
    return redirect(url_for(".show", pk=pk))  # type: ignore[return-value]


@KEYS.post("/<int:pk>/rotate")
@logged_in
@limited("60 per minute")
def rotate(pk: int) -> Answer:
    """Give a key a new secret and show it, this once."""
    key_for(reading_act(), pk)
    try:
        _check_password()
        days = request.form.get("days", "")
        with acting() as act:
            raw = rotate_key(act, pk, int(days) if days.isdecimal() and len(days) < 4 else -1)
    except Refused as fault:
        return _refused(pk, fault)
    return _one(key_for(reading_act(), pk), made=raw)


def _refused(pk: int, fault: Refused) -> Answer:
    """Show the page again with what was typed; who may not see the key is told so."""
    errors = {fault.field or "form": translate_refusal(fault)}
    return _one(key_for(reading_act(), pk), errors), fault.status


@KEYS.post("/<int:pk>/revoke")
@logged_in
def revoke(pk: int) -> Answer:
    """End a key for good."""
    with acting() as act:
        revoke_key(act, pk)
    flash(translate(N_("The key is revoked: the next call with it is refused.")), "success")
    return redirect(url_for(".index"))  # type: ignore[return-value]


def _holder() -> Official:
    """Return for whom a key is made: oneself unless an administrator names somebody of his region."""
    actor = current_actor()
    pk = request.values.get("of", actor.official_id or 0, type=int)
    official = session().get(Official, pk)
    mine = official is not None and official.id == actor.official_id
    managed = (
        official is not None and actor.roles & ADMINS and actor.scope.holds(official.county, official.organisation_id)
    )
    if official is None or not (mine or managed):
        raise NotFound(N_("There is no such person in your region."))
    return official


def _check_password() -> None:
    """Refuse unless whoever is logged in gives his password again; tries count as those of the log-in."""
    account = session().query(Account).filter_by(official_id=current_actor().official_id).one()
    attempt = begin_attempt(session(), now(), account.user.username, request.remote_addr)
    with acting() as act:
        right = authenticate(act, attempt, account.user.username, request.form.get("password", "")) is not None
    if not right:
        raise Incomplete(N_("The present password is not right."), field="password")


def _role() -> Role:
    found = next((role for role in Role if role.value == request.form.get("role", "")), None)
    if found is None:
        raise Incomplete(N_("Choose one of the roles of this person."), field="role")
    return found


def _bounds() -> Bounds:
    """Return how far the key is to reach, as the form says it."""
    typed, calls = request.form.get("place", "").strip(), request.form.get("per_minute", "").strip()
    place = None
    if typed:
        place = find_named(session(), current_actor().scope, Organisation, [typed]).one(typed, "place")
    words = [f"{name}:{access}" for access in (READ, WRITE) for name in request.form.getlist(access)]
    number = int(calls) if calls.isdecimal() and len(calls) < 6 else 0
    return Bounds(" ".join(words), place, request.form.get("networks", ""), number if calls else USUAL_CALLS)


def _day() -> date:
    try:
        return date.fromisoformat(request.form.get("ends_on", ""))
    except ValueError:
        raise Incomplete(N_("Choose a last day from today on, within a year."), field="ends_on") from None


def _page(official: Official, errors: dict[str, str] | None = None, made: str = "") -> str:
    actor, on = current_actor(), today()
    rows = [_row(key) for key in keys_seen(session(), actor, now() - ENDED, SHOWN)]
    roles = sorted(roles_held(session(), official))
    return render_template(
        "keys.html",
        official=official,
        mine=official.id == actor.official_id,
        manages=bool(actor.roles & ADMINS),
        roles=[(role.value, translate(role)) for role in roles],
        rows=rows,
        errors=errors or {},
        values=request.form if errors else {},
        made=made,
        shut=not current_app.config["FAB_API_KEY_ENABLED"],
        usual=(on + USUAL).isoformat(),
        last=on + LONGEST_LIFE,
        most_calls=MOST_CALLS,
        resources=_resources(roles, _ticked() if errors else {}),
        typed={"per_minute": USUAL_CALLS, **(request.form.to_dict() if errors else {})},
    )


def _one(key: AccessKey, errors: dict[str, str] | None = None, made: str = "") -> str:
    held = {
        "place": key.place.code if key.place else "",
        "networks": key.networks,
        "per_minute": key.per_minute,
        "writes": "1" if key.writes else "0",
        "days": 7,
    }
    return render_template(
        "key.html",
        **_row(key),
        made=made,
        errors=errors or {},
        resources=_resources(
            [Role(key.role)], _ticked() if errors and "days" not in request.form else scopes_of(key.scopes)
        ),
        typed={**held, **(request.form.to_dict() if errors else {})},
        most_calls=MOST_CALLS,
        most_days=LONGEST_ROTATION,
        old_until=key.old_until if key.rotating(now()) else None,
    )


def _ticked() -> dict[str, str]:
    return {name: access for access in (READ, WRITE) for name in request.form.getlist(access)}


def _resources(roles: list[Role], ticked: dict[str, str]) -> list[dict[str, Any]]:
    """Return what these roles open, by title, and what of it is ticked."""
    found: dict[str, dict[str, Any]] = {}
    for role in roles:
        for one in resources_of(platform(), role):
            row = found.setdefault(one.name, {"name": one.name, "title": translate(one.title), "writes": False})
            row["writes"] = row["writes"] or one.writes
            row["ticked"] = ticked.get(one.name, "")
    return sorted(found.values(), key=lambda row: str(row["title"]))


def _row(key: AccessKey) -> dict[str, Any]:
    on = today()
    if key.revoked_at is not None:
        state, colour = N_("revoked"), "grey"
    elif key.ends_on < on:
        state, colour = N_("ended"), "grey"
    elif key.ends_on <= on + max(REMINDED):
        state, colour = N_("ends soon"), "yellow"
    else:
        state, colour = N_("valid"), "green"
    return {
        "key": key,
        "holder": key.official.name,
        "role": translate(Role(key.role)),
        "state": translate(state),
        "colour": colour,
        "kinds": len(scopes_of(key.scopes)),
        "open": key.revoked_at is None and key.ends_on >= on,
    }

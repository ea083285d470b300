"""The page of keys for programs: one's own, and those of one's region for its administrators."""

from datetime import date, timedelta
from typing import Any

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for

from app.kernel.errors import Incomplete, NotAllowed, NotFound, Refused
from app.kernel.places import Official
from app.kernel.roles import Role
from app.kernel.words import N_
from app.surfaces.accounts.attempts import begin_attempt
from app.surfaces.accounts.keys import ADMINS, LONGEST_LIFE, REMINDED, keys_seen, make_key, revoke_key
from app.surfaces.accounts.login import authenticate
from app.surfaces.accounts.models import AccessKey, Account
from app.surfaces.accounts.supervising import roles_held
from app.surfaces.acts import acting, current_actor, now, session, today
from app.surfaces.language import translate, translate_refusal
from app.surfaces.limits import limited
from app.surfaces.pages import logged_in

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
            )
    except Refused as fault:
        return _page(official, {fault.field or "form": translate_refusal(fault)}), fault.status
    return _page(official, made=raw)


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


def _day() -> date:
    try:
        return date.fromisoformat(request.form.get("ends_on", ""))
    except ValueError:
        raise Incomplete(N_("Choose a last day from today on, within a year."), field="ends_on") from None


def _page(official: Official, errors: dict[str, str] | None = None, made: str = "") -> str:
    actor, on = current_actor(), today()
    rows = [_row(key) for key in keys_seen(session(), actor, now() - ENDED, SHOWN)]
    return render_template(
        "keys.html",
        official=official,
        mine=official.id == actor.official_id,
        manages=bool(actor.roles & ADMINS),
        roles=[(role.value, translate(role)) for role in sorted(roles_held(session(), official))],
        rows=rows,
        errors=errors or {},
        values=request.form if errors else {},
        made=made,
        shut=not current_app.config["FAB_API_KEY_ENABLED"],
        usual=(on + USUAL).isoformat(),
        last=on + LONGEST_LIFE,
    )


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
        "open": key.revoked_at is None and key.ends_on >= on,
    }

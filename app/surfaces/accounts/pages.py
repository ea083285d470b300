"""Logging in and out, the second factor, and changing one's password."""

import secrets
from typing import Any

import pyotp
import segno
from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, session, url_for
from flask_appbuilder.security.sqla.models import User
from flask_login import current_user, login_user, logout_user

from app.kernel.act import local_day
from app.kernel.audit import record
from app.kernel.errors import Refused
from app.kernel.words import N_
from app.surfaces.accounts import operations, second_factor
from app.surfaces.accounts.attempts import Locked, attempt_of, begin_attempt, count_code
from app.surfaces.accounts.entry import is_gone, needs_second_factor
from app.surfaces.accounts.login import HERE, Through, authenticate, close_session, code_is_right, open_session
from app.surfaces.accounts.models import Account
from app.surfaces.accounts.providers.directory import check_password
from app.surfaces.accounts.providers.identities import connections, note_try
from app.surfaces.accounts.providers.joining import JOINING, join, joining
from app.surfaces.accounts.providers.pages import enter_by, known_providers
from app.surfaces.acts import acting, now
from app.surfaces.database import db
from app.surfaces.handback import after_login, mark_owner
from app.surfaces.language import translate, translate_refusal
from app.surfaces.limits import limited
from app.surfaces.pages import anyone, safe_next, unfinished
from app.surfaces.security import TOKEN

LOGIN = Blueprint("login", __name__)
HALF = "half"
"""Where the cookie keeps who has given the right password but not yet the second factor."""
HALF_SECONDS = 300

Answer = str | Response | tuple[str, int]


@LOGIN.get("/login/")
@anyone
def form() -> Answer:
    """Show the log-in form."""
    if current_user.is_authenticated:
        return redirect(safe_next(request.args.get("next")))  # type: ignore[return-value]
    return _form({})


def _form(errors: dict[str, str], status: int = 200) -> tuple[str, int]:
    target = safe_next(request.values.get("next"))
    name = request.values.get("username", "")[:64]
    page = render_template(
        "login.html",
        errors=errors,
        username=name,
        next=target,
        demo=_demo_accounts(),
        directories=[(one.name, one.title) for one in known_providers().of("ldap")],
        elsewhere=known_providers().of("oidc", "cas", "header"),
        joining=joining(),
    )
    return page, status


def _demo_accounts() -> list[dict[str, str]]:
    """Return the accounts of the demo, shown on the log-in page of the demo only."""
    if current_app.config["SUNSHINE_MODE"] != "demo":
        return []
    accounts: list[dict[str, str]] = current_app.extensions["sunshine"].demo_accounts()
    return accounts


@LOGIN.post("/login/")
@anyone
@limited("60 per minute")
def submit() -> Answer:
    """Check name and password; go on to the second factor or into the platform."""
    username, password = request.form.get("username", ""), request.form.get("password", "")
    provider = known_providers().find(request.form.get("where", ""), "ldap")
    try:
        attempt = begin_attempt(db.session(), now(), username, request.remote_addr)
        if provider is not None:
            identity = check_password(provider, username, password)
            session["provider_next"] = safe_next(request.values.get("next"))
            with acting() as act:
                note_try(act, attempt, provider, identity)
            return enter_by(provider, identity) if identity else _wrong()
        with acting() as act:
            user = authenticate(act, attempt, username, password)
    except Refused as fault:
        return _form({"form": translate_refusal(fault)}, fault.status)
    return enter_or_ask_code(user, safe_next(request.values.get("next"))) if user else _wrong()


def _wrong() -> Answer:
    return _form({"form": translate(N_("Name or password is not right. Check both and try again."))}, 401)


def enter_or_ask_code(user: User, target: str, through: Through = HERE, *, proved: bool = False) -> Answer:
    """Go on to the second factor where the account's roles ask for one and nobody has asked for it (``proved``)."""
    if proved or not needs_second_factor(user):
        return enter_platform(user, target, through)
    waiting = joining()
    _clear_session()
    if waiting:
        session[JOINING] = waiting
    session[HALF] = {
        "user": user.id,
        "at": now().timestamp(),
        "next": target,
        "through": [through.provider, through.session],
    }
    return redirect(url_for("login.second"))  # type: ignore[return-value]


def _clear_session() -> None:
    """Begin a new cookie, so that nothing planted before the log-in lives on (A29)."""
    locale = session.get("locale")
    session.clear()
    if locale:
        session["locale"] = locale


def enter_platform(user: User, target: str, through: Through = HERE) -> Answer:
    """Open the session of somebody whose right to come in has been checked, and lead to a page."""
    with acting() as act:
        token = open_session(act, user, through)
    _join(user)
    _clear_session()
    session.permanent = True
    session[TOKEN] = token
    session["fresh"] = secrets.token_hex(8)
    mark_owner(user.id)
    login_user(user)
    account = db.session.get(Account, user.id)
    if account is not None and account.must_change:
        return redirect(url_for("login.password"))  # type: ignore[return-value]
    return after_login(user.id, target)


def _join(user: User) -> None:
    """Connect the account with who its holder is elsewhere, if he came from there; the log-in goes on either way."""
    account = db.session.get(Account, user.id)
    if joining() is None or account is None:
        return
    try:
        with acting(county=account.county) as act:
            join(act, account)
        flash(translate(N_("Connected: from now on you come in by the other system's log-in as well.")), "success")
    except Refused as fault:
        flash(translate_refusal(fault), "error")


def _half() -> tuple[User, Account, str, Through] | None:
    held: dict[str, Any] = session.get(HALF) or {}
    if not held or now().timestamp() - held["at"] > HALF_SECONDS:
        return None
    user, account = db.session.get(User, held["user"]), db.session.get(Account, held["user"])
    if user is None or account is None or is_gone(user, account, local_day(now())):
        return None
    set_at = account.password_set_at
    return (
        None
        if set_at is not None and set_at.timestamp() > held["at"]
        else (user, account, held["next"], Through(*held.get("through", ())))
    )


@LOGIN.route("/login/code", methods=["GET", "POST"])
@anyone
@limited("60 per minute")
def second() -> Answer:
    """Ask for the code of the second factor; a first-time user sets it up here."""
    half = _half()
    if half is None:
        flash(translate(N_("The log-in took too long. Please begin again.")), "warning")
        return redirect(url_for("login.form"))  # type: ignore[return-value]
    user, account, target, through = half
    errors: dict[str, str] = {}
    if request.method == "POST":
        code = request.form.get("code", "")
        try:
            if account.totp_confirmed:
                return _check_second(user, account, code, target, through)
            with acting(county=account.county) as act:
                codes = second_factor.confirm_second_factor(act, account, code)
            answer = enter_platform(user, target, through)
            return render_template("backup_codes.html", codes=codes, next=target) if codes else answer
        except Refused as fault:
            errors["code"] = translate_refusal(fault)
    if account.totp_secret is None:
        with acting(county=account.county) as act:
            second_factor.begin_second_factor(act, account)
    return render_template("second_factor.html", errors=errors, **_second_context(account))


def _check_second(user: User, account: Account, code: str, target: str, through: Through) -> Answer:
    """Look at a code; the last wrong one ends the half session, and nothing tells more than a wrong password does."""
    try:
        last = count_code(now(), attempt_of(user.username, request.remote_addr))
        with acting(county=account.county) as act:
            right = code_is_right(act, account, code, last=last)
    except Locked as fault:
        session.pop(HALF, None)
        return _form({"form": translate_refusal(fault)}, fault.status)
    if right:
        return enter_platform(user, target, through)
    if last:
        session.pop(HALF, None)
        return _form({"form": translate(N_("Too many wrong codes. Begin the log-in again later."))}, 401)
    errors = {"code": translate(N_("The code is not right or was used already. Wait for the next one."))}
    return render_template("second_factor.html", errors=errors, **_second_context(account)), 401


def _second_context(account: Account) -> dict[str, Any]:
    enrolling = not account.totp_confirmed
    context: dict[str, Any] = {"enrolling": enrolling, "username": account.user.username}
    if enrolling:
        address = second_factor.totp_address(account)
        context |= {
            "secret": account.totp_secret,
            "qr": segno.make(address).svg_data_uri(scale=5, border=2, dark="#12305c"),
        }
    if current_app.config["SUNSHINE_MODE"] == "demo" and account.totp_secret:
        context["demo_code"] = pyotp.TOTP(account.totp_secret).at(now())
    return context


@LOGIN.post("/logout")
@unfinished
def leave() -> Answer:
    """End the session for good and go back to the log-in page."""
    account = db.session.get(Account, current_user.id)
    with acting() as act:
        close_session(act, session.get(TOKEN, ""))
        if account is not None:
            record(act, "login.ended", account.official)
    logout_user()
    _clear_session()
    flash(translate(N_("You have logged out.")), "success")
    return redirect(url_for("login.form"))  # type: ignore[return-value]


@LOGIN.route("/password", methods=["GET", "POST"])
@unfinished
def password() -> Answer:
    """Change one's own password."""
    account = db.session.get(Account, current_user.id)
    assert account is not None
    errors: dict[str, str] = {}
    if request.method == "POST":
        new = request.form.get("password", "")
        if new != request.form.get("again", ""):
            errors["again"] = translate(N_("The two new passwords differ. Type the new one twice."))
        else:
            try:
                with acting() as act:
                    operations.change_password(act, account, request.form.get("old", ""), new)
                flash(translate(N_("The password has been changed.")), "success")
                return enter_platform(account.user, "/")
            except Refused as fault:
                errors[fault.field or "form"] = translate_refusal(fault)
    status = 422 if errors else 200
    page = render_template(
        "change_password.html",
        errors=errors,
        forced=account.must_change,
        connected=connections(db.session(), account.user_id),
    )
    return page, status

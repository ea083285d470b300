"""The outer door: log in with a second factor, change the password, leave."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import segno
from flask import Response, flash, redirect, render_template, request, url_for
from flask import session as cookie

from app.kernel.act import CITY, Channel
from app.kernel.errors import Refused
from app.kernel.words import N_
from app.surfaces.accounts.attempts import Locked, attempt_of, begin_attempt, count_code
from app.surfaces.acts import acting, now, session
from app.surfaces.language import faults_of, show_day, translate, translate_refusal
from app.trading import entering
from app.trading.accounts import is_open
from app.trading.models import OutsideAccount, OutsideApplication
from app.trading.words import ApplicationState, OutsideRole

OUTSIDE, HALF = "bidder", "bidder_half"
"""Where the cookie keeps a session of the outer door, and who has given a right password but no code yet."""
HALF_SECONDS = 300
Answer = str | Response | tuple[str, int]


@dataclass(frozen=True, slots=True)
class Door:
    """One of the doors outside: whose it is, what stands over it, its first page, and what it says to who applies."""

    role: OutsideRole
    title: str
    home: str
    apply_title: str
    apply_note: str
    """Stands over the form of an application."""
    taken: str
    """What is said when an application was taken."""
    waits: str
    """What is said while the application waits."""


DOORS: Mapping[str, Door] = {
    "bidders": Door(
        OutsideRole.BIDDER,
        N_("Bidders: log in or register"),
        ".bidders",
        N_("Register a company"),
        N_("For companies that want to bid. One account serves for all trades of the county."),
        N_(
            "Your application was taken. %(centre)s looks at the licence; afterwards you can log in with the name and password that you chose."
        ),
        N_("%(centre)s has not decided the application of %(day)s yet. Log in when it has checked the licence."),
    ),
    "experts": Door(
        OutsideRole.EXPERT,
        N_("Evaluation experts: log in"),
        ".experts",
        N_("Ask for an account"),
        N_(
            "For experts of the pool. Show your identity card at the trading centre: it compares it with the pool. This page tells nobody who is in the pool."
        ),
        N_(
            "Your application was taken. %(centre)s compares it with the pool and with your identity card; afterwards you can log in with the name and password that you chose."
        ),
        N_("%(centre)s has not decided the application of %(day)s yet. Log in when it has checked who you are."),
    ),
    "agencies": Door(
        OutsideRole.AGENCY,
        N_("Agencies: log in"),
        ".agency_desk",
        N_("Ask for an account of an agency"),
        N_(
            "For agencies that the register lists and that are not suspended. Attach a power of attorney with the agency's seal for the person who logs in."
        ),
        N_(
            "Your application was taken. %(centre)s compares it with the register; afterwards you can log in with the name and password that you chose."
        ),
        N_(
            "%(centre)s has not decided the application of %(day)s yet. Log in when it has compared it with the register."
        ),
    ),
}
"""By the word in their addresses."""


def path_of(door: Door) -> str:
    """Return the word by which a door stands in addresses."""
    return next(path for path, one in DOORS.items() if one is door)


def account_here(role: OutsideRole) -> OutsideAccount | None:
    """Return who is logged in at a door outside; nobody where the account is one of the other door."""
    found = entering.account_of(session(), str(cookie.get(OUTSIDE, "")), now())
    if found is None or found[0].role != role:
        return None
    account, row = found
    if now() - row.seen_at > entering.SEEN_EVERY:
        with acting(Channel.PORTAL, county=account.county) as act:
            entering.note_seen(act, row)
    return account


def login_page(door: Door, said: str = "", username: str = "") -> str:
    """Show the log-in of a door; ``said`` is why it failed."""
    return render_template("portal/outside_login.html", door=door, path=path_of(door), said=said, username=username)


def log_in(door: Door) -> Answer:
    """Check name and password; go on to the second factor."""
    username, password = request.form.get("username", "")[:64], request.form.get("password", "")
    try:
        attempt = begin_attempt(session(), now(), entering.counted_name(username), request.remote_addr)
        with acting(Channel.PORTAL, county=CITY) as act:
            account = entering.authenticate(act, attempt, username, password, door.role)
            applied = None if account else entering.application_of(act, attempt, username, password, door.role)
    except Refused as fault:
        return login_page(door, translate_refusal(fault), username), fault.status
    if account is None:
        said = _answer_to(door, applied) or translate(N_("Name or password is not right. Check both and try again."))
        return login_page(door, said, username), 401
    cookie[HALF] = {"account": account.id, "at": now().timestamp()}
    return redirect(url_for(".outside_factor", door=path_of(door)))  # type: ignore[return-value]


def _answer_to(door: Door, applied: OutsideApplication | None) -> str:
    """Return what became of an application; empty where there is none."""
    if applied is None:
        return ""
    if applied.state == ApplicationState.WAITING:
        return translate(door.waits, centre=applied.centre.name, day=show_day(applied.applied_at))
    return translate(
        N_("%(centre)s turned the application down: %(reason)s. Correct this and apply again."),
        centre=applied.centre.name,
        reason=applied.reason.rstrip("。."),
    )


def ask_factor(door: Door) -> Answer:
    """Ask for the code of the second factor; at the first log-in it is set up here."""
    held: dict[str, Any] = cookie.get(HALF) or {}
    fresh = 0 <= now().timestamp() - held.get("at", 0) <= HALF_SECONDS
    account = session().get(OutsideAccount, held.get("account", 0)) if fresh else None
    if account is None or not is_open(account) or account.role != door.role:
        flash(translate(N_("The log-in took too long. Please begin again.")), "warning")
        return redirect(url_for(door.home))  # type: ignore[return-value]
    errors: dict[str, str] = {}
    if request.method == "POST":
        attempt = attempt_of(entering.counted_name(account.username), request.remote_addr)
        try:
            count_code(now(), attempt)
            with acting(Channel.PORTAL, county=account.county) as act:
                right = entering.use_code(act, account, request.form.get("code", ""))
                token = entering.open_outside_session(act, account, attempt) if right else ""
        except Locked as fault:
            cookie.pop(HALF, None)
            return login_page(door, translate_refusal(fault)), fault.status
        if token:
            _enter(token)
            return redirect(url_for(door.home))  # type: ignore[return-value]
        errors["code"] = translate(N_("The code is not right or was used already. Wait for the next one."))
    with acting(Channel.PORTAL, county=account.county) as act:
        address = entering.begin_factor(act, account)
    picture = "" if account.totp_confirmed else segno.make(address).svg_data_uri(scale=5, border=2, dark="#12305c")
    secret = account.totp_secret if picture else ""
    page = render_template("portal/outside_factor.html", door=door, errors=errors, picture=picture, secret=secret)
    return (page, 401) if errors else page


def _enter(token: str) -> None:
    """Begin a new cookie, so that nothing planted before the log-in lives on."""
    locale = cookie.get("locale")
    cookie.clear()
    cookie.update({OUTSIDE: token, "fresh": secrets.token_hex(8)} | ({"locale": locale} if locale else {}))


def leave(door: Door) -> Answer:
    """End the session for good."""
    account = account_here(door.role)
    if account is not None:
        with acting(Channel.PORTAL, county=account.county) as act:
            entering.close_outside_session(act, str(cookie.get(OUTSIDE, "")))
    cookie.pop(OUTSIDE, None)
    flash(translate(N_("You have logged out.")), "success")
    return redirect(url_for(door.home))  # type: ignore[return-value]


def change_password(door: Door, page: Callable[[OutsideAccount, dict[str, str]], str]) -> Answer:
    """Change one's own password; the present one is asked for. ``page`` shows the home with what was wrong."""
    account = account_here(door.role)
    if account is None:
        return redirect(url_for(door.home))  # type: ignore[return-value]
    try:
        with acting(Channel.PORTAL, county=account.county, name=account.person) as act:
            old, new = request.form.get("old", ""), request.form.get("new", "")
            entering.change_password(act, account, old, new, str(cookie.get(OUTSIDE, "")))
    except Refused as fault:
        return page(account, faults_of(fault)), fault.status
    flash(translate(N_("The password was changed. Every other log-in with the old one has ended.")), "success")
    return redirect(url_for(door.home))  # type: ignore[return-value]


PERSON = (
    ("person", N_("Person who logs in"), "text"),
    ("phone", N_("Telephone"), "tel"),
    ("username", N_("Log-in name"), "text"),
    ("password", N_("Password"), "password"),
)
"""What is told of a further person of the same company or agency."""
SECRET = (("old", N_("Present password"), "password"), ("new", N_("New password"), "password"))


def fields_of(
    shape: tuple[tuple[str, str, str], ...], errors: dict[str, str], hidden: tuple[str, ...]
) -> list[dict[str, Any]]:
    """Return fields for a form: (name, label, input) each; what is ``hidden`` is never sent back."""
    return [
        {
            "name": name,
            "label": translate(label),
            "input": how,
            "required": True,
            "value": "" if name in hidden else request.form.get(name, ""),
            "error": errors.get(name, ""),
            "secret": how == "password" or name == "bank_account",
            "autocomplete": {"password": "new-password", "new": "new-password", "old": "current-password"}.get(
                name, ""
            ),
        }
        for name, label, how in shape
    ]

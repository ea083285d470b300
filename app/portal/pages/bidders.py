"""The outer door of bidders: log in with a second factor, one's own company, its people and its trades."""

import secrets
from typing import Any

import segno
from flask import Response, flash, redirect, render_template, request, url_for
from flask import session as cookie

from app.kernel.act import CITY, Act, Channel
from app.kernel.errors import Refused
from app.kernel.words import N_
from app.portal.pages import PAGES
from app.surfaces.accounts.attempts import Locked, attempt_of, begin_attempt, count_code
from app.surfaces.acts import acting, now, session
from app.surfaces.language import faults_of, show_day, translate, translate_refusal
from app.surfaces.limits import limited
from app.surfaces.pages import anyone
from app.trading import entering, queries
from app.trading.models import BidderAccount, BidderApplication, Project
from app.trading.operations import outside
from app.trading.words import ApplicationState

OUTSIDE, HALF = "bidder", "bidder_half"
"""Where the cookie keeps a bidder's session, and who has given a right password but no code yet."""
HALF_SECONDS = 300
Answer = str | Response | tuple[str, int]


def bidder_here() -> BidderAccount | None:
    """Return who is logged in at the outer door."""
    found = entering.bidder_of(session(), str(cookie.get(OUTSIDE, "")), now())
    if found is None:
        return None
    account, row = found
    if now() - row.seen_at > entering.SEEN_EVERY:
        with acting(Channel.PORTAL, county=account.county) as act:
            entering.note_seen(act, row)
    return account


@PAGES.get("/bidders/")
@anyone
def bidders() -> str:
    """Show the log-in, or one's own company with its people and the trades that take bids."""
    account = bidder_here()
    if account is None:
        return render_template("portal/bidder_login.html", errors={}, username="")
    return _own(account, {})


def _own(account: BidderAccount, errors: dict[str, str], wrong: dict[str, str] | None = None) -> str:
    """Show one's own company; ``errors`` are of a further person, ``wrong`` of a changed password."""
    trades = [one for one in queries.published_projects(session()) if one.county == account.county]
    return render_template(
        "portal/bidder.html",
        account=account,
        people=queries.people_of(session(), account.bidder_id),
        trades=[one for one in trades if queries.takes_bids(one)],
        fields=fields_of(PERSON, errors, ("password",)),
        errors=errors,
        secret_fields=fields_of(SECRET, wrong or {}, ("old", "new")),
        wrong=wrong or {},
    )


SECRET = (("old", N_("Present password"), "password"), ("new", N_("New password"), "password"))
PERSON = (
    ("person", N_("Person who logs in"), "text"),
    ("phone", N_("Telephone"), "tel"),
    ("username", N_("Log-in name"), "text"),
    ("password", N_("Password"), "password"),
)


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


@PAGES.post("/bidders/login")
@anyone
@limited("60 per minute")
def bidder_login() -> Answer:
    """Check name and password; go on to the second factor."""
    username, password = request.form.get("username", "")[:64], request.form.get("password", "")
    try:
        attempt = begin_attempt(session(), now(), entering.counted_name(username), request.remote_addr)
        with acting(Channel.PORTAL, county=CITY) as act:
            account = entering.authenticate(act, attempt, username, password)
            applied = None if account else entering.application_of(act, attempt, username, password)
    except Refused as fault:
        page = render_template("portal/bidder_login.html", errors={"form": translate_refusal(fault)}, username=username)
        return page, fault.status
    if account is None:
        said = _answer_to(applied) or translate(N_("Name or password is not right. Check both and try again."))
        return render_template("portal/bidder_login.html", errors={"form": said}, username=username), 401
    cookie[HALF] = {"account": account.id, "at": now().timestamp()}
    return redirect(url_for(".bidder_factor"))  # type: ignore[return-value]


def _answer_to(applied: BidderApplication | None) -> str:
    """Return what became of an application; empty where there is none."""
    if applied is None:
        return ""
    if applied.state == ApplicationState.WAITING:
        return translate(
            N_("%(centre)s has not decided the application of %(day)s yet. Log in when it has checked the licence."),
            centre=applied.centre.name,
            day=show_day(applied.applied_at),
        )
    return translate(
        N_("%(centre)s turned the application down: %(reason)s. Correct this and apply again."),
        centre=applied.centre.name,
        reason=applied.reason.rstrip("。."),
    )


@PAGES.route("/bidders/factor", methods=["GET", "POST"])
@anyone
def bidder_factor() -> Answer:
    """Ask for the code of the second factor; at the first log-in it is set up here."""
    held: dict[str, Any] = cookie.get(HALF) or {}
    fresh = 0 <= now().timestamp() - held.get("at", 0) <= HALF_SECONDS
    account = session().get(BidderAccount, held.get("account", 0)) if fresh else None
    if account is None or not account.active:
        flash(translate(N_("The log-in took too long. Please begin again.")), "warning")
        return redirect(url_for(".bidders"))  # type: ignore[return-value]
    errors: dict[str, str] = {}
    if request.method == "POST":
        attempt = attempt_of(entering.counted_name(account.username), request.remote_addr)
        try:
            count_code(now(), attempt)
            with acting(Channel.PORTAL, county=account.county) as act:
                right = entering.use_code(act, account, request.form.get("code", ""))
                token = entering.open_bidder_session(act, account, attempt) if right else ""
        except Locked as fault:
            cookie.pop(HALF, None)
            return render_template(
                "portal/bidder_login.html", errors={"form": translate_refusal(fault)}, username=""
            ), fault.status
        if token:
            _enter(token)
            return redirect(url_for(".bidders"))  # type: ignore[return-value]
        errors["code"] = translate(N_("The code is not right or was used already. Wait for the next one."))
    with acting(Channel.PORTAL, county=account.county) as act:
        address = entering.begin_factor(act, account)
    picture = "" if account.totp_confirmed else segno.make(address).svg_data_uri(scale=5, border=2, dark="#12305c")
    page = render_template(
        "portal/bidder_factor.html", errors=errors, picture=picture, secret="" if not picture else account.totp_secret
    )
    return (page, 401) if errors else page


def _enter(token: str) -> None:
    """Begin a new cookie, so that nothing planted before the log-in lives on."""
    locale = cookie.get("locale")
    cookie.clear()
    cookie.update({OUTSIDE: token, "fresh": secrets.token_hex(8)} | ({"locale": locale} if locale else {}))


@PAGES.post("/bidders/leave")
@anyone
def bidder_leave() -> Answer:
    """End the session for good."""
    account = bidder_here()
    if account is not None:
        with acting(Channel.PORTAL, county=account.county) as act:
            entering.close_bidder_session(act, str(cookie.get(OUTSIDE, "")))
    cookie.pop(OUTSIDE, None)
    flash(translate(N_("You have logged out.")), "success")
    return redirect(url_for(".bidders"))  # type: ignore[return-value]


@PAGES.post("/bidders/password")
@anyone
@limited("20 per hour")
def bidder_password() -> Answer:
    """Change one's own password; the present one is asked for."""
    account = bidder_here()
    if account is None:
        return redirect(url_for(".bidders"))  # type: ignore[return-value]
    try:
        with acting(Channel.PORTAL, county=account.county, name=account.person) as act:
            old, new = request.form.get("old", ""), request.form.get("new", "")
            entering.change_password(act, account, old, new, str(cookie.get(OUTSIDE, "")))
    except Refused as fault:
        return _own(account, {}, faults_of(fault)), fault.status
    flash(translate(N_("The password was changed. Every other log-in with the old one has ended.")), "success")
    return redirect(url_for(".bidders"))  # type: ignore[return-value]


@PAGES.post("/bidders/people")
@anyone
def bidder_people() -> Answer:
    """Give a further person of one's own company an account, or switch one off."""
    account = bidder_here()
    if account is None:
        return redirect(url_for(".bidders"))  # type: ignore[return-value]
    told = request.form
    try:
        with acting(Channel.PORTAL, county=account.county, name=account.person) as act:
            if told.get("end", "").isdecimal():
                outside.end_person(act, account, int(told["end"][:18]))
            else:
                person, phone, username, password = (told.get(name, "") for name, _label, _how in PERSON)
                hashed = entering.hashed_password(password, username)
                outside.add_person(act, account, person, phone, username, hashed)
    except Refused as fault:
        return _own(account, faults_of(fault) | {"form": translate_refusal(fault)}), fault.status
    flash(translate(N_("Done.")), "success")
    return redirect(url_for(".bidders"))  # type: ignore[return-value]


def own_pass_of(project: Project) -> str:
    """Return the pass of the company that is logged in, for a trade of its county; empty when nobody is."""
    account = bidder_here()
    if account is None or account.county != project.county:
        return ""
    return outside.own_pass(project, account.bidder)


def take_part(act: Act, project: Project, token: str) -> None:
    """Let the company that is logged in hand in by its own pass; whoever has another pass needs nothing of it."""
    account = bidder_here()
    if account is not None and token == own_pass_of(project):
        outside.take_part(act, project, account.bidder)

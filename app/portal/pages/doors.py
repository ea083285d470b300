"""The same pages at every outer door: ask for an account, log in, give the second factor, change the password, leave."""

from collections.abc import Callable
from typing import Any, BinaryIO, cast

from flask import current_app, flash, redirect, render_template, request, url_for

from app.kernel.act import CITY, Channel
from app.kernel.attachments import store_attachment
from app.kernel.errors import Incomplete, Refused
from app.kernel.places import Organisation
from app.kernel.words import N_
from app.portal.pages import PAGES, agency_desk, bidders, experts
from app.portal.pages.outside import (
    DOORS,
    PERSON,
    Answer,
    Door,
    account_here,
    ask_factor,
    change_password,
    fields_of,
    leave,
    log_in,
)
from app.portal.pages.uploads import largest
from app.surfaces.accounts.attempts import begin_attempt
from app.surfaces.acts import acting, now, session
from app.surfaces.folders import folder_of
from app.surfaces.language import faults_of, translate, translate_refusal
from app.surfaces.limits import limited
from app.surfaces.pages import anyone
from app.trading import entering, queries
from app.trading.models import OutsideAccount
from app.trading.operations import outside
from app.trading.operations.applicants import APPLICANTS
from app.trading.operations.applying import apply
from app.trading.words import OutsideRole

KINDS = (".pdf", ".jpg", ".jpeg", ".png")
LOG_IN = (("username", N_("Log-in name"), "text"), ("password", N_("Password"), "password"))
ANY = f"<any({', '.join(DOORS)}):door>"
HOMES: dict[OutsideRole, Callable[[OutsideAccount, dict[str, str]], str]] = {
    OutsideRole.BIDDER: lambda account, wrong: bidders.own(account, {}, wrong),
    OutsideRole.EXPERT: experts.own,
    OutsideRole.AGENCY: agency_desk.own,
}
"""By role the page that shows what was wrong with a changed password."""
CREWS: dict[str, Callable[[OutsideAccount, dict[str, str]], str]] = {
    "bidders": bidders.own,
    "agencies": agency_desk.people,
}
"""Doors for which several people may have accounts, with the page that shows what was wrong with a further person."""


@PAGES.post(f"/{ANY}/login")
@anyone
@limited("60 per minute")
def outside_login(door: str) -> Answer:
    """Check name and password; go on to the second factor."""
    return log_in(DOORS[door])


@PAGES.route(f"/{ANY}/factor", methods=["GET", "POST"])
@anyone
def outside_factor(door: str) -> Answer:
    """Ask for the code of the second factor; at the first log-in it is set up here."""
    return ask_factor(DOORS[door])


RESET = (
    ("username", N_("Log-in name"), "text"),
    ("code", N_("Code that was sent"), "code"),
    ("password", N_("New password"), "password"),
)


@PAGES.route(f"/{ANY}/reset", methods=["GET", "POST"])
@anyone
@limited("20 per hour")
def outside_reset(door: str) -> Answer:
    """Set a new password by the code that the trading centre had sent."""
    here, told, errors = DOORS[door], request.form, {}
    if request.method == "POST":
        username = told.get("username", "")[:64]
        try:
            hashed = entering.hashed_password(told.get("password", ""), username)
            attempt = begin_attempt(session(), now(), entering.counted_name(username), request.remote_addr)
            with acting(Channel.PORTAL, county=CITY) as act:
                entering.set_by_code(act, attempt, username, told.get("code", "")[:40], hashed, here.role)
            flash(translate(N_("The new password is set. Log in with it.")), "success")
            return redirect(url_for(here.home))  # type: ignore[return-value]
        except Refused as fault:
            errors = faults_of(fault) or {"form": translate_refusal(fault)}
    fields = fields_of(RESET, errors, ("code", "password"))
    page = render_template("portal/outside_reset.html", door=here, path=door, fields=fields, errors=errors)
    return (page, 422) if errors else page


@PAGES.post(f"/{ANY}/leave")
@anyone
def outside_leave(door: str) -> Answer:
    """End the session for good."""
    return leave(DOORS[door])


@PAGES.post(f"/{ANY}/password")
@anyone
@limited("20 per hour")
def outside_password(door: str) -> Answer:
    """Change one's own password; the present one is asked for."""
    return change_password(DOORS[door], HOMES[DOORS[door].role])


@PAGES.post(f"/<any({', '.join(CREWS)}):door>/people")
@anyone
def outside_people(door: str) -> Answer:
    """Give a further person of one's own company or agency an account, or switch one off."""
    account, told = account_here(DOORS[door].role), request.form
    if account is None:
        return redirect(url_for(DOORS[door].home))  # type: ignore[return-value]
    try:
        with acting(Channel.PORTAL, county=account.county, name=account.person) as act:
            if told.get("end", "").isdecimal():
                outside.end_person(act, account, int(told["end"][:18]))
            else:
                person, phone, username, password = (told.get(name, "") for name, _label, _how in PERSON)
                hashed = entering.hashed_password(password, username)
                outside.add_person(act, account, person, phone, username, hashed)
    except Refused as fault:
        return CREWS[door](account, faults_of(fault) | {"form": translate_refusal(fault)}), fault.status
    flash(translate(N_("Done.")), "success")
    return redirect(url_for(DOORS[door].home))  # type: ignore[return-value]


@PAGES.route(f"/{ANY}/apply", methods=["GET", "POST"])
@anyone
@limited("20 per hour")
def outside_apply(door: str) -> Answer:
    """Ask for an account; what is told is compared by the trading centre, and the answer here tells nothing of it."""
    asked = DOORS[door]
    centres = queries.centres(session())
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            centre = next((one for one in centres if str(one.id) == request.form.get("centre")), None)
            if centre is None:
                raise Incomplete(N_("Choose one from the list."), field="centre")
            _take(asked, centre)
            return render_template(
                "portal/outside_applied.html", door=asked, said=translate(asked.taken, centre=centre.name)
            )
        except Refused as fault:
            errors = faults_of(fault)
    fields = _fields(asked, centres, errors)
    page = render_template("portal/outside_apply.html", door=asked, fields=fields, errors=errors, centres=centres)
    return (page, 422) if errors else page


def _fields(door: Door, centres: Any, errors: dict[str, str]) -> list[dict[str, Any]]:
    kind = APPLICANTS[door.role]
    choices = [(str(one.id), one.name) for one in centres]
    hidden = ("password", *(one.name for one in kind.fields if one.hidden))
    first: dict[str, Any] = {
        "name": "centre",
        "label": translate(N_("Trading centre")),
        "input": "choice",
        "required": True,
        "choices": choices,
        "value": request.form.get("centre") or (choices[0][0] if len(choices) == 1 else ""),
        "error": errors.get("centre", ""),
    }
    paper: dict[str, Any] = {
        "name": "paper",
        "label": translate(kind.paper) if kind.paper else "",
        "input": "file",
        "required": True,
        "kinds": list(KINDS),
        "largest": largest(),
        "value": "",
        "error": errors.get("paper", ""),
    }
    shape = (*((one.name, one.label, one.how) for one in kind.fields), *LOG_IN)
    return [first, *fields_of(shape, errors, hidden), *([paper] if kind.paper else [])]


def _take(door: Door, centre: Organisation) -> None:
    """Take what this request tells, with its paper where one is asked for."""
    kind, told = APPLICANTS[door.role], request.form
    hashed = entering.hashed_password(told.get("password", ""), told.get("username", ""))
    sent = request.files.get("paper")
    if kind.paper and (sent is None or not sent.filename):
        raise Incomplete(N_("Attach the paper: a photo or scan of it."), field="paper")
    with acting(
        Channel.PORTAL, county=centre.county, name="" if kind.secret else told.get("name", "").strip()[:60]
    ) as act:
        made = apply(act, door.role, centre, told, hashed)
        if kind.paper and sent is not None:
            try:
                most = current_app.config["MAX_CONTENT_LENGTH"]
                store_attachment(act, folder_of("files"), made, sent.filename or "", cast(BinaryIO, sent.stream), most)
            except Refused as fault:
                fault.field = "paper"
                raise

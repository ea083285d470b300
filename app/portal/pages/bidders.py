"""The outer door of bidders: one's own company, its people and the trades that take bids."""

from flask import flash, redirect, render_template, request, url_for

from app.kernel.act import Act, Channel
from app.kernel.errors import Refused
from app.kernel.words import N_
from app.portal.pages import PAGES
from app.portal.pages.outside import DOORS, SECRET, Answer, account_here, fields_of, login_page
from app.surfaces.acts import acting, session
from app.surfaces.language import faults_of, translate, translate_refusal
from app.surfaces.pages import anyone
from app.trading import entering, queries, sales
from app.trading.models import OutsideAccount, Project
from app.trading.operations import outside
from app.trading.words import OutsideRole


def bidder_here() -> OutsideAccount | None:
    """Return who is logged in for a company."""
    return account_here(OutsideRole.BIDDER)


@PAGES.get("/bidders/")
@anyone
def bidders() -> str:
    """Show the log-in, or one's own company with its people and the trades that take bids."""
    account = bidder_here()
    return login_page(DOORS["bidders"]) if account is None else own(account, {})


def own(account: OutsideAccount, errors: dict[str, str], wrong: dict[str, str] | None = None) -> str:
    """Show one's own company; ``errors`` are of a further person, ``wrong`` of a changed password."""
    trades = [one for one in queries.published_projects(session()) if one.county == account.county]
    return render_template(
        "portal/bidder.html",
        account=account,
        people=queries.people_of(session(), outside.own_company(account).id),
        listings=sales.open_listings(session(), account.county),
        trades=[one for one in trades if queries.takes_bids(one)],
        fields=fields_of(PERSON, errors, ("password",)),
        errors=errors,
        secret_fields=fields_of(SECRET, wrong or {}, ("old", "new")),
        wrong=wrong or {},
    )


PERSON = (
    ("person", N_("Person who logs in"), "text"),
    ("phone", N_("Telephone"), "tel"),
    ("username", N_("Log-in name"), "text"),
    ("password", N_("Password"), "password"),
)


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
        return own(account, faults_of(fault) | {"form": translate_refusal(fault)}), fault.status
    flash(translate(N_("Done.")), "success")
    return redirect(url_for(".bidders"))  # type: ignore[return-value]


def own_pass_of(project: Project) -> str:
    """Return the pass of the company that is logged in, for a trade of its county; empty when nobody is."""
    account = bidder_here()
    if account is None or account.county != project.county:
        return ""
    return outside.own_pass(project, outside.own_company(account))


def take_part(act: Act, project: Project, token: str) -> None:
    """Let the company that is logged in hand in by its own pass; whoever has another pass needs nothing of it."""
    account = bidder_here()
    if account is not None and token == own_pass_of(project):
        outside.take_part(act, project, outside.own_company(account))

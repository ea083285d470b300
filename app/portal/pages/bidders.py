"""The outer door of bidders: one's own company, its people and the trades that take bids."""

from flask import render_template

from app.kernel.act import Act
from app.portal.pages import PAGES
from app.portal.pages.outside import DOORS, PERSON, SECRET, account_here, fields_of, login_page
from app.surfaces.acts import session
from app.surfaces.pages import anyone
from app.trading import queries, sales
from app.trading.accounts import people_of
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
        people=people_of(session(), outside.own_company(account)),
        listings=sales.open_listings(session(), account.county),
        trades=[one for one in trades if queries.takes_bids(one)],
        fields=fields_of(PERSON, errors, ("password",)),
        errors=errors,
        secret_fields=fields_of(SECRET, wrong or {}, ("old", "new")),
        wrong=wrong or {},
    )


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

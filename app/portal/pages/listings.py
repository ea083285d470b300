"""Listings of property and land for everybody: the list, the page of one, and the application of a bidder."""

from flask import flash, redirect, render_template, request, url_for

from app.kernel.act import Channel
from app.kernel.errors import Refused
from app.kernel.words import N_
from app.portal.pages import PAGES
from app.portal.pages.bidders import bidder_here
from app.portal.pages.outside import Answer
from app.surfaces.acts import acting, now, session
from app.surfaces.language import translate, translate_refusal
from app.surfaces.limits import limited
from app.surfaces.pages import anyone, remembered_page
from app.trading import operations as verbs
from app.trading import sales
from app.trading.models import ListingApplicant, TradeListing
from app.trading.operations.outside import own_company
from app.trading.words import ListingState, ListingWhat

RUNNING = (ListingState.AUCTION, ListingState.LISTED)


@PAGES.get("/listings/")
@anyone
@remembered_page
def listings() -> str:
    """List what is listed, newest first."""
    found = sales.published_listings(session(), request.args.get("after", 0, type=int))
    rows = [(one, translate(ListingWhat(one.what)), translate(ListingState(one.state))) for one in found]
    following = url_for(".listings", after=found[-1].id) if len(found) == sales.PAGE else None
    return render_template("portal/listings.html", rows=rows, next_url=following)


@PAGES.get("/listings/<int:pk>")
@anyone
def listing(pk: int) -> str:
    """Show the notice of a listing, and the doors to applying and to the auction."""
    return _show(sales.published_listing(session(), pk), "")


def _show(found: TradeListing, said: str) -> str:
    here = bidder_here()
    mine = own_application(found)
    return render_template(
        "portal/listing.html",
        listing=found,
        what=translate(ListingWhat(found.what)),
        state=translate(ListingState(found.state)),
        may_apply=found.state == ListingState.LISTED and found.applies_to is not None and now() <= found.applies_to,
        room=found.state == ListingState.AUCTION or found.bids > 0 or (found.land and found.state in RUNNING),
        account=here,
        mine=mine,
        said=said,
        short=found.broken_reason,
    )


def own_application(found: TradeListing) -> ListingApplicant | None:
    """Return the application of the company that is logged in, if it has applied."""
    account = bidder_here()
    if account is None or account.bidder is None:
        return None
    return sales.application_of(session(), found, account.bidder)


@PAGES.post("/listings/<int:pk>")
@anyone
@limited("60 per hour")
def apply_for_listing(pk: int) -> Answer:
    """Apply for what is listed, as the company that is logged in."""
    found = sales.published_listing(session(), pk)
    account = bidder_here()
    if account is None:
        flash(translate(N_("Log in as a bidder first, then apply.")), "warning")
        return redirect(url_for(".bidders"))  # type: ignore[return-value]
    try:
        with acting(Channel.PORTAL, county=found.county) as act:
            verbs.apply_for(act, found, own_company(account))
    except Refused as fault:
        return _show(sales.published_listing(session(), pk), translate_refusal(fault)), fault.status
    flash(translate(N_("Your application was taken. The plate is given when the bond has come.")), "success")
    return redirect(url_for(".listing", pk=pk))  # type: ignore[return-value]

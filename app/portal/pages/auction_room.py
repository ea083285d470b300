"""The auction room: price, step, plates, seconds left and the last bids, for bidders and for whoever watches.

What changes is one small fragment, made once for all who ask for it until something is recorded; its tag says whether it
changed. Clock and order are the server's.
"""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import get_locale

from app.kernel.act import Channel
from app.kernel.errors import Busy, Refused
from app.kernel.typed import read_amount
from app.kernel.words import N_
from app.portal.pages import PAGES
from app.portal.pages.bidders import bidder_here
from app.portal.pages.listings import own_application
from app.portal.pages.outside import Answer
from app.surfaces.acts import acting, command_act, now, session
from app.surfaces.language import faults_of, translate, translate_refusal
from app.surfaces.limits import limited
from app.surfaces.pages import anyone
from app.surfaces.remembered import remembered
from app.trading import operations as verbs
from app.trading import sales
from app.trading.models import TradeListing
from app.trading.operations.auctioning import SETTLE, is_due, least_bid
from app.trading.operations.outside import own_company
from app.trading.words import ListingState

MILLISECONDS = 1000


@dataclass(frozen=True, slots=True)
class Live:
    """The fragment as it stands: its text and tag, and from when on the clock has to bring the listing on."""

    body: str
    tag: str
    due_at: datetime | None


@PAGES.get("/listings/<int:pk>/live")
@anyone
def auction_live(pk: int) -> Response:
    """Give the fragment, at most two kilobytes; nothing but its tag while it has not changed."""
    live = _live(pk)
    if live.due_at is not None and now() >= live.due_at:
        _bring_on(pk)
        live = _live(pk)
    answer = Response(live.body)
    answer.set_etag(live.tag)
    answer.headers["Cache-Control"] = "no-cache"
    answer.headers["X-Now"] = str(int(now().timestamp() * MILLISECONDS))
    answer.make_conditional(request)
    return answer


def _live(pk: int) -> Live:
    return remembered(lambda: _made(sales.published_listing(session(), pk)), "auction", pk, str(get_locale()))


def _made(found: TradeListing) -> Live:
    body = render_template(
        "portal/auction_live.html",
        listing=found,
        state=translate(ListingState(found.state)),
        least=least_bid(found),
        ends=_ends(found),
        bids=sales.last_bids(session(), found),
    )
    ends = _ends(found)
    return Live(body, sha256(body.encode()).hexdigest()[:16], None if ends is None else ends + SETTLE)


def _ends(found: TradeListing) -> datetime | None:
    ends = {ListingState.LISTED: found.applies_to, ListingState.AUCTION: found.ends_at}
    return ends.get(ListingState(found.state))


def _bring_on(pk: int) -> None:
    """Let the hammer fall by reading, where the clock's job has not come to it yet."""
    found = sales.published_listing(session(), pk)
    if not is_due(found, now()):
        return
    try:
        with command_act(Channel.CLOCK, found.county) as act:
            verbs.bring_on(act, found)
    except Busy:
        return  # somebody is writing: the next reader or the job does it, and no bid is taken meanwhile


@PAGES.get("/listings/<int:pk>/room")
@anyone
def auction_room(pk: int) -> str:
    """Show the auction room."""
    _bring_on(pk)
    return _room(sales.published_listing(session(), pk), {}, "")


def _room(found: TradeListing, errors: dict[str, str], typed: str) -> str:
    mine = own_application(found)
    ends = _ends(found)
    least = least_bid(found)
    taken = found.state == ListingState.AUCTION or (found.state == ListingState.LISTED and found.land)
    price: dict[str, Any] = {
        "name": "price",
        "label": translate(N_("Your bid (yuan)")),
        "input": "decimal",
        "money": True,
        "least": 0,
        "required": True,
        "value": typed or f"{least:.2f}",
        "error": errors.get("price", ""),
    }
    return render_template(
        "portal/auction_room.html",
        listing=found,
        state=translate(ListingState(found.state)),
        live=_live(found.id).body,
        now=now(),
        ends=ends,
        left=max(int((ends - now()).total_seconds()), 0) if ends else None,
        waits=found.auction_at
        if found.state == ListingState.AUCTION and found.auction_at and now() < found.auction_at
        else None,
        mine=mine,
        account=bidder_here(),
        may_bid=taken and mine is not None and mine.plate is not None,
        price=price,
        errors=errors,
    )


@PAGES.post("/listings/<int:pk>/room")
@anyone
@limited("6000 per hour")
def bid(pk: int) -> Answer:
    """Take a bid of the company that is logged in; the same one twice is one, and a refusal keeps what was typed."""
    found = sales.published_listing(session(), pk)
    account = bidder_here()
    if account is None:
        flash(translate(N_("Your log-in has ended. Log in again, then bid.")), "warning")
        return redirect(url_for(".bidders"))  # type: ignore[return-value]
    typed = request.form.get("price", "")
    try:
        price = read_amount(typed, "price")
        with acting(Channel.PORTAL, county=found.county) as act:
            made = verbs.place_bid(act, found, own_company(account), price)
            said = translate(
                N_("Your bid is number %(number)d: %(price)s yuan."), number=made.number, price=f"{made.price:,.2f}"
            )
    except Refused as fault:
        errors = faults_of(fault) | {"form": translate_refusal(fault)}
        return _room(sales.published_listing(session(), pk), errors, typed), fault.status
    flash(said, "success")
    return redirect(url_for(".auction_room", pk=pk))  # type: ignore[return-value]

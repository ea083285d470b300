"""The list of listings, and the form with which one is planned."""

from typing import Any

from flask import Response, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from app.kernel.act import CHINA, Act
from app.kernel.calendar import ONE_DAY
from app.kernel.errors import Incomplete, NotAllowed
from app.kernel.places import Organisation
from app.kernel.typed import read_amount
from app.kernel.words import N_
from app.surfaces.actions import a_day, a_moment, a_number, a_word, an_id, answered, button, field, the_day, words, yuan
from app.surfaces.acts import reading_act
from app.surfaces.language import translate
from app.surfaces.pages import allowed
from app.trading import sales
from app.trading.models import TradeListing
from app.trading.operations import plan_listing
from app.trading.operations.listing import Plan, plan_of
from app.trading.pages import PAGES, READERS
from app.trading.pages.desk import centres_of, own_bodies
from app.trading.words import ListingState, ListingWhat


@PAGES.get("/listings/")
@allowed(*READERS)
def listings() -> str:
    """Show the listings of my scope."""
    return _show(reading_act(), {})


def _show(act: Act, errors: dict[str, str]) -> str:
    found = sales.listings(act.session, act.actor.scope, request.args.get("after", 0, type=int))
    mine = own_bodies(act)
    return render_template(
        "trading/listings.html",
        rows=[(one, translate(ListingWhat(one.what)), translate(ListingState(one.state))) for one in found],
        following=url_for(".listings", after=found[-1].id) if len(found) == sales.PAGE else None,
        begin=button(
            "plan",
            N_("Plan a listing"),
            [*_bodies(act, mine), *plan_fields(act, None)],
            main=True,
            failed="plan" if errors else "",
            errors=errors,
        )
        if mine
        else None,
    )


def _bodies(act: Act, mine: list[Organisation]) -> list[dict[str, Any]]:
    return [
        field("what", N_("Property or land"), "choice", choices=words(ListingWhat)),
        field("owner", N_("Who transfers it"), "choice", choices=[(one.id, one.name) for one in mine]),
        field("centre", N_("Trading centre"), "choice", choices=[(one.id, one.name) for one in centres_of(act)]),
    ]


def plan_fields(act: Act, listing: TradeListing | None) -> list[dict[str, Any]]:
    """Return the fields of a plan, filled with what is planned already."""
    plan = plan_of(listing) if listing is not None else None

    def had(name: str, otherwise: object = "") -> str:
        value: Any = getattr(plan, name) if plan is not None else otherwise
        if name in ("applies_to", "auction_at") and plan is not None:
            return str(value.astimezone(CHINA).strftime("%Y-%m-%dT%H:%M"))
        return "" if value is None else str(value)

    return [
        field("name", N_("What is listed"), "text", value=had("name")),
        field("text", N_("Description, and who may apply"), value=had("text")),
        field("decision", N_("Paper that decides the transfer"), "text", value=had("decision")),
        field("appraisal", N_("Appraised value (yuan)"), "money", must=False, value=had("appraisal")),
        field("appraised_on", N_("Appraised on"), "date", must=False, value=had("appraised_on")),
        field("reserve", N_("Reserve price (yuan)"), "money", value=had("reserve")),
        field(
            "sealed",
            N_("Reserve sealed until the end"),
            "yes_no",
            choices=[("no", N_("No")), ("yes", N_("Yes"))],
            hint=N_("Its digest is published with the listing, so that nobody can change it in between"),
            value="yes" if plan is not None and plan.sealed else "no",
        ),
        field("start", N_("Start price (yuan)"), "money", value=had("start")),
        field("step", N_("Step of the bids (yuan)"), "money", value=had("step")),
        field("bond", N_("Bond (yuan)"), "money", value=had("bond")),
        field(
            "listed_from",
            N_("Listed from"),
            "date",
            hint=N_("Land: twenty days after its notice at the earliest"),
            value=had("listed_from", act.on + ONE_DAY),
        ),
        field(
            "applies_to",
            N_("Applications until"),
            "moment",
            hint=N_("Property: twenty working days, small assets ten; land: ten days"),
            value=had("applies_to"),
        ),
        field("auction_at", N_("Auction begins"), "moment", value=had("auction_at")),
        field("free_minutes", N_("Free period (minutes)"), "number", value=had("free_minutes", 30)),
        field(
            "round_minutes",
            N_("Minutes of a round"),
            "number",
            hint=N_("Each bid in the last minutes opens as many again"),
            value=had("round_minutes", 5),
        ),
        field("floor", N_("Lowest price of the state (yuan)"), "money", must=False, value=had("floor")),
        field(
            "approval",
            N_("Paper that lets the reserve be lower"),
            "text",
            must=False,
            hint=N_("Only where the reserve lies below the appraisal, or later below nine tenths of it"),
            value=had("approval"),
        ),
    ]


def read_plan(act: Act, form: MultiDict[str, str]) -> Plan:
    """Return the plan that was typed; Incomplete names the first field that is wrong."""

    def maybe(name: str) -> Any:
        return read_amount(form[name], name) if form.get(name, "").strip() else None

    applies_to, auction_at = a_moment(form, "applies_to"), a_moment(form, "auction_at")
    for name, moment in (("applies_to", applies_to), ("auction_at", auction_at)):
        if moment is None:
            raise Incomplete(N_("This field must be filled in."), field=name)
    assert applies_to is not None and auction_at is not None
    listed_from = the_day(form, "listed_from")
    return Plan(
        name=form.get("name", ""),
        text=form.get("text", ""),
        decision=form.get("decision", ""),
        reserve=yuan(form, "reserve"),
        start=yuan(form, "start"),
        step=yuan(form, "step"),
        bond=yuan(form, "bond"),
        notice_on=min(act.on, listed_from),
        listed_from=listed_from,
        applies_to=applies_to,
        auction_at=auction_at,
        sealed=form.get("sealed") == "yes",
        free_minutes=a_number(form, "free_minutes"),
        round_minutes=a_number(form, "round_minutes"),
        appraisal=maybe("appraisal"),
        appraised_on=a_day(form, "appraised_on", must=False),
        floor=maybe("floor"),
        approval=form.get("approval", ""),
    )


@PAGES.post("/listings/")
@allowed(*READERS)
def plan_one() -> Response | tuple[str, int]:
    """Plan a listing and go to its page."""

    def work(act: Act) -> str:
        form = request.form
        owner = next((one for one in own_bodies(act) if one.id == an_id(form, "owner")), None)
        centre = next((one for one in centres_of(act) if one.id == an_id(form, "centre")), None)
        if owner is None or centre is None:
            raise NotAllowed(N_("Only the body that transfers plans its listings."))
        made = plan_listing(act, owner, centre, a_word(form, "what", ListingWhat), read_plan(act, form))
        return url_for(".listing", pk=made.id)

    return answered(work, _show)

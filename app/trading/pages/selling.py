"""The page of a listing: where it stands, what everybody knows of it, its acts as buttons."""

from datetime import datetime, timedelta

from flask import Response, render_template, request, url_for

from app.kernel.act import Act
from app.kernel.clocks.lights import FAR, Light
from app.kernel.errors import NotFound
from app.kernel.words import N_
from app.surfaces.actions import ActForm, Form, answered, button_of, field, in_order, none, reason, the_day, yuan
from app.surfaces.acts import now, reading_act
from app.surfaces.casepage import Band, Stop, day_of, split_buttons
from app.surfaces.language import translate
from app.surfaces.pages import allowed
from app.surfaces.records.showing import beside
from app.trading import operations as verbs
from app.trading import sales
from app.trading.guards import holds
from app.trading.listing_flow import SELLING
from app.trading.listing_minima import broken_by
from app.trading.models import TradeListing
from app.trading.operations.selling import has_course, home_of_listing
from app.trading.pages import PAGES, READERS
from app.trading.pages.listings import plan_fields, read_plan
from app.trading.words import ListingState as S
from app.trading.words import ListingWhat

LINE = (S.PLANNED, S.LISTED, S.AUCTION, S.HAMMER, S.AWARDED, S.SIGNED, S.DONE)
ENDS = (S.ENTERED, S.UNSOLD, S.STOPPED, S.DONE)
SOON = timedelta(days=3)


def _sign_fields(act: Act, listing: TradeListing) -> list[dict[str, object]]:
    return [
        field("signed_on", N_("Contract signed on"), "date", value=act.on.isoformat()),
        field("pay_due_on", N_("Whole price due on"), "date"),
    ]


def _paid_fields(act: Act, listing: TradeListing) -> list[dict[str, object]]:
    return [field("paid_on", N_("Paid on"), "date", value=act.on.isoformat())]


def _first_fields(act: Act, listing: TradeListing) -> list[dict[str, object]]:
    return [field("amount", N_("Amount (yuan)"), "money"), *_paid_fields(act, listing)]


def _first(act: Act, listing: TradeListing, form: Form, _edition: int | None) -> None:
    verbs.enter_first_payment(act, listing, yuan(form, "amount"), the_day(form, "paid_on"))


def _why_short(act: Act, listing: TradeListing) -> list[dict[str, object]]:
    hint = N_("Only where it does; published with the notice")
    return [field("reason", N_("Why it falls short of the law"), must=False, hint=hint)]


LISTING_FORMS: dict[str, ActForm[TradeListing]] = {
    "publish": ActForm(
        _why_short, lambda act, one, form, _e: verbs.publish_listing(act, one, form.get("reason", "")), main=True
    ),
    "change": ActForm(plan_fields, lambda act, one, form, _e: verbs.change_plan(act, one, read_plan(act, form))),
    "relist": ActForm(plan_fields, lambda act, one, form, _e: verbs.relist(act, one, read_plan(act, form)), main=True),
    "confirm": ActForm(none, lambda act, one, _form, _e: verbs.confirm_deal(act, one), main=True),
    "sign": ActForm(
        _sign_fields,
        lambda act, one, form, _e: verbs.sign_sale(act, one, the_day(form, "signed_on"), the_day(form, "pay_due_on")),
        main=True,
    ),
    "first": ActForm(_first_fields, _first, main=True, when=lambda _act, one: one.first_paid is None),
    "paid": ActForm(_paid_fields, lambda act, one, form, _e: verbs.enter_paid_up(act, one, the_day(form, "paid_on"))),
    "stop": ActForm(
        reason, lambda act, one, form, _e: verbs.stop_listing(act, one, form.get("reason", "")), danger=True, rare=True
    ),
}
"""By the code of the move in the course."""


@PAGES.get("/listings/<int:pk>")
@allowed(*READERS)
def listing(pk: int) -> str:
    """Show a listing."""
    act = reading_act()
    return _show(act, sales.listing_for(act.session, act.actor.scope, pk), "", {})


def _show(act: Act, found: TradeListing, failed: str, errors: dict[str, str]) -> str:
    buttons = [
        button_of(act, found, move.code, move.title, form, failed, errors)
        for move in SELLING.moves_from(found.state)
        if (form := LISTING_FORMS.get(move.code))
        and holds(act, home_of_listing(found, move.code), move.duties)
        and form.is_offered(act, found)
    ]
    planned = found.state == S.PLANNED
    return render_template(
        "trading/listing.html",
        listing=found,
        what=translate(ListingWhat(found.what)),
        band=_band(found),
        split=split_buttons(in_order(buttons)),
        failed=errors.get("form", ""),
        beside=beside(TradeListing.kind, found.id),
        course=has_course(found),
        broken=broken_by(found, act.on) if planned else [],
        bids=sales.last_bids(act.session, found),
        applicants=sales.applicants_of(act.session, found),
    )


def _band(found: TradeListing) -> Band:
    state = S(found.state)
    turn = found.centre if state in (S.AUCTION, S.HAMMER, S.AGREED) and found.centre else found.organisation
    coming: dict[S, tuple[datetime | None, str]] = {
        S.LISTED: (found.applies_to, N_("Applications until")),
        S.AUCTION: (found.ends_at, N_("The hammer falls")),
    }
    due, title = coming.get(state, (None, ""))
    light = Light.YELLOW if due is not None and due - now() < SOON else Light.GREEN
    return Band(
        name=found.name,
        number=found.number,
        about=found.organisation.name,
        state=translate(state),
        day=day_of(title, due or FAR, light),
        holder="" if state in ENDS else turn.name,
        stops=_stops(state),
        ended=state in ENDS,
    )


def _stops(state: S) -> list[Stop]:
    """Return the line of the course; a listing that one applicant ended skips the auction."""
    if state in (S.ENTERED, S.UNSOLD, S.STOPPED):
        return []
    here = LINE.index(S.HAMMER if state == S.AGREED else state)
    return [
        Stop(
            translate(S.AGREED if state == S.AGREED and one == S.HAMMER else one),
            "done" if place < here else "now" if place == here else "todo",
        )
        for place, one in enumerate(LINE)
        if not (state == S.AGREED and one == S.AUCTION)
    ]


@PAGES.post("/listings/<int:pk>/<code>")
@allowed(*READERS)
def carry_on(pk: int, code: str) -> Response | tuple[str, int]:
    """Carry out one act on a listing; a refusal keeps everything that was typed."""

    def work(act: Act) -> str:
        found = sales.listing_for(act.session, act.actor.scope, pk)
        form = LISTING_FORMS.get(code)
        if form is None:
            raise NotFound(N_("There is no such page."))
        made = form.carry_out(act, found, request.form, None)
        return url_for(".listing", pk=made.id if isinstance(made, TradeListing) else pk)

    return answered(
        work, lambda act, errors: _show(act, sales.listing_for(act.session, act.actor.scope, pk), code, errors)
    )

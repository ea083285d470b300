"""From the plan of a listing to its publication, and the listing of the same once more."""

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import select

from app.kernel.act import Act, local_day
from app.kernel.audit import record
from app.kernel.errors import Conflict, Incomplete, NotAllowed
from app.kernel.numbering import next_number
from app.kernel.places import Organisation
from app.kernel.words import N_, Sentences
from app.trading.flows import CLERKS
from app.trading.guards import holds, needed, positive
from app.trading.listing_minima import broken_by
from app.trading.minima import titles
from app.trading.models import TradeListing
from app.trading.operations.selling import begin_move, finish_move
from app.trading.registering import count_days
from app.trading.words import ListingState, ListingWhat

NINE_TENTHS = Decimal("0.9")
"""Of the appraisal: below it a later listing needs approval (Measures for State Property Transactions, art. 18)."""
MOST_MINUTES = 24 * 60
NUMBERED = {ListingWhat.EQUITY: "CQ", ListingWhat.ASSET: "CQ", ListingWhat.LAND: "TD"}


@dataclass(frozen=True, slots=True)
class Plan:
    """What is planned of a listing; money in yuan, instants with their zone."""

    name: str
    text: str
    """What is listed and who may apply."""
    decision: str
    """Paper by which the transfer was decided; of land the collective decision."""
    reserve: Decimal
    start: Decimal
    step: Decimal
    bond: Decimal
    notice_on: date
    listed_from: date
    applies_to: datetime
    auction_at: datetime
    sealed: bool = False
    """The reserve stays sealed until the end of the auction."""
    free_minutes: int = 30
    round_minutes: int = 5
    appraisal: Decimal | None = None
    appraised_on: date | None = None
    floor: Decimal | None = None
    approval: str = ""
    """Paper that lets the reserve of property lie below nine tenths of its appraisal."""


def plan_listing(
    act: Act, owner: Organisation, centre: Organisation, what: ListingWhat, plan: Plan, *, earlier_id: int | None = None
) -> TradeListing:
    """Plan a listing; who plans it works for the body that transfers."""
    if not holds(act, owner.id, CLERKS):
        raise NotAllowed(N_("Only the body that transfers plans its listings."))
    if owner.id == centre.id:
        raise Incomplete(
            N_("Who transfers is not his own trading centre: choose the body that holds the auction."), field="centre"
        )
    made = TradeListing(
        county=owner.county,
        organisation_id=owner.id,
        centre_id=centre.id,
        number=f"{NUMBERED[what]}{act.on.year}-{owner.county}-{next_number(act, 'listing', owner.county):04d}",
        what=str(what),
        state=str(ListingState.PLANNED),
        rounds=1,
        earlier_id=earlier_id,
        planned_by=act.actor.official_id,
    )
    _put(act, made, plan)
    act.session.add(made)
    act.session.flush()
    record(act, "listing.planned", made, name=made.name, start=made.start)
    return made


def change_plan(act: Act, listing: TradeListing, plan: Plan) -> None:
    """Write a plan once more before it is published; whoever did is then the one who does not publish it."""
    begin_move(act, listing, "change")
    with act.session.no_autoflush:
        _put(act, listing, plan)
    listing.planned_by = act.actor.official_id
    finish_move(act, listing, "change", start=listing.start)


def _put(act: Act, row: TradeListing, plan: Plan) -> None:
    """Write a plan into its row; Incomplete names the field."""
    row.name, row.text, row.decision = (
        needed(plan.name, "name")[:200],
        needed(plan.text, "text"),
        needed(plan.decision, "decision")[:120],
    )
    land = row.what == ListingWhat.LAND
    row.approval = row.decision if land else plan.approval.strip()[:120]
    row.start, row.step, row.bond = (
        positive(plan.start, "start"),
        positive(plan.step, "step"),
        positive(plan.bond, "bond"),
    )
    reserve = positive(plan.reserve, "reserve")
    if not plan.sealed and row.start < reserve:
        raise Incomplete(N_("The reserve is open: bids begin at it or above it."), field="start")
    row.appraisal, row.appraised_on, row.floor = plan.appraisal, plan.appraised_on, plan.floor
    if not land and plan.appraisal is None:
        raise Incomplete(N_("State property is listed by its appraisal. Enter the value."), field="appraisal")
    seal_reserve(row, reserve, sealed=plan.sealed)
    for name, minutes, least in (("free_minutes", plan.free_minutes, 0), ("round_minutes", plan.round_minutes, 1)):
        if not least <= minutes <= MOST_MINUTES:
            raise Incomplete(N_("Enter a number of minutes, at most a day."), field=name)
        setattr(row, name, minutes)
    row.notice_on, row.listed_from, row.listed_to = plan.notice_on, plan.listed_from, local_day(plan.applies_to)
    row.applies_to, row.auction_at = plan.applies_to, plan.auction_at
    if plan.auction_at < plan.applies_to:
        raise Incomplete(N_("The auction begins after the applications have ended."), field="auction_at")
    if plan.listed_from < plan.notice_on or local_day(plan.applies_to) < plan.listed_from:
        raise Incomplete(
            N_("The days do not follow each other: notice, listing, end of the applications."), field="listed_from"
        )
    count_days(act, row)


def seal_reserve(row: TradeListing, reserve: Decimal, *, sealed: bool) -> None:
    """Keep the reserve in the open, or encrypted beside the digest that is published with the listing."""
    word = secrets.token_hex(16) if sealed else ""
    text = f"{reserve:.2f} {word}"
    row.reserve, row.reserve_word = (None if sealed else reserve), ""
    row.sealed_reserve = text if sealed else None
    row.reserve_digest = hashlib.sha256(text.encode()).hexdigest() if sealed else ""


def open_reserve(row: TradeListing) -> Decimal:
    """Open the reserve if it is sealed, with the word by which everybody can compare the digest; returns it."""
    if row.sealed_reserve:
        amount, row.reserve_word = row.sealed_reserve.split(" ")
        row.reserve, row.sealed_reserve = Decimal(amount), None
    assert row.reserve is not None
    return row.reserve


def _reserve_of(row: TradeListing) -> Decimal:
    return Decimal(row.sealed_reserve.split(" ")[0]) if row.sealed_reserve else row.reserve or Decimal(0)


def publish_listing(act: Act, listing: TradeListing, reason: str = "") -> None:
    """Publish a listing, by another official than who planned it; what falls short of the law needs its reason."""
    begin_move(act, listing, "publish")
    if act.actor.official_id is not None and act.actor.official_id == listing.planned_by:
        raise NotAllowed(N_("Who planned the listing does not publish it. Let another head look at it."))
    assert listing.applies_to is not None
    if listing.listed_from < act.on or listing.applies_to <= act.at:
        raise Incomplete(N_("A listing begins today at the earliest. Change the plan."), field="listed_from")
    listing.notice_on = act.on
    count_days(act, listing)
    _check_cut(listing)
    short = broken_by(listing, act.on)
    if short and not reason.strip():
        raise Incomplete(
            N_(
                "The listing falls short of the law: %(list)s. Change the plan, or give the reason that is published with it."
            ),
            field="reason",
            list=Sentences(titles(short)),
        )
    listing.published_at, listing.published_by = act.at, act.actor.official_id
    listing.broken, listing.broken_reason = [one.code for one in short], reason.strip() if short else ""
    finish_move(
        act,
        listing,
        "publish",
        applies_to=listing.applies_to,
        broken=listing.broken,
        reason=listing.broken_reason,
        reserve=listing.reserve_digest or listing.reserve,
    )


def _check_cut(listing: TradeListing) -> None:
    """Refuse a reserve of property below its appraisal at first, and below nine tenths of it later, without approval."""
    if listing.land or listing.appraisal is None or listing.approval:
        return
    least = listing.appraisal * (Decimal(1) if listing.rounds == 1 else NINE_TENTHS)
    if _reserve_of(listing) < least:
        raise Incomplete(
            N_(
                "The reserve lies below %(least)s yuan. Whoever decided the transfer approves this first: enter that paper in the plan (Measures for State Property Transactions, art. 17 and 18)."
            ),
            field="approval",
            least=f"{least:,.2f}",
        )


def relist(act: Act, listing: TradeListing, plan: Plan) -> TradeListing:
    """List the same once more after it was not sold: a new row that knows the earlier one and counts the times."""
    begin_move(act, listing, "relist")
    if act.session.scalar(select(TradeListing.id).where(TradeListing.earlier_id == listing.id).limit(1)):
        raise Conflict(N_("This has been listed again already. Open the later listing."))
    assert listing.centre is not None
    what = ListingWhat(listing.what)
    made = plan_listing(act, listing.organisation, listing.centre, what, plan, earlier_id=listing.id)
    made.rounds = listing.rounds + 1
    finish_move(act, listing, "relist", number=made.number)
    return made


def plan_of(listing: TradeListing, **changes: object) -> Plan:
    """Return what is planned of a listing, with changes."""
    assert listing.start is not None and listing.step is not None and listing.bond is not None
    assert listing.applies_to is not None and listing.auction_at is not None
    plan = Plan(
        name=listing.name,
        text=listing.text,
        decision=listing.decision,
        reserve=_reserve_of(listing),
        start=listing.start,
        step=listing.step,
        bond=listing.bond,
        notice_on=listing.notice_on,
        listed_from=listing.listed_from,
        applies_to=listing.applies_to,
        auction_at=listing.auction_at,
        sealed=bool(listing.sealed_reserve),
        free_minutes=listing.free_minutes,
        round_minutes=listing.round_minutes,
        appraisal=listing.appraisal,
        appraised_on=listing.appraised_on,
        floor=listing.floor,
        approval="" if listing.land else listing.approval,
    )
    return replace(plan, **changes)  # type: ignore[arg-type]


def first_end(listing: TradeListing) -> datetime:
    """Return when the hammer falls if nobody bids: after the free period and one round."""
    assert listing.auction_at is not None
    return listing.auction_at + timedelta(minutes=listing.free_minutes + listing.round_minutes)

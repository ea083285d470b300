"""T36 and T37: listings of state property and of land, their days, their price and what was paid."""

from datetime import datetime
from typing import Any

from sqlalchemy import Integer, and_, case, literal, or_

from app.kernel.act import local_day
from app.kernel.points import TICK, Findings, Limits, Nature, Parameter, Tick, findings
from app.kernel.words import N_
from app.trading.listing_flow import SELLING
from app.trading.models import TradeListing
from app.trading.points.shared import KEPT, RED, YELLOW, condition
from app.trading.words import ListingState

L = TradeListing
PROPERTY = L.land.is_(False)
LAND = L.land.is_(True)
DAYS = N_("calendar days")
WORKING_DAYS = N_("working days")
LATER = ("confirm", "sign", "first", "paid", "stop")
LAND_RULES = N_("Provisions on the Grant of Land by Tender, Auction and Listing")


SEEN = KEPT | frozenset(SELLING.moves[code].verb for code in ("publish", "unsold", "agree", "hammer", *LATER))
"""Verbs after which a listing is looked at, entered by hand or run by its course."""


def about_listing(fact: str, moment: Any, **evidence: Any) -> Findings:
    """Begin findings about a listing that is more than a plan; whoever transfers answers for it."""
    return findings(
        kind=L.kind, subject=L.id, county=L.county, organisation=L.organisation_id, moment=moment, fact=fact, **evidence
    ).where(L.state != str(ListingState.PLANNED))


def _short(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find property that was listed for fewer working days than its kind asks."""
    asked = case((L.small, limits["small"]), else_=limits["days"])
    return about_listing(fact, L.listed_at, given=L.listed_days, asked=asked).where(PROPERTY, L.listed_days < asked)


def _reserve(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find reserves below the appraisal at the first listing, or far below it later, that nobody approved."""
    least = case((L.rounds == 1, 100), else_=limits["percent"])
    return about_listing(fact, L.listed_at, reserve=L.reserve, appraisal=L.appraisal).where(
        PROPERTY, L.approval == "", L.reserve * 100 < L.appraisal * least
    )


def _stale(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find property whose appraisal was out of date when it was listed."""
    return about_listing(fact, L.listed_at, appraised_on=L.appraised_on, days=L.appraisal_age).where(
        PROPERTY, L.appraisal_age > limits["days"]
    )


def _deal(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find deals below the reserve."""
    return about_listing(fact, L.agreed_at, agreed=L.deal, reserve=L.reserve).where(L.deal < L.reserve)


def _first(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find first payments that are late, missing or too small."""
    late = or_(L.first_paid_on > L.first_due_on, and_(L.first_paid_on.is_(None), L.first_due_on < local_day(now)))
    return about_listing(
        fact, L.signed_at, agreed=L.deal, first_paid=L.first_paid, due_on=L.first_due_on, paid_on=L.first_paid_on
    ).where(PROPERTY, or_(late, L.first_paid * 100 < L.deal * limits["percent"]))


def _notice(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find land of which the notice came too shortly before the listing."""
    return about_listing(fact, L.listed_at, given=L.notice_days, asked=literal(limits["days"], Integer)).where(
        LAND, L.notice_days < limits["days"]
    )


def _listed(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find land that was listed for too few days."""
    return about_listing(fact, L.listed_at, given=L.listed_days, asked=literal(limits["days"], Integer)).where(
        LAND, L.listed_days < limits["days"]
    )


def _decision(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find land that was listed without a collective decision."""
    return about_listing(fact, L.listed_at, reserve=L.reserve).where(
        LAND, L.approval == "", L.listed_from <= local_day(now)
    )


def _floor(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find land whose reserve lies below the lowest price of the state."""
    return about_listing(fact, L.listed_at, reserve=L.reserve, floor=L.floor).where(LAND, L.reserve < L.floor)


def _result(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find land of which the result was published late, or is not yet."""
    return about_listing(fact, L.agreed_at, due_on=L.result_due_on, result_on=L.result_on).where(
        LAND, or_(L.result_on > L.result_due_on, and_(L.result_on.is_(None), L.result_due_on < local_day(now)))
    )


def _unpaid(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find land whose price was not paid by the day of the contract."""
    return about_listing(fact, L.pay_due_at, agreed=L.deal, due_on=L.pay_due_on, paid_on=L.paid_up_on).where(
        LAND, or_(L.paid_up_on > L.pay_due_on, and_(L.paid_up_on.is_(None), L.pay_due_on < local_day(now)))
    )


def _point(code: str, title: str, basis: str, severity: Any, find: Any, told: str, honest: str, **more: Any) -> Any:
    given = {"nature": Nature.BREACH, "wakes_on": SEEN, "verified": False, **more}
    return condition(code, title, basis, severity, find, told, honest=honest, **given)


CLOCK = SEEN | {TICK}

LISTING = (
    _point(
        "T36.short",
        N_("Property listed for too few days"),
        N_("Measures for State Property Transactions, art. 13 and 49"),
        YELLOW,
        _short,
        N_(
            "State property is listed for at least twenty working days, an asset of up to ten million yuan for ten. Who hears of it late cannot "
            "offer. Look at who the buyer is, and when he knew."
        ),
        N_("Listed for exactly twenty working days; and an asset of five million for exactly ten."),
        parameters=(
            Parameter("days", 20, N_("Days at the least"), WORKING_DAYS),
            Parameter("small", 10, N_("Days for an asset of up to ten million yuan"), WORKING_DAYS),
        ),
    ),
    _point(
        "T36.reserve",
        N_("Property listed below its appraisal"),
        N_("Law on State Assets of Enterprises, art. 55; Measures for State Property Transactions, art. 17 and 18"),
        RED,
        _reserve,
        N_(
            "The first listing is not below the appraisal; later ones below nine tenths of it need the approval of whoever decided the transfer, "
            "and none is entered. Ask for it."
        ),
        N_("The second listing at exactly nine tenths; and a third one far below with its approval."),
        parameters=(Parameter("percent", 90, N_("Of the appraisal, from the second listing on"), "%"),),
    ),
    _point(
        "T36.stale",
        N_("Property listed by an old appraisal"),
        N_("Measures for State Property Transactions, art. 18"),
        YELLOW,
        _stale,
        N_(
            "An appraisal holds for a year. Here the property was listed by an older one, and prices may have risen since. Ask for a new one."
        ),
        N_("Listed on the last day of the year for which the appraisal holds."),
        parameters=(Parameter("days", 365, N_("Days for which an appraisal holds"), DAYS),),
    ),
    _point(
        "T36.deal",
        N_("Agreed below the reserve price"),
        N_("Law on State Assets of Enterprises, art. 55"),
        RED,
        _deal,
        N_(
            "What was listed went for less than the reserve price. Ask who agreed to it, and compare with the record of the listing or auction."
        ),
        N_("Agreed at exactly the reserve price."),
    ),
    _point(
        "T36.first",
        N_("First payment for property late or too small"),
        N_("Measures for State Property Transactions, art. 28"),
        YELLOW,
        _first,
        N_(
            "A price in parts begins with at least thirty percent within five working days of the contract. Otherwise the buyer pays with what "
            "he earns from the thing itself. Ask what secures the rest."
        ),
        N_("Exactly thirty percent on the fifth working day."),
        wakes_on=CLOCK,
        tick=Tick(L.first_due_on),
        parameters=(Parameter("percent", 30, N_("Of the price, at the least"), "%"),),
    ),
    _point(
        "T37.notice",
        N_("Notice of land too short before its listing"),
        LAND_RULES,
        YELLOW,
        _notice,
        N_(
            "A notice is published at least twenty days before land is listed. A short one favours whoever knew before."
        ),
        N_("Published exactly twenty days before."),
        parameters=(Parameter("days", 20, N_("Days at the least"), DAYS),),
    ),
    _point(
        "T37.listing",
        N_("Land listed for too few days"),
        LAND_RULES,
        YELLOW,
        _listed,
        N_(
            "Land is listed for at least ten days, so that others can offer. Look at who got it, and who had asked for it before."
        ),
        N_("Listed for exactly ten days."),
        parameters=(Parameter("days", 10, N_("Days at the least"), DAYS),),
    ),
    _point(
        "T37.decision",
        N_("Land listed without a collective decision"),
        LAND_RULES,
        RED,
        _decision,
        N_(
            "The reserve price of land is decided collectively, and the paper of that decision is entered with the listing. None is. Ask for the "
            "minutes, and for who was there."
        ),
        N_("Listed with the minutes entered; and registered beforehand, its listing not begun."),
        wakes_on=CLOCK,
        tick=Tick(L.listed_from),
    ),
    _point(
        "T37.floor",
        N_("Land listed below the lowest price of the state"),
        LAND_RULES,
        RED,
        _floor,
        N_("The reserve price of land is not below the lowest price that the state sets for its class. Here it is."),
        N_("A reserve of exactly the lowest price."),
    ),
    _point(
        "T37.result",
        N_("Result of a grant of land published late"),
        LAND_RULES,
        YELLOW,
        _result,
        N_("The result is published within ten working days of the deal. It was later, or is not there yet."),
        N_("Published on the tenth working day."),
        wakes_on=CLOCK,
        tick=Tick(L.result_due_on),
    ),
    _point(
        "T37.unpaid",
        N_("Price of land not paid on its day"),
        N_("Law on Urban Real Estate, art. 16"),
        YELLOW,
        _unpaid,
        N_(
            "The price was not paid by the day of the contract, or later. Land that is built on without being paid for is public money given "
            "away. Ask for the interest that is due and for who let it pass."
        ),
        N_("Paid on the last day of the contract."),
        wakes_on=CLOCK,
        tick=Tick(L.pay_due_on),
    ),
)

"""Purchases without an open tender and listings, entered as a clerk enters them."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from app.kernel.calendar import working_calendar
from app.surfaces.records.writing import add_record, edit_record
from app.trading.models import DirectPurchase, TradeListing
from app.trading.records.registers import LISTING, PURCHASE
from app.trading.words import DirectMethod, ListingWhat, TradeCategory, TradeKind
from tests.trading.course import DAY, Trades

_serial = count(1)
WAN = Decimal(10_000)


def today(trades: Trades) -> date:
    return trades.acting_as(None).on


def purchase(trades: Trades, wan: int, ago: int = 0, **said: Any) -> DirectPurchase:
    """Enter a purchase of so many ten thousands, decided so many days ago."""
    given = {
        "number": f"ZJ-{next(_serial)}",
        "name": "道路修补",
        "trade_kind": str(TradeKind.WORKS),
        "category": str(TradeCategory.WORKS),
        "item": "A0801",
        "how": str(DirectMethod.DIRECT),
        "estimate": wan * WAN,
        "decided_on": today(trades) - ago * DAY,
        "organisation_id": trades.world.organisation("gulou-urban").id,
        "county": 350102,
    } | said
    made: DirectPurchase = add_record(trades.acting_as(None), PURCHASE, given)
    return made


def listing(trades: Trades, what: ListingWhat = ListingWhat.EQUITY, *, days: int = 60, **said: Any) -> TradeListing:
    """Enter a listing that began ninety days ago and lasted so many calendar days."""
    begun = today(trades) - 90 * DAY
    given = {
        "number": f"GP-{next(_serial)}",
        "name": "粮站股权",
        "what": str(what),
        "reserve": 500 * WAN,
        "notice_on": begun - 20 * DAY,
        "listed_from": begun,
        "listed_to": begun + days * DAY,
        "approval": "鼓自然资〔2026〕3号" if what is ListingWhat.LAND else "",
        "organisation_id": trades.world.organisation("gulou-urban").id,
        "county": 350102,
    } | said
    made: TradeListing = add_record(trades.acting_as(None), LISTING, given)
    return made


def land(trades: Trades, **said: Any) -> TradeListing:
    return listing(trades, ListingWhat.LAND, **said)


def corrected(**changes: Any) -> Any:
    """The clerk corrects the row."""

    def end(trades: Trades, row: Any) -> None:
        made = row[-1] if isinstance(row, tuple) else row
        kind = PURCHASE if isinstance(made, DirectPurchase) else LISTING
        edit_record(trades.acting_as(None), kind, made, changes)
        trades.session.flush()

    return end


def ago(trades: Trades, days: int) -> date:
    return today(trades) - timedelta(days=days)


def deal(trades: Trades, what: ListingWhat = ListingWhat.EQUITY, **said: Any) -> TradeListing:
    """A listing that ended in a deal and a contract five weeks ago, with everything paid and published on its day."""
    on = today(trades) - 35 * DAY
    days = working_calendar(trades.session)
    given = {
        "deal": 500 * WAN,
        "deal_on": on,
        "result_on": days.add(on, 10),
        "contract_on": on,
        "pay_due_on": on + 30 * DAY,
        "first_paid": 150 * WAN,
        "first_paid_on": days.add(on, 5),
        "paid_up_on": on + 30 * DAY,
    }
    return listing(trades, what, days=40, **(given | said))

"""Trades as another platform tells them."""

from decimal import Decimal
from typing import Any

from app.trading.screening.told import TradeTold


def told(ocid: str, *prices: str, body: int, **more: Any) -> TradeTold:
    """A trade of another platform."""
    trade = {
        "organisation_id": body,
        "source": "elsewhere",
        "ocid": ocid,
        "lot_number": "",
        "category": "works",
        "method": "open",
        "bidders": len(prices),
        "bids_told": True,
        "status": "complete",
        **more,
    }
    bids = [
        {
            "number": str(place),
            "bidder_name": f"B{place}",
            "amount": Decimal(price),
            "currency": "CNY",
            "status": "valid",
        }
        for place, price in enumerate(prices)
    ]
    return TradeTold(trade, bids)

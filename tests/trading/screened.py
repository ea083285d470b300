"""Small processes of open contracting data, and their flags."""

from collections.abc import Iterable
from typing import Any

from app.trading.screening.counting import count
from app.trading.screening.counts import Counts
from app.trading.screening.results import Results
from app.trading.screening.settings import read_settings


def flags(ini: str, *releases: Any, meta: bool = False) -> dict[str, Any]:
    counts = Counts(read_settings(ini))
    for release in releases:
        count(counts, release)
    return Results(counts).as_dict(meta=meta)


def bid(status: str = "valid", amount: Any = 1, *tenderers: str, currency: str = "CNY", **more: Any) -> dict[str, Any]:
    parties = [{"id": one} for one in tenderers]
    return {"status": status, "value": {"amount": amount, "currency": currency}, "tenderers": parties, **more}


def trade(ocid: str, bids: Iterable[Any], *suppliers: str, status: str = "active", **more: Any) -> dict[str, Any]:
    awards = [{"status": status, "suppliers": [{"id": one} for one in suppliers]}]
    return {"ocid": ocid, "bids": {"details": list(bids)}, "awards": awards, **more}

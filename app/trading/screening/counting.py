"""What one contracting process adds to the eleven indicators. Knows no file and no output.

The rules are those that Cardinal publishes (Open Contracting Partnership, indicators R003 to R058). A field of another
shape than the standard gives is as if it were not there, and never stops the rest.
"""

import re
from collections.abc import Collection, Mapping
from datetime import date
from functools import lru_cache
from math import inf
from typing import Any

from app.trading.screening.counts import FLAGS, OF, Counts
from app.trading.screening.settings import Settings

SHORT, SINGLE, SAME, LATE, LOWEST, LONE = (FLAGS[c] for c in ("R003", "R018", "R028", "R030", "R036", "R035"))
A_DAY = 86400
DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
TIME = re.compile(r"[Tt ](\d\d):(\d\d):(\d\d)(\.\d+)?(?:[Zz]|([+-])(\d\d):(\d\d))", re.ASCII)
NOTHING: dict[str, Any] = {}
NONE: list[Any] = []
UNSENT = frozenset(("invited", "withdrawn"))
ENDED = frozenset(("cancelled", "unsuccessful"))
BY_TENDERER = frozenset(("R025", "R038", "R048"))
Bid = tuple[list[str], str | None, float | None, str | None, Any]
"""Ids of the tenderers, id of the only one, amount, currency, date."""


def _dict(value: Any) -> dict[str, Any]:
    return value if type(value) is dict else NOTHING


def _ids(entries: list[Any]) -> list[str]:
    return [id_ for one in entries if type(one) is dict and type(id_ := one.get("id")) is str]


def _lone_id(entries: Any) -> str | None:
    """Return the id of the only entry, if there is exactly one and its id is text."""
    if type(entries) is not list or len(entries) != 1 or type(entries[0]) is not dict:
        return None
    found = entries[0].get("id")
    return found if type(found) is str else None


@lru_cache(1 << 14)
def _day(text: str) -> int | None:
    """Return the days since year one of a day as RFC 3339 writes it, or None."""
    try:
        return date.fromisoformat(text).toordinal() if DAY.fullmatch(text) else None
    except ValueError:
        return None


@lru_cache(1 << 16)
def _time(text: str) -> float | None:
    """Return the seconds of a time of day with its offset, as RFC 3339 writes it, in universal time; or None."""
    if (found := TIME.fullmatch(text)) is None:
        return None
    hour, minute, second, part, ahead, hours, minutes = found.groups()
    if int(hour) > 23 or int(minute) > 59 or int(second) > 60 or int(hours or 0) > 23 or int(minutes or 0) > 59:
        return None
    offset = int(hours or 0) * 3600 + int(minutes or 0) * 60
    local = int(hour) * 3600 + int(minute) * 60 + int(second) + float(f"0{part or ''}")
    return local + offset if ahead == "-" else local - offset


def instant(text: Any) -> float | None:
    """Return the seconds since year one of an instant as RFC 3339 writes it, or None; days and times come again."""
    if type(text) is not str:
        return None
    day, time = _day(text[:10]), _time(text[10:])
    return None if day is None or time is None else day * A_DAY + time


def compares_prices(settings: Settings, details: str | None) -> bool:
    """Tell whether the method compares prices: it is among those that do, or not among those that do not."""
    if settings.with_price:
        return details in settings.with_price
    return details not in settings.without_price


def count(counts: Counts, release: Any) -> bool:
    """Count a compiled release; returns whether it is one that counts: not cancelled, not excluded, its ocid a text."""
    if type(release) is not dict or type(ocid := release.get("ocid")) is not str:
        return False
    settings = counts.settings
    tender = _dict(release.get("tender"))
    details = tender.get("procurementMethodDetails")
    details = details if type(details) is str else None
    if tender.get("status") == "cancelled" or (details is not None and details in settings.excluded):
        return False
    counts.processes += 1
    codes = settings.codes
    if "R003" in codes and _is_short(settings, tender, details):
        counts.mark(ocid, SHORT)
    if "R018" in codes and _is_single(settings, tender):
        counts.mark(ocid, SINGLE)
    awards = release.get("awards")
    awards = awards if type(awards) is list else None
    if awards and "R048" in codes:
        _classes(counts, awards)
    found = _dict(release.get("bids")).get("details")
    if type(found) is list:
        bids = _Bids(found)
        comparing = compares_prices(settings, details)
        if bids.submitted:
            _submitted(counts, ocid, release, tender, bids, comparing)
            if awards:
                _awarded(counts, ocid, tender, bids, awards, comparing)
    return True


def _is_short(settings: Settings, tender: Mapping[str, Any], details: str | None) -> bool:
    """R003: fewer whole days between the start and the end of the tender period than the threshold."""
    if settings.short_methods and not _among(tender.get("procurementMethod"), settings.short_methods):
        return False
    period = _dict(tender.get("tenderPeriod"))
    begin, end = instant(period.get("startDate")), instant(period.get("endDate"))
    if begin is None or end is None:
        return False
    threshold = settings.short_days
    if details is not None:
        threshold = settings.short_details.get(details, threshold)
    return int((end - begin) / A_DAY) < threshold


def _is_single(settings: Settings, tender: Mapping[str, Any]) -> bool:
    """R018: a single tenderer where more were asked."""
    number = tender.get("numberOfTenderers")
    if type(number) is not int or number != 1:
        return False
    return not settings.single_methods or _among(tender.get("procurementMethod"), settings.single_methods)


def _among(value: Any, values: Collection[str]) -> bool:
    return type(value) is str and value in values


class _Bids:
    """The bids of a process that were submitted: not those that were only invited, or withdrawn."""

    __slots__ = ("rejected", "submitted", "valid")

    def __init__(self, details: list[Any]) -> None:
        self.submitted: list[Bid] = []
        self.valid: list[Bid] = []
        self.rejected: list[Bid] = []
        """Disqualified."""
        for bid in details:
            if type(bid) is not dict or type(status := bid.get("status")) is not str:
                continue
            if status in UNSENT:
                continue
            lone = amount = currency = None
            ids: list[str] = NONE
            if type(tenderers := bid.get("tenderers")) is list:
                ids = _ids(tenderers)
                if ids and len(tenderers) == 1:
                    lone = ids[0]
            if type(value := bid.get("value")) is dict:
                amount = value.get("amount")
                if type(amount) is int:
                    amount = float(amount)
                elif type(amount) is not float:
                    amount = None
                if type(currency := value.get("currency")) is not str:
                    currency = None
            found = (ids, lone, amount, currency, bid.get("date"))
            self.submitted.append(found)
            if status == "valid":
                self.valid.append(found)
            elif status == "disqualified":
                self.rejected.append(found)


def _submitted(
    counts: Counts, ocid: str, release: Mapping[str, Any], tender: Mapping[str, Any], bids: _Bids, comparing: bool
) -> None:
    """Count what the bids say, whatever became of the process."""
    codes = counts.settings.codes
    if "R028" in codes and comparing:
        _same_prices(counts, ocid, bids.submitted)
    if "R038" in codes:
        _rejections(counts, ocid, release, tender, bids)
    if counts.maps is not None and not codes.isdisjoint(BY_TENDERER):
        ids = {id_ for bid in bids.submitted for id_ in bid[0]}
        if ids:
            counts.maps["ocid_tenderer"].setdefault(ocid, set()).update(ids)


def _awarded(
    counts: Counts, ocid: str, tender: Mapping[str, Any], bids: _Bids, awards: list[Any], comparing: bool
) -> None:
    """Count what bids and awards say together."""
    active, final = _awards(awards)
    if not active:
        return
    codes = counts.settings.codes
    if final:
        # One active award: all bids compete for all of it. Several would need lots to tell which bids compete.
        winner = _lone_id(active[0].get("suppliers")) if len(active) == 1 else None
        if winner is not None:
            if comparing and ("R024" in codes or "R058" in codes):
                _gap(counts, ocid, bids.valid, winner)
            if "R025" in codes:
                won = counts.won
                for id_ in {bid[1] for bid in bids.valid}:
                    if id_ is not None:
                        won[id_] = won.get(id_, 0) + (OF + 1 if id_ == winner else 1)
        if bids.rejected and "R035" in codes:
            _lone(counts, ocid, bids, active)
    if "R030" in codes:
        _late(counts, ocid, tender, bids.valid, active)
    # Without a disqualified bid the lowest is none; but the first currency that is observed is the main one.
    if "R036" in codes and comparing and (bids.rejected or counts.currency is None):
        _lowest(counts, ocid, bids)


def _awards(awards: list[Any]) -> tuple[list[dict[str, Any]], bool]:
    """Return the active awards, and whether all awards are in a final state."""
    active, final = [], True
    for award in awards:
        if type(award) is dict:
            status = award.get("status")
            if status == "active":
                active.append(award)
            elif type(status) is str and status not in ENDED:
                final = False
    return active, final


def _suppliers(awards: list[dict[str, Any]]) -> set[str]:
    return {id_ for award in awards if type(held := award.get("suppliers")) is list for id_ in _ids(held)}


def _same_prices(counts: Counts, ocid: str, submitted: list[Bid]) -> None:
    """R028: one price by different tenderers. The same tenderers may bid one price twice."""
    if len({bid[2] for bid in submitted}) == len(submitted):
        return
    prices: dict[tuple[float, str], set[str]] = {}
    for ids, _lone_one, amount, currency, _when in submitted:
        if ids and amount is not None and currency is not None:
            price, these = (amount, currency), set(ids)
            others = prices.get(price)
            if others is not None and others != these:
                counts.mark(ocid, SAME)
                for id_ in these | others:
                    counts.mark_tenderer("R028", ocid, id_)
            prices[price] = these


def _rejections(counts: Counts, ocid: str, release: Mapping[str, Any], tender: Mapping[str, Any], bids: _Bids) -> None:
    """R038: bids disqualified of those submitted, per buyer, procuring entity and tenderer."""
    buyers, entities, tenderers = counts.rejected
    for bid in bids.submitted:
        for id_ in bid[0]:
            tenderers[id_] = tenderers.get(id_, 0) + 1
    for bid in bids.rejected:
        for id_ in bid[0]:
            tenderers[id_] += OF
    number = len(bids.rejected) * OF + len(bids.submitted)
    buyer, entity = _dict(release.get("buyer")).get("id"), _dict(tender.get("procuringEntity")).get("id")
    if type(buyer) is str:
        buyers[buyer] = buyers.get(buyer, 0) + number
        if counts.maps is not None and bids.rejected:
            counts.maps["ocid_buyer_r038"][ocid] = buyer
    if type(entity) is str:
        entities[entity] = entities.get(entity, 0) + number
        if counts.maps is not None and bids.rejected:
            counts.maps["ocid_procuringentity_r038"][ocid] = entity


def _is_main(counts: Counts, currency: str) -> bool:
    """Tell whether this is the main currency; without one, it is from now on."""
    if counts.currency is None:
        counts.currency = currency
    return currency == counts.currency


def _gap(counts: Counts, ocid: str, valid: list[Bid], winner: str) -> None:
    """R024 and R058: how far the lowest valid bid of the others lies above the winner's lowest."""
    won: float | None = None
    lowest: float | None = None
    second = ""
    for _ids_of, lone, amount, currency, _when in valid:
        if lone is None or amount is None or currency is None or not _is_main(counts, currency):
            continue
        if lone == winner:
            if won is None or amount < won:
                won = amount
        elif lowest is None or amount < lowest:
            lowest, second = amount, lone
    # Where the lowest bid did not win, price is not the only criterion.
    if won is not None and lowest is not None and lowest >= won:
        if won:
            counts.gaps.add(ocid, (lowest - won) / won, winner, second)
        elif lowest:  # two bids of nothing say nothing about prices
            counts.gaps.add(ocid, inf, winner, second)


def _lone(counts: Counts, ocid: str, bids: _Bids, active: list[dict[str, Any]]) -> None:
    """R035: all are disqualified but the one tenderer who wins."""
    valid = {id_ for bid in bids.valid for id_ in bid[0]}
    if len(valid) != 1 or valid != _suppliers(active):
        return
    others = {id_ for bid in bids.rejected for id_ in bid[0]} - valid
    if len(others) >= max(counts.settings.lone_count, 1):
        counts.mark(ocid, LONE)
        counts.lone[ocid] = len(others)
        counts.mark_tenderer("R035", ocid, next(iter(valid)))


def _late(counts: Counts, ocid: str, tender: Mapping[str, Any], valid: list[Bid], active: list[dict[str, Any]]) -> None:
    """R030: a supplier of an active award has a valid bid later than the end of the tender period.

    The two times are compared as texts, as Cardinal does: those of one publisher are written alike.
    """
    period = tender.get("tenderPeriod")
    if type(period) is not dict or type(end := period.get("endDate")) is not str:
        return
    for ids, _lone_one, _amount, _currency, when in valid:
        if type(when) is str and when > end:
            suppliers = _suppliers(active)
            for id_ in ids:
                if id_ in suppliers:
                    counts.mark(ocid, LATE)
                    counts.mark_tenderer("R030", ocid, id_)


def _lowest(counts: Counts, ocid: str, bids: _Bids) -> None:
    """R036: the lowest of the bids submitted is disqualified, though a valid one has a price."""
    lowest: float | None = None
    first: Bid | None = None
    for bid in bids.submitted:
        amount, currency = bid[2], bid[3]
        if amount is None or currency is None or not _is_main(counts, currency):
            continue
        if lowest is None or amount < lowest:
            lowest, first = amount, bid
    if first is None or not any(first is bid for bid in bids.rejected):
        return
    if any(bid[2] is not None and bid[3] is not None and bid[3] == counts.currency for bid in bids.valid):
        counts.mark(ocid, LOWEST)


def _classes(counts: Counts, awards: list[Any]) -> None:
    """R048: the classes of items that a supplier alone was awarded; each process counts once."""
    observed: set[str] = set()
    digits = counts.settings.class_digits
    for award in awards:
        if type(award) is not dict or award.get("status") != "active" or type(items := award.get("items")) is not list:
            continue
        supplier = _lone_id(award.get("suppliers"))
        if supplier is None:
            continue
        for item in items:
            held = item.get("classification") if type(item) is dict else None
            if type(held) is dict and type(code := held.get("id")) is str:
                number, codes = counts.classes.get(supplier) or (0, set())
                if supplier not in observed:
                    observed.add(supplier)
                    counts.classes[supplier] = (number + 1, codes)
                codes.add(code[:digits])

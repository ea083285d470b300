"""From a process of another platform, as it is kept, to the trades that are screened: by lots where it tells its bids by lots."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from app.kernel.sealing import keyed_hash
from app.parties.known import UNNAMED
from app.trading.screening.keeping import is_hidden
from app.trading.screening.told import Row, TradeTold
from app.trading.words import CompetitionMethod, ScreenedBidStatus, ScreenedStatus, TradeCategory

Json = dict[str, Any]
STATUSES = {**{str(one): one for one in ScreenedStatus}, "planning": ScreenedStatus.PLANNED}
BID_STATUSES = {str(one): one for one in ScreenedBidStatus if one is not ScreenedBidStatus.UNPUBLISHED}
CATEGORIES = frozenset(map(str, TradeCategory))
METHODS = frozenset(map(str, CompetitionMethod))
JOINED = "、"


class Process:
    """A compiled release as it is kept, with its parties by their ids in the file."""

    def __init__(self, content: Mapping[str, Any], source: str) -> None:
        self.content, self.source = content, source
        self.tender: Json = content.get("tender") or {}
        self.bids: list[Json] = (content.get("bids") or {}).get("details") or []
        self.awards = [one for one in content.get("awards") or [] if (one.get("status") or "active") == "active"]
        self.parties = {one["id"]: one for one in content.get("parties") or [] if "id" in one}

    def body(self, ref: Mapping[str, Any]) -> tuple[str, str]:
        """Return the name of an organisation or firm, and the hash by which it is matched; none where nothing tells it from others.

        A number of a register matches everywhere; an id of the file only together with the name, and within the source:
        some platforms count suppliers from one again in every process.
        """
        pk = ref.get("id", "")
        party = self.parties.get(pk, {})
        name = ref.get("name") or party.get("name") or ""
        hashed = ref.get("hash") or party.get("hash") or ""
        if not hashed and pk and not is_hidden(name):
            hashed = keyed_hash("\0".join(("ocds", self.source, pk, name)))
        return (name or UNNAMED)[:200], hashed

    def by_lots(self) -> dict[str, Json]:
        """Return the lots by their ids, where there are several and each bid and award is about exactly one of them."""
        lots = {one["id"]: one for one in self.tender.get("lots") or [] if "id" in one}
        told = [*self.bids, *self.awards]
        if len(lots) < 2 or not told or not all(len(of := _lots_of(one)) == 1 and of[0] in lots for one in told):
            return {}
        return lots

    def currencies(self) -> set[str]:
        """Return the currencies of its bids and awards."""
        return {code for one in (*self.bids, *self.awards) if (code := _currency(one))}


def _lots_of(one: Mapping[str, Any]) -> list[str]:
    related = one.get("relatedLots") or []
    return related or [one["relatedLot"]] if one.get("relatedLot") else related


def trades(process: Process, organisation_id: int, process_id: int) -> Iterator[TradeTold]:
    """Iterate the trades of a process, each with its bids."""
    lots = process.by_lots()
    if not lots:
        yield _trade(process, "", {}, process.bids, process.awards, organisation_id, process_id)
        return
    for pk, lot in lots.items():
        bids = [one for one in process.bids if _lots_of(one) == [pk]]
        awards = [one for one in process.awards if _lots_of(one) == [pk]]
        yield _trade(process, pk[:60], lot, bids, awards, organisation_id, process_id)


def _trade(
    process: Process,
    number: str,
    lot: Json,
    bids: Sequence[Json],
    awards: Sequence[Json],
    organisation_id: int,
    process_id: int,
) -> TradeTold:
    tender = process.tender
    buyer = process.body(process.content.get("buyer") or {})
    agency = process.body(tender.get("procuringEntity") or {})
    has_agency = tender.get("procuringEntity") and agency != buyer and (agency[1] != buyer[1] or not buyer[1])
    period = tender.get("tenderPeriod") or {}
    rows = _bids(process, bids, awards)
    value = lot if lot.get("value") else tender
    estimate = _amount(value)
    submitted = {
        row["bidder_hash"] or row["number"] for row in rows if row["status"] in ("pending", "valid", "disqualified")
    }
    bidders = len(submitted) if bids else None if number else tender.get("numberOfTenderers")
    if bidders is None and not number and tender.get("tenderers"):
        bidders = len(tender["tenderers"])
    dates = [moment for one in awards if (moment := instant(one.get("date"))) is not None]
    return TradeTold(
        {
            "organisation_id": organisation_id,
            "source": process.source,
            "ocid": process.content["ocid"],
            "lot_number": number,
            "lot_id": None,
            "process_id": process_id,
            "title": " ".join(part for part in (tender.get("title"), lot.get("title")) if part)[:2_000],
            "category": _among(tender.get("mainProcurementCategory"), CATEGORIES),
            "method": _among(tender.get("procurementMethod"), METHODS),
            "method_details": (tender.get("procurementMethodDetails") or "")[:200],
            "buyer_name": buyer[0] if process.content.get("buyer") else "",
            "buyer_hash": buyer[1],
            "agency_name": agency[0] if has_agency else "",
            "agency_hash": agency[1] if has_agency else "",
            "estimate": estimate,
            "ceiling": None,
            "currency": _currency(value) or next((code for one in (*bids, *awards) if (code := _currency(one))), ""),
            "bidders": bidders,
            "bids_told": bool(bids),
            "status": str(_status(tender, awards)),
            "published_at": instant(period.get("startDate")) or instant(tender.get("datePublished")),
            "deadline": instant(period.get("endDate")),
            "opened_at": instant((tender.get("bidOpening") or {}).get("date")),
            "awarded_at": min(dates, default=None),
        },
        rows,
    )


def _status(tender: Mapping[str, Any], awards: Sequence[Json]) -> ScreenedStatus:
    told = STATUSES.get(tender.get("status") or "")
    return told or (ScreenedStatus.COMPLETE if awards else ScreenedStatus.ACTIVE)


def _bids(process: Process, bids: Sequence[Json], awards: Sequence[Json]) -> list[Row]:
    """Return the bids, those that won marked; a winner whose bid is not published gets a row of its own."""
    rows: dict[str, Row] = {}
    of: dict[str, list[Row]] = {}
    for place, bid in enumerate(bids, 1):
        firms = [process.body(one) for one in bid.get("tenderers") or []]
        number = (bid.get("id") or f"#{place}")[:100]
        number = number if number not in rows else f"{number} #{place}"
        status = BID_STATUSES.get(bid.get("status") or "", ScreenedBidStatus.PENDING)
        rows[number] = _row(number, firms, status)
        rows[number] |= {"amount": _amount(bid), "currency": _currency(bid), "handed_in_at": instant(bid.get("date"))}
        for _name, hashed in firms:
            of.setdefault(hashed, []).append(rows[number]) if hashed else None
    for place, award in enumerate(awards, 1):
        firms = [process.body(one) for one in award.get("suppliers") or []]
        named = {*(award.get("relatedBids") or []), award.get("relatedBid") or ""} & set(rows)
        won = [rows[number] for number in sorted(named)] or _won(of, firms)
        if not won and firms:
            number = f"award {award.get('id') or place}"[:120]
            won = [rows.setdefault(number, _row(number, firms, ScreenedBidStatus.UNPUBLISHED))]
            won[0]["currency"] = _currency(award)
        for row in won:
            row["won"] = True
        if len(won) == 1 and _currency(award) in ("", won[0]["currency"]):
            amount = _amount(award)
            won[0]["awarded"] = amount if won[0]["awarded"] is None or amount is None else won[0]["awarded"] + amount
    return list(rows.values())


def _won(of: Mapping[str, list[Row]], firms: Sequence[tuple[str, str]]) -> list[Row]:
    """Return the bids of the suppliers of an award; of several bids of one firm the first valid one."""
    found: list[Row] = []
    for _name, hashed in firms:
        own = [row for row in of.get(hashed, []) if row["status"] in ("valid", "pending")] if hashed else []
        best = next((row for row in own if row["status"] == "valid"), own[0] if own else None)
        if best is not None and best not in found:
            found.append(best)
    return found


def _row(number: str, firms: Sequence[tuple[str, str]], status: ScreenedBidStatus) -> Row:
    return {
        "number": number,
        "bidder_name": (JOINED.join(name for name, _hash in firms) or UNNAMED)[:200],
        "bidder_hash": firms[0][1] if firms else "",
        "members": max(len(firms), 1),
        "amount": None,
        "currency": "",
        "status": str(status),
        "rank": None,
        "won": False,
        "awarded": None,
        "handed_in_at": None,
    }


def _amount(one: Mapping[str, Any]) -> Decimal | None:
    amount = (one.get("value") or {}).get("amount")
    return None if amount is None else Decimal(amount)


def _currency(one: Mapping[str, Any]) -> str:
    code = (one.get("value") or {}).get("currency") or ""
    return code if len(code) == 3 else ""


def _among(value: Any, words: frozenset[str]) -> str:
    return value if value in words else ""


def instant(text: Any) -> datetime | None:
    """Return an instant as RFC 3339 writes it; one without its offset, or another text, is none."""
    if not isinstance(text, str) or len(text) > 40:
        return None
    try:
        found = datetime.fromisoformat(text.replace("z", "Z").replace("t", "T"))
    except ValueError:
        return None
    if found.tzinfo is None or not 1900 <= found.year <= 9000:
        return None
    return found.astimezone(UTC)

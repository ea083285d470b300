"""Reads a table of bids, one a row, and groups it by tender; what cannot be counted is told by its row."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.kernel.errors import Refused
from app.kernel.typed import LARGEST, read_number
from app.kernel.words import N_
from app.surfaces.tables import read_table
from app.trading.screening.tenders import Tender

BLANK = N_("There is no price; the row is not counted as a bid.")
NO_NUMBER = N_("“%(value)s” is no number. Write the price in yuan as digits; the row is not counted.")
READ_AS = N_("“%(value)s” is read as %(number)s yuan.")
TOO_LARGE = N_("%(value)s is larger than a price can be; the row is not counted.")
NOT_POSITIVE = N_("A price is more than zero; the row is not counted.")
NO_TENDER = N_("The row names no tender, and is not counted.")
NO_BIDDER = N_("The row names no bidder, and is not counted.")
TWO_CURRENCIES = N_("The tender has bids in %(value)s too: its prices are not compared.")
TWO_CEILINGS = N_("The tender has another ceiling in this row: the first one counts.")
TWICE = N_("The bidder bids twice in this tender: both prices are counted.")
CEILING = N_("“%(value)s” is no ceiling, and is read as missing.")
WON = frozenset({"1", "1.0", "yes", "true", "x", "是"})


@dataclass(frozen=True)
class Columns:
    """What the columns are called; an empty name: there is none."""

    tender: str = "tender"
    bidder: str = "bidder"
    price: str = "price"
    currency: str = ""
    ceiling: str = ""
    winner: str = ""
    """Columns whose value is 1, yes, true, x or 是 for the bid that won."""
    peers: str = ""
    """Tenders of the same value here are compared with one another."""


@dataclass(frozen=True)
class Fault:
    """What is wrong with a row, as sheets count it: the heading is row 1."""

    row: int
    message: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class Table:
    """A table of bids that has been read."""

    tenders: dict[str, Tender] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    rows: int = 0
    bidders: set[str] = field(default_factory=set)


def read_bids(path: Path, columns: Columns) -> Table:
    """Read a table in CSV; Refused when it cannot be read or lacks a column."""
    if not path.is_file():
        raise Refused(N_("%(file)s cannot be opened. Look at its name and folder."), file=path.name)
    source = read_table(path)
    named = {name: column for name, column in vars(columns).items() if column}
    table = Table()
    for line, found in source.rows(list(named.values())):
        cells = dict.fromkeys(vars(columns), "") | dict(zip(named, found, strict=True))
        table.faults += [Fault(line, *fault) for fault in _group(table, cells)]
    table.faults += [Fault(one.line, one.reason.message, one.reason.values) for one in source.faults]
    table.faults.sort(key=lambda fault: fault.row)
    table.rows = source.count
    return table


def _group(table: Table, cells: Mapping[str, str]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Put a row with the others of its tender; what is wrong with it is told."""
    if not cells["tender"]:
        yield NO_TENDER, {}
        return
    if not cells["bidder"]:
        yield NO_BIDDER, {}
        return
    tender = table.tenders.setdefault(cells["tender"], Tender(cells["tender"], cells["peers"]))
    table.bidders.add(cells["bidder"])
    if cells["winner"].lower() in WON:
        tender.winners.add(cells["bidder"])
    yield from _enter(tender, cells)


def _enter(tender: Tender, cells: Mapping[str, str]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Enter a row into its tender; what is wrong with it is told."""
    yield from _enter_ceiling(tender, cells["ceiling"])
    text = cells["price"]
    price = read_number(text) if text else None
    if not text:
        yield BLANK, {}
    elif price is None:
        yield NO_NUMBER, {"value": text}
    elif price >= LARGEST:
        yield TOO_LARGE, {"value": text}
    elif price <= 0:
        yield NOT_POSITIVE, {}
    else:
        if "万" in text:
            yield READ_AS, {"value": text, "number": f"{price:,.2f}"}
        if cells["currency"]:
            if tender.currencies and cells["currency"] not in tender.currencies:
                yield TWO_CURRENCIES, {"value": cells["currency"]}
            tender.currencies.add(cells["currency"])
        if any(bidder == cells["bidder"] for bidder, _price in tender.bids):
            yield TWICE, {}
        tender.bids.append((cells["bidder"], price))


def _enter_ceiling(tender: Tender, text: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if not text:
        return
    ceiling = read_number(text)
    if ceiling is None or not 0 < ceiling < LARGEST:
        yield CEILING, {"value": text}
    elif tender.ceiling is None:
        tender.ceiling = ceiling
    elif tender.ceiling != ceiling:
        yield TWO_CEILINGS, {}

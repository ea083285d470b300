"""Reads a table of bids, one a row, and groups it by tender; what cannot be counted is told by its row."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from app.kernel.errors import Refused
from app.kernel.typed import LARGEST, read_number
from app.kernel.words import N_

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
    """What is wrong with a row, counted from 1 below the heading as sheets count it: the heading is row 1."""

    row: int
    message: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Tender:
    """The bids of one tender that can be compared."""

    name: str
    peers: str = ""
    bids: list[tuple[str, Decimal]] = field(default_factory=list)
    """Bidder and price."""
    ceiling: Decimal | None = None
    winners: set[str] = field(default_factory=set)
    currencies: set[str] = field(default_factory=set)

    @property
    def winning(self) -> Decimal | None:
        """The price that won: the lowest of the bidder who is marked, or of all where nobody is."""
        won = [price for bidder, price in self.bids if bidder in self.winners]
        return min(won or self.prices, default=None)

    @property
    def prices(self) -> list[Decimal]:
        """All prices."""
        return [price for _bidder, price in self.bids]

    def shared_prices(self) -> int:
        """Return how many bidders bid a price that another bidder bids too."""
        by_price: dict[Decimal, set[str]] = {}
        for bidder, price in self.bids:
            by_price.setdefault(price, set()).add(bidder)
        return sum(len(bidders) for bidders in by_price.values() if len(bidders) > 1)


@dataclass
class Table:
    """A table of bids that has been read."""

    tenders: dict[str, Tender] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    rows: int = 0
    bidders: set[str] = field(default_factory=set)


def read_bids(path: Path, columns: Columns) -> Table:
    """Read a CSV file in UTF-8 or GB 18030; Refused when it cannot be read or lacks a column."""
    try:
        raw = path.read_bytes()
    except OSError:
        raise Refused(N_("%(file)s cannot be opened. Look at its name and folder."), file=path.name) from None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("gb18030", "replace")
    lines = csv.DictReader(io.StringIO(text, newline=""), restkey="\0more", restval="")
    try:
        heading = [name.strip() for name in lines.fieldnames or ()]
        lines.fieldnames = heading
        wanted = [name for name in vars(columns).values() if name]
        for name in wanted:
            if name not in heading:
                raise Refused(
                    N_("There is no column “%(name)s”. The columns are: %(names)s."),
                    name=name,
                    names=", ".join(heading),
                )
        return _group(lines, columns)
    except csv.Error:
        raise Refused(N_("%(file)s is no table in CSV. Save it as CSV again."), file=path.name) from None


def _group(lines: Iterator[dict[str, str]], columns: Columns) -> Table:
    table = Table()
    for row, line in enumerate(lines, 2):
        table.rows += 1
        cells = {name: str(line.get(column, "")).strip() if column else "" for name, column in vars(columns).items()}
        if not cells["tender"]:
            table.faults.append(Fault(row, NO_TENDER))
            continue
        if not cells["bidder"]:
            table.faults.append(Fault(row, NO_BIDDER))
            continue
        tender = table.tenders.setdefault(cells["tender"], Tender(cells["tender"], cells["peers"]))
        table.bidders.add(cells["bidder"])
        if cells["winner"].lower() in {"1", "1.0", "yes", "true", "x", "是"}:
            tender.winners.add(cells["bidder"])
        table.faults += [Fault(row, *fault) for fault in _enter(tender, cells)]
    return table


def _enter(tender: Tender, cells: Mapping[str, str]) -> Iterator[tuple[str, Mapping[str, str]]]:
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


def _enter_ceiling(tender: Tender, text: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    if not text:
        return
    ceiling = read_number(text)
    if ceiling is None or not 0 < ceiling < LARGEST:
        yield CEILING, {"value": text}
    elif tender.ceiling is None:
        tender.ceiling = ceiling
    elif tender.ceiling != ceiling:
        yield TWO_CEILINGS, {}

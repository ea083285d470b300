"""What has been counted over contracting processes, kept small: numbers and bits, no process itself."""

from array import array
from typing import Any

from app.trading.screening.settings import Settings

FLAGS = {"R003": 1, "R018": 2, "R028": 4, "R030": 8, "R036": 16, "R035": 32, "R024": 64, "R058": 128}
"""A bit for each indicator that marks a process or a tenderer by itself."""
OF = 1 << 32
"""A fraction is kept as one number, numerator x OF + denominator: it adds up by ``+`` and travels cheaply."""
MAPS = (
    "ocid_buyer_r038",
    "ocid_procuringentity_r038",
    "ocid_tenderer",
    "ocid_tenderer_r024",
    "ocid_tenderer_r028",
    "ocid_tenderer_r030",
    "ocid_tenderer_r035",
    "ocid_tenderer_r058",
)


class Gaps:
    """Of each process that compares prices: (second lowest - winning) / winning, the winner and the second lowest.

    Some sixty bytes a process: the processes that the fences flag are known only at the end.
    """

    def __init__(self) -> None:
        self.ratios = array("d")
        self.firms = array("I")
        """Winner and second lowest, by their places in ``names``."""
        self.names: dict[str, int] = {}
        self.ocids = bytearray()
        self.ends = array("Q")

    def __len__(self) -> int:
        return len(self.ratios)

    def add(self, ocid: str, ratio: float, winner: str, second: str) -> None:
        """Add a process."""
        names = self.names
        self.ratios.append(ratio)
        self.firms.append(names.setdefault(winner, len(names)))
        self.firms.append(names.setdefault(second, len(names)))
        self.ocids += ocid.encode("utf-8", "surrogatepass")
        self.ends.append(len(self.ocids))

    def take(self, other: "Gaps") -> None:
        """Add those of a later part of the file."""
        names = self.names
        places = [names.setdefault(name, len(names)) for name in other.names]
        base = len(self.ocids)
        self.ratios.extend(other.ratios)
        self.firms.extend(places[one] for one in other.firms)
        self.ocids += other.ocids
        self.ends.extend(base + end for end in other.ends)

    def ocid(self, place: int) -> str:
        """Return the ocid of a row."""
        begin = self.ends[place - 1] if place else 0
        return self.ocids[begin : self.ends[place]].decode("utf-8", "surrogatepass")

    def last_of_each(self) -> list[int]:
        """Return the rows that count: where an ocid comes twice, the later one."""
        hashes = array("q", (hash(self.ocid(place)) for place in range(len(self))))
        if len(set(hashes)) == len(hashes):
            return list(range(len(self)))
        return sorted({self.ocid(place): place for place in range(len(self))}.values())


class Counts:
    """What has been counted so far; those of the parts of a file add up in their order."""

    def __init__(self, settings: Settings, currency: str | None = None, map_: bool = False) -> None:
        self.settings = settings
        self.currency = currency or settings.currency
        """The main currency: the given one, or the first that was observed."""
        self.processes = 0
        self.flags: dict[str, int] = {}
        """Bits of FLAGS by ocid."""
        self.tenderer_flags: dict[str, int] = {}
        self.lone: dict[str, int] = {}
        """Disqualified other tenderers by ocid, for R035."""
        self.gaps = Gaps()
        self.won: dict[str, int] = {}
        """Processes won of those with a valid bid, by tenderer."""
        self.rejected: tuple[dict[str, int], dict[str, int], dict[str, int]] = ({}, {}, {})
        """Bids disqualified of those submitted, by buyer, procuring entity and tenderer."""
        self.classes: dict[str, tuple[int, set[str]]] = {}
        """Processes and classes of what was awarded, by supplier."""
        self.maps: dict[str, dict[str, Any]] | None = {name: {} for name in MAPS} if map_ else None

    def mark(self, ocid: str, bit: int) -> None:
        """Flag a process."""
        self.flags[ocid] = self.flags.get(ocid, 0) | bit

    def mark_tenderer(self, code: str, ocid: str, tenderer: str) -> None:
        """Flag a tenderer of a process."""
        self.tenderer_flags[tenderer] = self.tenderer_flags.get(tenderer, 0) | FLAGS[code]
        if self.maps is not None:
            self.maps[f"ocid_tenderer_{code.lower()}"].setdefault(ocid, set()).add(tenderer)

    def take(self, other: "Counts") -> None:
        """Add what was counted in a later part of the file."""
        self.processes += other.processes
        for mine, theirs in ((self.flags, other.flags), (self.tenderer_flags, other.tenderer_flags)):
            for id_, bits in theirs.items():
                mine[id_] = mine.get(id_, 0) | bits
        self.lone.update(other.lone)
        self.gaps.take(other.gaps)
        for mine, theirs in ((self.won, other.won), *zip(self.rejected, other.rejected, strict=True)):
            for id_, fraction in theirs.items():
                mine[id_] = mine.get(id_, 0) + fraction
        for id_, (number, codes) in other.classes.items():
            before, held = self.classes.get(id_, (0, set()))
            self.classes[id_] = (before + number, held | codes)
        if self.maps is not None and other.maps is not None:
            for name, rows in other.maps.items():
                self.maps[name].update(rows)
        self.currency = self.currency or other.currency

"""The eleven indicators as one would write them down first: standard json, one process, one function an indicator.

It reads the same rules (Cardinal, Open Contracting Partnership), reproduces its fixtures, and knows JSON Lines alone.
"""

import json
import math
from collections.abc import Iterable, Iterator
from datetime import datetime
from fractions import Fraction
from typing import Any

Json = dict[str, Any]


def get(value: Any, *names: str) -> Any:
    """Return what lies at a path of names, None where there is nothing."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def number(value: Any) -> float | None:
    """Return a number that is one."""
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def objects(value: Any) -> list[Json]:
    """Return the objects of a list."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def ids(value: Any) -> list[str]:
    """Return the ids in a list that are text."""
    return [one["id"] for one in objects(value) if isinstance(one.get("id"), str)]


def lone(value: Any) -> str | None:
    """Return the id of the only entry of a list."""
    return ids(value)[0] if isinstance(value, list) and len(value) == 1 and ids(value) else None


def bids(release: Json, *statuses: str) -> Iterator[Json]:
    """Iterate the bids of some states; without a state all that were submitted."""
    for bid in objects(get(release, "bids", "details")):
        status = bid.get("status")
        if isinstance(status, str) and (status in statuses if statuses else status not in ("invited", "withdrawn")):
            yield bid


def quantile(values: Iterable[float], tau: float) -> float:
    """Return a quantile by method 8 of Hyndman and Fan."""
    ordered = sorted(values)
    if not ordered:
        return math.nan
    place = (len(ordered) + 1 / 3) * tau + 1 / 3
    below = int(place)
    if below <= 0:
        return ordered[0]
    if below >= len(ordered):
        return ordered[-1]
    return ordered[below - 1] + (place - below) * (ordered[below] - ordered[below - 1])


def fence(values: list[float], times: float) -> tuple[float, float]:
    """Return the first quartile, and the lower (-1.5) or upper (1.5) fence."""
    first, third = quantile(values, 0.25), quantile(values, 0.75)
    start = first if times < 0 else third
    if not math.isfinite(first + third):
        return first, math.nan
    return first, float(Fraction(third - first) * Fraction(times) + Fraction(start))


class Screen:
    """Flags of a file of compiled releases."""

    def __init__(self, codes: Iterable[str], **settings: Any) -> None:
        self.codes = list(codes)
        self.settings = settings
        self.currency: str | None = None
        self.ocids: dict[str, dict[str, float]] = {}
        self.others: dict[str, dict[str, dict[str, float]]] = {"Buyer": {}, "ProcuringEntity": {}, "Tenderer": {}}
        self.gaps: dict[str, tuple[float, str, str]] = {}
        self.won: dict[str, list[int]] = {}
        self.rejected: dict[str, dict[str, list[int]]] = {"Buyer": {}, "ProcuringEntity": {}, "Tenderer": {}}
        self.classes: dict[str, tuple[set[str], set[str]]] = {}

    def flag(self, ocid: str, code: str, value: float = 1.0) -> None:
        """Flag a process."""
        self.ocids.setdefault(ocid, {})[code] = value

    def flag_other(self, group: str, id_: str, code: str, value: float) -> None:
        """Flag a buyer, procuring entity or tenderer."""
        self.others[group].setdefault(id_, {})[code] = value

    def read(self, lines: Iterable[bytes]) -> None:
        """Read compiled releases, one a line."""
        for line in lines:
            try:
                release = json.loads(line)
            except ValueError:
                continue
            ocid, details = get(release, "ocid"), get(release, "tender", "procurementMethodDetails")
            if not isinstance(ocid, str) or get(release, "tender", "status") == "cancelled" or details == "EXC":
                continue
            if details != "NPC" and ("R024" in self.codes or "R058" in self.codes):
                self.gap(release, ocid)
            for code in self.codes:
                if code in {"R028", "R036"} and details == "NPC":
                    continue
                fold = getattr(self, code.lower(), None)
                if fold is not None:
                    fold(release, ocid)

    def main(self, bid: Json) -> float | None:
        """Return the amount of a bid in the main currency."""
        amount, currency = number(get(bid, "value", "amount")), get(bid, "value", "currency")
        if amount is None or not isinstance(currency, str):
            return None
        if self.currency is None:
            self.currency = currency
        return amount if currency == self.currency else None

    def active(self, release: Json) -> list[Json]:
        """Return the active awards."""
        return [award for award in objects(release.get("awards")) if award.get("status") == "active"]

    def final(self, release: Json) -> bool:
        """Tell whether all awards are in a final state."""
        known = ("active", "cancelled", "unsuccessful")
        return isinstance(release.get("awards"), list) and not any(
            isinstance(award.get("status"), str) and award["status"] not in known
            for award in objects(release["awards"])
        )

    def winner(self, release: Json) -> str | None:
        """Return the only supplier of the only active award."""
        active = self.active(release)
        return lone(active[0].get("suppliers")) if self.final(release) and len(active) == 1 else None

    def gap(self, release: Json, ocid: str) -> None:
        """Keep how far the second lowest bid lies above the winning one."""
        winner = self.winner(release)
        if winner is None:
            return
        won: list[float] = []
        lost: list[tuple[float, int, str]] = []
        for place, bid in enumerate(bids(release, "valid")):
            tenderer = lone(bid.get("tenderers"))
            if tenderer is None:
                continue
            amount = self.main(bid)
            if amount is None:
                continue
            if tenderer == winner:
                won.append(amount)
            else:
                lost.append((amount, place, tenderer))
        if won and lost and min(lost)[0] >= min(won) and (min(won) or min(lost)[0]):
            ratio = (min(lost)[0] - min(won)) / min(won) if min(won) else math.inf
            self.gaps[ocid] = (ratio, winner, min(lost)[2])

    def r003(self, release: Json, ocid: str) -> None:
        """Short submission period."""
        period = get(release, "tender", "tenderPeriod")
        methods = self.settings.get("procurement_methods")
        if methods and get(release, "tender", "procurementMethod") not in methods.split("|"):
            return
        try:
            begin, end = (datetime.fromisoformat(get(period, name)) for name in ("startDate", "endDate"))
            days = int((end - begin).total_seconds() / 86400)
        except (TypeError, ValueError):
            return
        details = self.settings.get("procurement_method_details", {})
        threshold = details.get(get(release, "tender", "procurementMethodDetails"), self.settings.get("threshold", 15))
        if days < int(threshold):
            self.flag(ocid, "R003")

    def r018(self, release: Json, ocid: str) -> None:
        """Single bid received."""
        count = get(release, "tender", "numberOfTenderers")
        method = get(release, "tender", "procurementMethod")
        if type(count) is int and count == 1 and method in ("open", "selective"):
            self.flag(ocid, "R018")

    def r025(self, release: Json, ocid: str) -> None:
        """Excessive unsuccessful bids."""
        winner = self.winner(release)
        if winner is not None:
            for tenderer in {lone(bid.get("tenderers")) for bid in bids(release, "valid")} - {None}:
                held = self.won.setdefault(str(tenderer), [0, 0])
                held[0] += tenderer == winner
                held[1] += 1

    def r028(self, release: Json, ocid: str) -> None:
        """Identical bid prices."""
        prices: dict[tuple[float, str], set[str]] = {}
        for bid in bids(release):
            amount, currency = number(get(bid, "value", "amount")), get(bid, "value", "currency")
            these = set(ids(bid.get("tenderers")))
            if these and amount is not None and isinstance(currency, str):
                others = prices.get((amount, currency))
                if others is not None and others != these:
                    self.flag(ocid, "R028")
                    for tenderer in these | others:
                        self.flag_other("Tenderer", tenderer, "R028", 1.0)
                prices[amount, currency] = these

    def r030(self, release: Json, ocid: str) -> None:
        """Late bid won."""
        end = get(release, "tender", "tenderPeriod", "endDate")
        suppliers = {id_ for award in self.active(release) for id_ in ids(award.get("suppliers"))}
        for bid in bids(release, "valid"):
            if isinstance(end, str) and isinstance(bid.get("date"), str) and bid["date"] > end:
                for tenderer in ids(bid.get("tenderers")):
                    if tenderer in suppliers:
                        self.flag(ocid, "R030")
                        self.flag_other("Tenderer", tenderer, "R030", 1.0)

    def r035(self, release: Json, ocid: str) -> None:
        """All except winning bid disqualified."""
        if not self.final(release):
            return
        suppliers = {id_ for award in self.active(release) for id_ in ids(award.get("suppliers"))}
        valid = {id_ for bid in bids(release, "valid") for id_ in ids(bid.get("tenderers"))}
        rejected = {id_ for bid in bids(release, "disqualified") for id_ in ids(bid.get("tenderers"))}
        if len(valid) == 1 and valid == suppliers and rejected - valid:
            self.flag(ocid, "R035", float(len(rejected - valid)))
            self.flag_other("Tenderer", valid.pop(), "R035", 0.0)

    def r036(self, release: Json, ocid: str) -> None:
        """Lowest bid disqualified."""
        if not self.active(release):
            return
        priced = [(amount, bid["status"]) for bid in bids(release) if (amount := self.main(bid)) is not None]
        lowest = min(priced, key=lambda pair: pair[0], default=(0.0, ""))[1]
        if lowest == "disqualified" and any(status == "valid" for _amount, status in priced):
            self.flag(ocid, "R036")

    def r038(self, release: Json, ocid: str) -> None:
        """Excessive disqualified bids."""
        submitted = list(bids(release))
        rejected = [bid for bid in submitted if bid["status"] == "disqualified"]
        buyer, entity = get(release, "buyer", "id"), get(release, "tender", "procuringEntity", "id")
        for group, id_ in (("Buyer", buyer), ("ProcuringEntity", entity)):
            if submitted and isinstance(id_, str):
                held = self.rejected[group].setdefault(id_, [0, 0])
                held[0] += len(rejected)
                held[1] += len(submitted)
        for bid in submitted:
            for tenderer in ids(bid.get("tenderers")):
                held = self.rejected["Tenderer"].setdefault(tenderer, [0, 0])
                held[0] += bid["status"] == "disqualified"
                held[1] += 1

    def r048(self, release: Json, ocid: str) -> None:
        """Heterogeneous supplier."""
        for award in self.active(release):
            supplier = lone(award.get("suppliers"))
            for item in objects(award.get("items")):
                code = get(item, "classification", "id")
                if supplier is not None and isinstance(code, str):
                    processes, codes = self.classes.setdefault(supplier, (set(), set()))
                    processes.add(ocid)
                    codes.add(code[:2])

    def finish(self) -> dict[str, Any]:
        """Return the flags by group; a group without any is left out."""
        if self.gaps:
            self._close_and_far()
        if "R025" in self.codes and self.won:
            self._losers()
        for group, least in (("Buyer", 2), ("ProcuringEntity", 2), ("Tenderer", 2)):
            ratios = {id_: held[0] / held[1] for id_, held in self.rejected[group].items() if held[1] >= least}
            _first, high = fence(list(ratios.values()), 1.5)
            for id_, ratio in ratios.items():
                if ratio >= high > 0:
                    self.flag_other(group, id_, "R038", ratio)
        sizes = {id_: float(len(codes)) for id_, (found, codes) in self.classes.items() if len(found) >= 20}
        _first, high = fence(list(sizes.values()), 1.5)
        for id_, size in sizes.items():
            if size >= high:
                self.flag_other("Tenderer", id_, "R048", size)
        return {group: held for group, held in {"OCID": self.ocids, **self.others}.items() if held}

    def _close_and_far(self) -> None:
        ratios = [gap[0] for gap in self.gaps.values()]
        first, low = fence(ratios, -1.5)
        _first, high = fence(ratios, 1.5)
        for ocid, (ratio, winner, second) in self.gaps.items():
            if "R024" in self.codes and first > 0 and ratio <= low and low > 0:
                self.flag(ocid, "R024", ratio)
                for firm in (winner, second):
                    self.flag_other("Tenderer", firm, "R024", 0.0)
            if "R058" in self.codes and ratio >= high > 0:
                self.flag(ocid, "R058", ratio)
                self.flag_other("Tenderer", winner, "R058", 0.0)

    def _losers(self) -> None:
        many = quantile([float(held[1]) for held in self.won.values()], 0.75)
        ratios = {id_: held[0] / held[1] for id_, held in self.won.items()}
        first, low = fence(list(ratios.values()), -1.5)
        for id_, ratio in ratios.items():
            if first > 0 and low > 0 and self.won[id_][1] >= many and ratio <= low:
                self.flag_other("Tenderer", id_, "R025", ratio)

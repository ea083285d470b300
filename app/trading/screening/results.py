"""From what was counted to the flags: fences, and the result in the shape in which Cardinal prints it."""

from collections.abc import Iterator
from math import ceil, floor, isfinite
from typing import Any

from app.trading.screening.counts import FLAGS, OF, Counts
from app.trading.screening.fences import lower_fence, quantile, quartiles, upper_fence

GROUPS = ("OCID", "Buyer", "ProcuringEntity", "Tenderer")
ONES = ("R003", "R018", "R028", "R030", "R036")
Values = dict[str, dict[str, float]]
"""Value of each indicator by id."""


class Results:
    """The flags of a file by group, the quartiles and fences behind them, and who took part in what was flagged."""

    def __init__(self, counts: Counts) -> None:
        self.counts = counts
        self.values: dict[str, Values] = {group: {} for group in GROUPS}
        """What the fences flagged; the flags that stand in ``counts`` come on top."""
        self.meta: dict[str, dict[str, float]] = {}
        codes = counts.settings.codes
        if codes & {"R024", "R058"}:
            self._gaps()
        if "R025" in codes:
            self._losers()
        if "R038" in codes:
            self._rejections()
        if "R048" in codes:
            self._classes()

    def _flag(self, group: str, id_: str, code: str, value: float) -> None:
        self.values[group].setdefault(id_, {})[code] = value

    def _gaps(self) -> None:
        settings, gaps = self.counts.settings, self.counts.gaps
        rows = gaps.last_of_each()
        first, third = quartiles(gaps.ratios[place] for place in rows)
        if "R024" in settings.codes:
            low = settings.close_ratio
            if low is None:
                low = lower_fence(first, third)
                self.meta["R024"] = {"q1": first, "q3": third, "lower_fence": low}
            else:
                self.meta["R024"] = {"lower_fence": low}
            # No fence at or below zero: it would flag every process whose two lowest bids are equal.
            if (settings.close_ratio is not None or first > 0.0) and low > 0.0:
                self._flag_gaps("R024", [place for place in rows if gaps.ratios[place] <= low], both=True)
        if "R058" in settings.codes:
            high = settings.discount_ratio
            if high is None:
                high = upper_fence(first, third)
                self.meta["R058"] = {"q1": first, "q3": third, "upper_fence": high}
            else:
                self.meta["R058"] = {"upper_fence": high}
            if high > 0.0:
                self._flag_gaps("R058", [place for place in rows if gaps.ratios[place] >= high], both=False)

    def _flag_gaps(self, code: str, places: list[int], both: bool) -> None:
        gaps, names = self.counts.gaps, list(self.counts.gaps.names)
        for place in places:
            ocid = gaps.ocid(place)
            self._flag("OCID", ocid, code, gaps.ratios[place])
            for firm in gaps.firms[2 * place : 2 * place + (2 if both else 1)]:
                self.counts.mark_tenderer(code, ocid, names[firm])

    def _losers(self) -> None:
        """R025: many valid bids, few of them won."""
        settings, won = self.counts.settings, self.counts.won
        many = quantile(sorted(float(one % OF) for one in won.values()), settings.losing_percentile / 100.0)
        ratios = {id_: (one // OF) / (one % OF) for id_, one in won.items()}
        low, meta = settings.losing_ratio, {}
        first = 1.0
        if low is None:
            first, third = quartiles(ratios.values())
            low = lower_fence(first, third)
            meta = {"q1": first, "q3": third}
        self.meta["R025"] = {**meta, "upper_fence": many, "lower_fence": low}
        if first > 0.0 and low > 0.0:
            for id_, ratio in ratios.items():
                if won[id_] % OF >= many and ratio <= low:
                    self._flag("Tenderer", id_, "R025", ratio)

    def _rejections(self) -> None:
        """R038: more bids disqualified than elsewhere."""
        settings = self.counts.settings
        for group, fractions, least in zip(
            GROUPS[1:],
            self.counts.rejected,
            (settings.rejected_processes, settings.rejected_processes, settings.rejected_bids),
            strict=True,
        ):
            ratios = {id_: (one // OF) / (one % OF) for id_, one in fractions.items() if one % OF >= least}
            if not ratios:
                continue
            meta, high = self.meta.setdefault("R038", {}), settings.rejected_ratio
            if high is None:
                first, third = quartiles(ratios.values())
                high = upper_fence(first, third)
                meta |= {f"{group}_q1": first, f"{group}_q3": third}
            meta[f"{group}_upper_fence"] = high
            if high > 0.0:
                for id_, ratio in ratios.items():
                    if ratio >= high:
                        self._flag(group, id_, "R038", ratio)

    def _classes(self) -> None:
        """R048: one supplier of very different things."""
        settings = self.counts.settings
        numbers = {
            id_: float(len(codes))
            for id_, (processes, codes) in self.counts.classes.items()
            if processes >= settings.class_processes
        }
        if settings.class_count is None:
            first, third = quartiles(numbers.values())
            high = upper_fence(first, third)
            self.meta["R048"] = {"q1": first, "q3": third, "upper_fence": high}
        else:
            high = float(settings.class_count)
            self.meta["R048"] = {"upper_fence": high}
        for id_, number in numbers.items():
            if number >= high:
                self._flag("Tenderer", id_, "R048", number)

    def rows(self, group: str) -> Iterator[tuple[str, dict[str, float]]]:
        """Iterate the flagged ids of a group, each with the values of its indicators."""
        fenced = self.values[group]
        marked = {"OCID": self.counts.flags, "Tenderer": self.counts.tenderer_flags}.get(group, {})
        for id_, bits in marked.items():
            yield id_, {**self._marked(group, id_, bits), **fenced.get(id_, {})}
        for id_, values in fenced.items():
            if id_ not in marked:
                yield id_, values

    def _marked(self, group: str, id_: str, bits: int) -> dict[str, float]:
        found = {code: 1.0 for code in ONES if bits & FLAGS[code]}
        if group == "Tenderer":
            return found | {code: 0.0 for code in ("R035", "R024", "R058") if bits & FLAGS[code]}
        return found | {"R035": float(self.counts.lone[id_])} if bits & FLAGS["R035"] else found

    def numbers(self) -> dict[str, int]:
        """Return how many ids are flagged in each group that has any."""
        found = {group: sum(1 for _row in self.rows(group)) for group in GROUPS}
        return {group: number for group, number in found.items() if number}

    def maps(self) -> dict[str, dict[str, Any]]:
        """Return who took part in what: a name, or the sorted names, by ocid."""
        return {
            name: {ocid: sorted(ids) if isinstance(ids, set) else ids for ocid, ids in held.items()}
            for name, held in (self.counts.maps or {}).items()
        }

    def rounded(self) -> dict[str, dict[str, float | None]]:
        """Return quartiles and fences by indicator, to four decimals; None where there is no number."""
        return {
            code: {name: _rounded(value) for name, value in held.items()} for code, held in sorted(self.meta.items())
        }

    def as_dict(self, meta: bool = True, map_: bool = False) -> dict[str, Any]:
        """Return the whole result; a group without a flag is left out, as Cardinal does."""
        found: dict[str, Any] = {group: rows for group in GROUPS if (rows := dict(self.rows(group)))}
        if meta:
            found["Meta"] = self.rounded()
        if map_:
            found["Maps"] = self.maps()
        return found


def _rounded(value: float) -> float | None:
    """Round half away from zero, as Cardinal does."""
    if not isfinite(value):
        return None
    scaled = abs(value) * 10_000.0
    whole = floor(scaled)
    nearest = ceil(scaled) if scaled - whole >= 0.5 else whole
    return (-nearest if value < 0 else nearest) / 10_000.0

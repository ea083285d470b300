"""How high a fine a province lets its local government rules set (Administrative Penalty Law art. 14)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from app.kernel.words import N_, Word


class Sector(Word):
    """What a violation endangers; some provinces allow more where life or nature is at stake."""

    GENERAL = "general", N_("General order")
    SAFETY = "safety", N_("Public safety")
    ECOLOGY = "ecology", N_("Ecology and environment")
    RESOURCES = "resources", N_("Natural resources")
    HEALTH = "health", N_("Life and health")


@dataclass(frozen=True, slots=True)
class Ceiling:
    """The limits of one province, in yuan, and the decision that sets them."""

    ordinary: Decimal
    raised: Decimal
    raised_for: frozenset[Sector]
    document: str

    def of(self, sector: Sector) -> Decimal:
        """Return the limit for a sector."""
        return self.raised if sector in self.raised_for else self.ordinary


CEILINGS: Mapping[int, Ceiling] = {
    35: Ceiling(
        Decimal(30_000),
        Decimal(200_000),
        frozenset({Sector.SAFETY, Sector.ECOLOGY, Sector.RESOURCES, Sector.HEALTH}),
        "福建省人民代表大会常务委员会 2023-03-31 关于政府规章设定罚款限额的规定",
    )
}
"""By the first two digits of the county number (GB/T 2260)."""


def ceiling_of(county: int) -> Ceiling | None:
    """Return the ceiling of a county's province; None where it has not been entered."""
    return CEILINGS.get(county // 10_000)

"""Tables of villages, by topic."""

from app.villages.models.cash import Money, VillageAccount, VillageCashDay, VillageMonth, VillageYear, Voucher
from app.villages.models.people import (
    VillageDecision,
    VillageGuarantee,
    VillageOfficer,
    VillageProfile,
    VillageRelation,
)

__all__ = [
    "Money", "VillageAccount", "VillageCashDay", "VillageDecision", "VillageGuarantee", "VillageMonth", "VillageOfficer",
    "VillageProfile", "VillageRelation", "VillageYear", "Voucher",
]  # fmt: skip

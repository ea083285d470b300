"""Tables of villages, by topic."""

from app.villages.models.cash import Money, VillageAccount, VillageCashDay, VillageMonth, VillageYear, Voucher
from app.villages.models.people import (
    VillageDecision,
    VillageGuarantee,
    VillageOfficer,
    VillageProfile,
    VillageRelation,
)
from app.villages.models.site import VillageArticle, VillageQuestion, VillageSubscription

__all__ = [
    "Money",
    "VillageAccount",
    "VillageArticle",
    "VillageCashDay",
    "VillageDecision",
    "VillageGuarantee",
    "VillageMonth",
    "VillageOfficer",
    "VillageProfile",
    "VillageQuestion",
    "VillageRelation",
    "VillageSubscription",
    "VillageYear",
    "Voucher",
]  # fmt: skip

"""Tables of villages, by topic."""

from app.villages.models.assets import VillageAsset, VillageContract, VillageInstalment, VillageWorks, VillageWorksPhoto
from app.villages.models.cash import Money, VillageAccount, VillageCashDay, VillageMonth, VillageYear, Voucher
from app.villages.models.closing import VillageClosing
from app.villages.models.people import (
    VillageAppraisal,
    VillageAudit,
    VillageDecision,
    VillageGuarantee,
    VillageOfficer,
    VillageProfile,
)
from app.villages.models.site import VillageArticle, VillageQuestion, VillageSubscription
from app.villages.models.subsidies import (
    SlipPrint,
    SubsidyBatch,
    SubsidyExclusion,
    SubsidyPayment,
    SubsidyProgramme,
    SubsidyReference,
)

__all__ = [
    "Money",
    "SlipPrint",
    "SubsidyBatch",
    "SubsidyExclusion",
    "SubsidyPayment",
    "SubsidyProgramme",
    "SubsidyReference",
    "VillageAccount",
    "VillageAppraisal",
    "VillageArticle",
    "VillageAsset",
    "VillageAudit",
    "VillageCashDay",
    "VillageClosing",
    "VillageContract",
    "VillageDecision",
    "VillageGuarantee",
    "VillageInstalment",
    "VillageMonth",
    "VillageOfficer",
    "VillageProfile",
    "VillageQuestion",
    "VillageSubscription",
    "VillageWorks",
    "VillageWorksPhoto",
    "VillageYear",
    "Voucher",
]

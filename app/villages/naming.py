"""How rows of villages are called in an alert."""

from typing import Any, cast

from sqlalchemy import String, select

from app.kernel.places import Organisation
from app.villages.models import (
    SubsidyBatch,
    SubsidyPayment,
    VillageAppraisal,
    VillageAudit,
    VillageCashDay,
    VillageContract,
    VillageDecision,
    VillageGuarantee,
    VillageInstalment,
    VillageOfficer,
    VillageWorks,
    VillageYear,
    Voucher,
)


def subject_texts() -> dict[str, tuple[Any, Any]]:
    """Return by kind of subject its key, and a SELECT of key and name."""
    return {
        Voucher.kind: (Voucher.id, _named(Voucher, Voucher.number + " · " + Voucher.purpose)),
        SubsidyBatch.kind: (SubsidyBatch.id, _named(SubsidyBatch, SubsidyBatch.number)),
        SubsidyPayment.kind: (SubsidyPayment.id, _named(SubsidyPayment, None)),
        VillageAppraisal.kind: (VillageAppraisal.id, _named(VillageAppraisal, None)),
        VillageAudit.kind: (VillageAudit.id, _named(VillageAudit, None)),
        VillageContract.kind: (VillageContract.id, _named(VillageContract, VillageContract.number)),
        VillageDecision.kind: (VillageDecision.id, _named(VillageDecision, VillageDecision.title)),
        VillageInstalment.kind: (VillageInstalment.id, _named(VillageInstalment, None)),
        VillageOfficer.kind: (VillageOfficer.id, _named(VillageOfficer, VillageOfficer.name)),
        VillageWorks.kind: (VillageWorks.id, _named(VillageWorks, VillageWorks.title)),
        VillageCashDay.kind: (VillageCashDay.id, _named(VillageCashDay, None)),
        VillageGuarantee.kind: (VillageGuarantee.id, _named(VillageGuarantee, VillageGuarantee.debtor)),
        VillageYear.kind: (VillageYear.id, _named(VillageYear, VillageYear.year.cast(String))),
    }


def _named(table: Any, more: Any) -> Any:
    name = Organisation.name if more is None else Organisation.name + " · " + more
    return cast(Any, select(table.id, name).join(Organisation, Organisation.id == table.organisation_id))

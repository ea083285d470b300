"""How rows of villages are called in an alert, and where they are seen."""

from sqlalchemy import String, select

from app.kernel.domain import PartyPart
from app.kernel.places import Organisation
from app.kernel.subjects import SubjectKind, beside_place, tables
from app.kernel.words import N_
from app.villages.models import (
    SlipPrint,
    SubsidyBatch,
    SubsidyExclusion,
    SubsidyPayment,
    SubsidyProgramme,
    SubsidyReference,
    VillageAccount,
    VillageAppraisal,
    VillageArticle,
    VillageAsset,
    VillageAudit,
    VillageCashDay,
    VillageClosing,
    VillageContract,
    VillageDecision,
    VillageGuarantee,
    VillageInstalment,
    VillageMonth,
    VillageOfficer,
    VillageProfile,
    VillageQuestion,
    VillageSubscription,
    VillageWorks,
    VillageWorksPhoto,
    VillageYear,
    Voucher,
)

PAYMENTS = (
    select(SubsidyPayment.id, Organisation.name + " · " + SubsidyBatch.number)
    .join(Organisation, Organisation.id == SubsidyPayment.organisation_id)
    .join(SubsidyBatch, SubsidyBatch.id == SubsidyPayment.batch_id)
)
BOOK = (N_("Open the cash book"), "villages.book")

SUBJECTS = (
    SubjectKind(
        Voucher,
        beside_place(Voucher, Voucher.number + " · " + Voucher.purpose),
        N_("Open the voucher"),
        "villages.voucher",
    ),
    SubjectKind(VillageWorks, beside_place(VillageWorks, VillageWorks.title), N_("Open the works"), "villages.works"),
    SubjectKind(VillageCashDay, beside_place(VillageCashDay), *BOOK, at=VillageCashDay.organisation_id),
    SubjectKind(
        VillageClosing,
        beside_place(VillageClosing, VillageClosing.period),
        N_("Open the month close"),
        "villages.close",
        at=VillageClosing.organisation_id,
    ),
    SubjectKind(
        VillageYear, beside_place(VillageYear, VillageYear.year.cast(String)), *BOOK, at=VillageYear.organisation_id
    ),
    SubjectKind(SubsidyPayment, PAYMENTS, N_("Open the batch"), "SubsidyBatchRecords.show", SubsidyPayment.batch_id),
    SubjectKind(SubsidyBatch, beside_place(SubsidyBatch, SubsidyBatch.number), N_("Open the batch")),
    SubjectKind(VillageContract, beside_place(VillageContract, VillageContract.number), N_("Open the contract")),
    SubjectKind(VillageInstalment, beside_place(VillageInstalment)),
    SubjectKind(VillageAppraisal, beside_place(VillageAppraisal)),
    SubjectKind(VillageAudit, beside_place(VillageAudit)),
    SubjectKind(VillageDecision, beside_place(VillageDecision, VillageDecision.title)),
    SubjectKind(VillageOfficer, beside_place(VillageOfficer, VillageOfficer.name)),
    SubjectKind(VillageGuarantee, beside_place(VillageGuarantee, VillageGuarantee.debtor)),
    *tables(
        SlipPrint,
        SubsidyExclusion,
        SubsidyProgramme,
        SubsidyReference,
        VillageAccount,
        VillageMonth,
        VillageProfile,
        VillageArticle,
        VillageQuestion,
        VillageSubscription,
        VillageAsset,
        VillageWorksPhoto,
    ),
)
"""What trail and alerts call by a word."""

PARTY_PARTS = (
    PartyPart(
        N_("Posts in villages"),
        VillageOfficer,
        VillageOfficer.from_on,
        lambda party: VillageOfficer.person_hash == party,
    ),
    PartyPart(
        N_("Subsidies"), SubsidyPayment, SubsidyPayment.noted_at, lambda party: SubsidyPayment.person_hash == party
    ),
    PartyPart(N_("Payments of villages"), Voucher, Voucher.occurred_on, lambda party: Voucher.payee_hash == party),
    PartyPart(
        N_("Contracts of villages"),
        VillageContract,
        VillageContract.signed_on,
        lambda party: VillageContract.party_hash == party,
    ),
    PartyPart(
        N_("Works of villages"), VillageWorks, VillageWorks.started_on, lambda party: VillageWorks.builder_hash == party
    ),
)
"""What villages tell of a party on its page."""

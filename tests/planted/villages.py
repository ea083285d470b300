"""One row of each kind of village record."""

from typing import Any

from sqlalchemy.orm import Session

from app.kernel.places import Organisation
from app.villages.models import (
    SubsidyBatch,
    SubsidyExclusion,
    SubsidyPayment,
    SubsidyProgramme,
    VillageAccount,
    VillageAppraisal,
    VillageArticle,
    VillageAsset,
    VillageAudit,
    VillageContract,
    VillageDecision,
    VillageGuarantee,
    VillageInstalment,
    VillageOfficer,
    VillageProfile,
    VillageQuestion,
    VillageWorks,
    Voucher,
)
from tests.planted.words import AT, SECRET


def plant_village(session: Session, home: Organisation) -> dict[str, int]:
    """Put one row of each kind of village record into the other county."""
    here: dict[str, Any] = {"county": home.county, "organisation_id": home.id}
    day = AT.date()
    rows: dict[str, Any] = {
        "village_account": VillageAccount(**here, name=SECRET, medium="bank", owner="collective", opened_on=day),
        "village_officer": VillageOfficer(
            **here, name=SECRET, post="head", identity="*", person_hash="x", from_on=day, noted_at=AT
        ),
        "village_decision": VillageDecision(
            **here, title=SECRET, body="assembly", held_on=day, members=3, attended=2, yes=2, noted_at=AT
        ),
        "village_profile": VillageProfile(**here, households=1, population=1),
        "village_guarantee": VillageGuarantee(
            **here, debtor=SECRET, creditor=SECRET, property=SECRET, amount=1, given_on=day, noted_at=AT
        ),
    }
    rows["village_asset"] = VillageAsset(**here, name=SECRET, asset_class="shop", area=1, state="idle")
    rows["village_works"] = VillageWorks(
        **here, title=SECRET, amount=1, tender="open", builder=SECRET, started_on=day, noted_at=AT
    )
    rows["subsidy_programme"] = SubsidyProgramme(county=home.county, code="TJ", name=SECRET, programme_kind="relief")
    rows["subsidy_other"] = SubsidyProgramme(county=home.county, code="TJ-2", name=SECRET, programme_kind="relief")
    session.add_all(rows.values())
    session.flush()
    scheme = rows["subsidy_programme"].id
    rows["village_contract"] = VillageContract(
        **here,
        number=SECRET,
        asset_id=rows["village_asset"].id,
        party=SECRET,
        mode="open",
        signed_on=day,
        start_on=day,
        end_on=day,
        rent=1,
        noted_at=AT,
    )
    session.add(rows["village_contract"])
    session.flush()
    rows["village_appraisal"] = VillageAppraisal(
        **here, officer_id=rows["village_officer"].id, held_on=day, verdict="failing", noted_at=AT
    )
    rows["village_audit"] = VillageAudit(
        **here, officer_id=rows["village_officer"].id, audit_kind="term", done_on=day, result=SECRET, noted_at=AT
    )
    rows["village_instalment"] = VillageInstalment(
        **here, contract_id=rows["village_contract"].id, due_on=day, due_day=day.toordinal(), due_at=AT, amount=1
    )
    rows["subsidy_exclusion"] = SubsidyExclusion(
        county=home.county, programme_id=scheme, other_id=rows["subsidy_other"].id
    )
    rows["subsidy_batch"] = SubsidyBatch(
        **here, number=SECRET, programme_id=scheme, period_on=day, arrived_on=day, arrived=1, noted_at=AT
    )
    session.add_all(rows.values())
    session.flush()
    rows["subsidy_payment"] = SubsidyPayment(
        **here,
        batch_id=rows["subsidy_batch"].id,
        programme_id=scheme,
        name=SECRET,
        identity="*",
        person_hash="p",
        household=SECRET,
        amount=1,
        confirm_code="TJ",
        noted_at=AT,
    )
    words: dict[str, Any] = {"region_code": home.region_code, "state": "draft", "category": "party", "written_at": AT}
    rows["village_article"] = VillageArticle(**here, **words, title=SECRET, body=SECRET)
    rows["village_question"] = VillageQuestion(
        **here, region_code=home.region_code, what="ask", text=SECRET, query_code="VILLAGER", made_at=AT, due_at=AT
    )
    session.add_all(rows.values())
    session.flush()
    rows["village_voucher"] = Voucher(
        **here,
        number="2026-0001",
        period="2026-09",
        state="entered",
        account_id=rows["village_account"].id,
        direction="out",
        category="office",
        amount=1,
        method="transfer",
        occurred_on=day,
        day=day.toordinal(),
        purpose=SECRET,
        purpose_key="k",
        payee=SECRET,
        payee_kind="person",
        receipt="invoice",
        entered_at=AT,
    )
    session.add(rows["village_voucher"])
    session.flush()
    return {name: row.id for name, row in rows.items()}

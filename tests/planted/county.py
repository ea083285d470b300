"""One row of each kind, put into a county: what no other county may see, and what every route can be asked for."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.approvals.models import Case, Complaint, OrganRule, Rating
from app.kernel.act import Channel, platform_act
from app.kernel.attachments import Attachment
from app.kernel.documents import issue_document
from app.kernel.flows.models import Flow, FlowVersion
from app.kernel.guard import open_act
from app.kernel.places import Official, Organisation
from app.ledgers.models import LedgerDuty
from app.penalties.cases.acts import PenaltyComplaint
from app.penalties.cases.models import LegalQualification, OfficerCertificate, PenaltyCase, PenaltyRule
from app.penalties.models import Benchmark, ViolationItem, ViolationVersion
from app.powers.models import ChangeOrder, Power, PowerVersion
from app.supervision.accountability.models import Accountability
from app.supervision.exposure import PublicLeak
from app.supervision.models import Alert, FollowUp
from app.supervision.own.models import OwnPoint, OwnPointVersion
from tests.planted.exchange import plant_exchange
from tests.planted.halls import plant_hall
from tests.planted.registers import plant_agency, plant_disclosure, plant_ledger, plant_parties
from tests.planted.villages import plant_village
from tests.planted.words import AT, SECRET
from tests.world import OFFICIALS


def plant(
    session: Session, organ: str = "taijiang-urban", village: str = "taijiang-urban", officer: str = "other_handler"
) -> dict[str, Any]:
    """Put one row of each kind into a county, by default the other one, each with a word that nobody here may see."""
    home = session.scalars(select(Organisation).where(Organisation.code == organ)).one()
    official = session.scalars(select(Official).where(Official.name == OFFICIALS[officer][0])).one()
    place = session.scalars(select(Organisation).where(Organisation.code == village)).one()
    county = home.county
    with open_act(platform_act(session, Channel.COMMAND, AT, county)) as act:
        home.phone, official.email = SECRET, f"{SECRET}@example.cn"
        power = Power(
            county=county, code="TJ-XK-0001-00", name=SECRET, power_type="01", organisation_id=home.id, state="draft"
        )
        order = ChangeOrder(
            county=county, order_kind="confirm", document_number=SECRET, title=SECRET, effective_on=AT.date()
        )
        session.add_all([power, order])
        session.flush()
        version = PowerVersion(county=county, power_id=power.id, number=1, name=SECRET)
        session.add(version)
        session.flush()
        benchmark = Benchmark(
            county=county, number=SECRET, title=SECRET, organ=SECRET, effective_on=AT.date(), organisation_id=home.id
        )
        item = ViolationItem(county=county, code="TJ-CF-1", name=SECRET, organisation_id=home.id, laws=SECRET)
        session.add_all([benchmark, item])
        session.flush()
        session.add(
            ViolationVersion(
                county=county, item_id=item.id, number=1, name=SECRET, conduct=SECRET, benchmark_id=benchmark.id
            )
        )
        case = Case(
            county=county,
            number=f"{SECRET}-1",
            query_code="NOBODYKNOWS",
            power_id=power.id,
            power_version_id=version.id,
            organisation_id=home.id,
            state="submitted",
            applicant_kind="person",
            applicant_name=SECRET,
            applicant_identity="350103198501010001",
            applicant_hash="h",
            form={},
            applicant_phone="13800000000",
            received_at=AT,
            received_on=AT.date(),
        )
        session.add(case)
        session.flush()
        clue = PenaltyCase(
            county=county,
            number=f"{SECRET}-CF",
            organisation_id=home.id,
            state="clue",
            source="inspection",
            place=SECRET,
            facts_text=SECRET,
            acted_on=AT.date(),
            found_on=AT.date(),
            party_kind="person",
            party_name=SECRET,
            item_id=item.id,
            registered_at=AT,
        )
        certificate = OfficerCertificate(
            county=county,
            number=SECRET,
            official_id=official.id,
            organisation_id=home.id,
            valid_from=AT.date(),
            valid_to=AT.date(),
        )
        qualification = LegalQualification(
            county=county,
            number=SECRET,
            official_id=official.id,
            organisation_id=home.id,
            reviewing_since=AT.date(),
            obtained_on=AT.date(),
        )
        grievance = PenaltyComplaint(
            county=county, organisation_id=home.id, text=SECRET, query_code="GRIEVANCE", made_at=AT
        )
        session.add_all([clue, certificate, qualification, grievance])
        session.flush()
        parties = plant_parties(session, home, official)
        leak = PublicLeak(
            county=county,
            organisation_id=home.id,
            subject_kind="village_article",
            subject_id=1,
            subject_name=SECRET,
            place="body",
            leak="mobile",
            shown=SECRET,
            found_at=AT,
        )
        session.add(leak)
        alert = Alert(
            county=county,
            point="A1.late",
            subject_kind="approval",
            subject_id=case.id,
            organisation_id=home.id,
            severity=3,
            occurred_at=AT,
            detected_at=AT,
            text=SECRET,
            evidence={},
        )
        complaint = Complaint(county=county, case_id=case.id, text=SECRET, made_at=AT, organisation_id=home.id)
        rating = Rating(county=county, case_id=case.id, stars=1, text=SECRET, rated_at=AT)
        closing = OrganRule(county=county, organisation_id=home.id, word=SECRET)
        terms = PenaltyRule(county=county, organisation_id=home.id, clue_days=7)
        file = Attachment(
            county=county,
            subject_kind=Case.kind,
            subject_id=case.id,
            organisation_id=home.id,
            name=f"{SECRET}.pdf",
            media_type="application/pdf",
            size=1,
            digest="0" * 64,
            stored_as=f"{case.id}-planted",
            uploaded_at=AT,
        )
        session.add_all([alert, complaint, rating, closing, terms, file])
        session.flush()
        paper = issue_document(
            act,
            case,
            "acceptance",
            organisation_id=home.id,
            number=f"{SECRET}-1",
            title=SECRET,
            sealed_by=SECRET,
            body={"text": SECRET},
        )
        flow = Flow(county=county, code="planted", name=SECRET)
        session.add(flow)
        session.flush()
        path = FlowVersion(county=county, flow_id=flow.id, number=1)
        session.add(path)
        session.flush()
        follow_up = FollowUp(
            county=county,
            number=f"{SECRET}-DB",
            alert_id=alert.id,
            organisation_id=home.id,
            asked_at=AT,
            question=SECRET,
        )
        session.add(follow_up)
        session.flush()
        held = Accountability(
            county=county,
            number=f"{SECRET}-WZ",
            alert_id=alert.id,
            organisation_id=home.id,
            measure="criticism",
            grounds=SECRET,
            proposed_at=AT,
            state="decided",
            decided_at=AT,
        )
        session.add(held)
        session.flush()
        own = OwnPoint(county=county, code=f"OWN.{county}.1", state="draft")
        session.add(own)
        session.flush()
        session.add(
            OwnPointVersion(
                county=county,
                own_point_id=own.id,
                number=1,
                title=SECRET,
                explanation=SECRET,
                basis=SECRET,
                severity=3,
                nature=1,
                watched="approval",
                conditions=[],
            )
        )
        session.flush()
        entry = plant_ledger(session, home)
        duty = session.scalars(select(LedgerDuty).where(LedgerDuty.ledger_id == entry.ledger_id)).first()
        assert duty is not None
        villages, disclosed = plant_village(session, place), plant_disclosure(session, home)
        ids = (
            plant_agency(session, home)
            | disclosed
            | plant_hall(session, home, official)
            | plant_exchange(session, county)
            | {
                "own_point": own.id,
                "ledger": entry.ledger_id,
                "ledger_entry": entry.id,
                "ledger_duty": duty.id,
                "ledger_address": entry.ledger.address,
                "village": place.id,
                "attachment": file.id,
                "document": paper.id,
                "paper_code": paper.verify_code,
                "flow": path.id,
                "approval_rating": rating.id,
                "approval_organ_rule": closing.id,
                "penalty_rule": terms.id,
                "approval_complaint": complaint.id,
                "organisation": home.id,
                "official": official.id,
                "power": power.id,
                "change_order": order.id,
                "approval": case.id,
                "alert": alert.id,
                "follow_up": follow_up.id,
                "accountability": held.id,
                "public_leak": leak.id,
                "violation_item": item.id,
                "benchmark": benchmark.id,
                "penalty": clue.id,
                "officer_certificate": certificate.id,
                "legal_qualification": qualification.id,
                **villages,
                **parties,
            }
        )
        session.commit()
    return ids

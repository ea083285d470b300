"""Every route as every role: no row outside the scope is read or written."""

import io
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from sqlalchemy import inspect, select
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from app.approvals.models import Case, Complaint
from app.disclosure.models import TABLES as DISCLOSURE
from app.disclosure.models import DisclosureDuty, DisclosureQuestion, DisclosureRequest, PrivacyFinding
from app.disclosure.operations import draft_item, name_body, open_event
from app.domains import DOMAINS
from app.funds.models import Account, Movement
from app.intermediaries.models import (
    Agency,
    CitizenReport,
    CreditMark,
    CreditRule,
    Engagement,
    Practitioner,
    Qualification,
    RatingRule,
)
from app.kernel.act import Channel, platform_act
from app.kernel.guard import open_act
from app.kernel.places import Official, Organisation
from app.ledgers.fields import LedgerField
from app.ledgers.models import Ledger, LedgerDuty, LedgerEntry, LedgerVersion
from app.ledgers.operations import draft_entry, draft_ledger, edit_definition, publish_ledger
from app.parties.models import Declaration, Office, Party, PartyMark, PartyRule, Tie
from app.penalties.cases.acts import PenaltyComplaint
from app.penalties.cases.models import LegalQualification, OfficerCertificate, PenaltyCase
from app.penalties.models import Benchmark, ViolationItem, ViolationVersion
from app.powers.models import ChangeOrder, Power, PowerVersion
from app.supervision.exposure import PublicLeak
from app.supervision.models import Alert, FollowUp
from app.supervision.own.models import OwnPoint, OwnPointVersion
from app.surfaces.database import db
from app.surfaces.pages import admission_of
from app.trading.models import Award, Bidder, Candidate, Expert, Lot, Notice, Offer, Project, SealedBid, TradeContract
from app.villages.models import (
    SubsidyBatch,
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
    VillageOfficer,
    VillageProfile,
    VillageQuestion,
    VillageRelation,
    VillageWorks,
    Voucher,
)
from tests.web import RunningProgram, form_token, refusal
from tests.world import OFFICIALS

SECRET = "台江机密"
AT = datetime(2026, 9, 1, 2, 0, tzinfo=UTC)
HERE = [short for short, (_n, home, _r, _d) in OFFICIALS.items() if not home.startswith(("taijiang", "city"))]
ROLES = (
    "village_clerk",
    "town_clerk",
    "window",
    "handler",
    "section_head",
    "organ_head",
    "inspector",
    "county_admin",
    "auditor",
    "leader",
)
VILLAGE_TABLES: tuple[type[Any], ...] = (
    SubsidyBatch,
    SubsidyPayment,
    SubsidyProgramme,
    VillageAppraisal,
    VillageAsset,
    VillageAudit,
    VillageContract,
    VillageWorks,
    VillageAccount,
    VillageArticle,
    VillageDecision,
    VillageGuarantee,
    VillageOfficer,
    VillageProfile,
    VillageQuestion,
    VillageRelation,
    Voucher,
)
KINDS = {kind.name: kind for domain in DOMAINS for kind in domain.records}


def plant(session: Session) -> dict[str, int]:
    """Put one row of each kind into the other county, each with a word that nobody here may see."""
    home = session.scalars(select(Organisation).where(Organisation.code == "taijiang-urban")).one()
    official = session.scalars(select(Official).where(Official.name == OFFICIALS["other_handler"][0])).one()
    with open_act(platform_act(session, Channel.COMMAND, AT, 350103)):
        home.phone, official.email = SECRET, f"{SECRET}@example.cn"
        power = Power(
            county=350103, code="TJ-XK-0001-00", name=SECRET, power_type="01", organisation_id=home.id, state="draft"
        )
        order = ChangeOrder(
            county=350103, order_kind="confirm", document_number=SECRET, title=SECRET, effective_on=AT.date()
        )
        session.add_all([power, order])
        session.flush()
        version = PowerVersion(county=350103, power_id=power.id, number=1, name=SECRET)
        session.add(version)
        session.flush()
        benchmark = Benchmark(
            county=350103, number=SECRET, title=SECRET, organ=SECRET, effective_on=AT.date(), organisation_id=home.id
        )
        item = ViolationItem(county=350103, code="TJ-CF-1", name=SECRET, organisation_id=home.id, laws=SECRET)
        session.add_all([benchmark, item])
        session.flush()
        session.add(
            ViolationVersion(
                county=350103, item_id=item.id, number=1, name=SECRET, conduct=SECRET, benchmark_id=benchmark.id
            )
        )
        case = Case(
            county=350103,
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
            county=350103,
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
            county=350103,
            number=SECRET,
            official_id=official.id,
            organisation_id=home.id,
            valid_from=AT.date(),
            valid_to=AT.date(),
        )
        qualification = LegalQualification(
            county=350103,
            number=SECRET,
            official_id=official.id,
            organisation_id=home.id,
            reviewing_since=AT.date(),
            obtained_on=AT.date(),
        )
        grievance = PenaltyComplaint(
            county=350103, organisation_id=home.id, text=SECRET, query_code="GRIEVANCE", made_at=AT
        )
        session.add_all([clue, certificate, qualification, grievance])
        session.flush()
        parties = _plant_parties(session, home, official)
        leak = PublicLeak(
            county=350103,
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
            county=350103,
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
        complaint = Complaint(county=350103, case_id=case.id, text=SECRET, made_at=AT, organisation_id=home.id)
        session.add_all([alert, complaint])
        session.flush()
        follow_up = FollowUp(
            county=350103,
            number=f"{SECRET}-DB",
            alert_id=alert.id,
            organisation_id=home.id,
            asked_at=AT,
            question=SECRET,
        )
        session.add(follow_up)
        session.flush()
        own = OwnPoint(county=350103, code="OWN.350103.1", state="draft")
        session.add(own)
        session.flush()
        session.add(
            OwnPointVersion(
                county=350103,
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
        entry = _plant_ledger(session, home)
        villages, disclosed = _plant_village(session, home), _plant_disclosure(session, home)
        ids = (
            _plant_agency(session, home)
            | disclosed
            | {
                "own_point": own.id,
                "ledger": entry.ledger_id,
                "ledger_entry": entry.id,
                "organisation": home.id,
                "official": official.id,
                "power": power.id,
                "change_order": order.id,
                "approval": case.id,
                "alert": alert.id,
                "follow_up": follow_up.id,
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


def _plant_agency(session: Session, home: Organisation) -> dict[str, int]:
    """Put an agency with a row of each kind into the other county."""

    def add(row: Any) -> Any:
        session.add(row)
        session.flush()
        return row

    day, county = AT.date(), 350103
    agency = add(
        Agency(
            county=county,
            uscc="91350103MA00000012",
            name=SECRET,
            category="cost",
            legal_representative=SECRET,
            founded_on=day,
            organisation_id=home.id,
            state="applied",
        )
    )
    rule = add(
        CreditRule(
            county=county, polarity="bad", grade="minor", min_months=1, max_months=2, valid_from=day, source=SECRET
        )
    )
    mark = add(
        CreditMark(
            county=county,
            agency_id=agency.id,
            organisation_id=home.id,
            polarity="bad",
            grade="minor",
            facts=SECRET,
            basis=SECRET,
            rule_id=rule.id,
            proposed_at=AT,
        )
    )
    report = add(
        CitizenReport(
            county=county,
            agency_id=agency.id,
            organisation_id=home.id,
            text=SECRET,
            query_code="SECRETREPORT",
            made_at=AT,
        )
    )
    engagement = add(
        Engagement(
            county=county,
            number=SECRET,
            project=SECRET,
            organisation_id=home.id,
            agency_id=agency.id,
            category="cost",
            mode="random",
            channel="supermarket",
            amount=1,
            signed_on=day,
            promised_days=1,
        )
    )
    rows = {
        "qualification": Qualification(
            county=county,
            agency_id=agency.id,
            category="cost",
            number=SECRET,
            issuer=SECRET,
            valid_from=day,
            valid_to=day,
        ),
        "practitioner": Practitioner(
            county=county,
            agency_id=agency.id,
            name=SECRET,
            identity=SECRET,
            licence=SECRET,
            licence_to=day,
            from_on=day,
        ),
        "rating_rule": RatingRule(county=county, valid_from=day, source=SECRET),
    }
    return {name: add(row).id for name, row in rows.items()} | {
        "agency": agency.id,
        "credit_rule": rule.id,
        "mark": mark.id,
        "citizen_report": report.id,
        "engagement": engagement.id,
    }


def _plant_ledger(session: Session, home: Organisation) -> LedgerEntry:
    """Put a ledger with one entry and its duties into the other county."""
    act = platform_act(session, Channel.COMMAND, AT, 350103)
    with open_act(act):
        rules = {"name": SECRET, "bodies": ["organ"], "cadence": "monthly", "public": False}
        ledger = draft_ledger(act, home.parent or home, "secret", rules)
        edit_definition(act, ledger, {"fields": (LedgerField("a", SECRET, listed=True, filtered=True),)})
        publish_ledger(act, ledger)
        return draft_entry(act, ledger, home, "", {"a": SECRET})


def _plant_village(session: Session, home: Organisation) -> dict[str, int]:
    """Put one row of each kind of village record into the other county."""
    here: dict[str, Any] = {"county": 350103, "organisation_id": home.id}
    day = AT.date()
    rows: dict[str, Any] = {
        "village_account": VillageAccount(**here, name=SECRET, medium="bank", owner="collective", opened_on=day),
        "village_officer": VillageOfficer(
            **here, name=SECRET, post="head", identity="*", person_hash="x", from_on=day, noted_at=AT
        ),
        "village_decision": VillageDecision(
            **here, title=SECRET, body="assembly", held_on=day, members=3, attended=2, yes=2, noted_at=AT
        ),
        "village_relation": VillageRelation(
            **here,
            a_name=SECRET,
            a_identity="*",
            a_hash="x",
            b_name=SECRET,
            b_identity="*",
            b_hash="y",
            relation="spouse",
            source=SECRET,
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
    rows["subsidy_programme"] = SubsidyProgramme(county=350103, code="TJ", name=SECRET, programme_kind="relief")
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
    rows["village_appraisal"] = VillageAppraisal(
        **here, officer_id=rows["village_officer"].id, held_on=day, verdict="failing", noted_at=AT
    )
    rows["village_audit"] = VillageAudit(
        **here, officer_id=rows["village_officer"].id, audit_kind="term", done_on=day, result=SECRET, noted_at=AT
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


def _plant_parties(session: Session, home: Organisation, official: Official) -> dict[str, int]:
    """Put two parties, a tie, a mark, an office, a declaration and a rule there."""
    here = {"county": 350103, "source": SECRET}
    holder = Party(**here, form="person", name=SECRET, key_hash="tj1", noted_at=AT)
    firm = Party(**here, form="company", name=SECRET, key_hash="tj2", noted_at=AT)
    session.add_all([holder, firm])
    session.flush()
    rows = [
        firm,
        Tie(
            **here,
            from_id=holder.id,
            to_id=firm.id,
            what="director",
            from_name=SECRET,
            to_name=SECRET,
            from_hash="tj1",
            to_hash="tj2",
            organisation_id=home.id,
            pending=False,
        ),
        PartyMark(**here, party_id=firm.id, what="address", value_hash="h", shown=SECRET),
        Office(
            county=350103,
            party_id=holder.id,
            what="official",
            organisation_id=home.id,
            name=SECRET,
            rank=SECRET,
            from_on=AT.date(),
        ),
        Declaration(
            county=350103,
            official_id=official.id,
            organisation_id=home.id,
            year=2026,
            what="holding",
            name=SECRET,
            text=SECRET,
            declared_on=AT.date(),
        ),
        PartyRule(county=350103, hub_ties=17),
    ]
    session.add_all(rows)
    session.flush()
    return (
        {row.kind: row.id for row in rows}
        | _plant_funds(session, home, holder, firm)
        | _plant_trading(session, home, firm)
    )


def _plant_funds(session: Session, home: Organisation, payer: Party, payee: Party) -> dict[str, int]:
    """Put an account and a movement there."""
    account = Account(
        county=350103,
        number=SECRET,
        number_hash="a",
        bank=SECRET,
        account_kind="basic",
        owner_number="*",
        owner_hash="tj2",
        owner_name=SECRET,
        party_id=payee.id,
    )
    moved = Movement(
        county=350103,
        key=SECRET,
        organisation_id=home.id,
        payer_id=payer.id,
        payee_id=payee.id,
        amount=1,
        at=AT,
        booked_on=AT.date(),
        purpose=SECRET,
        source=SECRET,
    )
    session.add_all([account, moved])
    session.flush()
    return {row.kind: row.id for row in (account, moved)}


def _plant_trading(session: Session, home: Organisation, firm: Party) -> dict[str, int]:
    """Put a project with a notice, a bidder, an expert, an offer, a candidate and a contract there."""

    def add(row: Any) -> Any:
        session.add(row)
        session.flush()
        return row

    here, day = {"county": 350103}, AT.date()
    project = add(
        Project(
            **here,
            number=SECRET,
            name=SECRET,
            organisation_id=home.id,
            centre_id=home.id,
            approval=SECRET,
            registered_at=AT,
        )
    )
    lot = add(Lot(**here, project_id=project.id, number=1, name=SECRET, estimate=1))
    notice = add(Notice(**here, project_id=project.id, text=SECRET, sale_from=day, sale_to=day, deadline=AT))
    bidder = add(
        Bidder(**here, uscc="91350103MA00000012", name=SECRET, contact=SECRET, phone="0591-1", party_id=firm.id)
    )
    expert = add(
        Expert(**here, name=SECRET, number="*", number_hash="e", specialty=SECRET, employer=SECRET, party_id=firm.id)
    )
    bid = add(SealedBid(**here, lot_id=lot.id, pass_hash="p", envelope="{}", digest="d", handed_in_at=AT))
    offer = add(
        Offer(**here, lot_id=lot.id, bid_id=bid.id, bidder_id=bidder.id, price=1, days=1, opened_at=AT, manager=SECRET)
    )
    candidate = add(Candidate(**here, lot_id=lot.id, offer_id=offer.id, rank=1, price_points=1, total=1))
    award = add(Award(**here, lot_id=lot.id, candidate_id=candidate.id, awarded_at=AT))
    contract = add(
        TradeContract(**here, award_id=award.id, number=SECRET, name=SECRET, supplier=SECRET, amount=1, signed_on=day)
    )
    return {row.kind: row.id for row in (project, notice, bidder, expert, offer, candidate, contract)}


def _plant_disclosure(session: Session, home: Organisation) -> dict[str, int]:
    """Put a duty, an organisation that publishes, a task, an item with a finding, and what the public asked there."""
    act = platform_act(session, Channel.COMMAND, AT, 350103)
    with open_act(act):
        duty = DisclosureDuty(
            county=350103,
            code="ZW-99",
            unit_kind="government",
            category=SECRET,
            title=SECRET,
            cadence="event",
            basis=SECRET,
        )
        session.add(duty)
        session.flush()
        body = name_body(act, home, "government", AT.date())
        task = open_event(act, home, duty, AT.date(), SECRET)
        item = draft_item(act, home, duty, task)
        version = item.versions[0]
        version.body = SECRET
        finding = PrivacyFinding(
            county=350103,
            item_id=item.id,
            version_id=version.id,
            organisation_id=home.id,
            leak="mobile",
            place="body",
            shown=SECRET,
            mark="m",
            found_at=AT,
        )
        question = DisclosureQuestion(
            county=350103,
            item_id=item.id,
            organisation_id=home.id,
            text=SECRET,
            query_code="QUESTION",
            asked_at=AT,
            due_on=AT.date(),
            due_at=AT,
        )
        asked = DisclosureRequest(
            county=350103,
            organisation_id=home.id,
            number=SECRET,
            query_code="REQUEST",
            applicant=SECRET,
            identity=SECRET,
            phone=SECRET,
            wanted=SECRET,
            received_at=AT,
        )
        session.add_all([finding, question, asked])
        session.flush()
    rows = (duty, body, task, item, finding, question, asked)
    return {row.kind: row.id for row in rows}


def readable(answer: Any) -> str:
    """Return what an answer says; of a workbook, the text of its cells."""
    content: bytes = answer.get_data()
    if not content.startswith(b"PK"):
        return content.decode(errors="replace")
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return "".join(str(book.get_sheet_by_name(name).to_python()) for name in book.sheet_names)


@pytest.fixture
def planted(program: RunningProgram) -> dict[str, int]:
    """Ids of the other county's rows by kind."""
    with program.app.app_context():
        ids = plant(db.session())
        db.session.remove()
    return ids


def paths(site: Flask, ids: dict[str, int], method: str) -> Iterator[tuple[Rule, str]]:
    """Return every route of a method with the other county's ids in the places of its arguments."""
    for rule in site.url_map.iter_rules():
        admission = admission_of(site, rule.endpoint)
        if method not in (rule.methods or ()) or admission is None or admission.public:
            continue
        path = rule.rule
        for argument in rule.arguments:
            value = str(_value(rule, argument, ids))
            for converter in ("", "int:", "path:", "string:"):
                path = path.replace(f"<{converter}{argument}>", value)
        yield rule, path


def _value(rule: Rule, argument: str, ids: dict[str, int]) -> Any:
    place = rule.rule
    if argument == "pk":
        for word, kind in (
            ("/supervision/alerts", "alert"),
            ("/supervision/follow-ups", "follow_up"),
            ("/supervision/own-points", "own_point"),
            ("/intermediaries/marks/", "mark"),
            ("/intermediaries/engagements/", "engagement"),
            ("/intermediaries/reports/", "citizen_report"),
            ("/intermediaries/", "agency"),
            ("/parties/", "party"),
            ("/people/accounts", "official"),
            ("/powers/", "power"),
            ("/cases/", "approval"),
            ("/ledgers/entries/", "ledger_entry"),
            ("/ledgers/", "ledger"),
            ("/api/v1/ledger/", "ledger_entry"),
            ("/disclosure/items/", "disclosure_item"),
            ("/disclosure/tasks/", "disclosure_task"),
            ("/disclosure/bodies/", "disclosing_body"),
            ("/disclosure/findings/", "privacy_finding"),
            ("/disclosure/questions/", "disclosure_question"),
            ("/disclosure/requests/", "disclosure_request"),
            ("/villages/vouchers/", "village_voucher"),
            ("/villages/articles/", "village_article"),
            ("/villages/works/", "village_works"),
            ("/villages/", "organisation"),
            ("/violations/documents/", "benchmark"),
            ("/enforcement/", "penalty"),
            ("/violations/", "violation_item"),
        ):
            if place.startswith(word):
                return ids[kind]
        if place.startswith("/flows/"):
            return 350103000000999
        name = place.split("/")[2] if place.startswith("/records/") else place.split("/")[3]
        return ids.get(name, 350103000000999)
    return {
        "kind": "official",
        "field": "organisation_id",
        "action": "close",
        "code": "accept",
        "address": "350103-secret",
        "version": "v1",
    }.get(argument, "1")


@pytest.mark.parametrize("role", ROLES)
def test_no_page_shows_a_row_of_another_county(
    program: RunningProgram, planted: dict[str, int], client_of: Callable[[str], FlaskClient], role: str
) -> None:
    client = client_of(role)
    seen = 0
    for rule, path in paths(program.app, planted, "GET"):
        answer = client.get(path)
        assert answer.status_code < 500, path
        assert SECRET not in readable(answer), path
        seen += answer.status_code == 200 and not rule.arguments
    assert seen >= 2  # the walk was not refused everywhere


@pytest.mark.parametrize("role", ROLES)
def test_nothing_of_another_county_can_be_written(
    program: RunningProgram, planted: dict[str, int], client_of: Callable[[str], FlaskClient], role: str
) -> None:
    client = client_of(role)
    before = _rows(program)
    token = form_token(client.get("/"))
    body = {"csrf_token": token, "name": "x", "reason": "x", "text": "x", "organisation_id": planted["organisation"]}
    for method in ("POST", "PUT", "DELETE"):
        for rule, path in paths(program.app, planted, method):
            if rule.endpoint == "login.leave":
                continue
            send = getattr(client, method.lower())
            if path.startswith("/api/"):
                answer = send(path, json={"organisation_id": planted["organisation"]}, headers={"X-CSRFToken": token})
            else:
                answer = send(path, data=body)
            assert answer.status_code < 500, path
    assert _rows(program) == before


def _rows(program: RunningProgram) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of the other county in the tables that matter."""
    tables = (
        Organisation,
        Official,
        Power,
        ChangeOrder,
        Case,
        Alert,
        FollowUp,
        Complaint,
        Benchmark,
        ViolationItem,
        ViolationVersion,
        OwnPoint,
        OwnPointVersion,
        Ledger,
        LedgerVersion,
        LedgerEntry,
        LedgerDuty,
        PenaltyCase,
        OfficerCertificate,
        LegalQualification,
        PenaltyComplaint,
        Agency,
        CitizenReport,
        CreditMark,
        CreditRule,
        Engagement,
        Practitioner,
        Qualification,
        RatingRule,
        Party,
        PartyMark,
        Tie,
        Office,
        Declaration,
        PartyRule,
        *DISCLOSURE,
        *VILLAGE_TABLES,
    )
    with program.app.app_context():
        found = {
            table.__tablename__: [
                tuple(row)
                for row in db.session.execute(
                    select(*(c for c in inspect(table).columns if "Encrypted" not in type(c.type).__name__))
                    .where(table.county == 350103)
                    .order_by(table.id)
                )
            ]
            for table in tables
        }
        db.session.remove()
    return {name: [tuple(map(str, row)) for row in rows] for name, rows in found.items()}


def test_an_add_over_rest_cannot_name_another_countys_organisation(
    program: RunningProgram, planted: dict[str, int], client_of: Callable[[str], FlaskClient]
) -> None:
    client = client_of("county_admin")
    token = form_token(client.get("/"))
    body = {"name": "外来人", "organisation_id": planted["organisation"]}
    answer = client.post("/api/v1/official/", json=body, headers={"X-CSRFToken": token})
    assert answer.status_code == 422
    assert "organisation_id" in answer.get_json()["errors"]


def test_a_change_over_rest_by_cookie_needs_the_form_token(client_of: Callable[[str], FlaskClient]) -> None:
    answer = client_of("county_admin").post("/api/v1/official/", json={"name": "某"})
    assert refusal(answer) == (403, "请求缺少防伪令牌，请刷新页面后重试。")


def test_a_field_that_the_form_does_not_show_cannot_be_set(
    program: RunningProgram, client_of: Callable[[str], FlaskClient]
) -> None:
    client = client_of("county_admin")
    token = form_token(client.get("/"))
    answer = client.post("/api/v1/official/", json={"name": "某", "county": 350103}, headers={"X-CSRFToken": token})
    assert answer.status_code == 422
    assert "county" in answer.get_json()["errors"]


@pytest.mark.parametrize(
    "query",
    ["order=password", "order=;drop", "colour=red", "name__from=x", "after=xxx", "code=' OR 1=1--", "q=%00%27--"],
)
def test_a_list_answers_odd_questions_in_words(client_of: Callable[[str], FlaskClient], query: str) -> None:
    client = client_of("county_admin")
    for place in ("/records/organisation/list/", "/api/v1/organisation/"):
        answer = client.get(f"{place}?{query}")
        assert answer.status_code == 200 or all(refusal(answer)), place


def test_a_percent_sign_is_searched_for_as_it_stands(client_of: Callable[[str], FlaskClient]) -> None:
    answer = client_of("county_admin").get("/api/v1/organisation/?q=%25")
    assert answer.get_json()["count"] == 0


def test_the_largest_page_has_a_hundred_rows(client_of: Callable[[str], FlaskClient]) -> None:
    answer = client_of("county_admin").get("/api/v1/working_day/?size=999")
    assert len(answer.get_json()["result"]) == 100

"""One row of each kind of agency, ledger, party and disclosure."""

from typing import Any

from sqlalchemy.orm import Session

from app.disclosure.models import DisclosureDuty, DisclosureQuestion, DisclosureRequest, PrivacyFinding
from app.disclosure.operations import draft_item, name_body, open_event
from app.intermediaries.models import (
    Agency,
    AgencyLetter,
    AgencyStep,
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
from app.ledgers.models import LedgerEntry
from app.ledgers.operations import draft_entry, draft_ledger, edit_definition, publish_ledger
from app.parties.models import Declaration, Office, Party, PartyMark, PartyRule, Tie
from tests.planted.funds import plant_funds
from tests.planted.trading import plant_trading
from tests.planted.words import AT, SECRET


def plant_agency(session: Session, home: Organisation) -> dict[str, int]:
    """Put an agency with a row of each kind into the other county."""

    def add(row: Any) -> Any:
        session.add(row)
        session.flush()
        return row

    day, county = AT.date(), home.county
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
    letter = add(
        AgencyLetter(
            county=county,
            what="rating",
            uscc=agency.uscc,
            name=SECRET,
            agency_id=agency.id,
            organisation_id=home.id,
            values={},
            text=SECRET,
            contact=SECRET,
            phone=SECRET,
            query_code="SECRETLETTER",
            made_at=AT,
        )
    )
    add(
        AgencyStep(
            county=county,
            agency_id=agency.id,
            organisation_id=home.id,
            move="warn",
            state_before="listed",
            state_after="warned",
            reason=SECRET,
            at=AT,
            appeal=SECRET,
            appealed_at=AT,
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
        "agency_letter": letter.id,
        "engagement": engagement.id,
    }


def plant_ledger(session: Session, home: Organisation) -> LedgerEntry:
    """Put a ledger with one entry and its duties into the other county."""
    act = platform_act(session, Channel.COMMAND, AT, home.county)
    with open_act(act):
        rules = {"name": SECRET, "bodies": ["organ"], "cadence": "monthly", "public": False}
        ledger = draft_ledger(act, home.parent or home, "secret", rules)
        edit_definition(act, ledger, {"fields": (LedgerField("a", SECRET, listed=True, filtered=True),)})
        publish_ledger(act, ledger)
        return draft_entry(act, ledger, home, "", {"a": SECRET})


def plant_parties(session: Session, home: Organisation, official: Official) -> dict[str, int]:
    """Put two parties, a tie, a mark, an office, a declaration and a rule there."""
    here = {"county": home.county, "source": SECRET}
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
            county=home.county,
            party_id=holder.id,
            what="official",
            organisation_id=home.id,
            name=SECRET,
            rank=SECRET,
            from_on=AT.date(),
        ),
        Declaration(
            county=home.county,
            official_id=official.id,
            organisation_id=home.id,
            year=2026,
            what="holding",
            name=SECRET,
            text=SECRET,
            declared_on=AT.date(),
        ),
        PartyRule(county=home.county, hub_ties=17),
    ]
    session.add_all(rows)
    session.flush()
    return (
        {row.kind: row.id for row in rows}
        | plant_funds(session, home, holder, firm)
        | plant_trading(session, home, firm)
    )


def plant_disclosure(session: Session, home: Organisation) -> dict[str, int]:
    """Put a duty, an organisation that publishes, a task, an item with a finding, and what the public asked there."""
    act = platform_act(session, Channel.COMMAND, AT, home.county)
    with open_act(act):
        duty = DisclosureDuty(
            county=home.county,
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
            county=home.county,
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
            county=home.county,
            item_id=item.id,
            organisation_id=home.id,
            text=SECRET,
            query_code="QUESTION",
            asked_at=AT,
            due_on=AT.date(),
            due_at=AT,
        )
        asked = DisclosureRequest(
            county=home.county,
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

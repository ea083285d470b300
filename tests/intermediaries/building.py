"""Builds agencies, marks and engagements as rows, so that points and pages can be asked about them."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from dateutil.relativedelta import relativedelta
from sqlalchemy.orm import Session
from stdnum.cn import uscc

from app.intermediaries.models import (
    Agency,
    Candidate,
    CreditMark,
    CreditRule,
    Engagement,
    EngagementMeasure,
    EngagementSigner,
    Practitioner,
    Qualification,
)
from app.kernel.act import Act, start_of_day
from app.kernel.places import Organisation
from app.parties.known import kept
from app.parties.models import Party, Tie
from app.parties.operations import give_office, know_parties, know_party
from app.parties.words import OfficeWord
from tests.conftest import NOW
from tests.supervision.building import DAY, Builder
from tests.world import World

_serial = count(1)
TODAY = date(2026, 9, 21)


def credit_code(number: int) -> str:
    """Return a credit code whose check sign fits."""
    body = f"91350100MA{number:07d}"
    return body + uscc.calc_check_digit(body)


class AgencyBuilder(Builder):
    """Writes rows of one county; every agency is qualified and every engagement lawful unless told otherwise."""

    def __init__(self, session: Session, world: World, acting_as: Callable[..., Act]) -> None:
        super().__init__(session, world, acting_as)
        self.body = world.organisation("gulou-health")
        self.rule = self.add(
            CreditRule(
                county=350102,
                polarity="bad",
                grade="general",
                min_months=3,
                max_months=12,
                objection_days=10,
                valid_from=date(2026, 1, 1),
                source="信用信息修复管理办法（试行）",
            )
        )

    def agency(self, *, qualified: bool = True, **values: Any) -> Agency:
        """Build a listed agency for appraisals, supervised by the office of health."""
        serial = next(_serial)
        given = {
            "county": 350102,
            "uscc": credit_code(serial),
            "name": f"榕城{serial}号资产评估有限公司",
            "category": "appraisal",
            "legal_representative": "陈立新",
            "founded_on": date(2015, 6, 1),
            "organisation_id": self.organ.id,
            "state": "listed",
            "phone_key": "",
            "address_key": "",
        }
        made: Agency = self.add(Agency(**(given | values)))
        made.party_id = know_party(self.act, made.uscc, made.name).id
        if qualified:
            self.qualification(made)
        return made

    def qualification(self, agency: Agency, **values: Any) -> Qualification:
        """Build a qualification for appraisals that lasts to the end of next year."""
        last = values.get("valid_to", date(2027, 12, 31))
        given = {
            "county": 350102,
            "agency_id": agency.id,
            "category": "appraisal",
            "number": f"闽评{next(_serial)}",
            "issuer": "福建省财政厅",
            "valid_from": date(2024, 1, 1),
            "valid_to": last,
            "ends_at": start_of_day(last + timedelta(days=1)),
        }
        return self.add(Qualification(**(given | values)))

    def practitioner(self, agency: Agency, **values: Any) -> Practitioner:
        """Build a practitioner whose insurance the agency pays."""
        serial = next(_serial)
        given = {
            "county": 350102,
            "agency_id": agency.id,
            "name": "林国平",
            "identity": "350***********0013",
            "person_hash": f"person{serial}",
            "licence": f"35{serial:06d}",
            "licence_to": date(2027, 12, 31),
            "insurance_payer": agency.uscc,
            "from_on": date(2022, 3, 1),
            "from_at": NOW - 900 * DAY,
        }
        given |= values
        person = given["person_hash"]
        return self.add(Practitioner(**given, party_id=self.party(person) if person else None))

    def party(self, key_hash: str, name: str = "林国平") -> int:
        """Return the person whose number has a hash."""
        return know_parties(self.act, 350102, [kept(key_hash, name, "350***********0013")])[key_hash]

    def tie(self, agency: Agency, tie: str = "director", party_hash: str = "", office: str = "", **values: Any) -> Tie:
        """Build a manager without any tie to public office; ``months_out`` is how long before it he left one."""
        months, share = values.pop("months_out", None), values.pop("share", None)
        holder = self.party(party_hash or f"party{next(_serial)}", "王某")
        given = {
            "county": 350102,
            "from_id": holder,
            "to_id": agency.party_id,
            "organisation_id": agency.organisation_id,
            "what": tie,
            "share": None if share is None else Decimal(str(share)) * 100,
            "from_on": date(2022, 1, 1),
            "pending": False,
        }
        if office:
            gone = None if months is None else date(2022, 1, 1) - relativedelta(months=months)
            give_office(
                self.act,
                self.session.get_one(Party, holder),
                OfficeWord(office) if office in set(OfficeWord) else OfficeWord.OFFICIAL,
                self.session.get_one(Organisation, agency.organisation_id),
                from_on=date(2010, 1, 1),
                to_on=gone,
                leading=office == "leader_left",
            )
        return self.add(Tie(**(given | values)))

    def mark(self, agency: Agency, **values: Any) -> CreditMark:
        """Build a bad mark of another department, public for a month."""
        given = {
            "county": 350102,
            "agency_id": agency.id,
            "organisation_id": self.body.id,
            "polarity": "bad",
            "grade": "general",
            "facts": "出具虚假报告",
            "basis": "资产评估法第四十七条",
            "rule_id": self.rule.id,
            "state": "public",
            "proposed_at": NOW - 60 * DAY,
            "public_on": date(2026, 8, 21),
            "min_until": date(2026, 11, 21),
            "max_until": date(2027, 8, 21),
        }
        return self.add(CreditMark(**(given | values)))

    def repaired(self, **values: Any) -> CreditMark:
        """Build a mark repaired by the office of health after its shortest publication."""
        given = {
            "state": "repaired",
            "public_on": date(2026, 1, 5),
            "min_until": date(2026, 4, 5),
            "hidden_on": date(2026, 5, 6),
            "repair_decided_at": NOW - 100 * DAY,
            "repair_organisation_id": self.body.id,
        }
        return self.mark(values.pop("agency", None) or self.agency(), **(given | values))

    def engagement(self, agency: Agency | None = None, **values: Any) -> Engagement:
        """Build an engagement by draw in the supermarket, delivered in time."""
        serial = next(_serial)
        given = {
            "county": 350102,
            "number": f"鼓中介{serial}",
            "project": f"项目{serial}",
            "organisation_id": self.organ.id,
            "agency_id": (agency or self.agency()).id,
            "category": "appraisal",
            "mode": "random",
            "channel": "supermarket",
            "amount": Decimal(20_000),
            "signed_on": date(2026, 9, 1),
            "signed_at": start_of_day(date(2026, 9, 1)),
            "promised_days": 10,
            "promised_on": date(2026, 9, 15),
            "due_at": start_of_day(date(2026, 9, 16)),
            "delivered_on": date(2026, 9, 10),
            "late_days": 0,
            "signers": 2,
            "reported_on": date(2026, 9, 10),
            "visited_on": date(2026, 9, 5),
        }
        return self.add(Engagement(**(given | values)))

    def sign(self, engagement: Engagement, person: Practitioner) -> EngagementSigner:
        """Let somebody sign the report of an engagement."""
        return self.add(EngagementSigner(county=350102, engagement_id=engagement.id, practitioner_id=person.id))

    def measure(self, what: str, **values: Any) -> EngagementMeasure:
        """Build what the night computed."""
        given = {
            "county": 350102,
            "what": what,
            "month": "2026-09",
            "measured_at": NOW - DAY,
            "organisation_id": self.organ.id,
            "category": "appraisal",
            "n": 30,
            "value": 0.0,
        }
        return self.add(EngagementMeasure(**(given | values)))

    def selection(self, first: Agency, second: Agency) -> Engagement:
        """Build a selection with two candidates."""
        made = self.engagement(first)
        for one in (first, second):
            self.add(Candidate(county=350102, engagement_id=made.id, agency_id=one.id))
        return made

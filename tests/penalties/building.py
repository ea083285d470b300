"""Builds penalty cases and the acts in them as rows, so that a point can be asked about them."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from app.kernel.act import Act, local_day
from app.penalties.cases.acts import (
    CaseCorrection,
    CaseNote,
    CauseChange,
    Discretion,
    Evidence,
    Hearing,
    Payment,
    PenaltyComplaint,
)
from app.penalties.cases.measures import PenaltyMeasure
from app.penalties.cases.models import CaseOfficer, LegalQualification, OfficerCertificate, PenaltyCase
from app.penalties.models import ViolationItem, ViolationVersion
from tests.conftest import NOW
from tests.supervision.building import DAY, Builder
from tests.world import World

_serial = count(1)
YUAN = Decimal


class PenaltyBuilder(Builder):
    """Writes rows of one county's urban management bureau; every case is lawful unless told otherwise."""

    def __init__(self, session: Session, world: World, acting_as: Callable[..., Act]) -> None:
        super().__init__(session, world, acting_as)
        self.officer = world.official("enforcement_officer")
        self.lawyer = world.official("legal_reviewer")
        self.items = [
            self.add(
                ViolationItem(
                    county=350102, code=f"CF-{n}", name=name, organisation_id=self.organ.id, laws="", state="in_force"
                )
            )
            for n, name in enumerate(("未设置围挡", "未采取防尘措施"))
        ]
        self.standard = self.add(ViolationVersion(county=350102, item_id=self.items[0].id, number=1, name="未设置围挡"))
        self.certificates = [self.certificate(person) for person in (self.officer, self.handler)]

    def certificate(self, person: Any, **values: Any) -> OfficerCertificate:
        """Build a certificate that is valid this year."""
        given = {
            "county": 350102,
            "number": f"ZJ{next(_serial)}",
            "official_id": person.id,
            "organisation_id": self.organ.id,
            "valid_from": date(2026, 1, 1),
            "valid_to": date(2026, 12, 31),
        }
        made: OfficerCertificate = self.add(OfficerCertificate(**(given | values)))
        return made

    def penalty(self, *, officers: bool = True, **values: Any) -> PenaltyCase:
        """Build a case that was filed twenty days ago and is being investigated."""
        serial = next(_serial)
        given = {
            "county": 350102,
            "number": f"350102-CF-2026-{serial:05d}",
            "organisation_id": self.organ.id,
            "state": "investigating",
            "source": "inspection",
            "place": "五四路",
            "facts_text": "未设置围挡",
            "acted_on": date(2026, 8, 20),
            "found_on": date(2026, 8, 20),
            "party_kind": "organisation",
            "party_name": f"公司{serial}",
            "party_hash": f"party{serial}",
            "item_id": self.items[0].id,
            "registered_by": self.officer.id,
            "registered_at": NOW - 30 * DAY,
            "filed_at": NOW - 20 * DAY,
            "filed_by": self.head.id,
            "lapsed_on": date(2028, 8, 21),
        }
        case: PenaltyCase = self.add(PenaltyCase(**(given | values)))
        for certificate in self.certificates if officers else ():
            self.on_case(case, certificate)
        return case

    def on_case(self, case: PenaltyCase, certificate: OfficerCertificate, **values: Any) -> CaseOfficer:
        """Put an officer on a case."""
        given = {
            "county": 350102,
            "case_id": case.id,
            "official_id": certificate.official_id,
            "certificate_id": certificate.id,
        }
        made: CaseOfficer = self.add(CaseOfficer(**(given | values)))
        return made

    def ended(self, state: str, **values: Any) -> PenaltyCase:
        """Build a case that ended a day ago without a decision, approved by the head."""
        given = {"state": state, "ended_at": NOW - DAY, "approved_by": self.head.id, "reason": "违法行为轻微并已改正"}
        return self.penalty(**(given | values))

    def withdrawn(self, *, checked: bool = True, **values: Any) -> PenaltyCase:
        """Build a filing withdrawn after review and discussion."""
        case = self.ended("withdrawn", **values)
        for what in ("review", "discussion") if checked else ():
            self.note(case, what)
        return case

    def fined(self, fine: str = "40000", **values: Any) -> PenaltyCase:
        """Build a lawful penalty, decided and served yesterday."""
        given = {
            "state": "served",
            "decision": "penalise",
            "fine": YUAN(fine),
            "proposed": YUAN(fine),
            "lowest": YUAN(37000),
            "highest": YUAN(73000),
            "legal_lowest": YUAN(10000),
            "legal_highest": YUAN(100000),
            "noticed": YUAN(fine),
            "noticed_first": YUAN(fine),
            "noticed_at": NOW - 8 * DAY,
            "decided_at": NOW - DAY,
            "decided_on": local_day(NOW - DAY),
            "decided_by": self.head.id,
            "served_at": NOW - DAY,
            "proposer_id": self.officer.id,
        }
        return self.penalty(**(given | values))

    def on_spot(self, fine: str, **values: Any) -> PenaltyCase:
        """Build a decision on the spot."""
        given = {
            "summary": True,
            "filed_at": None,
            "filed_by": None,
            "noticed_at": None,
            "noticed": None,
            "noticed_first": None,
            "lowest": YUAN(100),
            "highest": YUAN(5000),
            "legal_lowest": YUAN(100),
        }
        return self.fined(fine, **(given | values))

    def note(self, case: PenaltyCase, what: str, result: str = "", **values: Any) -> CaseNote:
        """Build a note of a case, by the lawyer."""
        given = {
            "county": 350102,
            "case_id": case.id,
            "what": what,
            "result": result,
            "text": "意见",
            "at": NOW - 5 * DAY,
            "by": self.lawyer.id,
        }
        made: CaseNote = self.add(CaseNote(**(given | values)))
        return made

    def evidence_of(self, case: PenaltyCase, **values: Any) -> Evidence:
        """Build a piece of evidence."""
        given = {
            "county": 350102,
            "case_id": case.id,
            "evidence_kind": "object",
            "description": "切割机",
            "added_at": NOW - 15 * DAY,
            "added_by": self.officer.id,
        }
        made: Evidence = self.add(Evidence(**(given | values)))
        return made

    def held(self, what: Any, due_on: date, **values: Any) -> Any:
        """Build evidence that is held, with its clock."""
        kept: Any = self.evidence_of(self.penalty(), preserved_at=NOW - 15 * DAY)
        kept.organisation_id = self.organ.id  # as every other subject of a clock has it
        return self.clock(kept, what, due_on, **values)

    def change(self, **values: Any) -> CauseChange:
        """Build a change of the cause that makes nothing lighter."""
        given = {
            "county": 350102,
            "case_id": self.penalty().id,
            "from_item_id": self.items[0].id,
            "to_item_id": self.items[1].id,
            "from_highest": YUAN(100000),
            "to_highest": YUAN(100000),
            "reason": "定性更准确",
            "approved_by": self.head.id,
            "at": NOW - DAY,
            "number": 1,
            "lighter": False,
            "after_notice": False,
        }
        made: CauseChange = self.add(CauseChange(**(given | values)))
        return made

    def judged(self, **values: Any) -> Discretion:
        """Build a judgement."""
        given = {
            "county": 350102,
            "case_id": self.penalty().id,
            "number": 2,
            "version_id": self.standard.id,
            "facts": {},
            "facts_key": "k",
            "outcome": "range",
            "lo": YUAN(10000),
            "hi": YUAN(37000),
            "proposed": YUAN(20000),
            "at": NOW - DAY,
            "by": self.officer.id,
            "fell": False,
            "reason": "",
        }
        made: Discretion = self.add(Discretion(**(given | values)))
        return made

    def payment(self, case: PenaltyCase | None = None, **values: Any) -> Payment:
        """Build a payment in cash with a ground."""
        given = {
            "county": 350102,
            "case_id": (case or self.fined()).id,
            "receipt": f"R{next(_serial)}",
            "amount": YUAN(500),
            "paid_on": local_day(NOW - DAY),
            "cash": True,
            "ground": "边远地区",
            "at": NOW - DAY,
            "by": self.officer.id,
        }
        made: Payment = self.add(Payment(**(given | values)))
        return made

    def qualified(self, **values: Any) -> LegalQualification:
        """Build what the register says of the lawyer: he began in 2020."""
        given = {
            "county": 350102,
            "official_id": self.lawyer.id,
            "organisation_id": self.organ.id,
            "number": "A2019",
            "reviewing_since": date(2020, 1, 6),
        }
        made: LegalQualification = self.add(LegalQualification(**(given | values)))
        return made

    def correction(self, **values: Any) -> CaseCorrection:
        """Build an approved correction that moves the day of filing."""
        given = {
            "county": 350102,
            "case_id": self.penalty().id,
            "field": "filed_on",
            "old_value": "2026-09-01",
            "new_value": "2026-09-03",
            "moves_date": True,
            "reason": "笔误",
            "proposed_by": self.officer.id,
            "proposed_at": NOW - DAY,
            "approved_by": self.head.id,
            "approved_at": NOW - DAY,
        }
        made: CaseCorrection = self.add(CaseCorrection(**(given | values)))
        return made

    def hearing_of(self, case: PenaltyCase, **values: Any) -> Hearing:
        """Build a hearing that was asked for."""
        made: Hearing = self.add(
            Hearing(**({"county": 350102, "case_id": case.id, "requested_at": NOW - 7 * DAY} | values))
        )
        return made

    def complaint(self, **values: Any) -> PenaltyComplaint:
        """Build a complaint about an officer, made yesterday."""
        given = {
            "county": 350102,
            "organisation_id": self.organ.id,
            "official_id": self.officer.id,
            "text": "未出示证件",
            "query_code": f"C{next(_serial)}",
            "made_at": NOW - DAY,
        }
        made: PenaltyComplaint = self.add(PenaltyComplaint(**(given | values)))
        return made

    def measure(self, what: str, **values: Any) -> PenaltyMeasure:
        """Build the figure of an officer who stands out."""
        given = {
            "county": 350102,
            "month": "2026-09",
            "measured_at": NOW - DAY,
            "what": what,
            "official_id": self.officer.id,
            "organisation_id": self.organ.id,
            "handled": 40,
            "ended": 20,
            "rate": 0.5,
            "peer_rate": 0.05,
            "deviation": 5.0,
            "probability": 0.00001,
        }
        made: PenaltyMeasure = self.add(PenaltyMeasure(**(given | values)))
        return made

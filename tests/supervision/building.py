"""Builds cases, clocks and the acts in them as rows, so that a point can be asked about them."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.approvals.models import Case, Correction, Extension, NoticeItem, OneTimeNotice, Return, State, Suspension
from app.kernel.act import Act, local_day, start_of_day
from app.kernel.audit import record
from app.kernel.calendar import ONE_DAY
from app.kernel.clocks import Clock, ClockKind
from app.kernel.documents import Document
from app.kernel.flows.models import StepVisit
from app.kernel.points import POINTS, Point
from app.powers.models import Power, PowerVersion
from app.supervision.models import Alert
from app.supervision.scanning import Figures, scan, sweep
from tests.conftest import NOW
from tests.world import World

_serial = count(1)
DAY = timedelta(days=1)


class Builder:
    """Writes rows of one county's urban management bureau; ``act`` is the platform's own."""

    def __init__(self, session: Session, world: World, acting_as: Callable[..., Act]) -> None:
        self.session, self.world, self.acting_as = session, world, acting_as
        self.act = acting_as()
        self.organ = world.organisation("gulou-urban")
        self.handler = world.official("handler")
        self.second = world.official("second_handler")
        self.head = world.official("organ_head")
        self.power, self.version = self.new_power()

    def add(self, row: Any) -> Any:
        """Add a row and give it its id."""
        self.session.add(row)
        self.session.flush()
        return row

    def new_power(self, **changes: Any) -> tuple[Power, PowerVersion]:
        """Build a power with one version."""
        serial = next(_serial)
        power = self.add(
            Power(
                county=350102,
                code=f"FZ-XK-{serial:04d}",
                name="户外广告设置审批",
                power_type="01",
                organisation_id=self.organ.id,
                state="in_force",
            )
        )
        given = {
            "county": 350102,
            "power_id": power.id,
            "number": 1,
            "name": power.name,
            "legal_basis": [],
            "conditions": [],
            "materials": [],
            "form": [],
            "remedies": {},
            "risks": [],
            "step_overrides": {},
        }
        return power, self.add(PowerVersion(**(given | changes)))

    def case(self, at: datetime = NOW - 10 * DAY, **values: Any) -> Case:
        """Build a case received ten days ago."""
        serial = next(_serial)
        given = {
            "county": 350102,
            "number": f"鼓2026-{serial}",
            "query_code": f"Q{serial}",
            "power_id": self.power.id,
            "power_version_id": self.version.id,
            "organisation_id": self.organ.id,
            "state": str(State.IN_REVIEW),
            "source": "portal",
            "applicant_kind": "person",
            "applicant_name": "陈某",
            "applicant_identity": "350102199001011234",
            "applicant_hash": f"hash{serial}",
            "applicant_phone": "13800000000",
            "form": {},
            "received_at": at,
            "received_on": local_day(at),
            "accepted_at": at + DAY,
            "accepted_on": local_day(at + DAY),
            "handler_id": self.handler.id,
            "conditions_met": {},
        }
        return self.add(Case(**(given | values)))

    def decided(self, decision: str = "grant", **values: Any) -> Case:
        """Build a case that the head decided a day ago."""
        given = {
            "state": "granted" if decision == "grant" else "refused",
            "decision": decision,
            "decided_at": NOW - DAY,
            "decided_by": self.head.id,
        }
        return self.case(**(given | values))

    def clock(self, case: Any, what: ClockKind, due_on: date | None, **values: Any) -> Clock:
        """Build a clock of a subject that falls due at the end of a day."""
        due_at = start_of_day(due_on + ONE_DAY) if due_on else None
        given = {
            "county": case.county,
            "subject_kind": case.kind,
            "subject_id": case.id,
            "what": str(what),
            "organisation_id": case.organisation_id,
            "started_on": date(2026, 9, 1),
            "started_at": NOW - 20 * DAY,
            "limit_value": 20,
            "limit_unit": "wd",
            "due_on": due_on,
            "due_at": due_at,
            "warn_at": due_at - DAY if due_at else None,
        }
        return self.add(Clock(**(given | values)))

    def document(self, case: Case, sealed_by: str = "鼓楼区城市管理局") -> Document:
        """Build a sealed document of a case."""
        serial = next(_serial)
        return self.add(
            Document(
                county=350102,
                subject_kind=case.kind,
                subject_id=case.id,
                organisation_id=self.organ.id,
                what="one_time_notice",
                number=f"鼓规补〔2026〕{serial}号",
                title="一次性告知书",
                issued_on=local_day(NOW),
                sealed_by=sealed_by,
                body={},
                verify_code=f"V{serial}",
                digest="0" * 64,
            )
        )

    def notice(self, case: Case, number: int = 1, codes: tuple[str, ...] = ("m1",), **values: Any) -> OneTimeNotice:
        """Build a notice that asks for papers, sealed."""
        given = {
            "county": 350102,
            "case_id": case.id,
            "told_at": NOW - DAY,
            "told_on": local_day(NOW - DAY),
            "told_by": self.handler.id,
            "number": number,
            "document_id": self.document(case).id,
        }
        notice = self.add(OneTimeNotice(**(given | values)))
        for code in codes:
            self.item(notice, code)
        return notice

    def item(self, notice: OneTimeNotice, code: str | None, on_list: bool = True) -> NoticeItem:
        """Build one paper that a notice asks for; without a code, what is wrong in the form."""
        return self.add(
            NoticeItem(
                county=350102,
                case_id=notice.case_id,
                notice_id=notice.id,
                material_code=code,
                on_list=on_list,
                text="请补交",
            )
        )

    def suspension(self, case: Case, **values: Any) -> Suspension:
        """Build a lawful suspension for an inspection, told the same day."""
        on = local_day(NOW - 3 * DAY)
        given = {
            "county": 350102,
            "case_id": case.id,
            "reason": "inspection",
            "suspended_on": on,
            "entered_at": NOW - 3 * DAY,
            "entered_on": on,
            "told_on": on,
            "told_due_on": on + DAY,
            "entry_lag": 0,
            "expected_days": 10,
            "remaining_days": 9,
            "approved_by": self.head.id,
            "entered_by": self.handler.id,
            "state_before": "in_review",
        }
        return self.add(Suspension(**(given | values)))

    def returned(self, case: Case, **values: Any) -> Return:
        """Build a return approved by the head."""
        given = {
            "county": 350102,
            "case_id": case.id,
            "returned_at": NOW - DAY,
            "reason_code": "incomplete",
            "reason": "材料不齐",
            "returned_by": self.handler.id,
            "approved_by": self.head.id,
        }
        return self.add(Return(**(given | values)))

    def extension(self, case: Case, **values: Any) -> Extension:
        """Build an extension approved by the head in time."""
        given = {
            "county": 350102,
            "case_id": case.id,
            "days": 10,
            "reason": "疑难",
            "extended_at": NOW - DAY,
            "approved_by": self.head.id,
        }
        return self.add(Extension(**(given | values)))

    def correction(self, case: Case, **values: Any) -> Correction:
        """Build a correction of a name, approved by another."""
        given = {
            "county": 350102,
            "case_id": case.id,
            "field": "applicant_name",
            "old_value": "陈",
            "new_value": "程",
            "reason": "笔误",
            "proposed_by": self.handler.id,
            "proposed_at": NOW - DAY,
            "approved_by": self.head.id,
            "approved_at": NOW - DAY,
        }
        return self.add(Correction(**(given | values)))

    def visit(self, case: Case, **values: Any) -> StepVisit:
        """Build a stay at the step of review, ended by the handler."""
        given = {
            "county": 350102,
            "subject_kind": case.kind,
            "subject_id": case.id,
            "step_code": "review",
            "name": "审核",
            "organisation_id": self.organ.id,
            "official_id": self.handler.id,
            "opened_at": NOW - 4 * DAY,
            "closed_at": NOW - 2 * DAY,
            "closed_by": self.handler.id,
            "signers": [],
        }
        return self.add(StepVisit(**(given | values)))

    def happened(self, verb: str, subject: Any, **facts: Any) -> None:
        """Write an event to the trail."""
        record(self.act, verb, subject, **facts)

    def sweep(self, *points: Point, at: datetime = NOW) -> Figures:
        """Ask points about everything."""
        return sweep(self.acting_as(at=at), points or None)

    def scan(self, *points: Point, at: datetime = NOW) -> Figures:
        """Ask points about what is new."""
        return scan(self.acting_as(at=at), points=points or None)

    def alerts(self, code: str = "") -> list[Alert]:
        """Return the alerts of a point, or all."""
        statement = select(Alert).order_by(Alert.id).execution_options(populate_existing=True)
        if code:
            statement = statement.where(Alert.point == code)
        return list(self.session.scalars(statement))


def point(code: str) -> Point:
    """Return a point of the program by its code."""
    return POINTS[code]

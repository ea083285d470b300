"""Rows behind every figure: a few months of each table, over three organisations of two counties, drawn with a seed."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from random import Random
from typing import Any

from sqlalchemy import Boolean, Date, DateTime, Integer, Numeric, select
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeDecorator

from app.approvals.models import Case, Rating, Return
from app.disclosure.models import DisclosureDuty, DisclosureTask
from app.funds.models import Appropriation, Charge, Movement
from app.kernel.act import local_day
from app.kernel.clocks import Clock, ClockKind
from app.kernel.db import Base
from app.kernel.places import Official, Organisation
from app.parties.models import Party
from app.patrol.models import Counter, Hall, Look, PatrolPlan, PatrolRound, QueueTicket
from app.penalties.cases.acts import CaseNote
from app.penalties.cases.models import PenaltyCase
from app.penalties.models import ViolationItem
from app.powers.models import Power, PowerVersion
from app.supervision.accountability.models import Accountability
from app.supervision.models import Alert, AlertNote
from app.trading.models import Lot, Offer, Opening, Project
from app.villages.models import VillageMonth, Voucher

ORGANS = ("gulou-urban", "gulou-health", "taijiang-urban")
START = date(2026, 6, 3)
MONTHS = (202606, 202607, 202608, 202609)
NOW = datetime(2026, 9, 21, 2, 0, tzinfo=UTC)


class Planter:
    """Makes rows with what their table must have."""

    def __init__(self, session: Session, seed: int = 7) -> None:
        self.session, self.numbers = session, count(1)
        self.chance = Random(seed)  # noqa: S311 - the same rows each time
        self.organs = {one.code: one for one in session.scalars(select(Organisation))}
        self.models = {mapper.local_table.name: mapper.class_ for mapper in Base.registry.mappers}
        self.made: dict[Any, Any] = {}

    def row(self, model: Any, **values: Any) -> Any:
        """Add a row; columns that must have a value and have none are filled by their type."""
        home = values.pop("home", None) or self.organs[ORGANS[0]]
        names = model.__table__.columns.keys()
        given = {"county": home.county} | ({"organisation_id": home.id} if "organisation_id" in names else {}) | values
        for column in model.__table__.columns:
            name = model.__mapper__.get_property_by_column(column).key
            if name in given or column.nullable or column.primary_key or column.default is not None:
                continue
            given[name] = self._key(column) if column.foreign_keys else self._value(column.type)
        made = model(**given)
        self.session.add(made)
        self.session.flush()
        return made

    def _key(self, column: Any) -> int:
        table = next(iter(column.foreign_keys)).column.table.name
        if table not in self.made:
            found = self.session.scalar(select(self.models[table].id).limit(1))
            self.made[table] = self.row(self.models[table]).id if found is None else found
        return int(self.made[table])

    def _value(self, kind: Any) -> Any:
        kind = kind.impl if isinstance(kind, TypeDecorator) else kind
        values: tuple[tuple[type, Callable[[], Any]], ...] = (
            (Boolean, lambda: False),
            (DateTime, lambda: NOW),
            (Date, lambda: START),
            (Integer, lambda: next(self.numbers)),
            (Numeric, lambda: Decimal(1)),
        )
        return next((make() for of, make in values if isinstance(kind, of)), f"x{next(self.numbers)}"[:7])

    def moment(self) -> datetime:
        """An instant of the months that ended, or of the one that runs, never after now."""
        return datetime(2026, 6, 1, tzinfo=UTC) + timedelta(minutes=self.chance.randrange(0, 112 * 24 * 60))


def _funds(planter: Planter, home: Organisation, body: Party) -> None:
    """A payment that is charged or not, and a transfer of which something was spent or not."""
    chance, at, received = planter.chance, planter.moment(), planter.moment()
    moved = planter.row(Movement, home=home, payer_id=body.id, at=at, booked_on=local_day(at))
    step = planter.row(
        Appropriation,
        home=home,
        received_on=local_day(received),
        amount=Decimal(10),
        pass_on=Decimal(10 if chance.random() < 0.2 else 0),
    )
    if chance.random() < 0.6:
        spent = step.id if chance.random() < 0.6 else None
        what = "returned" if chance.random() < 0.3 else "paid"
        planter.row(Charge, home=home, movement_id=moved.id, what=what, appropriation_id=spent)


def plant_rows(session: Session) -> Planter:
    """Put some sixty rows of each table behind the figures."""
    planter = Planter(session)
    chance = planter.chance
    officials = session.scalars(select(Official)).all()
    items = [planter.row(Power, name=f"事项{n}") for n in range(3)]
    versions = {item.id: planter.row(PowerVersion, power_id=item.id) for item in items}
    violations = [planter.row(ViolationItem, name=f"违法行为{n}") for n in range(2)]
    duties = [planter.row(DisclosureDuty, source=source) for source in ("", "village_book")]
    body = planter.row(Party, form="body")
    halls = [planter.row(Hall, name=f"大厅{n}") for n in range(2)]
    plan = planter.row(PatrolPlan)
    for _ in range(60):
        home = planter.organs[chance.choice(ORGANS)]
        official = chance.choice([*(one.id for one in officials if one.organisation_id == home.id), None])
        _approval(planter, home, chance.choice(items), versions, official)
        _penalty(planter, home, chance.choice(violations), official)
        _alert(planter, home, official)
        _funds(planter, home, body)
        _patrol(planter, home, chance.choice(halls), plan, official)
        due = planter.moment()
        met = chance.random() < 0.7
        planter.row(
            DisclosureTask,
            home=home,
            duty_id=chance.choice(duties).id,
            due_at=due,
            due_on=due.date(),
            met_at=due if met else None,
            met_late=met and chance.random() < 0.3,
        )
        planter.row(
            Voucher,
            home=home,
            direction=chance.choice(("in", "out", "out")),
            occurred_on=planter.moment().date(),
            receipt=chance.choice(("none", "invoice", "invoice")),
        )
        planter.row(
            VillageMonth, home=home, period=f"x{next(planter.numbers)}", published_at=planter.moment(), lines=[]
        )
    for _ in range(12):
        _trade(planter)
    _of_the_future(planter)
    return planter


def _approval(planter: Planter, home: Any, item: Any, versions: dict[int, Any], official: int | None) -> None:
    chance, received = planter.chance, planter.moment()
    decided = received + timedelta(hours=chance.randrange(1, 700))
    ends = chance.choice(("grant", "grant", "refuse", None)) if decided < NOW else None
    case = planter.row(
        Case,
        home=home,
        power_id=item.id,
        power_version_id=versions[item.id].id,
        handler_id=official,
        received_at=received,
        accepted_at=received,
        decided_at=decided if ends else None,
        decision=ends,
    )
    planter.row(
        Clock,
        subject_kind=Case.kind,
        subject_id=case.id,
        what=ClockKind.PROMISE.value,
        started_at=received,
        due_at=received + timedelta(days=12),
        limit_unit="wd",
    )
    planter.row(Clock, subject_kind=Case.kind, subject_id=case.id, what=ClockKind.STATUTORY.value, limit_unit="wd")
    planter.row(Rating, case_id=case.id, rated_at=planter.moment(), stars=chance.randrange(1, 6), county=home.county)
    if chance.random() < 0.4:
        planter.row(Return, case_id=case.id, returned_at=planter.moment(), returned_by=official, county=home.county)


def _penalty(planter: Planter, home: Any, item: Any, official: int | None) -> None:
    chance = planter.chance
    case = planter.row(
        PenaltyCase,
        home=home,
        item_id=item.id,
        proposer_id=official,
        decision=chance.choice(("penalise", "penalise", "none")),
        decided_at=planter.moment(),
        pay_until=planter.moment().date(),
        fine=Decimal(chance.choice((0, 500, 2000))),
        paid=Decimal(chance.choice((0, 500))),
    )
    if chance.random() < 0.6:
        planter.row(CaseNote, case_id=case.id, what="review", county=home.county)
    if chance.random() < 0.5:
        planter.row(
            CaseNote,
            case_id=case.id,
            what="remedy",
            result="suit",
            details={"outcome": chance.choice(("annulled", "changed", "upheld"))},
            ended_at=planter.moment(),
            county=home.county,
        )


def _alert(planter: Planter, home: Any, official: int | None) -> None:
    chance, found = planter.chance, planter.moment()
    state = chance.choice(("new", "explained", "closed", "false_alarm", "accountability"))
    ended = min(found + timedelta(hours=chance.randrange(1, 500)), NOW)
    alert = planter.row(
        Alert,
        home=home,
        point=chance.choice(("A5.overdue", "B1.out_of_range")),
        subject_kind=f"x{next(planter.numbers)}",
        official_id=official,
        detected_at=found,
        state=state,
        closed_at=ended if state in ("closed", "false_alarm", "accountability") else None,
    )
    if chance.random() < 0.5:
        kind = chance.choice(("explanation", "finding"))
        planter.row(AlertNote, alert_id=alert.id, what=kind, written_at=planter.moment(), county=home.county)
    for person in (None, official):
        planter.row(
            Accountability,
            home=home,
            number=f"WZ{next(planter.numbers)}",
            alert_id=alert.id,
            official_id=person,
            measure=chance.choice(("criticism", "talk")),
            decided_at=planter.moment(),
            state=chance.choice(("decided", "upheld", "revoked")),
        )


def _patrol(planter: Planter, home: Any, hall: Any, plan: Any, official: int | None) -> None:
    chance, at = planter.chance, planter.moment()
    made = planter.row(
        PatrolRound,
        home=home,
        plan_id=plan.id,
        hall_id=hall.id,
        due_at=at,
        until=at,
        finished_at=at if chance.random() < 0.7 else None,
    )
    counter = planter.row(Counter, home=home, hall_id=hall.id)
    planter.row(
        Look,
        home=home,
        round_id=made.id,
        hall_id=hall.id,
        counter_id=counter.id,
        patrol_id=home.id,
        at=at,
        seen=chance.choice(("manned", "manned", "unmanned")),
        manning=chance.choice(("somebody", "somebody", "unknown")),
        in_hours=True,
        official_id=official,
    )
    waited = chance.randrange(0, 60)
    planter.row(
        QueueTicket,
        home=home,
        hall_id=hall.id,
        counter_id=counter.id,
        number=f"T{next(planter.numbers)}",
        taken_at=at,
        called_at=at,
        waited=waited,
    )


def _trade(planter: Planter) -> None:
    chance, at = planter.chance, planter.moment()
    home = planter.organs[chance.choice(ORGANS)]
    project = planter.row(Project, home=home, closed_at=at)
    planter.row(Opening, project_id=project.id, opened_at=at, record={}, county=home.county)
    for number in range(3):
        lot = planter.row(Lot, project_id=project.id, number=number, failed=chance.random() < 0.3, county=home.county)
        for _ in range(0 if lot.failed else chance.randrange(1, 5)):
            rejected = chance.choice((None, None, "unsigned"))
            planter.row(
                Offer, lot_id=lot.id, opened_at=at, rejected=rejected, bid_id=_bid(planter, lot), county=home.county
            )


def _bid(planter: Planter, lot: Lot) -> int:
    sealed = planter.models["trade_bid"]
    return int(planter.row(sealed, lot_id=lot.id, county=lot.county, digest=f"d{next(planter.numbers)}").id)


def _of_the_future(planter: Planter) -> None:
    """What falls due only after now counts nowhere yet."""
    due = NOW + timedelta(days=3)
    planter.row(DisclosureTask, due_at=due, due_on=due.date(), period="later")

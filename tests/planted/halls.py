"""One row of each kind of the hall patrol."""

from typing import Any

from sqlalchemy.orm import Session

from app.kernel.db import CountyRow
from app.kernel.places import Official, Organisation
from app.patrol.models import (
    Camera,
    Counter,
    Hall,
    HallClosure,
    HallHours,
    Look,
    PatrolDay,
    PatrolPlan,
    PatrolRound,
    QueueTicket,
    Roster,
    Still,
)
from tests.planted.words import AT, SECRET


def plant_hall(session: Session, home: Organisation, official: Official) -> dict[str, Any]:
    """Put a hall with a row of each kind there."""
    own = {"county": home.county, "organisation_id": home.id}
    hall = Hall(**own, code="TJ-ZW", name=SECRET, address=SECRET)
    session.add(hall)
    session.flush()
    counter = Counter(**own, hall_id=hall.id, code="TJ-A01", name=SECRET, duty="window")
    camera = Camera(**own, hall_id=hall.id, code="TJ-C01", name=SECRET, account=SECRET, live_address=SECRET)
    session.add_all([counter, camera])
    session.flush()
    rows: list[CountyRow] = [
        hall,
        counter,
        camera,
        HallHours(**own, hall_id=hall.id, day="monday", opens="09:00", closes="12:00", from_on=AT.date()),
        HallClosure(**own, hall_id=hall.id, from_at=AT, to_at=AT, reason=SECRET),
        Roster(
            **own,
            counter_id=counter.id,
            official_id=official.id,
            on=AT.date(),
            begins="09:00",
            ends="12:00",
            what="duty",
            note=SECRET,
            from_at=AT,
            to_at=AT,
        ),
        Still(
            **own,
            hall_id=hall.id,
            camera_id=camera.id,
            taken_at=AT,
            outcome="fresh",
            sha256="0" * 64,
            kept_until=AT.date(),
        ),
    ]
    session.add_all(rows)
    session.flush()
    return {row.kind: row.id for row in [*rows, *_plant_round(session, own, hall, counter)]}


def _plant_round(session: Session, own: dict[str, Any], hall: Hall, counter: Counter) -> list[CountyRow]:
    plan = PatrolPlan(**own, name=SECRET, from_on=AT.date())
    session.add(plan)
    session.flush()
    day = PatrolDay(**own, plan_id=plan.id, on=AT.date(), commitment="0" * 64, value=SECRET, halls=[], committed_at=AT)
    session.add(day)
    session.flush()
    made = PatrolRound(
        **own,
        plan_id=plan.id,
        day_id=day.id,
        number=1,
        hall_id=hall.id,
        due_at=AT,
        until=AT,
        excused=SECRET,
        week="2026-W39",
    )
    session.add(made)
    session.flush()
    look = Look(
        **own,
        round_id=made.id,
        place=1,
        hall_id=hall.id,
        counter_id=counter.id,
        patrol_id=hall.organisation_id,
        at=AT,
        seen="unmanned",
        manning="unknown",
        note=SECRET,
    )
    ticket = QueueTicket(**own, hall_id=hall.id, number=SECRET, taken_at=AT, hour=9)
    session.add_all([look, ticket])
    session.flush()
    return [plan, day, made, look, ticket]

"""The clock's part of a plan: commits to the draw of a day, opens rounds as they fall due, reveals the draw at night."""

import secrets
from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy import func, or_, select

from app.kernel.act import Act, start_of_day
from app.kernel.audit import record
from app.kernel.calendar import CalendarMissing
from app.kernel.drawing import commitment
from app.patrol.checks import codes_in
from app.patrol.drawing import SIDE, day_seed, halls_of_the_day, times_of
from app.patrol.hours import Span, at_time
from app.patrol.models import Counter, Hall, Look, PatrolDay, PatrolPlan, PatrolRound
from app.patrol.queries.looking import camera_of
from app.patrol.queries.opening import opening

A_WEEK = timedelta(days=6)
"""A hall that was last looked at so long ago is looked at today: each at least once a week."""


def commit_days(act: Act) -> Mapping[str, int]:
    """Commit to the draw of today for every plan that has none yet; the trail shows the hash before any hall opens."""
    drawn = select(PatrolDay.plan_id).where(PatrolDay.on == act.on)
    plans = select(PatrolPlan).where(
        PatrolPlan.from_on <= act.on,
        or_(PatrolPlan.to_on.is_(None), PatrolPlan.to_on >= act.on),
        PatrolPlan.id.not_in(drawn),
    )
    made = 0
    for plan in act.session.scalars(plans.order_by(PatrolPlan.id)).all():
        made += _commit(act, plan)
    return {"days": made}


def _commit(act: Act, plan: PatrolPlan) -> bool:
    listed = []
    for hall in _halls_of(act, plan):
        try:
            is_open = bool(opening(act.session, hall, act.on))
        except CalendarMissing:
            return False  # PR.calendar_missing tells of it; a guess would send inspectors to a closed door
        if is_open:
            listed.append((hall.code, _waits(act, plan, hall)))
    if not listed:
        return False
    value = secrets.token_hex(32)
    day = PatrolDay(
        county=plan.county,
        plan_id=plan.id,
        organisation_id=plan.organisation_id,
        on=act.on,
        commitment=commitment(SIDE, value),
        value=value,
        halls=listed,
        committed_at=act.at,
    )
    act.session.add(day)
    record(act, "patrol.committed", day, plan=plan.id, on=act.on, commitment=day.commitment, halls=listed)
    return True


def _halls_of(act: Act, plan: PatrolPlan) -> list[Hall]:
    halls = select(Hall).where(Hall.county == plan.county)
    if codes := codes_in(plan.hall_codes):
        halls = halls.where(Hall.code.in_(codes))
    return list(act.session.scalars(halls.order_by(Hall.code)))


def _waits(act: Act, plan: PatrolPlan, hall: Hall) -> bool:
    """Tell whether a hall must be looked at today: no round of the plan was begun there in the last six days."""
    last = act.session.scalar(
        select(func.max(PatrolRound.begun_at)).where(PatrolRound.plan_id == plan.id, PatrolRound.hall_id == hall.id)
    )
    return last is None or last < start_of_day(act.on - A_WEEK)


def open_rounds(act: Act) -> Mapping[str, int]:
    """Open the rounds of today whose time has come; before that no table and no page tells of them."""
    opened = 0
    days = select(PatrolDay).where(PatrolDay.on == act.on, PatrolDay.revealed_at.is_(None)).order_by(PatrolDay.id)
    for day in act.session.scalars(days).all():
        seed = day_seed([(code, waits) for code, waits in day.halls], name_of(day), day.value)
        for code in halls_of_the_day(seed, day.halls, day.plan.share):
            hall = act.session.scalars(select(Hall).where(Hall.county == day.county, Hall.code == code)).one_or_none()
            if hall is not None:
                opened += _open_due(act, day, hall, seed)
    return {"rounds": opened}


def name_of(day: PatrolDay) -> str:
    """Return what a draw is called in its seed."""
    return f"{day.plan_id} {day.on.isoformat()}"


def _open_due(act: Act, day: PatrolDay, hall: Hall, seed: str) -> int:
    plan, spans = day.plan, opening(act.session, hall, day.on)
    times = (
        [at_time(day.on, clock) for clock in codes_in(plan.times)]
        if plan.times
        else times_of(seed, hall.code, plan.rounds, spans, plan.minutes)
    )
    held = set(
        act.session.scalars(
            select(PatrolRound.number).where(PatrolRound.day_id == day.id, PatrolRound.hall_id == hall.id)
        )
    )
    opened = 0
    for number, due in enumerate(times, start=1):
        if number in held or due > act.at or not any(span.holds(due) for span in spans):
            continue
        made = PatrolRound(
            county=hall.county,
            organisation_id=plan.organisation_id,
            plan_id=plan.id,
            day_id=day.id,
            number=number,
            hall_id=hall.id,
            due_at=due,
            until=due + timedelta(minutes=plan.minutes),
            open_minutes=minutes_of(spans),
            week=week_of(day.on),
        )
        fill_round(act, made, hall, plan.looks)
        record(act, "patrol.round_opened", made, hall=hall.id, due_at=due, looks=len(made.looks))
        opened += 1
    return opened


def week_of(day: date) -> str:
    """Return the week of a day as ``2026-W39``."""
    year, week, _weekday = day.isocalendar()
    return f"{year}-W{week:02d}"


def minutes_of(spans: list[Span]) -> int:
    """Return how many minutes spans hold together."""
    return sum(int((span.ends - span.begins).total_seconds() // 60) for span in spans)


def fill_round(act: Act, made: PatrolRound, hall: Hall, most: int) -> None:
    """Give a round its looks: the counters that were looked at longest ago, first."""
    last = (
        select(Look.counter_id, func.max(Look.at).label("at")).where(Look.hall_id == hall.id).group_by(Look.counter_id)
    ).subquery()
    counters = (
        select(Counter)
        .outerjoin(last, last.c.counter_id == Counter.id)
        .where(Counter.hall_id == hall.id, or_(Counter.closed_on.is_(None), Counter.closed_on > act.on))
        .order_by(last.c.at.is_not(None), last.c.at, Counter.code)
        .limit(most)
    )
    act.session.add(made)
    for place, counter in enumerate(act.session.scalars(counters).all(), start=1):
        camera = None if made.on_foot else camera_of(act.session, counter)
        made.looks.append(
            Look(
                county=hall.county,
                place=place,
                hall_id=hall.id,
                counter_id=counter.id,
                organisation_id=counter.organisation_id,
                patrol_id=made.organisation_id,
                camera_id=camera.id if camera else None,
                on_foot=made.on_foot,
            )
        )
    act.session.flush()


def reveal_days(act: Act) -> Mapping[str, int]:
    """Reveal the values of days that are over: anybody can then repeat the draw and compare it with the morning's hash."""
    days = select(PatrolDay).where(PatrolDay.revealed_at.is_(None), PatrolDay.committed_at <= act.at)
    revealed = 0
    for day in act.session.scalars(days.order_by(PatrolDay.id)).all():
        if act.at < at_time(day.on, "20:00"):
            continue
        day.revealed, day.revealed_at = day.value, act.at
        record(act, "patrol.revealed", day, plan=day.plan_id, on=day.on, value=day.value, commitment=day.commitment)
        revealed += 1
    return {"days": revealed}

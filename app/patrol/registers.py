"""What plans and tickets must hold, whether they came by form, sheet or REST."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from app.kernel.act import CHINA, Act
from app.kernel.errors import Conflict, Incomplete, NotAllowed
from app.kernel.words import N_
from app.patrol.checks import codes_in
from app.patrol.hours import read_time
from app.patrol.models import Counter, Hall, PatrolPlan, QueueTicket


def check_plan(act: Act, plan: PatrolPlan, changes: Mapping[str, Any]) -> None:
    """Refuse a plan of halls that are not there, or of numbers that cannot be kept."""
    for name, least, most in (("share", 1, 100), ("rounds", 1, 6), ("looks", 1, 60), ("minutes", 5, 240)):
        if not least <= (getattr(plan, name) or 0) <= most:
            raise Incomplete(N_("Write a number from %(least)d to %(most)d."), field=name, least=least, most=most)
    if plan.to_on is not None and plan.to_on < plan.from_on:
        raise Incomplete(N_("The last day lies before the first."), field="to_on")
    plan.times = "、".join(sorted(read_time(one, "times") for one in codes_in(plan.times or "")))
    codes = codes_in(plan.hall_codes or "")
    with act.session.no_autoflush:
        known = set(act.session.scalars(select(Hall.code).where(Hall.county == plan.county, Hall.code.in_(codes))))
        twice = select(PatrolPlan.id).where(PatrolPlan.county == plan.county, PatrolPlan.name == plan.name)
        others = set(act.session.scalars(twice)) - {plan.id}
    if lost := [code for code in codes if code not in known]:
        raise Incomplete(
            N_("There is no hall %(code)s in this county. Correct the code."), field="hall_codes", code=lost[0]
        )
    if others:
        raise Conflict(N_("Another plan of the county has this name. Choose another."), field="name")


def check_ticket(act: Act, ticket: QueueTicket, changes: Mapping[str, Any]) -> None:
    """Refuse a ticket whose times run backwards or whose counter stands in another hall; work out how long it waited."""
    with act.session.no_autoflush:
        hall = act.session.get(Hall, ticket.hall_id)
        counter = act.session.get(Counter, ticket.counter_id) if ticket.counter_id else None
    if hall is None or not act.actor.scope.holds(hall.county, hall.organisation_id):
        raise NotAllowed(N_("This hall is run by another organisation. Ask the one that runs it."), field="hall_id")
    if ticket.counter_id and (counter is None or counter.hall_id != hall.id):
        raise Incomplete(N_("This counter stands in another hall."), field="counter_id")
    ticket.county = hall.county
    ticket.organisation_id = counter.organisation_id if counter else hall.organisation_id
    if (ticket.called_at is None) != (counter is None):
        raise Incomplete(N_("Whoever calls a ticket is a counter: give both, or neither."), field="counter_id")
    if ticket.called_at is not None and ticket.called_at < ticket.taken_at:
        raise Incomplete(N_("It was called before it was taken."), field="called_at")
    if ticket.finished_at is not None and (ticket.called_at is None or ticket.finished_at < ticket.called_at):
        raise Incomplete(N_("It was finished before it was called."), field="finished_at")
    if ticket.rating is not None and not 1 <= ticket.rating <= 5:
        raise Incomplete(N_("A rating is a number from 1 (very dissatisfied) to 5 (very satisfied)."), field="rating")
    ticket.hour = ticket.taken_at.astimezone(CHINA).hour
    waited = ticket.called_at - ticket.taken_at if ticket.called_at else None
    ticket.waited = int(waited.total_seconds() // 60) if waited is not None else None

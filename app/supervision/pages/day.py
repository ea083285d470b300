"""An inspector's day: what waits for him, in the order in which it should be done."""

from typing import Any

from flask import render_template, url_for
from sqlalchemy import ColumnElement, func, select

from app.kernel.roles import Role
from app.kernel.words import N_
from app.supervision.accountability.models import Accountability, HoldState, Measure
from app.supervision.models import Alert, AlertState, FollowUp, FollowUpState
from app.supervision.pages import PAGES
from app.supervision.pages.asking import link_of, looking
from app.supervision.queries.alerts import COUNTED, count_alerts, find_alerts
from app.supervision.queries.narrowing import AlertFilter, Due, Sort
from app.supervision.texts import headline
from app.surfaces.acts import current_actor, session
from app.surfaces.language import show_day, translate
from app.surfaces.pages import allowed

SHOWN = 5
PARTS: tuple[tuple[str, AlertFilter], ...] = (
    (N_("Mine, with a reply that is overdue"), AlertFilter(mine=True, due=Due.OVERDUE, sort=Sort.DUE)),
    (N_("Mine, with a reply due today"), AlertFilter(mine=True, due=Due.TODAY, sort=Sort.DUE)),
    (N_("Mine, explained by the organisation"), AlertFilter(mine=True, states=(str(AlertState.EXPLAINED),))),
    (N_("Red cards that nobody has taken"), AlertFilter(open_only=True, unassigned=True, severities=(3,))),
    (N_("Mine, the gravest first"), AlertFilter(open_only=True, mine=True, sort=Sort.SEVERITY)),
)


@PAGES.get("/my-day")
@allowed(Role.INSPECTOR)
def my_day() -> str:
    """Show what waits: replies to review and decisions first, then alerts by urgency."""
    return render_template(
        "supervision/my_day.html", parts=[_replies(), _decisions(), *(_alerts(title, f) for title, f in PARTS)]
    )


def _alerts(title: str, filters: AlertFilter) -> dict[str, Any]:
    count = count_alerts(session(), looking(), filters)
    found = find_alerts(session(), looking(), filters, limit=SHOWN).alerts if count else []
    return {
        "title": translate(title),
        "count": min(count, COUNTED),
        "more": count > COUNTED,
        "url": url_for(".queue", **link_of(filters)),
        "rows": [
            {
                "text": headline(one),
                "about": one.organisation.name,
                "on": show_day(one.reply_due_on),
                "url": url_for(".alert", pk=one.id),
            }
            for one in found
        ],
    }


def _replies() -> dict[str, Any]:
    """Return the replies to my own follow-ups, or about alerts that are mine, that wait for a review."""
    me = current_actor().official_id
    waiting: ColumnElement[bool] = (
        current_actor().scope.where(FollowUp.county, FollowUp.organisation_id)
        & (FollowUp.state == str(FollowUpState.REPLIED))
        & ((FollowUp.asked_by == me) | (Alert.assigned_to == me))
    )
    base = select(FollowUp).join(Alert, Alert.id == FollowUp.alert_id).where(waiting)
    rows = session().scalars(base.order_by(FollowUp.replied_at, FollowUp.id).limit(SHOWN)).all()
    return {
        "title": translate(N_("Replies to review")),
        "count": session().scalar(select(func.count()).select_from(base.subquery())) or 0,
        "url": url_for(".follow_ups"),
        "rows": [
            {
                "text": f"{one.number} · {one.question}",
                "about": one.organisation.name,
                "on": show_day(one.replied_at),
                "url": url_for(".follow_up", pk=one.id),
            }
            for one in rows
        ],
    }


def _decisions() -> dict[str, Any]:
    """Return the measures that a colleague proposed, and the appeals against what a colleague decided."""
    me = current_actor().official_id
    mine_to_decide = (Accountability.state == str(HoldState.PROPOSED)) & Accountability.proposed_by.is_distinct_from(me)
    mine_to_answer = (Accountability.state == str(HoldState.APPEALED)) & Accountability.decided_by.is_distinct_from(me)
    base = select(Accountability).where(
        current_actor().scope.where(Accountability.county, Accountability.organisation_id),
        mine_to_decide | mine_to_answer,
    )
    rows = session().scalars(base.order_by(Accountability.proposed_at, Accountability.id).limit(SHOWN)).all()
    return {
        "title": translate(N_("Measures to decide and appeals to answer")),
        "count": session().scalar(select(func.count()).select_from(base.subquery())) or 0,
        "rows": [
            {
                "text": f"{one.number} · {translate(Measure(one.measure))} · {translate(HoldState(one.state))}",
                "about": one.organisation.name,
                "on": show_day(one.proposed_at),
                "url": url_for(".accountability", pk=one.id),
            }
            for one in rows
        ],
    }

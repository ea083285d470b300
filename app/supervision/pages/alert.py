"""One page an alert: the evidence, the trail, the law in plain words, and what can be done now."""

from dateutil.relativedelta import relativedelta
from flask import Response, render_template, request, url_for
from sqlalchemy import select

from app.kernel.act import Act
from app.kernel.errors import NotFound
from app.kernel.flows.models import FlowVersion, StepVisit
from app.kernel.places import Official
from app.kernel.points import Point
from app.kernel.roles import Role
from app.kernel.words import N_
from app.supervision.accountability.models import Accountability, HoldState, Measure
from app.supervision.accountability.records import WATCHERS
from app.supervision.evidence import evidence_rows
from app.supervision.models import Alert, AlertState, FollowUp, FollowUpState, NoteKind
from app.supervision.own.watching import point_called, terms_in_evidence
from app.supervision.pages import PAGES
from app.supervision.pages.alert_acts import FORMS, PROPOSE, buttons_of
from app.supervision.pages.beside import seen_by
from app.supervision.pages.queue import READERS
from app.supervision.queries.figures import precision_of
from app.supervision.queries.similar import Ends, ended_similar, ends_of_similar
from app.supervision.texts import headline
from app.surfaces.actions import answered
from app.surfaces.acts import current_actor, reading_act, session, today
from app.surfaces.flowpicture import draw_flow
from app.surfaces.language import show_day, show_moment, translate
from app.surfaces.pages import allowed
from app.surfaces.records.showing import beside, timeline
from app.surfaces.records.subjects import subject_link

OFFICERS = (Role.WINDOW, Role.HANDLER, Role.LEGAL_REVIEWER, Role.ENFORCEMENT_OFFICER)
"""They see the alerts that concern themselves: nobody is accused behind his back."""


def alert_in_scope(pk: int) -> Alert:
    """Return an alert inside the scope, for an officer one that concerns himself; or NotFound."""
    found = session().scalar(select(Alert).where(Alert.id == pk, seen_by(current_actor())))
    if found is None:
        raise NotFound(N_("There is no such alert, or it lies outside your region."))
    return found


@PAGES.get("/alerts/<int:pk>")
@allowed(*READERS, *OFFICERS)
def alert(pk: int) -> str:
    """Show an alert with everything that is needed to judge it."""
    return _show(alert_in_scope(pk))


def _show(found: Alert, failed: str = "", errors: dict[str, str] | None = None) -> str:
    point = point_called(session(), found.point, found.point_version)
    people = {found.official_id, found.assigned_to, *(note.official_id for note in found.notes)} - {None}
    names: dict[int, str] = dict(
        session().execute(select(Official.id, Official.name).where(Official.id.in_(people))).all()
    )
    follow_ups = session().scalars(select(FollowUp).where(FollowUp.alert_id == found.id).order_by(FollowUp.id)).all()
    watching = not current_actor().roles.isdisjoint(WATCHERS)
    records = select(Accountability).where(Accountability.alert_id == found.id).order_by(Accountability.id)
    scope = current_actor().scope
    day = today()
    return render_template(
        "supervision/alert.html",
        alert=found,
        point=point,
        title=translate(point.title) if point else found.point,
        headline=headline(found),
        state=translate(AlertState(found.state)),
        evidence=_evidence(found, point),
        limits=limits_of(found, point),
        precision=precision_of(session(), current_actor().scope, found.point, day - relativedelta(years=1), day),
        names=names,
        notes=[
            {
                "what": translate(NoteKind(n.what)),
                "at": show_moment(n.written_at),
                "who": names.get(n.official_id or 0, ""),
                "note": n.text,
            }
            for n in found.notes
            if watching or n.what != NoteKind.FINDING
        ],
        part=request.args.get("part") == "beside",
        full=url_for(".alert", pk=found.id),
        picture=_has_picture(found),
        similar=[
            (translate(title), *_told(ends_of_similar(session(), scope, found, at_home)))
            for title, at_home in (
                ((N_("This organisation"), True), (N_("The whole county"), False))
                if watching
                else ((N_("This organisation"), True),)
            )
        ],
        ended=[
            {
                "row": row,
                "headline": headline(row),
                "state": translate(AlertState(row.state)),
                "on": show_day(row.closed_at),
            }
            for row in (ended_similar(session(), scope, found) if watching else ())
        ],
        records=[
            {"row": row, "measure": translate(Measure(row.measure)), "state": translate(HoldState(row.state))}
            for row in (session().scalars(records) if watching else ())
        ],
        follow_ups=[
            {"row": item, "state": translate(FollowUpState(item.state)), "due": show_day(item.due_on)}
            for item in follow_ups
        ],
        subject=subject_link(found.subject_kind, found.subject_id),
        own_trail=timeline("alert", found.id),
        subject_trail=timeline(found.subject_kind, found.subject_id),
        beside=beside(found.subject_kind, found.subject_id, url_for(".alert", pk=found.id)),
        buttons=buttons_of(reading_act(), found, failed, errors or {}),
        errors=errors or {},
    )


def _told(ends: Ends) -> tuple[int, list[tuple[str, int]]]:
    """Return how many alerts there were, and each way in which they ended with its count, what is open last."""
    rows = [(translate(state), count) for state, count in ends.states.items() if state != AlertState.FALSE_ALARM]
    rows += [(f"{translate(AlertState.FALSE_ALARM)}: {translate(why)}", n) for why, n in ends.false_alarms.items()]
    return ends.total, [*rows, *([(translate(N_("Still open")), ends.open)] if ends.open else [])]


def _visits(found: Alert) -> list[StepVisit]:
    """Return the stays at steps of the case that an alert is about, under its newest flow."""
    about = (StepVisit.subject_kind == found.subject_kind, StepVisit.subject_id == found.subject_id)
    rows = session().scalars(
        select(StepVisit).where(*about, StepVisit.version_id.is_not(None)).order_by(StepVisit.opened_at, StepVisit.id)
    )
    visits = list(rows)
    return [one for one in visits if one.version_id == visits[-1].version_id]


def _has_picture(found: Alert) -> bool:
    return bool(_visits(found))


@PAGES.get("/alerts/<int:pk>/picture.svg")
@allowed(*READERS, *OFFICERS)
def alert_picture(pk: int) -> Response:
    """Draw the way of the case that an alert is about through its flow."""
    visits = _visits(alert_in_scope(pk))
    if not visits:
        raise NotFound(N_("This case has no flow."))
    version = session().get_one(FlowVersion, visits[-1].version_id)
    picture = draw_flow(version, visits, narrow=request.args.get("narrow") == "1")
    return Response(picture, mimetype="image/svg+xml")


def _evidence(found: Alert, point: Point | None) -> list[dict[str, str]]:
    """Return what was compared; the organisation stands above it already."""
    rows = evidence_rows(found.point, found.evidence, terms_in_evidence(point) if point else {})
    return [row for row in rows if row["text"] != found.organisation.name]


def limits_of(found: Alert, point: Point | None) -> list[dict[str, str]]:
    """Return the parameters in force when an alert was raised, in words."""
    titles = {p.name: translate(p.title) for p in point.parameters} if point else {}
    return [{"label": titles[k], "text": str(v)} for k, v in (found.limits or {}).items() if k in titles]


@PAGES.post("/alerts/<int:pk>/<action>")
@allowed(*READERS, *OFFICERS)
def act_on_alert(pk: int, action: str) -> Response | tuple[str, int]:
    """Carry out one act about an alert; a refusal keeps what was written."""
    if action not in FORMS:
        raise NotFound(N_("There is no such action."))
    alert_in_scope(pk)

    def work(act: Act) -> str:
        made = FORMS[action][2].carry(act, alert_in_scope(pk))
        return url_for(".accountability", pk=made) if action == PROPOSE else url_for(".alert", pk=pk)

    return answered(work, lambda _act, errors: _show(alert_in_scope(pk), action, errors))

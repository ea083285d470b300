"""The queue as a spreadsheet, with everything that the report of an inspector needs."""

from typing import Any

from flask import Response, request
from sqlalchemy import select

from app.kernel.audit import Subject, record
from app.kernel.places import Official, county_names
from app.kernel.points import Nature, Point, Severity
from app.kernel.words import N_
from app.supervision.accountability.records import WATCHERS
from app.supervision.evidence import evidence_rows
from app.supervision.models import Alert, AlertNote, AlertState, FalseAlarm, FollowUp, FollowUpState, NoteKind
from app.supervision.own.watching import points_called, terms_in_evidence
from app.supervision.pages import PAGES
from app.supervision.pages.alert import limits_of
from app.supervision.pages.asking import filter_of, looking
from app.supervision.pages.queue import READERS
from app.supervision.queries.alerts import find_alerts
from app.supervision.texts import headline
from app.surfaces.acts import acting, current_actor, session
from app.surfaces.export import table_answer
from app.surfaces.language import show_day, show_moment, translate
from app.surfaces.pages import allowed

EXPORTED = 10_000
BATCH = 500
"""Ids of one look-up."""
COLUMNS = (
    N_("Number"),
    N_("Number of the point"),
    N_("Point"),
    N_("Law"),
    N_("Severity"),
    N_("Nature"),
    N_("Text"),
    N_("County"),
    N_("Organisation"),
    N_("Person in charge"),
    N_("Occurred"),
    N_("Detected"),
    N_("Values compared"),
    N_("Parameters"),
    N_("State"),
    N_("Worked on by"),
    N_("Reply due"),
    N_("Cause ended"),
    N_("Explanation of the organisation"),
    N_("Finding of the inspector"),
    N_("Verdict"),
    N_("Why it was a false alarm"),
    N_("When it ended"),
    N_("Days open"),
    N_("Follow-ups"),
)


@PAGES.get("/alerts/export")
@allowed(*READERS)
def export_queue() -> Response:
    """Export the alerts of the present filter in its order; the export stands in the trail."""
    filters = filter_of(request.args)
    found = find_alerts(session(), looking(), filters, limit=EXPORTED, whole=True).alerts
    rows = _rows(found)
    with acting() as act:
        record(act, "export.made", Subject("alert", 0, act.county), rows=len(rows), filters=filters.as_query())
    return table_answer(translate(N_("Alerts")), [translate(column) for column in COLUMNS], rows)


def _rows(alerts: list[Alert]) -> list[tuple[Any, ...]]:
    points = points_called(session(), {one.point for one in alerts})
    counties = county_names(session(), {one.county for one in alerts})
    people = {pk for one in alerts for pk in (one.official_id, one.assigned_to) if pk is not None}
    names: dict[int, str] = {}
    notes: dict[tuple[int, str], list[str]] = {}
    asked: dict[int, list[str]] = {}
    for part in _parts(people):
        found = session().execute(select(Official.id, Official.name).where(Official.id.in_(part)))
        names.update((row[0], row[1]) for row in found)
    for part in _parts({one.id for one in alerts}):
        written = select(AlertNote).where(AlertNote.alert_id.in_(part)).order_by(AlertNote.id)
        for note in session().scalars(written):
            notes.setdefault((note.alert_id, note.what), []).append(note.text)
        for row in session().scalars(select(FollowUp).where(FollowUp.alert_id.in_(part)).order_by(FollowUp.id)):
            asked.setdefault(row.alert_id, []).append(f"{row.number} {translate(FollowUpState(row.state))}")
    # What inspectors found is theirs until the verdict is given.
    watching = not current_actor().roles.isdisjoint(WATCHERS)
    return [
        (
            one.id,
            one.point,
            *_of_point(points.get(one.point), one),
            translate(Severity(one.severity).title_id),
            translate(Nature(one.nature).title_id),
            headline(one),
            counties.get(one.county, str(one.county)),
            one.organisation.name,
            names.get(one.official_id or 0, ""),
            show_moment(one.occurred_at),
            show_moment(one.detected_at),
            *_compared(points.get(one.point), one),
            translate(AlertState(one.state)),
            names.get(one.assigned_to or 0, ""),
            show_day(one.reply_due_on),
            show_moment(one.ceased_at),
            _joined(notes.get((one.id, NoteKind.EXPLANATION))),
            _joined(notes.get((one.id, NoteKind.FINDING))) if watching else "",
            one.verdict or "",
            translate(FalseAlarm(one.false_alarm)) if one.false_alarm else "",
            show_moment(one.closed_at),
            "" if one.days_open is None else one.days_open,
            _joined(asked.get(one.id)),
        )
        for one in alerts
    ]


def _parts(ids: set[int]) -> list[list[int]]:
    ordered = sorted(ids)
    return [ordered[first : first + BATCH] for first in range(0, len(ordered), BATCH)]


def _of_point(point: Point | None, alert: Alert) -> tuple[str, str]:
    return (translate(point.title), translate(point.basis)) if point else (alert.point, "")


def _compared(point: Point | None, alert: Alert) -> tuple[str, str]:
    """Return the values compared and the parameters in force, each as ``label: text`` in one cell."""
    values = evidence_rows(alert.point, alert.evidence, terms_in_evidence(point) if point else {})
    told = [[f"{row['label']}: {row['text']}" for row in rows] for rows in (values, limits_of(alert, point))]
    return _joined(told[0]), _joined(told[1])


def _joined(texts: list[str] | None) -> str:
    return "\n".join(texts or ())

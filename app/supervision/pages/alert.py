"""One page an alert: the evidence, the trail, the law in plain words, and what can be done now."""

from collections.abc import Callable
from typing import Any

from dateutil.relativedelta import relativedelta
from flask import Response, flash, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.routing import BuildError

from app.kernel.act import Act
from app.kernel.errors import NotFound, Refused
from app.kernel.places import Official
from app.kernel.points import Point
from app.kernel.roles import Role
from app.kernel.words import N_
from app.supervision.evidence import evidence_rows
from app.supervision.flows import ALERTS
from app.supervision.models import Alert, AlertState, FalseAlarm, FollowUp, FollowUpState, NoteKind
from app.supervision.operations import alerts as verbs
from app.supervision.operations.follow_ups import ask_follow_up
from app.supervision.own.watching import point_called, terms_in_evidence
from app.supervision.pages import PAGES
from app.supervision.pages.queue import READERS
from app.supervision.queries.figures import precision_of
from app.surfaces.acts import acting, current_actor, session, today
from app.surfaces.language import say, say_refusal, show_day, show_moment
from app.surfaces.pages import allowed
from app.surfaces.records.showing import timeline

JUDGES = (Role.INSPECTOR,)


def alert_in_scope(pk: int) -> Alert:
    """Return an alert inside the scope, or NotFound."""
    scope = current_actor().scope
    found = session().scalar(
        select(Alert).where(Alert.id == pk, scope.where(Alert.county, Alert.organisation_id))
    )
    if found is None:
        raise NotFound(N_("There is no such alert, or it lies outside your region."))
    return found


@PAGES.get("/alerts/<int:pk>")
@allowed(*READERS)
def alert(pk: int) -> str:
    """Show an alert with everything that is needed to judge it."""
    return _show(alert_in_scope(pk), {})


def _show(found: Alert, errors: dict[str, dict[str, str]]) -> str:
    point = point_called(session(), found.point, found.point_version)
    people = {found.official_id, found.assigned_to, *(note.official_id for note in found.notes)} - {None}
    names: dict[int, str] = dict(
        session().execute(select(Official.id, Official.name).where(Official.id.in_(people))).all()
    )
    follow_ups = (
        session().scalars(select(FollowUp).where(FollowUp.alert_id == found.id).order_by(FollowUp.id)).all()
    )
    moves = {move.code for move in ALERTS.moves_from(found.state)}
    day = today()
    return render_template(
        "supervision/alert.html",
        alert=found,
        point=point,
        title=say(point.title) if point else found.point,
        state=say(AlertState(found.state)),
        evidence=_evidence(found, point),
        limits=_limits(found, point),
        precision=precision_of(
            session(), current_actor().scope, found.point, day - relativedelta(years=1), day
        ),
        names=names,
        notes=[
            {"what": say(NoteKind(n.what)), "at": show_moment(n.written_at), "who": names.get(n.official_id or 0, ""), "note": n.text}
            for n in found.notes
        ],
        follow_ups=[
            {"row": item, "state": say(FollowUpState(item.state)), "due": show_day(item.due_on)} for item in follow_ups
        ],
        subject_url=_subject_url(found),
        subject_words=say(SUBJECTS.get(found.subject_kind, N_("Open the record"))),
        own_trail=timeline("alert", found.id),
        subject_trail=timeline(found.subject_kind, found.subject_id),
        moves=moves if Role.INSPECTOR in current_actor().roles else set(),
        may_explain="explain" in moves and bool(current_actor().roles & {Role.SECTION_HEAD, Role.ORGAN_HEAD}),
        false_alarms=[(word.value, say(word)) for word in FalseAlarm],
        errors=errors,
    )  # fmt: skip


def _evidence(found: Alert, point: Point | None) -> list[dict[str, str]]:
    """Return what was compared; the organisation stands above it already."""
    rows = evidence_rows(found.evidence, terms_in_evidence(point) if point else {})
    return [row for row in rows if row["text"] != found.organisation.name]


def _limits(found: Alert, point: Point | None) -> list[dict[str, str]]:
    titles = {p.name: say(p.title) for p in point.parameters} if point else {}
    return [{"label": titles[k], "text": str(v)} for k, v in (found.limits or {}).items() if k in titles]


SUBJECTS = {
    "approval": N_("Open the case"), "penalty": N_("Open the case"), "follow_up": N_("Open the follow-up"), "alert": N_("Open that alert"),
    "ledger_duty": N_("Open the ledger"), "disclosure_item": N_("Open the item of disclosure"),
    "disclosure_task": N_("Open the desk of disclosure"), "disclosure_question": N_("Open the questions"),
    "disclosure_request": N_("Open the application for disclosure"), "disclosing_body": N_("Open its public page"),
}  # fmt: skip
"""What the button to the subject says."""


def _subject_url(found: Alert) -> str | None:
    pages = {
        "approval": "approvals.case",
        "penalty": "enforcement.case",
        "follow_up": "supervision.follow_up",
        "alert": "supervision.alert",
        "ledger_duty": "ledgers.duty",
        "disclosure_item": "disclosure.item",
        "disclosure_task": "disclosure.task",
        "disclosure_question": "disclosure.question",
        "disclosure_request": "disclosure.request_page",
        "disclosing_body": "disclosure.body",
    }
    endpoint = pages.get(found.subject_kind)
    try:
        return url_for(endpoint, pk=found.subject_id) if endpoint else None
    except BuildError:
        return None


def _verify(act: Act, found: Alert, form: Any, seen: int | None) -> None:
    verbs.verify(act, found, form.get("text", ""), seen=seen)


def _close(act: Act, found: Alert, form: Any, seen: int | None) -> None:
    verbs.close(act, found, form.get("text", ""), seen=seen)


def _false_alarm(act: Act, found: Alert, form: Any, seen: int | None) -> None:
    verbs.mark_false_alarm(act, found, form.get("reason_code", ""), form.get("text", ""), seen=seen)


def _account(act: Act, found: Alert, form: Any, seen: int | None) -> None:
    verbs.hold_to_account(act, found, form.get("text", ""), seen=seen)


def _explain(act: Act, found: Alert, form: Any, seen: int | None) -> None:
    verbs.explain(act, found, form.get("text", ""), seen=seen)


def _take(act: Act, found: Alert, form: Any, seen: int | None) -> None:
    verbs.assign_alerts(act, [found.id], act.actor.official_id or 0)


def _ask(act: Act, found: Alert, form: Any, seen: int | None) -> None:
    ask_follow_up(act, found, form.get("question", ""), form.get("days", 5, type=int))


ACTIONS: dict[str, Callable[[Act, Alert, Any, int | None], None]] = {
    "assign": _take,
    "explain": _explain,
    "verify": _verify,
    "close": _close,
    "false_alarm": _false_alarm,
    "account": _account,
    "ask": _ask,
}


@PAGES.post("/alerts/<int:pk>/<action>")
@allowed(Role.INSPECTOR, Role.SECTION_HEAD, Role.ORGAN_HEAD)
def act_on_alert(pk: int, action: str) -> Response | tuple[str, int]:
    """Carry out one action on an alert; a refusal keeps what was written."""
    found = alert_in_scope(pk)
    if action not in ACTIONS:
        raise NotFound(N_("There is no such action."))
    try:
        with acting() as act:
            ACTIONS[action](act, found, request.form, request.form.get("edit_number", type=int))
    except Refused as fault:
        text = say_refusal(fault)
        return _show(alert_in_scope(pk), {action: {fault.field or "form": text, "form": text}}), fault.status
    flash(say(N_("Done.")), "success")
    return redirect(url_for(".alert", pk=pk))  # type: ignore[return-value]

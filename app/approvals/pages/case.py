"""The case page: what is to be done now as one row of buttons, each with its form."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from sqlalchemy import select

from app.approvals import operations as verbs
from app.approvals.flows import APPROVAL
from app.approvals.models import OWN_CLOCKS, Case, Complaint
from app.approvals.pages import PAGES
from app.approvals.pages.band import band_of
from app.approvals.pages.desk import READERS, WALK, WORKERS
from app.approvals.pages.forms import FORMS
from app.approvals.pages.happened import happened
from app.approvals.queries import attachments_of, case_for, complaints_for, possible_moves, step_deadlines
from app.approvals.showing import paper_answer
from app.kernel.act import Act
from app.kernel.attachments import genuine_path
from app.kernel.audit import record
from app.kernel.clocks import Clock, ClockKind, running_clocks
from app.kernel.clocks.lights import FAR, Deadline, deadline_of, light_of
from app.kernel.documents import documents_of
from app.kernel.errors import NotFound, Refused
from app.kernel.flows.engine import visits_of
from app.kernel.flows.machine import Move
from app.kernel.places import Official
from app.kernel.roles import Duty, Role
from app.kernel.sealing import masked
from app.kernel.words import N_
from app.parties.pages.warning import warning_for
from app.powers.queries import joint_organs
from app.surfaces.actions import ActForm, answered, button_of, in_order
from app.surfaces.acts import acting, current_actor, now, reading_act, session
from app.surfaces.casepage import split_buttons
from app.surfaces.downloads import send_attachment
from app.surfaces.flowpicture import draw_flow, flow_rows
from app.surfaces.folders import folder_of
from app.surfaces.language import show_day, show_due, show_moment, translate, translate_refusal
from app.surfaces.pages import allowed
from app.surfaces.records.showing import timeline
from app.surfaces.walking import Landing


@PAGES.get("/<int:pk>")
@allowed(*READERS)
def case(pk: int) -> str:
    """Show a case."""
    act = reading_act()
    return _show(act, case_for(act, pk), "", {})


def _show(act: Act, found: Case, failed: str, errors: dict[str, str]) -> str:
    working = not current_actor().roles.isdisjoint(WORKERS)
    buttons = in_order(
        [
            button_of(act, found, move.code, move.title, form, failed, errors)
            for move, form in (_offered(act, found) if working else ())
        ]
    )
    running = running_clocks(session(), found)
    visits = visits_of(session(), found)
    clocks = _clocks(running, {visit.id: visit.name for visit in visits})
    limits = step_deadlines(running, visits, now())
    steps = flow_rows(found.flow_version, visits, limits) if found.flow_version else []
    names = _names(visits, found)
    return render_template(
        "approvals/case.html",
        case=found,
        buttons=buttons,
        walk=WALK.place(found.id),
        warning=warning_for(act, found.applicant_hash, buttons, "recuse"),
        clocks=clocks,
        band=band_of(found, visits, running, names, steps),
        split=split_buttons(buttons),
        said=next((visit for visit in reversed(visits) if visit.closed_at and visit.opinion), None),
        facts=_facts(found),
        answers=_answers(found),
        materials=found.materials,
        attachments={a.id: a for a in attachments_of(session(), found)},
        papers=documents_of(session(), found),
        steps=steps,
        visits=visits,
        names=names,
        happened=happened(found),
        trail=timeline("approval", found.id),
        failed=errors.get("form", "") if failed else "",
    )


def _offered(act: Act, found: Case) -> list[tuple[Move, ActForm[Case]]]:
    """Return what the actor may do now, each with its form."""
    return [
        (one.move, form)
        for one in possible_moves(act, found)
        if one.allowed and (form := FORMS.get(one.move.code)) is not None and form.is_offered(act, found)
    ]


def _clocks(running: Sequence[Clock], steps: Mapping[int, str]) -> list[dict[str, Any]]:
    """Return the limits that run, the nearest first: it is the deadline that desk, list and picture show."""
    shown = [c for c in running if c.what in (*OWN_CLOCKS, ClockKind.CORRECT)]
    first = deadline_of([clock for clock in shown if clock.what in OWN_CLOCKS], now())
    return [_clock(clock, steps, first) for clock in sorted(shown, key=lambda clock: (clock.due_at or FAR, clock.id))]


def _clock(clock: Clock, steps: Mapping[int, str], first: Deadline) -> dict[str, Any]:
    light = light_of(clock.due_at, clock.warn_at, now())
    title, step = translate(ClockKind(clock.what)), steps.get(clock.step_id or 0)
    stands = clock.suspended_on is not None
    undated = N_("stands still") if stands else N_("not known yet: the calendar of that year is missing")
    return {
        "title": f"{title} ({step})" if step else title,
        "due": show_due(clock.due_at) or translate(undated),
        "light": light.value,
        "words": translate(light if clock.due_at or stands else N_("No deadline")),
        "first": clock.due_at is not None and clock.due_at == first.due_at and clock.what == first.what,
    }


def _facts(found: Case) -> list[dict[str, str]]:
    identity = found.applicant_identity
    handles = any(home == found.organisation_id for home, _duty in current_actor().duties)
    window = (found.organisation_id, Duty.WINDOW) in current_actor().duties
    return [
        {"label": translate(N_("Item")), "text": found.power_version.name},
        {"label": translate(N_("Organ")), "text": found.organisation.name},
        {"label": translate(N_("Handled together with")), "text": "、".join(joint_organs(found.power_version))},
        {"label": translate(N_("Applicant")), "text": found.applicant_name},
        {"label": translate(N_("Identity number or credit code")), "text": identity if handles else masked(identity)},
        {
            "label": translate(N_("Telephone")),
            "text": found.applicant_phone if handles else masked(found.applicant_phone),
        },
        {"label": translate(N_("Agent")), "text": found.agent_name or ""},
        {"label": translate(N_("Query code")), "text": found.query_code if window else ""},
        {"label": translate(N_("Handed in")), "text": show_moment(found.received_at)},
        {"label": translate(N_("Received on")), "text": show_day(found.received_on)},
        {"label": translate(N_("Accepted on")), "text": show_day(found.accepted_on)},
        {"label": translate(N_("Decided")), "text": show_moment(found.decided_at)},
        {"label": translate(N_("Reason")), "text": found.reason or ""},
        {"label": translate(N_("Licence valid until")), "text": show_day(found.valid_to)},
        {"label": translate(N_("Delivered")), "text": show_moment(found.delivered_at)},
        {"label": translate(N_("Published")), "text": show_moment(found.published_at)},
    ]


def _answers(found: Case) -> list[dict[str, str]]:
    labels = {str(row["name"]): str(row.get("label", row["name"])) for row in found.power_version.form or ()}
    return [{"label": labels.get(k, k), "text": _answer(v)} for k, v in (found.form or {}).items()]


def _answer(value: Any) -> str:
    if isinstance(value, bool):
        return translate(N_("yes") if value else N_("no"))
    day = re.fullmatch(r"\d{4}-\d\d-\d\d", str(value))
    return show_day(date.fromisoformat(str(value))) if day else str(value)


def _names(visits: Any, found: Case) -> dict[int, str]:
    ids = {v.closed_by for v in visits} | {v.official_id for v in visits} | {found.handler_id}
    rows = session().execute(select(Official.id, Official.name).where(Official.id.in_(ids - {None})))
    return {row[0]: row[1] for row in rows}


@PAGES.post("/<int:pk>/<code>")
@allowed(*WORKERS)
def carry_out(pk: int, code: str) -> Response | tuple[str, int]:
    """Carry out one act on a case; a refusal keeps everything that was typed."""
    form = FORMS.get(code)
    if form is None:
        raise NotFound(N_("There is no such act."))

    def work(act: Act) -> Landing:
        place, found = WALK.place(pk), case_for(act, pk)
        form.carry(act, found)
        stays = any(next_form.main for _move, next_form in _offered(act, found))
        return WALK.land(place, pk, translate(APPROVAL.moves[code].title), found.number, stays=stays)

    return answered(work, lambda act, errors: _show(act, case_for(act, pk), code, errors))


@PAGES.get("/<int:pk>/flow.svg")
@allowed(*READERS)
def flow(pk: int) -> Response:
    """Draw the case on its swimlane: done green, here orange, overdue red."""
    found = case_for(reading_act(), pk)
    if found.flow_version is None:
        raise NotFound(N_("This case has no flow."))
    narrow = request.args.get("narrow") == "1"
    visits = visits_of(session(), found)
    limits = step_deadlines(running_clocks(session(), found), visits, now())
    picture = draw_flow(found.flow_version, visits, limits, narrow=narrow)
    return Response(picture, mimetype="image/svg+xml")


@PAGES.get("/<int:pk>/papers/<int:document_id>.pdf")
@allowed(*READERS)
def paper(pk: int, document_id: int) -> Response:
    """Open a written document of a case; the download stands in the trail."""
    found = case_for(reading_act(), pk)
    document = next((item for item in documents_of(session(), found) if item.id == document_id), None)
    if document is None:
        raise NotFound(N_("There is no such document in this case."))
    with acting() as act:
        record(act, "attachment.downloaded", found, document=document.number)
        return paper_answer(act, document)


@PAGES.get("/<int:pk>/files/<int:attachment_id>")
@allowed(*READERS)
def attachment(pk: int, attachment_id: int) -> Response:
    """Download a file that the applicant handed in; the download stands in the trail."""
    found = case_for(reading_act(), pk)
    file = next((item for item in attachments_of(session(), found) if item.id == attachment_id), None)
    if file is None:
        raise NotFound(N_("There is no such file in this case."))
    with acting() as act:
        path = genuine_path(folder_of("files"), file)
        record(act, "attachment.downloaded", found, file=file.id)
    return send_attachment(file, path)


@PAGES.route("/complaints", methods=["GET", "POST"])
@allowed(Role.INSPECTOR)
def complaints() -> str | Response:
    """Show complaints of the region, unanswered first; the inspector answers here."""
    if request.method == "POST":
        chosen = session().get(Complaint, request.form.get("complaint", 0, type=int))
        if chosen is None:
            raise NotFound(N_("There is no such complaint."))
        try:
            with acting() as act:
                verbs.answer_complaint(act, chosen, request.form.get("answer", ""))
            flash(translate(N_("The answer has been sent.")), "success")
            return redirect(url_for(".complaints"))  # type: ignore[return-value]
        except Refused as fault:
            flash(translate_refusal(fault), "error")
    return render_template("approvals/complaints.html", rows=complaints_for(session(), current_actor()))

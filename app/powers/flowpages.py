"""Flows on the screen: the swimlane, the tables as a form and as a spreadsheet, BPMN in and out, publication."""

import io
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, send_file, url_for
from sqlalchemy import select

from app.kernel.act import Channel
from app.kernel.errors import Incomplete, NotFound, Refused
from app.kernel.flows.bpmn import export_bpmn, read_bpmn
from app.kernel.flows.checks import create_flow, edit_flow, new_version, publish_flow
from app.kernel.flows.draft import FlowDraft
from app.kernel.flows.models import Flow, FlowState, FlowVersion
from app.kernel.flows.sheet import read_tables, steps_table, transitions_table
from app.kernel.flows.soundness import check_flow
from app.kernel.roles import Duty, Role
from app.kernel.words import N_
from app.surfaces.acts import acting, current_actor, session
from app.surfaces.export import SHEET, write_tables
from app.surfaces.flowpicture import draw_flow, flow_rows, positions_of
from app.surfaces.language import translate, translate_refusal
from app.surfaces.pages import allowed
from app.surfaces.sheets.reading import read_book, read_csv

FLOWS = Blueprint("flows", __name__, url_prefix="/flows", template_folder="templates")
READERS = tuple(role for role in Role if role not in (Role.PUBLIC, Role.VILLAGE_CLERK))
ADMINS = (Role.COUNTY_ADMIN, Role.CITY_ADMIN)
CITY = 100

Answer = str | Response | tuple[str, int]


def _seen(county: int) -> bool:
    """Tell whether a flow is the city's shared one, or of a county in the scope."""
    return county % CITY == 0 or current_actor().scope.holds(county)


def _version(pk: int) -> FlowVersion:
    version = session().get(FlowVersion, pk)
    if version is None or not _seen(version.county):
        raise NotFound(N_("There is no such flow in your region."))
    return version


def _editable(version: FlowVersion) -> bool:
    actor = current_actor()
    return bool(actor.roles & set(ADMINS)) and actor.scope.holds(version.county)


@FLOWS.get("/")
@allowed(*READERS)
def flows() -> str:
    """Show every flow of the city and of the region with its versions."""
    rows = [flow for flow in session().scalars(select(Flow).order_by(Flow.code)) if _seen(flow.county)]
    return render_template("flows/flows.html", rows=rows, may_make=bool(current_actor().roles & set(ADMINS)))


@FLOWS.post("/")
@allowed(*ADMINS)
def make() -> Response:
    """Make a new flow of the administrator's own county, empty as yet."""
    form = request.form
    try:
        with acting() as act:
            draft = create_flow(act, form.get("code", ""), form.get("name", ""), form.get("proceeding", "approval"))
        return redirect(url_for(".version", pk=draft.id))  # type: ignore[return-value]
    except Refused as fault:
        flash(translate_refusal(fault), "error")
        return redirect(url_for(".flows"))  # type: ignore[return-value]


@FLOWS.route("/<int:pk>", methods=["GET", "POST"])
@allowed(*READERS)
def version(pk: int) -> Answer:
    """Show a version: picture, steps, findings; an administrator edits, publishes or copies it here."""
    found = _version(pk)
    error = ""
    if request.method == "POST":
        try:
            with acting(Channel.SHEET) as act:
                target = _carry_out(act, found)
            flash(translate(N_("Saved.")), "success")
            return redirect(url_for(".version", pk=target.id))  # type: ignore[return-value]
        except Refused as fault:
            error = translate_refusal(fault)
            found = _version(pk)
    steps, ways = steps_table(found, translate), transitions_table(found, translate)
    body = render_template(
        "flows/version.html",
        version=found,
        steps=flow_rows(found),
        tables=[steps, ways],
        pasted=request.form.get("steps_rows") if error else None,
        pasted_ways=request.form.get("ways_rows") if error else None,
        findings=check_flow(found.steps, found.transitions) if found.steps else [],
        may_edit=_editable(found),
        is_draft=found.state == FlowState.DRAFT,
        error=error,
    )
    return (body, 422) if error else body


def _carry_out(act: Any, found: FlowVersion) -> FlowVersion:
    action = request.form.get("action", "")
    if action == "publish":
        publish_flow(act, found)
        return found
    if action == "copy":
        return new_version(act, found.flow)
    draft = _sent()
    return edit_flow(act, found, draft.steps, draft.transitions)


def _sent() -> FlowDraft:
    """Read what was handed in: a workbook with two sheets, a BPMN file, or two pasted tables."""
    file = request.files.get("file")
    if file is not None and file.filename:
        content = file.read()
        if file.filename.lower().endswith((".bpmn", ".xml")):
            lanes = {translate(duty): duty.value for duty in Duty} | {duty.title_id: duty.value for duty in Duty}
            return read_bpmn(content, lanes)
        sheets = read_book(content).sheets
        if len(sheets) < 2:
            raise Incomplete(N_("The workbook needs two sheets: the steps, then the moves."), field="file")
        return read_tables(sheets[0].rows, sheets[1].rows, translate)
    pasted = [request.form.get(name, "") for name in ("steps_rows", "ways_rows")]
    if not all(text.strip() for text in pasted):
        raise Incomplete(N_("Choose a file or paste rows."), field="file")
    tables = [read_csv(text.encode()).rows for text in pasted]
    return read_tables(tables[0], tables[1], translate)


@FLOWS.get("/<int:pk>/flow.svg")
@allowed(*READERS)
def picture(pk: int) -> Response:
    """Draw a version."""
    return Response(draw_flow(_version(pk)), mimetype="image/svg+xml")


@FLOWS.get("/<int:pk>/flow.xlsx")
@allowed(*READERS)
def workbook(pk: int) -> Response:
    """Give a version as a workbook of two sheets, which may be changed and handed in again."""
    found = _version(pk)
    tables = [steps_table(found, translate), transitions_table(found, translate)]
    content = write_tables([(t.title, t.headings, [t.hints, *t.rows]) for t in tables])
    name = f"{found.flow.name}-{found.number}.xlsx"
    return send_file(io.BytesIO(content), mimetype=SHEET, as_attachment=True, download_name=name)


@FLOWS.get("/<int:pk>/flow.bpmn")
@allowed(*READERS)
def bpmn(pk: int) -> Response:
    """Give a version as BPMN 2.0."""
    found = _version(pk)
    lanes = {duty.value: translate(duty) for duty in Duty}
    content = export_bpmn(found, positions_of(found), lanes)
    name = f"{found.flow.name}-{found.number}.bpmn"
    return send_file(io.BytesIO(content), mimetype="application/xml", as_attachment=True, download_name=name)

"""Spreadsheets on the screen: template, hand in, see every row's fate, take over; and the export."""

import io

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)

from app.kernel.act import Channel
from app.kernel.audit import Subject, record
from app.kernel.errors import NotAllowed, NotFound, Refused
from app.kernel.records import RecordKind
from app.kernel.words import N_
from app.surfaces.acts import acting, current_actor, session
from app.surfaces.export import SHEET, table_answer
from app.surfaces.language import say, say_refusal
from app.surfaces.menus import view_name
from app.surfaces.pages import logged_in
from app.surfaces.platform import platform
from app.surfaces.records.reading import base_query, list_condition
from app.surfaces.records.showing import text_of
from app.surfaces.security import granted
from app.surfaces.sheets.columns import columns_of, example_of
from app.surfaces.sheets.handed import kept_book, take_in
from app.surfaces.sheets.importing import Choice, carry_out
from app.surfaces.sheets.planning import Plan, plan_import
from app.surfaces.sheets.report import marked_copy, report_lines
from app.surfaces.sheets.writing import write_template
from app.surfaces.views import wanted_of

SHEETS = Blueprint("sheets", __name__, url_prefix="/sheets")
SHOWN = 200
EXPORTED = 50_000

Answer = str | Response | tuple[str, int]


def kind_for(name: str, permission: str) -> RecordKind:
    """Return a kind that whoever is logged in may import or export; refuses in words."""
    kind = next((item for item in platform().kinds if item.name == name and item.sheet), None)
    if kind is None:
        raise NotFound(N_("There is no such sheet."))
    if (f"can_{permission}", f"record.{name}") not in granted():
        raise NotAllowed(N_("Your role does not allow this with this list."))
    return kind


@SHEETS.get("/<kind>/template")
@logged_in
def template(kind: str) -> Response:
    """Give the empty template of a kind."""
    found = kind_for(kind, "write")
    target = io.BytesIO()
    write_template(target, say(found.title), columns_of(found))
    target.seek(0)
    return send_file(target, mimetype=SHEET, as_attachment=True, download_name=f"{say(found.title)}.xlsx")


@SHEETS.get("/<kind>/export")
@logged_in
def download(kind: str) -> Response:
    """Export the rows of the present filter inside the scope; the export stands in the trail."""
    found = kind_for(kind, "export")
    wanted = wanted_of(request.args)
    statement = base_query(found, current_actor().scope).where(list_condition(found, wanted)).limit(EXPORTED)
    rows = session().scalars(statement).unique().all()
    with acting() as act:
        record(act, "export.made", Subject(found.name, 0, act.county), rows=len(rows))
    table = ([text_of(found, field, row) for field in found.fields] for row in rows)
    return table_answer(say(found.title), [say(field.label) for field in found.fields], table)


@SHEETS.route("/<kind>/import", methods=["GET", "POST"])
@logged_in
def upload(kind: str) -> Answer:
    """Take in a file or pasted rows, and show what would become of every row."""
    found = kind_for(kind, "write")
    if request.method == "GET":
        return _ask(found, {})
    try:
        name, token = take_in()
        return _report(found, name, token, _plan(found, token))
    except Refused as fault:
        return _ask(found, {"file": say_refusal(fault)}), fault.status


def _plan(kind: RecordKind, token: str) -> Plan:
    with acting(Channel.SHEET) as act:
        return plan_import(act, kind, kept_book(token).sheets[0])


def _ask(kind: RecordKind, errors: dict[str, str]) -> str:
    return render_template(
        "records/import.html",
        title=say(kind.title),
        list_url=url_for(f"{view_name(kind)}.list"),
        template_url=url_for(".template", kind=kind.name),
        columns=[
            {"label": say(c.label), "hint": say(c.hint), "example": example_of(c), "required": c.required}
            for c in columns_of(kind)
        ],
        largest=int(current_app.config["SUNSHINE_UPLOAD_MB"]),
        errors=errors,
    )


def _report(kind: RecordKind, name: str, token: str, plan: Plan, *, done: bool = False) -> str:
    counts = plan.counts
    lines = [line for line in report_lines(plan.rows, plan.columns) if line.sentence]
    faulty = {row.number for row in plan.faulty}
    shown = [line for line in lines if line.row in faulty]
    return render_template(
        "records/import_report.html",
        title=say(kind.title),
        list_url=url_for(f"{view_name(kind)}.list"),
        file_name=name,
        done=done,
        figures={
            "rows": len(plan.rows), "added": counts["new"], "changed": counts["changed"], "same": counts["same"],
            "faulty": counts["faulty"],
        },
        faults=[{"row": f.row, "column": f.column, "value": f.key, "reason": f.sentence} for f in shown[:SHOWN]],
        capped=len(shown) > SHOWN,
        take_url=url_for(".take_over", kind=kind.name, token=token),
        hidden={"name": name},
        upload_url=url_for(".upload", kind=kind.name),
        report_url=url_for(".marked", kind=kind.name, token=token),
    )  # fmt: skip


@SHEETS.post("/<kind>/import/<token>")
@logged_in
def take_over(kind: str, token: str) -> Answer:
    """Write the rows of a sheet that was checked: all of them, or only the good ones when chosen."""
    found = kind_for(kind, "write")
    choice = Choice.GOOD_ROWS if request.form.get("good_rows") else Choice.ALL_OR_NOTHING
    try:
        with acting(Channel.SHEET) as act:
            plan = plan_import(act, found, kept_book(token).sheets[0])
            carry_out(act, plan, choice)
    except Refused as fault:
        flash(say_refusal(fault), "error")
        return redirect(url_for(".upload", kind=kind))  # type: ignore[return-value]
    return _report(found, request.form.get("name", ""), token, plan, done=True)


@SHEETS.get("/<kind>/import/<token>/report.xlsx")
@logged_in
def marked(kind: str, token: str) -> Response:
    """Give the sheet back with every faulty cell red and the reasons in a last column."""
    found = kind_for(kind, "write")
    plan = _plan(found, token)
    target = io.BytesIO()
    marked_copy(target, [(plan.sheet, plan.table, plan.rows)])
    target.seek(0)
    return send_file(
        target, mimetype=SHEET, as_attachment=True, download_name=f"{say(found.title)}-report.xlsx"
    )

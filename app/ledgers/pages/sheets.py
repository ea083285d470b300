"""Entries as spreadsheets on the screen: template, hand in, every row's fate, take over; the export."""

import io

from flask import Response, flash, redirect, render_template, request, send_file, url_for
from sqlalchemy import and_, select

from app.kernel.act import Channel
from app.kernel.audit import Subject, record
from app.kernel.errors import Refused
from app.kernel.words import N_
from app.ledgers.access import FILLERS, READERS, entry_condition
from app.ledgers.models import Ledger, LedgerEntry
from app.ledgers.operations.entries import version_in_force
from app.ledgers.pages import PAGES
from app.ledgers.pages.entries import seen
from app.ledgers.queries.entries import list_condition
from app.ledgers.sheets.entries import EntryPlan, carry_out_entries, columns_of, export_rows, plan_entries
from app.surfaces.acts import acting, current_actor, session
from app.surfaces.export import SHEET, table_answer
from app.surfaces.language import say, say_refusal
from app.surfaces.pages import allowed
from app.surfaces.sheets.columns import example_of
from app.surfaces.sheets.handed import kept_book, take_in
from app.surfaces.sheets.importing import Choice
from app.surfaces.sheets.planning import Fate
from app.surfaces.sheets.report import marked_copy, report_lines
from app.surfaces.sheets.writing import write_template
from app.surfaces.views import wanted_of

SHOWN = 200
LARGEST = 5
Answer = str | Response | tuple[str, int]


@PAGES.get("/<int:pk>/template.xlsx")
@allowed(*FILLERS)
def template(pk: int) -> Response:
    """Give the empty sheet of the version in force."""
    ledger = seen(pk)
    target = io.BytesIO()
    write_template(target, _sheet_name(ledger), columns_of(version_in_force(ledger)))
    target.seek(0)
    return send_file(target, mimetype=SHEET, as_attachment=True, download_name=f"{ledger.name}.xlsx")


def _sheet_name(ledger: Ledger) -> str:
    return "".join(" " if sign in "[]:*?/\\'" else sign for sign in ledger.name)[:31].strip() or ledger.code


@PAGES.route("/<int:pk>/import", methods=["GET", "POST"])
@allowed(*FILLERS)
def upload(pk: int) -> Answer:
    """Take in a file or pasted rows, and show what would become of every row."""
    ledger = seen(pk)
    version_in_force(ledger)
    if request.method == "GET":
        return _ask(ledger, {})
    try:
        name, token = take_in()
        with acting(Channel.SHEET) as act:
            plan = plan_entries(act, ledger, kept_book(token).sheets[0])
    except Refused as fault:
        return _ask(ledger, {"file": say_refusal(fault)}), fault.status
    return _report(plan, name, token)


def _ask(ledger: Ledger, errors: dict[str, str]) -> str:
    return render_template(
        "records/import.html",
        title=ledger.name,
        list_url=url_for(".entries", pk=ledger.id),
        template_url=url_for(".template", pk=ledger.id),
        columns=[
            {"label": say(c.label), "hint": c.hint, "example": example_of(c), "required": c.required}
            for c in columns_of(version_in_force(ledger))
        ],
        largest=LARGEST,
        errors=errors,
    )


def _report(plan: EntryPlan, name: str, token: str, *, done: bool = False) -> str:
    ledger = plan.ledger
    lines = [line for line in report_lines(plan.faulty, plan.columns) if line.sentence]
    return render_template(
        "records/import_report.html",
        title=ledger.name,
        list_url=url_for(".entries", pk=ledger.id),
        file_name=name,
        done=done,
        figures={
            "rows": len(plan.rows), "added": plan.count(Fate.NEW), "changed": 0, "same": plan.count(Fate.SAME),
            "faulty": len(plan.faulty),
        },
        faults=[{"row": f.row, "column": f.column, "value": f.key, "reason": f.sentence} for f in lines[:SHOWN]],
        capped=len(lines) > SHOWN,
        take_url=url_for(".take_over", pk=ledger.id, token=token),
        hidden={"name": name},
        upload_url=url_for(".upload", pk=ledger.id),
        report_url=url_for(".marked", pk=ledger.id, token=token),
    )  # fmt: skip


@PAGES.post("/<int:pk>/import/<token>")
@allowed(*FILLERS)
def take_over(pk: int, token: str) -> Answer:
    """Write the rows of a sheet that was checked: all of them, or only the good ones when chosen."""
    ledger = seen(pk)
    choice = Choice.GOOD_ROWS if request.form.get("good_rows") else Choice.ALL_OR_NOTHING
    try:
        with acting(Channel.SHEET) as act:
            plan = plan_entries(act, ledger, kept_book(token).sheets[0])
            report = _report(plan, request.form.get("name", ""), token, done=True)
            carry_out_entries(act, plan, choice)
    except Refused as fault:
        flash(say_refusal(fault), "error")
        return redirect(url_for(".upload", pk=pk))  # type: ignore[return-value]
    return report


@PAGES.get("/<int:pk>/import/<token>/report.xlsx")
@allowed(*FILLERS)
def marked(pk: int, token: str) -> Response:
    """Give the sheet back with every faulty cell red and the reasons in a last column."""
    ledger = seen(pk)
    with acting(Channel.SHEET) as act:
        plan = plan_entries(act, ledger, kept_book(token).sheets[0])
    target = io.BytesIO()
    marked_copy(target, [(plan.sheet, plan.table, plan.rows)])
    target.seek(0)
    return send_file(target, mimetype=SHEET, as_attachment=True, download_name=f"{ledger.name}.xlsx")


@PAGES.get("/<int:pk>/export.xlsx")
@allowed(*READERS)
def export(pk: int) -> Response:
    """Export the entries of the present filter inside the scope; the export stands in the trail."""
    ledger = seen(pk)
    version = ledger.current or ledger.versions[-1]
    actor = current_actor()
    wanted = wanted_of(request.args)
    condition = and_(entry_condition(actor, ledger), list_condition(session(), ledger, version.items, wanted))
    heads = [say(N_("Organisation")), say(N_("Period")), *(i.label for i in version.items), say(N_("State"))]
    with acting() as act:
        rows = list(export_rows(act, select(LedgerEntry).where(condition), version.items))
        record(act, "export.made", Subject(Ledger.kind, ledger.id, act.county), rows=len(rows))
    return table_answer(ledger.name, heads, rows)

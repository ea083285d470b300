"""Sheets on the screen: hand in a workbook or a published table, see every row, take over; write all out."""

import io

from flask import Response, flash, redirect, render_template, request, send_file, url_for

from app.kernel.act import Channel
from app.kernel.errors import Refused
from app.kernel.words import N_
from app.penalties.operations.content import WRITERS
from app.penalties.pages import PAGES
from app.penalties.sheets.exporting import export_items, write_item_template
from app.penalties.sheets.importing import carry_out_items
from app.penalties.sheets.planning import ItemPlan, plan_items
from app.penalties.sheets.tables import Turned, is_plain_table, turn_table
from app.surfaces.acts import acting
from app.surfaces.export import SHEET
from app.surfaces.language import say, say_refusal
from app.surfaces.pages import allowed
from app.surfaces.sheets.handed import kept_book, take_in
from app.surfaces.sheets.importing import Choice
from app.surfaces.sheets.reading import Book

SHOWN = 200
Answer = str | Response | tuple[str, int]


@PAGES.route("/import", methods=["GET", "POST"])
@allowed(*WRITERS)
def hand_in() -> Answer:
    """Take in a workbook of ours, or a published table."""
    if request.method == "GET":
        return render_template("penalties/import.html", error="")
    try:
        _name, token = take_in()
        kept_book(token)
    except Refused as fault:
        return render_template("penalties/import.html", error=say_refusal(fault)), fault.status
    return redirect(url_for(".check_sheet", token=token))  # type: ignore[return-value]


@PAGES.route("/import/<token>", methods=["GET", "POST"])
@allowed(*WRITERS)
def check_sheet(token: str) -> Answer:
    """Show what would become of every row, and take over when asked to."""
    book = kept_book(token)
    plain = is_plain_table(book)
    plan: ItemPlan | None = None
    turned: Turned | None = None
    error = ""
    try:
        if plain and not request.values.get("organisation"):
            return _shown(token, None, None, plain, "")
        plan, turned = _carry_out(book, plain)
    except Refused as fault:
        error = say_refusal(fault)
    if plan is not None and _taking(plan):
        counts = plan.counts
        flash(say(N_("Taken over: %(new)s new, %(changed)s changed."), **counts), "success")
        return redirect(url_for(".items"))  # type: ignore[return-value]
    page = _shown(token, plan, turned, plain, error)
    return (page, 422) if error else page


def _taking(plan: ItemPlan) -> bool:
    """Tell whether the rows are to be written now: asked for, and none faulty unless good rows were chosen."""
    return (
        request.method == "POST"
        and "take" in request.form
        and not (plan.faulty and not request.form.get("good_rows"))
    )


def _carry_out(book: Book, plain: bool) -> tuple[ItemPlan, Turned | None]:
    turned: Turned | None = None
    choice = Choice.GOOD_ROWS if request.form.get("good_rows") else Choice.ALL_OR_NOTHING
    with acting(Channel.SHEET) as act:
        if plain:
            values = request.values
            turned = turn_table(
                book.sheets[0],
                values.get("organisation", ""),
                values.get("prefix", "CF-"),
                values.get("benchmark", ""),
            )
            book = turned.book
        plan = plan_items(act, book)
        if _taking(plan):
            carry_out_items(act, plan, choice)
    return plan, turned


def _shown(token: str, plan: ItemPlan | None, turned: Turned | None, plain: bool, error: str) -> str:
    notes, readings = (turned.notes, turned.readings) if turned is not None else ([], [])
    lines = [line for line in plan.report() if line.sentence] if plan else []
    return render_template(
        "penalties/check_sheet.html",
        token=token,
        plan=plan,
        plain=plain,
        lines=lines[:SHOWN],
        more=max(len(lines) - SHOWN, 0),
        notes=[
            {"row": note.row, "item": note.item, "sentence": say_refusal(note.refusal)}
            for note in notes[:SHOWN]
        ],
        notes_count=len(notes),
        readings=readings[:SHOWN],
        more_readings=max(len(readings) - SHOWN, 0),
        error=error,
        values=request.values,
    )


@PAGES.get("/export.xlsx")
@allowed(*WRITERS)
def export() -> Response:
    """Write all items of the scope as a workbook."""
    kept = io.BytesIO()
    with acting() as act:
        export_items(act, kept)
    kept.seek(0)
    return send_file(
        kept, mimetype=SHEET, as_attachment=True, download_name=f"{say(N_('Penalty items'))}.xlsx"
    )


@PAGES.get("/template.xlsx")
@allowed(*WRITERS)
def template() -> Response:
    """Write the empty workbook."""
    kept = io.BytesIO()
    write_item_template(kept)
    kept.seek(0)
    return send_file(
        kept, mimetype=SHEET, as_attachment=True, download_name=f"{say(N_('Penalty items'))}.xlsx"
    )

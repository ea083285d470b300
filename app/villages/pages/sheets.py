"""Vouchers from a spreadsheet: template, hand in or paste, every row's fate, take over."""

import io

from flask import Response, flash, redirect, render_template, request, send_file, url_for

from app.kernel.act import Channel
from app.kernel.errors import Refused
from app.kernel.words import N_
from app.surfaces.acts import acting
from app.surfaces.export import SHEET
from app.surfaces.language import say, say_refusal
from app.surfaces.pages import allowed
from app.surfaces.sheets.columns import example_of
from app.surfaces.sheets.handed import kept_book, take_in
from app.surfaces.sheets.importing import Choice
from app.surfaces.sheets.planning import Fate
from app.surfaces.sheets.report import marked_copy, report_lines
from app.surfaces.sheets.writing import write_template
from app.villages.access import ENTERERS, village_for
from app.villages.pages import PAGES
from app.villages.pages.desk import home_of
from app.villages.pages.entering import LABELS, Answer
from app.villages.sheet import VoucherPlan, carry_out_vouchers, columns_of, plan_vouchers

SHOWN = 200
LARGEST = 5
"""Megabytes of a sheet."""
TITLE = N_("Vouchers of a month")


@PAGES.get("/<int:pk>/cash/template.xlsx")
@allowed(*ENTERERS)
def template(pk: int) -> Response:
    """Give the empty sheet."""
    home_of(pk)
    target = io.BytesIO()
    write_template(target, say(TITLE), columns_of(LABELS))
    target.seek(0)
    return send_file(target, mimetype=SHEET, as_attachment=True, download_name=f"{say(TITLE)}.xlsx")


@PAGES.route("/<int:pk>/cash/import", methods=["GET", "POST"])
@allowed(*ENTERERS)
def upload(pk: int) -> Answer:
    """Take in a file or pasted rows, and show what would become of every row."""
    home_of(pk)
    if request.method == "GET":
        return _ask(pk, {})
    try:
        name, token = take_in()
        plan = _plan(pk, token)
    except Refused as fault:
        return _ask(pk, {"file": say_refusal(fault)}), fault.status
    return _report(plan, name, token)


def _plan(pk: int, token: str) -> VoucherPlan:
    with acting(Channel.SHEET) as act:
        return plan_vouchers(act, village_for(act.session, act.actor, pk), kept_book(token).sheets[0], LABELS)


def _ask(pk: int, errors: dict[str, str]) -> str:
    return render_template(
        "records/import.html", title=say(TITLE), list_url=url_for(".book", pk=pk),
        template_url=url_for(".template", pk=pk), largest=LARGEST, errors=errors,
        columns=[
            {"label": say(one.label), "hint": say(one.hint), "example": example_of(one), "required": one.required}
            for one in columns_of(LABELS)
        ],
    )  # fmt: skip


def _report(plan: VoucherPlan, name: str, token: str, *, done: bool = False) -> str:
    pk = plan.village.id
    lines = [line for line in report_lines(plan.faulty, plan.columns) if line.sentence]
    return render_template(
        "records/import_report.html", title=say(TITLE), list_url=url_for(".book", pk=pk), file_name=name, done=done,
        figures={
            "rows": len(plan.rows), "added": plan.count(Fate.NEW), "changed": 0, "same": plan.count(Fate.SAME),
            "faulty": len(plan.faulty),
        },
        faults=[{"row": f.row, "column": f.column, "value": f.key, "reason": f.sentence} for f in lines[:SHOWN]],
        capped=len(lines) > SHOWN, take_url=url_for(".take_over", pk=pk, token=token), hidden={"name": name},
        upload_url=url_for(".upload", pk=pk), report_url=url_for(".marked", pk=pk, token=token),
    )  # fmt: skip


@PAGES.post("/<int:pk>/cash/import/<token>")
@allowed(*ENTERERS)
def take_over(pk: int, token: str) -> Answer:
    """Enter the rows of a sheet that was checked: all of them, or only the good ones when chosen."""
    home_of(pk)
    choice = Choice.GOOD_ROWS if request.form.get("good_rows") else Choice.ALL_OR_NOTHING
    try:
        with acting(Channel.SHEET) as act:
            village = village_for(act.session, act.actor, pk)
            plan = plan_vouchers(act, village, kept_book(token).sheets[0], LABELS)
            report = _report(plan, request.form.get("name", "")[:80], token, done=True)
            carry_out_vouchers(act, plan, choice)
    except Refused as fault:
        flash(say_refusal(fault), "error")
        return redirect(url_for(".upload", pk=pk))  # type: ignore[return-value]
    return report


@PAGES.get("/<int:pk>/cash/import/<token>/report.xlsx")
@allowed(*ENTERERS)
def marked(pk: int, token: str) -> Response:
    """Give the sheet back with every faulty cell red and the reasons in a last column."""
    home_of(pk)
    plan = _plan(pk, token)
    target = io.BytesIO()
    marked_copy(target, [(plan.sheet, plan.table, plan.rows)])
    target.seek(0)
    return send_file(target, mimetype=SHEET, as_attachment=True, download_name=f"{say(TITLE)}.xlsx")

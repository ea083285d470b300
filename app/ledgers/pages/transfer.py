"""Definitions as one file: written out here, checked and taken over there."""

import io
from typing import Any

from flask import Response, flash, redirect, render_template, request, send_file, url_for
from sqlalchemy import select

from app.kernel.act import Act, Channel
from app.kernel.errors import NotAllowed, NotFound, Refused
from app.kernel.places import Organisation
from app.kernel.words import N_
from app.ledgers.access import DEFINERS, may_define
from app.ledgers.models import LedgerVersion
from app.ledgers.pages import PAGES
from app.ledgers.pages.entries import seen
from app.ledgers.queries.ledgers import visible_ledgers
from app.ledgers.sheets.definition import (
    DefinitionPlan,
    carry_out_definitions,
    plan_definitions,
    write_definitions,
)
from app.surfaces.acts import acting, current_actor, session
from app.surfaces.export import SHEET
from app.surfaces.language import say, say_refusal
from app.surfaces.pages import allowed
from app.surfaces.sheets.handed import kept_book, take_in
from app.surfaces.sheets.importing import Choice
from app.surfaces.sheets.planning import Fate
from app.surfaces.sheets.report import marked_copy, report_lines

SHOWN = 200
MOST = 500
Answer = str | Response | tuple[str, int]


def _book(versions: list[LedgerVersion], name: str) -> Response:
    target = io.BytesIO()
    write_definitions(target, versions)
    target.seek(0)
    return send_file(target, mimetype=SHEET, as_attachment=True, download_name=f"{name}.xlsx")


@PAGES.get("/<int:pk>/definition.xlsx")
@allowed(*DEFINERS)
def export_definition(pk: int) -> Response:
    """Write the version in force, or the draft before there is one, as a workbook."""
    ledger = seen(pk)
    return _book([ledger.current or ledger.versions[-1]], f"{ledger.name}-{say(N_('Definition'))}")


@PAGES.get("/definitions/all.xlsx")
@allowed(*DEFINERS)
def export_all() -> Response:
    """Write every ledger of the region that is in use as one workbook."""
    actor = current_actor()
    found = visible_ledgers(session(), actor, size=MOST)
    return _book(
        [v for ledger, v in found if v is not None and may_define(actor, ledger)], say(N_("Ledgers"))
    )


@PAGES.get("/definitions/template.xlsx")
@allowed(*DEFINERS)
def definition_template() -> Response:
    """Give the empty workbook in which ledgers are defined."""
    return _book([], say(N_("Define ledgers")))


def keeper(pk: str = "") -> Organisation:
    """Return the organisation that is to keep new ledgers: the one chosen, else one's own."""
    actor = current_actor()
    wanted = int(pk) if pk.isdecimal() and len(pk) < 18 else (actor.organisation_id or 0)
    found = session().scalar(
        select(Organisation).where(
            Organisation.id == wanted, actor.scope.where(Organisation.county, Organisation.id)
        )
    )
    if found is None:
        raise NotFound(N_("There is no such organisation in your region."))
    return found


@PAGES.route("/definitions/import", methods=["GET", "POST"])
@allowed(*DEFINERS)
def take_definitions() -> Answer:
    """Take a workbook in, and show what would become of every row."""
    if request.method == "GET":
        return render_template("ledgers/import_definitions.html", errors={})
    try:
        name, token = take_in()
        with acting(Channel.SHEET) as act:
            plan = _plan(act, token)
            return _report(plan, name, token)
    except Refused as fault:
        return render_template(
            "ledgers/import_definitions.html", errors={"file": say_refusal(fault)}
        ), fault.status


def _plan(act: Act, token: str) -> DefinitionPlan:
    if not act.actor.roles.intersection(DEFINERS):
        raise NotAllowed(N_("Only administrators define ledgers."))
    return plan_definitions(act, keeper(), kept_book(token))


def _report(plan: DefinitionPlan, name: str, token: str, *, done: bool = False) -> str:
    lines: list[dict[str, Any]] = []
    for (sheet, _table, rows), columns in zip(plan.sheets, plan.columns, strict=False):
        for line in report_lines([row for row in rows if row.faults], columns):
            place = f"{sheet.name} {line.row}"
            lines.append(
                {"row": place, "column": line.column, "value": line.key, "reason": line.sentence, "name": ""}
            )
    return render_template(
        "records/import_report.html",
        title=say(N_("Define ledgers")),
        list_url=url_for(".desk"),
        file_name=name,
        done=done,
        figures={
            "rows": len(plan.definitions), "added": plan.count(Fate.NEW), "changed": plan.count(Fate.CHANGED),
            "same": plan.count(Fate.SAME), "faulty": plan.faulty,
        },
        faults=lines[:SHOWN],
        capped=len(lines) > SHOWN,
        take_url="" if plan.faulty else url_for(".carry_definitions", token=token),
        hidden_form={"name": name},
        upload_url=url_for(".take_definitions"),
        report_url=url_for(".marked_definitions", token=token),
    )  # fmt: skip


@PAGES.post("/definitions/import/<token>")
@allowed(*DEFINERS)
def carry_definitions(token: str) -> Answer:
    """Write the ledgers of a checked workbook as drafts; they are looked at and published one by one."""
    try:
        with acting(Channel.SHEET) as act:
            plan = _plan(act, token)
            counts, ledgers = carry_out_definitions(act, plan, Choice.ALL_OR_NOTHING)
            first = ledgers[0].id if len(ledgers) == 1 else None
    except Refused as fault:
        flash(say_refusal(fault), "error")
        return redirect(url_for(".take_definitions"))  # type: ignore[return-value]
    told = N_("Taken over as drafts: %(new)s new, %(changed)s changed. Look at each and publish it.")
    flash(say(told, new=counts.new, changed=counts.changed), "success")
    return redirect(url_for(".definition", pk=first) if first else url_for(".desk"))  # type: ignore[return-value]


@PAGES.get("/definitions/import/<token>/report.xlsx")
@allowed(*DEFINERS)
def marked_definitions(token: str) -> Response:
    """Give the workbook back with every faulty cell red and the reasons in a last column."""
    with acting(Channel.SHEET) as act:
        plan = _plan(act, token)
    target = io.BytesIO()
    marked_copy(target, plan.sheets)
    target.seek(0)
    return send_file(
        target, mimetype=SHEET, as_attachment=True, download_name=f"{say(N_('Define ledgers'))}.xlsx"
    )

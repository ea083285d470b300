"""Entries as spreadsheets: the door of every ledger, its template, and the export."""

from flask import Response, request, url_for
from sqlalchemy import and_, select

from app.kernel.act import Act
from app.kernel.audit import Subject, record
from app.kernel.words import N_
from app.ledgers.access import FILLERS, READERS, entry_condition
from app.ledgers.models import Ledger, LedgerEntry
from app.ledgers.operations.entries import version_in_force
from app.ledgers.pages import PAGES
from app.ledgers.pages.entries import seen
from app.ledgers.queries.entries import list_condition
from app.ledgers.queries.ledgers import ledger_for
from app.ledgers.sheets.entries import carry_out_entries, columns_of, export_rows, plan_entries, withdraw_row
from app.surfaces.acts import acting, current_actor, session
from app.surfaces.export import table_answer
from app.surfaces.language import translate
from app.surfaces.pages import allowed
from app.surfaces.sheets.doors import Door, Intake, door
from app.surfaces.sheets.pages import add_door, send_template
from app.surfaces.views import wanted_of


def _open(act: Act, pk: str) -> Intake:
    ledger = ledger_for(act.session, act.actor, int(pk))
    return Intake(
        ledger.name,
        columns_of(version_in_force(ledger)),
        lambda sheet: plan_entries(act, ledger, sheet),
        lambda plan, choice: carry_out_entries(act, plan, choice),
        {LedgerEntry.kind: withdraw_row},
    )


ENTRIES = door(
    Door("ledger", _open, lambda pk: url_for("ledgers.entries", pk=pk), lambda pk: url_for("ledgers.template", pk=pk))
)
add_door(PAGES, "/<int:pk>", ENTRIES, allowed(*FILLERS))


@PAGES.get("/<int:pk>/template.xlsx")
@allowed(*FILLERS)
def template(pk: int) -> Response:
    """Give the empty sheet of the version in force."""
    ledger = seen(pk)
    return send_template(ledger.name, columns_of(version_in_force(ledger)))


@PAGES.get("/<int:pk>/export.xlsx")
@allowed(*READERS)
def export(pk: int) -> Response:
    """Export the entries of the present filter inside the scope; the export stands in the trail."""
    ledger = seen(pk)
    version = ledger.current or ledger.versions[-1]
    actor = current_actor()
    wanted = wanted_of(request.args)
    condition = and_(entry_condition(actor, ledger), list_condition(session(), ledger, version.items, wanted))
    heads = [
        translate(N_("Organisation")),
        translate(N_("Period")),
        *(i.label for i in version.items),
        translate(N_("State")),
    ]
    with acting() as act:
        rows = list(export_rows(act, select(LedgerEntry).where(condition), version.items))
        record(act, "export.made", Subject(Ledger.kind, ledger.id, act.county), rows=len(rows))
    return table_answer(ledger.name, heads, rows)

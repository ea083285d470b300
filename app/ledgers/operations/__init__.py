"""The verbs of ledgers."""

from app.kernel.words import N_
from app.ledgers.operations.deciding import approve_entry, hide_entry, publish_entry, return_entry
from app.ledgers.operations.definitions import (
    add_field,
    change_field,
    draft_ledger,
    edit_definition,
    move_field,
    remove_field,
    retire_ledger,
)
from app.ledgers.operations.duties import move_duties, open_duties, remind_late, report_nothing
from app.ledgers.operations.entries import (
    correct_entry,
    discard_entry,
    draft_entry,
    edit_entry,
    submit_entry,
    take_back_entry,
    withdraw_entry,
)
from app.ledgers.operations.publishing import publish_ledger

VERBS = {
    "ledger.drafted": N_("Ledger begun"),
    "ledger.import_withdrawn": N_("Import of a ledger withdrawn"),
    "ledger.edited": N_("Definition of the ledger changed"),
    "ledger.published": N_("New version of the ledger published"),
    "ledger.retired": N_("Ledger closed"),
    "ledger.entry_drafted": N_("Entry begun"),
    "ledger.entry_edited": N_("Entry changed"),
    "ledger.entry_discarded": N_("Entry thrown away before it was submitted"),
    "ledger.submitted": N_("Entry submitted"),
    "ledger.withdrawn": N_("Entry withdrawn"),
    "ledger.returned": N_("Entry returned"),
    "ledger.approved": N_("Entry approved"),
    "ledger.shown": N_("Entry shown to the public"),
    "ledger.hidden": N_("Entry taken from the public"),
    "ledger.correction_begun": N_("Correction of an entry begun"),
    "ledger.imported": N_("Entries brought in from a spreadsheet"),
    "ledger.duties_opened": N_("Duties to fill in opened"),
    "ledger.duties_withdrawn": N_("Duties to fill in taken back"),
    "ledger.duty_met": N_("Duty to fill in met"),
    "ledger.duty_reopened": N_("Duty to fill in open again"),
    "ledger.nothing": N_("Stated that there was nothing to enter"),
}
"""Sentences of the trail."""

__all__ = [
    "VERBS",
    "add_field",
    "approve_entry",
    "change_field",
    "correct_entry",
    "discard_entry",
    "draft_entry",
    "draft_ledger",
    "edit_definition",
    "edit_entry",
    "hide_entry",
    "move_duties",
    "move_field",
    "open_duties",
    "publish_entry",
    "publish_ledger",
    "remind_late",
    "remove_field",
    "report_nothing",
    "retire_ledger",
    "return_entry",
    "submit_entry",
    "take_back_entry",
    "withdraw_entry",
]

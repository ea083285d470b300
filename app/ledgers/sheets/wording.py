"""The columns of a workbook of definitions, read in every language of the program."""

from app.kernel.places import OrganisationKind
from app.kernel.roles import Duty
from app.kernel.typed import read_text
from app.kernel.words import N_
from app.ledgers.words import Approver, Cadence, Kind
from app.surfaces.sheets.cells import column_in_all, read_flag, read_parts, read_whole, word_reader, words_reader
from app.surfaces.sheets.columns import Column


def ledger_columns() -> tuple[Column, ...]:
    """Return the columns of the first sheet: one ledger a row."""
    return (
        column_in_all(
            "code", N_("Code"), read_text, N_("Small letters, digits and hyphens"), example="home-visits", required=True
        ),
        column_in_all(
            "name", N_("Name"), read_text, N_("As people call it"), example="困难群众走访台账", required=True, width=24
        ),
        column_in_all(
            "purpose", N_("What it is for"), read_text, N_("And how it is filled in, in plain words"), width=40
        ),
        column_in_all("basis", N_("Basis"), read_text, N_("Law, rule or document that asks for it"), width=30),
        column_in_all(
            "bodies",
            N_("Who fills it in"),
            words_reader(OrganisationKind),
            N_("Kinds of organisations, several split by 、"),
            example="村级组织",
            width=24,
        ),
        column_in_all(
            "regions", N_("Only in these regions"), read_parts, N_("Codes split by 、; empty for all"), width=24
        ),
        column_in_all(
            "duties",
            N_("Whose posts"),
            words_reader(Duty),
            N_("Duties split by 、; empty for everybody there"),
            width=24,
        ),
        column_in_all("cadence", N_("How often"), word_reader(Cadence), choices=Cadence),
        column_in_all(
            "due_days", N_("Days until it is due"), read_whole, N_("After the end of the period"), example="5"
        ),
        column_in_all("remind_days", N_("Reminder before"), read_whole, N_("Working days"), example="3"),
        column_in_all("approver", N_("Who approves"), word_reader(Approver), choices=Approver, width=24),
        column_in_all("approver_duty", N_("Post that approves"), word_reader(Duty), choices=Duty),
        column_in_all("public", N_("Has a public page"), read_flag, N_("yes or no")),
    )


def field_columns() -> tuple[Column, ...]:
    """Return the columns of the second sheet: one field a row, in the order of the form."""
    return (
        column_in_all("code", N_("Code of the ledger"), read_text, example="home-visits", required=True),
        column_in_all(
            "name", N_("Name of the field"), read_text, N_("Small letters; empty to have it made from the label")
        ),
        column_in_all("label", N_("Label of the field"), read_text, example="走访日期", required=True, width=24),
        column_in_all("kind", N_("Kind"), word_reader(Kind), choices=Kind, required=True, width=20),
        column_in_all("hint", N_("Hint"), read_text, width=30),
        column_in_all("example", N_("Example"), read_text),
        *(column_in_all(name, label, read_flag, N_("yes or no")) for name, label in FLAGS),
        *_bounds(),
        column_in_all("formula", N_("Formula"), read_text, N_("Only of a computed field"), width=30),
    )


FLAGS = (
    ("required", N_("Must be filled in")),
    ("listed", N_("In the list")),
    ("filtered", N_("As a filter")),
    ("public", N_("Open to the public")),
    ("masked", N_("Masked")),
)


def _bounds() -> tuple[Column, ...]:
    return (
        column_in_all("unit", N_("Unit"), read_text),
        column_in_all("choices", N_("Choices"), read_parts, N_("Split by 、"), width=24),
        column_in_all("least", N_("Least"), read_text),
        column_in_all("most", N_("Most"), read_text),
        column_in_all(
            "pattern", N_("Form by example"), read_text, N_("A-2026-001 stands for a capital, digits and the hyphens")
        ),
    )


def part_columns() -> tuple[Column, ...]:
    """Return the columns of the third sheet: one column of a table a row."""
    return (
        column_in_all("code", N_("Code of the ledger"), read_text, required=True),
        column_in_all(
            "table", N_("Table"), read_text, N_("Label or name of the field that is the table"), required=True
        ),
        column_in_all("name", N_("Name of the field"), read_text),
        column_in_all("label", N_("Label of the field"), read_text, required=True, width=24),
        column_in_all("kind", N_("Kind"), word_reader(Kind), choices=Kind, width=20),
        column_in_all("required", N_("Must be filled in"), read_flag, N_("yes or no")),
        *_bounds(),
    )

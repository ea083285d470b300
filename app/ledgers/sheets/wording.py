"""The columns of a workbook of definitions, read in every language of the program."""

from collections.abc import Callable
from typing import Any

from flask_babel import force_locale

from app.kernel.errors import Incomplete
from app.kernel.places import OrganisationKind
from app.kernel.roles import Duty
from app.kernel.words import N_, Word
from app.ledgers.words import Approver, Cadence, Kind
from app.surfaces.language import say
from app.surfaces.records.values import NO, YES
from app.surfaces.sheets.columns import Column

SPLIT = "、"
LANGUAGES = ("zh", "en")


def in_all(message: str) -> tuple[str, ...]:
    """Return a text in every language of the program, so that a file of one is read in the other."""
    found = []
    for language in LANGUAGES:
        with force_locale(language):
            found.append(say(message))
    return tuple(found)


def plain_text(raw: Any) -> str:
    """Return a cell as text; a number that is whole has no point."""
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    return str(raw).strip()


def _whole(raw: Any) -> int:
    text = plain_text(raw)
    if not text:
        return 0
    if not text.isdecimal() or len(text) > 4:
        raise Incomplete(N_("Enter a whole number, for example 20."))
    return int(text)


def _flag(raw: Any) -> bool:
    text = plain_text(raw).lower()
    if text in NO or not text:
        return False
    if text in YES:
        return True
    raise Incomplete(N_("Answer yes or no."))


def _word(vocabulary: type[Word]) -> Callable[[Any], str]:
    def read(raw: Any) -> str:
        text = plain_text(raw)
        if not text:
            return ""
        for member in vocabulary:
            if text in (member.value, member.title_id, *in_all(member.title_id)):
                return str(member.value)
        raise Incomplete(N_("Choose one of: %(choices)s."), choices=SPLIT.join(say(m) for m in vocabulary))

    return read


def _words(vocabulary: type[Word]) -> Callable[[Any], list[str]]:
    one = _word(vocabulary)
    return lambda raw: [one(part) for part in _parts(raw)]


def _parts(raw: Any) -> list[str]:
    text = plain_text(raw)
    for sign in ("\n", ";", "；"):
        text = text.replace(sign, SPLIT)
    return [part.strip() for part in text.split(SPLIT) if part.strip()]


def _column(name: str, label: str, read: Callable[[Any], Any], hint: str = "", **more: Any) -> Column:
    return Column(name, label, read, hint, aliases=in_all(label), **more)


def ledger_columns() -> tuple[Column, ...]:
    """Return the columns of the first sheet: one ledger a row."""
    return (
        _column("code", N_("Code"), plain_text, N_("Small letters, digits and hyphens"), example="home-visits", required=True),
        _column("name", N_("Name"), plain_text, N_("As people call it"), example="困难群众走访台账", required=True, width=24),
        _column("purpose", N_("What it is for"), plain_text, N_("And how it is filled in, in plain words"), width=40),
        _column("basis", N_("Basis"), plain_text, N_("Law, rule or document that asks for it"), width=30),
        _column("bodies", N_("Who fills it in"), _words(OrganisationKind),
                N_("Kinds of organisations, several split by 、"), example="村级组织", width=24),
        _column("regions", N_("Only in these regions"), _parts, N_("Codes split by 、; empty for all"), width=24),
        _column("duties", N_("Whose posts"), _words(Duty), N_("Duties split by 、; empty for everybody there"), width=24),
        _column("cadence", N_("How often"), _word(Cadence), choices=Cadence),
        _column("due_days", N_("Days until it is due"), _whole, N_("After the end of the period"), example="5"),
        _column("remind_days", N_("Reminder before"), _whole, N_("Working days"), example="3"),
        _column("approver", N_("Who approves"), _word(Approver), choices=Approver, width=24),
        _column("approver_duty", N_("Post that approves"), _word(Duty), choices=Duty),
        _column("public", N_("Has a public page"), _flag, N_("yes or no")),
    )  # fmt: skip


def field_columns() -> tuple[Column, ...]:
    """Return the columns of the second sheet: one field a row, in the order of the form."""
    return (
        _column("code", N_("Code of the ledger"), plain_text, example="home-visits", required=True),
        _column(
            "name",
            N_("Name of the field"),
            plain_text,
            N_("Small letters; empty to have it made from the label"),
        ),
        _column("label", N_("Label of the field"), plain_text, example="走访日期", required=True, width=24),
        _column("kind", N_("Kind"), _word(Kind), choices=Kind, required=True, width=20),
        _column("hint", N_("Hint"), plain_text, width=30),
        _column("example", N_("Example"), plain_text),
        *(_column(name, label, _flag, N_("yes or no")) for name, label in FLAGS),
        *_bounds(),
        _column("formula", N_("Formula"), plain_text, N_("Only of a computed field"), width=30),
    )


FLAGS = (
    ("required", N_("Must be filled in")), ("listed", N_("In the list")), ("filtered", N_("As a filter")),
    ("public", N_("Open to the public")), ("masked", N_("Masked")),
)  # fmt: skip


def _bounds() -> tuple[Column, ...]:
    return (
        _column("unit", N_("Unit"), plain_text),
        _column("choices", N_("Choices"), _parts, N_("Split by 、"), width=24),
        _column("least", N_("Least"), plain_text),
        _column("most", N_("Most"), plain_text),
        _column(
            "pattern",
            N_("Form by example"),
            plain_text,
            N_("A-2026-001 stands for a capital, digits and the hyphens"),
        ),
    )


def part_columns() -> tuple[Column, ...]:
    """Return the columns of the third sheet: one column of a table a row."""
    return (
        _column("code", N_("Code of the ledger"), plain_text, required=True),
        _column(
            "table",
            N_("Table"),
            plain_text,
            N_("Label or name of the field that is the table"),
            required=True,
        ),
        _column("name", N_("Name of the field"), plain_text),
        _column("label", N_("Label of the field"), plain_text, required=True, width=24),
        _column("kind", N_("Kind"), _word(Kind), choices=Kind, width=20),
        _column("required", N_("Must be filled in"), _flag, N_("yes or no")),
        *_bounds(),
    )

"""Ledgers in the workbook that brings a county to life: its sheets of definitions, published at once."""

from collections.abc import Sequence

from sqlalchemy import select

from app.kernel.act import Act
from app.kernel.errors import Incomplete, Refused
from app.kernel.places import Organisation, OrganisationKind
from app.kernel.words import N_
from app.ledgers.operations import publish_ledger
from app.ledgers.sheets.definition import SHEETS, DefinitionPlan, plan_definitions, write_definition
from app.ledgers.sheets.wording import field_columns, ledger_columns, part_columns
from app.surfaces.people.parts import Outcome, Taken, Titled, filled
from app.surfaces.sheets.cells import in_all
from app.surfaces.sheets.columns import Fault, read_table
from app.surfaces.sheets.planning import Fate
from app.surfaces.sheets.reading import Book


class LedgersPart:
    """The three sheets of a definition workbook; a ledger that stands here already is left as it is."""

    def sheets(self) -> Sequence[Titled]:
        """Return title and columns of its sheets."""
        return list(zip(SHEETS, (ledger_columns(), field_columns(), part_columns()), strict=True))

    def bring(self, act: Act, book: Book, outcome: Outcome) -> None:
        """Write and publish every new ledger of the workbook."""
        sheets = [sheet for sheet in (filled(book, *in_all(title)) for title in SHEETS) if sheet is not None]
        if not any(read_table(sheet, ledger_columns()).lines for sheet in sheets[:1]):
            return
        plan = plan_definitions(act, keeper_of(act), Book(tuple(sheets)))
        for one in plan.definitions.values():
            if one.row.fate == Fate.CHANGED:
                one.row.fate = Fate.SAME
        for code, one in plan.definitions.items():
            if one.row.fate != Fate.NEW:
                continue
            try:
                with act.session.begin_nested():
                    publish_ledger(act, write_definition(act, plan.keeper, code, one))
            except Refused as fault:
                one.row.fate = Fate.FAULTY
                one.row.faults.append(Fault(fault.field or "", fault))
        _follow(plan)
        for title, part in zip(SHEETS, plan.sections, strict=False):
            name = "ledgers" if title == SHEETS[0] else "ledger_fields"
            outcome.taken.append(Taken(part.columns, part.rows, part.table, part.sheet, name))


def _follow(plan: DefinitionPlan) -> None:
    """Let the rows of fields share the fate of their ledger."""
    for row in (row for section in plan.further for row in section.rows):
        ledger = plan.definitions.get(row.key)
        if ledger is not None and not row.faults:
            row.fate = Fate.NEW if ledger.row.fate == Fate.FAULTY else ledger.row.fate


def keeper_of(act: Act) -> Organisation:
    """Return who keeps the ledgers: the administrator's own organisation, or the county's government."""
    own = act.actor.organisation_id
    if own is not None:
        return act.session.get_one(Organisation, own)
    government = act.session.scalar(
        select(Organisation).where(Organisation.county == act.county, Organisation.body == OrganisationKind.GOVERNMENT)
    )
    if government is None:
        raise Incomplete(N_("The county has not been opened yet. Open it first: flask open --help says how."))
    return government

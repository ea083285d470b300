"""The door of penalty items: our workbook, or a published table that is turned into it; and all written out."""

import io

from flask import Response, send_file, url_for

from app.kernel.act import Act
from app.kernel.words import N_
from app.penalties.models import ViolationItem
from app.penalties.operations.content import WRITERS
from app.penalties.pages import PAGES
from app.penalties.sheets.columns import MAIN, MAIN_COLUMNS, PARTS
from app.penalties.sheets.exporting import export_items, write_item_template
from app.penalties.sheets.importing import carry_out_items, withdraw_item
from app.penalties.sheets.planning import plan_items
from app.penalties.sheets.tables import is_plain_table, turn_table
from app.surfaces.acts import acting
from app.surfaces.export import SHEET
from app.surfaces.language import translate, translate_refusal
from app.surfaces.pages import allowed
from app.surfaces.sheets.doors import Ask, Door, Intake, Part, Remark, Turn, door
from app.surfaces.sheets.pages import add_door
from app.surfaces.sheets.reading import Book


def _turned(book: Book, organisation: str, prefix: str, benchmark: str) -> tuple[Book, list[Remark]] | None:
    if not is_plain_table(book):
        return None
    turned = turn_table(book.sheets[0], organisation, prefix, benchmark)
    notes = [Remark(note.row, note.item, translate_refusal(note.refusal)) for note in turned.notes]
    readings = [Remark(one.row, one.item, one.words, one.original) for one in turned.readings]
    return turned.book, [*notes, *readings]


TABLE = Turn(
    (
        Ask("organisation", N_("Organisation"), N_("Of the published table: name or code"), required=True),
        Ask("prefix", N_("Beginning of the codes"), value="CF-"),
        Ask("benchmark", N_("Benchmark document"), N_("Its number")),
    ),
    _turned,
)


def _open(act: Act, _key: str) -> Intake:
    act.needs(*WRITERS)
    return Intake(
        translate(N_("Penalty items")),
        MAIN_COLUMNS,
        lambda book: plan_items(act, book),
        lambda plan, choice: carry_out_items(act, plan, choice),
        {ViolationItem.kind: withdraw_item},
        tried=False,
        names=(MAIN,),
        parts=tuple(Part((part.sheet, part.name), part.columns) for part in PARTS),
        turn=TABLE,
        about=N_(
            "Hand in our workbook, or a published table with the columns violation, basis, grade, condition and penalty."
        ),
        after=N_("They are drafts now. Each is reviewed before it goes into force."),
    )


ITEMS = door(
    Door("penalty_items", _open, lambda _key: url_for("violations.items"), lambda _key: url_for("violations.template"))
)
add_door(PAGES, "", ITEMS, allowed(*WRITERS))


@PAGES.get("/export.xlsx")
@allowed(*WRITERS)
def export() -> Response:
    """Write all items of the scope as a workbook."""
    kept = io.BytesIO()
    with acting() as act:
        export_items(act, kept)
    return _sent(kept)


@PAGES.get("/template.xlsx")
@allowed(*WRITERS)
def template() -> Response:
    """Write the empty workbook."""
    kept = io.BytesIO()
    write_item_template(kept)
    return _sent(kept)


def _sent(kept: io.BytesIO) -> Response:
    kept.seek(0)
    return send_file(kept, mimetype=SHEET, as_attachment=True, download_name=f"{translate(N_('Penalty items'))}.xlsx")

"""Sheets of record kinds: the door of every list, its template, and the export of its rows."""

from decimal import Decimal
from typing import Any

from flask import Blueprint, Response, request, url_for

from app.kernel.act import Act
from app.kernel.audit import Subject, record
from app.kernel.errors import NotAllowed, NotFound
from app.kernel.records import Field, RecordKind
from app.kernel.words import N_
from app.surfaces.acts import acting, current_actor, session
from app.surfaces.export import table_answer
from app.surfaces.language import say
from app.surfaces.menus import view_name
from app.surfaces.pages import logged_in
from app.surfaces.platform import platform
from app.surfaces.records.reading import base_query, list_condition
from app.surfaces.records.showing import text_of
from app.surfaces.security import granted
from app.surfaces.sheets.columns import columns_of
from app.surfaces.sheets.doors import Door, Intake, door
from app.surfaces.sheets.importing import carry_out
from app.surfaces.sheets.pages import add_door, send_template
from app.surfaces.sheets.planning import plan_import
from app.surfaces.views import wanted_of

SHEETS = Blueprint("sheets", __name__, url_prefix="/sheets")
EXPORTED = 50_000


def kind_named(name: str) -> RecordKind:
    """Return a kind that has a sheet."""
    kind = next((item for item in platform().kinds if item.name == name and item.sheet), None)
    if kind is None:
        raise NotFound(N_("There is no such sheet."))
    return kind


def kind_for(name: str, permission: str) -> RecordKind:
    """Return a kind that whoever is logged in may import or export; refuses in words."""
    kind = kind_named(name)
    if (f"can_{permission}", f"record.{name}") not in granted():
        raise NotAllowed(N_("Your role does not allow this with this list."))
    return kind


def _open(act: Act, name: str) -> Intake:
    kind = kind_named(name)
    if not any("can_write" in kind.access[role].permissions for role in act.actor.roles & kind.access.keys()):
        raise NotAllowed(N_("Your role does not allow this with this list."))
    columns = columns_of(kind)
    return Intake(
        say(kind.title), columns, lambda sheet: plan_import(act, kind, sheet, columns),
        lambda plan, choice: carry_out(act, plan, choice),
    )  # fmt: skip


def _cell(kind: RecordKind, field: Field, row: Any) -> Any:
    """Return a number as a number, everything else as a list shows it."""
    value = getattr(row, field.name, None)
    plain = isinstance(value, (int, Decimal)) and not isinstance(value, bool)
    return value if plain and not (field.choices or field.picks) else text_of(kind, field, row)


KINDS = door(
    Door(
        "kind", _open, lambda name: url_for(f"{view_name(kind_named(name))}.list"),
        lambda name: url_for("sheets.template", kind=name),
    )
)  # fmt: skip
add_door(SHEETS, "/<kind>", KINDS, logged_in)


@SHEETS.get("/<kind>/template")
@logged_in
def template(kind: str) -> Response:
    """Give the empty template of a kind."""
    found = kind_for(kind, "write")
    return send_template(say(found.title), columns_of(found))


@SHEETS.get("/<kind>/export")
@logged_in
def download(kind: str) -> Response:
    """Export the rows of the present filter inside the scope; the export stands in the trail."""
    found = kind_for(kind, "export")
    wanted = wanted_of(request.args)
    statement = base_query(found, current_actor().scope).where(list_condition(found, wanted)).limit(EXPORTED)
    rows = session().scalars(statement).unique().all()
    with acting() as act:
        record(act, "export.made", Subject(found.name, 0, act.county), rows=len(rows))
    table = ([_cell(found, field, row) for field in found.fields] for row in rows)
    return table_answer(say(found.title), [say(field.label) for field in found.fields], table)

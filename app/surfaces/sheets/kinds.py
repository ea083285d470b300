"""Sheets of record kinds: the door of every list, its template, and the export of its rows."""

import json
from collections.abc import Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from flask import Blueprint, Response, request, url_for
from sqlalchemy import String, inspect

from app.kernel.act import Act
from app.kernel.audit import Subject, TrailRow, record
from app.kernel.errors import NotAllowed, NotFound, OutOfOrder
from app.kernel.records import Field, RecordKind
from app.kernel.words import N_
from app.surfaces.acts import acting, current_actor, session
from app.surfaces.export import table_answer
from app.surfaces.language import translate
from app.surfaces.menus import view_name
from app.surfaces.pages import logged_in
from app.surfaces.platform import platform
from app.surfaces.records.reading import base_query, list_condition
from app.surfaces.records.showing import text_of
from app.surfaces.records.values import parse_value
from app.surfaces.records.writing import HIDDEN, check_scope, delete_record, edit_record, model_word
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
    roles = act.actor.roles & kind.access.keys()
    if not (act.actor.is_platform or any("can_write" in kind.access[role].permissions for role in roles)):
        raise NotAllowed(N_("Your role does not allow this with this list."))
    columns = columns_of(kind)
    return Intake(
        translate(kind.title),
        columns,
        lambda sheet: plan_import(act, kind, sheet, columns),
        lambda plan, choice: carry_out(act, plan, choice),
        {model_word(kind): partial(_take_back, kind)},
    )


def _take_back(kind: RecordKind, act: Act, rows: Sequence[TrailRow], reason: str) -> None:
    """Remove a record that a sheet added, or put back what stood in one that it changed."""
    key = inspect(kind.model).primary_key[0]
    number = rows[0].subject_id
    record_of = act.session.get(kind.model, str(number) if isinstance(key.type, String) else number)
    if record_of is None:
        raise OutOfOrder(N_("It is not there any more."))
    check_scope(act, kind, record_of)
    if rows[0].verb == "record.added":
        delete_record(act, kind, record_of, reason)
        return
    before = json.loads(rows[0].facts)["before"]
    if HIDDEN in before.values():
        raise OutOfOrder(N_("What stood there before is kept hidden. Enter it again by hand."))
    fields = [field for field in kind.editable if field.name in before]
    edit_record(act, kind, record_of, {field.name: parse_value(kind, field, before[field.name]) for field in fields})


def _cell(kind: RecordKind, field: Field, row: Any) -> Any:
    """Return a number as a number, everything else as a list shows it."""
    value = getattr(row, field.name, None)
    plain = isinstance(value, (int, Decimal)) and not isinstance(value, bool)
    return value if plain and not (field.choices or field.picks) else text_of(kind, field, row)


KINDS = door(
    Door(
        "kind",
        _open,
        lambda name: url_for(f"{view_name(kind_named(name))}.list"),
        lambda name: url_for("sheets.template", kind=name),
    )
)
add_door(SHEETS, "/<kind>", KINDS, logged_in)


@SHEETS.get("/<kind>/template")
@logged_in
def template(kind: str) -> Response:
    """Give the empty template of a kind."""
    found = kind_for(kind, "write")
    return send_template(translate(found.title), columns_of(found))


@SHEETS.get("/<kind>/export")
@logged_in
def download(kind: str) -> Response:
    """Export the rows of the present filter inside the scope; the export stands in the trail."""
    found = kind_for(kind, "export")
    wanted = wanted_of(request.args)
    rows_meant = base_query(found, current_actor().scope, found.fields).where(list_condition(found, wanted))
    statement = rows_meant.limit(EXPORTED)
    rows = session().scalars(statement).unique().all()
    with acting() as act:
        record(act, "export.made", Subject(found.name, 0, act.county), rows=len(rows))
    table = ([_cell(found, field, row) for field in found.fields] for row in rows)
    return table_answer(translate(found.title), [translate(field.label) for field in found.fields], table)

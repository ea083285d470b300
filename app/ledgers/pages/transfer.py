"""Definitions as one file: written out here, checked and taken over there."""

import io

from flask import Blueprint, Response, send_file, url_for
from sqlalchemy import select

from app.kernel.act import Act
from app.kernel.errors import NotFound
from app.kernel.places import Organisation
from app.kernel.words import N_
from app.ledgers.access import DEFINERS, may_define
from app.ledgers.models import Ledger, LedgerVersion
from app.ledgers.pages import PAGES
from app.ledgers.pages.entries import seen
from app.ledgers.queries.ledgers import visible_ledgers
from app.ledgers.sheets.definition import (
    SHEETS,
    carry_out_definitions,
    plan_definitions,
    withdraw_definition,
    write_definitions,
)
from app.ledgers.sheets.setting_up import keeper_of
from app.ledgers.sheets.wording import field_columns, ledger_columns, part_columns
from app.surfaces.acts import current_actor, session
from app.surfaces.export import SHEET
from app.surfaces.language import translate
from app.surfaces.pages import allowed
from app.surfaces.sheets.cells import in_all
from app.surfaces.sheets.doors import Door, Intake, Part, door
from app.surfaces.sheets.pages import add_door

MOST = 500
TRANSFER = Blueprint("ledger_definitions", __name__, url_prefix="/ledgers/definitions")


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
    return _book([ledger.current or ledger.versions[-1]], f"{ledger.name}-{translate(N_('Definition'))}")


@PAGES.get("/definitions/all.xlsx")
@allowed(*DEFINERS)
def export_all() -> Response:
    """Write every ledger of the region that is in use as one workbook."""
    actor = current_actor()
    found = visible_ledgers(session(), actor, size=MOST)
    return _book([v for ledger, v in found if v is not None and may_define(actor, ledger)], translate(N_("Ledgers")))


@PAGES.get("/definitions/template.xlsx")
@allowed(*DEFINERS)
def definition_template() -> Response:
    """Give the empty workbook in which ledgers are defined."""
    return _book([], translate(N_("Define ledgers")))


def keeper(pk: str = "") -> Organisation:
    """Return the organisation that is to keep new ledgers: the one chosen, else one's own."""
    actor = current_actor()
    wanted = int(pk) if pk.isdecimal() and len(pk) < 18 else (actor.organisation_id or 0)
    found = session().scalar(
        select(Organisation).where(Organisation.id == wanted, actor.scope.where(Organisation.county, Organisation.id))
    )
    if found is None:
        raise NotFound(N_("There is no such organisation in your region."))
    return found


def _open(act: Act, _key: str) -> Intake:
    act.needs(*DEFINERS)
    home = keeper_of(act)
    parts = (field_columns(), part_columns())
    return Intake(
        translate(N_("Define ledgers")),
        ledger_columns(),
        lambda book: plan_definitions(act, home, book),
        lambda plan, choice: carry_out_definitions(act, plan, choice)[0],
        {Ledger.kind: withdraw_definition},
        tried=False,
        names=in_all(SHEETS[0]),
        parts=tuple(Part(in_all(name), used) for name, used in zip(SHEETS[1:], parts, strict=True)),
        about=N_(
            "Hand in a workbook with a sheet of ledgers and a sheet of their fields: the template filled in, or what another county wrote out."
        ),
        after=N_("They are drafts now. Look at each and publish it."),
    )


DEFINITIONS = door(
    Door(
        "ledger_definition",
        _open,
        lambda _key: url_for("ledgers.desk"),
        lambda _key: url_for("ledgers.definition_template"),
    )
)
add_door(TRANSFER, "", DEFINITIONS, allowed(*DEFINERS))

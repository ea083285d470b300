"""The door of the catalogue: a workbook of ours, or the sheet of another system."""

import io

from flask import Blueprint, Response, send_file, url_for

from app.kernel.act import Act
from app.kernel.roles import Role
from app.kernel.words import N_
from app.powers.columns import COLUMNS, MAIN, PARTS
from app.powers.exporting import write_power_template
from app.powers.importing import carry_out_powers, withdraw_power
from app.powers.models import Power
from app.powers.planning import plan_powers
from app.surfaces.export import SHEET
from app.surfaces.language import translate
from app.surfaces.pages import allowed
from app.surfaces.sheets.doors import Ask, Door, Intake, Part, door
from app.surfaces.sheets.pages import add_door

IMPORTING = Blueprint("catalogue_import", __name__, url_prefix="/catalogue", template_folder="templates")
ADMINS = (Role.COUNTY_ADMIN, Role.CITY_ADMIN)


def _open(act: Act, _key: str) -> Intake:
    act.needs(*ADMINS)
    return Intake(
        translate(N_("Power catalogue")),
        COLUMNS,
        lambda book, **asked: plan_powers(act, book, **asked),
        lambda plan, choice: carry_out_powers(act, plan, choice),
        {Power.kind: withdraw_power},
        tried=False,
        names=(MAIN,),
        parts=tuple(Part((part.sheet, part.name), part.columns) for part in PARTS),
        asks=(Ask("create_organisations", N_("Make the departments that are not here yet"), switch=True),),
        about=N_(
            "Hand in the catalogue as a spreadsheet, ours or that of another system: its columns are matched first."
        ),
        after=N_("They are drafts now. Each is reviewed before it goes into force."),
    )


CATALOGUE = door(
    Door("power", _open, lambda _key: url_for("PowerRecords.list"), lambda _key: url_for("catalogue_import.template"))
)
add_door(IMPORTING, "", CATALOGUE, allowed(*ADMINS))


@IMPORTING.get("/template.xlsx")
@allowed(*ADMINS)
def template() -> Response:
    """Give the empty workbook of the catalogue."""
    kept = io.BytesIO()
    write_power_template(kept)
    kept.seek(0)
    return send_file(kept, mimetype=SHEET, as_attachment=True, download_name=f"{translate(N_('Power catalogue'))}.xlsx")

"""Vouchers from a spreadsheet: the door of a village's cash book."""

from flask import Response, url_for

from app.kernel.act import Act
from app.kernel.words import N_
from app.surfaces.language import translate
from app.surfaces.pages import allowed
from app.surfaces.sheets.doors import Door, Intake, door
from app.surfaces.sheets.pages import add_door, send_template
from app.villages.access import ENTERERS, village_for
from app.villages.models import Voucher
from app.villages.pages import PAGES
from app.villages.pages.desk import home_of
from app.villages.pages.entering import LABELS
from app.villages.sheet import carry_out_vouchers, columns_of, plan_vouchers, withdraw_voucher

TITLE = N_("Vouchers of a month")


def _open(act: Act, pk: str) -> Intake:
    village = village_for(act.session, act.actor, int(pk))
    return Intake(
        f"{translate(TITLE)} · {village.name}",
        columns_of(LABELS),
        lambda sheet: plan_vouchers(act, village, sheet, LABELS),
        lambda plan, choice: carry_out_vouchers(act, plan, choice),
        {Voucher.kind: withdraw_voucher},
        tried=False,
    )


CASH = door(
    Door(
        "village.cash",
        _open,
        lambda pk: url_for("villages.book", pk=pk),
        lambda pk: url_for("villages.template", pk=pk),
    )
)
add_door(PAGES, "/<int:pk>/cash", CASH, allowed(*ENTERERS))


@PAGES.get("/<int:pk>/cash/template.xlsx")
@allowed(*ENTERERS)
def template(pk: int) -> Response:
    """Give the empty sheet."""
    home_of(pk)
    return send_template(translate(TITLE), columns_of(LABELS))

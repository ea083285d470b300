"""Figures of funds: what is charged, what is sent back, what lies untouched."""

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from app.funds.models import Appropriation, Charge, Movement
from app.funds.points.shared import is_form
from app.funds.words import ChargeWord
from app.kernel.figures import Better, Figure, Rows, Unit
from app.kernel.words import N_
from app.parties.words import PartyForm

_charge, _returned, _used = aliased(Charge), aliased(Charge), aliased(Charge)
_OUT = (Movement.reverses_id.is_(None), is_form(Movement.payer_id, PartyForm.BODY))
PAID = Rows(Movement, Movement.booked_on, _OUT)
CHARGED = Rows(
    Movement, Movement.booked_on, (*_OUT, exists(select(_charge.id).where(_charge.movement_id == Movement.id)))
)
SENT_BACK = Rows(
    Movement,
    Movement.booked_on,
    (
        *_OUT,
        exists(
            select(_returned.id).where(_returned.movement_id == Movement.id, _returned.what == str(ChargeWord.RETURNED))
        ),
    ),
)
RECEIVED = Rows(Appropriation, Appropriation.received_on, (Appropriation.amount > Appropriation.pass_on,))
UNTOUCHED = Rows(
    Appropriation,
    Appropriation.received_on,
    (
        Appropriation.amount > Appropriation.pass_on,
        ~exists(select(_used.id).where(_used.appropriation_id == Appropriation.id)),
    ),
)

FIGURES = (
    Figure(
        "funds.paid",
        N_("Payments of public bodies"),
        PAID,
        N_("Payments of public bodies, by the month in which they were booked; reversals are not counted."),
    ),
    Figure(
        "funds.charged",
        N_("Payments charged to budget, transfer or project"),
        CHARGED,
        N_(
            "Of the payments of public bodies, those that are charged to a budget line, a special transfer or a project."
        ),
        unit=Unit.SHARE,
        among=PAID,
        better=Better.UP,
    ),
    Figure(
        "funds.returned",
        N_("Money sent back to whoever gave it"),
        SENT_BACK,
        N_("Payments by which bodies sent back what was left of a special transfer."),
    ),
    Figure(
        "funds.untouched",
        N_("Special transfers of which nothing was spent"),
        UNTOUCHED,
        N_(
            "Of the special transfers received in a month, those of which nothing has been spent or sent back until today."
        ),
        unit=Unit.SHARE,
        among=RECEIVED,
        better=Better.DOWN,
    ),
)

"""What is counted of villages."""

from app.kernel.figures import Better, Figure, Rows, Unit
from app.kernel.places import Organisation
from app.kernel.words import N_
from app.villages.models import VillageMonth, Voucher
from app.villages.words import Direction, Receipt

PAID = (Voucher.direction == str(Direction.OUT), Voucher.reverses_id.is_(None))

FIGURES = (
    Figure(
        "villages.statements",
        N_("Monthly accounts published"),
        Rows(VillageMonth, VillageMonth.published_at, about=(Organisation, VillageMonth.organisation_id)),
        N_("Statements of villages by the month in which they were published."),
        better=Better.UP,
    ),
    Figure(
        "villages.without_paper",
        N_("Payments without paper"),
        Rows(Voucher, Voucher.occurred_on, (*PAID, Voucher.receipt == str(Receipt.NONE))),
        N_("Of the payments of villages in the month, those proved by no paper at all."),
        Unit.SHARE,
        Rows(Voucher, Voucher.occurred_on, PAID),
        Better.DOWN,
    ),
)

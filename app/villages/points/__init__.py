"""Monitoring points of villages, one file a topic, every condition a Point."""

from app.kernel.points import Point
from app.kernel.words import N_
from app.villages.points.cash import CASH
from app.villages.points.vouchers import VOUCHERS
from app.villages.points.years import YEARS

VILLAGE_POINTS: tuple[Point, ...] = (*CASH, *VOUCHERS, *YEARS)

GROUPS = {
    "V01": N_("Large payments in cash"),
    "V02": N_("Cash in hand"),
    "V03": N_("No valid voucher"),
    "V04": N_("Signatures missing"),
    "V05": N_("Expense split"),
    "V20": N_("Collective money in a private account"),
    "V21": N_("Loans and guarantees"),
    "V22": N_("Allowances and hospitality"),
    "V26": N_("Bookkeeping lag"),
}
"""Names of the points of the reference, of which the conditions are parts."""

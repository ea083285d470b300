"""Monitoring points of villages, one file a topic, every condition a Point."""

from app.kernel.points import Point
from app.kernel.words import N_
from app.villages.points.assets import ASSETS
from app.villages.points.benefits import BENEFITS
from app.villages.points.cash import CASH
from app.villages.points.democracy import DEMOCRACY
from app.villages.points.kin import KINSFOLK
from app.villages.points.land import LAND
from app.villages.points.slips import SLIPS
from app.villages.points.vouchers import VOUCHERS
from app.villages.points.works import WORKS
from app.villages.points.years import YEARS

VILLAGE_POINTS: tuple[Point, ...] = (
    *CASH,
    *VOUCHERS,
    *YEARS,
    *DEMOCRACY,
    *ASSETS,
    *KINSFOLK,
    *WORKS,
    *BENEFITS,
    *LAND,
    *SLIPS,
)

GROUPS = {
    "V01": N_("Large payments in cash"),
    "V02": N_("Cash in hand"),
    "V03": N_("No valid voucher"),
    "V04": N_("Signatures missing"),
    "V05": N_("Expense split"),
    "V06": N_("Assets let too cheaply"),
    "V07": N_("Terms of contracts"),
    "V08": N_("Rents and ended contracts"),
    "V09": N_("Open bidding"),
    "V10": N_("Business with kin of officers"),
    "V11": N_("Kin on the supervision committee"),
    "V12": N_("Quorum and procedure"),
    "V13": N_("Benefits of the dead"),
    "V14": N_("Benefits paid twice"),
    "V15": N_("Relief for people of means"),
    "V16": N_("Relief for officers and their kin"),
    "V17": N_("Many beneficiaries, one account"),
    "V18": N_("Subsidised area"),
    "V23": N_("Money that does not reach the households"),
    "V19": N_("Village works"),
    "V24": N_("Audits of officers"),
    "V25": N_("Appraisals of officers"),
    "V20": N_("Collective money in a private account"),
    "V21": N_("Loans and guarantees"),
    "V22": N_("Allowances and hospitality"),
    "V26": N_("Bookkeeping lag"),
}
"""Names of the points of the reference, of which the conditions are parts."""

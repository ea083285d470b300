"""Points about money: F01 to F16 of the reference, as far as the data that exist allow."""

from app.funds.points.bodies import BODIES
from app.funds.points.payees import PAYEES
from app.funds.points.shapes import SHAPES
from app.kernel.words import N_

POINTS = (*BODIES, *PAYEES, *SHAPES)
GROUPS = {
    "F02": N_("Volume"),
    "F03": N_("Velocity"),
    "F04": N_("Split payments"),
    "F05": N_("Money that comes back"),
    "F07": N_("Concentration on one payee"),
    "F09": N_("Repeated amounts"),
    "F11": N_("New payees and accounts"),
}

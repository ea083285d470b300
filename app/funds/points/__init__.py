"""Points about money: F01 to F16 of the reference, as far as the data that exist allow."""

from app.funds.points.bodies import BODIES
from app.funds.points.budgets import BUDGETS
from app.funds.points.orders import ORDERS
from app.funds.points.payees import PAYEES
from app.funds.points.projects import PROJECTS
from app.funds.points.shapes import SHAPES
from app.funds.points.transfers import TRANSFERS
from app.funds.points.uses import USES
from app.funds.points.volume import VOLUME
from app.kernel.words import N_

POINTS = (*BODIES, *BUDGETS, *ORDERS, *PAYEES, *PROJECTS, *SHAPES, *TRANSFERS, *USES, *VOLUME)
GROUPS = {
    "F01": N_("Direction"),
    "F02": N_("Volume"),
    "F03": N_("Velocity"),
    "F04": N_("Split payments"),
    "F05": N_("Money that comes back"),
    "F06": N_("Dormant money"),
    "F07": N_("Concentration on one payee"),
    "F09": N_("Round and repeated amounts"),
    "F10": N_("Who acts, and when"),
    "F11": N_("New payees and accounts"),
    "F12": N_("Budget"),
    "F13": N_("Contract and works"),
    "F15": N_("Progress of spending"),
    "F16": N_("Transfers from level to level"),
}

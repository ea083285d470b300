"""The five points of approval (A1 to A5), one file each, every lettered condition a Point of its own."""

from app.approvals.points.one_time_notice import ONE_TIME_NOTICE
from app.approvals.points.overtime import OVERTIME
from app.approvals.points.refusal import REFUSAL
from app.approvals.points.returns import RETURNS
from app.approvals.points.suspension import SUSPENSION
from app.kernel.points import Point
from app.kernel.words import N_

APPROVAL_POINTS: tuple[Point, ...] = (*ONE_TIME_NOTICE, *REFUSAL, *RETURNS, *SUSPENSION, *OVERTIME)

GROUPS = {
    "A1": N_("One-time notice"),
    "A2": N_("Refusal"),
    "A3": N_("Return"),
    "A4": N_("Suspension"),
    "A5": N_("Overtime"),
}
"""Names of the points of the reference, of which the conditions are parts."""

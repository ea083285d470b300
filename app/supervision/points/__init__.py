"""Points that supervision adds to those of the domains: process, platform, follow-up."""

from app.kernel.words import N_
from app.supervision.points.accounts import ACCOUNT_POINTS
from app.supervision.points.affairs import AFFAIRS_POINTS
from app.supervision.points.conflicts import CONFLICT_POINTS
from app.supervision.points.follow_up import FOLLOW_UP_POINTS
from app.supervision.points.platform import PLATFORM_POINTS
from app.supervision.points.process import PROCESS_POINTS
from app.supervision.points.rectification import RECTIFICATION_POINTS
from app.supervision.points.steering import STEERING_POINTS

SUPERVISION_POINTS = (
    *PROCESS_POINTS,
    *PLATFORM_POINTS,
    *FOLLOW_UP_POINTS,
    *RECTIFICATION_POINTS,
    *AFFAIRS_POINTS,
    *STEERING_POINTS,
    *ACCOUNT_POINTS,
    *CONFLICT_POINTS,
)

GROUPS = {
    "PR": N_("Process and platform"),
    "FU": N_("Follow-up"),
    "C01": N_("Officials tied to whose case it is"),
    "C03": N_("Officials in business"),
    "C05": N_("Kin in one chain of command"),
}
"""Names of the groups of these points."""

"""The groups of monitoring points, of every domain."""

from app.approvals.points import GROUPS as APPROVAL_GROUPS
from app.disclosure.points import GROUPS as DISCLOSURE_GROUPS
from app.intermediaries.points import GROUPS as INTERMEDIARY_GROUPS
from app.penalties.points import GROUPS as PENALTY_GROUPS
from app.supervision.points import GROUPS as OWN_GROUPS
from app.villages.points import GROUPS as VILLAGE_GROUPS

POINT_GROUPS = {
    **INTERMEDIARY_GROUPS, **APPROVAL_GROUPS, **PENALTY_GROUPS, **DISCLOSURE_GROUPS, **VILLAGE_GROUPS, **OWN_GROUPS,
}  # fmt: skip
"""Names of the groups of points by their first letters."""

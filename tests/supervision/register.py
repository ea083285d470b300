"""Fills the registry of points without putting the whole program together."""

from app.approvals.points import APPROVAL_POINTS
from app.exchange.points import EXCHANGE_POINTS
from app.funds.points import POINTS as FUNDS_POINTS
from app.intermediaries.points import INTERMEDIARY_POINTS
from app.kernel.points import POINTS
from app.patrol.points import PATROL_POINTS
from app.penalties.points import PENALTY_POINTS
from app.supervision.points import SUPERVISION_POINTS
from app.trading.points import TRADING_POINTS
from app.villages.points import VILLAGE_POINTS


def register_points() -> None:
    """Register the points of every domain; doing so twice changes nothing."""
    POINTS.points.update(
        {
            point.code: point
            for point in (
                *APPROVAL_POINTS,
                *EXCHANGE_POINTS,
                *FUNDS_POINTS,
                *PATROL_POINTS,
                *PENALTY_POINTS,
                *INTERMEDIARY_POINTS,
                *SUPERVISION_POINTS,
                *TRADING_POINTS,
                *VILLAGE_POINTS,
            )
        }
    )

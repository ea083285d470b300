"""What is counted of trades."""

from sqlalchemy import func, select

from app.kernel.figures import Better, Figure, Rows, Unit
from app.kernel.words import N_
from app.trading.models import Lot, Offer, Opening, Project

ABOUT = (Project, Lot.project_id)
OF_PROJECT = (Project, Project.id == Lot.project_id)
OPENED = (OF_PROJECT, (Opening, Opening.project_id == Project.id))
VALID = (
    select(func.count())
    .select_from(Offer)
    .where(Offer.lot_id == Lot.id, Offer.rejected.is_(None))
    .correlate(Lot)
    .scalar_subquery()
)
"""Bids of a lot that were not rejected."""
LOTS = Rows(Lot, Opening.opened_at, (Lot.failed.is_(False),), OPENED, Project.organisation_id, about=ABOUT)
CLOSED = Rows(Lot, Project.closed_at, (), (OF_PROJECT,), Project.organisation_id, about=ABOUT)

FIGURES = (
    Figure(
        "trading.bidders",
        N_("Bidders for each lot"),
        Rows(
            Offer,
            Offer.opened_at,
            (),
            ((Lot, Lot.id == Offer.lot_id), OF_PROJECT),
            Project.organisation_id,
            about=ABOUT,
        ),
        N_("Bids opened in the month, for each lot whose bids were opened."),
        Unit.RATIO,
        LOTS,
        Better.UP,
    ),
    Figure(
        "trading.single",
        N_("Lots with a single valid bid"),
        Rows(Lot, Opening.opened_at, (Lot.failed.is_(False), VALID == 1), OPENED, Project.organisation_id, about=ABOUT),
        N_("Of the lots whose bids were opened in the month, those in which one bid alone was not rejected."),
        Unit.SHARE,
        LOTS,
        Better.DOWN,
    ),
    Figure(
        "trading.failed",
        N_("Lots with fewer than three bids"),
        Rows(Lot, Project.closed_at, (Lot.failed.is_(True),), (OF_PROJECT,), Project.organisation_id, about=ABOUT),
        N_("Of the lots whose bidding closed in the month, those that failed because fewer than three bids came in."),
        Unit.SHARE,
        CLOSED,
        Better.DOWN,
    ),
)

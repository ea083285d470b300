"""T31 and T32: scores that say nothing or tip the scales, and rejections that clear the way."""

from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import aliased

from app.kernel.points import Findings, Limits, Parameter
from app.kernel.words import N_
from app.trading.models import Award, Candidate, Draw, Lot, Offer, PanelMember, Project, Score
from app.trading.points.shared import YELLOW, about_lot, about_trade, condition, goes_on

RANKED = frozenset({"trade.ranked", "trade.stopped"})
AWARDED = frozenset({"trade.lot_awarded"})
DUTY = N_("Implementing Regulations of the Bidding Law, art. 49 and 71")


def _flat(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find members who gave every bid the same points on every row, where there are several bids of one lot."""
    other, same = aliased(Score), aliased(Offer)
    differs = (
        select(Score.id)
        .join(Offer, Offer.id == Score.offer_id)
        .join(same, and_(same.lot_id == Offer.lot_id, same.id > Offer.id))
        .join(other, and_(other.offer_id == same.id, other.member_id == Score.member_id))
        .where(
            Score.member_id == PanelMember.id, other.criterion_id == Score.criterion_id, other.points != Score.points
        )
        .correlate(PanelMember)
    )
    scored = (
        select(func.count(Score.offer_id.distinct()))
        .where(Score.member_id == PanelMember.id)
        .correlate(PanelMember)
        .scalar_subquery()
    )
    return (
        about_trade(
            fact, PanelMember.scored_at, centre=True, episode=PanelMember.id, place=PanelMember.place, offers=scored
        )
        .join(Draw, Draw.project_id == Project.id)
        .join(PanelMember, PanelMember.draw_id == Draw.id)
        .where(PanelMember.scored_at.is_not(None), scored >= limits["offers"], ~differs.exists(), goes_on())
    )


def _lowest(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find awards of lots whose lowest bid was rejected, dearer by so many percent."""
    low, winner, cheaper = aliased(Offer), aliased(Offer), aliased(Offer)
    lower = select(cheaper.id).where(cheaper.lot_id == Lot.id, cheaper.price < low.price).correlate(Lot, low)
    return (
        _awarded(fact, winner, price=winner.price, rejected_price=low.price, rejection=low.rejected)
        .join(low, low.lot_id == Lot.id)
        .where(low.rejected.is_not(None), ~lower.exists(), winner.price * 100 >= low.price * (100 + limits["percent"]))
    )


def _only(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find awards to the only bidder that was left, after others had been rejected."""
    winner, other, out = aliased(Offer), aliased(Offer), aliased(Offer)
    others = select(other.id).where(
        other.lot_id == Lot.id, other.bidder_id != winner.bidder_id, other.rejected.is_(None)
    )
    rejected = (
        select(func.count(out.bidder_id.distinct()))
        .where(out.lot_id == Lot.id, out.rejected.is_not(None), out.bidder_id != winner.bidder_id)
        .correlate(Lot, winner)
        .scalar_subquery()
    )
    return _awarded(fact, winner, rejected=rejected).where(
        ~others.correlate(Lot, winner).exists(), rejected >= limits["rejected"]
    )


def _awarded(fact: str, winner: Any, **evidence: Any) -> Findings:
    return (
        about_lot(fact, Award.awarded_at, centre=True, **evidence)
        .join(Award, Award.lot_id == Lot.id)
        .join(Candidate, Candidate.id == Award.candidate_id)
        .join(winner, winner.id == Candidate.offer_id)
    )


EVALUATION = (
    condition(
        "T31.flat",
        N_("Expert gave every bid the same points"),
        DUTY,
        YELLOW,
        _flat,
        N_(
            "A member of the committee, told here by the place in the draw, gave all bids of each lot equal points on every row of the "
            "scoring rule. Whoever reads several different bids finds no difference anywhere. Ask for his notes."
        ),
        honest=N_(
            "A member who gives two bids equal points and the third others; and one who scored a single bid for each lot."
        ),
        wakes_on=RANKED | {"trade.scored"},
        parameters=(Parameter("offers", 3, N_("Bids scored at the least")),),
    ),
    condition(
        "T32.lowest",
        N_("The lowest bid was rejected, a dearer one awarded"),
        N_("Implementing Regulations of the Bidding Law, art. 51 and 71"),
        YELLOW,
        _lowest,
        N_(
            "The lowest bid for a lot was rejected and a clearly dearer one got the contract. Read the passage that is said to fail, and "
            "compare whether the winner was judged by the same measure."
        ),
        honest=N_(
            "A rejected bid that was not the lowest; and the lowest one rejected where the winner costs hardly more."
        ),
        wakes_on=AWARDED,
        parameters=(Parameter("percent", 3, N_("Dearer by at least"), "%"),),
    ),
    condition(
        "T32.only",
        N_("All bidders but the winner were rejected"),
        N_("Implementing Regulations of the Bidding Law, art. 51; Bidding Law, art. 42"),
        YELLOW,
        _only,
        N_(
            "Several companies bid for a lot and all but one were rejected, which got the contract. Read the grounds one by one, and "
            "whether conditions of the notice fit one company only."
        ),
        honest=N_("Another valid bid stood beside the winner's; or only one bidder was rejected."),
        wakes_on=AWARDED,
        parameters=(Parameter("rejected", 2, N_("Bidders rejected at the least")),),
    ),
)

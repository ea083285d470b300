"""T28 and T29: a draw of experts out of order, and experts who should have kept away."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, String, cast, func, or_, select
from sqlalchemy.orm import aliased

from app.kernel.points import Findings, Limits, Parameter
from app.kernel.words import N_
from app.parties.behind import as_number
from app.parties.models import Office, Reach, Tie
from app.parties.words import OfficeWord, TieWord
from app.trading.models import Bidder, Draw, Expert, Lot, Notice, Offer, PanelMember, Project
from app.trading.points.shared import RED, YELLOW, about_trade, condition, goes_on
from app.trading.words import CallAnswer

CALLED = frozenset({"trade.called", "trade.drawn", "trade.stopped"})
SEATED = frozenset({"trade.seated", "trade.reserve_seated", "trade.rejected", "trade.stopped"})
AWAY = N_("Bidding Law, art. 37; Implementing Regulations of the Bidding Law, art. 46")
LEFT_OUT = (str(CallAnswer.NO), str(CallAnswer.SILENT))


def _early(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find draws so many hours before the deadline that names can leak."""
    return (
        about_trade(fact, Draw.drawn_at, centre=True, drawn_at=Draw.drawn_at, deadline=Notice.deadline)
        .join(Draw, Draw.project_id == Project.id)
        .where(Draw.lead > limits["hours"] * 60, goes_on())
    )


def _passed_over(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find draws in which the centre noted many experts as unable to come or silent; what they said themselves is no such note."""
    count = (
        select(func.count(PanelMember.id))
        .where(PanelMember.draw_id == Draw.id, PanelMember.answer.in_(LEFT_OUT), PanelMember.by_hand.is_(True))
        .correlate(Draw)
        .scalar_subquery()
    )
    return (
        about_trade(fact, Draw.drawn_at, centre=True, passed_over=count, members=Draw.wanted)
        .join(Draw, Draw.project_id == Project.id)
        .where(count >= limits["experts"], goes_on())
    )


def _bidder(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find members of committees who are tied to a company whose bid they judge, or worked for it not long ago."""
    return (
        _members(fact, ":" + cast(Bidder.id, String), bidder=Bidder.name)
        .join(Lot, Lot.project_id == Project.id)
        .join(Offer, Offer.lot_id == Lot.id)
        .join(Bidder, Bidder.id == Offer.bidder_id)
        .where(
            Offer.rejected.is_(None),
            or_(_reaches(Bidder.party_id, limits["steps"]).exists(), _left(Bidder.party_id, limits["years"]).exists()),
        )
    )


def _buyer(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find members of committees who hold office at the buyer, or are tied to somebody who does."""
    other = aliased(Office)
    here = (
        other.organisation_id == Project.organisation_id,
        other.what == str(OfficeWord.OFFICIAL),
        other.from_on <= Draw.drawn_on,
        or_(other.to_on.is_(None), other.to_on >= Draw.drawn_on),
    )
    own = select(other.id).where(other.party_id == Expert.party_id, *here).correlate(Expert, Project, Draw)
    near = (
        select(Reach.start_id)
        .join(other, other.party_id == Reach.end_id)
        .where(Reach.start_id == Expert.party_id, Reach.steps <= limits["steps"], *_held(), *here)
        .correlate(Expert, Project, Draw)
    )
    return _members(fact, "").where(or_(own.exists(), near.exists()))


def _members(fact: str, beside: Any, **evidence: Any) -> Findings:
    """Begin findings about the members of a committee, who are told by their place in the draw and never by name."""
    episode = cast(PanelMember.id, String) + beside
    return (
        about_trade(fact, Draw.drawn_at, centre=True, episode=episode, place=PanelMember.place, **evidence)
        .join(Draw, Draw.project_id == Project.id)
        .join(PanelMember, PanelMember.draw_id == Draw.id)
        .join(Expert, Expert.id == PanelMember.expert_id)
        .where(PanelMember.seated.is_(True), goes_on())
    )


def _held() -> tuple[ColumnElement[bool], ...]:
    return (Reach.from_on <= Draw.drawn_on, Reach.to_on >= Draw.drawn_on)


def _reaches(party: Any, steps: int) -> Any:
    paths = select(Reach.start_id).where(Reach.start_id == Expert.party_id, Reach.end_id == party)
    return paths.where(Reach.steps <= steps, *_held()).correlate(Expert, Bidder, Draw)


def _left(party: Any, years: int) -> Any:
    ended = select(Tie.id).where(Tie.from_id == Expert.party_id, Tie.to_id == party, Tie.what == str(TieWord.EMPLOYEE))
    return ended.where(as_number(Draw.drawn_on) - as_number(Tie.to_on) < years * 10_000).correlate(Expert, Bidder, Draw)


DRAWING = (
    condition(
        "T28.early",
        N_("Experts drawn long before the bids are opened"),
        AWAY,
        YELLOW,
        _early,
        N_(
            "The members of the committee were known to the centre more than a day before the deadline. Names that are known early "
            "can be told to bidders. Look at who was called when, and by whom."
        ),
        honest=N_("Drawn exactly one day before the deadline, or after the opening."),
        wakes_on=frozenset({"trade.drawn", "trade.stopped"}),
        parameters=(Parameter("hours", 24, N_("Hours before the deadline at the most"), N_("hours")),),
        verified=False,
    ),
    condition(
        "T28.passed_over",
        N_("Many experts passed over without a reason"),
        N_("Implementing Regulations of the Bidding Law, art. 46 and 70"),
        YELLOW,
        _passed_over,
        N_(
            "Of the experts that were drawn the centre noted several as unable to come or silent, and the reserves sit in their place. By "
            "such notes a committee can be chosen by hand. Call some of those who were passed over, and ask."
        ),
        honest=N_(
            "Two could not come; others kept away for a reason that was written down; or they declined by their own accounts."
        ),
        wakes_on=CALLED,
        parameters=(Parameter("experts", 3, N_("Experts passed over at the least")),),
    ),
    condition(
        "T29.bidder",
        N_("Expert tied to a bidder"),
        AWAY,
        RED,
        _bidder,
        N_(
            "A member of the committee, told here by the place in the draw, or near kin, is tied to a company whose bid was judged, "
            "or worked for it within three years. A lead, not a finding: ask whether he declared it; his scores may have to be left out."
        ),
        honest=N_(
            "The tie ended before the draw and the work there more than three years ago; or the bid was rejected before anybody scored."
        ),
        wakes_on=SEATED,
        parameters=(
            Parameter("steps", 2, N_("Ties between them at the most")),
            Parameter("years", 3, N_("Years after he worked there"), N_("years")),
        ),
    ),
    condition(
        "T29.buyer",
        N_("Expert from the buyer"),
        AWAY,
        RED,
        _buyer,
        N_(
            "A member of the committee, told here by the place in the draw, holds office at the buyer or is tied to somebody who does. "
            "The buyer's people are not drawn as experts. A lead, not a finding: compare the pool with the buyer's staff."
        ),
        honest=N_("An expert who left the buyer before the draw."),
        wakes_on=SEATED,
        parameters=(Parameter("steps", 1, N_("Ties between them at the most")),),
    ),
)

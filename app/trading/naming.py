"""What trail and alerts call a trade and its parts: names, pages, and to which trade each belongs."""

from typing import Any

from sqlalchemy import select

from app.kernel.domain import PartyPart
from app.kernel.subjects import SubjectKind, tables
from app.kernel.words import N_
from app.parties.models import Party
from app.trading.listing_flow import SECRET
from app.trading.models import (
    Addendum,
    AuctionBid,
    Award,
    BidBody,
    Bidder,
    BidMatch,
    BidOrigin,
    BidPapers,
    BidTrace,
    Candidate,
    Criterion,
    DirectPurchase,
    Draw,
    DrawPart,
    EarlierEvaluation,
    Expert,
    KeyHolder,
    KeyShare,
    ListingApplicant,
    Lot,
    LotReading,
    NetworkRun,
    Notice,
    NoticeMinimum,
    Objection,
    Offer,
    Opening,
    OutsideAccount,
    OutsideApplication,
    PanelMember,
    PhraseHit,
    Project,
    Receipt,
    RejectionMotion,
    RejectionVote,
    Score,
    ScreenAnswer,
    ScreenedBid,
    ScreenedProcess,
    ScreenedTrade,
    SealedBid,
    TradeBond,
    TradeComplaint,
    TradeCompletion,
    TradeContract,
    TradeListing,
    TradePass,
    TradePattern,
    TradePhrase,
    TradePublication,
    TradeQuestion,
    TradeShared,
)
from app.trading.models.screened import OWN
from app.trading.words import TradeState


def _of_project(model: Any) -> tuple[Any, Any]:
    """Return: rows of a table are a part of their project."""
    return Project, select(model.id, model.project_id)


TAKES_BIDS = select(Project.id).where(
    Project.closed_at.is_(None), Project.state.in_((str(TradeState.OPEN), str(TradeState.HALTED)))
)


def _of_bidding(model: Any) -> SubjectKind:
    """Return a kind of rows that one could count bidders by: nobody is shown them while bids come in (Bidding Law art. 22)."""
    return SubjectKind(model, hidden=select(model.id).where(model.project_id.in_(TAKES_BIDS)))


def _of_bids(model: Any) -> SubjectKind:
    """Return the same for rows that know their lot."""
    lots = select(Lot.id).where(Lot.project_id.in_(TAKES_BIDS))
    return SubjectKind(model, hidden=select(model.id).where(model.lot_id.in_(lots)))


def _of_listing(model: Any) -> SubjectKind:
    """Return a kind of rows that tell who has applied: nobody is shown them until the hammer has fallen."""
    secret = select(TradeListing.id).where(TradeListing.state.in_([str(one) for one in SECRET]))
    return SubjectKind(
        model,
        hidden=select(model.id).where(model.listing_id.in_(secret)),
        belongs=(TradeListing, select(model.id, model.listing_id)),
    )


OWN_TRADES = select(ScreenedTrade.id, Lot.project_id).join(Lot, Lot.id == ScreenedTrade.lot_id)

SUBJECTS = (
    SubjectKind(
        Project,
        select(Project.id, Project.number + " " + Project.name),
        N_("Open the project"),
        "trading.project",
        woken_by=(
            (SealedBid, select(Lot.project_id, SealedBid.id).join(Lot, Lot.id == SealedBid.lot_id)),
            (Offer, select(Lot.project_id, Offer.id).join(Lot, Lot.id == Offer.lot_id)),
            (TradePublication, select(TradePublication.project_id, TradePublication.id)),
            (KeyHolder, select(KeyHolder.project_id, KeyHolder.id)),
            (Draw, select(Draw.project_id, Draw.id)),
            (PanelMember, select(Draw.project_id, PanelMember.id).join(Draw, Draw.id == PanelMember.draw_id)),
        ),
        trail=(Draw, PanelMember),
    ),
    SubjectKind(
        Notice,
        select(Notice.id, Project.name).join(Project, Project.id == Notice.project_id),
        N_("Open the notice"),
        belongs=_of_project(Notice),
    ),
    SubjectKind(
        TradeQuestion,
        select(TradeQuestion.id, Project.name).join(Project, Project.id == TradeQuestion.project_id),
        N_("Open the question"),
        belongs=_of_project(TradeQuestion),
    ),
    SubjectKind(
        Addendum,
        select(Addendum.id, Project.name).join(Project, Project.id == Addendum.project_id),
        N_("Open the addendum"),
        belongs=_of_project(Addendum),
    ),
    SubjectKind(
        Objection,
        select(Objection.id, Project.name).join(Project, Project.id == Objection.project_id),
        N_("Open the objection"),
        belongs=_of_project(Objection),
    ),
    SubjectKind(
        TradeComplaint,
        select(TradeComplaint.id, TradeComplaint.number + " " + Project.name).join(
            Project, Project.id == TradeComplaint.project_id
        ),
        N_("Open the complaint"),
        belongs=_of_project(TradeComplaint),
    ),
    SubjectKind(
        TradeBond,
        select(TradeBond.id, Project.number + " " + Project.name).join(Project, Project.id == TradeBond.project_id),
        N_("Open the bond"),
        belongs=_of_project(TradeBond),
        hidden=select(TradeBond.id).where(TradeBond.project_id.in_(TAKES_BIDS)),
    ),
    SubjectKind(Bidder, select(Bidder.id, Bidder.name), N_("Open the bidder")),
    SubjectKind(
        Offer,
        select(Offer.id, Project.name + " · " + Bidder.name)
        .join(Bidder, Bidder.id == Offer.bidder_id)
        .join(Lot, Lot.id == Offer.lot_id)
        .join(Project, Project.id == Lot.project_id),
        N_("Open the bid"),
        belongs=(Project, select(Offer.id, Lot.project_id).join(Lot, Lot.id == Offer.lot_id)),
    ),
    SubjectKind(
        TradeContract,
        select(TradeContract.id, TradeContract.number + " " + TradeContract.name),
        N_("Open the contract"),
        belongs=(
            Project,
            select(TradeContract.id, Lot.project_id)
            .join(Award, Award.id == TradeContract.award_id)
            .join(Lot, Lot.id == Award.lot_id),
        ),
    ),
    SubjectKind(
        ScreenedTrade,
        select(ScreenedTrade.id, ScreenedTrade.ocid + " " + ScreenedTrade.title),
        N_("Open what the conditions say"),
        "supervision.screened",
        woken_by=((Project, OWN_TRADES),),
        trail=(Project,),
        belongs=(Project, OWN_TRADES),
    ),
    SubjectKind(
        DirectPurchase,
        select(DirectPurchase.id, DirectPurchase.number + " " + DirectPurchase.name),
        N_("Open the purchase"),
    ),
    SubjectKind(
        TradeListing, select(TradeListing.id, TradeListing.number + " " + TradeListing.name), N_("Open the listing")
    ),
    SubjectKind(
        TradePublication,
        select(TradePublication.id, Project.name).join(Project, Project.id == TradePublication.project_id),
        N_("Open the publication"),
        belongs=_of_project(TradePublication),
    ),
    SubjectKind(TradePhrase, select(TradePhrase.id, TradePhrase.phrase), N_("Open the phrase")),
    SubjectKind(TradeShared, select(TradeShared.id, TradeShared.name), N_("Open what is shared by right")),
    SubjectKind(TradePattern, select(TradePattern.id, TradePattern.name), N_("Open what was asked")),
    SubjectKind(ScreenedBid, select(ScreenedBid.id, ScreenedBid.bidder_name), N_("Open the bid that was screened")),
    SubjectKind(
        Lot,
        select(Lot.id, Project.name + " · " + Lot.name).join(Project, Project.id == Lot.project_id),
        N_("Open what the conditions say"),
        "supervision.trade",
        at=Lot.project_id,
        woken_by=(
            (Project, select(Lot.id, Lot.project_id)),
            (Award, select(Award.lot_id, Award.id)),
            (TradeContract, select(Award.lot_id, TradeContract.id).join(Award, Award.id == TradeContract.award_id)),
        ),
        trail=(Project, Award, TradeContract),
        belongs=_of_project(Lot),
    ),
    _of_bidding(TradePass),
    _of_bids(SealedBid),
    _of_bids(BidBody),
    _of_listing(ListingApplicant),
    _of_listing(AuctionBid),
    *tables(
        Award,
        OutsideAccount,
        OutsideApplication,
        BidMatch,
        BidOrigin,
        BidPapers,
        BidTrace,
        Candidate,
        Criterion,
        Draw,
        DrawPart,
        EarlierEvaluation,
        Expert,
        KeyHolder,
        KeyShare,
        LotReading,
        NetworkRun,
        NoticeMinimum,
        Opening,
        PanelMember,
        PhraseHit,
        Receipt,
        RejectionMotion,
        RejectionVote,
        Score,
        ScreenAnswer,
        ScreenedProcess,
        TradeCompletion,
    ),
)

PARTY_PARTS = (
    PartyPart(
        N_("Bids read out"),
        Offer,
        Offer.opened_at,
        lambda party: Offer.bidder_id.in_(
            select(Bidder.id).join(Party, Party.id == Bidder.party_id).where(Party.key_hash == party)
        ),
    ),
    PartyPart(
        N_("Bids on other platforms"),
        ScreenedBid,
        ScreenedBid.handed_in_at,
        lambda party: (
            (ScreenedBid.bidder_hash == party)
            & ScreenedBid.trade_id.in_(select(ScreenedTrade.id).where(ScreenedTrade.source != OWN))
        ),
    ),
)

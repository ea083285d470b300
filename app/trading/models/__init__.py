"""Tables of trading."""

from app.trading.models.auctions import AuctionBid, ListingApplicant
from app.trading.models.award import Award, Candidate, TradeCompletion, TradeContract
from app.trading.models.bids import Bidder, KeyShare, Offer, Opening, Receipt, SealedBid, TradePass
from app.trading.models.bonds import TradeBond
from app.trading.models.network import NetworkRun, TradePattern
from app.trading.models.outside import OutsideAccount, OutsideApplication, OutsideSession
from app.trading.models.panel import Draw, DrawPart, Expert, PanelMember, RejectionMotion, RejectionVote, Score
from app.trading.models.papers import BidBody, BidMatch, BidOrigin, BidPapers, BidTrace, LotReading, TradeShared
from app.trading.models.project import Criterion, KeyHolder, Lot, Notice, NoticeMinimum, Project
from app.trading.models.published import PhraseHit, TradePhrase, TradePublication
from app.trading.models.registers import DirectPurchase, TradeListing
from app.trading.models.remedies import EarlierEvaluation, Objection, TradeComplaint
from app.trading.models.screened import ScreenAnswer, ScreenedBid, ScreenedProcess, ScreenedTrade
from app.trading.models.voices import Addendum, TradeQuestion

__all__ = [
    "Addendum",
    "AuctionBid",
    "Award",
    "BidBody",
    "BidMatch",
    "BidOrigin",
    "BidPapers",
    "BidTrace",
    "Bidder",
    "Candidate",
    "Criterion",
    "DirectPurchase",
    "Draw",
    "DrawPart",
    "EarlierEvaluation",
    "Expert",
    "KeyHolder",
    "KeyShare",
    "ListingApplicant",
    "Lot",
    "LotReading",
    "NetworkRun",
    "Notice",
    "NoticeMinimum",
    "Objection",
    "Offer",
    "Opening",
    "OutsideAccount",
    "OutsideApplication",
    "OutsideSession",
    "PanelMember",
    "PhraseHit",
    "Project",
    "Receipt",
    "RejectionMotion",
    "RejectionVote",
    "Score",
    "ScreenAnswer",
    "ScreenedBid",
    "ScreenedProcess",
    "ScreenedTrade",
    "SealedBid",
    "TradeBond",
    "TradeComplaint",
    "TradeCompletion",
    "TradeContract",
    "TradeListing",
    "TradePass",
    "TradePattern",
    "TradePhrase",
    "TradePublication",
    "TradeQuestion",
    "TradeShared",
]

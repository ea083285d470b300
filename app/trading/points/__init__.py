"""The points of trading, T01 to T38, one file a phase; a lead is for a person to check, never a finding."""

from app.kernel.points import Point
from app.kernel.words import N_
from app.trading.points.award import AWARD
from app.trading.points.bids import BIDS
from app.trading.points.bonds import BONDS
from app.trading.points.busy import BUSY
from app.trading.points.buying import BUYING
from app.trading.points.drawing import DRAWING
from app.trading.points.evaluation import EVALUATION
from app.trading.points.listing import LISTING
from app.trading.points.network import NETWORK
from app.trading.points.notice import NOTICE
from app.trading.points.opening import OPENING
from app.trading.points.pairing import PAIRING
from app.trading.points.papers import PAPERS
from app.trading.points.prices import PRICES
from app.trading.points.published import PUBLISHED
from app.trading.points.remedies import REMEDIES
from app.trading.points.selling import SELLING

TRADING_POINTS: tuple[Point, ...] = (
    *BUYING,
    *NOTICE,
    *PUBLISHED,
    *BIDS,
    *BONDS,
    *OPENING,
    *PRICES,
    *PAPERS,
    *DRAWING,
    *EVALUATION,
    *AWARD,
    *BUSY,
    *LISTING,
    *SELLING,
    *NETWORK,
    *PAIRING,
    *REMEDIES,
)

GROUPS = {
    "T01": N_("Split to stay below the limit"),
    "T02": N_("No open tender where one is due"),
    "T03": N_("Conditions that shut companies out"),
    "T04": N_("Notice too short"),
    "T05": N_("Papers changed late, objections passed over"),
    "T06": N_("Notice not where it belongs, or not the same everywhere"),
    "T07": N_("Bid bond above the limit or sent back late"),
    "T08": N_("Bids made on one machine"),
    "T09": N_("Bids from one network address"),
    "T10": N_("Bids alike, mixed up or of one hand"),
    "T11": N_("Bidders reached in one way"),
    "T12": N_("One person in two teams"),
    "T13": N_("Bonds from one account or another's"),
    "T14": N_("Bidders tied to each other or to the buyer"),
    "T15": N_("Bids taken back, awards given up"),
    "T16": N_("Fewer than three bidders"),
    "T17": N_("Opened early or late, late bids accepted"),
    "T18": N_("Identical prices"),
    "T19": N_("Regular differences of prices"),
    "T20": N_("Prices closer together than elsewhere"),
    "T21": N_("Two lowest prices oddly close or far apart"),
    "T22": N_("Winning price at the ceiling"),
    "T23": N_("Bills alike or with the same errors"),
    "T24": N_("Firms that bid together"),
    "T25": N_("Winning in turn"),
    "T26": N_("Bidding only to lose"),
    "T27": N_("One firm at one buyer or agency"),
    "T28": N_("Draw of experts out of order"),
    "T29": N_("Expert who should have kept away"),
    "T30": N_("One expert at one buyer or winner"),
    "T31": N_("Scores out of line"),
    "T32": N_("Bids rejected to clear the way"),
    "T33": N_("Award not to the first, shown late"),
    "T34": N_("Contract late"),
    "T35": N_("Contract differs from the award"),
    "T36": N_("Listing of state property out of order"),
    "T37": N_("Listing of land out of order"),
    "T38": N_("Objections and complaints not dealt with"),
}
"""Names of the points of the reference, of which the conditions are parts."""

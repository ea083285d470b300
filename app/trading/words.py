"""Vocabularies of trading."""

from app.kernel.words import N_, Word


class TradeKind(Word):
    """What is traded."""

    WORKS = "works", N_("Works tender")
    PROCUREMENT = "procurement", N_("Procurement by tender")


class TradeMethod(Word):
    """How whoever gets the contract is found."""

    OPEN = "open", N_("Open tender")


class TradeState(Word):
    """Where a trade stands."""

    PLANNED = "planned", N_("Project registered")
    DRAFTED = "drafted", N_("Notice drafted")
    OPEN = "open", N_("Open for bids")
    CLOSED = "closed", N_("Bidding closed")
    FAILED = "failed", N_("Failed: too few bids")
    OPENED = "opened", N_("Bids opened")
    EVALUATING = "evaluating", N_("Under evaluation")
    RANKED = "ranked", N_("Evaluation report handed in")
    SHOWN = "shown", N_("Candidates published")
    AWARDED = "awarded", N_("Awarded")
    CONTRACTED = "contracted", N_("Contract signed")
    STOPPED = "stopped", N_("Stopped by the buyer")
    HALTED = "halted", N_("Stands still until an answer")
    VOID = "void", N_("Void after an objection or complaint")


class HolderRole(Word):
    """Who holds a key to the bids; buyer and agency hold one between them."""

    BUYER = "buyer", N_("Buyer or its agency")
    SUPERVISOR = "supervisor", N_("Supervising department")
    NOTARY = "notary", N_("Notary")
    AUDIT = "audit", N_("Audit of the trading centre")
    ASSOCIATION = "association", N_("Bidders' association")


class BidState(Word):
    """What became of a sealed bid."""

    SEALED = "sealed", N_("Sealed")
    REPLACED = "replaced", N_("Replaced by the bidder")
    WITHDRAWN = "withdrawn", N_("Withdrawn by the bidder")
    OPENED = "opened", N_("Opened")
    UNREADABLE = "unreadable", N_("Cannot be read")


class ApplicationState(Word):
    """What became of an application for an account at the outer door, whoever asks for it."""

    WAITING = "waiting", N_("Waits for the trading centre")
    ADMITTED = "admitted", N_("Admitted by the trading centre")
    TURNED_DOWN = "turned_down", N_("Turned down by the trading centre")


class OutsideRole(Word):
    """For whom an account at the outer door stands."""

    BIDDER = "bidder", N_("Bidder")
    EXPERT = "expert", N_("Expert")
    AGENCY = "agency", N_("Agency")


class Rejection(Word):
    """Grounds on which a bid is rejected (Implementing Regulations of the Bidding Law, art. 51)."""

    UNSIGNED = "unsigned", N_("Neither sealed nor signed by the bidder")
    NO_CONSORTIUM = "no_consortium", N_("A consortium without its agreement")
    UNQUALIFIED = "unqualified", N_("Does not meet the qualification required")
    TWO_BIDS = "two_bids", N_("Two different bids or prices of one bidder")
    PRICE = "price", N_("Below cost or above the ceiling price")
    NO_RESPONSE = "no_response", N_("Does not meet the substantive requirements")
    UNLAWFUL = "unlawful", N_("Collusion, fraud or bribery")


class NotFirst(Word):
    """Grounds on which another than the first candidate gets the contract (Implementing Regulations, art. 55)."""

    GIVES_UP = "gives_up", N_("The candidate before gives the award up")
    UNABLE = "unable", N_("Force majeure keeps the candidate before from performing")
    NO_SECURITY = "no_security", N_("The candidate before gives no performance bond")
    UNLAWFUL = "unlawful", N_("The candidate before was found to have acted unlawfully")


class DrawSide(Word):
    """Who gives a secret value to the draw of experts; one honest of them is enough."""

    BUYER = "buyer", N_("Buyer")
    CENTRE = "centre", N_("Trading centre")
    SUPERVISOR = "supervisor", N_("Supervising department")


class CallAnswer(Word):
    """What an expert who was drawn answered."""

    WAITING = "waiting", N_("Not called yet")
    YES = "yes", N_("Will come")
    NO = "no", N_("Cannot come")
    RECUSED = "recused", N_("Keeps away")
    SILENT = "silent", N_("Did not answer")


class TradeCategory(Word):
    """What is bought, by the code list of open contracting data."""

    WORKS = "works", N_("Works")
    GOODS = "goods", N_("Goods")
    SERVICES = "services", N_("Services")


class Medium(Word):
    """Where notices are published."""

    NATIONAL = "national", N_("National platform of tenders")
    PROVINCIAL = "provincial", N_("Provincial platform of public resource trading")
    PROCUREMENT = "procurement", N_("National website of government procurement")
    OTHER = "other", N_("Another medium")


class DirectMethod(Word):
    """How something was bought without an open tender."""

    INVITED = "invited", N_("Tender among those invited")
    NEGOTIATION = "negotiation", N_("Competitive negotiation")
    CONSULTATION = "consultation", N_("Competitive consultation")
    QUOTATION = "quotation", N_("Request for quotations")
    SINGLE = "single", N_("Single source")
    DIRECT = "direct", N_("Given without asking others")


class ListingWhat(Word):
    """What is listed for everybody."""

    EQUITY = "equity", N_("Shares of a state enterprise")
    ASSET = "asset", N_("Asset of a state enterprise or public body")
    LAND = "land", N_("Right to use state land")


class ListingState(Word):
    """Where a listing stands; one that was entered by hand has no course."""

    ENTERED = "entered", N_("Entered by hand")
    PLANNED = "planned", N_("Listing planned")
    LISTED = "listed", N_("Open for applications")
    AUCTION = "auction", N_("Under auction")
    UNSOLD = "unsold", N_("Not sold")
    AGREED = "agreed", N_("One applicant: to be agreed")
    HAMMER = "hammer", N_("Hammer fallen")
    AWARDED = "awarded", N_("Deal confirmed and published")
    SIGNED = "signed", N_("Contract of sale signed")
    DONE = "done", N_("Paid in full")
    STOPPED = "stopped", N_("Listing stopped")


class CompetitionMethod(Word):
    """How far a trade was open to all, by the code list of open contracting data."""

    OPEN = "open", N_("Open to everybody")
    SELECTIVE = "selective", N_("Open to those who qualified")
    LIMITED = "limited", N_("Open to those who were asked")
    DIRECT = "direct", N_("Given to one without competition")


class ScreenedStatus(Word):
    """Where a screened trade stands, by the code list of open contracting data."""

    PLANNED = "planned", N_("Planned")
    ACTIVE = "active", N_("Under way")
    COMPLETE = "complete", N_("Decided")
    UNSUCCESSFUL = "unsuccessful", N_("Ended without an award")
    CANCELLED = "cancelled", N_("Stopped")
    WITHDRAWN = "withdrawn", N_("Taken back by its source")


class ScreenedBidStatus(Word):
    """What became of a bid, by the code list of open contracting data."""

    INVITED = "invited", N_("Invited, without a bid yet")
    PENDING = "pending", N_("Not judged yet")
    VALID = "valid", N_("Valid")
    DISQUALIFIED = "disqualified", N_("Rejected")
    WITHDRAWN = "withdrawn", N_("Withdrawn")
    UNPUBLISHED = "unpublished", N_("Known by the award alone")


SUBMITTED = frozenset({ScreenedBidStatus.PENDING, ScreenedBidStatus.VALID, ScreenedBidStatus.DISQUALIFIED})
"""Bids that were handed in and stood."""


class Outcome(Word):
    """What a condition says of a trade: a page that does not separate clean from not judged would lie."""

    FOUND = "found", N_("Found")
    NOT_FOUND = "not_found", N_("Not found")
    NOT_ENOUGH = "not_enough_data", N_("Not enough data")
    NOT_APPLICABLE = "does_not_apply", N_("Does not apply")


class ObjectionStage(Word):
    """What an objection is directed against."""

    PAPERS = "papers", N_("The papers")
    CANDIDATES = "candidates", N_("The candidates")
    RESULT = "result", N_("The result")


class ComplaintState(Word):
    """Where a complaint to the supervisor stands."""

    MADE = "made", N_("Waits for its examination")
    REFUSED = "refused", N_("Not taken up")
    ACCEPTED = "accepted", N_("Taken up")
    DECIDED = "decided", N_("Decided")
    WITHDRAWN = "withdrawn", N_("Withdrawn by the complainant")


class ComplaintOutcome(Word):
    """What the supervisor decides."""

    REJECTED = "rejected", N_("Complaint rejected")
    ORDERED = "ordered", N_("Upheld: measures named in the decision")
    AGAIN = "again", N_("Upheld: evaluation to be repeated")
    VOID = "void", N_("Upheld: tender declared void")


class ObjectionOutcome(Word):
    """What came of an objection."""

    REJECTED = "rejected", N_("Not upheld")
    CORRECTED = "corrected", N_("Upheld: the papers are corrected by an addendum")
    AGAIN = "again", N_("Upheld: the bids are evaluated again")
    VOID = "void", N_("Upheld: the tender is void")


class PatternWord(Word):
    """What stands out where many trades are looked at together."""

    CLIQUE = "clique", N_("Firms that bid together and win nearly all")
    ROTATION = "rotation", N_("Firms that win in turn")
    LOSER = "loser", N_("A firm that bids often and only loses")
    BUYER = "buyer", N_("A firm that wins half of what one buyer awards")
    AGENCY = "agency", N_("A firm that wins half of what one agency runs")
    PANEL_BUYER = "panel_buyer", N_("An expert who sits for one buyer too often")
    PANEL_WINNER = "panel_winner", N_("An expert who sits too often where one bidder wins")


class PatternReason(Word):
    """What is missing for an answer about many trades, or why the question does not apply."""

    FEW_RIVALS = "few_rivals", N_("Hardly anybody else bids in this market")
    NO_LEVEL = "no_level", N_("Too few prices can be compared with a ceiling or an estimate")
    FEW_TURNS = "few_turns", N_("Fewer than six awards of processes without lots")
    FEW_BIDS = "few_bids", N_("Losing all of so few bids is no rarity")
    FEW_AWARDS = "few_awards", N_("Fewer than five awards")
    NO_OTHERS = "no_others", N_("No awards of others to compare with")
    NO_VALUES = "no_values", N_("The value of an award is not known")
    NO_DRAWS = "no_draws", N_("Too few draws elsewhere to know how many are usually called for a seat")
    FEW_SEATS = "few_seats", N_("Sitting in all of so few committees is no rarity")
    ALL_SIT = "all_sit", N_("Half of the list sits anyway")


PATTERN_CODES = {
    PatternWord.CLIQUE: "T24.clique",
    PatternWord.ROTATION: "T25.rotation",
    PatternWord.LOSER: "T26.loser",
    PatternWord.BUYER: "T27.buyer",
    PatternWord.AGENCY: "T27.agency",
    PatternWord.PANEL_BUYER: "T30.buyer",
    PatternWord.PANEL_WINNER: "T30.winner",
}
"""The condition of each."""


class PapersState(Word):
    """What became of the files of a bid."""

    WAITING = "waiting", N_("Files not read yet")
    NONE = "none", N_("No files with the bid")
    LOST = "lost", N_("Files named in the envelope were not handed in")
    DAMAGED = "damaged", N_("Files cannot be unsealed")
    READ = "read", N_("All files read")
    PARTLY = "partly", N_("Some files could not be read")


class SharedWord(Word):
    """What bidders may share without being tied."""

    ADDRESS = "address", N_("Network address of a hall or a shop")
    MACHINE = "machine", N_("Machine of a hall or a shop")
    CONTACT = "contact", N_("Published telephone, e-mail or address")
    TEMPLATE = "template", N_("Public template text")

"""Vocabularies of intermediaries."""

from app.kernel.words import N_, Word


class Category(Word):
    """Kind of service that an agency renders."""

    APPRAISAL = "appraisal", N_("Asset appraisal")
    REAL_ESTATE = "real_estate", N_("Real estate valuation")
    COST = "cost", N_("Construction cost consulting")
    TENDER = "tender", N_("Tender agency")
    SURVEY = "survey", N_("Surveying and mapping")
    ENVIRONMENT = "environment", N_("Environmental impact assessment")
    SAFETY = "safety", N_("Safety assessment")
    FIRE = "fire", N_("Fire protection testing")
    DRAWINGS = "drawings", N_("Review of construction drawings")
    SUPERVISION = "supervision", N_("Construction supervision")
    AUDIT = "audit", N_("Accounting and audit")
    TESTING = "testing", N_("Inspection and testing")
    LEGAL = "legal", N_("Legal services")
    OTHER = "other", N_("Other intermediary services")


class AgencyState(Word):
    """Where an agency stands in the register."""

    APPLIED = "applied", N_("Applied for")
    CHECKED = "checked", N_("Papers checked")
    LISTED = "listed", N_("Listed")
    WARNED = "warned", N_("Warned")
    BARRED = "barred", N_("Suspended from business")
    REMOVED = "removed", N_("Removed from the register")


class TieWarning(Word):
    """What makes a tie a matter for the inspectors (公务员法 第一百零七条)."""

    BODY = "body", N_("The supervising body itself")
    STAFF = "staff", N_("Serves at the supervising body")
    LEADER_LEFT = "leader_left", N_("Left a leading post there")
    STAFF_LEFT = "staff_left", N_("Left another post there")
    KIN = "kin", N_("Near relative of its staff")


class LetterKind(Word):
    """What an agency writes to the body that supervises it."""

    ENTRY = "entry", N_("Apply to enter the register")
    RENEWAL = "renewal", N_("Renew a qualification")
    CHANGE = "change", N_("Change particulars")
    RATING = "rating", N_("Object to the rating")


class Mode(Word):
    """How an agency was chosen."""

    DIRECT = "direct", N_("Direct choice")
    RANDOM = "random", N_("Random draw")
    BID = "bid", N_("Competition by price")
    MERIT = "merit", N_("Choice by merit")


class ServiceChannel(Word):
    """Where an agency was chosen."""

    SUPERMARKET = "supermarket", N_("Intermediary supermarket")
    PROCUREMENT = "procurement", N_("Government procurement")
    TENDERING = "tendering", N_("Public tender")
    OUTSIDE = "outside", N_("Outside any platform")


class Polarity(Word):
    """Whether a mark speaks for an agency or against it."""

    GOOD = "good", N_("Good mark")
    BAD = "bad", N_("Bad mark")


class Grade(Word):
    """How heavy a mark weighs."""

    MINOR = "minor", N_("Minor")
    GENERAL = "general", N_("General")
    SERIOUS = "serious", N_("Grave")


class MarkState(Word):
    """Where a mark stands between its proposal and its end."""

    PROPOSED = "proposed", N_("Mark proposed")
    NOTICED = "noticed", N_("Agency told")
    OBJECTED = "objected", N_("Objection raised")
    PUBLIC = "public", N_("Public mark")
    REPAIR = "repair", N_("Repair asked for")
    REPAIRED = "repaired", N_("Credit repaired")
    EXPIRED = "expired", N_("Mark expired")
    DROPPED = "dropped", N_("Mark not taken up")


class Cause(Word):
    """What the nightly computation found of agencies and their clients."""

    SHARE = "share", N_("Share of one agency at one client")
    CONCENTRATION = "concentration", N_("Concentration of a market")
    DIRECT = "direct", N_("Share of direct choices")
    LATE = "late", N_("Late deliveries within the window")
    FEE = "fee", N_("Fee beside its peers")
    REPAIRS = "repairs", N_("Repairs within the window")

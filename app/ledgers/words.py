"""The closed vocabularies of ledgers."""

from app.kernel.words import N_, Word


class Kind(Word):
    """What a field of a ledger holds."""

    TEXT = "text", N_("Free text")
    NUMBER = "number", N_("Number with a unit")
    MONEY = "money", N_("Sum of money")
    DATE = "date", N_("Date")
    CHOICE = "choice", N_("One of a list")
    PERSON = "person", N_("Name of a person")
    ORGANISATION = "organisation", N_("Organisation")
    REGION = "region", N_("Region")
    FILE = "file", N_("File")
    PHOTO = "photo", N_("Photo with place and time")
    TABLE = "table", N_("Table of rows")
    COMPUTED = "computed", N_("Computed from other fields")


class Cadence(Word):
    """How often a ledger must be filled."""

    EVENT = "event", N_("Whenever it happens")
    ONCE = "once", N_("Once")
    MONTHLY = "monthly", N_("Every month")
    QUARTERLY = "quarterly", N_("Every quarter")
    HALF = "half", N_("Every half-year")
    YEARLY = "yearly", N_("Every year")


class Approver(Word):
    """Who approves an entry."""

    NOBODY = "nobody", N_("Nobody: it counts when it is submitted")
    ABOVE = "above", N_("The organisation above the one that fills it in")
    KEEPER = "keeper", N_("The organisation that keeps the ledger")


class LedgerState(Word):
    """Where a ledger stands."""

    DRAFT = "draft", N_("Being defined")
    IN_FORCE = "in_force", N_("In use")
    RETIRED = "retired", N_("No longer filled in")


class EntryState(Word):
    """Where an entry of a ledger stands."""

    DRAFT = "draft", N_("Being filled in")
    SUBMITTED = "submitted", N_("Waits for approval")
    RETURNED = "returned", N_("Returned to be corrected")
    APPROVED = "approved", N_("Approved")
    PUBLISHED = "published", N_("Shown to the public")
    CORRECTED = "corrected", N_("Replaced by a correction")


COUNTED = (EntryState.SUBMITTED, EntryState.APPROVED, EntryState.PUBLISHED)
"""States in which an entry counts: for its duty and in the figures."""
OPEN = (EntryState.DRAFT, EntryState.RETURNED)
"""States in which an entry may still be written."""

"""The closed vocabularies of affairs disclosure."""

from app.kernel.privacy import LeakKind
from app.kernel.words import N_, Word


class DisclosureKind(Word):
    """Which kind of affairs a duty belongs to: the six doors, and party affairs behind the village's door."""

    GOVERNMENT = "government", N_("Government affairs")
    VILLAGE = "village", N_("Village affairs")
    FACTORY = "factory", N_("Factory affairs")
    HOSPITAL = "hospital", N_("Hospital affairs")
    SCHOOL = "school", N_("School affairs")
    UTILITY = "utility", N_("Public utility affairs")
    PARTY = "party", N_("Village party affairs")


DOORS = tuple(kind for kind in DisclosureKind if kind is not DisclosureKind.PARTY)
"""The six doors; what stands behind the village's door includes party affairs."""


def kinds_of(door: str) -> tuple[DisclosureKind, ...]:
    """Return the kinds of duties that an organisation of one door has."""
    if door == DisclosureKind.VILLAGE:
        return (DisclosureKind.VILLAGE, DisclosureKind.PARTY)
    return (DisclosureKind(door),)


class PrivacyLevel(Word):
    """How near the matter lies to people's private affairs."""

    PLAIN = "plain", N_("No personal data")
    NAMES = "names", N_("Names and amounts of people")
    SENSITIVE = "sensitive", N_("Sensitive: only what the law names")


class TableSource(Word):
    """What of the program fills the table of a duty; each is the name of a ``kernel.domain.Filling``."""

    VILLAGE_BOOK = "village_book", N_("Cash book of the village")


class TextState(Word):
    """Where one version of an item stands on its way to the public."""

    DRAFT = "draft", N_("Draft")
    SUBMITTED = "submitted", N_("Waits for examination")
    RETURNED = "returned", N_("Returned to be changed")
    APPROVED = "approved", N_("Approved, not yet published")
    PUBLISHED = "published", N_("Published")
    REPLACED = "replaced", N_("Replaced by a correction")


class ItemState(Word):
    """How an item of disclosure stands before the public."""

    IN_WORK = "in_work", N_("In work")
    PUBLISHED = "published", N_("Published")
    CORRECTED = "corrected", N_("Published and corrected")
    WITHDRAWN = "withdrawn", N_("Taken from the public")
    ARCHIVED = "archived", N_("Archived")


PUBLIC_STATES = (str(ItemState.PUBLISHED), str(ItemState.CORRECTED), str(ItemState.ARCHIVED))
"""States in which the public reads the text."""


class HideReason(Word):
    """Why an item was withdrawn."""

    PRIVACY = "privacy", N_("It showed personal data")
    SECRET = "secret", N_("It showed a state or trade secret")
    WRONG = "wrong", N_("It was wrong from the beginning")
    REPEALED = "repealed", N_("What it tells has been repealed")


HIGH = (str(LeakKind.IDENTITY), str(LeakKind.CARD))
"""Kinds that block publication until a person has decided."""


class LeakDecision(Word):
    """What a person decided on a finding of the filter."""

    OPEN = "open", N_("Not decided yet")
    MASKED = "masked", N_("Has been masked")
    KEPT = "kept", N_("Kept, with a reason")


class AskKind(Word):
    """What a visitor sends under an item."""

    QUESTION = "question", N_("A question")
    COMPLAINT = "complaint", N_("Complaint about what is published")


class RequestResult(Word):
    """How an application for disclosure was decided (Regulations on Disclosure, art. 36)."""

    GRANTED = "granted", N_("Disclosed")
    PARTLY = "partly", N_("Disclosed in part")
    REFUSED = "refused", N_("Not disclosed")
    ABSENT = "absent", N_("The organ does not hold it")
    PUBLIC = "public", N_("It is public already")


class RequestState(Word):
    """Where an application for disclosure stands."""

    RECEIVED = "received", N_("Received, waits for the answer")
    EXTENDED = "extended", N_("Extended")
    DECIDED = "decided", N_("Has been answered")

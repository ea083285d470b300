"""Vocabularies of parties."""

from app.kernel.words import N_, Word


class PartyForm(Word):
    """What kind of party it is."""

    PERSON = "person", N_("Natural person")
    COMPANY = "company", N_("Company or firm")
    BODY = "body", N_("Public body or association")
    HOUSEHOLD = "household", N_("Household")
    ARRANGEMENT = "arrangement", N_("Trust or joint holding")


class TieWord(Word):
    """What one party is to another: “Li is shareholder of the firm”, “Li is parent of Wang”."""

    SPOUSE = "spouse", N_("Spouse")
    PARENT = "parent", N_("Parent")
    CHILD = "child", N_("Child")
    LINEAL = "lineal", N_("Parent or child")
    SIBLING = "sibling", N_("Brothers and sisters")
    IN_LAW = "in_law", N_("In-laws")
    SHAREHOLDER = "shareholder", N_("Shareholder")
    FOUNDER = "founder", N_("Founder")
    LEGAL = "legal", N_("Legal representative")
    DIRECTOR = "director", N_("Director or senior manager")
    CONTROLLER = "controller", N_("Actual controller")
    EMPLOYEE = "employee", N_("Employee")
    PARTNER = "partner", N_("Partner")
    AGENT = "agent", N_("Agent")


KIN = frozenset({TieWord.SPOUSE, TieWord.PARENT, TieWord.CHILD, TieWord.LINEAL, TieWord.SIBLING, TieWord.IN_LAW})
KIN_PATHS = sorted([*KIN, *(f"<{one}" for one in KIN)])
"""Paths of ``reach`` that are one tie of kin, in either direction."""
HOLDING = frozenset({TieWord.SHAREHOLDER, TieWord.FOUNDER, TieWord.PARTNER})
"""Ties that carry a share: the first party holds a part of the second."""
LEADING = frozenset({TieWord.LEGAL, TieWord.CONTROLLER, TieWord.DIRECTOR})
"""Ties by which the first party leads the second."""


class MarkWord(Word):
    """What several parties may share."""

    ACCOUNT = "account", N_("Bank account")
    TELEPHONE = "telephone", N_("Telephone")
    ADDRESS = "address", N_("Address")
    EMAIL = "email", N_("E-mail")
    DEVICE = "device", N_("Device")
    LICENCE = "licence", N_("Licence")
    NUMBER = "number", N_("Number of a register")
    RECORD = "record", N_("Record of a source")


TOLD = (MarkWord.ACCOUNT, MarkWord.TELEPHONE, MarkWord.ADDRESS, MarkWord.EMAIL, MarkWord.DEVICE, MarkWord.LICENCE)
"""Marks that say something when two parties share them; the others only identify."""


class OfficeWord(Word):
    """For what a party answers to the public."""

    OFFICIAL = "official", N_("Official")
    VILLAGE = "village", N_("Village officer")
    EXPERT = "expert", N_("Expert of a panel")
    PRACTITIONER = "practitioner", N_("Practitioner of an agency")
    BODY = "body", N_("The body itself")
    KIN = "kin", N_("Near relative of its staff")


class DeclaredWord(Word):
    """What an official declares."""

    HOLDING = "holding", N_("Own or family business")
    KIN_POST = "kin_post", N_("Post or business of a relative")
    BENEFIT = "benefit", N_("Benefit applied for by a relative")
    RECUSAL = "recusal", N_("Keeps away from matters of a party")


class LookPurpose(Word):
    """Why somebody looks at a party."""

    CLUE = "clue", N_("Checking an alert or a clue")
    CASE = "case", N_("Handling a case")
    REVIEW = "review", N_("Review or audit")
    OWN = "own", N_("Application of the person concerned")

"""What the standard calls kinds of parties and of interests, and what we call them.

Source: https://standard.openownership.org/en/0.4.0/, code lists entityType and interestType. Versions before 0.4 write
them with hyphens (``voting-rights``).
"""

import re

from app.kernel.words import N_, Word
from app.parties.words import PartyForm, TieWord

FORMS = {
    "registeredEntity": PartyForm.COMPANY,
    "legalEntity": PartyForm.BODY,
    "arrangement": PartyForm.ARRANGEMENT,
    "state": PartyForm.BODY,
    "stateBody": PartyForm.BODY,
    "anonymousEntity": PartyForm.COMPANY,
    "unknownEntity": PartyForm.COMPANY,
}
ENTITIES = {
    PartyForm.COMPANY: "registeredEntity",
    PartyForm.BODY: "legalEntity",
    PartyForm.ARRANGEMENT: "arrangement",
    PartyForm.HOUSEHOLD: "arrangement",
}
TIES = {
    "shareholding": TieWord.SHAREHOLDER,
    "boardMember": TieWord.DIRECTOR,
    "boardChair": TieWord.DIRECTOR,
    "seniorManagingOfficial": TieWord.DIRECTOR,
    "nominee": TieWord.AGENT,
    **dict.fromkeys(
        (
            "votingRights",
            "appointmentOfBoard",
            "otherInfluenceOrControl",
            "influenceOrControl",
            "settlor",
            "settlorOfTrust",
            "trustee",
            "trusteeOfTrust",
            "protector",
            "protectorOfTrust",
            "beneficiaryOfLegalArrangement",
            "beneficiaryOfTrust",
            "rightsToSurplusAssetsOnDissolution",
            "rightsToSurplusAssets",
            "rightsToProfitOrIncome",
            "rightsGrantedByContract",
            "conditionalRightsGrantedByContract",
            "controlViaCompanyRulesOrArticles",
            "controlByLegalFramework",
            "enjoymentAndUseOfAssets",
            "rightToProfitOrIncomeFromAssets",
            "nominator",
            "otherInfluenceOrControlOfTrust",
        ),
        TieWord.CONTROLLER,
    ),
}
"""Only a shareholding is a holding: voting rights beside it would count the same part twice."""
INTERESTS = {
    TieWord.SHAREHOLDER: "shareholding",
    TieWord.FOUNDER: "shareholding",
    TieWord.PARTNER: "shareholding",
    TieWord.DIRECTOR: "boardMember",
    TieWord.LEGAL: "seniorManagingOfficial",
    TieWord.CONTROLLER: "otherInfluenceOrControl",
}
"""What of ours the standard has a word for; kin, employees and agents own and control nothing."""


class LeftOut(Word):
    """Why a statement was not used."""

    SUPERSEDED = "superseded", N_("A later statement of the same record stands")
    UNKNOWN = "unknown", N_("Neither person, entity nor relationship, or without an id")
    NOT_DESCRIBED = "not_described", N_("The company or the party behind it is described nowhere")
    INDIRECT = "indirect", N_("Indirect: the chain stands in statements of its own")
    NO_INTEREST = "no_interest", N_("Names no interest that owns or controls")
    HIMSELF = "himself", N_("The party and the company are the same")


def camel(word: str) -> str:
    """Return a word of an older version as the newest spells it: ``voting-rights`` as ``votingRights``."""
    return re.sub(r"-([a-z])", lambda found: found[1].upper(), word)


def tie_word(kind: str, details: str, *, owner: bool) -> TieWord | None:
    """Return what an interest is to us; None when it neither owns nor controls.

    Where our own word stands in the details, as our export writes it, and is one of this kind, it counts.
    An interest of which nothing is known but that it is beneficial ownership is control.
    """
    if details in set(TieWord) and INTERESTS.get(TieWord(details)) == kind:
        return TieWord(details)
    return TIES.get(kind) or (TieWord.CONTROLLER if owner else None)

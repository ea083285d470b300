"""Tables of intermediaries."""

from app.intermediaries.models.credit import CitizenReport, CreditMark, CreditRule, RatingRule
from app.intermediaries.models.engagements import AgencyCase, Candidate, Engagement, EngagementMeasure, EngagementSigner
from app.intermediaries.models.letters import AgencyLetter
from app.intermediaries.models.register import Agency, AgencyStep, Practitioner, Qualification

__all__ = [
    "Agency",
    "AgencyCase",
    "AgencyLetter",
    "AgencyStep",
    "Candidate",
    "CitizenReport",
    "CreditMark",
    "CreditRule",
    "Engagement",
    "EngagementMeasure",
    "EngagementSigner",
    "Practitioner",
    "Qualification",
    "RatingRule",
]

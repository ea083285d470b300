"""What the points of intermediaries compare, in words: each name of evidence once."""

from collections.abc import Mapping

from app.intermediaries.words import Category, Grade, Mode, ServiceChannel, TieWarning
from app.kernel.evidence import Evidence, Shown, titles
from app.kernel.words import N_
from app.parties.words import TieWord

EVIDENCE: Mapping[str, Evidence] = {
    "agencies": Evidence(N_("Agencies")),
    "appraised": Evidence(N_("Appraised value (yuan)"), Shown.YUAN),
    "category": Evidence(N_("Kind of service"), words=titles(Category)),
    "channel": Evidence(N_("Where it was chosen"), words=titles(ServiceChannel)),
    "dealt": Evidence(N_("Price of the deal (yuan)"), Shown.YUAN),
    "delivered_on": Evidence(N_("Delivered on")),
    "engagement": Evidence(N_("Engagement")),
    "expected": Evidence(N_("Expected")),
    "filed_price": Evidence(N_("Filed price (yuan)"), Shown.YUAN),
    "from_on": Evidence(N_("Since")),
    "grade": Evidence(N_("Weight of the mark"), words=titles(Grade)),
    "hidden_on": Evidence(N_("Hidden on")),
    "high": Evidence(N_("Upper bound")),
    "licence": Evidence(N_("Licence number")),
    "licence_to": Evidence(N_("Licence valid to")),
    "low": Evidence(N_("Lower bound")),
    "measured": Evidence(N_("Measured value")),
    "min_until": Evidence(N_("Public at least until")),
    "mode": Evidence(N_("Chosen by"), words=titles(Mode)),
    "office": Evidence(N_("Tie to public office"), words=titles(TieWarning)),
    "payer": Evidence(N_("Who pays the social insurance")),
    "promised_on": Evidence(N_("Promised for")),
    "public_on": Evidence(N_("Public since")),
    "qualification": Evidence(N_("Qualification")),
    "ratio": Evidence(N_("Appraised over dealt")),
    "redraws": Evidence(N_("Times drawn again")),
    "reported_on": Evidence(N_("Reported on")),
    "reports": Evidence(N_("Reports signed that day")),
    "signed_on": Evidence(N_("Signed on")),
    "signer_agency": Evidence(N_("Agency of the signer")),
    "signers": Evidence(N_("Signers")),
    "similarity": Evidence(N_("Likeness of the texts"), Shown.SHARE),
    "tie": Evidence(N_("Tie to the agency"), words={**titles(TieWord), "manager": TieWord.DIRECTOR.title_id}),
    "valid_to": Evidence(N_("Valid to")),
    "visited_on": Evidence(N_("Visited on")),
}

"""What the points of penalties compare, in words: each name of evidence once."""

from collections.abc import Mapping

from app.kernel.evidence import Evidence, Shown, titles
from app.kernel.words import N_
from app.penalties.cases.records import PartyKind

EVIDENCE: Mapping[str, Evidence] = {
    "act_key": Evidence(N_("Mark of the act")),
    "acted_on": Evidence(N_("Day of the act")),
    "case_number": Evidence(N_("Case number")),
    "cause_after": Evidence(N_("Cause after the change")),
    "cause_before": Evidence(N_("Cause before the change")),
    "declared_on": Evidence(N_("Declared on")),
    "early_rate": Evidence(N_("Rate of early ends"), Shown.SHARE),
    "ended": Evidence(N_("Ended early")),
    "fine": Evidence(N_("Fine (yuan)"), Shown.YUAN),
    "hearing_told": Evidence(N_("Told of the right to a hearing")),
    "highest": Evidence(N_("Highest of the range (yuan)"), Shown.YUAN),
    "highest_after": Evidence(N_("Highest fine after the change (yuan)"), Shown.YUAN),
    "highest_before": Evidence(N_("Highest fine before the change (yuan)"), Shown.YUAN),
    "lapsed_on": Evidence(N_("Limitation since")),
    "legal_highest": Evidence(N_("Highest fine of the law (yuan)"), Shown.YUAN),
    "legal_lowest": Evidence(N_("Lowest fine of the law (yuan)"), Shown.YUAN),
    "lowest": Evidence(N_("Lowest of the range (yuan)"), Shown.YUAN),
    "made_at": Evidence(N_("Made at")),
    "noticed_at": Evidence(N_("Party told")),
    "noticed_first": Evidence(N_("Fine of the first notice (yuan)"), Shown.YUAN),
    "number_of": Evidence(N_("Which judgement")),
    "officers": Evidence(N_("Officers with valid certificates")),
    "party_kind": Evidence(N_("Kind of party"), words=titles(PartyKind)),
    "peer_mean": Evidence(N_("Mean fine of the others (yuan)"), Shown.YUAN),
    "receipt": Evidence(N_("Receipt number")),
    "reduced": Evidence(N_("Ground of reduction")),
    "relation": Evidence(N_("Kind of interest")),
    "released_at": Evidence(N_("Released")),
    "reported_at": Evidence(N_("Reported for file")),
    "served_at": Evidence(N_("Served")),
    "thing": Evidence(N_("Evidence")),
    "told_at": Evidence(N_("Told at")),
    "unpublished_at": Evidence(N_("Withdrawn from publication")),
}

"""Evidence in words: what a monitoring point compared, named and shown as an inspector reads it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from app.kernel.words import N_, Word


class Shown(StrEnum):
    """How a value is written, where its type alone does not tell."""

    PLAIN = "plain"
    YUAN = "yuan"
    SHARE = "share"
    """A share of one, shown in percent."""
    LIMIT = "limit"
    """A number of days; the evidence ``unit`` says of which."""
    POINT = "point"
    """The code of a monitoring point."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One name of evidence: its label, and how its values are shown."""

    label: str
    shown: Shown = Shown.PLAIN
    words: Mapping[str, str] = field(default_factory=dict)
    """Titles of stored values; what is none of them is shown as it stands."""


def titles(vocabulary: type[Word]) -> dict[str, str]:
    """Return the titles of a vocabulary by what is stored."""
    return {str(word): word.title_id for word in vocabulary}


COMMON: Mapping[str, Evidence] = {
    "accepted_at": Evidence(N_("Accepted")),
    "accepted_on": Evidence(N_("Accepted on")),
    "agency": Evidence(N_("Agency")),
    "amount": Evidence(N_("Amount (yuan)"), Shown.YUAN),
    "answered_at": Evidence(N_("Answered")),
    "approved_by": Evidence(N_("Approved by")),
    "count": Evidence(N_("How many")),
    "days": Evidence(N_("Number of days")),
    "decided_at": Evidence(N_("Decided")),
    "decided_on": Evidence(N_("Decided on")),
    "delivered_at": Evidence(N_("Delivered")),
    "deviation": Evidence(N_("Deviations from the mean")),
    "due_at": Evidence(N_("Last instant allowed")),
    "due_on": Evidence(N_("Due on")),
    "duty": Evidence(N_("Duty to publish")),
    "extension": Evidence(N_("Extended by (working days)")),
    "field": Evidence(N_("Which entry")),
    "filed_at": Evidence(N_("Filed at")),
    "found_on": Evidence(N_("Discovered on")),
    "from_on": Evidence(N_("In office from")),
    "handled": Evidence(N_("Cases handled")),
    "left_on": Evidence(N_("Left office on")),
    "limit": Evidence(N_("Time limit"), Shown.LIMIT),
    "new": Evidence(N_("New value")),
    "old": Evidence(N_("Old value")),
    "organisation_name": Evidence(N_("Organisation")),
    "paid": Evidence(N_("Paid (yuan)"), Shown.YUAN),
    "peer_rate": Evidence(N_("Rate of colleagues"), Shown.SHARE),
    "period": Evidence(N_("Period")),
    "probability": Evidence(N_("Probability by chance")),
    "published_at": Evidence(N_("Published")),
    "reason": Evidence(N_("Reason")),
    "received_at": Evidence(N_("Received")),
    "received_on": Evidence(N_("Received on")),
    "step": Evidence(N_("Step")),
    "stopped_at": Evidence(N_("Ended")),
    "suspended_days": Evidence(N_("Working days suspended")),
    "until": Evidence(N_("Until")),
    "year": Evidence(N_("Year")),
}
"""Names that mean the same wherever they stand."""


@dataclass(slots=True)
class EvidenceRegistry:
    """The names of evidence of each point, filled by the composition root."""

    by_point: dict[str, Mapping[str, Evidence]] = field(default_factory=dict)

    def add(self, points: Iterable[str], names: Mapping[str, Evidence]) -> None:
        """Say by which names the evidence of points is told."""
        told = {**COMMON, **names}
        self.by_point.update(dict.fromkeys(points, told))

    def of(self, point: str) -> Mapping[str, Evidence]:
        """Return the names of a point's evidence; of a county's own point the common ones."""
        return self.by_point.get(point, COMMON)


EVIDENCE = EvidenceRegistry()

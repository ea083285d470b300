"""What the points of disclosure compare, in words: each name of evidence once."""

from collections.abc import Mapping

from app.kernel.evidence import Evidence, titles
from app.kernel.privacy import LeakKind
from app.kernel.words import N_

EVIDENCE: Mapping[str, Evidence] = {
    "asked_at": Evidence(N_("Asked")),
    "basis": Evidence(N_("Legal basis")),
    "bits": Evidence(N_("Bits that differ (of 64)")),
    "hidden_at": Evidence(N_("Taken from the public")),
    "item": Evidence(N_("Item of disclosure")),
    "leak": Evidence(N_("Kind of personal data"), words=titles(LeakKind)),
    "length": Evidence(N_("Characters of the text")),
    "like": Evidence(N_("Item of the period before")),
    "request": Evidence(N_("Number of the application")),
    "shown": Evidence(N_("As far as it may be shown")),
    "version": Evidence(N_("Which version")),
}

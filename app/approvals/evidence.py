"""What the points of approvals compare, in words: each name of evidence once."""

from collections.abc import Mapping

from app.approvals.models import SuspensionReason
from app.approvals.reasons import REASON_CODES
from app.kernel.evidence import Evidence, Shown, titles
from app.kernel.words import N_

REASONS = {**titles(SuspensionReason), **REASON_CODES}
EVIDENCE: Mapping[str, Evidence] = {
    "after_acceptance": Evidence(N_("After acceptance")),
    "after_due": Evidence(N_("After the limit had ended")),
    "agent": Evidence(N_("Agent")),
    "all_met": Evidence(N_("All conditions were met")),
    "asked": Evidence(N_("What was asked for")),
    "closed_at": Evidence(N_("Step done")),
    "decided": Evidence(N_("Decisions")),
    "deemed": Evidence(N_("Accepted by silence")),
    "document": Evidence(N_("Document")),
    "entered_on": Evidence(N_("Entered on")),
    "entry_lag": Evidence(N_("Working days until it was entered")),
    "first_told_at": Evidence(N_("First told")),
    "material": Evidence(N_("Paper")),
    "number": Evidence(N_("Which notice")),
    "observed_until": Evidence(N_("Observed until")),
    "opened_at": Evidence(N_("Step begun")),
    "paper_result_at": Evidence(N_("Result on paper")),
    "rate": Evidence(N_("Rate of refusals"), Shown.SHARE),
    "reason": Evidence(N_("Reason"), words=REASONS),
    "reason_code": Evidence(N_("Kind of reason"), words=REASON_CODES),
    "refused": Evidence(N_("Refusals")),
    "remaining_days": Evidence(N_("Working days that were left")),
    "remedy": Evidence(N_("Remedies told")),
    "resumed_on": Evidence(N_("Resumed on")),
    "sealed_by": Evidence(N_("Sealed by")),
    "seconds": Evidence(N_("Seconds from acceptance to decision")),
    "suspended_on": Evidence(N_("Suspended on")),
    "told_due_on": Evidence(N_("Should have been told by")),
    "told_on": Evidence(N_("Applicant told on")),
    "warn_at": Evidence(N_("Warning from")),
}

"""Evidence in words: what a point compared, for an inspector who does not know the program's names."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from app.approvals.models import SuspensionReason
from app.approvals.reasons import REASON_CODES
from app.intermediaries.words import Category, Grade, ServiceChannel, TieKind, TieWarning
from app.kernel.calendar import Unit
from app.kernel.points import POINTS
from app.kernel.privacy import LeakKind
from app.kernel.roles import Role
from app.kernel.words import N_, Word
from app.penalties.cases.records import PartyKind
from app.supervision.own.terms import Term
from app.surfaces.accounts.models import Supervised
from app.surfaces.language import say, show_day, show_moment
from app.villages.words import (
    AppraisalVerdict,
    ContractMode,
    DecidingBody,
    OfficerPost,
    Receipt,
    RelationKind,
)

LABELS: Mapping[str, str] = {
    "accepted_at": N_("Accepted"), "accepted_on": N_("Accepted on"), "after_acceptance": N_("After acceptance"),
    "after_due": N_("After the limit had ended"), "agent": N_("Agent"), "all_met": N_("All conditions were met"),
    "approved_by": N_("Approved by"), "asked": N_("What was asked for"), "closed_at": N_("Step done"),
    "count": N_("How many"), "days": N_("Number of days"), "decided": N_("Decisions"), "decided_at": N_("Decided"),
    "deemed": N_("Accepted by silence"), "delivered_at": N_("Delivered"), "deviation": N_("Deviations from the mean"),
    "document": N_("Document"), "due_at": N_("Last instant allowed"), "due_on": N_("Due on"),
    "entered_on": N_("Entered on"), "entry_lag": N_("Working days until it was entered"),
    "expected_days": N_("Expected days"), "extension": N_("Extended by (working days)"), "fault": N_("Fault"),
    "field": N_("Which entry"), "first_told_at": N_("First told"), "ledger": N_("Ledger"), "limit": N_("Time limit"),
    "material": N_("Paper"), "name": N_("Setting"), "new": N_("New value"), "number": N_("Which notice"),
    "observed_until": N_("Observed until"), "of_county": N_("County"), "old": N_("Old value"),
    "opened_at": N_("Step begun"), "organisation_name": N_("Organisation"), "other_step": N_("Other step"), "paper_result_at": N_("Result on paper"),
    "peer_rate": N_("Rate of colleagues"), "period": N_("Period"), "point": N_("Monitoring point"), "power": N_("Item"),
    "probability": N_("Probability by chance"), "rate": N_("Rate of refusals"), "reason": N_("Reason"),
    "reason_code": N_("Kind of reason"), "received_at": N_("Received"), "received_on": N_("Received on"),
    "refused": N_("Refusals"), "remaining_days": N_("Working days that were left"), "remedy": N_("Remedies told"),
    "reminders": N_("Reminders"), "replied_at": N_("Replied"), "resumed_on": N_("Resumed on"),
    "reviewed_at": N_("Reviewed"), "rounds": N_("Rounds"), "sealed_by": N_("Sealed by"),
    "seconds": N_("Seconds from acceptance to decision"), "step": N_("Step"), "stopped_at": N_("Ended"),
    "suspended_days": N_("Working days suspended"), "suspended_on": N_("Suspended on"),
    "told_due_on": N_("Should have been told by"), "told_on": N_("Applicant told on"), "until": N_("Until"),
    "act_key": N_("Mark of the act"), "acted_on": N_("Day of the act"), "amount": N_("Amount (yuan)"),
    "answered_at": N_("Answered"), "case_number": N_("Case number"), "cause_after": N_("Cause after the change"),
    "cause_before": N_("Cause before the change"), "declared_on": N_("Declared on"), "early_rate": N_("Rate of early ends"),
    "ended": N_("Ended early"), "filed_at": N_("Filed at"), "fine": N_("Fine (yuan)"), "found_on": N_("Discovered on"),
    "handled": N_("Cases handled"), "hearing_told": N_("Told of the right to a hearing"),
    "highest": N_("Highest of the range (yuan)"), "highest_after": N_("Highest fine after the change (yuan)"),
    "highest_before": N_("Highest fine before the change (yuan)"), "lapsed_on": N_("Limitation since"),
    "legal_highest": N_("Highest fine of the law (yuan)"),
    "legal_lowest": N_("Lowest fine of the law (yuan)"), "lowest": N_("Lowest of the range (yuan)"), "made_at": N_("Made at"),
    "noticed_at": N_("Party told"), "noticed_first": N_("Fine of the first notice (yuan)"), "number_of": N_("Which judgement"),
    "officers": N_("Officers with valid certificates"), "paid": N_("Paid (yuan)"), "party_kind": N_("Kind of party"),
    "peer_mean": N_("Mean fine of the others (yuan)"), "published_at": N_("Published"), "receipt": N_("Receipt number"),
    "reduced": N_("Ground of reduction"), "relation": N_("Kind of interest"), "released_at": N_("Released"),
    "reported_at": N_("Reported for file"), "served_at": N_("Served"), "thing": N_("Evidence"), "told_at": N_("Told at"),
    "unpublished_at": N_("Withdrawn from publication"),
    "agencies": N_("Agencies"), "agency": N_("Agency"), "appraised": N_("Appraised value (yuan)"), "category": N_("Kind of service"),
    "channel": N_("Where it was chosen"), "dealt": N_("Price of the deal (yuan)"), "delivered_on": N_("Delivered on"),
    "engagement": N_("Engagement"), "expected": N_("Expected"), "filed_price": N_("Filed price (yuan)"), "grade": N_("Weight of the mark"),
    "hidden_on": N_("Hidden on"), "high": N_("Upper bound"), "licence": N_("Licence number"), "licence_to": N_("Licence valid to"),
    "low": N_("Lower bound"), "measured": N_("Measured value"), "min_until": N_("Public at least until"), "office": N_("Tie to public office"),
    "payer": N_("Who pays the social insurance"), "promised_on": N_("Promised for"), "public_on": N_("Public since"),
    "qualification": N_("Qualification"), "ratio": N_("Appraised over dealt"), "redraws": N_("Times drawn again"),
    "reported_on": N_("Reported on"), "reports": N_("Reports signed that day"), "signed_on": N_("Signed on"), "signers": N_("Signers"), "signer_agency": N_("Agency of the signer"),
    "similarity": N_("Likeness of the texts"), "tie": N_("Tie to the agency"), "valid_to": N_("Valid to"), "visited_on": N_("Visited on"),
    "asked_at": N_("Asked"), "basis": N_("Legal basis"), "bits": N_("Bits that differ (of 64)"), "duty": N_("Duty to publish"),
    "hidden_at": N_("Taken from the public"), "item": N_("Item of disclosure"), "leak": N_("Kind of personal data"), "length": N_("Characters of the text"),
    "like": N_("Item of the period before"), "request": N_("Number of the application"), "shown": N_("As far as it may be shown"),
    "version": N_("Which version"),
    "accepted_on_day": N_("Accepted as finished on"), "asset": N_("Asset"), "attended": N_("Attended"), "body": N_("Who decided"),
    "compared": N_("Contracts compared"), "contract": N_("Contract"), "done_on": N_("Report of"),
    "election_on": N_("Day of the election"), "from_on": N_("In office from"), "left_on": N_("Left office on"),
    "members": N_("Entitled to vote"), "mode": N_("How the partner was found"), "other": N_("Other person or company"),
    "party": N_("Partner of the contract"), "payee": N_("Payee or payer"), "post": N_("Post"),
    "published_on": N_("Published on"), "reference": N_("What the like costs (yuan a unit)"), "rent": N_("Rent a year (yuan)"),
    "unit_rent": N_("Rent for each unit (yuan)"), "votes": N_("Votes in favour"), "years": N_("Years"),
    "arable": N_("Arable land (mu)"), "arrived": N_("Sum that arrived (yuan)"), "claimed": N_("Area claimed (mu)"),
    "income_published": N_("Income as published (yuan)"), "income_book": N_("Income by the book (yuan)"),
    "expense_published": N_("Expense as published (yuan)"), "expense_book": N_("Expense by the book (yuan)"),
    "closing_published": N_("Balance as published (yuan)"), "closing_book": N_("Balance by the book (yuan)"),
    "allotted": N_("Of it for the households by the decision (yuan)"), "own_use": N_("Spent by the village itself (yuan)"),
    "contracted": N_("Area contracted (mu)"), "household": N_("Household number"), "programme": N_("Programme"),
    "account": N_("Account"), "approver": N_("Approved by"), "balance": N_("Balance (yuan)"), "decided_on": N_("Decided on"),
    "decision": N_("Decision"), "handler": N_("Handled by"), "invoice": N_("Invoice number"),
    "invoice_on": N_("Day of the invoice"), "occurred_on": N_("Day of the event"), "officer": N_("Officer of the village"),
    "operating": N_("Operating expense (yuan)"), "peers": N_("Villages compared"), "proof": N_("Kind of paper"),
    "property": N_("Property given as security"), "purpose": N_("Purpose"), "share": N_("Share"),
    "stamped_at": N_("Stamped at"), "total": N_("Sum (yuan)"), "value": N_("Value"), "verdict": N_("Verdict"), "warn_at": N_("Warning from"), "year": N_("Year"),
    "role": N_("Role"), "what": N_("What"),
}  # fmt: skip
"""Names of evidence -> words; a test holds it complete over all points."""

STATED_OTHERWISE = frozenset({"unit", "due_at"})
"""The unit stands beside its limit, the last instant beside the day that it ends."""
DAY = re.compile(r"\d{4}-\d\d-\d\d")
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)")


def evidence_rows(
    evidence: Mapping[str, Any] | None, own: Mapping[str, Term] = MappingProxyType({})
) -> list[dict[str, str]]:
    """Return (label, text) of everything compared that has a value; ``own`` are the terms of a county's point."""
    held = evidence or {}
    return [
        {"label": say(own[name].title), "text": _of_term(own[name], name, value, held)}
        if name in own
        else {"label": say(LABELS.get(name, name)), "text": _told(name, value, held)}
        for name, value in held.items()
        if value not in (None, "") and not (name in STATED_OTHERWISE and (name == "unit" or "due_on" in held))
    ]


def _told(name: str, value: Any, held: Mapping[str, Any]) -> str:
    if name in SPECIAL:
        return SPECIAL[name](value, held)
    if isinstance(value, bool):
        return say(N_("yes") if value else N_("no"))
    if isinstance(value, str) and INSTANT.fullmatch(value):
        return show_moment(datetime.fromisoformat(value))
    if isinstance(value, str) and DAY.fullmatch(value):
        return show_day(date.fromisoformat(value))
    return str(value)


def _of_term(term: Term, name: str, value: Any, held: Mapping[str, Any]) -> str:
    if term.choices is not None and value in set(term.choices):
        return say(term.choices(value))
    return f"{value:g}" if isinstance(value, float) else _told(name, value, held)


def _limit(value: Any, held: Mapping[str, Any]) -> str:
    unit = held.get("unit")
    return f"{value} {say(Unit(unit))}" if unit in set(Unit) else str(value)


def _point(value: Any, _held: Mapping[str, Any]) -> str:
    point = POINTS.points.get(str(value))
    return f"{value} {say(point.title)}" if point else str(value)


def _share(value: Any, _held: Mapping[str, Any]) -> str:
    return f"{float(value):.1%}"


def _reason(value: Any, _held: Mapping[str, Any]) -> str:
    if value in set(SuspensionReason):
        return say(SuspensionReason(value))
    return say(REASON_CODES.get(str(value), str(value)))


def _yuan(value: Any, _held: Mapping[str, Any]) -> str:
    return f"{float(value):,.2f}"


def _leak(value: Any, _held: Mapping[str, Any]) -> str:
    return say(LeakKind(value)) if value in set(LeakKind) else str(value)


def _party(value: Any, _held: Mapping[str, Any]) -> str:
    return say(PartyKind(value)) if value in set(PartyKind) else str(value)


def _of(words: type[Word]) -> Callable[[Any, Mapping[str, Any]], str]:
    """Return how a member of a vocabulary is told; what is none of it stays as it is."""
    return lambda value, _held: say(words(value)) if value in set(words) else str(value)


MONEY = (
    "appraised", "dealt", "filed_price",
    "amount", "fine", "highest", "highest_after", "highest_before", "legal_highest", "legal_lowest", "lowest", "noticed_first", "paid",
    "peer_mean", "allotted", "own_use", "arrived", "rent", "balance", "total",
    "income_published", "income_book", "expense_published", "expense_book", "closing_published", "closing_book",
)  # fmt: skip
SPECIAL: Mapping[str, Callable[[Any, Mapping[str, Any]], str]] = {
    "limit": _limit, "point": _point, "rate": _share, "peer_rate": _share, "early_rate": _share, "party_kind": _party, "leak": _leak, "similarity": _share,
    "mode": _of(ContractMode), "body": _of(DecidingBody), "proof": _of(Receipt), "post": _of(OfficerPost), "relation": _of(RelationKind), "verdict": _of(AppraisalVerdict),
    "category": _of(Category), "channel": _of(ServiceChannel), "grade": _of(Grade), "office": _of(TieWarning), "tie": _of(TieKind),
    "reason_code": _reason, "reason": _reason, "role": _of(Role), "what": _of(Supervised),
    **dict.fromkeys(MONEY, _yuan),
}  # fmt: skip

"""What a county's own points may ask about an approval case."""

from app.approvals.flows import APPROVAL
from app.approvals.logs.models import LogImport
from app.approvals.models import Case, State
from app.approvals.records import Decision
from app.kernel.db import text_before
from app.kernel.terms import Term, TermKind, Watched, of_named, organisation_terms
from app.kernel.words import N_
from app.powers.models import Power

APPROVAL_CASES = Watched(
    Case.kind,
    N_("Approval cases and imported logs"),
    Case,
    Case.handler_id,
    Case.received_at,
    frozenset(move.verb for move in APPROVAL.moves.values()) | {"approval.imported"},
    (
        Term("state", N_("State"), TermKind.CHOICE, Case.state, State),
        Term("decision", N_("Decision"), TermKind.CHOICE, Case.decision, Decision),
        Term("received", N_("Received"), TermKind.INSTANT, Case.received_at),
        Term("first_told", N_("First told"), TermKind.INSTANT, Case.first_told_at),
        Term("accepted", N_("Accepted"), TermKind.INSTANT, Case.accepted_at),
        Term("decided", N_("Decided"), TermKind.INSTANT, Case.decided_at),
        Term("delivered", N_("Delivered"), TermKind.INSTANT, Case.delivered_at),
        Term("ended", N_("Ended"), TermKind.INSTANT, Case.ended_at),
        Term("published", N_("Published"), TermKind.INSTANT, Case.published_at),
        Term("rounds", N_("Rounds of corrections"), TermKind.NUMBER, Case.rounds),
        Term("decision_seconds", N_("Seconds from acceptance to decision"), TermKind.NUMBER, Case.decision_seconds),
        Term("applicant", N_("Applicant"), TermKind.TEXT, Case.applicant_name),
        Term("agent", N_("Agent"), TermKind.TEXT, Case.agent_name),
        Term("reason", N_("Reason"), TermKind.TEXT, Case.reason),
        Term("item", N_("Item (code)"), TermKind.TEXT, of_named(Case, Case.power_id, Power.code), known=Power.code),
        Term(
            "item_name", N_("Item (name)"), TermKind.TEXT, of_named(Case, Case.power_id, Power.name), known=Power.name
        ),
        *organisation_terms(Case),
        Term(
            "log",
            N_("Imported log (source)"),
            TermKind.TEXT,
            text_before(Case.outside_key, ":"),
            known=LogImport.source,
        ),
    ),
)

"""What a county's own points may ask about a penalty case."""

from app.kernel.terms import Term, TermKind, Watched, of_named, organisation_terms
from app.kernel.words import N_
from app.penalties.cases.flows import PENALTY
from app.penalties.cases.models import CaseState, Decision, PenaltyCase
from app.penalties.models import ViolationItem

PENALTY_CASES = Watched(
    PenaltyCase.kind,
    N_("Penalty cases"),
    PenaltyCase,
    PenaltyCase.decided_by,
    PenaltyCase.registered_at,
    frozenset(move.verb for move in PENALTY.moves.values()) | {"penalty.imported"},
    (
        Term("state", N_("State"), TermKind.CHOICE, PenaltyCase.state, CaseState),
        Term("decision", N_("Decision"), TermKind.CHOICE, PenaltyCase.decision, Decision),
        Term("registered", N_("Registered"), TermKind.INSTANT, PenaltyCase.registered_at),
        Term("filed", N_("Filed"), TermKind.INSTANT, PenaltyCase.filed_at),
        Term("noticed_at", N_("Party told"), TermKind.INSTANT, PenaltyCase.noticed_at),
        Term("decided", N_("Decided"), TermKind.INSTANT, PenaltyCase.decided_at),
        Term("served", N_("Served"), TermKind.INSTANT, PenaltyCase.served_at),
        Term("reminded", N_("Reminded"), TermKind.INSTANT, PenaltyCase.reminded_at),
        Term("published", N_("Published"), TermKind.INSTANT, PenaltyCase.published_at),
        Term("fine", N_("Fine"), TermKind.NUMBER, PenaltyCase.fine),
        Term("noticed", N_("Fine of the notice"), TermKind.NUMBER, PenaltyCase.noticed),
        Term("lowest", N_("Lower end of the range"), TermKind.NUMBER, PenaltyCase.lowest),
        Term("highest", N_("Upper end of the range"), TermKind.NUMBER, PenaltyCase.highest),
        Term("paid", N_("Paid"), TermKind.NUMBER, PenaltyCase.paid),
        Term("surcharge_paid", N_("Surcharge paid"), TermKind.NUMBER, PenaltyCase.surcharge_paid),
        Term("party", N_("Party"), TermKind.TEXT, PenaltyCase.party_name),
        Term("place", N_("Place"), TermKind.TEXT, PenaltyCase.place),
        Term(
            "item",
            N_("Penalty item (code)"),
            TermKind.TEXT,
            of_named(PenaltyCase, PenaltyCase.item_id, ViolationItem.code),
            known=ViolationItem.code,
        ),
        Term(
            "item_name",
            N_("Penalty item (name)"),
            TermKind.TEXT,
            of_named(PenaltyCase, PenaltyCase.item_id, ViolationItem.name),
            known=ViolationItem.name,
        ),
        *organisation_terms(PenaltyCase),
    ),
)

"""What a county may ask about: the columns and the further facts of each kind of case."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.approvals.flows import APPROVAL
from app.approvals.logs.models import LogImport
from app.approvals.models import Case, State
from app.kernel.db import text_before
from app.kernel.facts import CaseFact
from app.kernel.places import Organisation
from app.kernel.words import N_, Word
from app.penalties.cases.flows import PENALTY
from app.penalties.cases.models import CaseState, Decision, PenaltyCase
from app.penalties.models import ViolationItem
from app.powers.models import Power

FACT = "fact."
"""Begins the name of a term that is a further fact: ``fact.amount``."""


class TermKind(Word):
    """What a term holds, and so how it can be compared."""

    NUMBER = "number", N_("Numeric value")
    INSTANT = "instant", N_("Date")
    TEXT = "text", N_("Words")
    CHOICE = "choice", N_("Listed value")


class CaseDecision(Word):
    """How an application was decided."""

    GRANT = "grant", N_("Granted")
    REFUSE = "refuse", N_("Refused")


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that can be compared."""

    name: str
    title: str
    """A message id; of a further fact, its name as the log's mapping or the form gave it."""
    kind: TermKind
    column: Any = None
    """None for a further fact, which stands in a table of its own."""
    choices: type[Word] | None = None
    known: Any = None
    """Where every value that may be asked for stands (codes of items); None when any text may be asked for."""

    @property
    def fact(self) -> str:
        """Name of the further fact; empty for a column."""
        return self.name.removeprefix(FACT) if self.name.startswith(FACT) else ""


@dataclass(frozen=True, slots=True)
class Watched:
    """A kind of case that own points may look at."""

    kind: str
    title: str
    model: Any
    official: Any
    moment: Any
    """When what is found counts as having happened."""
    wakes_on: frozenset[str]
    terms: tuple[Term, ...]

    def term(self, name: str) -> Term | None:
        """Return the column of this name."""
        return next((term for term in self.terms if term.name == name), None)


def _named(model: Any, key: Any, name: Any) -> Any:
    """Return a column of the row that a case names: its item, its organisation."""
    return select(name).where(name.class_.id == key).correlate(model).scalar_subquery()


def _organisation(model: Any) -> tuple[Term, Term]:
    code = _named(model, model.organisation_id, Organisation.code)
    return (
        Term("organ", N_("Organisation (code)"), TermKind.TEXT, code, known=Organisation.code),
        Term(
            "organ_name", N_("Organisation (name)"), TermKind.TEXT,
            _named(model, model.organisation_id, Organisation.name), known=Organisation.name,
        ),
    )  # fmt: skip


CASES = Watched(
    Case.kind, N_("Approval cases and imported logs"), Case, Case.handler_id, Case.received_at,
    frozenset(move.verb for move in APPROVAL.moves.values()) | {"approval.imported"},
    (
        Term("state", N_("State"), TermKind.CHOICE, Case.state, State),
        Term("decision", N_("Decision"), TermKind.CHOICE, Case.decision, CaseDecision),
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
        Term(
            "item", N_("Item (code)"), TermKind.TEXT, _named(Case, Case.power_id, Power.code), known=Power.code
        ),
        Term(
            "item_name", N_("Item (name)"), TermKind.TEXT, _named(Case, Case.power_id, Power.name),
            known=Power.name,
        ),
        *_organisation(Case),
        Term("log", N_("Imported log (source)"), TermKind.TEXT, text_before(Case.outside_key, ":"), known=LogImport.source),
    ),
)  # fmt: skip

PENALTIES = Watched(
    PenaltyCase.kind, N_("Penalty cases"), PenaltyCase, PenaltyCase.decided_by, PenaltyCase.registered_at,
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
            "item", N_("Penalty item (code)"), TermKind.TEXT,
            _named(PenaltyCase, PenaltyCase.item_id, ViolationItem.code), known=ViolationItem.code,
        ),
        Term(
            "item_name", N_("Penalty item (name)"), TermKind.TEXT,
            _named(PenaltyCase, PenaltyCase.item_id, ViolationItem.name), known=ViolationItem.name,
        ),
        *_organisation(PenaltyCase),
    ),
)  # fmt: skip

WATCHED: Mapping[str, Watched] = {watched.kind: watched for watched in (CASES, PENALTIES)}


def facts_of(session: Session, watched: Watched, counties: tuple[int, int]) -> list[Term]:
    """Return the further facts that cases of the counties (first, last) have, each once, by name."""
    first, last = counties
    named = (
        select(
            CaseFact.name, CaseFact.number.is_not(None).label("number"), CaseFact.at.is_not(None).label("at")
        )
        .where(CaseFact.subject_kind == watched.kind, CaseFact.county.between(first, last))
        .distinct()
        .order_by(CaseFact.name)
    )
    terms: dict[str, Term] = {}
    for row in session.execute(named):
        kind = TermKind.NUMBER if row.number else TermKind.INSTANT if row.at else TermKind.TEXT
        terms.setdefault(row.name, Term(f"{FACT}{row.name}", row.name, kind))
    return list(terms.values())


def is_known(session: Session, term: Term, value: str, counties: tuple[int, int]) -> bool:
    """Tell whether the counties (first, last), or their city, have something under this name."""
    of, (first, last) = term.known.class_, counties
    within = of.county.between(first, last) | (of.county == first // 100 * 100)
    found = select(of.id).where(within, term.known == value).limit(1)
    return session.scalar(found) is not None

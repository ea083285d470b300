"""The further facts that a county's own points may ask about, and whether what they name exists."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.facts import CaseFact
from app.kernel.terms import FACT, Term, TermKind, Watched


def facts_of(session: Session, watched: Watched, counties: tuple[int, int]) -> list[Term]:
    """Return the further facts that cases of the counties (first, last) have, each once, by name."""
    first, last = counties
    named = (
        select(CaseFact.name, CaseFact.number.is_not(None).label("number"), CaseFact.at.is_not(None).label("at"))
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

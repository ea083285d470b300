"""What a county's own points may ask about: the columns of each kind of case, told by its domain."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from app.kernel.places import Organisation
from app.kernel.words import N_, Word

FACT = "fact."
"""Begins the name of a term that is a further fact: ``fact.amount``."""


class TermKind(Word):
    """What a term holds, and so how it can be compared."""

    NUMBER = "number", N_("Numeric value")
    INSTANT = "instant", N_("Date")
    TEXT = "text", N_("Words")
    CHOICE = "choice", N_("Listed value")


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


def of_named(model: Any, key: Any, name: Any) -> Any:
    """Return a column of the row that a case names: its item, its organisation."""
    return select(name).where(name.class_.id == key).correlate(model).scalar_subquery()


def organisation_terms(model: Any) -> tuple[Term, Term]:
    """Return code and name of the organisation of a case as terms."""
    code, name = Organisation.code, Organisation.name
    return (
        Term(
            "organ", N_("Organisation (code)"), TermKind.TEXT, of_named(model, model.organisation_id, code), known=code
        ),
        Term(
            "organ_name",
            N_("Organisation (name)"),
            TermKind.TEXT,
            of_named(model, model.organisation_id, name),
            known=name,
        ),
    )


@dataclass(slots=True)
class WatchedRegistry:
    """All kinds of cases that own points may look at, by their word, filled by the composition root."""

    kinds: dict[str, Watched] = field(default_factory=dict)

    def add(self, *watched: Watched) -> None:
        """Add kinds; a later declaration of the same word takes the place of the former."""
        self.kinds.update({one.kind: one for one in watched})

    def get(self, word: str) -> Watched | None:
        """Return a kind, or None for a word that nobody declares."""
        return self.kinds.get(word)

    def __getitem__(self, word: str) -> Watched:
        return self.kinds[word]

    def __contains__(self, word: object) -> bool:
        return word in self.kinds

    def __iter__(self) -> Iterator[Watched]:
        return iter(self.kinds.values())


WATCHED = WatchedRegistry()

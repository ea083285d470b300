"""What files of the standard tell, in one shape for all versions: records, relationships with their interests."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from app.parties.bods.vocabulary import LeftOut
from app.parties.words import PartyForm, TieWord

Key = tuple[str, str]
"""Publisher and id of a record."""


@dataclass(frozen=True, slots=True)
class Record:
    """A person or an entity as its latest statement describes it."""

    key: Key
    form: PartyForm
    name: str
    numbers: tuple[str, ...]
    """Chinese numbers as they are, all others as ``SCHEME:NUMBER``."""
    said_on: date | None
    addresses: tuple[str, ...] = ()
    """Of entities; where a person lives is not kept."""


@dataclass(frozen=True, slots=True)
class Interest:
    """One interest of a relationship: what the party is to the company, how much, from when to when."""

    what: TieWord
    kind: str
    """As the source calls it."""
    share: Decimal | None = None
    most: Decimal | None = None
    from_on: date | None = None
    to_on: date | None = None


@dataclass(frozen=True, slots=True)
class Relationship:
    """Who stands behind a company, as the latest statement says it."""

    key: Key
    company: Key
    party: Key
    said_on: date | None
    interests: tuple[Interest, ...]


@dataclass(slots=True)
class Source:
    """What one or several files tell."""

    records: dict[Key, Record] = field(default_factory=dict)
    relationships: list[Relationship] = field(default_factory=list)
    named: set[Key] = field(default_factory=set)
    """Companies about which the files declare something."""
    statements: int = 0
    left: Counter[LeftOut] = field(default_factory=Counter)

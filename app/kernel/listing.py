"""What a list is asked for and what it answers: one page of rows, from whatever table."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

PAGE = 25
LARGEST_PAGE = 100
LONGEST_SEARCH = 100
"""Characters."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list was asked for."""

    text: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)
    order: str = ""
    descending: bool = False
    after: str = ""
    """Mark of the last row of the page before, as ``Page.next`` gave it."""
    before: str = ""
    size: int = PAGE


@dataclass(frozen=True, slots=True)
class Page:
    """One page of rows, with the marks of its neighbours and a count that may be capped."""

    rows: list[Any]
    next: str
    previous: str
    count: int
    capped: bool

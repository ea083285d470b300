"""What a check finds: which part, which row, and what to do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence about a part of a standard; ``row`` (from 0) is None for the part as a whole."""

    part: str
    row: int | None
    code: str
    message: str
    values: Mapping[str, Any] = field(default_factory=dict)
    severe: bool = True
    """Keeps the version from being published; else a thing to look at."""

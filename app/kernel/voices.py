"""What people say to a body, and what it answers: read alike, masked alike, answered once, wherever it is said."""

from typing import Any

from app.kernel.act import Act
from app.kernel.errors import Incomplete, OutOfOrder
from app.kernel.words import N_

LONGEST = 4_000
"""Characters of what is said or answered, unless a domain takes less."""


def said(text: str, field: str = "text", most: int = LONGEST) -> str:
    """Return a text without its blanks; Incomplete where nothing or too much is said."""
    plain = text.replace("\x00", "").strip()
    if not plain:
        raise Incomplete(N_("This field must be filled in."), field=field)
    if len(plain) > most:
        raise Incomplete(
            N_("At most %(most)d characters fit here; these are %(count)d."), field=field, most=most, count=len(plain)
        )
    return plain


def if_given(text: str, most: int) -> str | None:
    """Return a name or contact that may be left out, cut to what is kept of it; None where it was left out."""
    return text.replace("\x00", "").strip()[:most] or None


def answer_once(act: Act, row: Any, answer: str) -> None:
    """Write the answer of whoever acts into ``answer``, ``answered_at`` and ``answered_by``; OutOfOrder where there is one."""
    if row.answered_at is not None:
        raise OutOfOrder(N_("This has been answered already."))
    row.answer, row.answered_at, row.answered_by = answer, act.at, act.actor.official_id

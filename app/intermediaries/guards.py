"""What the verbs of intermediaries ask first: duty at the right body, another pair of eyes, a text that says something."""

from collections.abc import Iterable

from app.kernel.act import Act
from app.kernel.errors import Conflict, Incomplete, NotAllowed
from app.kernel.flows.machine import Move
from app.kernel.roles import Duty
from app.kernel.words import N_, Titled

LONGEST = 4_000


def worded(text: str, field: str = "reason") -> str:
    """Return a text without its blanks; Incomplete for an empty or endless one."""
    said = text.replace("\x00", "").strip()
    if not said:
        raise Incomplete(N_("Give the reason in words that the agency understands."), field=field)
    if len(said) > LONGEST:
        raise Incomplete(N_("Write at most 4,000 characters."), field=field)
    return said


def holds(act: Act, organisations: Iterable[int], duties: Iterable[Duty]) -> bool:
    """Tell whether the actor holds one of these duties at one of these bodies; the platform does."""
    wanted = set(duties)
    homes = set(organisations)
    return act.actor.is_platform or any(home in homes and duty in wanted for home, duty in act.actor.duties)


def check_move(act: Act, move: Move, organisations: Iterable[int]) -> None:
    """Refuse a move of which the duty lies with somebody else."""
    if not holds(act, organisations, move.duties):
        raise NotAllowed(
            N_("“%(move)s” belongs to another post, or to another body. Hand it to its holder."),
            move=Titled(move.title),
        )


def other_eyes(act: Act, first: int | None) -> None:
    """Refuse when who decides is the one who proposed (four eyes)."""
    if not act.actor.is_platform and first is not None and act.actor.official_id == first:
        raise NotAllowed(N_("You prepared this yourself, so somebody else decides it. Hand it to a colleague."))


def check_edition(held: int, seen: int | None) -> None:
    """Refuse a step on what somebody else has changed in between."""
    if seen is not None and seen != held:
        raise Conflict(N_("Somebody else changed this in between. Look at it again; your text is kept."))

"""State machines as data: which act leads from which state to which, by whom and by which article."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.kernel.errors import OutOfOrder
from app.kernel.roles import Duty
from app.kernel.words import N_, Word


@dataclass(frozen=True, slots=True)
class Move:
    """One act that the law knows; ``target`` None keeps the state."""

    code: str
    title: str
    sources: frozenset[str]
    target: str | None
    verb: str
    basis: str
    duties: frozenset[Duty] = frozenset()
    """Duties whose holder may make it; empty for the applicant and the clock."""
    by_applicant: bool = False
    by_clock: bool = False
    number: int = 0
    """Row in the table of the reference."""


class Machine:
    """The moves of one proceeding; a state that no move reaches is a bug found at import."""

    def __init__(self, name: str, states: type[Word], start: Iterable[str], moves: Iterable[Move]) -> None:
        self.name = name
        self.states = states
        self.start = frozenset(start)
        self.moves: Mapping[str, Move] = {move.code: move for move in moves}
        reached = self.start | {move.target for move in self.moves.values() if move.target}
        lost = {str(state) for state in states} - {str(state) for state in reached}
        if lost:
            raise ValueError(f"Machine {name}: no move reaches {', '.join(sorted(lost))}.")

    def moves_from(self, state: str) -> list[Move]:
        """Return the moves that are possible in a state, in the order of their declaration."""
        return [move for move in self.moves.values() if state in move.sources]

    def check(self, state: str, code: str) -> Move:
        """Return a move, or refuse it in words when it is not possible in this state."""
        move = self.moves[code]
        if state not in move.sources:
            raise OutOfOrder(
                N_("“%(move)s” is not possible while the case is “%(state)s”. Reload the page to see what is."),
                move=_Titled(move.title), state=self.states(state),
            )  # fmt: skip
        return move


class _Titled(str):
    """A title inside the values of a refusal; the surface translates it."""

    title_id: str

    def __new__(cls, title: str) -> "_Titled":
        made = str.__new__(cls, title)
        made.title_id = title
        return made

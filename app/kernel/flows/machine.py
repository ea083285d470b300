"""State machines as data: which act leads from which state to which, by whom and by which article."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.kernel.errors import OutOfOrder
from app.kernel.flows.plan import reachable
from app.kernel.roles import Duty
from app.kernel.words import N_, Titled, Word


@dataclass(frozen=True, slots=True)
class Move:
    """One act that the law knows; ``target`` None keeps the state."""

    code: str
    title: str
    sources: frozenset[str]
    """States in which it is possible; empty for the act with which the proceeding begins."""
    target: str | None
    verb: str
    basis: str
    duties: frozenset[Duty] = frozenset()
    """Duties whose holder may make it; empty for the applicant and the clock."""
    by_applicant: bool = False
    by_clock: bool = False
    number: int = 0
    """Row in the table of the reference."""
    needs_reason: bool = False
    flow_action: str | None = None
    """Action under which the flow of the case knows it."""


class Machine:
    """The moves of one proceeding, checked when it is declared.

    ``start`` holds the states in which a proceeding may begin. Raises ValueError, at import, for two
    moves with one code, for an unknown state, and for a state that no chain of moves reaches.
    """

    def __init__(self, name: str, states: type[Word], start: Iterable[str], moves: Iterable[Move]) -> None:
        self.name = name
        self.states = states
        self.start = frozenset(str(state) for state in start)
        declared = tuple(moves)
        self.moves: Mapping[str, Move] = {move.code: move for move in declared}
        if len(self.moves) != len(declared):
            raise ValueError(f"Machine {name}: two moves have the same code.")
        known = {str(state) for state in states}
        edges = [(str(source), str(move.target)) for move in declared if move.target for source in move.sources]
        entries = self.start | {str(move.target) for move in declared if move.target and not move.sources}
        named = entries | {state for edge in edges for state in edge}
        named |= {str(source) for move in declared for source in move.sources}
        if named - known:
            raise ValueError(f"Machine {name}: unknown states {', '.join(sorted(named - known))}.")
        lost = known - reachable(entries, edges)
        if lost:
            raise ValueError(f"Machine {name}: no move reaches {', '.join(sorted(lost))}.")

    def moves_from(self, state: str) -> list[Move]:
        """Return the moves that are possible in a state, in the order of their declaration."""
        return [move for move in self.moves.values() if state in move.sources]

    def is_final(self, state: str) -> bool:
        """Tell whether no move leads from a state to another."""
        return all(move.target in (None, state) for move in self.moves_from(state))

    def check(self, state: str, code: str) -> Move:
        """Return a move, or refuse it in words when it is not possible in this state.

        KeyError for a code that the machine does not know: a bug, no refusal.
        """
        move = self.moves[code]
        if state not in move.sources:
            raise OutOfOrder(
                N_("“%(move)s” is not possible while the state is “%(state)s”. Reload the page."),
                move=Titled(move.title),
                state=self.states(state),
            )
        return move

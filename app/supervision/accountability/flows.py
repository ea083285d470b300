"""The states of an accountability record and the moves between them: data."""

from app.kernel.flows.machine import Machine, Move
from app.kernel.words import N_
from app.supervision.accountability.models import HoldState as H

_RULES = N_("Rules of electronic supervision")
_REVIEW = N_("Administrative Sanctions of Public Officials Law, art. 55")


def _move(code: str, title: str, source: H, target: H, basis: str = _RULES) -> Move:
    return Move(code, title, frozenset({str(source)}), str(target), f"accountability.{target}", basis)


HOLDING = Machine(
    "accountability",
    H,
    [H.PROPOSED],
    [
        _move("decide", N_("Decide the measure"), H.PROPOSED, H.DECIDED),
        _move("drop", N_("Do not pursue"), H.PROPOSED, H.DROPPED),
        _move("appeal", N_("Appeal"), H.DECIDED, H.APPEALED, _REVIEW),
        _move("uphold", N_("Uphold"), H.APPEALED, H.UPHELD, _REVIEW),
        _move("revoke", N_("Revoke"), H.APPEALED, H.REVOKED, _REVIEW),
    ],
)
"""A record: proposed by one inspector, decided by another, appealed against once, answered by a third or the proposer."""

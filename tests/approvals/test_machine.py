"""The table of the reference as a machine: nothing is missing, and nothing is possible elsewhere."""

import pytest

from app.approvals.domain import VERBS
from app.approvals.flows import APPROVAL, ENDED, FINISHED, UNDECIDED
from app.approvals.models import State
from app.kernel.errors import OutOfOrder


def test_every_row_of_the_reference_is_a_move() -> None:
    assert {move.number for move in APPROVAL.moves.values()} == set(range(27))


def test_every_move_has_its_sentence_in_a_timeline() -> None:
    assert {move.verb for move in APPROVAL.moves.values()} <= set(VERBS)


@pytest.mark.parametrize("code", sorted(APPROVAL.moves))
def test_a_move_is_refused_in_every_other_state(code: str) -> None:
    move = APPROVAL.moves[code]
    for state in State:
        if str(state) in move.sources:
            assert APPROVAL.check(state, code) is move
        else:
            with pytest.raises(OutOfOrder):
                APPROVAL.check(state, code)


def test_no_ended_case_comes_back_to_life() -> None:
    for move in APPROVAL.moves.values():
        if move.target is not None and State(move.target) in UNDECIDED:
            assert not move.sources & {str(state) for state in ENDED}


def test_a_decided_case_ends_by_delivery_and_publication_only() -> None:
    leading = {move.code for move in APPROVAL.moves.values() if move.target in {str(state) for state in FINISHED}}
    assert leading == {"deliver", "publish"}


def test_only_the_clock_deems_returns_in_silence_and_publishes() -> None:
    clock = {move.code for move in APPROVAL.moves.values() if move.by_clock}
    assert clock == {"deem_accepted", "return_silent", "publish", "deem_renewed"}
    assert all(not move.duties for move in APPROVAL.moves.values() if move.by_clock)

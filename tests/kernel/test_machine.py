"""State machines as data: what is possible, what is refused, and what a wrong table says at import."""

import pytest

from app.kernel.errors import OutOfOrder
from app.kernel.flows.machine import Machine, Move
from app.kernel.roles import Duty
from app.kernel.words import Word


class Door(Word):
    """States of a door."""

    OPEN = "open", "Open"
    SHUT = "shut", "Shut"
    LOCKED = "locked", "Locked"


def a_move(code: str, sources: tuple[str, ...], target: str | None) -> Move:
    return Move(
        code, code.title(), frozenset(sources), target, f"door.{code}", "Rules of doors", frozenset({Duty.CLERK})
    )


MOVES = [
    a_move("build", (), Door.SHUT),
    a_move("open", (Door.SHUT,), Door.OPEN),
    a_move("shut", (Door.OPEN,), Door.SHUT),
    a_move("lock", (Door.SHUT,), Door.LOCKED),
    a_move("paint", (Door.OPEN, Door.LOCKED), None),
]


def test_the_moves_from_a_state_keep_their_order():
    doors = Machine("door", Door, [], MOVES)
    assert [move.code for move in doors.moves_from(Door.SHUT)] == ["open", "lock"]
    assert [move.code for move in doors.moves_from("locked")] == ["paint"]


def test_a_possible_move_is_returned_and_another_is_refused_naming_both():
    doors = Machine("door", Door, [Door.SHUT], MOVES)
    assert doors.check(Door.OPEN, "shut").target == Door.SHUT
    with pytest.raises(OutOfOrder) as refusal:
        doors.check(Door.LOCKED, "open")
    assert refusal.value.values["move"].title_id == "Open"
    assert refusal.value.values["state"].title_id == "Locked"
    with pytest.raises(KeyError):
        doors.check(Door.OPEN, "fly")


def test_a_state_that_no_move_leaves_is_final():
    doors = Machine("door", Door, [Door.SHUT], MOVES)
    assert doors.is_final(Door.LOCKED)
    assert not doors.is_final(Door.OPEN)


@pytest.mark.parametrize(
    "moves, said",
    [
        ([*MOVES, a_move("open", (Door.SHUT,), Door.OPEN)], "same code"),
        ([*MOVES, a_move("burn", (Door.SHUT,), "ashes")], "unknown states ashes"),
        ([*MOVES, a_move("fix", ("broken",), None)], "unknown states broken"),
        (MOVES[:3], "no move reaches locked"),
        (
            [MOVES[0], a_move("circle", (Door.OPEN,), Door.LOCKED), a_move("turn", (Door.LOCKED,), Door.OPEN)],
            "no move reaches locked, open",
        ),
    ],
)
def test_a_wrong_table_fails_when_it_is_declared(moves, said):
    with pytest.raises(ValueError, match=said):
        Machine("door", Door, [], moves)

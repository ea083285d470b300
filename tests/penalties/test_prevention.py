"""Of every condition it is known what prevents it; the docs say the same."""

from pathlib import Path

import pytest

from app.penalties.cases import operations as verbs
from app.penalties.points import PENALTY_POINTS
from app.penalties.points.prevention import HOW, PREVENTED, table

DOCS = Path(__file__).resolve().parent.parent.parent / "docs" / "penalty-guards.md"


def test_every_condition_says_what_prevents_it() -> None:
    assert set(PREVENTED) == {point.code for point in PENALTY_POINTS}


@pytest.mark.parametrize("code", sorted(PREVENTED))
def test_a_prevention_names_operations_that_exist(code: str) -> None:
    found = PREVENTED[code]
    assert found.how in HOW
    assert all(callable(getattr(verbs, name)) for name in found.by)
    assert bool(found.by) == (found.how in ("refused", "choice"))


def test_the_docs_are_what_the_program_says() -> None:
    assert DOCS.read_text(encoding="utf-8") == table()

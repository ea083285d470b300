"""Points about payees and bodies: each fires, stays silent beside what is like it, and ceases."""

from collections.abc import Callable

import pytest

from app.funds.points import GROUPS, POINTS
from app.funds.points.missing import MISSING
from app.kernel.act import Act
from tests.funds.building import Book
from tests.funds.every import SCENARIOS
from tests.world import World


@pytest.fixture
def book(acting_as: Callable[..., Act], world: World) -> Book:
    return Book(acting_as(None), world)


@pytest.mark.parametrize("code", SCENARIOS)
def test_it_fires_and_ceases(book: Book, code: str) -> None:
    SCENARIOS[code].fires(book)
    assert [one for one in book.alerts() if one[0] == code] == [(code, True)]
    SCENARIOS[code].ceases(book)
    assert [one for one in book.alerts() if one[0] == code] == [(code, False)]


@pytest.mark.parametrize(
    ("code", "place"), [(code, place) for code, one in SCENARIOS.items() for place in range(len(one.silent))]
)
def test_what_is_like_it_raises_nothing(book: Book, code: str, place: int) -> None:
    SCENARIOS[code].silent[place](book)
    assert [one for one in book.alerts() if one[0] == code] == []


def test_every_point_of_the_reference_is_watched_or_says_what_it_needs() -> None:
    watched = {point.group for point in POINTS}
    assert watched == set(GROUPS)
    assert watched | set(MISSING) == {f"F{number:02d}" for number in range(1, 17)}
    assert not watched & set(MISSING)

"""Two installations for the tests of the exchange, on each engine."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import NOW
from tests.exchange.installations import CITY, COUNTY, Installation, Pair, new_database
from tests.web import RunningProgram, new_address

Programs = dict[tuple[str, int], RunningProgram]


@pytest.fixture(scope="session")
def installed() -> Iterator[Programs]:
    """The programs by engine and number; made when first asked for."""
    held: Programs = {}
    yield held
    for program in held.values():
        program.close()


@pytest.fixture
def strangers(engine_name: str, installed: Programs, tmp_path_factory: pytest.TempPathFactory) -> Pair:
    """Two installations that know nothing of each other."""
    for number in (COUNTY, CITY):
        if (engine_name, number) not in installed:
            folder: Path = tmp_path_factory.mktemp(f"{engine_name}-{number}")
            installed[engine_name, number] = RunningProgram(new_address(engine_name, folder), folder, NOW)
        new_database(installed[engine_name, number])
    return Pair(*(Installation(number, installed[engine_name, number]) for number in (COUNTY, CITY)))


@pytest.fixture
def pair(strangers: Pair) -> Pair:
    """A county and its city, who have compared their keys."""
    strangers.introduce()
    return strangers

"""Round trips among the movements: the statement, on either engine, finds what the plain search finds."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.funds.models import Movement
from app.funds.round_trips import find_round_trips
from app.funds.shapes.cycles import Trip, find_trips
from app.funds.shapes.payments import DAY, Payment
from app.kernel.act import Act
from app.kernel.bulk import write_rows
from app.kernel.db import IDS_PER_COUNTY
from app.parties.models import Office, Party, Reach
from tests.funds.test_shapes import UNITS, million, needs_data, planted_in, published
from tests.world import World

__all__ = ["million"]

COUNTY = 350102
ZERO = COUNTY * IDS_PER_COUNTY
PARTIES, MOVEMENTS = ZERO + 500_000_000, ZERO + 600_000_000
"""Where the ids of these tests begin, far from those of the world."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@pytest.fixture
def act(acting_as: Callable[..., Act]) -> Act:
    return acting_as(None)


def put_parties(session: Session, count: int, bodies: int) -> None:
    rows = (
        {
            "id": PARTIES + number,
            "county": COUNTY,
            "form": "body" if number < bodies else "company",
            "name": f"主体{number}",
            "key_hash": f"shape-{number}",
            "noted_at": EPOCH,
        }
        for number in range(count)
    )
    write_rows(session.connection(), Party.__table__, rows)


def put_movements(session: Session, payments: Sequence[Payment], home: int) -> None:
    """Write payments as movements; the names of their parties are numbers."""
    rows = (
        {
            "id": MOVEMENTS + one.place,
            "county": COUNTY,
            "key": f"p{one.place}",
            "organisation_id": home,
            "payer_id": PARTIES + int(one.payer),
            "payee_id": PARTIES + int(one.payee),
            "amount": Decimal(one.cents) / 100,
            "at": EPOCH + timedelta(microseconds=one.at),
            "booked_on": (EPOCH + timedelta(microseconds=one.at)).astimezone(UTC).date(),
            "purpose": "款项",
            "from_account_id": None,
            "to_account_id": None,
            "subject_id": None,
            "reverses_id": None,
        }
        for one in payments
    )
    write_rows(session.connection(), Movement.__table__, rows)
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("ANALYZE fund_movement"))


def by_statement(session: Session, trip: Trip, until: datetime, **said: Any) -> set[tuple[int, ...]]:
    found = find_round_trips(session, COUNTY, EPOCH, until, trip=trip, **said)
    assert len(found) == len(set(found))
    return {tuple(pk - MOVEMENTS for pk in chain) for chain in found}


def by_search(payments: Sequence[Payment], trip: Trip, bodies: int, **said: Any) -> set[tuple[int, ...]]:
    found = find_trips(payments, trip, {str(number) for number in range(bodies)}, **said)
    return {tuple(one.place for one in chain) for chain in found}


def test_the_statement_finds_what_the_search_finds_in_random_graphs(session: Session, world: World, act: Act) -> None:
    chance, home = Random(2026), world.organisation("gulou-urban").id  # noqa: S311 - repeated by its seed
    put_parties(session, 240, 240)
    day, place, graphs = 0, 0, []
    for _ in range(30):  # graphs far apart in time, each among eight parties of its own
        low = len(graphs) * 8
        graph = []
        for _ in range(45):
            payer, payee = (low + number for number in chance.sample(range(8), 2))
            at = (day * DAY) + chance.randrange(60) * DAY // 2 + chance.choice((0, 0, 1, 999_999))
            amount = chance.choice((60_000_00, 60_000_01, 72_000_00, 48_000_00, 47_999_99, 72_000_01, 50_000_00))
            graph.append(Payment(at, place, str(payer), str(payee), amount))
            place += 1
        graphs.append(graph)
        day += 200
    payments = [one for graph in graphs for one in graph]
    put_movements(session, payments, home)
    until = EPOCH + timedelta(days=day)
    every = {str(number) for number in range(240)}
    sums = 0
    for trip in (Trip(hub_in=8, hub_out=8), Trip(3, 9, 10, 50_000_00, 0, 0), Trip(4, 20, 20, 60_000_00, 7, 0)):
        wanted = {tuple(one.place for one in chain) for chain in find_trips(payments, trip, every)}
        assert by_statement(session, trip, until) == wanted
        sums += len(wanted)
    assert sums > 500
    some = [PARTIES + number for number in range(0, 240, 3)]
    wanted = {
        tuple(one.place for one in chain)
        for chain in find_trips(payments, Trip(4), {str(number - PARTIES) for number in some})
    }
    assert by_statement(session, Trip(4), until, origins=some) == wanted
    late = place - 100
    wanted = {chain for chain in by_search(payments, Trip(4), 240) if max(chain) > late}
    assert wanted and by_statement(session, Trip(4), until, after=MOVEMENTS + late) == wanted


def test_it_ends_at_an_officer_or_at_whom_reach_ties_to_him_on_that_day(
    session: Session, world: World, act: Act
) -> None:
    home = world.organisation("gulou-urban").id
    put_parties(session, 6, 1)
    session.add(
        Office(county=COUNTY, party_id=PARTIES + 2, what="official", organisation_id=home, from_on=EPOCH.date())
    )
    session.flush()
    told = {"county": COUNTY, "first_id": 0, "second_id": 0, "steps": 1, "way": 1, "share": 60.0, "path": "shareholder"}
    days = {"from_on": EPOCH.date(), "to_on": datetime(1970, 6, 1, tzinfo=UTC).astimezone(UTC).date()}
    session.add(Reach(start_id=PARTIES + 2, first_tie=1, second_tie=0, third_tie=0, end_id=PARTIES + 3, **told, **days))
    session.flush()
    pairs = ((0, 2), (0, 1), (1, 2), (0, 4), (4, 3), (0, 2), (2, 5), (5, 0))
    payments = [Payment(day * DAY, day, str(a), str(b), 60_000_00) for day, (a, b) in enumerate(pairs, 1)]
    later = [one._replace(at=one.at + 200 * DAY, place=one.place + 10) for one in payments[3:5]]
    put_movements(session, [*payments, *later], home)
    until = EPOCH + timedelta(days=400)
    found = by_statement(session, Trip(3), until)
    assert found == by_search(payments, Trip(3), 1, ends={"0": {"2", "3"}})
    assert {(2, 3), (4, 5)} <= found and (1,) not in found


def timed(session: Session, until: datetime, trip: Trip, **said: Any) -> tuple[set[tuple[int, ...]], float]:
    began = perf_counter()
    found = by_statement(session, trip, until, **said)
    return found, perf_counter() - began


@needs_data
def test_the_figures_of_146_days_by_the_statement(
    session: Session, world: World, act: Act, million: Path, record_property: Callable[[str, object], None]
) -> None:
    payments = published(million, 146)
    put_parties(session, 62_000, len(UNITS))
    put_movements(session, payments, world.organisation("gulou-urban").id)
    until = EPOCH + timedelta(days=146)
    open_to_all, seconds = timed(session, until, Trip(hub_in=0, hub_out=0))
    record_property("seconds without hubs", seconds)
    usual, seconds = timed(session, until, Trip())
    record_property("seconds", seconds)
    assert (len(open_to_all), len(usual)) == (57, 38)
    chains = [tuple(Payment(0, place, "", "", 1) for place in chain) for chain in usual]
    assert planted_in(million, chains) == 37
    late = 995_000
    wanted = {chain for chain in by_search(payments, Trip(), len(UNITS)) if max(chain) > late}
    assert by_statement(session, Trip(), until, after=MOVEMENTS + late) == wanted

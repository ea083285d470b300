"""Which places are at work: late before silent, silent before alive; each within his region."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domains import DOMAINS
from app.kernel.act import Act
from app.kernel.audit import record
from app.kernel.places import Organisation, Region, Scope
from app.ledgers.models import Ledger, LedgerDuty
from app.supervision.queries.places import Pulse, grouped, place_states
from tests.conftest import NOW
from tests.world import World

EVERYWHERE = Scope(None, None, "")


@pytest.fixture
def village(world: World) -> Organisation:
    return world.organisation("zhongshan")


OVERDUE = [count for domain in DOMAINS for count in domain.overdue]


def pulse_of(session: Session, village: Organisation, scope: Scope = EVERYWHERE) -> Pulse:
    (state,) = [one for one in place_states(session, scope, "", NOW, OVERDUE) if one.organisation_id == village.id]
    return state.pulse


def owe(session: Session, village: Organisation, **values: object) -> LedgerDuty:
    ledger = Ledger(
        county=village.county,
        code="L-1",
        name="账",
        initials="z",
        organisation_id=village.id,
        prefix="L",
        state="draft",
    )
    session.add(ledger)
    session.flush()
    duty = LedgerDuty(
        county=village.county,
        ledger_id=ledger.id,
        organisation_id=village.id,
        period="2026-08",
        due_on=(NOW - timedelta(days=3)).date(),
        due_at=NOW - timedelta(days=2),
        remind_on=NOW.date(),
        **values,
    )
    session.add(duty)
    session.flush()
    return duty


def test_a_village_without_a_trace_is_silent_and_with_one_it_is_alive(
    session: Session, village: Organisation, acting_as: Callable[..., Act]
) -> None:
    act = acting_as("village_clerk", at=NOW - timedelta(days=31))
    record(act, "record.changed", village)
    assert pulse_of(session, village) == Pulse.SILENT
    record(acting_as("village_clerk", at=NOW - timedelta(days=29)), "record.changed", village)
    assert pulse_of(session, village) == Pulse.ALIVE


def test_a_village_that_owes_something_is_late_until_it_has_met_it(
    session: Session, village: Organisation, acting_as: Callable[..., Act]
) -> None:
    record(acting_as("village_clerk"), "record.changed", village)
    duty = owe(session, village)
    assert pulse_of(session, village) == Pulse.LATE
    duty.met_at = NOW
    session.flush()
    assert pulse_of(session, village) == Pulse.ALIVE


def test_another_region_is_not_shown(session: Session, village: Organisation, acting_as: Callable[..., Act]) -> None:
    acting_as()
    assert place_states(session, Scope(frozenset({350103}), None, "350103"), "", NOW, OVERDUE) == []
    inside = place_states(session, Scope(frozenset({350102}), None, "350102"), village.region_code, NOW, OVERDUE)
    assert [one.organisation_id for one in inside] == [village.id]


def test_places_are_counted_by_the_town_that_they_lie_in(
    session: Session, village: Organisation, acting_as: Callable[..., Act]
) -> None:
    acting_as()
    states = place_states(session, EVERYWHERE, "", NOW, OVERDUE)
    found = grouped(session, states, 6)
    assert sum(group.total for group in found) == len(states)
    county = next(group for group in found if group.region_code == f"{village.county}000000")
    assert county.name == session.scalars(select(Region.name).where(Region.code == county.region_code)).one()


def test_the_page_leads_from_the_county_to_a_village(site: Flask, client_of: Callable[[str], FlaskClient]) -> None:
    page = client_of("county_admin").get("/supervision/places/")
    assert page.status_code == 200
    assert "各地运行" in page.get_data(as_text=True)
    silent = client_of("inspector").get("/supervision/places/?pulse=silent&place=350102000000")
    assert silent.status_code == 200
    assert "中山" in silent.get_data(as_text=True)
    assert client_of("inspector").get("/supervision/places/?place=999").status_code == 200
    assert client_of("handler").get("/supervision/places/").status_code == 403

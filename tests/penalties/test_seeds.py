"""The demo's penalty items: real articles, example grades that say so, every one of them judged."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from app.kernel.act import Act
from app.kernel.flows.templates import write_templates
from app.kernel.places import Organisation, OrganisationKind
from app.penalties import queries
from app.penalties.judging.amounts import Range
from app.penalties.judging.engine import judge
from app.penalties.judging.judgement import Outcome
from app.penalties.judging.standard import FactorKind
from app.penalties.models import ItemState, ViolationItem
from app.penalties.operations.publishing import find_findings
from seeds.penalties import GROUPS, write_penalties
from tests.world import World

TODAY = date(2026, 9, 21)


@pytest.fixture
def items(session: Session, world: World, acting_as: Callable[..., Act]) -> list[ViolationItem]:
    """The demo's items, in force; organs that the small world lacks are made."""
    act = acting_as(None)
    home = world.organisation("gulou")
    for group in GROUPS:
        if group["organ"] != "gulou-urban":
            session.add(
                Organisation(
                    county=home.county,
                    code=group["organ"],
                    name=group["organ"],
                    body=OrganisationKind.ORGAN,
                    region_code=home.region_code,
                    parent_id=home.id,
                    path=f"{home.path}x/",
                )
            )
    session.flush()
    return write_penalties(act, write_templates(act)["penalty_ordinary"])


def test_the_demo_has_its_items_in_force_and_says_that_grades_are_examples(items: list[ViolationItem]) -> None:
    assert len(items) >= 40
    for item in items:
        assert item.state == ItemState.IN_FORCE and item.power is not None
        for version in item.versions:
            assert version.example and version.laws[0]["article"].startswith("第")


def test_nothing_keeps_a_demo_standard_from_publication(items: list[ViolationItem]) -> None:
    for item in items:
        assert [one for one in find_findings(item.versions[-1], TODAY) if one.severe] == [], item.name


def test_every_demo_standard_judges_and_stays_within_the_law(items: list[ViolationItem], session: Session) -> None:
    for item in items:
        version = queries.current_version(session, item, TODAY)
        assert version is not None
        standard = queries.standard_of(version)
        facts = {
            f.code: f.choices[-1].code if f.kind == FactorKind.CHOICE else Decimal(1)
            for f in standard.factors
            if f.default is None and f.kind in (FactorKind.CHOICE, FactorKind.NUMBER, FactorKind.COUNT)
        }
        judgement = judge(standard, facts)
        assert judgement.outcome == Outcome.RANGE, item.name
        assert judgement.legal is not None and judgement.range is not None
        assert judgement.legal.lo <= judgement.range.lo <= judgement.range.hi <= judgement.legal.hi, item.name


def test_a_ride_before_july_2023_profits_from_the_newer_band(items: list[ViolationItem], session: Session) -> None:
    item = next(item for item in items if "道路客运" in item.name)
    stated = {"measure": "0.5", "times": "1", "act_ended_on": "2023-07-01", "found_on": "2023-08-01"}
    judgement = queries.judge_item(session, item, stated, date(2023, 8, 1))
    assert judgement.legal == Range(Decimal(10_000), Decimal(100_000))
    assert judgement.version.endswith("/2")
    before = queries.judge_item(session, item, stated, date(2023, 7, 10))
    assert before.legal == Range(Decimal(30_000), Decimal(100_000))

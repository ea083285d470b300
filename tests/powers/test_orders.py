"""Orders change the list, and the figures of the catalogue are a count of their lines."""

import contextlib
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.kernel.act import Act
from app.kernel.errors import Incomplete, NotAllowed, NotFound, OutOfOrder
from app.kernel.places import Organisation, Scope
from app.powers.figures import Figures, figures
from app.powers.models import STANDING, ChangeOrder, OrderKind, Power, PowerState, PowerType
from app.powers.operations import draft_power, edit_draft, legal_review, org_review, submit_power
from app.powers.orders import carry_out_due, carry_out_order, draft_order
from app.powers.queries import current_version, power_in_force, public_power, version_on
from tests import few
from tests.conftest import NOW
from tests.world import World

Acting = Callable[..., Act]
TODAY = date(2026, 9, 21)
ALL = Scope.everything()


def powers(session: Session, home: Organisation, count: int, begin: str) -> list[Power]:
    made = [
        Power(county=home.county, code=f"{begin}-{n:05d}", name=f"{begin}{n}", power_type="01", organisation_id=home.id)
        for n in range(count)
    ]
    session.add_all(made)
    session.flush()
    return made


def order(act: Act, kind: OrderKind, named: list[Power], **more: object) -> ChangeOrder:
    made = draft_order(act, kind, f"文{kind}{len(named)}", "令", act.on, named, **more)  # type: ignore[arg-type]
    carry_out_order(act, made)
    return made


def standing(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Power).where(Power.state.in_(STANDING))) or 0


def test_238_cancelled_289_merged_or_adjusted_7115_confirmed_is_a_query(
    session: Session, world: World, acting_as: Acting
) -> None:
    """A catalogue of 7,442 powers stands; the reform leaves 7,115 and confirms each of them."""
    home = world.organisation("gulou-urban")
    before = acting_as("county_admin", NOW - timedelta(days=300))
    old = powers(session, home, 7442, "旧")
    new = powers(session, home, 11, "新")
    order(before, OrderKind.CONFIRM, old)
    act = acting_as("county_admin")
    cancelled, merged, adjusted = old[:238], old[238:338], old[338:527]
    order(act, OrderKind.CANCEL, cancelled)
    order(act, OrderKind.MERGE, merged[:60], successor=new[0])
    order(act, OrderKind.MERGE, merged[60:], successor=old[-1])
    order(act, OrderKind.ADJUST, adjusted)
    order(act, OrderKind.CONFIRM, [*old[338:], *new])
    found = figures(session, ALL, TODAY, since=date(2026, 1, 1))
    assert (found.cancelled, found.merged_or_adjusted, found.confirmed) == (238, 289, 7115)
    assert found == Figures(
        start=7442,
        confirmed=7115,
        new=10,
        merged_in=100,
        merged_out=1,
        adjusted=189,
        delegated=0,
        cancelled=238,
        suspended=0,
    )
    assert found.standing == 7442 + 10 - 238 - (100 - 1) == standing(session) == 7115
    assert figures(session, ALL, TODAY - timedelta(days=1)).standing == 7442
    assert figures(session, world.actor("handler", NOW).scope, TODAY).standing == 7115
    assert figures(session, world.actor("other_handler", NOW).scope, TODAY).standing == 0
    assert figures(session, world.actor("other_inspector", NOW).scope, TODAY).standing == 0


STEPS = st.lists(
    st.tuples(st.sampled_from(list(OrderKind)), st.lists(st.integers(0, 7), min_size=1, max_size=4), st.integers(0, 7)),
    max_size=12,
)


@settings(deadline=None, max_examples=few(25), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_after_any_orders_the_balance_of_the_figures_is_the_list(
    session: Session, world: World, acting_as: Acting, steps: list[tuple[OrderKind, list[int], int]]
) -> None:
    act = acting_as("county_admin")
    whole = session.begin_nested()
    some = powers(session, world.organisation("gulou-urban"), 8, "件")
    for kind, chosen, successor in steps:
        more: dict[str, object] = {"successor": some[successor]} if kind == OrderKind.MERGE else {}
        if kind == OrderKind.DELEGATE:
            more = {"organisation": world.organisation("gudong")}
        with contextlib.suppress(OutOfOrder, Incomplete), session.begin_nested():
            order(act, kind, [some[n] for n in chosen], **more)
    assert figures(session, ALL, TODAY).standing == standing(session)
    in_force = [power for power in some if power.state == PowerState.IN_FORCE]
    assert [power for power in some if power_in_force(session, power, TODAY)] == in_force
    whole.rollback()


def test_no_new_case_begins_on_a_cancelled_power_and_its_version_ends_that_day(
    session: Session, in_force: Power, acting_as: Acting
) -> None:
    version = current_version(session, in_force)
    made = draft_order(
        acting_as("county_admin"), OrderKind.CANCEL, "鼓政〔2026〕9号", "取消", date(2026, 10, 1), [in_force]
    )
    with pytest.raises(OutOfOrder, match="2026-10-01"):
        carry_out_order(acting_as("county_admin"), made)
    carry_out_order(acting_as("county_admin", NOW + timedelta(days=12)), made)
    assert in_force.state == PowerState.CANCELLED
    session.expire_all()
    assert version_on(session, in_force.id, date(2026, 9, 30)) == version
    assert version_on(session, in_force.id, date(2026, 10, 1)) is None
    assert power_in_force(session, in_force, date(2026, 9, 30))
    assert not power_in_force(session, in_force, date(2026, 10, 1))
    assert not power_in_force(session, in_force, date(2026, 9, 1))
    with pytest.raises(NotFound):
        public_power(session, in_force.id)
    with pytest.raises(OutOfOrder):
        carry_out_order(acting_as("county_admin", NOW + timedelta(days=12)), made)


def test_powers_merge_into_a_new_one_that_comes_onto_the_list(
    session: Session, world: World, acting_as: Acting
) -> None:
    act = acting_as("county_admin")
    home = world.organisation("gulou-urban")
    old, (new,) = powers(session, home, 3, "旧"), powers(session, home, 1, "新")
    order(act, OrderKind.CONFIRM, old)
    made = order(act, OrderKind.MERGE, old, successor=new)
    assert {(power.state, power.successor_id) for power in old} == {(PowerState.MERGED, new.id)}
    assert new.state == PowerState.IN_FORCE
    assert len(made.lines) == 4
    assert all(line.order_id == made.id for line in made.lines)


def test_a_power_moves_to_another_organisation_and_its_level(session: Session, world: World, acting_as: Acting) -> None:
    act = acting_as("county_admin")
    (power,) = powers(session, world.organisation("gulou-urban"), 1, "件")
    order(act, OrderKind.CONFIRM, [power])
    order(act, OrderKind.DELEGATE, [power], organisation=world.organisation("gudong"))
    assert (power.organisation_id, power.level) == (world.organisation("gudong").id, "town")
    order(act, OrderKind.SUSPEND, [power])
    assert power.state == PowerState.SUSPENDED
    assert not power_in_force(session, power, TODAY)
    order(act, OrderKind.CONFIRM, [power])
    assert power_in_force(session, power, TODAY)
    assert figures(session, ALL, TODAY).standing == 1


def test_an_adjusting_order_publishes_the_version_that_passed_its_reviews(
    session: Session, in_force: Power, acting_as: Acting
) -> None:
    edit_draft(acting_as("organ_head"), in_force, {"promised_days": 6})
    submit_power(acting_as("organ_head"), in_force)
    legal_review(acting_as("legal_reviewer"), in_force, passed=True)
    org_review(acting_as("county_admin"), in_force, passed=True)
    before = in_force.current_version_id
    made = order(acting_as("county_admin"), OrderKind.ADJUST, [in_force])
    version = current_version(session, in_force)
    assert version is not None
    assert version.promised_days == 6
    assert (made.lines[0].from_version_id, made.lines[0].to_version_id) == (before, version.id)


def test_orders_whose_day_has_come_are_carried_out_by_the_clock(
    session: Session, world: World, acting_as: Acting
) -> None:
    act = acting_as("county_admin")
    first, second = powers(session, world.organisation("gulou-urban"), 2, "件")
    tomorrow = TODAY + timedelta(days=1)
    order(act, OrderKind.CONFIRM, [first])
    draft_order(act, OrderKind.CONFIRM, "文1", "令", tomorrow, [second])
    draft_order(act, OrderKind.CANCEL, "文2", "令", tomorrow, [first])
    draft_order(act, OrderKind.SUSPEND, "文3", "令", tomorrow, [first])
    assert carry_out_due(acting_as(None)) == {"carried_out": 0, "refused": 0}
    assert carry_out_due(acting_as(None, NOW + timedelta(days=1))) == {"carried_out": 2, "refused": 1}
    assert (first.state, second.state) == (PowerState.CANCELLED, PowerState.IN_FORCE)


def test_an_order_that_says_too_little_or_too_much_is_refused(
    session: Session, world: World, acting_as: Acting
) -> None:
    act = acting_as("county_admin")
    one, two = powers(session, world.organisation("gulou-urban"), 2, "件")
    (foreign,) = powers(session, world.organisation("taijiang-urban"), 1, "外")
    with pytest.raises(Incomplete):
        draft_order(act, OrderKind.CONFIRM, "文", "令", TODAY, [])
    with pytest.raises(Incomplete):
        draft_order(act, OrderKind.CONFIRM, " ", "令", TODAY, [one])
    with pytest.raises(Incomplete):
        draft_order(act, OrderKind.MERGE, "文", "令", TODAY, [one], successor=one)
    with pytest.raises(Incomplete):
        draft_order(act, OrderKind.DELEGATE, "文", "令", TODAY, [one])
    with pytest.raises(OutOfOrder, match="not on the list"):
        draft_order(act, OrderKind.CANCEL, "文", "令", TODAY, [one])
    with pytest.raises(NotAllowed):
        draft_order(act, OrderKind.CONFIRM, "文", "令", TODAY, [foreign])
    with pytest.raises(NotAllowed):
        draft_order(acting_as("organ_head"), OrderKind.CONFIRM, "文", "令", TODAY, [one])
    with pytest.raises(Incomplete, match="one county"):
        draft_order(acting_as("city_admin"), OrderKind.CONFIRM, "文", "令", TODAY, [one, foreign])
    theirs = draft_order(acting_as("other_county_admin"), OrderKind.CONFIRM, "文", "令", TODAY, [foreign])
    with pytest.raises(NotAllowed):
        carry_out_order(acting_as("county_admin"), theirs)
    act = acting_as("county_admin")
    order(act, OrderKind.CONFIRM, [one, two])
    order(act, OrderKind.CANCEL, [one])
    with pytest.raises(OutOfOrder, match="already"):
        draft_order(act, OrderKind.MERGE, "文", "令", TODAY, [two], successor=one)


def test_a_drafted_power_names_its_kind(world: World, acting_as: Acting) -> None:
    power = draft_power(acting_as("organ_head"), world.organisation("gulou-urban"), "件", PowerType.SERVICE)
    assert str(power) == "件"

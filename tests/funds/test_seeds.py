"""The demo's payments: every delivered engagement is paid once, what came back is paid again."""

from collections.abc import Callable
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.funds.jobs import find_shapes, measure_bodies
from app.funds.models import Movement, PaymentOrder, Shape
from app.funds.points import POINTS
from app.funds.queries.direction import of_programme, total
from app.intermediaries.models import Engagement
from app.kernel.act import Act
from app.kernel.places import Scope
from app.supervision.models import Alert
from app.supervision.scanning import sweep
from seeds.budgets import PROGRAMME, write_budgets
from seeds.funds import PAID_AFTER, write_funds
from seeds.intermediaries import write_intermediaries
from seeds.shapes import write_odd_payments, write_shapes_of_money
from tests.world import World


def test_what_was_delivered_is_paid_once(session: Session, world: World, acting_as: Callable[..., Act]) -> None:
    act = acting_as()
    codes = ("gulou-urban", "gulou-health", "gulou", "gudong", "zhongshan")
    write_intermediaries(act, {code: world.organisation(code) for code in codes})
    write_funds(act)
    due = Engagement.delivered_on <= act.on - PAID_AFTER
    fees = session.scalar(select(func.sum(Engagement.amount)).where(due))
    went, back = Decimal(0), Decimal(0)
    for moved in session.scalars(select(Movement)):
        if moved.reverses_id is None:
            went += moved.amount
        else:
            back += moved.amount
    assert back > 0
    assert went - back == fees
    assert session.scalar(select(func.count()).select_from(Movement).where(Movement.reverses_id.is_not(None))) == 1


def test_the_shapes_of_the_demo_are_found_and_nothing_else(
    session: Session, world: World, acting_as: Callable[..., Act]
) -> None:
    act = acting_as()
    write_funds(act)
    home = world.organisation("gulou-urban")
    write_shapes_of_money(act, home)
    write_odd_payments(act, home)
    find_shapes(act)
    assert find_shapes(act) == {"found": 0, "grown": 0, "ended": 0}
    sweep(act, POINTS)
    found = sorted(session.execute(select(Alert.point, Shape.steps).join(Shape, Shape.id == Alert.subject_id)).all())
    assert [tuple(row) for row in found] == [("F04.split", 2), ("F05.round_trip", 3)]
    others = select(Alert.point).where(Alert.subject_kind != Shape.kind).order_by(Alert.point)
    assert session.scalars(others).all() == ["F03.passed_on", "F09.duplicate", "F11.changed_account"]


def test_what_is_planted_among_budgets_and_orders_is_found_and_nothing_else(
    session: Session, world: World, acting_as: Callable[..., Act]
) -> None:
    act = acting_as(None)
    home = world.organisation("gulou-urban")
    write_budgets(act, home, world.organisation("gulou"), world.organisation("gudong"))
    find_shapes(act)
    measure_bodies(act)
    sweep(act, POINTS)
    assert session.scalars(select(Alert.point).order_by(Alert.point)).all() == [
        "F01.class",
        "F01.payee",
        "F01.personal",
        "F03.idle",
        "F06.slow",
        "F06.two_years",
        "F10.one_person",
        "F12.none",
        "F12.over",
        "F12.three_public",
        "F13.before_contract",
        "F16.held",
    ]
    states = session.execute(
        select(PaymentOrder.state, func.count()).where(PaymentOrder.system == "").group_by(PaymentOrder.state)
    )
    assert {row[0]: row[1] for row in states} == {"asked": 1, "approved": 1, "paid": 2}
    flows = of_programme(session, Scope.everything(), PROGRAMME)
    assert total(flows) == 460_000

"""Direction, volume, velocity: what the figures are, and what the pages show to whom."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.funds.models import Movement, PaymentOrder
from app.funds.operations import ask_payment, open_account, reverse_movement
from app.funds.operations.measures import beside_own, quantile
from app.funds.queries import direction, velocity, volume
from app.funds.queries.judging import NO_CHARGES, NO_LINES, NO_PAST, NO_PLANS, unjudged
from app.funds.queries.velocity import by_age, first_in_first_out, spread_of
from app.funds.words import AccountKind, OrderState
from app.kernel.act import Act, Channel, platform_act
from app.kernel.guard import open_act
from app.kernel.places import Scope
from app.surfaces.database import db
from tests.conftest import NOW
from tests.funds.building import Book
from tests.funds.county import contract, line, plan, project, spend, transfer
from tests.funds.scenarios import account
from tests.parties.building import company, credit_code
from tests.web import NO_ROLE, RunningProgram, at_work, form_token, refusal
from tests.world import World

DAY = date(2026, 1, 1)
ALL = Scope.everything()


@pytest.fixture
def book(acting_as: Callable[..., Act], world: World) -> Book:
    return Book(acting_as(None), world)


def days(*pairs: tuple[int, int]) -> list[tuple[date, Decimal]]:
    return [(DAY + timedelta(days=day), Decimal(yuan)) for day, yuan in pairs]


def test_what_came_first_is_spent_first() -> None:
    dwells, left = first_in_first_out(days((0, 100), (10, 50)), days((5, 30), (20, 100)), DAY + timedelta(days=40))
    assert [(one.days, one.amount) for one in dwells] == [(5, 30), (20, 70), (10, 30)]
    assert [(one.days, one.amount, one.place) for one in left] == [(30, 20, 1)]
    assert (by_age(dwells), by_age(left)) == ([130, 0, 0, 0, 0], [20, 0, 0, 0, 0])


def test_what_is_paid_before_anything_came_or_above_it_came_from_elsewhere() -> None:
    dwells, left = first_in_first_out(days((10, 50)), days((5, 30), (12, 80)), DAY + timedelta(days=20))
    assert [(one.days, one.amount) for one in dwells] == [(2, 50)]
    assert left == []
    assert spread_of([]) is None


@given(
    st.lists(st.tuples(st.integers(0, 50), st.integers(1, 1000)), max_size=20),
    st.lists(st.tuples(st.integers(0, 50), st.integers(1, 1000)), max_size=20),
)
def test_every_yuan_that_came_is_spent_or_left(came: list[tuple[int, int]], paid: list[tuple[int, int]]) -> None:
    arrivals, payments = sorted(days(*came)), sorted(days(*paid))
    dwells, left = first_in_first_out(arrivals, payments, DAY + timedelta(days=60))
    spent, rest = sum(one.amount for one in dwells), sum(one.amount for one in left)
    assert spent + rest == sum(yuan for _day, yuan in arrivals)
    assert sum(one.amount for one in dwells) <= sum(yuan for _day, yuan in payments)
    assert all(one.days >= 0 for one in dwells)


def test_days_are_weighed_by_their_sums() -> None:
    dwells, _left = first_in_first_out(days((0, 900), (0, 100)), days((3, 900), (50, 100)), DAY + timedelta(days=60))
    assert spread_of(dwells) == (3, 3, 3, 3, 50)


def test_the_median_deviation_is_that_of_the_textbook() -> None:
    """1, 1, 2, 2, 4, 6, 9 has the median 2 and the median absolute deviation 1 (the usual worked example)."""
    found = beside_own(9, [1, 1, 2, 2, 4, 6, 9])
    assert (found.months, found.middle, found.spread) == (7, 2, pytest.approx(1.4826))
    assert found.deviation == pytest.approx(7 / 1.4826)
    assert beside_own(5, [5, 5, 5]).deviation == 0
    assert beside_own(6, [5, 5, 5]).deviation > 100 > -100 > beside_own(4, [5, 5, 5]).deviation
    assert beside_own(4, []).months == 0


def test_a_quantile_is_the_least_value_that_so_many_do_not_exceed() -> None:
    assert quantile([5, 1, 3, 2, 4], 0.95) == 5
    assert quantile(range(1, 101), 0.95) == 95
    assert quantile([7], 0.95) == 7


def test_a_programme_is_followed_from_the_city_to_the_last_payee(book: Book, world: World) -> None:
    county = transfer(book, 400_000, 60, 350_000, home=world.organisation("gulou"))
    town = transfer(book, 250_000, 50, 100_000, county, world.organisation("gudong"))
    transfer(book, 100_000, 40, 0, town, world.organisation("zhongshan"))
    own = transfer(book, 90_000, 55, 0, county, book.home)
    paid, back = spend(book, 30_000, 20, appropriation=own), spend(book, 9_000, 19, appropriation=own)
    spend(book, 20_000, 18, paid.payee, appropriation=own)
    reverse_movement(book.act, back, "重复")
    flows = direction.of_programme(book.act.session, ALL, "老旧小区改造补助")
    names = {(one.source.name, one.target.name): (one.amount, one.source.column, one.target.column) for one in flows}
    assert names == {
        ("福州市财政局", "鼓楼区人民政府"): (400_000, 0, 1),
        ("鼓楼区人民政府", "鼓东街道办事处"): (250_000, 1, 2),
        ("鼓楼区人民政府", "鼓楼区城市管理局"): (90_000, 1, 2),
        ("鼓东街道办事处", "中山社区居委会"): (100_000, 2, 3),
        ("鼓楼区城市管理局", paid.payee.name): (50_000, 2, 4),
    }
    assert direction.total(flows) == 50_000
    assert direction.programmes(book.act.session, ALL) == ["老旧小区改造补助"]


def test_a_payee_is_followed_back_to_every_source_and_to_who_shares_its_account(book: Book) -> None:
    firm, other = company(book.act, "福州甲有限公司"), company(book.act, "福州乙有限公司")
    held = account(book, firm, 1)
    spend(book, 10_000, 30, firm, line=line(book, name="绿化"))
    spend(book, 20_000, 29, firm, appropriation=transfer(book))
    spend(book, 40_000, 28, firm)
    book.pay(book.body, held, 5_000, 27)
    book.act.session.flush()
    moved = book.act.session.scalars(select(Movement).where(Movement.to_account_id == held.id)).one()
    held.party_id = other.id  # the same account in another's name, as two statements may tell it
    book.act.session.flush()
    book.pay(book.body, held, 7_000, 26)
    flows = direction.to_payee(book.act.session, ALL, firm)
    assert {(one.source.name, one.amount) for one in flows if one.source.column == 0} == {
        ("绿化 2026", 10_000),
        ("老旧小区改造补助", 20_000),
        ("", 45_000),
    }
    assert direction.total(flows) == 75_000
    shared = direction.others_in_accounts(book.act.session, ALL, firm)
    assert [(one.name, one.paid) for one in shared] == [("福州乙有限公司", 7_000)]
    assert moved.payee_id == firm.id


def test_months_stand_beside_the_year_before_and_the_plan(book: Book) -> None:
    spend(book, 10_000, (book.act.on - date(2026, 8, 5)).days)
    spend(book, 4_000, (book.act.on - date(2025, 8, 5)).days)
    plan(book, project(book), {202608: 12_000})
    months = {one.number: one for one in volume.months(book.act.session, book.home.id, book.act.on)}
    assert sorted(months) == [202510, 202511, 202512, *range(202601, 202610)]
    august = months[202608]
    assert (august.paid, august.before, august.planned, august.usual) == (10_000, 4_000, 12_000, None)
    assert volume.december_share(list(months.values())) == 0
    assert volume.december_share([]) is None


def test_a_line_tells_what_is_allowed_and_what_was_spent(book: Book) -> None:
    one = line(book, 100_000)
    spend(book, 25_000, 20, line=one)
    (state,) = volume.lines(book.act.session, book.home.id, 2026)
    assert (state.allowed, state.paid, state.percent) == (100_000, 25_000, 25)


def test_what_lies_still_is_told_by_programme(book: Book) -> None:
    one = transfer(book, 400_000, 100, 100_000)
    spend(book, 60_000, 80, appropriation=one)
    (found,) = velocity.programmes(book.act.session, ALL, book.act.on)
    assert (found.came, [(d.days, d.amount) for d in found.dwells], [(h.days, h.amount) for h in found.left]) == (
        300_000,
        [(20, 60_000)],
        [(100, 240_000)],
    )


def test_what_is_missing_is_said_and_never_taken_for_clean(book: Book) -> None:
    def said() -> dict[str, str]:
        return dict(unjudged(book.act.session, book.home, book.act.on))

    assert (said()["F12.over"], said()["F01.payee"], said()["F02.month"]) == (NO_LINES, NO_CHARGES, NO_PAST)
    one = project(book)
    assert said()["F15.behind"] == NO_CHARGES
    signed, supplier = contract(book, one)
    spend(book, 10_000, 5, supplier, line=line(book), contract=signed)
    assert said()["F15.behind"] == NO_PLANS
    plan(book, one, {202608: 1})
    assert {"F12.over", "F12.none", "F01.payee", "F15.behind"} & set(said()) == set()


def fill(app: Flask) -> None:
    """Give the urban bureau of the running program a budget, a transfer and an order."""
    with app.app_context():
        act = platform_act(db.session(), Channel.COMMAND, NOW, county=350102)
        with open_act(act):
            book = Book(act, World(act.session))
            book.home.credit_code = credit_code(901)
            book.act.session.flush()
            open_account(act, book.body, "3505010024070000999", "建设银行", AccountKind.ZERO_BALANCE)
            spend(book, 120_000, 20, company(act, "福州绿化有限公司"), line=line(book))
            spend(book, 80_000, 10, company(act, "福州管网有限公司"), appropriation=transfer(book))
            db.session.commit()
        db.session.remove()


def text(answer: object) -> str:
    return answer.get_data(as_text=True)  # type: ignore[attr-defined, no-any-return]


def test_the_three_questions_are_answered_on_their_pages(
    program: RunningProgram, client_of: Callable[[str], FlaskClient]
) -> None:
    fill(program.app)
    inspector = client_of("inspector")
    page = text(inspector.get("/funds/direction"))
    assert page.count('class="band"') == 2
    assert "福州管网有限公司: 80,000" in page
    chosen = re.search(r'value="(b:[^"]+)"', page)
    assert chosen is not None
    budget = text(inspector.get("/funds/direction", query_string={"of": chosen[1]}))
    assert "城市绿化养护 → 福州绿化有限公司: 120,000" in budget
    back = re.search(r"/funds/direction/payee/\d+", budget)
    assert back is not None
    assert "城市绿化养护 2026 → 鼓楼区城市管理局: 120,000" in text(inspector.get(back[0]))
    amount = text(inspector.get("/funds/volume"))
    assert amount.count("<polyline") == 2 and "200,000.00" in amount and "24 %" in amount and "F15.behind" not in amount
    speed = text(inspector.get("/funds/velocity"))
    assert "320,000.00" in speed and "20 %" in speed
    assert max(map(len, (page, budget, amount, speed))) < 50_000


def test_another_countys_money_is_not_followed(
    program: RunningProgram, client_of: Callable[[str], FlaskClient]
) -> None:
    fill(program.app)
    other = client_of("other_inspector")
    assert "福州管网" not in text(other.get("/funds/direction"))
    assert "鼓楼区城市管理局" not in text(other.get("/funds/volume"))
    assert "老旧小区" not in text(other.get("/funds/velocity"))
    with at_work(program.app) as session:
        payee = session.scalars(select(Movement.payee_id)).first()
    assert refusal(other.get(f"/funds/direction/payee/{payee}"))[0] == 404
    assert refusal(client_of("window").get("/funds/direction")) == NO_ROLE


def test_an_order_is_asked_for_approved_and_paid_on_the_screen_by_three_people(
    program: RunningProgram, client_of: Callable[[str], FlaskClient]
) -> None:
    fill(program.app)
    handler, head, third = client_of("handler"), client_of("section_head"), client_of("second_handler")
    page = handler.get("/funds/orders")
    line_id = re.search(r'name="line" value="(\d+)"|<option value="(\d+)"', text(page))
    assert line_id is not None
    sent = {
        "csrf_token": form_token(page),
        "line": line_id[1] or line_id[2],
        "amount": "38,600.00",
        "purpose": "购绿化苗木",
        "payee_number": credit_code(77),
        "payee_name": "福州苗木有限公司",
    }
    missing = handler.post("/funds/orders", data={**sent, "payee_name": ""})
    assert missing.status_code == 422 and "请选择合同" in text(missing)
    assert "38,600.00" in text(missing)  # what was typed stays
    answer = handler.post("/funds/orders", data=sent)
    place = answer.location
    own = handler.get(place)
    assert "由别人审批" in text(own) and "/approve" not in text(own)
    token = form_token(head.get(place))
    assert head.post(f"{place}/approve", data={"csrf_token": token}).status_code == 302
    paying = third.get(place)
    held = re.search(r'name="from" value="(\d+)"|<option value="(\d+)"', text(paying))
    assert held is not None
    done = third.post(f"{place}/pay", data={"csrf_token": form_token(paying), "from": held[1] or held[2]})
    assert done.status_code == 302
    with at_work(program.app) as session:
        order = session.scalars(select(PaymentOrder)).one()
        assert (order.state, order.asked_by, order.approved_by, order.paid_by) == (
            OrderState.PAID,
            "李办",
            "周科",
            "赵办",
        )
        assert order.movement is not None and order.movement.amount == 38_600
    assert refusal(client_of("inspector").get("/funds/orders")) == NO_ROLE


def test_an_order_of_another_body_is_not_found(
    program: RunningProgram, client_of: Callable[[str], FlaskClient]
) -> None:
    fill(program.app)
    with program.app.app_context():
        act = platform_act(db.session(), Channel.COMMAND, NOW, county=350102)
        world = World(act.session)
        with open_act(act):
            handler = Act(act.session, world.actor("handler", NOW), NOW, Channel.SCREEN, 350102)
        with open_act(handler):
            book = Book(handler, world)
            made = ask_payment(handler, book.home, company(handler), Decimal(5), "测试", line=line(book, code="L99"))
            pk = made.id
            db.session.commit()
        db.session.remove()
    assert refusal(client_of("other_handler").get(f"/funds/orders/{pk}"))[0] == 404

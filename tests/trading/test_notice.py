"""The notice: judged by the legal minima of its day, published under four eyes, with five different holders."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.audit import TrailRow
from app.kernel.errors import Incomplete, NotAllowed, OutOfOrder
from app.trading.flows import TENDER
from app.trading.minima import MINIMA, broken, minimum
from app.trading.models import Criterion, KeyHolder, Project
from app.trading.operations import publish_notice, register_project, return_notice, stop_tender
from app.trading.operations.planning import CriterionTold, HolderTold, LotTold
from app.trading.words import HolderRole, TradeKind, TradeState
from tests.conftest import NOW
from tests.trading.building import Tender
from tests.trading.course import Trades
from tests.trading.publications import noted, published

PRICE = CriterionTold("报价", Decimal(60), by_price=True)


def codes(tender: Tender) -> list[str]:
    assert tender.project.notice is not None
    return [one.code for one in broken(tender.project.notice, NOW.date())]


def test_a_notice_that_keeps_every_minimum_needs_no_reason(session: Session, tender: Tender) -> None:
    tender.drafted()
    assert codes(tender) == []
    made = publish_notice(tender.head(), tender.project, "看了也没有用的原因")
    assert (tender.project.state, made.broken, made.broken_reason) == (TradeState.OPEN, [], "")


@pytest.mark.parametrize(
    ("said", "short"),
    [
        ({"sale": (date(2026, 9, 21), date(2026, 9, 24))}, ["sale"]),
        ({"sale": (date(2026, 9, 21), date(2026, 9, 25))}, []),
        ({"deadline": NOW + timedelta(days=19)}, ["prepare"]),
        ({"deadline": NOW + timedelta(days=20)}, []),
        ({"bond": Decimal("40000.01")}, ["bond"]),
        ({"bond": Decimal(40_000)}, []),
        ({"sale": (date(2026, 9, 21), date(2026, 9, 22)), "deadline": NOW + timedelta(days=3)}, ["sale", "prepare"]),
    ],
)
def test_each_minimum_is_met_to_the_day_and_the_cent(tender: Tender, said: dict[str, object], short: list[str]) -> None:
    tender.drafted(**said)
    assert codes(tender) == short


def test_a_notice_that_falls_short_is_published_with_its_reason_or_not_at_all(session: Session, tender: Tender) -> None:
    tender.drafted(deadline=NOW + timedelta(days=10))
    with pytest.raises(Incomplete) as refused:
        publish_notice(tender.head(), tender.project, "  ")
    assert refused.value.field == "reason" and "招标投标法第二十四条" in str(refused.value)
    made = publish_notice(tender.head(), tender.project, "汛期抢修")
    assert (made.broken, made.broken_reason) == (["prepare"], "汛期抢修")
    row = session.scalars(select(TrailRow).where(TrailRow.verb == "trade.published")).one()
    assert '"broken":["prepare"]' in row.facts and "汛期抢修" in row.facts


def test_a_trade_is_judged_by_the_law_of_its_notice_day(tender: Tender) -> None:
    notice = tender.drafted().project.notice
    assert notice is not None
    assert minimum("sale", notice, date(2012, 1, 31)) is None
    found = minimum("sale", notice, date(2012, 2, 1))
    assert found is not None and found.limit == 5
    assert minimum("show", notice) is None
    publish_notice(tender.head(), tender.project)
    assert minimum("show", notice) is not None


def test_every_minimum_names_its_article_and_says_whether_it_was_read() -> None:
    assert all("条" in one.article for one in MINIMA)
    unread = [(one.kind, one.code) for one in MINIMA if not one.verified]
    assert unread == [(TradeKind.WORKS, "bond_most"), (TradeKind.PROCUREMENT, "committee")]


def test_who_drafted_the_notice_does_not_publish_it_and_a_clerk_never_does(tender: Tender) -> None:
    tender.drafted()
    assert tender.project.notice is not None
    with pytest.raises(NotAllowed):
        publish_notice(tender.clerk(), tender.project)
    tender.project.notice.drafted_by = tender.head().actor.official_id
    with pytest.raises(NotAllowed):
        publish_notice(tender.head(), tender.project)
    publish_notice(tender.acting_as("section_head"), tender.project)


def test_only_the_buyer_registers_and_drafts(tender: Tender) -> None:
    other = tender.acting_as("other_handler")
    buyer, centre = tender.world.organisation("gulou-urban"), tender.world.organisation("gulou")
    with pytest.raises(NotAllowed):
        register_project(other, buyer, centre, "甲", "乙", [LotTold("一", Decimal(1))])
    tender.drafted()
    return_notice(tender.head(), tender.project, "补充资格条件")
    with pytest.raises(NotAllowed):
        stop_tender(other, tender.project, "不办了")
    assert tender.project.state == TradeState.PLANNED


def test_the_buyer_is_not_its_own_trading_centre(session: Session, tender: Tender) -> None:
    buyer = tender.world.organisation("gulou-urban")
    with pytest.raises(Incomplete, match="its own trading centre"):
        register_project(tender.clerk(), buyer, buyer, "照明改造", "鼓发改〔2026〕1号", [LotTold("一", Decimal(1_000))])
    assert session.scalars(select(Project)).all() == []


def test_a_draft_that_came_back_is_written_again_in_place_of_the_first(session: Session, tender: Tender) -> None:
    tender.drafted()
    with pytest.raises(Incomplete):
        return_notice(tender.head(), tender.project, " ")
    return_notice(tender.head(), tender.project, "评分项不合理")
    tender.drafted(criteria=(PRICE, CriterionTold("业绩", Decimal(40))))
    assert [one.name for one in session.scalars(select(Criterion).order_by(Criterion.place))] == ["报价", "业绩"]
    assert len(session.scalars(select(KeyHolder)).all()) == 5
    with pytest.raises(OutOfOrder):
        tender.drafted()


@pytest.mark.parametrize(
    "criteria",
    [
        (),
        (PRICE,),
        (PRICE, CriterionTold("业绩", Decimal("39.99"))),
        (PRICE, CriterionTold(" ", Decimal(40))),
        (PRICE, CriterionTold("业绩", Decimal(50)), CriterionTold("扣分", Decimal(-10))),
        (CriterionTold("报价", Decimal(100)),),
        (PRICE, CriterionTold("报价二", Decimal(40), by_price=True)),
    ],
)
def test_a_scoring_rule_sums_to_100_and_has_one_price(tender: Tender, criteria: tuple[CriterionTold, ...]) -> None:
    with pytest.raises(Incomplete) as refused:
        tender.drafted(criteria=criteria)
    assert refused.value.field == "criteria"


def test_five_different_bodies_hold_five_different_keys(tender: Tender) -> None:
    five = tender.holders()
    first = five[0]
    for holders in (
        five[:4],
        [*five, five[0]],
        [HolderTold(five[1].role, first.name, first.public_key), *five[1:]],
        [HolderTold(first.role, five[1].name, first.public_key), *five[1:]],
        [HolderTold(first.role, first.name, five[1].public_key), *five[1:]],
        [HolderTold(first.role, first.name, "00ff"), *five[1:]],
        [HolderTold(first.role, first.name, "no key"), *five[1:]],
        [HolderTold(first.role, first.name, "00" * 32), *five[1:]],
        [HolderTold(HolderRole.BUYER, " ", first.public_key), *five[1:]],
    ):
        with pytest.raises(Incomplete) as refused:
            tender.drafted(holders=holders)
        assert refused.value.field == "holders"


def test_days_of_a_notice_follow_each_other_and_lie_ahead(tender: Tender) -> None:
    with pytest.raises(Incomplete):
        tender.drafted(sale=(date(2026, 9, 28), date(2026, 9, 21)))
    with pytest.raises(Incomplete):
        tender.drafted(deadline=NOW + timedelta(days=6))
    tender.drafted(sale=(date(2026, 9, 20), date(2026, 9, 28)))
    with pytest.raises(Incomplete) as refused:
        publish_notice(tender.head(), tender.project, "赶工")
    assert refused.value.field == "sale_from"


@pytest.mark.parametrize(
    "lots", [[], [LotTold("一", Decimal(0))], [LotTold(" ", Decimal(1))], [LotTold("一", Decimal(1), Decimal("-1"))]]
)
def test_a_project_has_lots_with_names_and_estimates(tender: Tender, lots: list[LotTold]) -> None:
    buyer, centre = tender.world.organisation("gulou-urban"), tender.world.organisation("gulou")
    with pytest.raises(Incomplete):
        register_project(tender.clerk(), buyer, centre, "甲", "乙", lots)


def test_a_tender_is_stopped_before_the_award_with_reasons_and_never_afterwards(tender: Tender) -> None:
    tender.published()
    with pytest.raises(Incomplete):
        stop_tender(tender.head(), tender.project, "")
    stop_tender(tender.head(), tender.project, "规划调整")
    assert tender.project.state == TradeState.STOPPED
    assert TENDER.is_final(tender.project.state)
    for code, move in TENDER.moves.items():
        if move.target is not None:
            with pytest.raises(OutOfOrder):
                TENDER.check(tender.project.state, code)


def test_where_a_notice_stands_is_entered_by_its_trading_centre_alone(trades: Trades) -> None:
    """A late or another notice is an alert about the centre: nobody else of the county writes it down."""
    course = published(trades)
    with pytest.raises(NotAllowed) as refused:
        noted(course, act=course.clerk())
    assert "trading centre" in refused.value.message
    made = noted(course, act=course.centre())
    assert (made.mandated, made.late_days, made.differs) == (True, 0, False)

"""T24 to T27 over two years of tenders: each fires, stays calm, ceases; and what honest markets look like."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.act import Act
from app.kernel.audit import TrailRow
from app.supervision.models import Alert
from app.supervision.scanning import sweep
from app.trading.models import NetworkRun, TradePattern
from app.trading.points.network import NETWORK
from app.trading.screening.network import (
    Bidding,
    Group,
    Meeting,
    Pair,
    Won,
    groups,
    judge_buyers,
    judge_clique,
    judge_losers,
    judge_rotation,
)
from app.trading.words import Outcome, PatternReason
from tests.conftest import NOW
from tests.supervision.register import register_points
from tests.trading.market import DAY, Market
from tests.world import World

register_points()
POINTS = {point.code: point for point in NETWORK}
TRIO = (1, 2, 3)


@pytest.fixture
def market(session: Session, world: World, acting_as: Callable[..., Act]) -> Market:
    return Market(session, world, acting_as)


@dataclass(frozen=True)
class Scenario:
    """How a condition comes about, and how the like is no alert; all end when two years have passed."""

    fires: Callable[[Market], Any]
    calm: Callable[[Market], Any]


def trio(market: Market, winners: Sequence[int], level: float, rivals: int = 60) -> None:
    """Three firms meet at every tender of theirs and win; around them others compete at the same buyer."""
    market.begin()
    market.background(rivals)
    for winner in winners:
        market.tender(TRIO, winner, level)
    market.night()


def dear(market: Market) -> None:
    trio(market, (1, 1, 2, 3, 2, 1, 3, 3), 0.98)


def at_prices_of_the_market(market: Market) -> None:
    trio(market, (1, 1, 2, 3, 2, 1, 3, 3), 0.84)


def in_turn(market: Market) -> None:
    trio(market, (1, 2, 3) * 3, 0.98)


def in_the_order_of_chance(market: Market) -> None:
    trio(market, (1, 1, 2, 3, 2, 2, 3, 1, 3), 0.98)


def only_loses(market: Market) -> None:
    """Firm 9 bids fourteen times beside firm 8, which wins; others come and go."""
    market.begin()
    market.background()
    for place in range(14):
        market.tender((8, 9, 101 + place), 8)
    market.night()


def small_among_many(market: Market) -> None:
    """Firm 9 bids fourteen times, each time among twenty others, and somebody else wins."""
    market.begin()
    market.background()
    for place in range(14):
        others = range(201 + 20 * place, 221 + 20 * place)
        market.tender((9, *others), others[place])
    market.night()


def favoured(market: Market, agency: int | None = None) -> None:
    """Buyer 901 awards nine of ten to firm 7, which wins once elsewhere."""
    market.begin()
    market.background(agency=None if agency is None else 801)
    for place in range(10):
        market.tender((7, 101 + place, 111 + place), 7 if place else 101, buyer=901, agency=agency)
    market.tender((7, 120, 121), 7, agency=None if agency is None else 801)
    market.night()


def leader(market: Market, agency: int | None = None) -> None:
    """Firm 7 leads everywhere: nine of ten at buyer 901, and as much at the others."""
    market.begin()
    for place in range(30):
        buyer, by = (901, agency) if place < 10 else (902, None if agency is None else 801)
        market.tender(
            (7, 101 + place % 9, 111 + place % 8), 7 if place % 10 else 101 + place % 9, buyer=buyer, agency=by
        )
    market.night()


SCENARIOS = {
    "T24.clique": Scenario(dear, at_prices_of_the_market),
    "T25.rotation": Scenario(in_turn, in_the_order_of_chance),
    "T26.loser": Scenario(only_loses, small_among_many),
    "T27.buyer": Scenario(favoured, leader),
    "T27.agency": Scenario(lambda m: favoured(m, 802), lambda m: leader(m, 802)),
}


def found(market: Market, code: str, at: Any = NOW) -> list[Alert]:
    sweep(market.acting_as(None, at), [POINTS[code]], now=at)
    asked = select(Alert).where(Alert.point == code).execution_options(populate_existing=True)
    return list(market.session.scalars(asked))


def test_every_condition_has_its_scenario() -> None:
    assert set(SCENARIOS) == set(POINTS)


@pytest.mark.parametrize("code", sorted(SCENARIOS))
def test_a_condition_raises_one_alert_however_many_nights_pass(market: Market, code: str) -> None:
    SCENARIOS[code].fires(market)
    assert market.night(NOW + timedelta(hours=1)) == {"found": 0, "ended": 0}
    alerts = found(market, code)
    assert len(alerts) == 1
    assert alerts[0].organisation_id == market.world.organisation("gulou-urban").id
    assert alerts[0].evidence["chance"] < 0.05 and alerts[0].evidence["compared"] >= 1
    assert len(found(market, code)) == 1


@pytest.mark.parametrize("code", sorted(SCENARIOS))
def test_what_is_in_order_raises_nothing(market: Market, code: str) -> None:
    SCENARIOS[code].calm(market)
    assert found(market, code) == []


@pytest.mark.parametrize("code", sorted(SCENARIOS))
def test_an_alert_ceases_when_its_two_years_have_passed(market: Market, code: str) -> None:
    SCENARIOS[code].fires(market)
    found(market, code)
    later = NOW + 800 * DAY
    assert market.night(later)["ended"] >= 1
    assert [one.ceased_at for one in found(market, code, later)] == [later]
    assert market.session.scalars(select(TradePattern).where(TradePattern.ended_at.is_(None))).all() == []


def test_the_three_firms_of_a_small_market_accuse_nobody(market: Market) -> None:
    for winner in (1, 2, 3, 1, 1, 2, 3, 3, 2, 1, 2, 3) * 5:
        market.tender(TRIO, winner, 0.95)
    market.night()
    for code in POINTS:
        assert found(market, code) == [], code
    run = market.session.scalars(select(NetworkRun)).one()
    assert (run.tenders, run.bids, run.firms, run.pairs, run.unnamed) == (60, 180, 3, 3, 0)


def test_a_group_without_rivals_does_not_apply(market: Market) -> None:
    market.background(60, buyer=950)
    for winner in (1, 1, 2, 3, 2, 1, 3, 3):
        market.tender(TRIO, winner, 0.98, buyer=951)
    market.night()
    (answer,) = market.answers("clique").values()
    assert answer == ("does_not_apply", "few_rivals")
    assert found(market, "T24.clique") == []


def test_without_estimates_the_answer_is_not_enough_data(market: Market) -> None:
    market.background()
    for winner in (1, 1, 2, 3, 2, 1, 3, 3):
        market.tender(TRIO, winner, 0.98)
    for row in market.rows:
        del row["tender"]["value"]
    market.night()
    assert [outcome for outcome, _why in market.answers("clique").values()] == ["not_enough_data"]


def test_lots_of_one_process_are_no_turns(market: Market) -> None:
    market.background()
    for first in range(0, 9, 3):
        for winner in TRIO:
            market.tender(TRIO, winner, 0.98)
        lots = market.rows[-3:]
        whole = lots[0]
        whole["tender"]["lots"] = [{"id": str(place)} for place in range(3)]
        whole["bids"]["details"] = [
            {**bid, "id": f"{place}-{bid['id']}", "relatedLots": [str(place)]}
            for place, lot in enumerate(lots)
            for bid in lot["bids"]["details"]
        ]
        whole["awards"] = [
            {**lot["awards"][0], "id": str(place), "relatedLots": [str(place)]} for place, lot in enumerate(lots)
        ]
        del market.rows[-2:]
        assert first >= 0
    market.night()
    assert [outcome for outcome, _why in market.answers("rotation").values()] == ["not_enough_data"]


def test_how_much_was_asked_is_kept_with_the_answers(market: Market) -> None:
    dear(market)
    run = market.session.scalars(select(NetworkRun)).one()
    busy = run.firms
    assert (run.tenders, run.pairs) == (68, busy * (busy - 1) // 2)
    assert run.answers["T24.clique"] == {"found": 1}
    assert sum(run.answers["T26.loser"].values()) == busy
    verbs = list(market.session.scalars(select(TrailRow.verb).where(TrailRow.verb.startswith("trade."))))
    assert verbs.count("trade.network_measured") == 1 and verbs.count("trade.pattern_found") >= 1


def test_a_group_that_one_more_firm_joins_stays_the_same_group(market: Market) -> None:
    dear(market)
    before = market.session.scalars(select(TradePattern).where(TradePattern.what == "clique")).one()
    for _again in range(12):
        market.tender((*TRIO, 4), 1, 0.98)
    market.night(NOW + DAY)
    after = market.session.scalars(select(TradePattern).where(TradePattern.what == "clique")).one()
    assert (after.id, len(after.members), after.outcome) == (before.id, 4, "found")


def test_bids_of_nobody_in_particular_are_counted_and_join_nobody(market: Market) -> None:
    for winner in (1, 1, 2, 3, 2, 1, 3, 3):
        market.tender(TRIO, winner, 0.98)
    for row in market.rows:
        for bid in row["bids"]["details"]:
            bid["tenderers"] = [{"name": bid["tenderers"][0]["name"]}]
    market.night()
    run = market.session.scalars(select(NetworkRun)).one()
    assert (run.unnamed, run.pairs) == (24, 0)
    assert market.answers("clique") == {}


def pair(first: str, second: str, joint: int, bids: int = 8, tenders: int = 100) -> Pair:
    return Pair(first, second, joint, bids, bids, tenders)


def test_a_group_is_made_of_triangles_that_stand_among_all_that_was_asked() -> None:
    triangle = [pair("a", "b", 8), pair("b", "c", 8), pair("a", "c", 8)]
    chain = [pair("x", "y", 8), pair("y", "z", 8)]
    assert [sorted(group.members) for group in groups([*triangle, *chain], 1_000)] == [["a", "b", "c"]]
    assert groups(triangle, 10**13) == []
    always = [pair("a", "b", 8, tenders=8), pair("b", "c", 8, tenders=8), pair("a", "c", 8, tenders=8)]
    assert groups(always, 3) == []  # in a market of eight tenders everybody is always there


GROUP = Group(frozenset("abc"), 0.001)


def meetings(winners: str, level: float | None = 0.99) -> list[Meeting]:
    """Tenders of a group by their winners; a dash is somebody else."""
    return [Meeting(str(place), None if one == "-" else one, level) for place, one in enumerate(winners)]


@pytest.mark.parametrize(
    ("winners", "level", "rivals", "outcome"),
    [
        ("abcab", 0.99, 3, Outcome.FOUND),
        ("abcab", 0.99, 2, Outcome.NOT_APPLICABLE),
        ("abcab", 0.85, 3, Outcome.NOT_FOUND),
        ("abcab", None, 3, Outcome.NOT_ENOUGH),
        ("abca", 0.99, 3, Outcome.NOT_ENOUGH),
        ("abcabcab--", 0.99, 3, Outcome.FOUND),
        ("abcabcab---", 0.99, 3, Outcome.NOT_FOUND),
    ],
)
def test_a_clique_wins_nearly_all_at_high_prices_where_others_are_there(
    winners: str, level: float | None, rivals: int, outcome: Outcome
) -> None:
    peers = [0.7 + place / 200 for place in range(50)]
    assert judge_clique(GROUP, meetings(winners, level), rivals, peers).outcome is outcome


def test_a_rotation_is_an_order_that_chance_does_not_bring() -> None:
    def outcome(*series: str) -> list[str]:
        return [str(one.outcome) for one in judge_rotation([(GROUP, meetings(one)) for one in series])]

    assert outcome("abcabcabc") == ["found"]  # 2 * 6 / 1680
    assert outcome("abcabc") == ["not_found"]  # 2 * 6 / 90: six awards are too few to say so
    assert outcome("abcab") == ["not_enough_data"]
    assert outcome("abacbcbac") == ["not_found"]  # never twice in a row, as one order in ten of these
    assert outcome("aaabbbccc") == ["not_found"]
    assert outcome("abcabcabc", *["aabbccabc"] * 9) == ["not_found"] * 10  # ten groups were asked


def test_a_loser_loses_more_than_numbers_say_beside_one_winner() -> None:
    others = [Bidding(f"f{place}", 6 + place % 4, 2, 0.3) for place in range(20)]
    close = Pair("l", "w", 20, 20, 20, 400)

    def outcome(**changes: Any) -> str:
        told = {"firm": "l", "bids": 20, "wins": 0, "even_chance": 0.3, "winner": "w", "met": 15, "meeting": close}
        return str(judge_losers([*others, Bidding(**{**told, **changes})], 5)[-1].outcome)

    assert outcome() == "found"
    assert outcome(even_chance=0.05) == "not_enough_data"  # among twenty bidders twenty losses are no rarity
    assert outcome(met=9) == "not_found"
    assert outcome(wins=5) == "not_found"
    assert outcome(meeting=Pair("l", "w", 20, 20, 390, 400)) == "not_found"  # everybody meets the leader
    assert judge_losers([], 0) == []


def test_a_favoured_firm_wins_here_and_not_elsewhere() -> None:
    elsewhere = [Won("other", f"f{place}", 3, 3.0) for place in range(20)]

    def outcome(*rows: Won) -> str:
        told, _asked = judge_buyers([*rows, *elsewhere])
        return str(next(one.outcome for (body, _firm), one in told.items() if body == "b"))

    assert outcome(Won("b", "x", 8, 90.0), Won("b", "f1", 2, 10.0)) == "found"
    assert outcome(Won("b", "x", 3, 90.0), Won("b", "f1", 1, 10.0)) == "not_enough_data"
    assert outcome(Won("b", "x", 8, None), Won("b", "f1", 2, 10.0)) == "not_enough_data"
    assert outcome(Won("b", "x", 8, 40.0), Won("b", "f1", 1, 35.0), Won("b", "f2", 1, 25.0)) == "not_found"
    assert outcome(Won("b", "x", 8, 90.0), Won("b", "f1", 2, 10.0), Won("more", "x", 30, 30.0)) == "not_found"
    assert judge_buyers([Won("b", "x", 8, 90.0)])[0]["b", "x"].why == PatternReason.NO_OTHERS

"""The draw can be repeated by anybody, experts are called in their order, scores are whole and apart."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.drawing import commitment, list_hash, opaque_id, order_of, read_entry, seed_of
from app.kernel.errors import Conflict, Incomplete, NotAllowed, OutOfOrder
from app.trading.models import Candidate, Expert
from app.trading.operations import (
    close_bidding,
    freeze_list,
    give_pass,
    hand_in_scores,
    note_answer,
    open_bids,
    rank_offers,
    reject_offer,
    reveal,
    seat_committee,
    stop_tender,
)
from app.trading.words import CallAnswer, DrawSide, Rejection, TradeState
from tests import few
from tests.trading.building import DEADLINE, VALUES, Tender


@settings(deadline=None, max_examples=few(40))
@given(st.dictionaries(st.text("0123456789abcdef", min_size=32, max_size=32), st.integers(0, 6).map(str), max_size=20))
def test_an_order_has_one_of_each_employer_and_does_not_depend_on_the_list_s_order(employers: dict[str, str]) -> None:
    seed = seed_of(list_hash(employers), "GC2026-350102-0001", {"buyer": "1", "centre": "2", "supervisor": "3"})
    drawn = order_of(seed, employers)
    assert sorted(employers[one] for one in drawn) == sorted(set(employers.values()))
    assert order_of(seed, dict(reversed(employers.items()))) == drawn
    assert list_hash(reversed(employers)) == list_hash(employers)


def test_every_value_changes_the_seed() -> None:
    values = {"buyer": "1", "centre": "2", "supervisor": "3"}
    seeds = {seed_of("l", "p", values), seed_of("l2", "p", values), seed_of("l", "p2", values)}
    seeds |= {seed_of("l", "p", {**values, side: "x"}) for side in values}
    assert len(seeds) == 6


def test_a_draw_is_repeated_from_what_is_published(session: Session, tender: Tender) -> None:
    tender.published()
    draw = tender.drawn()
    pool = {opaque_id(draw.salt, one.id): one for one in session.scalars(select(Expert))}
    own = {one.employer for one in pool.values()} - {member.expert.employer for member in draw.members}
    assert own == {tender.project.organisation.name}
    assert draw.list_hash == list_hash(draw.listed)
    seed = seed_of(draw.list_hash, tender.project.number, {str(side): value for side, value in VALUES.items()})
    order = order_of(seed, dict(read_entry(one) for one in draw.listed))
    assert [pool[one].id for one in order] == [member.expert_id for member in draw.members]


def test_the_list_is_frozen_once_by_the_centre_for_an_odd_committee_of_five(tender: Tender) -> None:
    tender.published()
    tender.pool(5)
    sides = {side: commitment(str(side), value) for side, value in VALUES.items()}
    act = tender.centre()

    def freeze(wanted: int = 5, specialty: str = "市政", given: Any = None) -> None:
        freeze_list(act, tender.project, specialty, wanted, given or sides)

    for wrong in ({"wanted": 3}, {"wanted": 6}, {"specialty": "园林"}, {"wanted": 5}):
        with pytest.raises(Incomplete):
            freeze(**wrong)
    first, second, third = sides.values()
    for parts in (
        {DrawSide.BUYER: first, DrawSide.CENTRE: second},
        {DrawSide.BUYER: first, DrawSide.CENTRE: first, DrawSide.SUPERVISOR: third},
        {DrawSide.BUYER: "x" * 64, DrawSide.CENTRE: second, DrawSide.SUPERVISOR: third},
    ):
        with pytest.raises(Incomplete):
            freeze(given=parts)
    with pytest.raises(NotAllowed):
        freeze_list(tender.clerk(), tender.project, "市政", 5, sides)


def test_a_value_that_was_not_committed_to_and_a_second_draw_are_refused(tender: Tender) -> None:
    tender.published()
    draw = tender.drawn()
    with pytest.raises(Conflict):
        reveal(tender.centre(), draw, DrawSide.BUYER, VALUES[DrawSide.BUYER])
    with pytest.raises(Conflict):
        freeze_list(tender.centre(), tender.project, "市政", 5, {})


def test_no_order_is_known_before_the_last_value(tender: Tender) -> None:
    tender.published()
    tender.pool()
    sides = {side: commitment(str(side), value) for side, value in VALUES.items()}
    draw = freeze_list(tender.centre(), tender.project, "市政", 5, sides)
    with pytest.raises(Incomplete):
        reveal(tender.centre(), draw, DrawSide.BUYER, "another value")
    for side in (DrawSide.BUYER, DrawSide.CENTRE):
        assert reveal(tender.centre(), draw, side, VALUES[side]) == []
    assert (draw.seed, draw.members) == (None, [])
    assert len(reveal(tender.centre(), draw, DrawSide.SUPERVISOR, VALUES[DrawSide.SUPERVISOR])) == 8


def test_experts_are_called_in_their_order_until_the_committee_is_full(tender: Tender) -> None:
    tender.opened()
    draw = tender.drawn()
    act = tender.centre(DEADLINE)
    with pytest.raises(OutOfOrder):
        note_answer(act, draw.members[1], CallAnswer.YES)
    with pytest.raises(Incomplete):
        note_answer(act, draw.members[0], CallAnswer.RECUSED, " ")
    note_answer(act, draw.members[0], CallAnswer.RECUSED, "曾任投标人顾问")
    with pytest.raises(Conflict):
        note_answer(act, draw.members[0], CallAnswer.YES)
    with pytest.raises(OutOfOrder):
        seat_committee(act, tender.project)
    for member in draw.members[1:6]:
        note_answer(act, member, CallAnswer.YES)
    with pytest.raises(OutOfOrder):
        note_answer(act, draw.members[6], CallAnswer.YES)
    assert [member.place for member in seat_committee(act, tender.project)] == [2, 3, 4, 5, 6]


def test_each_expert_scores_every_offer_once_within_the_rule(session: Session, tender: Tender) -> None:
    members = tender.seated()
    assert tender.project.notice is not None
    row = next(one.id for one in tender.project.notice.criteria if not one.by_price)
    price = next(one.id for one in tender.project.notice.criteria if one.by_price)
    whole = {(offer.id, row): Decimal("30.5") for offer in tender.offers()}
    act, first = tender.centre(DEADLINE), next(iter(whole))
    for wrong in (
        {},
        dict(list(whole.items())[1:]),
        whole | {(first[0], price): Decimal(1)},
        whole | {first: Decimal("40.01")},
        whole | {first: Decimal("-1")},
        whole | {first: Decimal("1.005")},
    ):
        with pytest.raises(Incomplete):
            hand_in_scores(act, members[0], wrong)
    hand_in_scores(act, members[0], whole)
    with pytest.raises(Conflict):
        hand_in_scores(act, members[0], whole)
    reserve = next(one for one in members[0].draw.members if not one.seated)
    with pytest.raises(OutOfOrder):
        hand_in_scores(act, reserve, whole)
    with pytest.raises(OutOfOrder):
        rank_offers(act, tender.project)
    with pytest.raises(OutOfOrder):
        reject_offer(act, tender.offers()[0], Rejection.PRICE, "超过最高限价")


def test_a_rejected_offer_is_neither_scored_nor_ranked_nor_the_lowest_price(session: Session, tender: Tender) -> None:
    members = tender.seated()
    act, lowest = tender.centre(DEADLINE), tender.offers()[1]
    with pytest.raises(Incomplete):
        reject_offer(act, lowest, Rejection.PRICE, "")
    reject_offer(act, lowest, Rejection.PRICE, "低于成本，第12页")
    with pytest.raises(Conflict):
        reject_offer(act, lowest, Rejection.PRICE, "再次")
    assert tender.project.notice is not None
    row = next(one.id for one in tender.project.notice.criteria if not one.by_price)
    for member in members:
        hand_in_scores(act, member, {(one.id, row): Decimal(30) for one in tender.offers() if one is not lowest})
    ranked = rank_offers(act, tender.project)
    assert [(one.offer.price, one.price_points) for one in ranked] == [
        (Decimal(1_900_000), Decimal(60)),
        (Decimal(1_980_000), Decimal("57.5758")),
    ]


def test_when_every_offer_is_rejected_nothing_is_ranked_and_the_tender_is_stopped(
    session: Session, tender: Tender
) -> None:
    members = tender.seated()
    act = tender.centre(DEADLINE)
    for offer in tender.offers():
        reject_offer(act, offer, Rejection.NO_RESPONSE, "没有响应工期")
    for member in members:
        hand_in_scores(act, member, {})
    with pytest.raises(OutOfOrder):
        rank_offers(act, tender.project)
    assert session.scalars(select(Candidate)).all() == []
    stop_tender(tender.head(DEADLINE), tender.project, "全部投标被否决")
    assert tender.project.state == TradeState.STOPPED


def test_a_bidder_with_two_bids_under_two_passes_is_rejected_before_anybody_scores(
    session: Session, tender: Tender
) -> None:
    tender.three_bids()
    first = tender.bidder(1)
    tender.tokens[first.uscc] = give_pass(tender.centre(), tender.project, first)
    tender.bid(1, "1700000")
    close_bidding(tender.centre(DEADLINE), tender.project)
    tender.shares(1, 3, 5)
    open_bids(tender.centre(DEADLINE), tender.project)
    draw = tender.drawn()
    for member in draw.members[:5]:
        note_answer(tender.centre(DEADLINE), member, CallAnswer.YES)
    members, act = seat_committee(tender.centre(DEADLINE), tender.project), tender.centre(DEADLINE)
    assert tender.project.notice is not None
    row = next(one.id for one in tender.project.notice.criteria if not one.by_price)
    with pytest.raises(OutOfOrder, match="two bids"):
        hand_in_scores(act, members[0], {(one.id, row): Decimal(30) for one in tender.offers()})
    twice = [one for one in tender.offers() if one.bidder_id == first.id]
    for offer in twice:
        reject_offer(act, offer, Rejection.TWO_BIDS, "同一投标人提交两份报价不同的投标文件")
    for member in members:
        hand_in_scores(act, member, {(one.id, row): Decimal(30) for one in tender.offers() if one not in twice})
    assert {one.offer.bidder_id for one in rank_offers(act, tender.project)}.isdisjoint({first.id})

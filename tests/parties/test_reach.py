"""``reach`` holds what a plain breadth-first search finds, whether written by each act or by the night."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.kernel.act import Act
from app.parties.models import FIRST, LAST, Party, PartyRule, Reach, Tie
from app.parties.operations import end_tie, tie_parties
from app.parties.operations.tying import settle_ties
from app.parties.reach import write_whole
from app.parties.words import HOLDING, TieWord
from tests import few
from tests.parties.building import company, person

DAY = date(2026, 1, 1)
WORDS = (TieWord.SPOUSE, TieWord.SHAREHOLDER, TieWord.DIRECTOR)
EDGES = st.lists(
    st.tuples(
        st.integers(0, 6),
        st.integers(0, 6),
        st.sampled_from(WORDS),
        st.sampled_from([None, 20, 50]),
        st.sampled_from([None, 0, 5]),
        st.sampled_from([None, 3, 9]),
    ),
    min_size=1,
    max_size=10,
)


def plain_search(parties: list[Party], ties: list[Tie], limit: int) -> set[tuple[Any, ...]]:
    """Return every path of at most three ties as the text of the specification says it, by plain recursion."""
    around: dict[int, list[tuple[Tie, int, bool]]] = {party.id: [] for party in parties}
    for tie in ties:
        around[tie.from_id or 0].append((tie, tie.to_id or 0, True))
        around[tie.to_id or 0].append((tie, tie.from_id or 0, False))
    found: set[tuple[Any, ...]] = set()

    def walk(start: int, at: int, taken: list[tuple[Tie, bool]], visited: list[int]) -> None:
        if taken:
            first = max(tie.from_on or FIRST for tie, _ in taken)
            last = min(tie.to_on or LAST for tie, _ in taken)
            if first > last:
                return
            holdings = [(tie, along) for tie, along in taken if tie.what in HOLDING]
            one_way = len({along for _tie, along in holdings}) == 1
            share: float | None = None
            if one_way and all(tie.share is not None for tie, _ in holdings):
                share = 1.0
                for tie, _ in holdings:
                    share *= float(tie.share or 0) / 100
                share = round(share * 100, 6)
            path = ">".join(("" if along else "<") + tie.what for tie, along in taken)
            found.add((start, at, tuple(tie.id for tie, _ in taken), path, share, first, last))
        if len(taken) == 3 or (taken and len(around[at]) > limit):
            return
        for tie, there, along in around[at]:
            if there not in visited:
                walk(start, there, [*taken, (tie, along)], [*visited, there])

    for party in parties:
        if party.watched:
            walk(party.id, party.id, [], [party.id])
    return found


def written(session: Session) -> set[tuple[Any, ...]]:
    """Return what ``reach`` holds, in the same shape."""
    session.expire_all()
    return {
        (
            one.start_id,
            one.end_id,
            tuple(t for t in (one.first_tie, one.second_tie, one.third_tie) if t),
            one.path,
            None if one.share is None else round(one.share, 6),
            one.from_on,
            one.to_on,
        )
        for one in session.scalars(select(Reach))
    }


@given(edges=EDGES, ending=st.integers(0, 9), limit=st.sampled_from([1, 3, 30]))
@settings(max_examples=few(25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_each_act_and_the_night_write_what_a_plain_search_finds(
    session: Session, acting_as: Callable[..., Act], edges: list[Any], ending: int, limit: int
) -> None:
    act = acting_as(None)
    for table in (Reach, Tie, PartyRule):
        session.execute(delete(table))
    session.add(PartyRule(county=350102, hub_ties=limit))
    parties = [person(act, watched=place < 3) for place in range(7)]
    made = []
    for first, second, what, share, begins, ends in edges:
        if first == second or (begins is not None and ends is not None and ends < begins):
            continue
        made.append(
            tie_parties(
                act,
                parties[first],
                what,
                parties[second],
                share=None if share is None else Decimal(share),
                from_on=None if begins is None else DAY + timedelta(begins),
                to_on=None if ends is None else DAY + timedelta(ends),
            )
        )
    running = [tie for tie in made if tie.to_on is None]
    if running:
        tie = running[ending % len(running)]
        end_tie(act, tie, (tie.from_on or DAY) + timedelta(4), "shares sold")
    expected = plain_search(parties, list(session.scalars(select(Tie))), limit)
    assert written(session) == expected
    write_whole(act, 350102)
    assert written(session) == expected


def test_many_ties_written_together_reach_as_far_as_one_by_one(
    session: Session, acting_as: Callable[..., Act], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.parties.reach.MANY", 3)
    act = acting_as(None)
    chain = [person(act, watched=True), *(company(act) for _ in range(4))]
    for first, second in pairwise(chain):
        session.add(
            Tie(
                county=350102,
                from_id=first.id,
                to_id=second.id,
                what="shareholder",
                from_hash=first.key_hash,
                to_hash=second.key_hash,
                share=Decimal(50),
            )
        )
    settle_ties(act)
    rows = session.execute(select(Reach.steps, Reach.share).order_by(Reach.steps)).all()
    assert [tuple(row) for row in rows] == [(1, 50.0), (2, 25.0), (3, 12.5)]
    assert session.scalar(select(func.count()).select_from(Tie).where(Tie.pending)) == 0


def test_who_held_on_the_day_of_a_bid_is_a_comparison_of_two_columns(
    session: Session, acting_as: Callable[..., Act]
) -> None:
    act = acting_as(None)
    bidder, owner = company(act, watched=True), person(act)
    tie = tie_parties(act, owner, TieWord.SHAREHOLDER, bidder, share=Decimal(60), from_on=date(2025, 1, 1))
    end_tie(act, tie, date(2026, 3, 31), "shares sold")

    def owners(day: date) -> list[tuple[int, float | None]]:
        asked = select(Reach.end_id, Reach.share).where(
            Reach.start_id == bidder.id, Reach.from_on <= day, Reach.to_on >= day
        )
        return [tuple(row) for row in session.execute(asked)]

    assert owners(date(2026, 3, 31)) == [(owner.id, 60.0)]
    assert owners(date(2026, 4, 1)) == []
    assert owners(date(2024, 12, 31)) == []


def test_no_path_leads_through_an_agent_for_hundreds_of_firms(session: Session, acting_as: Callable[..., Act]) -> None:
    act = acting_as(None)
    session.add(PartyRule(county=350102, hub_ties=3))
    agent, official = person(act), person(act, watched=True)
    firms = [company(act) for _ in range(3)]
    tie_parties(act, official, TieWord.SHAREHOLDER, firms[0])
    for firm in firms[:2]:
        tie_parties(act, agent, TieWord.AGENT, firm)
    reached = select(func.count()).select_from(Reach).where(Reach.start_id == official.id)
    assert session.scalar(reached) == 3
    tie_parties(act, agent, TieWord.AGENT, firms[2])
    assert session.scalar(reached) == 4, "three ties are not too many"
    tie_parties(act, agent, TieWord.EMPLOYEE, firms[2])
    assert session.scalar(reached) == 2, "the firm and its agent, and nothing behind the agent"

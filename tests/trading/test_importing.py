"""Processes of another platform become trades that are screened: once, whole, and never a second time."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.act import Act
from app.kernel.audit import TrailRow
from app.kernel.identities import identity_hash
from app.trading.models import ScreenedBid, ScreenedProcess, ScreenedTrade
from app.trading.screening.screening import NO_AMOUNT, NO_BUYER
from tests.parties.building import credit_code, person_number
from tests.trading.building import Tender
from tests.trading.foreign import PREFIX, Json, bid, firm, process, take, yuan
from tests.world import World


@pytest.fixture
def act(acting_as: Callable[..., Act]) -> Act:
    return acting_as(None)


@pytest.fixture
def send(act: Act, world: World, tmp_path: Path) -> Callable[..., Any]:
    return lambda *rows: take(act, world.organisation("gulou-inspection"), tmp_path, list(rows))


def trade(session: Session) -> ScreenedTrade:
    return session.scalars(select(ScreenedTrade)).one()


def bids(session: Session) -> dict[str, tuple[Decimal | None, str, bool, Decimal | None]]:
    return {one.number: (one.amount, one.status, one.won, one.awarded) for one in session.scalars(select(ScreenedBid))}


THREE = [bid("b1", 1, 980_000.5), bid("b2", 2, 970_000), bid("b3", 3, 990_000, "disqualified")]


def test_a_process_becomes_a_trade_with_its_bids(session: Session, send: Callable[..., Any], world: World) -> None:
    imported, notes = send(process("1", THREE, winner=2))
    found = trade(session)
    assert (found.source, found.ocid, found.lot_number) == (PREFIX, f"{PREFIX}-1", "")
    assert (found.title, found.category, found.method, found.status) == ("1号公路养护", "works", "open", "complete")
    assert (found.buyer_name, found.buyer_hash) == ("省交通运输厅", identity_hash(credit_code(900)))
    assert (found.estimate, found.currency, found.ceiling) == (Decimal(1_000_000), "CNY", None)
    assert (found.bidders, found.bids_told, found.agency_hash) == (3, True, "")
    assert found.deadline == datetime(2026, 3, 10, 1, 0, tzinfo=UTC)
    assert found.awarded_at == datetime(2026, 3, 20, 2, 0, tzinfo=UTC)
    assert found.organisation_id == world.organisation("gulou-inspection").id
    assert bids(session) == {
        "b1": (Decimal("980000.50"), "valid", False, None),
        "b2": (Decimal(970_000), "valid", True, None),
        "b3": (Decimal(990_000), "disqualified", False, None),
    }
    hashes = {one.number: one.bidder_hash for one in session.scalars(select(ScreenedBid))}
    assert hashes["b1"] == identity_hash(credit_code(1))
    assert (dict(imported.fates), notes.found) == ({"new": 1}, {})


def test_a_trade_of_a_body_of_the_county_is_its_own_to_answer_for(
    session: Session, send: Callable[..., Any], world: World
) -> None:
    world.organisation("gulou-health").credit_code = credit_code(900)
    session.flush()
    send(process("1", THREE))
    assert trade(session).organisation_id == world.organisation("gulou-health").id


def test_the_same_file_again_writes_nothing(session: Session, send: Callable[..., Any]) -> None:
    send(process("1", THREE, winner=1), process("2", THREE))
    before = [(one.id, one.updated_at) for one in session.scalars(select(ScreenedTrade))]
    imported, _notes = send(process("1", THREE, winner=1), process("2", THREE))
    assert (dict(imported.fates), imported.changed) == ({"unchanged": 2}, set())
    assert [(one.id, one.updated_at) for one in session.scalars(select(ScreenedTrade))] == before
    facts = [row.facts for row in session.scalars(select(TrailRow).where(TrailRow.verb == "trade.imported"))]
    assert len(facts) == 2
    assert '"new":2' in facts[0] and '"unchanged":2' in facts[1] and '"processes":2' in facts[1]


def test_a_later_release_takes_the_place_and_an_older_one_changes_nothing(
    session: Session, send: Callable[..., Any]
) -> None:
    send(process("1", THREE))
    later = process("1", THREE[:2], winner=1, date="2026-04-01T00:00:00Z")
    imported, _notes = send(later)
    assert dict(imported.fates) == {"updated": 1}
    assert (trade(session).status, set(bids(session))) == ("complete", {"b1", "b2"})
    imported, _notes = send(process("1", THREE, date="2026-03-01T00:00:00Z"))
    assert dict(imported.fates) == {"unchanged": 1}
    assert set(bids(session)) == {"b1", "b2"}


def release(pk: str, date: str, tag: str, **content: Any) -> Json:
    return {"ocid": f"{PREFIX}-9", "id": pk, "date": date, "tag": [tag], **content}


def test_single_releases_are_merged_with_what_came_before(session: Session, send: Callable[..., Any]) -> None:
    notice = release("1", "2026-01-01T00:00:00Z", "tender", buyer=firm(900), tender={"id": "9", "title": "路灯"})
    opening = release("2", "2026-02-01T00:00:00Z", "bid", bids={"details": THREE})
    award = release(
        "3", "2026-03-01T00:00:00Z", "award", awards=[{"id": "1", "status": "active", "suppliers": [firm(3)]}]
    )
    send(opening, notice)
    assert (trade(session).title, len(bids(session))) == ("路灯", 3)
    imported, _notes = send(award)
    assert dict(imported.fates) == {"updated": 1}
    assert (trade(session).title, trade(session).buyer_hash) == ("路灯", identity_hash(credit_code(900)))
    assert set(bids(session)) == {"b1", "b2", "b3", "award 1"}  # b3 was rejected: the award is told beside it
    for again in ((award,), (notice, opening, award), (notice,)):
        imported, _notes = send(*again)
        assert dict(imported.fates) == {"unchanged": 1}
    assert len(bids(session)) == 4


def test_bids_without_ids_are_not_doubled_when_the_whole_history_comes_again(
    session: Session, send: Callable[..., Any]
) -> None:
    nameless = [{name: value for name, value in one.items() if name != "id"} for one in THREE]
    first = release("1", "2026-01-01T00:00:00Z", "bid", bids={"details": nameless})
    second = release("2", "2026-02-01T00:00:00Z", "award", tender={"status": "complete"})
    send(first)
    send(first, second)
    assert sorted(bids(session)) == ["#1", "#2", "#3"]
    assert trade(session).status == "complete"


def test_a_release_of_the_same_day_that_was_not_here_yet_is_taken(session: Session, send: Callable[..., Any]) -> None:
    day = "2026-01-01T00:00:00Z"
    send(release("1", "2025-01-01T00:00:00Z", "planning"), release("2", day, "tender", tender={"title": "路灯"}))
    imported, _notes = send(release("3", day, "tender", tender={"status": "cancelled"}))
    assert dict(imported.fates) == {"updated": 1}
    assert (trade(session).title, trade(session).status) == ("路灯", "cancelled")


def test_a_process_told_by_lots_is_screened_by_lots(session: Session, send: Callable[..., Any]) -> None:
    lots = [{"id": "A", "title": "一标段", "value": yuan(600_000)}, {"id": "B", "title": "二标段"}]
    told = [
        bid("1", 1, 500_000, relatedLots=["A"]),
        bid("2", 2, 510_000, relatedLots=["A"]),
        bid("3", 1, 70, relatedLots=["B"]),
    ]
    whole = process("1", told)
    send(whole | {"tender": {**whole["tender"], "lots": lots}})
    found = {one.lot_number: (one.title, one.estimate, one.bidders) for one in session.scalars(select(ScreenedTrade))}
    assert found == {
        "A": ("1号公路养护 一标段", Decimal(600_000), 2),
        "B": ("1号公路养护 二标段", Decimal(1_000_000), 1),
    }


def test_a_process_that_is_told_by_lots_from_now_on_is_not_counted_twice(
    session: Session, send: Callable[..., Any]
) -> None:
    send(process("1", THREE))
    later = process(
        "1", [bid("1", 1, 5, relatedLots=["A"]), bid("2", 2, 6, relatedLots=["B"])], date="2026-05-01T00:00:00Z"
    )
    send(later | {"tender": {"lots": [{"id": "A"}, {"id": "B"}]}})
    found = {one.lot_number: (one.status, len(one.bids)) for one in session.scalars(select(ScreenedTrade))}
    assert found == {"": ("withdrawn", 0), "A": ("active", 1), "B": ("active", 1)}


def test_a_bid_about_two_lots_is_not_torn_apart(session: Session, send: Callable[..., Any]) -> None:
    whole = process("1", [bid("1", 1, 5, relatedLots=["A", "B"]), bid("2", 2, 6, relatedLots=["B"])])
    send(whole | {"tender": {"lots": [{"id": "A"}, {"id": "B"}]}})
    assert (trade(session).lot_number, len(bids(session))) == ("", 2)


def test_a_winner_whose_bid_is_not_published_is_told_apart_from_a_bid(
    session: Session, send: Callable[..., Any]
) -> None:
    whole = process("1", [], winner=4)
    whole["awards"][0]["value"] = yuan(123.456)
    whole["tender"]["numberOfTenderers"] = 5
    send(whole)
    assert bids(session) == {"award 1": (None, "unpublished", True, Decimal("123.46"))}
    assert (trade(session).bids_told, trade(session).bidders) == (False, 5)


def test_an_award_that_was_cancelled_makes_nobody_the_winner(session: Session, send: Callable[..., Any]) -> None:
    whole = process("1", THREE, winner=1)
    whole["awards"][0]["status"] = "cancelled"
    send(whole)
    assert not any(won for _amount, _status, won, _awarded in bids(session).values())


def test_ids_that_a_platform_counts_again_in_each_process_make_no_two_firms_one(
    session: Session, send: Callable[..., Any]
) -> None:
    def local(name: str, pk: str = "1") -> Json:
        return {"id": "x", "status": "valid", "tenderers": [{"id": pk, "name": name}]}

    send(
        process("1", [local("甲建筑有限公司")]),
        process("2", [local("乙建筑有限公司")]),
        process("3", [local("甲建筑有限公司")]),
    )
    send(process("4", [local("张三")]), process("5", [local("甲建筑有限公司", "")]))
    hashes = [one.bidder_hash for one in session.scalars(select(ScreenedBid).order_by(ScreenedBid.id))]
    assert hashes[0] == hashes[2] != hashes[1]
    assert "" not in hashes[:3] and hashes[3:] == ["", ""]


@pytest.mark.parametrize("number", [person_number(7), person_number(7)[:-1] + "X", "350102850101001"])
def test_identity_numbers_and_given_names_are_not_kept(session: Session, send: Callable[..., Any], number: str) -> None:
    person = {"id": f"CN-ID-{number}", "name": "张建国", "identifier": {"scheme": "CN-ID", "id": number}}
    whole = process("1", [bid("1", 1, 5) | {"tenderers": [person]}], parties=[{**person, "roles": ["tenderer"]}])
    send(whole)
    kept = str(session.scalars(select(ScreenedProcess)).one().content)
    assert number not in kept and "建国" not in kept
    found = session.scalars(select(ScreenedBid)).one()
    assert found.bidder_name == "张某"
    assert found.bidder_hash == identity_hash(number if number == person_number(7) else f"CN-ID:{number}")


@pytest.mark.parametrize("amount", [{"$numberLong": "5"}, "5", True, [5]])
def test_an_amount_that_is_no_number_is_missing_and_noted(
    session: Session, send: Callable[..., Any], amount: Any
) -> None:
    _imported, notes = send(process("1", [bid("1", 1, amount), bid("2", 2, 7)]))
    assert [amount for amount, *_more in bids(session).values()] == [None, Decimal(7)]
    assert notes.found == {NO_AMOUNT: (1, [(1, f"{PREFIX}-1")])}


@pytest.mark.parametrize(
    ("amount", "word"), [(-5, "below zero"), (10**15, "ten million million"), (1e300, "ten million million")]
)
def test_an_impossible_amount_is_missing_and_noted(
    session: Session, send: Callable[..., Any], amount: float, word: str
) -> None:
    _imported, notes = send(process("1", [bid("1", 1, amount)]), process("2", [bid("1", 1, 9)]))
    assert sorted(str(one.amount) for one in session.scalars(select(ScreenedBid))) == ["9.00", "None"]
    (kind,) = notes.found
    assert word in kind and notes.found[kind] == (1, [(1, f"{PREFIX}-1")])


def test_two_currencies_are_kept_apart_and_noted(session: Session, send: Callable[..., Any]) -> None:
    imported, _notes = send(process("1", [bid("1", 1, 5), bid("2", 2, 5) | {"value": yuan(5, "USD")}]))
    assert {one.number: one.currency for one in session.scalars(select(ScreenedBid))} == {"1": "CNY", "2": "USD"}
    assert [one.ocid for one in imported.several_currencies] == [f"{PREFIX}-1"]


def test_a_process_without_a_buyer_is_taken_and_noted(session: Session, send: Callable[..., Any]) -> None:
    whole = process("1", THREE)
    del whole["buyer"]
    _imported, notes = send(whole)
    assert (trade(session).buyer_name, trade(session).buyer_hash) == ("", "")
    assert notes.found == {NO_BUYER: (1, [(1, f"{PREFIX}-1")])}


def test_our_own_trade_is_not_taken_a_second_time(session: Session, send: Callable[..., Any], tender: Tender) -> None:
    tender.opened()
    own = process("1", THREE) | {"ocid": f"ocds-sunshine-{tender.project.number}"}
    imported, _notes = send(own)
    assert ([one.line for one in imported.own], dict(imported.fates)) == ([1], {})
    assert [one.source for one in session.scalars(select(ScreenedTrade))] == ["own"]


SHAPES: list[Any] = [None, 1, "x", [], [1], {}, {"id": []}, [[]], [{"id": {}}], True]


@pytest.mark.parametrize("field", ["buyer", "tender", "bids", "awards", "parties", "date", "tag", "id"])
@pytest.mark.parametrize("value", SHAPES)
def test_a_field_of_another_shape_stops_nothing(
    session: Session, send: Callable[..., Any], field: str, value: Any
) -> None:
    imported, _notes = send(process("1", THREE) | {field: value}, process("2", THREE))
    assert imported.fates["new"] == 2


@pytest.mark.parametrize("field", ["value", "tenderers", "relatedLots", "date", "status", "id"])
@pytest.mark.parametrize("value", SHAPES)
def test_a_field_of_a_bid_of_another_shape_stops_nothing(
    session: Session, send: Callable[..., Any], field: str, value: Any
) -> None:
    imported, _notes = send(process("1", [{**THREE[0], field: value}, *THREE[1:]], winner=2), process("2", THREE))
    assert imported.fates["new"] == 2
    assert len(session.scalars(select(ScreenedBid)).all()) == 6


def test_signs_that_no_database_takes_are_left_out(session: Session, send: Callable[..., Any]) -> None:
    whole = process("1", THREE)
    whole["tender"]["title"] = "路\u0000灯\u0007"
    send(whole)
    assert trade(session).title == "路灯"

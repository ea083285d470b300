"""What the conditions say of screened trades is kept, in four ways, by the functions that screen a table."""

from collections.abc import Callable

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.kernel.act import Act
from app.trading.bidtable import Columns, read_bids
from app.trading.jobs import answer_all
from app.trading.models import ScreenAnswer, ScreenedTrade
from app.trading.operations import stop_tender, write_trades
from app.trading.operations.answering import CODES, answer_trades, shares
from app.trading.screening.pricescreens import judge_all
from app.trading.screening.told import TradeTold
from app.trading.words import Outcome
from tests.conftest import NOW
from tests.trading.course import Course, Trades
from tests.trading.screened_told import told
from tests.trading.test_bid_screens import TSUCHIURA
from tests.world import World

FOUND, NOT, LACKING, OUT = (str(one) for one in Outcome)


@pytest.fixture
def course(session: Session, world: World, acting_as: Callable[..., Act]) -> Course:
    return Trades(session, world, acting_as).course()


def answers(session: Session) -> dict[str, tuple[str, str]]:
    session.expire_all()
    return {one.code: (one.outcome, one.why) for one in session.scalars(select(ScreenAnswer))}


def test_nothing_is_answered_before_the_opening_and_everything_after_it(session: Session, course: Course) -> None:
    course.closed_with()
    answer_all(course.acting_as(None))
    assert answers(session) == {}
    course.shares(1, 3, 5)
    course.stop()
    assert answers(session) == {}


def test_an_opened_trade_is_answered_at_once_and_again_when_it_is_stopped(session: Session, course: Course) -> None:
    course.opened_with((1, "1900000"), (2, "1900000"), (3, "1800000"))
    found = answers(session)
    assert set(found) == set(CODES)
    assert {code: outcome for code, (outcome, _why) in found.items()} == {
        "T16.few": NOT,
        "T16.single": NOT,
        "T18.identical": FOUND,
        "T19.differences": LACKING,
        "T20.variance": LACKING,
        "T21.distance": NOT,
        "T22.ceiling": NOT,
    }
    assert found["T19.differences"][1] == "fewer bids than the screen needs"
    kept = session.scalars(select(ScreenAnswer).where(ScreenAnswer.code == "T22.ceiling")).one()
    assert (kept.value, kept.bound) == (pytest.approx(1_800_000 / 1_990_000), 0.98)
    assert kept.evidence == {"value": kept.value, "bound": 0.98, "bids": 3, "peers": 1}
    stop_tender(course.acting_as("organ_head", NOW), course.project, "项目取消")
    assert {outcome for outcome, _why in answers(session).values()} == {OUT}


def test_each_of_the_four_answers_has_its_reason(session: Session, course: Course) -> None:
    course.published()
    act = course.acting_as(None)
    body = course.project.organisation_id
    trades = [
        told("two", "100", "110", body=body),
        told("one", "100", body=body),
        told("none", body=body, bidders=None),
        told("zero", body=body, bids_told=False),
        told("nobody", body=body, status="unsuccessful"),
        told("asked", "100", "100", body=body, method="limited"),
        told("silent", "100", "100", body=body, method=""),
        told("hidden", "100", body=body, bids_told=False, bidders=4),
        told("gone", "100", "100", "100", body=body, status="cancelled"),
    ]
    write_trades(act, 350102, trades)
    assert answer_trades(act, 350102) == 9 * len(CODES)
    assert answer_trades(act, 350102) == 0
    rows = session.execute(select(ScreenedTrade.ocid, ScreenAnswer.code, ScreenAnswer.outcome).join(ScreenAnswer))
    by: dict[str, dict[str, str]] = {}
    for ocid, code, outcome in rows:
        by.setdefault(ocid, {})[code] = outcome
    assert {ocid: (of["T16.few"], of["T16.single"], of["T18.identical"]) for ocid, of in by.items()} == {
        "two": (FOUND, NOT, NOT),
        "one": (NOT, FOUND, LACKING),
        "none": (LACKING, LACKING, LACKING),
        "zero": (LACKING, LACKING, LACKING),
        "nobody": (OUT, OUT, LACKING),
        "asked": (OUT, OUT, FOUND),
        "silent": (LACKING, LACKING, FOUND),
        "hidden": (NOT, NOT, LACKING),
        "gone": (OUT, OUT, OUT),
    }
    assert {code: sum(of.values()) for code, of in shares(act, 350102).items()} == dict.fromkeys(sorted(CODES), 9)


def test_a_trade_is_judged_among_those_of_its_market_and_size(session: Session, course: Course) -> None:
    course.published()
    act, body = course.acting_as(None), course.project.organisation_id
    spread = [told(f"t{n}", "1000000", f"{1_020_000 + 400 * n}", "1100000", body=body) for n in range(60)]
    close = told("close", "1000000", "1003000", "1100000", body=body)
    other = told("other", "10000000", "10030000", "11000000", body=body)
    write_trades(act, 350102, [*spread, close, other])
    answer_trades(act, 350102)
    held = select(ScreenAnswer.outcome, ScreenAnswer.evidence).join(ScreenedTrade)
    of = {
        ocid: session.execute(held.where(ScreenedTrade.ocid == ocid, ScreenAnswer.code == "T21.distance")).one()
        for ocid in ("close", "other")
    }
    assert (of["close"].outcome, of["close"].evidence["peers"]) == (FOUND, 61)
    assert (of["other"].outcome, of["other"].evidence["peers"], of["other"].evidence["bound"]) == (NOT, 1, 0.001)


def test_a_price_that_was_put_right_changes_the_answer_of_the_night(session: Session, course: Course) -> None:
    course.published()
    act, body = course.acting_as(None), course.project.organisation_id
    write_trades(act, 350102, [told("x", "100", "100", "130", body=body)])
    answer_all(act)
    assert answers(session)["T18.identical"][0] == FOUND
    write_trades(act, 350102, [told("x", "100", "101", "130", body=body)])
    assert answer_all(act) == {"changed": 2}
    assert answers(session)["T18.identical"][0] == NOT
    session.execute(update(ScreenedTrade).values(status="withdrawn"))
    session.expire_all()
    answer_all(act)
    assert answers(session)["T18.identical"][0] == OUT


def test_the_stored_answers_on_tsuchiura_are_those_of_the_table(session: Session, course: Course) -> None:
    if not TSUCHIURA.exists():
        pytest.skip("the bids of Tsuchiura are not on this machine")
    course.published()
    act, body = course.acting_as(None), course.project.organisation_id
    table = read_bids(TSUCHIURA, Columns("pid", "bidder_id", "bid", ceiling="reserveprice", winner="winner"))
    trades = []
    for tender in table.tenders.values():
        bids = [
            {
                "number": str(place),
                "bidder_name": bidder,
                "amount": price,
                "currency": "JPY",
                "status": "valid",
                "won": bidder in tender.winners,
            }
            for place, (bidder, price) in enumerate(tender.bids)
        ]
        one = told(tender.name, body=body, ceiling=tender.ceiling, bidders=len({b for b, _p in tender.bids}))
        trades.append(TradeTold(one.trade, bids))
    write_trades(act, 350102, trades)
    answer_trades(act, 350102)
    found = shares(act, 350102)
    judged, _groups = judge_all(table.tenders.values())
    for code in ("T18.identical", "T19.differences", "T22.ceiling"):
        assert found[code] == {
            str(outcome): sum(1 for one in judged if one.answers[code].outcome is outcome) for outcome in Outcome
        }
    assert {code: sum(of.values()) for code, of in found.items()} == dict.fromkeys(sorted(CODES), 695)

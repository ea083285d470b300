"""Files of bids on their way: sealed until the opening, read once, lost by nobody, and never called clean when unread."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from app.kernel.act import Act, Actor, Channel
from app.kernel.audit import TrailRow
from app.kernel.errors import Incomplete, TooLate
from app.kernel.guard import open_act
from app.supervision.models import Alert
from app.supervision.operations.settings import set_limit
from app.supervision.scanning import sweep
from app.trading.documents.apart import read_apart
from app.trading.documents.told import Fault, Told
from app.trading.models import BidBody, BidMatch, BidOrigin, BidPapers, BidTrace, LotReading, ScreenAnswer
from app.trading.operations import close_bidding, hand_in_files, lots_to_read, open_bids, read_lot
from app.trading.operations.origins import network_of
from app.trading.points import TRADING_POINTS
from app.trading.sealing.bodies import MAGIC, seal_files
from app.trading.words import PapersState, SharedWord
from tests.conftest import NOW
from tests.trading.building import Tender
from tests.trading.course import SEALED, Course, Trades, here
from tests.trading.papers import HALL, MACS, ORIGINS, files_of, handed_in, honest, one_machine, vouched
from tests.web import at_work, form_token
from tests.world import World

POINTS = {point.code: point for point in TRADING_POINTS}
TABLES = (BidTrace, BidMatch, BidPapers, LotReading)


def answers(trades: Trades) -> dict[str, tuple[str, str]]:
    """What the conditions on files say of the latest lot."""
    trades.session.flush()
    latest = select(func.max(ScreenAnswer.trade_id)).scalar_subquery()
    rows = trades.session.scalars(select(ScreenAnswer).where(ScreenAnswer.trade_id == latest))
    return {
        one.code: (one.outcome, one.why) for one in rows if one.code[:3] in ("T08", "T09", "T10", "T11", "T12", "T23")
    }


def counts(trades: Trades) -> list[int]:
    trades.session.flush()
    return [trades.session.scalar(select(func.count()).select_from(table)) or 0 for table in TABLES]


def test_before_the_opening_nothing_tells_what_the_files_say_or_where_they_came_from(trades: Trades) -> None:
    course = trades.course()
    course.files, course.origins = honest(), ORIGINS
    course.closed_with()
    assert counts(trades) == [0, 0, 0, 0]
    assert lots_to_read(course.centre(course.deadline)) == []
    stored = trades.session.execute(text("SELECT address FROM trade_origin")).scalars().all()
    assert len(stored) == 6
    assert not any(address in str(stored) for address in ORIGINS.values())
    bodies = [(Path(SEALED.name) / one.stored_as).read_bytes() for one in trades.session.scalars(select(BidBody))]
    assert not any("第1工程".encode() in body or b"word/document.xml" in body for body in bodies)
    trail = trades.session.scalars(select(TrailRow)).all()
    assert not any(address in str(row.facts) or row.address for row in trail for address in ORIGINS.values())


def test_the_clock_reads_the_files_of_an_opened_lot_once(trades: Trades) -> None:
    course = trades.course()
    course.files = honest()
    course.closed_with()
    course.shares(1, 3, 5)
    open_bids(course.centre(course.deadline), course.project)
    act = course.centre(course.deadline + timedelta(minutes=1))
    (lot,) = lots_to_read(act)
    reading = read_lot(act, lot, Path(SEALED.name))  # apart, as the clock does
    assert (reading.bids, reading.read) == (3, 3)
    assert lots_to_read(act) == []
    assert {outcome for code, (outcome, _why) in answers(trades).items() if code != "T09.upload"} == {"not_found"}


def test_reading_again_changes_nothing(trades: Trades) -> None:
    course = one_machine(trades)
    first = [(one.id, one.code, one.shown) for one in trades.session.scalars(select(BidMatch).order_by(BidMatch.id))]
    before, said = counts(trades), answers(trades)
    course.read()
    assert [
        (one.id, one.code, one.shown) for one in trades.session.scalars(select(BidMatch).order_by(BidMatch.id))
    ] == first
    assert (counts(trades), answers(trades)) == (before, said)


@pytest.mark.parametrize(
    ("broken", "state", "fault"),
    [
        (lambda: [("技术标.docx", files_of(2)[0][1][:3000])], PapersState.PARTLY, Fault.DAMAGED),
        (lambda: [*files_of(2), ("附件.docx", b"")], PapersState.PARTLY, Fault.EMPTY),
        (lambda: [], PapersState.NONE, None),
    ],
)
def test_a_bid_that_cannot_be_read_is_never_called_clean(
    trades: Trades, broken: Callable[[], list[tuple[str, bytes]]], state: PapersState, fault: Fault | None
) -> None:
    handed_in(trades, {2: broken()})
    papers = trades.session.scalars(select(BidPapers).order_by(BidPapers.id)).all()[1]
    assert papers.state == state
    assert [one["fault"] for one in papers.files if one["fault"]] == ([str(fault)] if fault else [])
    said = answers(trades)
    assert {said[code][0] for code in said if code != "T09.upload"} == {"not_enough_data"}
    assert all(said[code][1] for code in said if code != "T09.upload")


def test_files_that_never_came_and_files_that_were_changed_are_told_apart(trades: Trades) -> None:
    course = trades.course()
    course.files = honest()
    course.closed_with()
    bodies = trades.session.scalars(select(BidBody).order_by(BidBody.id)).all()
    (Path(SEALED.name) / bodies[0].stored_as).unlink()
    changed = Path(SEALED.name) / bodies[1].stored_as
    changed.write_bytes(changed.read_bytes()[:-1] + b"\0")
    course.shares(1, 3, 5)
    open_bids(course.centre(course.deadline), course.project)
    course.read()
    states = trades.session.scalars(select(BidPapers.state).order_by(BidPapers.id)).all()
    assert states == [PapersState.LOST, PapersState.DAMAGED, PapersState.READ]


def test_bids_without_files_are_opened_as_ever_and_cannot_be_judged(trades: Trades) -> None:
    course = trades.course().opened_with()
    course.read()
    said = answers(trades)
    assert len(course.offers()) == 3
    assert {outcome for outcome, _why in said.values()} == {"not_enough_data"}


def test_what_one_condition_needs_is_named_when_it_is_missing(trades: Trades) -> None:
    plain = [files_of(2)[0]]
    handed_in(trades, {2: plain})
    said = answers(trades)
    assert said["T08.machine"] == ("not_enough_data", "not every bid tells on which machine it was made")
    assert said["T23.prices"][0] == "not_enough_data"
    assert said["T10.text"] == ("not_found", "")


def test_a_match_between_two_stands_though_a_third_cannot_be_read(trades: Trades) -> None:
    handed_in(trades, {2: files_of(2, mac=MACS[1]), 3: [("技术标.pdf", b"%PDF-1.7 cut")]})
    said = answers(trades)
    assert (said["T08.machine"][0], said["T12.team"][0]) == ("found", "not_enough_data")


def test_one_company_that_hands_in_twice_is_no_pair(trades: Trades) -> None:
    course = trades.course()
    course.files, course.origins = honest(), ORIGINS
    course.opened_with((1, "1980000"), (1, "1970000"), (2, "1900000"), (3, "1890000"))
    assert trades.session.scalars(select(BidMatch)).all() == []


def test_what_the_centre_vouches_for_later_ends_the_alert(trades: Trades) -> None:
    course = handed_in(trades, origins={1: HALL, 2: HALL, 3: ORIGINS[3]})
    sweep(trades.acting_as(None), [POINTS["T09.upload"]])
    vouched(trades, SharedWord.ADDRESS, HALL)
    (lot,) = lots_to_read(trades.acting_as(None, NOW))
    read_lot(trades.acting_as(None, NOW), lot, Path(SEALED.name))
    later = NOW + timedelta(minutes=1)
    sweep(trades.acting_as(None, at=later), [POINTS["T09.upload"]])
    assert [one.ceased_at for one in trades.session.scalars(select(Alert))] == [later]
    assert course.project.state == "opened"


def test_an_address_where_many_firms_meet_says_nothing(trades: Trades) -> None:
    handed_in(trades, origins={1: HALL, 2: HALL, 3: HALL})
    set_limit(trades.acting_as("inspector", NOW), POINTS["T09.upload"], "firms", 3, "本县口径", 350102)
    sweep(trades.acting_as(None), [POINTS["T09.upload"]])
    assert trades.session.scalars(select(Alert)).all() == []


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("36.248.10.5", "36.248.10.5"),
        ("::ffff:36.248.10.5", "36.248.10.5"),
        ("2408:8207:1:2:3:4:5:6", "2408:8207:1:2::/64"),
        ("192.168.1.20", ""),
        ("100.64.3.9", ""),
        ("127.0.0.1", ""),
        ("unknown", ""),
        (None, ""),
    ],
)
def test_an_address_is_kept_as_far_as_it_names_a_house(typed: str | None, kept: str) -> None:
    assert network_of(typed) == kept


def _open(trades: Trades) -> tuple[Course, str, bytes]:
    course = trades.course()
    course.published()
    token = course.tokens[course.bidder(1).uscc]
    return course, token, seal_files(files_of(1), course.project.number, 1, token)[0]


def test_the_same_sealed_files_twice_are_kept_once(trades: Trades, tmp_path: Path) -> None:
    course, token, sealed = _open(trades)
    lot = course.project.lots[0]
    first = hand_in_files(course.centre(), lot, token, BytesIO(sealed), tmp_path)
    assert hand_in_files(course.centre(), lot, token, BytesIO(sealed), tmp_path).id == first.id
    assert [file.name for file in tmp_path.iterdir()] == [first.stored_as]


def test_files_after_the_deadline_unsealed_files_and_a_strange_pass_are_refused(trades: Trades, tmp_path: Path) -> None:
    course, token, sealed = _open(trades)
    lot = course.project.lots[0]
    with pytest.raises(TooLate):
        late = course.centre(course.deadline + timedelta(seconds=1))
        hand_in_files(late, lot, token, BytesIO(sealed), tmp_path)
    for content, word in ((files_of(1)[0][1], "no sealed files"), (b"", "empty")):
        with pytest.raises(Incomplete, match=word):
            hand_in_files(course.centre(), lot, token, BytesIO(content), tmp_path)
    with pytest.raises(Incomplete, match="pass is not valid"):
        hand_in_files(course.centre(), lot, "f" * 32, BytesIO(sealed), tmp_path)
    close_bidding(course.centre(course.deadline), course.project)
    assert trades.session.scalars(select(BidBody)).all() == []
    assert trades.session.scalars(select(BidOrigin)).all() == []
    assert sealed.startswith(MAGIC)


def test_real_files_are_read_in_a_process_of_their_own() -> None:
    told = [one for (one,) in read_apart(files_of(1))]
    assert [(one.name, one.fault) for one in told] == [
        ("技术标.docx", None),
        ("报价清单.xlsx", None),
        ("投标文件.xml", None),
    ]


def test_a_bid_and_its_files_come_in_by_one_form_from_the_portal(site: Flask) -> None:
    """As a bidder's browser sends them: both are kept, and where they came from is kept encrypted and out of the trail."""
    with at_work(site) as session:
        world = World(session)

        def acting_as(short: str | None = None, at: datetime = NOW) -> Act:
            return Act(session, world.actor(short, at) if short else Actor.platform(), at, Channel.COMMAND, 350102)

        with open_act(acting_as()):
            tender = Tender(session, world, acting_as)
            tender.published()
            bidder = tender.bidder(1)
            token, pk = tender.tokens[bidder.uscc], tender.project.id
            sealed, body = seal_files(files_of(1), tender.project.number, 1, token)
            envelope = tender.envelope(bidder, "1980000", body=body.told())
        session.commit()
    site.config["SUNSHINE_TEST_NOW"] = NOW
    client = site.test_client()
    page = f"/portal/trades/{pk}/bid"
    sent = {
        "lot": "1",
        "token": token,
        "envelope": envelope,
        "csrf_token": form_token(client.get(page)),
        "body": (BytesIO(sealed), "files"),
    }
    answer = client.post(
        page, data=sent, content_type="multipart/form-data", environ_overrides={"REMOTE_ADDR": "36.248.10.5"}
    )
    assert answer.status_code == 200, answer.get_data(as_text=True)
    answer.request.environ["wsgi.input"].close()  # a file of the test client, so large is the form
    with at_work(site) as session:
        kept = session.scalars(select(BidBody)).one()
        path = site.config["SUNSHINE_FOLDER"] / "bids" / kept.stored_as
        assert path.read_bytes() == sealed
        assert kept.digest == body.digest
        assert session.scalars(select(BidOrigin.address)).all() == ["36.248.10.5"] * 2
        trail = session.scalars(
            select(TrailRow).where(TrailRow.verb.in_(["trade.handed_in", "trade.files_taken"]))
        ).all()
        assert len(trail) == 2
        assert not any("36.248" in f"{row.facts}{row.address}" for row in trail)


def test_no_transaction_waits_while_files_are_read(trades: Trades) -> None:
    lot = handed_in(trades).project.lots[0]
    act = trades.acting_as(None, NOW + timedelta(minutes=1))
    idle: list[bool] = []

    def look(files: Sequence[tuple[str, bytes]], folder: Path | None = None) -> list[list[Told]]:
        idle.append(act.session.in_transaction())
        return here(files, folder)

    read_lot(act, lot, Path(SEALED.name), reader=look, release=act.session.commit)
    assert idle and not any(idle)

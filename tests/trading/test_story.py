"""One open works tender from the project to the paid contract, by operations alone."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from nacl.signing import VerifyKey
from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

import app.domains  # noqa: F401 - what each subject is a part of
from app.funds.models import Movement
from app.kernel.audit import TrailRow
from app.kernel.errors import Conflict, Incomplete, OutOfOrder, TooLate
from app.kernel.subjects import SUBJECTS
from app.parties.operations import know_party
from app.trading.models import Award, Candidate, Lot, Project, Receipt, SealedBid
from app.trading.operations import award_lot, close_bidding, open_bids, pay_contract, sign_contract
from app.trading.operations.bidding import tree_root
from app.trading.operations.planning import LotTold
from app.trading.words import NotFirst, TradeState
from tests.parties.building import company
from tests.trading.building import DEADLINE, KEY, Tender


def test_from_the_notice_to_the_paid_contract(session: Session, tender: Tender) -> None:
    tender.shown()
    project = tender.project
    first = session.scalars(select(Candidate).where(Candidate.rank == 1)).one()
    # 60 * 1850000.50 / 1900000 = 58.4211 and 36 points of the experts; the lowest price has 60 and 37.
    ranking = [
        (one.rank, str(one.offer.price), str(one.price_points), str(one.total))
        for one in session.scalars(select(Candidate).order_by(Candidate.rank))
    ]
    assert ranking == [
        (1, "1850000.50", "60.0000", "97.0000"),
        (2, "1900000.00", "58.4211", "94.4211"),
        (3, "1980000.00", "56.0606", "94.0606"),
    ]
    award = award_lot(tender.head(tender.after()), first)
    assert project.state == TradeState.AWARDED
    contract = sign_contract(tender.head(tender.after()), award, Decimal("1850000.50"), date(2026, 10, 24))
    assert (project.state, contract.supplier) == (TradeState.CONTRACTED, first.offer.bidder.name)

    act = tender.clerk(tender.after())
    buyer = company(act, "鼓楼区城市管理局")
    supplier = know_party(act, first.offer.bidder.uscc, first.offer.bidder.name)
    pay_contract(act, contract, "1", Decimal(850_000), buyer, supplier, "预付款")
    pay_contract(act, contract, "1", Decimal(850_000), buyer, supplier, "预付款")
    pay_contract(act, contract, "2", Decimal("1000000.50"), buyer, supplier, "结算款")
    paid = session.scalars(select(Movement.amount).where(Movement.subject_kind == "trade_contract")).all()
    assert sum(paid) == contract.amount

    verbs = list(
        session.scalars(select(TrailRow.verb).where(TrailRow.verb.startswith("trade.")).order_by(TrailRow.place))
    )
    course = [verb for verb in verbs if verb in COURSE]
    assert course == list(COURSE)
    assert verbs.count("trade.paid") == 2


COURSE = (
    "trade.registered",
    "trade.drafted",
    "trade.published",
    "trade.closed",
    "trade.opened",
    "trade.seated",
    "trade.ranked",
    "trade.shown",
    "trade.awarded",
    "trade.contracted",
)


def test_until_the_opening_nothing_that_is_kept_tells_who_bids_or_for_how_much(
    session: Session, tender: Tender
) -> None:
    tender.closed()
    kept = " ".join(f"{bid.envelope} {bid.pass_hash}" for bid in session.scalars(select(SealedBid)))
    trail = " ".join(f"{row.verb} {row.facts}" for row in session.scalars(select(TrailRow)))
    handed_in = [
        row for row in session.scalars(select(TrailRow)) if row.verb in ("trade.handed_in", "trade.pass_given")
    ]
    assert len(handed_in) == 6
    for code, token in tender.tokens.items():
        assert code not in kept and token not in kept
        assert all(code not in row.facts and token not in row.facts for row in handed_in)
        assert token not in trail
    assert "1850000" not in kept + trail


def test_until_the_opening_nothing_beside_a_trade_or_lot_counts_who_may_bid_or_bids(
    session: Session, tender: Tender
) -> None:
    tender.closed()
    about = [(Project.kind, tender.project.id), *((Lot.kind, lot.id) for lot in tender.project.lots)]
    shown = [(kind, ids) for word, pk in about for kind, ids in SUBJECTS.told_by(word, pk)]
    beside = or_(*(and_(TrailRow.subject_kind == kind, TrailRow.subject_id.in_(ids)) for kind, ids in shown))
    verbs = list(session.scalars(select(TrailRow.verb).where(beside)))
    assert "trade.published" in verbs
    assert [verb for verb in verbs if verb in ("trade.pass_given", "trade.handed_in", "trade.bond_taken")] == []


def test_a_receipt_is_signed_and_stands_in_the_tree_whose_root_is_in_the_trail(
    session: Session, tender: Tender
) -> None:
    tender.closed()
    receipts = session.scalars(select(Receipt).order_by(Receipt.number)).all()
    for receipt in receipts:
        VerifyKey(bytes(KEY.verify_key)).verify(receipt.text.encode(), bytes.fromhex(receipt.signature))
    assert [receipt.number for receipt in receipts] == [1, 2, 3]
    root = tree_root([receipt.text for receipt in receipts])
    row = session.scalars(select(TrailRow).where(TrailRow.verb == "trade.closed")).one()
    assert (tender.project.receipts_root, f'"root":"{root}"' in row.facts) == (root, True)
    assert root != tree_root([receipt.text for receipt in receipts[:2]])


def test_two_lots_go_to_two_bidders_and_a_lot_with_two_bids_fails_alone(session: Session, tender: Tender) -> None:
    tender.registered(LotTold("一标段", Decimal(1_000_000)), LotTold("二标段", Decimal(1_000_000)))
    tender.published()
    for serial in (1, 2, 3):
        tender.bid(serial, f"9{serial}0000", lot=1)
        if serial < 3:
            tender.bid(serial, f"8{serial}0000", lot=2)
    close_bidding(tender.centre(DEADLINE), tender.project)
    assert [lot.failed for lot in tender.project.lots] == [False, True]
    tender.shares(2, 3, 4)
    record = open_bids(tender.centre(DEADLINE), tender.project).record
    assert [line["price"] for line in record["bids"]] == ["910000.00", "920000.00", "930000.00"]
    states = session.scalars(select(SealedBid.state).where(SealedBid.lot_id == tender.project.lots[1].id)).all()
    assert states == ["sealed", "sealed"]


def test_the_second_candidate_gets_the_contract_only_on_a_ground_of_the_law(session: Session, tender: Tender) -> None:
    tender.shown()
    first, second, _third = session.scalars(select(Candidate).order_by(Candidate.rank)).all()
    with pytest.raises(OutOfOrder):
        award_lot(tender.head(DEADLINE + timedelta(days=3)), first)
    head = tender.head(tender.after())
    for wrong in ((second, None, ""), (first, NotFirst.GIVES_UP, "书面放弃"), (second, NotFirst.GIVES_UP, " ")):
        with pytest.raises(Incomplete):
            award_lot(head, *wrong)
    made = award_lot(head, second, NotFirst.GIVES_UP, "第一中标候选人书面放弃")
    assert (made.ground, session.scalars(select(Award)).one()) == ("gives_up", made)
    with pytest.raises((Conflict, OutOfOrder)):
        award_lot(head, first)


def test_a_contract_is_that_of_the_bid_and_in_time(session: Session, tender: Tender) -> None:
    tender.shown()
    award = award_lot(tender.head(tender.after()), session.scalars(select(Candidate).where(Candidate.rank == 1)).one())
    day, late = date(2026, 10, 24), tender.after() + timedelta(days=40)
    for amount in ("1850000.49", "0", "1950000"):
        with pytest.raises(Incomplete):
            sign_contract(tender.head(tender.after()), award, Decimal(amount), day)
    for wrong in (date(2026, 10, 23), date(2026, 10, 25)):
        with pytest.raises(Incomplete):
            sign_contract(tender.head(tender.after()), award, Decimal("1850000.50"), wrong)
    with pytest.raises(TooLate):
        sign_contract(tender.head(late), award, Decimal("1850000.50"), date(2026, 11, 24))
    made = sign_contract(tender.head(late), award, Decimal("1850000.50"), date(2026, 11, 24), "中标人补交资料")
    assert made.late_reason == "中标人补交资料"
    with pytest.raises((Conflict, OutOfOrder)):
        sign_contract(tender.head(late), award, Decimal("1850000.50"), day)
    act = tender.clerk(late)
    with pytest.raises(Incomplete):
        pay_contract(act, made, "1", Decimal("1850000.51"), company(act), company(act), "全款")

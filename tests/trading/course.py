"""Trades of eighty days ago, each brought as far as a condition needs it, by the operations alone."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.funds.models import Movement
from app.funds.operations import open_account, record_movement
from app.funds.words import AccountKind
from app.kernel.act import Act, local_day, start_of_day
from app.parties.models import Office, Party
from app.parties.operations import give_office, know_party
from app.parties.words import OfficeWord, PartyForm
from app.trading.bonds import Slip, bond_code
from app.trading.documents.reading import read_file
from app.trading.documents.told import Told
from app.trading.models import (
    Award,
    Bidder,
    Candidate,
    Criterion,
    Draw,
    Lot,
    Objection,
    Offer,
    PanelMember,
    TradeBond,
    TradeContract,
)
from app.trading.operations import (
    answer_objection,
    award_lot,
    close_bidding,
    complain,
    decide,
    examine,
    give_pass,
    hand_in,
    hand_in_files,
    hand_in_scores,
    note_answer,
    object_to,
    open_bids,
    propose_addendum,
    publish_addendum,
    rank_offers,
    read_lot,
    refund_bond,
    reject_offer,
    seat_committee,
    show_candidates,
    sign_contract,
    stop_tender,
    take_bond,
)
from app.trading.operations.planning import LotTold
from app.trading.sealing.bodies import seal_files
from app.trading.sealing.envelope import pass_hash
from app.trading.words import CallAnswer, ComplaintOutcome, NotFirst, ObjectionOutcome, Rejection
from tests.parties.building import credit_code
from tests.trading.building import KEY, Tender
from tests.world import World

AGO = timedelta(days=80)
DAY = timedelta(days=1)
SEALED = TemporaryDirectory(prefix="sunshine-bids-")
USUAL = ((1, "1980000"), (2, "1800000"), (3, "1900000"))
"""Bidder and price; with equal points the ranking is 2, 3, 1."""


def here(files: Sequence[tuple[str, bytes]], folder: Path | None = None) -> list[list[Told]]:
    """Read files in this process: how they are read apart is tested for itself."""
    return [read_file(name, content) for name, content in files]


class Course(Tender):
    """One trade of eighty days ago."""

    bids: Sequence[tuple[int, str]] = USUAL
    bonds: Mapping[int, str] = {}
    """Accounts from which bidders pay their bonds; an account belongs to the first who pays from it."""
    basic: Mapping[int, str] = {}
    """Basic accounts that are known of bidders."""
    files: Mapping[int, Sequence[tuple[str, bytes]]] = {}
    """Files that bidders seal beside their bids."""
    origins: Mapping[int, str] = {}
    """Addresses from which they hand in."""
    best: int | None = None
    """Place of the offer to which all members give most, if there is one."""

    def closed_with(self, *bids: tuple[int, str], estimate: str = "", **said: Any) -> "Course":
        """Publish, hand bids in on the first day, close; a bidder named twice hands in under a second pass."""
        if estimate:
            self.registered(LotTold("照明改造", Decimal(estimate)))
        self.published(**said)
        for serial, price in bids or self.bids:
            bidder = self.bidder(serial)
            self.tokens[bidder.uscc] = give_pass(self.centre(), self.project, bidder)
            self.seal_and_send(serial, price)
            self.pay_bond(serial)
        close_bidding(self.centre(self.deadline), self.project)
        return self

    def seal_and_send(self, serial: int, price: str) -> None:
        """Seal a bid with its files, and hand both in."""
        bidder, lot, said = self.bidder(serial), self.project.lots[0], {}
        token, origin = self.tokens[bidder.uscc], self.origins.get(serial)
        if serial in self.files:
            sealed, body = seal_files(self.files[serial], self.project.number, lot.number, token)
            hand_in_files(self.centre(), lot, token, BytesIO(sealed), Path(SEALED.name), origin=origin)
            said["body"] = body.told()
        hand_in(self.centre(), lot, token, self.envelope(bidder, price, **said), KEY, origin=origin)

    def read(self) -> None:
        """Read the files of the bids, as the clock does within a minute after the opening."""
        for lot in self.project.lots:
            read_lot(self.centre(self.deadline), lot, Path(SEALED.name), reader=here)

    def pay_bond(self, serial: int) -> TradeBond | None:
        """Let the bank report the bond of a bidder, if it pays one."""
        act, bidder = self.centre(), self.bidder(serial)
        if serial in self.basic and bidder.party is not None:
            open_account(act, bidder.party, self.basic[serial], "建设银行鼓楼支行", AccountKind.BASIC)
        if serial not in self.bonds:
            return None
        owner = next(one for one, account in self.bonds.items() if account == self.bonds[serial])
        slip = Slip(f"第{owner}工程有限公司", credit_code(owner), self.bonds[serial], "建设银行鼓楼支行")
        return self.report(serial, slip)

    def report(self, serial: int, slip: Slip, yuan: str = "30000", at: datetime | None = None) -> TradeBond:
        """Let the bank report a payment under the code of a bidder."""
        act = self.centre(at)
        centre = self.project.centre
        if act.session.scalar(select(Office.id).where(Office.organisation_id == centre.id)) is None:
            body = know_party(act, credit_code(902), centre.name, PartyForm.BODY)
            give_office(act, body, OfficeWord.BODY, centre, from_on=act.on - 900 * DAY)
        code = bond_code(pass_hash(self.tokens[self.bidder(serial).uscc]))
        reference = f"{self.project.number}-{code}"
        return take_bond(act, self.project, code, reference, Decimal(yuan), act.at, slip)

    def paid_bonds(self) -> list[TradeBond]:
        """The bonds of this trade."""
        mine = select(TradeBond).where(TradeBond.project_id == self.project.id).order_by(TradeBond.id)
        return list(self.session.scalars(mine))

    def refund(self, booked_on: date, entered: int = 0, keep: int = 0) -> None:
        """Send all bonds but so many back on a day, and enter it so many days later."""
        act = self.centre(start_of_day(booked_on) + (1 + entered) * DAY - timedelta(hours=6))
        for bond in self.paid_bonds()[keep:]:
            refund_bond(act, bond, booked_on)

    def opened_with(self, *bids: tuple[int, str], late: timedelta = timedelta(), **said: Any) -> "Course":
        """Open the bids with three of five holders, so long after the deadline."""
        self.closed_with(*bids, **said)
        self.shares(1, 3, 5)
        open_bids(self.centre(self.deadline + late), self.project)
        if self.files or self.origins:
            self.read()
        return self

    def drawn_at(self, before: timedelta) -> Draw:
        """Draw experts of a published trade so long before its deadline."""
        self.published()
        return self.drawn(self.deadline - before)

    def called(self, *passed: CallAnswer) -> list[PanelMember]:
        """Draw after the opening, call, and seat those who come: the first ones give other answers."""
        draw = self.drawn(self.deadline)
        for member, answer in zip(draw.members, [*passed, *[CallAnswer.YES] * draw.wanted], strict=False):
            note_answer(self.centre(self.deadline), member, answer, "曾任投标人顾问")
        return seat_committee(self.centre(self.deadline), self.project)

    def judged_with(self, *bids: tuple[int, str]) -> "Course":
        """Open bids and seat a committee over them."""
        self.opened_with(*bids)
        self.called()
        return self

    def seated_with(self, *passed: CallAnswer) -> "Course":
        """Open the bids and seat a committee."""
        self.opened_with()
        self.called(*passed)
        return self

    def members(self) -> list[PanelMember]:
        """The committee."""
        seated = select(PanelMember).join(Draw).where(Draw.project_id == self.project.id, PanelMember.seated)
        return list(self.session.scalars(seated.order_by(PanelMember.place)))

    def offer_of(self, serial: int) -> Offer:
        """The offer of a bidder."""
        return next(one for one in self.offers() if one.bidder.uscc == credit_code(serial))

    def reject(self, *serials: int) -> None:
        """Reject offers of bidders."""
        for serial in serials:
            act = self.centre(self.deadline)
            reject_offer(act, self.offer_of(serial), Rejection.NO_RESPONSE, "工期不满足第3条")

    def score(self, given: Callable[[int, int], int] | None = None) -> None:
        """Let every member score, by his place in the committee and that of the offer."""
        given = given or (
            lambda who, offer: 40 if offer == self.best else (30 if self.best is None else 20) + (who + offer) % 3
        )
        row = self.session.scalars(
            select(Criterion.id).where(Criterion.notice_id == self.project.notice.id, Criterion.by_price.is_(False))  # type: ignore[union-attr]
        ).one()
        valid = [one for one in self.offers() if one.rejected is None]
        for who, member in enumerate(self.members()):
            points = {(offer.id, row): Decimal(given(who, place)) for place, offer in enumerate(valid)}
            hand_in_scores(self.centre(self.deadline), member, points)

    def ranked_with(self, *rejected: int) -> "Course":
        """Seat, reject some, score evenly and rank."""
        self.seated_with()
        self.reject(*rejected)
        self.score()
        rank_offers(self.centre(self.deadline), self.project)
        return self

    def show(self, after: timedelta = timedelta()) -> "Course":
        """Show the candidates for four days, from so long after the report on."""
        at = self.deadline + after
        show_candidates(self.clerk(at), self.project, local_day(at) + 4 * DAY)
        return self

    def candidate(self, rank: int) -> Candidate:
        """A candidate of the first lot."""
        mine = select(Candidate).join(Lot).where(Lot.project_id == self.project.id, Candidate.rank == rank)
        return self.session.scalars(mine).one()

    def awarded_to(self, rank: int = 1, ground: NotFirst | None = None, rejected: Sequence[int] = ()) -> Award:
        """Rank, show and award."""
        self.ranked_with(*rejected).show()
        return award_lot(self.head(self.awarded_at()), self.candidate(rank), ground, "来函放弃中标" if ground else "")

    def awarded_at(self) -> datetime:
        """When the lot is awarded: the day after the showing."""
        return self.deadline + 5 * DAY

    def signed(self, award: Award, after: int, entered: int = 0) -> TradeContract:
        """Sign so many days after the award, and enter it so many days later still."""
        on: date = local_day(self.awarded_at()) + after * DAY
        act = self.head(self.awarded_at() + (after + entered) * DAY)
        return sign_contract(act, award, award.candidate.offer.price, on, "材料涨价重新磋商")

    def contracted(self, after: int = 9) -> TradeContract:
        """Award to the first candidate and sign."""
        return self.signed(self.awarded_to(), after)

    def pay(self, contract: TradeContract, key: str, yuan: str) -> Movement:
        """Record a payment that names a contract, as a bank's file brings it."""
        body = know_party(self.centre(), credit_code(901), "鼓楼区城市管理局", PartyForm.BODY)
        payee = contract.award.candidate.offer.bidder.party
        assert payee is not None
        return record_movement(
            self.centre(self.awarded_at() + 20 * DAY),
            key=f"bank:{contract.id}:{key}",
            organisation=self.project.organisation,
            payer=body,
            payee=payee,
            amount=Decimal(yuan),
            purpose="工程进度款",
            subject=contract,
        )

    def amend(self, at: datetime, *, substantive: bool = True, later: int = 0) -> None:
        """Change the papers by two persons; the deadline moves by so many days."""
        deadline = self.project.notice.deadline + later * DAY if later else None  # type: ignore[union-attr]
        propose_addendum(
            self.clerk(at), self.project, "改一处", substantive=substantive, deadline=deadline, reason="汛期抢修"
        )
        publish_addendum(self.head(at), self.project)

    def answer(self, objection: Objection, at: datetime) -> None:
        """Answer an objection: it is not upheld."""
        answer_objection(self.clerk(at), objection, "要求与规模相当。", ObjectionOutcome.REJECTED)

    def complain(self, at: datetime, *, examined: datetime | None = None, decided: datetime | None = None) -> Any:
        """Complain to the supervisor, whose part the platform takes here: taken up, and rejected."""
        objection = object_to(self.centre(at), self.project, "业绩要求过高。", "某公司", "0591-1")
        self.answer(objection, at)
        made = complain(self.centre(at), self.project, "没有说明理由。", "某公司", "0591-1", objection=objection)
        if examined is not None:
            examine(self.centre(examined), made, accepted=True)
        if decided is not None:
            decide(self.centre(decided), made, "投诉不成立。", ComplaintOutcome.REJECTED)
        return made

    def stop(self) -> None:
        """Stop the tender today."""
        stop_tender(self.acting_as("organ_head"), self.project, "项目取消")

    def firm(self, serial: int) -> Party:
        """The party of a bidder."""
        found = self.session.scalars(select(Bidder).where(Bidder.uscc == credit_code(serial))).one().party
        assert found is not None
        return found


class Trades:
    """Trades of the small world, one after another."""

    def __init__(self, session: Session, world: World, acting_as: Callable[..., Act]) -> None:
        self.session, self.world, self.acting_as = session, world, acting_as

    def course(self) -> Course:
        """Begin a trade."""
        return Course(self.session, self.world, self.acting_as, AGO)

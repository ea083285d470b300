"""Reading the files of a lot's bids after the opening: what they tell is kept, compared, and answered once."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import delete, func, or_, select

from app.kernel.act import Act
from app.kernel.audit import Subject, record
from app.kernel.inserts import insert_rows, take_ids
from app.trading.documents.apart import read_apart
from app.trading.documents.bills import comparable
from app.trading.documents.contacts import contacts_of
from app.trading.documents.judging import BidTold, Match, Trace, answers_of, matches_of
from app.trading.documents.similarity import Text, of_all
from app.trading.documents.told import Told
from app.trading.documents.tracing import signed_as, spelled, traces_of, upload_of
from app.trading.models import (
    Addendum,
    BidMatch,
    BidOrigin,
    BidPapers,
    BidTrace,
    Lot,
    LotReading,
    Offer,
    Project,
    ScreenedTrade,
    SealedBid,
    TradeQuestion,
    TradeShared,
)
from app.trading.opened import unsealed_files
from app.trading.operations.screened import Answered, note_answers
from app.trading.sealing.bodies import Damaged
from app.trading.words import PapersState, SharedWord, TradeState

Files = Sequence[tuple[str, bytes]]
Reader = Callable[..., list[list[Told]]]
BATCH = 64 * 1024 * 1024
"""Bytes of files that are read in one go."""
AT_ONCE = 5
"""Lots that one run of the clock reads."""
ENDED = (TradeState.FAILED, TradeState.STOPPED, TradeState.VOID)


@dataclass
class Bid:
    """One bid while its files are read."""

    papers: BidPapers
    offer: Offer
    hashed: str
    state: PapersState
    told: list[Told] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        """Tell whether every file of it was read."""
        return self.state == PapersState.READ


def lots_to_read(act: Act, limit: int = AT_ONCE) -> Sequence[Lot]:
    """Return opened lots whose files were not read yet, or of which something was said to be shared by right since then."""
    changed = (
        select(func.max(TradeShared.noted_at)).where(TradeShared.county == Lot.county).correlate(Lot).scalar_subquery()
    )
    waiting = (
        select(Lot)
        .join(Project, Project.id == Lot.project_id)
        .outerjoin(LotReading, LotReading.lot_id == Lot.id)
        .where(
            Lot.id.in_(select(BidPapers.lot_id)),
            Project.state.not_in([str(one) for one in ENDED]),
            or_(LotReading.id.is_(None), LotReading.read_at < changed),
        )
        .order_by(Lot.id)
    )
    return act.session.scalars(waiting.limit(limit)).all()


def read_lot(
    act: Act,
    lot: Lot,
    folder: Path,
    work: Path | None = None,
    reader: Reader = read_apart,
    release: Callable[[], None] = lambda: None,
) -> LotReading:
    """Read and compare the files of a lot's bids, and keep what they tell; done again, it is brought up to date.

    ``folder`` holds the sealed files, ``work`` what is unsealed for the moment; ``reader`` reads files. ``release`` ends
    the transaction before files are read: files made to be slow take longer than the database lets anybody idle in one.
    """
    bids = _opened(act, lot)

    def read(files: Files) -> list[list[Told]]:
        release()
        return reader(files, folder=work)

    _read(act, lot, bids, folder, read)
    for bid in bids:  # only now: while files are read, nothing is written and nobody waits
        _note(act, bid)
    _leave_out_common(bids)
    told = _told(act, lot, bids)
    _keep_traces(act, lot, told)
    matches = matches_of(told, _seen(act, lot.county, told))
    _keep_matches(act, lot, matches)
    reading = act.session.scalar(select(LotReading).where(LotReading.lot_id == lot.id))
    if reading is None:
        reading = LotReading(county=lot.county, lot_id=lot.id, bids=0, read=0, read_at=act.at)
        act.session.add(reading)
    reading.bids, reading.read, reading.read_at = len(bids), sum(bid.whole for bid in bids), act.at
    act.session.flush()
    _answer(act, lot, told, matches)
    return reading


def _opened(act: Act, lot: Lot) -> list[Bid]:
    rows = act.session.execute(
        select(BidPapers, Offer, SealedBid.pass_hash)
        .join(Offer, Offer.id == BidPapers.offer_id)
        .join(SealedBid, SealedBid.id == Offer.bid_id)
        .where(BidPapers.lot_id == lot.id)
        .order_by(Offer.id)
    ).all()
    return [Bid(papers, offer, hashed, PapersState.NONE) for papers, offer, hashed in rows]


def _unsealed(act: Act, lot: Lot, bid: Bid, folder: Path) -> list[tuple[str, bytes]]:
    """Return the files of one bid; none where the state says why."""
    if not bid.papers.digest:
        return []
    try:
        return unsealed_files(act.session, lot, bid.papers, bid.hashed, folder)
    except FileNotFoundError:
        bid.state = PapersState.LOST
    except (Damaged, ValueError):
        bid.state = PapersState.DAMAGED
    return []


def _read(act: Act, lot: Lot, bids: Sequence[Bid], folder: Path, reader: Callable[[Files], list[list[Told]]]) -> None:
    """Unseal and read the files of all bids, so many megabytes at a time: starting to read costs more than reading."""
    batch: list[tuple[Bid, tuple[str, bytes]]] = []
    for bid in bids:
        batch += [(bid, file) for file in _unsealed(act, lot, bid, folder)]
        if sum(len(content) for _bid, (_name, content) in batch) >= BATCH:
            _read_batch(batch, reader)
            batch = []
    _read_batch(batch, reader)


def _read_batch(batch: Sequence[tuple[Bid, tuple[str, bytes]]], reader: Callable[[Files], list[list[Told]]]) -> None:
    if not batch:
        return
    for (bid, _file), told in zip(batch, reader([file for _bid, file in batch]), strict=True):
        bid.told += told
    for bid in {id(bid): bid for bid, _file in batch}.values():
        bid.state = PapersState.PARTLY if any(one.fault for one in bid.told) else PapersState.READ


def _note(act: Act, bid: Bid) -> None:
    bid.papers.state, bid.papers.read_at = str(bid.state), act.at
    bid.papers.files = [
        {"name": one.name[:200], "format": one.format, "fault": str(one.fault) if one.fault else ""} for one in bid.told
    ]


def _leave_out_common(bids: Sequence[Bid]) -> None:
    """Leave out files that several bidders attach byte for byte and that name none of them: a maker's brochure, a standard."""
    held: Counter[str] = Counter()
    for digests in {bid.offer.bidder_id: {one.digest for one in bid.told if one.digest} for bid in bids}.values():
        held.update(digests)
    names = [(bid.offer.bidder_id, bid.offer.bidder.name, bid.offer.bidder.uscc) for bid in bids]
    for bid in bids:
        bid.told = [one for one in bid.told if one.fault or held[one.digest] < 2 or signed_as(one.text, "", names)]


def _told(act: Act, lot: Lot, bids: Sequence[Bid]) -> list[BidTold]:
    shared = act.session.scalars(select(TradeShared).where(TradeShared.county == lot.county)).all()
    papers = [*_papers(act, lot), *(one.value for one in shared if one.what == SharedWord.TEMPLATE)]
    allowed = {spelled(one.value) for one in shared if one.what != SharedWord.TEMPLATE}
    template, named = of_all(papers), contacts_of("\n".join(papers))
    origins: dict[str, list[Trace]] = {}
    for row in act.session.scalars(select(BidOrigin).where(BidOrigin.lot_id == lot.id).order_by(BidOrigin.id)):
        if spelled(row.address) not in allowed:
            origins.setdefault(row.pass_hash, []).append(upload_of(row.address))
    others = [(bid.offer.bidder_id, bid.offer.bidder.name, bid.offer.bidder.uscc) for bid in bids]
    made = []
    for bid in bids:
        text = "\n".join(one.text for one in bid.told)
        own = bid.offer.bidder
        came = {trace.key: trace for trace in origins.get(bid.hashed, [])}
        made.append(
            BidTold(
                bid.offer.id,
                own.id,
                bid.whole,
                [*traces_of(bid.told, text, allowed, named), *came.values()],
                Text(text, template),
                signed_as(text, own.name, (one for one in others if one[0] != own.id)),
                comparable([item for one in bid.told for item in one.items]),
            )
        )
    return made


def _papers(act: Act, lot: Lot) -> list[str]:
    """Return what the buyer wrote for all: every bidder copies from it."""
    notice = lot.project.notice
    addenda = act.session.scalars(select(Addendum.text).where(Addendum.project_id == lot.project_id))
    asked = act.session.scalars(select(TradeQuestion.answer).where(TradeQuestion.project_id == lot.project_id))
    own = [notice.text, *(one.name for one in notice.criteria)] if notice else []
    return [text for text in (*own, *addenda, *asked) if text]


def _keep_traces(act: Act, lot: Lot, told: Sequence[BidTold]) -> None:
    act.session.execute(delete(BidTrace).where(BidTrace.lot_id == lot.id))
    rows = [(bid.offer, trace) for bid in told for trace in bid.traces]
    ids = take_ids(act, lot.county, len(rows)) if rows else ()
    insert_rows(
        act.session,
        BidTrace,
        [
            {
                "id": pk,
                "county": lot.county,
                "lot_id": lot.id,
                "offer_id": offer,
                "what": trace.what,
                "value_hash": trace.key,
                "shown": trace.shown[:200],
                "file": trace.file[:200],
            }
            for pk, (offer, trace) in zip(ids, rows, strict=True)
        ],
    )


def _seen(act: Act, county: int, told: Sequence[BidTold]) -> dict[str, int]:
    """Return at how many firms each address of these bids was seen in the county, in this lot and in all before."""
    keys = sorted({key for bid in told for key in bid.of(["upload"])})
    if not keys:
        return {}
    counted = (
        select(BidTrace.value_hash, func.count(Offer.bidder_id.distinct()))
        .join(Offer, Offer.id == BidTrace.offer_id)
        .where(BidTrace.county == county, BidTrace.value_hash.in_(keys))
        .group_by(BidTrace.value_hash)
    )
    return {key: count for key, count in act.session.execute(counted)}  # noqa: C416 - rows, not pairs


def _keep_matches(act: Act, lot: Lot, matches: Sequence[Match]) -> None:
    """Bring what is kept of a lot's pairs to what was found; what stays keeps its row, and so its alert."""
    held = {
        (one.code, one.first_id, one.second_id): one
        for one in act.session.scalars(select(BidMatch).where(BidMatch.lot_id == lot.id))
    }
    for match in matches:
        values: dict[str, Any] = {name: getattr(match, name) for name in ("what", "shown", "share", "whole", "count")}
        row = held.pop((match.code, match.first, match.second), None)
        if row is None:
            act.session.add(
                BidMatch(
                    county=lot.county,
                    lot_id=lot.id,
                    code=match.code,
                    first_id=match.first,
                    second_id=match.second,
                    found_at=act.at,
                    **values,
                )
            )
        else:
            for name, value in values.items():
                setattr(row, name, value)
    for gone in held.values():
        act.session.delete(gone)
    act.session.flush()


def _answer(act: Act, lot: Lot, told: Sequence[BidTold], matches: Sequence[Match]) -> None:
    trade = act.session.scalar(select(ScreenedTrade.id).where(ScreenedTrade.lot_id == lot.id))
    if trade is None:
        return
    answers: Mapping[int, list[Answered]] = {
        trade: [
            Answered(code, said.outcome, said.why, {"told": said.told, "bids": len(told)})
            for code, said in answers_of(told, matches).items()
        ]
    }
    note_answers(act, lot.county, answers)
    record(
        act,
        "trade.papers_read",
        Subject(ScreenedTrade.kind, trade, lot.county),
        lot=lot.id,
        bids=len(told),
        whole=sum(bid.whole for bid in told),
    )

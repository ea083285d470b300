"""The only writers of what is screened: our own trades once their bids are opened, processes of others, and the answers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from app.kernel.act import Act, start_of_day
from app.kernel.identities import identity_hash
from app.kernel.inserts import insert_rows, take_ids
from app.trading import queries
from app.trading.models import Award, Candidate, Lot, Offer, Opening, Project, ScreenAnswer, ScreenedBid, ScreenedTrade
from app.trading.models.screened import OWN
from app.trading.releases import CURRENCY, DETAILS, ocid
from app.trading.screening.told import Row, TradeTold
from app.trading.words import CompetitionMethod, Outcome, ScreenedBidStatus, ScreenedStatus, TradeMethod, TradeState

METHODS = {TradeMethod.OPEN: CompetitionMethod.OPEN}
PART = 500
"""Keys that one question names."""


@dataclass(frozen=True)
class Answered:
    """What a condition says of a screened trade."""

    code: str
    outcome: Outcome
    why: str = ""
    evidence: Mapping[str, Any] = field(default_factory=dict)


def write_trades(act: Act, county: int, told: Iterable[TradeTold]) -> set[int]:
    """Bring screened trades to what their sources tell; returns the ids of those that are new or changed.

    A bid that a source no longer tells is gone. Told again alike, nothing is written.
    """
    wanted = {one.key: one for one in told}
    standing = _standing(act, county, wanted)
    changed = {trade.id for key, trade in standing.items() if _bring(act, trade, wanted[key])}
    return changed | _insert(act, county, [one for key, one in wanted.items() if key not in standing])


def _standing(act: Act, county: int, wanted: Mapping[tuple[str, str, str], TradeTold]) -> dict[Any, ScreenedTrade]:
    act.session.flush()
    ocids = sorted({key[1] for key in wanted})
    found: dict[Any, ScreenedTrade] = {}
    for first in range(0, len(ocids), PART):
        of = select(ScreenedTrade).where(
            ScreenedTrade.county == county, ScreenedTrade.ocid.in_(ocids[first : first + PART])
        )
        found.update({(one.source, one.ocid, one.lot_number): one for one in act.session.scalars(of)})
    return {key: one for key, one in found.items() if key in wanted}


def _insert(act: Act, county: int, fresh: Sequence[TradeTold]) -> set[int]:
    if not fresh:
        return set()
    ids = take_ids(act, county, sum(1 + len(one.bids) for one in fresh))
    trades, rest = ids[: len(fresh)], iter(ids[len(fresh) :])
    at = {"county": county, "updated_at": act.at}
    insert_rows(
        act.session, ScreenedTrade, [{"id": pk, **at, **one.trade} for pk, one in zip(trades, fresh, strict=True)]
    )
    bids = [
        {"id": next(rest), "county": county, "trade_id": pk, **bid}
        for pk, one in zip(trades, fresh, strict=True)
        for bid in one.bids
    ]
    insert_rows(act.session, ScreenedBid, bids)
    return set(trades)


def _bring(act: Act, trade: ScreenedTrade, told: TradeTold) -> bool:
    """Bring one trade to what is told; returns whether anything of it or of its bids is other than before."""
    changed = _set(trade, told.trade)
    held = {bid.number: bid for bid in trade.bids}
    for row in told.bids:
        bid = held.pop(row["number"], None)
        if bid is None:
            act.session.add(ScreenedBid(county=trade.county, trade_id=trade.id, **row))
            changed = True
        else:
            changed |= _set(bid, row)
    for gone in held.values():
        act.session.delete(gone)
    if changed or held:
        trade.updated_at = act.at
        act.session.flush()
        act.session.expire(trade, ["bids"])
    return changed or bool(held)


def _set(row: Any, told: Row) -> bool:
    other = {name: value for name, value in told.items() if getattr(row, name) != value}
    for name, value in other.items():
        setattr(row, name, value)
    return bool(other)


def note_screened(act: Act, project: Project) -> set[int]:
    """Bring what is screened of a trade of ours to what has become of it; returns the ids of what changed.

    Before the opening nothing is written. Whoever calls it has just opened, rejected, ranked, awarded or stopped, in the
    same transaction; called again it changes nothing.
    """
    act.session.flush()
    opening = queries.opening_of(act.session, project)
    if opening is None:
        return set()
    offers = queries.offers_of(act.session, project)
    candidates = {one.offer_id: one for one in queries.candidates_of(act.session, project)}
    awards = {one.lot_id: one for one in queries.awards_of(act.session, project)}
    handed_in = queries.handed_in_at(act.session, offers)
    told = []
    for lot in project.lots:
        if not lot.failed:
            own = [offer for offer in offers if offer.lot_id == lot.id]
            award = awards.get(lot.id)
            bids = [
                _bid(offer, candidates.get(offer.id), award, judged=bool(candidates))
                | {"handed_in_at": handed_in[offer.bid_id]}
                for offer in own
            ]
            told.append(TradeTold(_trade(project, lot, opening, own, award), bids))
    return write_trades(act, project.county, told)


def _trade(project: Project, lot: Lot, opening: Opening, offers: Sequence[Offer], award: Award | None) -> Row:
    notice, buyer = project.notice, project.organisation
    return {
        "organisation_id": buyer.id,
        "source": OWN,
        "ocid": ocid(project),
        "lot_number": str(lot.number),
        "lot_id": lot.id,
        "process_id": None,
        "title": f"{project.name} {lot.name}",
        "category": project.category,
        "method": str(METHODS[TradeMethod(project.method)]),
        "method_details": DETAILS,
        "buyer_name": buyer.name,
        "buyer_hash": identity_hash(buyer.credit_code or buyer.code),
        "agency_name": "",
        "agency_hash": "",
        "estimate": lot.estimate,
        "ceiling": lot.ceiling,
        "currency": CURRENCY,
        "bidders": len({offer.bidder_id for offer in offers}),
        "bids_told": True,
        "status": str(_status(project, award)),
        "published_at": start_of_day(notice.sale_from) if notice else None,
        "deadline": notice.deadline if notice else None,
        "opened_at": opening.opened_at,
        "awarded_at": award.awarded_at if award else None,
    }


def _status(project: Project, award: Award | None) -> ScreenedStatus:
    if award is not None:
        return ScreenedStatus.COMPLETE
    return ScreenedStatus.CANCELLED if project.state in (TradeState.STOPPED, TradeState.VOID) else ScreenedStatus.ACTIVE


def _bid(offer: Offer, candidate: Candidate | None, award: Award | None, *, judged: bool) -> Row:
    won = award is not None and candidate is not None and award.candidate_id == candidate.id
    status = ScreenedBidStatus.VALID if judged else ScreenedBidStatus.PENDING
    return {
        "number": str(offer.id),
        "bidder_name": offer.bidder.name,
        "bidder_hash": identity_hash(offer.bidder.uscc),
        "members": 1,
        "amount": offer.price,
        "currency": CURRENCY,
        "status": str(ScreenedBidStatus.DISQUALIFIED if offer.rejected else status),
        "rank": candidate.rank if candidate else None,
        "won": won,
        "awarded": offer.price if won else None,
    }


def note_answers(act: Act, county: int, answers: Mapping[int, Iterable[Answered]]) -> int:
    """Keep what conditions say of screened trades, by their ids, each in the place of its last answer.

    Returns how many say another thing than before.
    """
    held: dict[tuple[int, str], ScreenAnswer] = {}
    ids = sorted(answers)
    for first in range(0, len(ids), PART):
        of = select(ScreenAnswer).where(ScreenAnswer.trade_id.in_(ids[first : first + PART]))
        held.update({(one.trade_id, one.code): one for one in act.session.scalars(of)})
    changed, fresh = 0, []
    for trade_id, told in answers.items():
        for answer in told:
            row = {
                "outcome": str(answer.outcome),
                "why": answer.why,
                "value": answer.evidence.get("value"),
                "bound": answer.evidence.get("bound"),
                "evidence": dict(answer.evidence),
            }
            standing = held.get((trade_id, answer.code))
            if standing is None:
                fresh.append({"trade_id": trade_id, "code": answer.code, **row, "computed_at": act.at})
            else:
                changed += _set(standing, row)
                standing.computed_at = act.at
    numbers = take_ids(act, county, len(fresh)) if fresh else ()
    insert_rows(
        act.session, ScreenAnswer, [{"id": pk, "county": county, **row} for pk, row in zip(numbers, fresh, strict=True)]
    )
    return changed + len(fresh)

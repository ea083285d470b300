"""What an expert may see in the evaluation room: bids by letters, his own scores, and the others' once all are in."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.kernel.sealing import keyed_hash
from app.trading.models import BidPapers, Criterion, Lot, Offer, PanelMember, Project, RejectionMotion, Score
from app.trading.operations.evaluating import is_full, price_points
from app.trading.words import Rejection, TradeState


@dataclass(frozen=True, slots=True)
class Cell:
    """One row of the scoring rule for one bid: the name of its input, what stands in it, and what the expert gave."""

    name: str
    row: Criterion
    typed: str
    given: Decimal | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One bid as an expert sees it; what would tell whose it is, is empty while the evaluation is blind."""

    key: str
    """Number of the lot and letter, such as ``1-A``: a letter tells nothing of the order of the bids."""
    letter: str
    lot: Lot
    offer_id: int
    rejected: Rejection | None
    cells: tuple[Cell, ...]
    bidder: str = ""
    price: Decimal | None = None
    days: int | None = None
    price_points: Decimal | None = None
    files: tuple[str, ...] = ()
    totals: tuple[tuple[int, Decimal], ...] = field(default=())
    """Of every member the place in the draw and the sum; empty until all are in."""


def letters(offers: Sequence[Offer]) -> dict[int, str]:
    """Return the letter of each bid of a lot, by its id; their order is that of a hash that nobody outside can compute."""
    mixed = sorted(offers, key=lambda one: keyed_hash(f"letter of offer {one.id}"))
    return {one.id: _letter(place) for place, one in enumerate(mixed)}


def _letter(place: int) -> str:
    """Return A to Z, then AA, AB and so on."""
    before, last = divmod(place, 26)
    return (_letter(before - 1) if before else "") + chr(ord("A") + last)


def label(lot: Lot, letter: str) -> str:
    """Return by what name a bid goes in the evaluation room."""
    return f"{lot.number}-{letter}"


def labels(session: Session, project: Project) -> dict[int, str]:
    """Return by what name each bid of a trade goes in the evaluation room."""
    found: dict[int, str] = {}
    for lot in project.lots:
        offers = session.scalars(select(Offer).where(Offer.lot_id == lot.id)).all()
        found |= {pk: label(lot, letter) for pk, letter in letters(offers).items()}
    return found


def seated(member: PanelMember) -> list[PanelMember]:
    """Return the committee in which a member sits."""
    return [one for one in member.draw.members if one.seated]


def all_in(member: PanelMember) -> bool:
    """Tell whether every member of the committee has handed in."""
    committee = seated(member)
    return is_full(committee) and all(one.scored_at is not None for one in committee)


def is_blind(member: PanelMember) -> bool:
    """Tell whether an expert must not learn yet whose the bids are."""
    notice = member.draw.project.notice
    return notice is not None and notice.blind and not all_in(member)


def may_score(member: PanelMember) -> bool:
    """Tell whether an expert is to score now."""
    return member.seated and member.scored_at is None and member.draw.project.state == TradeState.EVALUATING


def sheets(session: Session, member: PanelMember) -> list[Sheet]:
    """Return the bids of a trade as a member of its committee may see them now, by lot and letter."""
    project, blind = member.draw.project, is_blind(member)
    draft: dict[str, str] = json.loads(member.draft) if member.draft else {}
    own = {
        (one.offer_id, one.criterion_id): one.points
        for one in session.scalars(select(Score).where(Score.member_id == member.id))
    }
    totals = _totals(session, project) if all_in(member) else {}
    made = []
    for lot in project.lots:
        offers = session.scalars(select(Offer).where(Offer.lot_id == lot.id).order_by(Offer.id)).all()
        named = letters(offers)
        lowest = min((one.price for one in offers if one.rejected is None), default=Decimal(0))
        for offer in sorted(offers, key=lambda one: (len(named[one.id]), named[one.id])):
            shown: dict[str, Any] = {} if blind else _shown(session, project, offer, lowest)
            made.append(
                Sheet(
                    label(lot, named[offer.id]),
                    named[offer.id],
                    lot,
                    offer.id,
                    offer.ground,
                    _cells(project, label(lot, named[offer.id]), offer, draft, own),
                    totals=totals.get(offer.id, ()),
                    **shown,
                )
            )
    return made


def _cells(
    project: Project, key: str, offer: Offer, draft: dict[str, str], own: dict[tuple[int, int], Decimal]
) -> tuple[Cell, ...]:
    rows = [one for one in project.notice.criteria if not one.by_price] if project.notice else []
    return tuple(
        Cell(name, row, draft.get(name, ""), own.get((offer.id, row.id)))
        for row in rows
        for name in [f"{key}-{row.place}"]
    )


def _shown(session: Session, project: Project, offer: Offer, lowest: Decimal) -> dict[str, Any]:
    """Return what tells whose a bid is: the opening has published names and prices side by side."""
    row = next((one for one in project.notice.criteria if one.by_price), None) if project.notice else None
    papers = session.scalar(select(BidPapers).where(BidPapers.offer_id == offer.id))
    return {
        "bidder": offer.bidder.name,
        "price": offer.price,
        "days": offer.days,
        "price_points": price_points(row, lowest, offer) if row and offer.rejected is None else None,
        "files": tuple(one["name"] for one in papers.files) if papers else (),
    }


def _totals(session: Session, project: Project) -> dict[int, tuple[tuple[int, Decimal], ...]]:
    summed = (
        select(Score.offer_id, PanelMember.place, func.sum(Score.points))
        .join(PanelMember, PanelMember.id == Score.member_id)
        .join(Offer, Offer.id == Score.offer_id)
        .join(Lot, Lot.id == Offer.lot_id)
        .where(Lot.project_id == project.id)
        .group_by(Score.offer_id, PanelMember.place)
        .order_by(Score.offer_id, PanelMember.place)
    )
    found: dict[int, list[tuple[int, Decimal]]] = {}
    for offer, place, points in session.execute(summed):
        found.setdefault(offer, []).append((place, Decimal(points)))
    return {offer: tuple(rows) for offer, rows in found.items()}


@dataclass(frozen=True, slots=True)
class Motion:
    """A proposal to reject a bid, as a member sees it: how the others vote is told once it is decided."""

    row: RejectionMotion
    key: str
    mine: bool | None
    """How the member voted; none while he has not."""
    voted: int
    agreed: int | None
    """How many agreed; none while it is not decided."""


def motions(session: Session, member: PanelMember) -> list[Motion]:
    """Return the proposals to reject bids of a trade, in their order."""
    project = member.draw.project
    named = labels(session, project)
    made = (
        select(RejectionMotion)
        .join(Offer, Offer.id == RejectionMotion.offer_id)
        .join(Lot, Lot.id == Offer.lot_id)
        .where(Lot.project_id == project.id)
        .order_by(RejectionMotion.id)
    )
    return [
        Motion(
            row,
            named[row.offer_id],
            next((one.agrees for one in row.votes if one.member_id == member.id), None),
            len(row.votes),
            sum(one.agrees for one in row.votes) if row.decided_at else None,
        )
        for row in session.scalars(made)
    ]


def may_review(member: PanelMember) -> bool:
    """Tell whether the committee may still reject bids: before anybody has scored."""
    return may_score(member) and not any(one.scored_at for one in seated(member))

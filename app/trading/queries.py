"""Questions about trades: what pages may read, inside the scope of the buyer or of the trading centre."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, selectinload

from app.kernel.codes import typed
from app.kernel.errors import NotFound
from app.kernel.places import Organisation, Scope
from app.kernel.words import N_
from app.trading.models import (
    Addendum,
    Award,
    Bidder,
    Candidate,
    Draw,
    EarlierEvaluation,
    KeyShare,
    Lot,
    Notice,
    Objection,
    Offer,
    Opening,
    Project,
    Receipt,
    ScreenedTrade,
    SealedBid,
    TradeComplaint,
    TradeContract,
    TradeQuestion,
)
from app.trading.words import ComplaintState, TradeState

PAGE = 50


def inside(scope: Scope) -> ColumnElement[bool]:
    """Return: the buyer, the trading centre or the supervisor lies in a scope."""
    bodies = (Project.organisation_id, Project.centre_id, Project.supervisor_id)
    return or_(*(scope.where(Project.county, body) for body in bodies))


def projects(session: Session, scope: Scope, after: int = 0) -> Sequence[Project]:
    """Return a page of projects, newest first."""
    found = (
        select(Project).where(inside(scope)).options(selectinload(Project.notice), selectinload(Project.organisation))
    )
    if after:
        found = found.where(Project.id < after)
    return session.scalars(found.order_by(Project.id.desc()).limit(PAGE)).all()


def project_for(session: Session, scope: Scope, pk: int) -> Project:
    """Return a project inside a scope; NotFound otherwise."""
    found = session.scalar(select(Project).where(Project.id == pk, inside(scope)))
    if found is None:
        raise NotFound(N_("There is no such project, or neither its buyer nor its trading centre lies in your scope."))
    return found


def opening_of(session: Session, project: Project) -> Opening | None:
    """Return the record of the opening."""
    return session.scalar(select(Opening).where(Opening.project_id == project.id))


def draw_of(session: Session, project: Project) -> Draw | None:
    """Return the draw of experts."""
    return session.scalar(select(Draw).where(Draw.project_id == project.id))


def offers_of(session: Session, project: Project) -> Sequence[Offer]:
    """Return what was read out, in the order of the opening."""
    return session.scalars(select(Offer).join(Lot).where(Lot.project_id == project.id).order_by(Offer.id)).all()


def handed_in_at(session: Session, offers: Sequence[Offer]) -> dict[int, datetime]:
    """Return when the bids of offers were handed in, by the id of the bid."""
    bids = select(SealedBid.id, SealedBid.handed_in_at).where(SealedBid.id.in_([offer.bid_id for offer in offers]))
    return {row.id: row.handed_in_at for row in session.execute(bids)}


def opened_unscreened(session: Session) -> Sequence[Project]:
    """Return the trades whose bids were opened and of which nothing is screened yet."""
    screened = select(ScreenedTrade.id).where(ScreenedTrade.lot_id == Lot.id)
    lots = select(Lot.project_id).where(Lot.failed.is_(False), ~screened.exists())
    opened = select(Opening.project_id).where(Opening.project_id.in_(lots))
    return session.scalars(select(Project).where(Project.id.in_(opened)).order_by(Project.id)).all()


def candidates_of(session: Session, project: Project) -> Sequence[Candidate]:
    """Return the candidates of every lot in their order."""
    ranked = select(Candidate).join(Lot).where(Lot.project_id == project.id).order_by(Lot.number, Candidate.rank)
    return session.scalars(ranked).all()


def awards_of(session: Session, project: Project) -> Sequence[Award]:
    """Return the awards of the lots."""
    return session.scalars(select(Award).join(Lot).where(Lot.project_id == project.id).order_by(Lot.number)).all()


def contracts_of(session: Session, project: Project) -> Sequence[TradeContract]:
    """Return the contracts of the lots."""
    signed = select(TradeContract).join(Award).join(Lot).where(Lot.project_id == project.id)
    return session.scalars(signed.order_by(TradeContract.id)).all()


def holders_who_gave(session: Session, project: Project) -> frozenset[int]:
    """Return the ids of the holders who have given shares."""
    ids = [holder.id for holder in project.holders]
    return frozenset(session.scalars(select(KeyShare.holder_id).where(KeyShare.holder_id.in_(ids)).distinct()))


def unsigned(session: Session, project: Project) -> Sequence[Award]:
    """Return the awards whose contract has not been entered."""
    signed = {one.award_id for one in contracts_of(session, project)}
    return [one for one in awards_of(session, project) if one.id not in signed]


def unawarded(session: Session, project: Project) -> Sequence[Candidate]:
    """Return the candidates of lots that have not been awarded."""
    done = {one.lot_id for one in awards_of(session, project)}
    return [one for one in candidates_of(session, project) if one.lot_id not in done]


def bidders(session: Session, county: int) -> Sequence[Bidder]:
    """Return the registered bidders of a county by name."""
    return session.scalars(select(Bidder).where(Bidder.county == county).order_by(Bidder.name)).all()


def waiting(session: Session, scope: Scope) -> int:
    """Return how many trades are under way in a scope."""
    return session.scalar(select(func.count()).select_from(Project).where(inside(scope), Project.still_open())) or 0


def published_projects(session: Session, after: int = 0) -> Sequence[Project]:
    """Return a page of projects whose notice everybody may read, newest first."""
    found = select(Project).join(Notice, Notice.project_id == Project.id).where(Notice.published_at.is_not(None))
    if after:
        found = found.where(Project.id < after)
    kept = (selectinload(Project.notice), selectinload(Project.organisation))
    return session.scalars(found.options(*kept).order_by(Project.id.desc()).limit(PAGE)).all()


def published_project(session: Session, pk: int) -> Project:
    """Return a project whose notice everybody may read; NotFound otherwise."""
    found = session.get(Project, pk)
    if found is None or found.notice is None or found.notice.published_at is None:
        raise NotFound(N_("There is no published notice of this number."))
    return found


def takes_bids(project: Project) -> bool:
    """Tell whether bids may still come in, as far as the state says."""
    return project.state == TradeState.OPEN


def bids_under(session: Session, project: Project, pass_hash: str) -> Sequence[tuple[Receipt, SealedBid]]:
    """Return what was handed in under a pass, each with its receipt, in the order of the receipts."""
    handed = (
        select(Receipt, SealedBid)
        .join(SealedBid, SealedBid.id == Receipt.bid_id)
        .where(Receipt.project_id == project.id, SealedBid.pass_hash == pass_hash)
        .order_by(Receipt.number)
    )
    return [(row[0], row[1]) for row in session.execute(handed)]


def sealing_file(project: Project) -> dict[str, Any]:
    """Return what a bidder's machine needs to seal a bid: the tender, its lots and the holders' public keys."""
    deadline = project.notice.deadline.isoformat() if project.notice else ""
    return {
        "tender": project.number,
        "lots": [
            {"number": one.number, "name": one.name, "ceiling": str(one.ceiling) if one.ceiling else None}
            for one in project.lots
        ],
        "deadline": deadline,
        "holders": [{"name": one.name, "key": one.public_key} for one in project.holders],
    }


def centres(session: Session) -> Sequence[Organisation]:
    """Return the trading centres: the bodies that host trades."""
    hosting = select(Project.centre_id).distinct()
    return session.scalars(select(Organisation).where(Organisation.id.in_(hosting)).order_by(Organisation.name)).all()


def questions_of(session: Session, project: Project) -> Sequence[TradeQuestion]:
    """Return the questions to the papers of a trade, the oldest first."""
    asked = select(TradeQuestion).where(TradeQuestion.project_id == project.id)
    return session.scalars(asked.order_by(TradeQuestion.id)).all()


def unanswered(session: Session, project: Project) -> Sequence[TradeQuestion]:
    """Return the questions that nobody has answered yet."""
    return [one for one in questions_of(session, project) if one.answered_at is None]


def addenda_of(session: Session, project: Project) -> Sequence[Addendum]:
    """Return the addenda of a trade in their order; those that nobody outside has seen are among them."""
    made = select(Addendum).where(Addendum.project_id == project.id)
    return session.scalars(made.order_by(Addendum.number)).all()


def published_addenda(session: Session, project: Project) -> Sequence[Addendum]:
    """Return the addenda of a trade that everybody may read."""
    return [one for one in addenda_of(session, project) if one.published_at is not None]


def objections_of(session: Session, project: Project) -> Sequence[Objection]:
    """Return the objections to a trade, the oldest first."""
    made = select(Objection).where(Objection.project_id == project.id)
    return session.scalars(made.order_by(Objection.id)).all()


def open_objections(session: Session, project: Project) -> Sequence[Objection]:
    """Return the objections that nobody has answered yet."""
    return [one for one in objections_of(session, project) if one.answered_at is None]


def objection_by_code(session: Session, code: str) -> Objection | None:
    """Return the objection that a code follows."""
    return session.scalar(select(Objection).where(Objection.query_code == typed(code)))


def earlier_evaluations(session: Session, project: Project) -> Sequence[EarlierEvaluation]:
    """Return what evaluations said that were repeated, in their order."""
    held = select(EarlierEvaluation).where(EarlierEvaluation.project_id == project.id)
    return session.scalars(held.order_by(EarlierEvaluation.number)).all()


def complaints_of(session: Session, project: Project) -> Sequence[TradeComplaint]:
    """Return the complaints about a trade, the oldest first."""
    made = select(TradeComplaint).where(TradeComplaint.project_id == project.id)
    return session.scalars(made.order_by(TradeComplaint.id)).all()


def complaints_in(session: Session, project: Project, *states: ComplaintState) -> Sequence[TradeComplaint]:
    """Return the complaints about a trade that stand in one of these states."""
    return [one for one in complaints_of(session, project) if one.state in states]


def suspending(session: Session, project: Project) -> Sequence[TradeComplaint]:
    """Return the complaints for which a trade is suspended now."""
    return [one for one in complaints_of(session, project) if one.suspended_at and one.resumed_at is None]


def complaint_by_code(session: Session, code: str) -> TradeComplaint | None:
    """Return the complaint that a code follows."""
    return session.scalar(select(TradeComplaint).where(TradeComplaint.query_code == typed(code)))


def screened_for(session: Session, scope: Scope, pk: int) -> ScreenedTrade:
    """Return a screened trade whose body, or whose trading centre, lies in a scope; NotFound otherwise."""
    hosted = select(Lot.id).join(Project, Project.id == Lot.project_id).where(inside(scope))
    mine = scope.where(ScreenedTrade.county, ScreenedTrade.organisation_id) | ScreenedTrade.lot_id.in_(hosted)
    found = session.scalar(select(ScreenedTrade).where(ScreenedTrade.id == pk, mine))
    if found is None:
        raise NotFound(N_("There is no such trade, or neither its buyer nor its trading centre lies in your scope."))
    return found

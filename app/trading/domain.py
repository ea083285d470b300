"""The door of trading."""

from sqlalchemy import select

from app.kernel.domain import Domain, MenuItem, PartyPart
from app.kernel.duties import Letters, answer_due
from app.kernel.roles import Duty, Role
from app.kernel.subjects import SubjectKind, tables
from app.kernel.words import N_
from app.parties.models import Party
from app.trading.commands import COMMANDS
from app.trading.figures import FIGURES
from app.trading.flows import VERBS
from app.trading.jobs import JOBS
from app.trading.models import (
    Addendum,
    Award,
    BidBody,
    Bidder,
    BidderAccount,
    BidderApplication,
    BidMatch,
    BidOrigin,
    BidPapers,
    BidTrace,
    Candidate,
    Criterion,
    DirectPurchase,
    Draw,
    DrawPart,
    EarlierEvaluation,
    Expert,
    KeyHolder,
    KeyShare,
    Lot,
    LotReading,
    NetworkRun,
    Notice,
    NoticeMinimum,
    Objection,
    Offer,
    Opening,
    PanelMember,
    PhraseHit,
    Project,
    Receipt,
    Score,
    ScreenAnswer,
    ScreenedBid,
    ScreenedProcess,
    ScreenedTrade,
    SealedBid,
    TradeBond,
    TradeComplaint,
    TradeContract,
    TradeListing,
    TradePass,
    TradePattern,
    TradePhrase,
    TradePublication,
    TradeQuestion,
    TradeShared,
)
from app.trading.models.screened import OWN
from app.trading.pages import PAGES, READERS
from app.trading.points import GROUPS, TRADING_POINTS
from app.trading.points.evidence import EVIDENCE
from app.trading.queries import waiting
from app.trading.records import KINDS
from app.trading.work import pieces

MENU = (
    MenuItem(
        N_("Trades"),
        N_("Trading"),
        "trading.desk",
        frozenset(READERS),
        "desk",
        5,
        lambda session, actor: waiting(session, actor.scope),
        N_("Trades under way and what is to be done in them"),
        pieces,
    ),
)

SUBJECTS = (
    SubjectKind(
        Project,
        select(Project.id, Project.number + " " + Project.name),
        N_("Open the project"),
        "trading.project",
        woken_by=(
            (SealedBid, select(Lot.project_id, SealedBid.id).join(Lot, Lot.id == SealedBid.lot_id)),
            (Offer, select(Lot.project_id, Offer.id).join(Lot, Lot.id == Offer.lot_id)),
            (TradePublication, select(TradePublication.project_id, TradePublication.id)),
            (KeyHolder, select(KeyHolder.project_id, KeyHolder.id)),
            (Draw, select(Draw.project_id, Draw.id)),
            (PanelMember, select(Draw.project_id, PanelMember.id).join(Draw, Draw.id == PanelMember.draw_id)),
        ),
    ),
    SubjectKind(
        Notice, select(Notice.id, Project.name).join(Project, Project.id == Notice.project_id), N_("Open the notice")
    ),
    SubjectKind(
        TradeQuestion,
        select(TradeQuestion.id, Project.name).join(Project, Project.id == TradeQuestion.project_id),
        N_("Open the question"),
    ),
    SubjectKind(
        Addendum,
        select(Addendum.id, Project.name).join(Project, Project.id == Addendum.project_id),
        N_("Open the addendum"),
    ),
    SubjectKind(
        Objection,
        select(Objection.id, Project.name).join(Project, Project.id == Objection.project_id),
        N_("Open the objection"),
    ),
    SubjectKind(
        TradeComplaint,
        select(TradeComplaint.id, TradeComplaint.number + " " + Project.name).join(
            Project, Project.id == TradeComplaint.project_id
        ),
        N_("Open the complaint"),
    ),
    SubjectKind(
        TradeBond,
        select(TradeBond.id, Project.number + " " + Project.name).join(Project, Project.id == TradeBond.project_id),
        N_("Open the bond"),
    ),
    SubjectKind(Bidder, select(Bidder.id, Bidder.name), N_("Open the bidder")),
    SubjectKind(
        Offer,
        select(Offer.id, Project.name + " · " + Bidder.name)
        .join(Bidder, Bidder.id == Offer.bidder_id)
        .join(Lot, Lot.id == Offer.lot_id)
        .join(Project, Project.id == Lot.project_id),
        N_("Open the bid"),
    ),
    SubjectKind(
        TradeContract,
        select(TradeContract.id, TradeContract.number + " " + TradeContract.name),
        N_("Open the contract"),
    ),
    SubjectKind(
        ScreenedTrade,
        select(ScreenedTrade.id, ScreenedTrade.ocid + " " + ScreenedTrade.title),
        N_("Open what the conditions say"),
        "supervision.screened",
    ),
    SubjectKind(
        DirectPurchase,
        select(DirectPurchase.id, DirectPurchase.number + " " + DirectPurchase.name),
        N_("Open the purchase"),
    ),
    SubjectKind(
        TradeListing, select(TradeListing.id, TradeListing.number + " " + TradeListing.name), N_("Open the listing")
    ),
    SubjectKind(
        TradePublication,
        select(TradePublication.id, Project.name).join(Project, Project.id == TradePublication.project_id),
        N_("Open the publication"),
    ),
    SubjectKind(TradePhrase, select(TradePhrase.id, TradePhrase.phrase), N_("Open the phrase")),
    SubjectKind(TradeShared, select(TradeShared.id, TradeShared.name), N_("Open what is shared by right")),
    SubjectKind(TradePattern, select(TradePattern.id, TradePattern.name), N_("Open what was asked")),
    SubjectKind(ScreenedBid, select(ScreenedBid.id, ScreenedBid.bidder_name), N_("Open the bid that was screened")),
    SubjectKind(
        Lot,
        select(Lot.id, Project.name + " · " + Lot.name).join(Project, Project.id == Lot.project_id),
        N_("Open what the conditions say"),
        "supervision.trade",
        at=Lot.project_id,
        woken_by=(
            (Project, select(Lot.id, Lot.project_id)),
            (Award, select(Award.lot_id, Award.id)),
            (TradeContract, select(Award.lot_id, TradeContract.id).join(Award, Award.id == TradeContract.award_id)),
        ),
    ),
    *tables(
        Award,
        BidBody,
        BidderAccount,
        BidderApplication,
        BidMatch,
        BidOrigin,
        BidPapers,
        BidTrace,
        Candidate,
        Criterion,
        Draw,
        DrawPart,
        EarlierEvaluation,
        Expert,
        KeyHolder,
        KeyShare,
        LotReading,
        NetworkRun,
        NoticeMinimum,
        Opening,
        PanelMember,
        PhraseHit,
        Receipt,
        Score,
        ScreenAnswer,
        ScreenedProcess,
        SealedBid,
        TradePass,
    ),
)

PARTY_PARTS = (
    PartyPart(
        N_("Bids read out"),
        Offer,
        Offer.opened_at,
        lambda party: Offer.bidder_id.in_(
            select(Bidder.id).join(Party, Party.id == Bidder.party_id).where(Party.key_hash == party)
        ),
    ),
    PartyPart(
        N_("Bids on other platforms"),
        ScreenedBid,
        ScreenedBid.handed_in_at,
        lambda party: (
            (ScreenedBid.bidder_hash == party)
            & ScreenedBid.trade_id.in_(select(ScreenedTrade.id).where(ScreenedTrade.source != OWN))
        ),
    ),
)

TRADING = Domain(
    name="trading",
    title=N_("Public resource trading"),
    manual="trading",
    verbs=VERBS,
    subjects=SUBJECTS,
    kept={
        "trade.lot_contracted": {"amount": "amount", "signed_on": "signed_on"},
        "trade.handed_in": {"digest": "digest"},
    },
    figures=FIGURES,
    records=KINDS,
    letters=(
        Letters(
            TradeQuestion,
            N_("Questions to tender papers"),
            "trading.desk",
            frozenset({Role.HANDLER, Role.SECTION_HEAD, Role.ORGAN_HEAD}),
            answer_due(TradeQuestion),
            TradeQuestion.still_open(),
            (Duty.HANDLER,),
        ),
        Letters(
            Objection,
            N_("Objections to trades"),
            "trading.desk",
            frozenset({Role.HANDLER, Role.SECTION_HEAD, Role.ORGAN_HEAD}),
            answer_due(Objection),
            Objection.still_open(),
            (Duty.HANDLER, Duty.SECTION_HEAD),
        ),
        Letters(
            TradeComplaint,
            N_("Complaints about trades"),
            "trading.desk",
            frozenset({Role.HANDLER, Role.SECTION_HEAD, Role.ORGAN_HEAD}),
            answer_due(TradeComplaint),
            TradeComplaint.still_open(),
            (Duty.HANDLER, Duty.SECTION_HEAD),
        ),
    ),
    points=TRADING_POINTS,
    groups=GROUPS,
    evidence=EVIDENCE,
    jobs=JOBS,
    pages=(PAGES,),
    menu=MENU,
    commands=COMMANDS,
    party_parts=PARTY_PARTS,
)

"""The door of trading."""

from app.kernel.domain import Beside, Domain, MenuItem
from app.kernel.duties import Letters, answer_due
from app.kernel.roles import Duty, Role
from app.kernel.words import N_
from app.trading.commands import COMMANDS
from app.trading.figures import FIGURES
from app.trading.flows import VERBS
from app.trading.jobs import JOBS
from app.trading.listing_flow import LISTING_VERBS
from app.trading.models import Objection, TradeComplaint, TradeQuestion
from app.trading.naming import PARTY_PARTS, SUBJECTS
from app.trading.pages import PAGES, READERS
from app.trading.pages.beside import voice_lines
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

TRADING = Domain(
    name="trading",
    title=N_("Public resource trading"),
    manual="trading",
    verbs={**VERBS, **LISTING_VERBS},
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
    beside=Beside(N_("Objections and complaints about this trade"), voice_lines),
)

"""The door of the exchange between installations."""

from sqlalchemy import select

from app.exchange.commands import EXCHANGE_COMMANDS
from app.exchange.jobs import JOBS
from app.exchange.models import ExchangeBatch, ExchangeChannel, ForeignRow, Node, Peer, ReplacedKey, WaitingRow
from app.exchange.pages import EXCHANGE_PAGES, READERS
from app.exchange.points import EVIDENCE, EXCHANGE_POINTS, GROUPS
from app.exchange.routes import LINE
from app.exchange.standing import GAUGES
from app.kernel.domain import Domain, MenuItem
from app.kernel.subjects import SubjectKind, tables
from app.kernel.words import N_

VERBS = {
    "exchange.begun": N_("Takes part in the exchange"),
    "exchange.peer_added": N_("Another installation was entered"),
    "exchange.peer_moved": N_("The address of another installation was changed"),
    "exchange.key_changed": N_("The key of the exchange was changed"),
    "exchange.peer_key_changed": N_("Another installation has changed its key"),
    "exchange.agreed": N_("What is exchanged was agreed on"),
    "exchange.batch_made": N_("A batch was made"),
    "exchange.batch_taken": N_("A batch was taken"),
    "exchange.receipt_taken": N_("A receipt came in"),
    "exchange.heard": N_("A peer is heard again"),
    "exchange.begun_again": N_("A stopped channel began again"),
    "exchange.gap": N_("A batch is missing"),
    "exchange.forked": N_("Two batches of one number"),
    "exchange.row_again": N_("A refused row is sent once more"),
    "exchange.row_given_up": N_("A refused row was given up"),
}

SUBJECTS = (
    SubjectKind(Peer, select(Peer.id, Peer.name), N_("Open the exchange"), "exchange.desk", listed=True),
    SubjectKind(
        ExchangeChannel,
        select(ExchangeChannel.id, Peer.name).join(Peer, Peer.id == ExchangeChannel.peer_id),
        N_("Open the exchange"),
        "exchange.desk",
        listed=True,
    ),
    SubjectKind(ForeignRow, select(ForeignRow.id, ForeignRow.title), N_("Open the row"), "exchange.foreign_row"),
    *tables(Node, ReplacedKey, ExchangeBatch, WaitingRow),
)

MENU_ITEMS = (
    MenuItem(
        N_("Exchange"),
        N_("Platform"),
        "exchange.desk",
        frozenset(READERS),
        "plug",
        74,
        None,
        N_("Other installations, what was sent and what came"),
    ),
)

EXCHANGE = Domain(
    name="exchange",
    title=N_("Exchange"),
    manual="operator",
    verbs=VERBS,
    subjects=SUBJECTS,
    points=EXCHANGE_POINTS,
    groups=GROUPS,
    evidence=EVIDENCE,
    jobs=JOBS,
    pages=(LINE, EXCHANGE_PAGES),
    menu=MENU_ITEMS,
    gauges=GAUGES,
    commands=(EXCHANGE_COMMANDS,),
)

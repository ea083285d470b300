"""The door of the exchange between installations."""

from app.exchange.commands import EXCHANGE_COMMANDS
from app.exchange.models import ExchangeBatch, ExchangeChannel, ForeignRow, Node, Peer, WaitingRow
from app.kernel.domain import Domain
from app.kernel.subjects import tables
from app.kernel.words import N_

VERBS = {
    "exchange.begun": N_("Takes part in the exchange"),
    "exchange.peer_added": N_("Another installation was entered"),
    "exchange.peer_moved": N_("The address of another installation was changed"),
    "exchange.agreed": N_("What is exchanged was agreed on"),
    "exchange.batch_made": N_("A batch was made"),
    "exchange.batch_taken": N_("A batch was taken"),
    "exchange.receipt_taken": N_("A receipt came in"),
    "exchange.gap": N_("A batch is missing"),
    "exchange.forked": N_("Two batches of one number"),
    "exchange.row_again": N_("A refused row is sent once more"),
    "exchange.row_given_up": N_("A refused row was given up"),
}

EXCHANGE = Domain(
    name="exchange",
    title=N_("Exchange"),
    manual="operator",
    verbs=VERBS,
    subjects=tables(Node, Peer, ExchangeChannel, ExchangeBatch, ForeignRow, WaitingRow),
    commands=(EXCHANGE_COMMANDS,),
)

"""Rows that were refused: sent once more after a correction, or given up with a reason."""

from app.exchange.models import WaitingRow
from app.exchange.operations.peers import admit
from app.exchange.words import Direction, RowState
from app.kernel.act import Act
from app.kernel.audit import record
from app.kernel.errors import Incomplete, NotFound, OutOfOrder
from app.kernel.words import N_


def waiting_row(act: Act, pk: int) -> WaitingRow:
    """Return a refused row within the actor's scope."""
    row = act.session.get(WaitingRow, pk)
    if row is None or not act.actor.scope.holds(row.county):
        raise NotFound(N_("There is no such record, or it lies outside your region."))
    return row


def send_row_again(act: Act, row: WaitingRow) -> None:
    """Let a row that the peer refused go out with the next batch, as it is by then."""
    admit(act, row.county)
    if row.settled_at is not None:
        raise OutOfOrder(N_("This row does not wait any more."))
    if row.channel.direction != Direction.OUT or row.place is None or not row.row_kind:
        raise OutOfOrder(N_("Only the installation where the row lives can correct it and send it again."))
    row.state = RowState.AGAIN
    record(act, "exchange.row_again", row, row_kind=row.row_kind, row_id=row.subject)


def give_up_row(act: Act, row: WaitingRow, reason: str) -> None:
    """Let a refused row be, and say why."""
    admit(act, row.county)
    reason = reason.strip()
    if not reason or len(reason) > 1000:
        raise Incomplete(N_("Say in at most 1000 characters why the row is given up."), field="reason")
    if row.settled_at is not None:
        raise OutOfOrder(N_("This row does not wait any more."))
    row.state, row.reason, row.settled_at = RowState.GIVEN_UP, reason, act.at
    record(act, "exchange.row_given_up", row, row_kind=row.row_kind, row_id=row.subject, reason=reason)

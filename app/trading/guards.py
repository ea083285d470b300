"""What every act on a trade asks first: is it possible now, and does it belong to whoever acts?"""

from collections.abc import Iterable
from decimal import Decimal

from app.kernel.act import Act
from app.kernel.audit import record
from app.kernel.errors import Incomplete, NotAllowed, OutOfOrder
from app.kernel.flows.machine import Move
from app.kernel.roles import Duty
from app.kernel.typed import read_amount
from app.kernel.words import N_, Titled
from app.trading.flows import AGENCY_MOVES, CENTRE, CENTRE_MOVES, SUPERVISOR_MOVES, TENDER
from app.trading.models import Lot, Notice, Project
from app.trading.words import TradeState


def holds(act: Act, organisation_id: int, duties: Iterable[Duty]) -> bool:
    """Tell whether the actor holds one of these duties in an organisation, or is the platform itself."""
    return act.actor.is_platform or any((organisation_id, duty) in act.actor.duties for duty in duties)


def home_of(project: Project, code: str) -> int:
    """Return the body in which the duty of a move is held; zero where none was named."""
    if code in SUPERVISOR_MOVES:
        return project.supervisor_id or 0
    return project.centre_id if code in CENTRE_MOVES else project.organisation_id


def engaged(act: Act, project: Project) -> bool:
    """Tell whether somebody acts for the agency that is engaged for a trade."""
    agency = project.agency
    return agency is not None and act.actor.party == (agency.kind, agency.id)


def begin(act: Act, project: Project, code: str, reason: str = "") -> Move:
    """Return the move when the actor may make it now; otherwise refuse in words."""
    move = TENDER.moves[code]
    mine = holds(act, home_of(project, code), move.duties) or (code in AGENCY_MOVES and engaged(act, project))
    if not mine:
        raise NotAllowed(
            N_(
                "“%(move)s” belongs to another post, of the buyer, the trading centre or the supervisor. Hand the trade to its holder."
            ),
            move=Titled(move.title),
        )
    TENDER.check(project.state, code)
    if move.needs_reason:
        needed(reason)
    return move


def finish(act: Act, project: Project, move: Move, **facts: object) -> None:
    """Bring the project where a move leads, if it leads anywhere, and put the step into the trail."""
    if move.target is not None:
        project.state, project.moved_at = move.target, act.at
        project.halted_from = project.halted_at = None
    record(act, move.verb, project, **facts)


def check_centre(act: Act, project: Project) -> None:
    """Refuse whoever holds no post at the trading centre of a project."""
    if not holds(act, project.centre_id, CENTRE):
        raise NotAllowed(N_("Only the trading centre of this project does this."))


def needed(text: str, field: str = "reason") -> str:
    """Return a text without its blanks, or refuse an empty one."""
    if not text.strip():
        raise Incomplete(N_("This field must be filled in."), field=field)
    return text.strip()


def positive(amount: Decimal, field: str) -> Decimal:
    """Return an amount in yuan above zero with at most two decimals."""
    read = read_amount(amount, field)
    if read <= 0:
        raise Incomplete(N_("Enter a number above zero."), field=field)
    return read


def notice_of(project: Project) -> Notice:
    """Return the notice of a project that has one."""
    if project.notice is None:
        raise OutOfOrder(N_("This project has no notice yet. Draft it first."))
    return project.notice


def check_state(project: Project, *states: TradeState) -> None:
    """Refuse an act that keeps the state, where the state is another."""
    if project.state not in states:
        raise OutOfOrder(
            N_("This is not possible while the state is “%(state)s”. Reload the page."), state=TradeState(project.state)
        )


def check_lot(lot: Lot) -> None:
    """Refuse an act on a lot that failed."""
    if lot.failed:
        raise OutOfOrder(N_("Fewer than three bids came in for this lot: they stay sealed, and nobody is awarded it."))

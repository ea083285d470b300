"""Deciding on entries: approved or returned with a reason, shown to the public or taken from it."""

from app.kernel.act import Act
from app.kernel.audit import record
from app.kernel.errors import Incomplete, NotAllowed, OutOfOrder
from app.kernel.words import N_
from app.ledgers.access import may_approve
from app.ledgers.models import LedgerEntry
from app.ledgers.notices import tell_author
from app.ledgers.operations.duties import reopen_duty
from app.ledgers.operations.standing import show, stand
from app.ledgers.words import EntryState


def _check(act: Act, entry: LedgerEntry, *states: EntryState) -> None:
    if not may_approve(act.actor, entry):
        if entry.submitted_by is not None and entry.submitted_by == act.actor.official_id:
            raise NotAllowed(N_("You submitted this entry yourself. Somebody else must decide on it."))
        raise NotAllowed(N_("Only those who approve the entries of this ledger may do this."))
    if entry.state not in states:
        raise OutOfOrder(N_("This entry is not in a state in which this can be done. Look at where it stands now."))


def approve_entry(act: Act, entry: LedgerEntry, *, at_once: bool = False) -> LedgerEntry:
    """Approve a submitted entry; with ``at_once`` it is shown to the public as well."""
    _check(act, entry, EntryState.SUBMITTED)
    stand(act, entry)
    if at_once and entry.version.public and entry.state == EntryState.APPROVED:
        show(act, entry)
    return entry


def return_entry(act: Act, entry: LedgerEntry, reason: str) -> LedgerEntry:
    """Send a submitted entry back with the reason; its duty is open again."""
    _check(act, entry, EntryState.SUBMITTED)
    if not reason.strip():
        raise Incomplete(N_("Say what has to be corrected before it is submitted again."), field="reason")
    entry.state, entry.reason = EntryState.RETURNED, reason.strip()
    entry.decided_at, entry.decided_by = act.at, act.actor.official_id
    record(act, "ledger.returned", entry, ledger=entry.ledger.code, period=entry.period, reason=entry.reason)
    reopen_duty(act, entry)
    tell_author(act, entry, entry.reason)
    return entry


def publish_entry(act: Act, entry: LedgerEntry) -> LedgerEntry:
    """Show an approved entry to the public: the public fields, masked where the version says so."""
    _check(act, entry, EntryState.APPROVED)
    if not entry.version.public:
        raise OutOfOrder(N_("This ledger has no page for the public. Its definition can give it one."))
    show(act, entry)
    return entry


def hide_entry(act: Act, entry: LedgerEntry, reason: str) -> LedgerEntry:
    """Take an entry from the public portal, with the reason; it stays approved."""
    _check(act, entry, EntryState.PUBLISHED)
    if not reason.strip():
        raise Incomplete(N_("Say why the public may not see it."), field="reason")
    entry.state, entry.published_at, entry.reason = EntryState.APPROVED, None, reason.strip()
    record(act, "ledger.hidden", entry, ledger=entry.ledger.code, reason=entry.reason)
    return entry

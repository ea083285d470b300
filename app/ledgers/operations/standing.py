"""What happens when an entry comes to stand: it replaces the one that it corrects."""

from app.kernel.act import Act
from app.kernel.audit import record
from app.ledgers.models import LedgerEntry
from app.ledgers.words import EntryState


def stand(act: Act, entry: LedgerEntry) -> None:
    """Let an entry count as approved; a correction takes the place of the old one, on the public portal too."""
    entry.state, entry.decided_at, entry.decided_by = EntryState.APPROVED, act.at, act.actor.official_id
    record(act, "ledger.approved", entry, ledger=entry.ledger.code, period=entry.period, edition=entry.edition)
    if entry.previous_id is None:
        return
    old = act.session.get(LedgerEntry, entry.previous_id)
    if old is None:
        return
    if old.state == EntryState.PUBLISHED:
        show(act, entry)
    old.state = EntryState.CORRECTED


def show(act: Act, entry: LedgerEntry) -> None:
    """Put an approved entry on the public portal."""
    entry.state, entry.published_at = EntryState.PUBLISHED, act.at
    record(act, "ledger.shown", entry, ledger=entry.ledger.code, period=entry.period)

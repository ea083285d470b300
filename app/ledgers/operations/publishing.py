"""Publishing a version: from then on it never changes."""

import hashlib
import json

from sqlalchemy import delete, select

from app.kernel.act import Act
from app.kernel.audit import record
from app.kernel.bulk import write_rows
from app.kernel.errors import Incomplete, OutOfOrder, Refused
from app.kernel.initials import initials
from app.kernel.words import N_
from app.ledgers.fields.checking import check_fields
from app.ledgers.fields.field import LedgerField
from app.ledgers.index import index_rows
from app.ledgers.models import Ledger, LedgerEntry, LedgerValue, LedgerVersion
from app.ledgers.operations.definitions import CONTENT, check_definer
from app.ledgers.operations.duties import open_duties_of, withdraw_duties
from app.ledgers.words import Approver, LedgerState

BATCH = 2_000


class Unfit(Incomplete):
    """A version cannot be published; ``faults`` says why, field by field."""

    def __init__(self, faults: dict[str, Refused]) -> None:
        super().__init__(N_("This version cannot be published yet. What is wrong stands beside each part."))
        self.faults = faults


def faults_of(version: LedgerVersion) -> dict[str, Refused]:
    """Return what keeps a version from being published: by field name, or by the part of the rules."""
    faults = check_fields(version.items)
    if not version.bodies:
        faults["bodies"] = Incomplete(N_("Choose who must fill the ledger in."), field="bodies")
    if version.public and not any(item.public for item in version.items):
        faults["public"] = Incomplete(N_("Choose at least one field that the public may see."), field="public")
    if version.approver == Approver.NOBODY and version.public:
        faults["approver"] = Incomplete(N_("What the public sees must be approved by somebody."), field="approver")
    return faults


def publish_ledger(act: Act, ledger: Ledger, note: str = "") -> LedgerVersion:
    """Publish the draft; form, list, sheet, REST, duties and the public portal follow it at once."""
    check_definer(act, ledger)
    draft = ledger.draft
    if draft is None or ledger.state == LedgerState.RETIRED:
        raise OutOfOrder(N_("Nothing has been changed since the last version was published."))
    faults = faults_of(draft)
    if faults:
        raise Unfit(faults)
    before = ledger.current
    if before is not None and not note.strip():
        raise Incomplete(N_("Say in a sentence what is new in this version."), field="note")
    draft.note = note.strip()
    draft.checksum = checksum(draft)
    draft.published_by = act.actor.official_id
    draft.published_at = act.at
    act.session.flush()
    ledger.name, ledger.initials = draft.name, initials(draft.name)
    ledger.current_version_id, ledger.state = draft.id, LedgerState.IN_FORCE
    act.session.flush()
    if before is not None:
        _index_again(act, ledger, before, draft)
    record(act, "ledger.published", ledger, version=draft.number, checksum=draft.checksum, note=draft.note)
    withdraw_duties(act, ledger, draft)
    open_duties_of(act, ledger, draft)
    return draft


def checksum(version: LedgerVersion) -> str:
    """Return the SHA-256 of a version's content."""
    content = [getattr(version, name) for name in CONTENT]
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _index_again(act: Act, ledger: Ledger, before: LedgerVersion, after: LedgerVersion) -> None:
    """Bring old entries' values into the index for fields that are listed or filtered from now on."""
    known = {item.name for item in before.items if item.indexed}
    new = {item.name for item in after.items if item.indexed} - known
    if not new:
        return
    act.session.execute(delete(LedgerValue).where(LedgerValue.ledger_id == ledger.id, LedgerValue.field.in_(new)))
    versions = {version.id: _to_index(version, new) for version in ledger.versions}
    last = 0
    columns = (LedgerEntry.id, LedgerEntry.county, LedgerEntry.version_id, LedgerEntry.content)
    while True:
        some = act.session.execute(
            select(*columns)
            .where(LedgerEntry.ledger_id == ledger.id, LedgerEntry.id > last)
            .order_by(LedgerEntry.id)
            .limit(BATCH)
        ).all()
        if not some:
            return
        last = some[-1].id
        rows = [
            row
            for entry in some
            for row in index_rows(entry.id, entry.county, ledger.id, versions[entry.version_id], entry.content)
        ]
        write_rows(act.session.connection(), LedgerValue.__table__, rows)  # type: ignore[arg-type]


def _to_index(version: LedgerVersion, names: set[str]) -> list[LedgerField]:
    return [LedgerField.from_data({**item.to_data(), "filtered": True}) for item in version.items if item.name in names]

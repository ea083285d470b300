"""Writing entries: begun, changed, submitted, corrected by a new one."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, select

from app.kernel.act import Act
from app.kernel.audit import record
from app.kernel.errors import Conflict, Incomplete, NotAllowed, OutOfOrder
from app.kernel.places import Organisation
from app.kernel.typed import Faulty
from app.kernel.words import N_
from app.ledgers.access import may_fill
from app.ledgers.fields.field import LedgerField
from app.ledgers.fields.reading import Lookup, read_content
from app.ledgers.fields.showing import title_of
from app.ledgers.index import index_entry
from app.ledgers.models import Ledger, LedgerEntry, LedgerValue, LedgerVersion
from app.ledgers.operations.duties import meet_duty, reopen_duty
from app.ledgers.operations.standing import stand
from app.ledgers.periods import check_period, period_of
from app.ledgers.words import OPEN, Approver, Cadence, EntryState, Kind, LedgerState


def version_in_force(ledger: Ledger) -> LedgerVersion:
    """Return the version by which new entries are written; OutOfOrder when the ledger is not in use."""
    version = ledger.current
    if version is None or ledger.state != LedgerState.IN_FORCE:
        raise OutOfOrder(N_("This ledger is not in use, so nothing new can be entered."))
    return version


def check_filler(act: Act, ledger: Ledger, version: LedgerVersion, organisation: Organisation) -> None:
    """Refuse who may not enter for an organisation."""
    if not may_fill(act.actor, version, ledger, organisation):
        raise NotAllowed(
            N_("Only those who fill in the ledger “%(ledger)s” for %(organisation)s may do this."),
            ledger=ledger.name,
            organisation=organisation.name,
        )


def checked_period(act: Act, version: LedgerVersion, period: str) -> str:
    """Return the period of an entry; the running one when none is given, never one to come.

    What is entered whenever it happens counts for the month in which it is entered.
    """
    cadence = Cadence(version.cadence)
    if cadence is Cadence.EVENT:
        return f"{act.on:%Y-%m}"
    running = period_of(cadence, act.on)
    given = check_period(cadence, period or running)
    if given > running:
        raise Incomplete(N_("This period has not begun yet."), field="period")
    return given


def lookup_of(act: Act, ledger: Ledger) -> Lookup:
    """Return what finds organisations and regions where a ledger holds."""
    return Lookup(act.session, ledger.prefix)


def draft_entry(
    act: Act, ledger: Ledger, organisation: Organisation, period: str, raw: Mapping[str, Any]
) -> LedgerEntry:
    """Begin an entry for an organisation; gaps are let pass until it is submitted. Faulty names each field."""
    version = version_in_force(ledger)
    check_filler(act, ledger, version, organisation)
    entry = LedgerEntry(
        county=organisation.county,
        ledger_id=ledger.id,
        version_id=version.id,
        organisation_id=organisation.id,
        region_code=organisation.region_code,
        period=checked_period(act, version, period),
        content={},
        state=EntryState.DRAFT,
        created_at=act.at,
        created_by=act.actor.official_id,
        changed_at=act.at,
        edition=1,
    )
    entry.ledger, entry.version, entry.organisation = ledger, version, organisation
    act.session.add(entry)
    _write(act, entry, raw)
    record(act, "ledger.entry_drafted", entry, ledger=ledger.code, period=entry.period, version=version.number)
    return entry


def edit_entry(
    act: Act, entry: LedgerEntry, raw: Mapping[str, Any], *, period: str | None = None, revision: int | None = None
) -> LedgerEntry:
    """Write the content of an entry that has not been submitted; it moves to the version in force.

    ``revision`` is the one that the form showed; Conflict when somebody else has written since.
    """
    _check_open(act, entry)
    if revision is not None and revision != entry.revision:
        raise Conflict(
            N_(
                "Somebody else changed this record while you were working on it. "
                "Your text is kept: look at the new state, then save again."
            )
        )
    version = version_in_force(entry.ledger)
    entry.version = version
    if period is not None and entry.previous_id is None:
        entry.period = checked_period(act, version, period)
    _write(act, entry, raw)
    record(act, "ledger.entry_edited", entry, ledger=entry.ledger.code, digest=digest(entry.content))
    return entry


def _check_open(act: Act, entry: LedgerEntry) -> None:
    if entry.state not in OPEN:
        raise OutOfOrder(
            N_("This entry has been submitted and cannot be changed. Begin a correction once it is decided.")
        )
    check_filler(act, entry.ledger, version_in_force(entry.ledger), entry.organisation)


def _write(act: Act, entry: LedgerEntry, raw: Mapping[str, Any]) -> None:
    items = entry.version.items
    raw = _own_files(entry, items, raw)
    unknown = set(raw) - {item.name for item in items}
    if unknown:
        raise Incomplete(N_("There is no field called %(names)s."), names="、".join(sorted(unknown))[:200])
    read = read_content(items, raw, lookup_of(act, entry.ledger), complete=False)
    if read.faults:
        raise Faulty(read.faults)
    put_content(act, entry, read.held)


def _own_files(entry: LedgerEntry, items: tuple[LedgerField, ...], raw: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what was sent with files only as the entry holds them: some may be left out, none put in."""
    kept = dict(raw)
    for item in items:
        if item.kind in (Kind.FILE, Kind.PHOTO) and isinstance(raw.get(item.name), list):
            wanted = {one.get("id") for one in raw[item.name] if isinstance(one, Mapping)}
            kept[item.name] = [one for one in entry.content.get(item.name, []) if one["id"] in wanted]
    return kept


def put_content(act: Act, entry: LedgerEntry, content: Mapping[str, Any]) -> None:
    """Put content that was read into an entry and the index."""
    items = entry.version.items
    entry.content = dict(content)
    entry.title = title_of(items, content)
    entry.changed_at = act.at
    index_entry(act.session, entry, items)


def digest(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a content; the trail keeps it instead of what may be personal."""
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def submit_entry(act: Act, entry: LedgerEntry) -> LedgerEntry:
    """Submit an entry; now nothing may be missing. Without an approver it counts at once."""
    _check_open(act, entry)
    items: tuple[LedgerField, ...] = entry.version.items
    read = read_content(items, entry.content, lookup_of(act, entry.ledger), complete=True)
    if read.faults:
        raise Faulty(read.faults)
    entry.state, entry.submitted_at, entry.submitted_by = EntryState.SUBMITTED, act.at, act.actor.official_id
    entry.reason = "" if entry.previous_id is None else entry.reason
    facts = {"ledger": entry.ledger.code, "period": entry.period, "version": entry.version.number}
    record(act, "ledger.submitted", entry, **facts, digest=digest(entry.content))
    meet_duty(act, entry)
    if entry.version.approver == Approver.NOBODY:
        stand(act, entry)
    return entry


def withdraw_entry(act: Act, entry: LedgerEntry) -> LedgerEntry:
    """Take back an entry on which nobody has decided yet; it can be changed and its duty is open again."""
    if entry.state != EntryState.SUBMITTED:
        raise OutOfOrder(N_("Only an entry that waits for approval is withdrawn. A decided one is corrected."))
    check_filler(act, entry.ledger, version_in_force(entry.ledger), entry.organisation)
    entry.state = EntryState.DRAFT
    if entry.decided_at is None:  # nobody has ever looked at it: it may be thrown away, too
        entry.submitted_at = entry.submitted_by = None
    record(act, "ledger.withdrawn", entry, ledger=entry.ledger.code, period=entry.period)
    reopen_duty(act, entry)
    return entry


def take_back_entry(act: Act, entry: LedgerEntry) -> None:
    """Throw away an entry of a sheet that is withdrawn: nobody has decided on it, or nobody had to."""
    at_once = entry.state == EntryState.APPROVED and entry.decided_by is None
    if at_once and entry.version.approver == Approver.NOBODY:
        entry.state, entry.decided_at = EntryState.SUBMITTED, None
    withdraw_entry(act, entry)
    discard_entry(act, entry)


def enter_again(act: Act, entry: LedgerEntry, content: Mapping[str, Any], reason: str) -> LedgerEntry:
    """Put the corrected row of a sheet in the place of an entry, whatever state that has, and submit it.

    Files stay with the entry; a decided entry gets a correction, which is decided in its turn.
    """
    if entry.state == EntryState.SUBMITTED:
        withdraw_entry(act, entry)
    elif entry.state in (EntryState.APPROVED, EntryState.PUBLISHED):
        entry = correct_entry(act, entry, reason)
    files = {item.name for item in entry.version.items if item.kind in (Kind.FILE, Kind.PHOTO)}
    kept = {name: value for name, value in entry.content.items() if name in files}
    edit_entry(act, entry, {**kept, **content})
    return submit_entry(act, entry)


def correct_entry(act: Act, entry: LedgerEntry, reason: str) -> LedgerEntry:
    """Begin a correction of a decided entry: a new entry with its content; the old one stands until it is approved."""
    if entry.state not in (EntryState.APPROVED, EntryState.PUBLISHED):
        raise OutOfOrder(N_("Only an approved entry is corrected; one that is being filled in is simply changed."))
    version = version_in_force(entry.ledger)
    check_filler(act, entry.ledger, version, entry.organisation)
    if not reason.strip():
        raise Incomplete(N_("Say what was wrong."), field="reason")
    begun = select(LedgerEntry.id).where(LedgerEntry.previous_id == entry.id)
    if act.session.scalar(begun) is not None:
        raise Conflict(N_("A correction of this entry has been begun already."))
    kept = {item.name for item in version.items}
    raw = {name: value for name, value in entry.content.items() if name in kept}
    read = read_content(version.items, raw, lookup_of(act, entry.ledger), complete=False)
    new = LedgerEntry(
        county=entry.county,
        ledger_id=entry.ledger_id,
        version_id=version.id,
        organisation_id=entry.organisation_id,
        region_code=entry.region_code,
        period=entry.period,
        content={},
        state=EntryState.DRAFT,
        created_at=act.at,
        created_by=act.actor.official_id,
        changed_at=act.at,
        reason=reason.strip(),
        edition=entry.edition + 1,
        previous_id=entry.id,
    )
    new.ledger, new.version, new.organisation = entry.ledger, version, entry.organisation
    act.session.add(new)
    put_content(act, new, read.held)
    record(act, "ledger.correction_begun", new, of=entry.id, reason=reason.strip())
    return new


def discard_entry(act: Act, entry: LedgerEntry) -> None:
    """Throw an entry away that was never submitted."""
    _check_open(act, entry)
    if entry.submitted_at is not None:
        raise OutOfOrder(N_("This entry was submitted once, so it stays. Correct it and submit it again."))
    record(act, "ledger.entry_discarded", entry, ledger=entry.ledger.code, period=entry.period)
    act.session.execute(delete(LedgerValue).where(LedgerValue.entry_id == entry.id))
    act.session.delete(entry)
    act.session.flush()

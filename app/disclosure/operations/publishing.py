"""Verbs of what becomes public: approve, publish, correct, withdraw, archive, take over, sweep."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.disclosure.access import may_examine, may_withdraw, needs_writer
from app.disclosure.due import previous_of
from app.disclosure.flows import TEXT
from app.disclosure.freezing import digest_of, measure, sum_up
from app.disclosure.likeness import bits_apart
from app.disclosure.models import DisclosureDuty, DisclosureItem, DisclosureTask, DisclosureVersion
from app.disclosure.operations.drafting import last_public, new_version
from app.disclosure.operations.leaks import find_leaks, undecided
from app.disclosure.texts import settle_text
from app.disclosure.words import PUBLIC_STATES, HideReason, ItemState, TextState
from app.kernel.act import Act, local_day, start_of_day
from app.kernel.audit import record
from app.kernel.calendar import ONE_DAY
from app.kernel.errors import Incomplete, NotAllowed, OutOfOrder
from app.kernel.numbering import next_number
from app.kernel.places import Organisation
from app.kernel.words import N_
from app.ledgers.words import Cadence

SWEPT_AT_ONCE = 5_000


def _examined(act: Act, item: DisclosureItem, move: str) -> DisclosureVersion:
    version = item.work
    if version is None:
        raise OutOfOrder(N_("Nothing waits for examination here."))
    TEXT.check(version.state, move)
    if not may_examine(act.actor, version):
        raise NotAllowed(
            N_(
                "A second person examines: somebody of the organisation who leads, or of the one above, and not who wrote it."
            )
        )
    return version


def return_text(act: Act, item: DisclosureItem, reason: str) -> None:
    """Give a text back to be changed."""
    version = _examined(act, item, "returned")
    if not reason.strip():
        raise Incomplete(N_("Say what must be changed."), field="reason")
    version.state, version.reason = TextState.RETURNED, reason.strip()
    version.decided_at, version.decided_by = act.at, act.actor.official_id
    record(act, "disclosure.returned", version, item=item.id, number=version.number)


def approve_text(act: Act, item: DisclosureItem) -> None:
    """Approve a text for publication (four eyes)."""
    version = _examined(act, item, "approved")
    version.state, version.decided_at, version.decided_by = TextState.APPROVED, act.at, act.actor.official_id
    record(act, "disclosure.approved", version, item=item.id, number=version.number)


def publish_text(act: Act, item: DisclosureItem) -> None:
    """Make an approved text public: numbered, sealed by its digest, its duty met; a former version stays readable."""
    version = item.work
    if version is None:
        raise OutOfOrder(N_("Nothing waits for publication here."))
    TEXT.check(version.state, "published")
    if not may_examine(act.actor, version):
        needs_writer(act, item.county, item.organisation_id)
    find_leaks(act, version)
    act.session.flush()
    act.session.refresh(version, ["findings"])
    if undecided(version):
        raise OutOfOrder(
            N_(
                "The filter found identity or bank card numbers. Decide on each before it becomes public "
                "(Personal Information Protection Law art. 28, Regulations on Disclosure art. 15)."
            )
        )
    former = item.public
    if former is not None:
        former.state = TextState.REPLACED
        record(act, "disclosure.replaced", former, item=item.id, number=former.number)
    _make_public(act, item, version, act.at)
    settle_text(act, item)
    record(act, "disclosure.published", item, number=item.number, version=version.number, digest=version.digest)


def _make_public(act: Act, item: DisclosureItem, version: DisclosureVersion, at: datetime) -> None:
    measure(version)
    version.state, version.published_at, version.published_by = TextState.PUBLISHED, at, act.actor.official_id
    version.digest = digest_of(act.session, version)
    before = previous_of(Cadence(item.duty.cadence), item.period) if item.period else ""
    like = last_public(act, item, before) if before else None
    if like is not None:
        version.like_item_id, version.like_bits = like.item_id, bits_apart(version.simhash, like.simhash)
    item.public_version_id, item.title = version.id, version.title
    item.versions_count += 1
    item.state = ItemState.PUBLISHED if item.versions_count == 1 else ItemState.CORRECTED
    item.swept_at = at
    if item.published_at is None:
        item.published_at = at
        if item.duty.publicity_days:
            item.public_until = start_of_day(local_day(at) + timedelta(days=item.duty.publicity_days) + ONE_DAY)
    if item.number is None:
        serial = next_number(act, "disclosure", item.county)
        item.number = f"{item.county}-GK-{act.on.year}-{serial:05d}"
    task = act.session.get(DisclosureTask, item.task_id) if item.task_id else None
    if task is not None and task.met_at is None:
        task.met_at, task.met_late = at, at >= task.due_at
        record(act, "disclosure.task_met", task, late=task.met_late)


def begin_correction(act: Act, item: DisclosureItem) -> DisclosureVersion:
    """Begin a new version of what is public; the public reads the old one until the new one is published."""
    needs_writer(act, item.county, item.organisation_id)
    public = item.public
    if public is None or item.state not in (ItemState.PUBLISHED, ItemState.CORRECTED) or item.work is not None:
        raise OutOfOrder(N_("Only what is public, and not being corrected already, can be corrected."))
    made = new_version(act, item, public.title, public.columns, public.body, public.rows)
    measure(made)
    find_leaks(act, made)
    record(act, "disclosure.correction_begun", made, item=item.id, number=made.number)
    return made


def ask_withdrawal(act: Act, item: DisclosureItem, code: str, reason: str) -> None:
    """Ask the superior to let an item be withdrawn; until he decides it stays public."""
    needs_writer(act, item.county, item.organisation_id)
    if item.state not in (ItemState.PUBLISHED, ItemState.CORRECTED) or item.hide_asked_at is not None:
        raise OutOfOrder(N_("Only what is public, and not asked for already, can be withdrawn."))
    if code not in set(HideReason):
        raise Incomplete(N_("Choose the kind of reason."), field="code")
    if not reason.strip():
        raise Incomplete(N_("Say why it must be withdrawn; the superior reads it."), field="reason")
    item.hide_asked_at, item.hide_asked_by = act.at, act.actor.official_id
    item.hide_code, item.hide_reason = code, reason.strip()
    record(act, "disclosure.hide_asked", item, code=code)


def decide_withdrawal(act: Act, item: DisclosureItem, *, agreed: bool) -> None:
    """Let an item be withdrawn, or refuse it; the public keeps reading that it existed, when and why it went."""
    if item.hide_asked_at is None or item.hidden_at is not None:
        raise OutOfOrder(N_("Nobody has asked to withdraw this item."))
    if not may_withdraw(act.actor, item):
        raise NotAllowed(N_("The organisation above decides on a withdrawal, and not who asked for it."))
    if agreed:
        item.state, item.hidden_at, item.hidden_by = ItemState.WITHDRAWN, act.at, act.actor.official_id
        settle_text(act, item)
        record(act, "disclosure.hidden", item, code=item.hide_code)
    else:
        item.hide_asked_at = item.hide_asked_by = None
        item.hide_code = item.hide_reason = ""
        record(act, "disclosure.hide_refused", item)


def archive_item(act: Act, item: DisclosureItem) -> None:
    """Put an item whose days of publicity are over into the archive, where the public still reads it."""
    needs_writer(act, item.county, item.organisation_id)
    if item.state not in (ItemState.PUBLISHED, ItemState.CORRECTED) or item.work is not None:
        raise OutOfOrder(N_("Only what is public and not being corrected can be archived."))
    if item.public_until is not None and item.public_until > act.at:
        raise OutOfOrder(N_("It must stay public until %(day)s."), day=local_day(item.public_until - ONE_DAY))
    item.state = ItemState.ARCHIVED
    record(act, "disclosure.archived", item)


def take_over_item(
    act: Act,
    organisation: Organisation,
    duty: DisclosureDuty,
    title: str,
    body: str,
    published_at: datetime,
    *,
    period: str = "",
    corrected_at: datetime | None = None,
    hidden_at: datetime | None = None,
) -> DisclosureItem:
    """Take an item over from a former site as it stood there, whatever it lacks; the points judge it."""
    act.needs()
    item = DisclosureItem(
        county=organisation.county,
        organisation_id=organisation.id,
        region_code=organisation.region_code,
        duty_id=duty.id,
        duty=duty,
        unit_kind=duty.unit_kind,
        category=duty.category,
        period=period,
        title=title[:120],
    )
    act.session.add(item)
    act.session.flush()
    version = new_version(act, item, item.title, [], body)
    _make_public(act, item, version, published_at)
    if corrected_at is not None:
        version.state = TextState.REPLACED
        version = new_version(act, item, item.title, [], body)
        _make_public(act, item, version, corrected_at)
    if hidden_at is not None:
        item.state, item.hidden_at = ItemState.WITHDRAWN, hidden_at
    find_leaks(act, version)
    settle_text(act, item)
    record(act, "disclosure.taken_over", item, number=item.number)
    return item


def sweep_items(act: Act) -> Mapping[str, int]:
    """Look through what is public once more: personal data that slipped in, texts that were changed behind the program.

    The items that were looked at longest ago come first, so that with many the nights share them.
    """
    figures = {"items": 0, "leaks": 0, "tampered": 0}
    oldest = (
        select(DisclosureItem)
        .where(DisclosureItem.state.in_(PUBLIC_STATES), DisclosureItem.swept_at < act.at)
        .options(joinedload(DisclosureItem.duty))
        .order_by(DisclosureItem.swept_at, DisclosureItem.id)
        .limit(SWEPT_AT_ONCE)
    )
    for item in act.session.scalars(oldest).all():
        version = act.session.get(DisclosureVersion, item.public_version_id)
        item.swept_at = act.at
        figures["items"] += 1
        if version is None:
            continue
        figures["leaks"] += find_leaks(act, version)
        sum_up(version)  # texts that became public before their sums were kept
        if item.tampered_at is None and version.digest != digest_of(act.session, version):
            item.tampered_at = act.at
            figures["tampered"] += 1
            record(act, "disclosure.tampered", item, number=item.number)
    return figures

"""Verbs of a text that is being written: begin, write, decide on what the filter found, submit."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import delete, select

from app.disclosure.access import needs_writer
from app.disclosure.columns import columns_of, filled, read_rows, table_text
from app.disclosure.due import told_period
from app.disclosure.flows import TEXT
from app.disclosure.freezing import file_text, files_of, mark_of, measure, unread_by_filter
from app.disclosure.models import DisclosureDuty, DisclosureItem, DisclosureTask, DisclosureVersion, PrivacyFinding
from app.disclosure.operations.leaks import _note, find_leaks
from app.disclosure.words import DisclosureKind, TextState
from app.kernel.act import Act
from app.kernel.attachments import Attachment, path_of, store_attachment
from app.kernel.audit import record
from app.kernel.domain import Filling
from app.kernel.errors import Conflict, Incomplete, NotFound, OutOfOrder
from app.kernel.places import Organisation
from app.kernel.privacy import LeakKind, leaks_in
from app.kernel.sealing import keyed_hash
from app.kernel.words import N_
from app.ledgers.fields.field import fields_from, fields_to

LONGEST = 50_000
NOTHING = "本期没有应当公开的内容。"
"""What the public reads of a report that there was nothing to tell."""
MOST_FILES = 20


def draft_item(
    act: Act, organisation: Organisation, duty: DisclosureDuty, task: DisclosureTask | None = None, period: str = ""
) -> DisclosureItem:
    """Begin an item for a task, or one that nobody asked for; its table has the columns of the duty."""
    needs_writer(act, organisation.county, organisation.id)
    if task is not None and task.item_id is not None:
        raise OutOfOrder(N_("This duty has an item already. Open that one."))
    item = DisclosureItem(
        county=organisation.county,
        organisation_id=organisation.id,
        region_code=organisation.region_code,
        duty_id=duty.id,
        duty=duty,
        task_id=task.id if task else None,
        unit_kind=duty.unit_kind,
        category=duty.category,
        period=task.period if task else period,
        title=_title(duty, task, period),
    )
    act.session.add(item)
    act.session.flush()
    if task is not None:
        task.item_id = item.id
    new_version(act, item, item.title, fields_to(columns_of(duty.table_columns)))
    record(act, "disclosure.drafted", item, duty=duty.code, period=item.period)
    return item


def _title(duty: DisclosureDuty, task: DisclosureTask | None, period: str) -> str:
    told = task.subject if task is not None and task.subject else told_period(task.period if task else period)
    return f"{duty.title}（{told}）"[:120] if told else duty.title[:120]


def new_version(
    act: Act, item: DisclosureItem, title: str, columns: Any, body: str = "", rows: Any = ()
) -> DisclosureVersion:
    """Add the next version of an item, as a draft."""
    made = DisclosureVersion(
        county=item.county,
        item=item,
        organisation_id=item.organisation_id,
        number=len(item.versions) + 1,
        title=title,
        body=body,
        columns=columns,
        rows=list(rows),
        written_at=act.at,
        written_by=act.actor.official_id,
    )
    act.session.add(made)
    act.session.flush()
    return made


def version_in_work(act: Act, item: DisclosureItem) -> DisclosureVersion:
    """Return the version of an item that may be written now."""
    needs_writer(act, item.county, item.organisation_id)
    version = item.work
    if version is None or version.state not in (TextState.DRAFT, TextState.RETURNED):
        raise OutOfOrder(N_("The text is not being written now. To change what is public, begin a correction."))
    return version


def write_text(
    act: Act,
    item: DisclosureItem,
    title: str,
    body: str,
    rows: Sequence[Mapping[str, str]] = (),
    *,
    note: str = "",
    cosigner: str = "",
    nil: bool = False,
    revision: int | None = None,
) -> DisclosureVersion:
    """Write title, text and table of the version in work; the filter looks through it at once.

    ``nil`` says that there was nothing to tell for the period; then there is neither text nor table.
    """
    version = version_in_work(act, item)
    if revision is not None and revision != version.revision:
        raise Conflict(
            N_(
                "Somebody else changed this record while you were working on it. "
                "Your text is kept: look at the new state, then save again."
            )
        )
    title, body = title.replace("\x00", "").strip(), body.replace("\x00", "").strip()
    if not title or len(title) > 120:
        raise Incomplete(N_("Give it a title of at most 120 characters."), field="title")
    if len(body) > LONGEST:
        raise Incomplete(N_("At most 50,000 characters fit here. Hand the rest in as a file."), field="body")
    if body == NOTHING:
        body = ""
    version.rows = read_rows(fields_from(version.columns), rows)
    if nil and (body or version.rows or version.files):
        raise Incomplete(
            N_(
                "Either there was nothing to tell, or there is something: empty the text, the table and the files, or choose “no”."
            ),
            field="nil",
        )
    version.nil, version.cosigner = nil, " ".join(cosigner.replace("\x00", "").split())[:60]
    version.title, version.body, version.note = (
        title,
        NOTHING if nil else body,
        note.replace("\x00", "").strip()[:2000],
    )
    version.written_at, version.written_by = act.at, act.actor.official_id
    if item.public_version_id is None:
        item.title = title
    measure(version)
    find_leaks(act, version)
    record(act, "disclosure.written", version, item=item.id, number=version.number, length=version.length)
    return version


def fill_table(act: Act, item: DisclosureItem, filling: Filling) -> DisclosureVersion:
    """Fill the table of the version in work from what another part of the program knows of the period."""
    version = version_in_work(act, item)
    told = filling.tell(act.session, item.organisation_id, item.period)
    if told is None:
        raise Incomplete(filling.lacking)
    version.rows, version.nil = filled(version.columns, told), False
    version.body = "" if version.body == NOTHING else version.body
    version.written_at, version.written_by = act.at, act.actor.official_id
    measure(version)
    find_leaks(act, version)
    record(act, "disclosure.filled", version, item=item.id, source=filling.name, rows=len(told))
    return version


def attach_file(act: Act, folder: Path, item: DisclosureItem, name: str, stream: BinaryIO) -> Attachment:
    """Add a file to the version in work; what can be read of it goes through the filter."""
    version = version_in_work(act, item)
    if version.files >= MOST_FILES:
        raise Incomplete(N_("At most %(most)d files fit here."), field="files", most=MOST_FILES)
    file = store_attachment(act, folder, version, name, stream)
    if version.nil:
        raise Incomplete(
            N_("The text says that there was nothing to tell. Choose “no” there before you hand in a file."),
            field="files",
        )
    version.files += 1
    held = {one.mark for one in version.findings}
    path = path_of(folder, file)
    text = file_text(path, file.media_type)
    if unread_by_filter(file.media_type, text):
        _note(act, version, str(LeakKind.UNREAD), "file", f"· {file.name}", keyed_hash(f"unread:file{file.id}"))
    for leak in leaks_in(text):
        mark = mark_of(leak, f"file{file.id}")
        if mark not in held and leak.kind is not LeakKind.ADDRESS:
            held.add(mark)
            _note(act, version, str(leak.kind), "file", f"{leak.shown} · {file.name}", mark)
    act.session.flush()
    act.session.expire(version, ["findings"])
    return file


def remove_file(act: Act, item: DisclosureItem, file_id: int) -> None:
    """Take a file, and what the filter found in it, out of a version that is not public yet."""
    version = version_in_work(act, item)
    file = next((one for one in files_of(act.session, version) if one.id == file_id), None)
    if file is None:
        raise NotFound(N_("There is no such file, or it lies outside your region."))
    act.session.execute(
        delete(PrivacyFinding).where(
            PrivacyFinding.version_id == version.id,
            PrivacyFinding.place == "file",
            PrivacyFinding.shown.endswith(f" · {file.name}"[-100:], autoescape=True),
        )
    )
    record(act, "disclosure.file_removed", version, item=item.id, digest=file.digest)
    act.session.delete(file)
    version.files -= 1
    act.session.flush()
    act.session.expire(version, ["findings"])


def submit_text(act: Act, item: DisclosureItem) -> None:
    """Hand a text to who examines it; it must say something."""
    version = version_in_work(act, item)
    TEXT.check(version.state, "submitted")
    if not version.body and not version.rows and not version.files:
        raise Incomplete(N_("Write the text, fill the table or hand in a file first."), field="body")
    if item.duty.needs_files and not version.files:
        raise Incomplete(N_("This duty asks for a file. Hand it in first."), field="files")
    if item.unit_kind == DisclosureKind.VILLAGE and not version.cosigner:
        raise Incomplete(
            N_(
                "Village affairs are examined by the villagers' supervision committee first. Enter who of it has done so."
            ),
            field="cosigner",
        )
    if version.number > 1 and not version.note:
        raise Incomplete(N_("Say in the note what was corrected."), field="note")
    version.state, version.submitted_at, version.submitted_by = (TextState.SUBMITTED, act.at, act.actor.official_id)
    record(act, "disclosure.submitted", version, item=item.id, number=version.number)


def text_of(version: DisclosureVersion) -> str:
    """Return what a version says, its table included."""
    return f"{version.body}\n{table_text(version.rows)}".strip()


def last_public(act: Act, item: DisclosureItem, period: str) -> DisclosureVersion | None:
    """Return what the organisation published under the same duty for another period."""
    return act.session.scalar(
        select(DisclosureVersion)
        .join(DisclosureItem, DisclosureItem.public_version_id == DisclosureVersion.id)
        .where(
            DisclosureItem.organisation_id == item.organisation_id,
            DisclosureItem.duty_id == item.duty_id,
            DisclosureItem.period == period,
            DisclosureItem.id != item.id,
        )
        .order_by(DisclosureItem.id.desc())
        .limit(1)
    )

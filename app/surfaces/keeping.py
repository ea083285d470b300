"""What keeps the platform trustworthy without anybody's doing: roots, witness, outbox, clean disks."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import current_app
from nacl.signing import SigningKey, VerifyKey
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.kernel import attachments, outbox
from app.kernel.act import Act
from app.kernel.attachments import Attachment
from app.kernel.audit import Subject, TrailRow, record
from app.kernel.domain import Domain, Gauge, Gauges, Job, Lane, MenuItem
from app.kernel.errors import Conflict, Incomplete
from app.kernel.notices import Message
from app.kernel.outbox import gateway_of, outbox_figures, send_waiting
from app.kernel.places import Organisation
from app.kernel.roles import Role
from app.kernel.subjects import SubjectKind, tables
from app.kernel.tallies import forget_tallies
from app.kernel.trail.aside import published_set_aside
from app.kernel.trail.keys import key_id, make_key, open_key, public_keys
from app.kernel.trail.nightly import verify_trails
from app.kernel.trail.outside import Outside, read_outside, read_published
from app.kernel.trail.roots import TrailRoot, sign_roots
from app.kernel.trail.witness import watch_tails
from app.kernel.words import N_
from app.surfaces.database import db
from app.surfaces.drafts.operations import forget_old_drafts
from app.surfaces.folders import folder_of, sweep_folders
from app.surfaces.machines.repeating import forget_answers
from app.surfaces.reminding import send_digests
from app.surfaces.scheduling.standing import failing_jobs, seconds_of_last, seconds_of_silence
from app.surfaces.sheets.handed import forget_sheets
from app.surfaces.sheets.withdrawing import VERBS as SHEET_VERBS
from app.surfaces.sheets.working import work_off
from app.surfaces.troubles import clock_pieces, outbox_pieces


def key_file() -> Path:
    """Return the file of the key that signs the trail."""
    named = current_app.config.get("SUNSHINE_TRAIL_KEY")
    return Path(named) if named else folder_of("keys") / "trail.key"


def backup_passphrase() -> str:
    """Return the passphrase of encrypted backups; Incomplete, in words, when none is given."""
    named = current_app.config.get("SUNSHINE_BACKUP_PASSPHRASE_FILE")
    try:
        lines = Path(named).read_text(encoding="utf-8").splitlines() if named else []
    except (OSError, UnicodeDecodeError):
        lines = []
    given = (lines[0] if lines else "") if named else current_app.config.get("SUNSHINE_BACKUP_PASSPHRASE", "")
    if not str(given).strip():
        raise Incomplete(
            N_(
                "No passphrase is given: name it in SUNSHINE_BACKUP_PASSPHRASE, or its file in "
                "SUNSHINE_BACKUP_PASSPHRASE_FILE."
            )
        )
    return str(given).strip()


def trail_keys() -> dict[str, VerifyKey]:
    """Return the public keys under which signed roots are genuine."""
    return public_keys(key_file().parent)


def witness_folder() -> Path:
    """Return the folder, outside the database, that remembers how far each trail went."""
    return folder_of("witness")


def known_outside(published: Path | None = None) -> Outside:
    """Return what the witness, and a file of published roots, know of the trail."""
    keys = trail_keys()
    outside = read_outside(witness_folder(), keys)
    if published is not None:
        outside.add_roots(read_published(published, keys, published_set_aside(db.session())))
    return outside


def signing_key(session: Session) -> SigningKey:
    """Return the key that signs the trail; made at first use, never silently replaced once it signed."""
    file = key_file()
    if not file.exists() and session.scalar(select(TrailRoot.id).limit(1)) is None:
        return make_key(file)
    return open_key(file)


def begin_key(act: Act, reason: str) -> str:
    """Begin a new signing key in place of one that is lost, and say so in the trail; returns its name.

    Refused without a reason, and while a key stands in its place (Conflict). What former keys signed stays
    genuine under their public keys.
    """
    if not reason.strip():
        raise Incomplete(N_("Say why a new key is begun."), field="reason")
    if key_file().exists():
        raise Conflict(
            N_(
                "The key %(file)s is there: nothing needs to be begun. Move it away first when it became known to others."
            ),
            file=key_file().name,
        )
    former = act.session.scalar(select(TrailRoot.key).order_by(TrailRoot.signed_at.desc()).limit(1))
    name = key_id(bytes(make_key(key_file()).verify_key))
    record(
        act, "trail.key_begun", Subject("trail", act.county, act.county), key=name, former=former, reason=reason.strip()
    )
    return name


def seconds_since_root(session: Session, now: datetime) -> float | None:
    """Return how old the newest root of the trail is; none before the first."""
    signed = session.scalar(select(func.max(TrailRoot.signed_at)))
    return (now - signed).total_seconds() if signed else None


def _sign(act: Act) -> Mapping[str, Any]:
    return sign_roots(act, signing_key(act.session))


def _watch(act: Act) -> Mapping[str, Any]:
    return watch_tails(act, witness_folder(), signing_key(act.session), trail_keys())


def _verify(act: Act) -> Mapping[str, Any]:
    return verify_trails(act, trail_keys(), known_outside())


def send_outbox(act: Act) -> dict[str, int]:
    """Send what is due; what was done so far is committed after each message, so that a crash repeats one."""
    return send_waiting(act, gateway_of(current_app.config), keep=act.session.commit)


def _sweep(act: Act) -> Mapping[str, Any]:
    return sweep_folders(act.session, act.at)


COUNTIES = select(Organisation.county, Organisation.name).where(Organisation.parent_id.is_(None))
"""A trail is spoken of by the government of its county."""
GROUP = N_("Platform")
ADMINS = frozenset({Role.COUNTY_ADMIN, Role.CITY_ADMIN})
GAUGES = (
    Gauge("clock_silence_seconds", "Seconds since the leading clock gave a sign of life", seconds_of_silence),
    Gauge("scan_seconds", "Seconds that the last scan for alerts took", seconds_of_last("scan")),
    Gauge("failing_jobs", "Jobs of the clock whose last run failed", lambda session, _now: len(failing_jobs(session))),
    Gauges(
        {"outbox_waiting": "Messages that wait to be sent", "outbox_failed": "Messages that were given up"},
        lambda session, now: {f"outbox_{name}": number for name, number in outbox_figures(session, now).items()},
    ),
    Gauge("root_age_seconds", "Seconds since a root of the trail was signed", seconds_since_root),
)
MENU = (
    MenuItem(
        N_("Outbox"),
        GROUP,
        "workroom.outbox",
        ADMINS,
        "mail",
        70,
        None,
        N_("Messages to citizens and officials"),
        outbox_pieces,
    ),
    MenuItem(
        N_("The clock"),
        GROUP,
        "workroom.clock",
        ADMINS | {Role.INSPECTOR, Role.AUDITOR},
        "clock",
        71,
        None,
        N_("Its sign of life and the last runs"),
        clock_pieces,
    ),
    MenuItem(
        N_("Trail"),
        GROUP,
        "workroom.trail",
        ADMINS | {Role.INSPECTOR, Role.AUDITOR},
        "trail",
        72,
        None,
        N_("Who did what, when, through which door"),
    ),
)

KEEPING = Domain(
    name="keeping",
    title=N_("Platform"),
    verbs={
        **attachments.VERBS,
        **outbox.VERBS,
        **SHEET_VERBS,
        "trail.broken": N_("The trail was cut or rewritten"),
        "trail.exported": N_("Trail exported"),
        "trail.key_begun": N_("A new key that signs the trail was begun"),
        "backup.made": N_("Backup made"),
        "backup.restored": N_("Backup restored"),
        "search.rebuilt": N_("Index of published texts filled again"),
    },
    menu=MENU,
    subjects=(
        SubjectKind(TrailRow, COUNTIES, N_("Open the trail"), "workroom.trail", listed=True, kind="trail"),
        *tables(Attachment, Message, TrailRoot),
    ),
    gauges=GAUGES,
    kept={"attachment.stored": {"size": "size", "digest": "digest"}},
    jobs=(
        Job("sign roots", N_("Sign the root of every trail"), _sign, every=3600),
        Job("watch tails", N_("Compare every trail with its witness"), _watch, every=60),
        Job("verify trails", N_("Verify every trail from its first row"), _verify, daily_at="02:40"),
        Job("send outbox", N_("Send the messages that wait"), send_outbox, every=30),
        Job("morning digest", N_("Digest of the morning"), send_digests, daily_at="08:30"),
        Job("forget drafts", N_("Delete half-filled forms of thirty days ago"), forget_old_drafts, daily_at="03:15"),
        Job("work on sheets", N_("Work on large sheets"), work_off, every=15, on_poke=True, lane=Lane.SHEETS),
        Job("forget sheets", N_("Remove files of sheets a week old"), forget_sheets, daily_at="03:50"),
        Job("forget tallies", N_("Delete counts that have ended"), forget_tallies, every=3600),
        Job("forget answers", N_("Delete kept answers of calls a day ago"), forget_answers, every=3600),
        Job("sweep files", N_("Remove files whose time has ended"), _sweep, every=3600),
    ),
)

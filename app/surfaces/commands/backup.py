"""``flask backup`` and ``flask restore``: the platform as one file, on either engine."""

import json
from pathlib import Path

import click
from flask.cli import with_appcontext
from flask_babel import gettext
from flask_migrate import upgrade
from nacl.signing import SigningKey
from tqdm import tqdm

from app.kernel.archive import restore_backup, write_backup
from app.kernel.audit import Subject, record
from app.kernel.errors import Refused
from app.kernel.trail.keys import NoKey, read_keys
from app.kernel.trail.verify import count_rows, verify
from app.surfaces.acts import command_act, now, session
from app.surfaces.commands.search import fill_index
from app.surfaces.commands.setup import MIGRATIONS
from app.surfaces.commands.trail import EXISTING, print_verdict
from app.surfaces.database import db
from app.surfaces.folders import attachment_folders
from app.surfaces.keeping import backup_passphrase, key_file, signing_key, trail_keys
from app.surfaces.language import translate_refusal


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@click.option("--encrypt", is_flag=True, help="Encrypt it with the passphrase of the configuration.")
@click.option("--json", "as_json", is_flag=True, help="Print the manifest as JSON.")
@with_appcontext
def BACKUP(file: Path, encrypt: bool, as_json: bool) -> None:  # noqa: N802 - a constant, which click makes of a function
    """Write the database as of this moment and all files into one archive; people go on working.

    The archive holds personal data. It does not hold the data key or the trail's signing key: without
    them it cannot be read in full nor signed on; keep them apart. So keep the passphrase of an
    encrypted one: nobody can open it without.
    """
    try:
        passphrase = backup_passphrase() if encrypt else None
        key = _key_if_there()
        with tqdm(unit="row", disable=as_json or None) as bar:
            manifest = write_backup(
                db.engine,
                file,
                attachment_folders(),
                now(),
                key_file().parent,
                lambda _what, count: bar.update(count),
                passphrase,
                key,
            )
    except Refused as fault:
        raise click.ClickException(translate_refusal(fault)) from None
    rows = sum(table["rows"] for table in manifest["tables"].values())
    with command_act() as act:
        record(
            act,
            "backup.made",
            Subject("backup", 0, act.county),
            rows=rows,
            files=len(manifest["files"]),
            encrypted=encrypt,
            signed=key is not None,
        )
    if as_json:
        click.echo(json.dumps(manifest, ensure_ascii=False))
        return
    values = {"rows": rows, "files": len(manifest["files"]), "file": file.name}
    click.echo(gettext("Backup written to %(file)s: %(rows)d rows, %(files)d files.", **values))
    if key is None and not encrypt:
        click.echo(gettext("This backup is not signed, because the trail's signing key is not there."), err=True)
    for name in manifest["missing"]:
        click.echo(gettext("This file is missing on the disk: %(name)s", name=name), err=True)


def _key_if_there() -> SigningKey | None:
    """Return the key by which the backup is signed; one without is better than none."""
    try:
        return signing_key(session())
    except NoKey:
        return None


@click.command("restore")
@click.argument("file", type=EXISTING)
@click.option(
    "--key",
    "keys",
    type=EXISTING,
    multiple=True,
    help="Public key of the machine that made the backup, from where it was announced; may be given several times.",
)
@click.option("--unsigned", is_flag=True, help="Believe a backup that is neither encrypted nor signed.")
@with_appcontext
def RESTORE(file: Path, keys: tuple[Path, ...], unsigned: bool) -> None:  # noqa: N802 - a constant, which click makes of a function
    """Restore a backup onto the empty database of this configuration, then verify the trail.

    The backup may come from the other engine: so a trial on SQLite moves to PostgreSQL. It must be
    encrypted, or signed by a key that lies in the folder of the keys or is given with --key.
    """
    try:
        trusted = trail_keys() | read_keys(keys)
        with tqdm(unit="row", disable=None) as bar:
            manifest = restore_backup(
                db.engine,
                file,
                {**attachment_folders(), "keys": key_file().parent},
                _build,
                lambda _what, count: bar.update(count),
                backup_passphrase,
                trusted=trusted,
                unsigned=unsigned,
            )
    except Refused as fault:
        raise click.ClickException(translate_refusal(fault)) from None
    if manifest["revision"] is not None:
        upgrade(directory=str(MIGRATIONS))
    rows = sum(table["rows"] for table in manifest["tables"].values())
    click.echo(gettext("Restored: %(rows)d rows, %(files)d files.", rows=rows, files=len(manifest["files"])))
    with command_act() as act:
        record(act, "backup.restored", Subject("backup", 0, act.county), rows=rows, made_at=manifest["at"])
    fill_index()
    if not trusted:
        click.echo(
            gettext(
                "The signed roots are checked only with keys from the backup itself. Give --key to check them with one that you trust."
            ),
            err=True,
        )
    opened = session()
    with tqdm(total=count_rows(opened), unit="row", disable=None) as bar:
        verdict = verify(opened, progress=bar.update, keys=trusted or trail_keys())
    print_verdict(verdict)
    raise SystemExit(0 if verdict.intact else 1)


def _build(revision: str | None) -> None:
    """Make the tables as they were when the backup was taken."""
    if revision is None:
        db.create_all()
    else:
        upgrade(directory=str(MIGRATIONS), revision=revision)

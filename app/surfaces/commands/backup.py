"""``flask backup`` and ``flask restore``: the platform as one file, on either engine."""

import json
from pathlib import Path

import click
from flask.cli import with_appcontext
from flask_babel import gettext
from flask_migrate import upgrade
from tqdm import tqdm

from app.kernel.archive import restore_backup, write_backup
from app.kernel.audit import Subject, record
from app.kernel.errors import Refused
from app.kernel.trail.verify import count_rows, verify
from app.surfaces.acts import command_act, now, session
from app.surfaces.commands.search import fill_index
from app.surfaces.commands.setup import MIGRATIONS
from app.surfaces.commands.trail import print_verdict
from app.surfaces.database import db
from app.surfaces.keeping import backup_passphrase, folders, key_file, trail_keys
from app.surfaces.language import say_refusal


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
        with tqdm(unit="row", disable=as_json or None) as bar:
            manifest = write_backup(
                db.engine, file, folders(), now(), key_file().parent,
                lambda _what, count: bar.update(count), passphrase,
            )  # fmt: skip
    except Refused as fault:
        raise click.ClickException(say_refusal(fault)) from None
    fill_index()
    rows = sum(table["rows"] for table in manifest["tables"].values())
    with command_act() as act:
        record(act, "backup.made", Subject("backup", 0, act.county), rows=rows, files=len(manifest["files"]),
               encrypted=encrypt)  # fmt: skip
    if as_json:
        click.echo(json.dumps(manifest, ensure_ascii=False))
        return
    values = {"rows": rows, "files": len(manifest["files"]), "file": file.name}
    click.echo(gettext("Backup written to %(file)s: %(rows)d rows, %(files)d files.", **values))
    for name in manifest["missing"]:
        click.echo(gettext("This file is missing on the disk: %(name)s", name=name), err=True)


@click.command("restore")
@click.argument("file", type=click.Path(dir_okay=False, exists=True, path_type=Path))
@with_appcontext
def RESTORE(file: Path) -> None:  # noqa: N802 - a constant, which click makes of a function
    """Restore a backup onto the empty database of this configuration, then verify the trail.

    The backup may come from the other engine: so a trial on SQLite moves to PostgreSQL.
    """
    try:
        with tqdm(unit="row", disable=None) as bar:
            manifest = restore_backup(
                db.engine,
                file,
                {**folders(), "keys": key_file().parent},
                _build,
                lambda _what, count: bar.update(count),
                backup_passphrase,
            )
    except Refused as fault:
        raise click.ClickException(say_refusal(fault)) from None
    if manifest["revision"] is not None:
        upgrade(directory=str(MIGRATIONS))
    rows = sum(table["rows"] for table in manifest["tables"].values())
    click.echo(gettext("Restored: %(rows)d rows, %(files)d files.", rows=rows, files=len(manifest["files"])))
    opened = session()
    with tqdm(total=count_rows(opened), unit="row", disable=None) as bar:
        verdict = verify(opened, progress=bar.update, keys=trail_keys())
    print_verdict(verdict)
    raise SystemExit(0 if verdict.intact else 1)


def _build(revision: str | None) -> None:
    """Make the tables as they were when the backup was taken."""
    if revision is None:
        db.create_all()
    else:
        upgrade(directory=str(MIGRATIONS), revision=revision)

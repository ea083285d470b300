"""Files of a backup: only those that its list names, never a private key, never over a file that exists."""

import hashlib
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

from app.kernel.archive.writing import PIECE
from app.kernel.errors import Conflict, Incomplete
from app.kernel.trail.keys import public_keys
from app.kernel.words import N_

_NAME = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,120}")
_PUBLIC_KEY = re.compile(r"[0-9a-f]{16}\.pub")
NOT_A_BACKUP = N_("This file is not a backup of this platform, or it is damaged (%(part)s). Take another one.")


def place_of(name: str, folders: Mapping[str, Path]) -> Path:
    """Return where a file of the archive belongs; a name that leads elsewhere is no backup of ours."""
    place, _slash, rest = name.partition("/")
    form = _PUBLIC_KEY if place == "keys" else _NAME
    if place not in folders or not form.fullmatch(rest):
        raise Incomplete(NOT_A_BACKUP, part=name[:80])
    return folders[place] / rest


def is_missing(archive: zipfile.ZipFile, name: str, path: Path) -> bool:
    """Tell whether a file is to be written: the same one may lie there already, another one is never replaced."""
    if not path.exists():
        return True
    try:
        same = path.is_file() and path.read_bytes() == archive.read(name)
    except (KeyError, zipfile.BadZipFile) as fault:
        raise Incomplete(NOT_A_BACKUP, part=name) from fault
    if not same:
        raise Conflict(
            N_(
                "The file %(file)s is there already and holds something else. Restore into an empty folder"
                " (SUNSHINE_FOLDER), or move that file away."
            ),
            file=name,
        )
    return False


def write_file(archive: zipfile.ZipFile, name: str, digest: str, path: Path, written: list[Path]) -> None:
    """Write a file whose digest is known, and note it as written as soon as it exists."""
    path.parent.mkdir(parents=True, exist_ok=True)
    found = hashlib.sha256()
    try:
        with archive.open(name) as member, path.open("xb") as target:
            written.append(path)
            while piece := member.read(PIECE):
                found.update(piece)
                target.write(piece)
    except (KeyError, zipfile.BadZipFile) as fault:
        raise Incomplete(NOT_A_BACKUP, part=name) from fault
    if found.hexdigest() != digest or (name.startswith("keys/") and path.stem not in public_keys(path.parent)):
        raise Incomplete(NOT_A_BACKUP, part=name)

"""Every folder of an installation: what lies in it, whose it is, and when it goes.

No other module names a folder under ``SUNSHINE_FOLDER``. What is put down for a while has an end here,
and ``sweep_folders`` keeps to it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy.orm import Session

from app.kernel.attachments import sweep_orphans


class Until(Enum):
    """What ends the time of a file."""

    AGE = "age"
    """Nobody needs it after a while."""
    ROW = "row"
    """A row of the database knows it; without one it goes."""
    KEPT = "kept"
    """It belongs to the installation and stays."""


@dataclass(frozen=True, slots=True)
class Folder:
    """One folder: what it is for, to whom its files belong, and what ends their time."""

    what: str
    owner: str
    until: Until
    age: timedelta = timedelta(0)


FOLDERS: Mapping[str, Folder] = {
    "files": Folder("files that were handed in", "the subject of the row", Until.ROW),
    "papers": Folder("documents that were printed", "the document", Until.ROW),
    "sheets": Folder("sheets handed in to be checked, then taken over", "the account", Until.AGE, timedelta(days=8)),
    "work": Folder("files in the hands of one request", "the request", Until.AGE, timedelta(days=1)),
    "wall": Folder("the last picture of each camera, overwritten in place", "the hall", Until.AGE, timedelta(days=1)),
    "slips": Folder("access slips with first passwords", "the administrator", Until.AGE, timedelta(days=14)),
    "logs": Folder("refused rows of imported logs", "the administrator", Until.AGE, timedelta(days=90)),
    "bids": Folder("sealed files of bids", "the trade", Until.KEPT),
    "exchange": Folder("the key that signs what is exchanged with other installations", "the installation", Until.KEPT),
    "keys": Folder("keys that sign the trail", "the installation", Until.KEPT),
    "witness": Folder("heads of the trails, minute by minute", "the installation", Until.KEPT),
    "metrics": Folder("what the processes of each server count", "the server, which empties it", Until.KEPT),
    "training": Folder("the sandbox, an installation of its own", "the training room", Until.KEPT),
}


def folder_of(name: str) -> Path:
    """Return one of the folders above, made when it is first asked for."""
    if name not in FOLDERS:
        raise KeyError(f"{name} is no folder of an installation; add it to FOLDERS with its owner and its end")
    path = base_folder() / name
    path.mkdir(parents=True, exist_ok=True)
    return path


def base_folder() -> Path:
    """Return where all of them lie."""
    path: Path = current_app.config["SUNSHINE_FOLDER"]
    return path


def folder_of_counts(settings: Mapping[str, Any]) -> Path:
    """Return where one server's processes count, known before the program runs: two servers on a machine never share one."""
    return Path(settings["SUNSHINE_FOLDER"]) / "metrics" / f"{settings['SUNSHINE_SURFACE']}-{settings['SUNSHINE_PORT']}"


def attachment_folders() -> dict[str, Path]:
    """Return the folders whose files the rows of attachments know."""
    return {name: folder_of(name) for name, one in FOLDERS.items() if one.until is Until.ROW}


def sweep_folders(session: Session, now: datetime) -> dict[str, int]:
    """Remove every file whose time has ended; returns how many of each folder."""
    swept = {name: sweep_orphans(session, path, now)["removed"] for name, path in attachment_folders().items()}
    for name, one in FOLDERS.items():
        if one.until is Until.AGE:
            swept[name] = _sweep_old(folder_of(name), (now - one.age).timestamp())
    return swept


def _sweep_old(place: Path, limit: float) -> int:
    removed = 0
    for path in sorted(place.rglob("*"), reverse=True):  # what lies in a folder before the folder itself
        if path.lstat().st_mtime >= limit:
            continue
        if not path.is_dir():
            path.unlink()
            removed += 1
        elif not any(path.iterdir()):
            path.rmdir()
    return removed

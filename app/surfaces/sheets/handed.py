"""Files that are handed in to be checked first and taken over afterwards."""

import re
import secrets
from pathlib import Path

from flask import current_app, request

from app.kernel.errors import Incomplete, NotFound
from app.kernel.words import N_
from app.surfaces.language import say
from app.surfaces.sheets.reading import Book, read_book

TOKEN = re.compile(r"[0-9a-f]{32}")


def _folder() -> Path:
    folder: Path = current_app.config["SUNSHINE_FOLDER"] / "sheets"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def take_in() -> tuple[str, str]:
    """Keep the file or the pasted rows of this request; returns the file's own name and the token."""
    token = secrets.token_hex(16)
    target = _folder() / token
    sent, pasted = request.files.get("file"), request.form.get("pasted", "")
    if sent is not None and sent.filename:
        sent.save(target)
        return sent.filename, token
    if pasted.strip():
        target.write_text(pasted, encoding="utf-8")
        return say(N_("Pasted rows")), token
    raise Incomplete(N_("Choose a file or paste rows."), field="file")


def kept_book(token: str) -> Book:
    """Return what was handed in under a token."""
    path = _folder() / token
    if not TOKEN.fullmatch(token) or not path.is_file():
        raise NotFound(N_("The file is not there any more. Hand it in again."))
    return read_book(path)

"""Files that are handed in to be checked first and taken over afterwards; each has an owner and an end."""

import re
import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import request
from flask_babel import get_locale
from flask_login import current_user
from sqlalchemy import and_, or_, select, update

from app.kernel.act import Act, Channel
from app.kernel.errors import Incomplete, NotFound
from app.kernel.words import N_
from app.surfaces.acts import acting, session
from app.surfaces.folders import folder_of
from app.surfaces.language import translate
from app.surfaces.sheets.models import OVER, HandedSheet, SheetState
from app.surfaces.sheets.reading import Book, read_book

TOKEN = re.compile(r"[0-9a-f]{32}")
KEPT = timedelta(days=7)
"""How long a file is kept; what was taken over stands in the tables, not here."""
KEPT_TAKEN = timedelta(days=365)
"""How long it is known what an import brought, and so how long it can be withdrawn at once."""
EARLIER = 10
"""Earlier imports that the page of handing in lists."""
ACCEPTED = (".xlsx", ".xls", ".et", ".ods", ".csv")
"""What the picker of files offers; .et is the table of WPS."""


def folder() -> Path:
    """Return the folder of sheets."""
    return folder_of("sheets")


def take_in(door: str = "", key: str = "") -> tuple[str, str]:
    """Keep the file or the pasted rows of this request; returns the file's own name and the token."""
    token = secrets.token_hex(16)
    target = folder() / token
    sent, pasted = request.files.get("file"), request.form.get("pasted", "")
    if sent is not None and sent.filename:
        sent.save(target)
        name = sent.filename
    elif pasted.strip():
        target.write_text(pasted, encoding="utf-8")
        name = translate(N_("Pasted rows"))
    else:
        raise Incomplete(N_("Choose a file or paste rows."), field="file")
    with acting(Channel.SHEET) as act:
        act.session.add(
            HandedSheet(
                token=token,
                user_id=current_user.id,
                county=act.county,
                door=door,
                key=key,
                name=name[:200],
                language=str(get_locale()),
                state=SheetState.HANDED_IN,
                answers={},
                result={},
                handed_at=act.at,
            )
        )
    return name, token


def handed(token: str, door: str = "", key: str = "") -> HandedSheet:
    """Return what whoever is logged in handed in under a token at this door; anybody else's is not there."""
    found = session().get(HandedSheet, token) if TOKEN.fullmatch(token) else None
    if found is None or (found.user_id, found.door, found.key) != (current_user.id, door, key):
        raise _gone()
    return found


def kept_book(token: str) -> Book:
    """Return the workbook that whoever is logged in handed in under a token."""
    return book_of(handed(token))


def book_of(sheet: HandedSheet) -> Book:
    """Return the workbook behind a sheet that was handed in."""
    path = folder() / sheet.token
    if not path.is_file():
        raise _gone()
    return read_book(path)


def _gone() -> NotFound:
    return NotFound(N_("The file is not there any more. Hand it in again."))


def earlier(door: str, key: str) -> Sequence[HandedSheet]:
    """Return the last sheets that whoever is logged in had taken over at a door, newest first."""
    mine = select(HandedSheet).where(
        HandedSheet.user_id == current_user.id,
        HandedSheet.door == door,
        HandedSheet.key == key,
        HandedSheet.state.in_(OVER),
    )
    return session().scalars(mine.order_by(HandedSheet.handed_at.desc()).limit(EARLIER)).all()


def forget_sheets(act: Act) -> Mapping[str, Any]:
    """Remove sheets whose time has passed, and files of which no sheet is in hand any more."""
    over = HandedSheet.state.in_(OVER)
    fresh = HandedSheet.handed_at >= act.at - KEPT
    old = select(HandedSheet).where(or_(and_(~over, ~fresh), and_(over, HandedSheet.handed_at < act.at - KEPT_TAKEN)))
    gone = act.session.scalars(old).all()
    for sheet in gone:
        act.session.delete(sheet)
    act.session.flush()
    act.session.execute(update(HandedSheet).where(~fresh, HandedSheet.handout.is_not(None)).values(handout=None))
    known = set(act.session.scalars(select(HandedSheet.token).where(fresh)))
    removed = 0
    for file in folder().iterdir():
        changed = datetime.fromtimestamp(file.stat().st_mtime, UTC)
        if file.name.split(".")[0] not in known and changed < act.at - timedelta(hours=1):
            file.unlink(missing_ok=True)
            removed += 1
    return {"sheets": len(gone), "files": removed}

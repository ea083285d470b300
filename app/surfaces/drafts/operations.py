"""Verbs of drafts. They leave no row in the trail: nothing has been done yet, and nobody else can see it."""

import json
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select

from app.kernel.act import Act
from app.kernel.errors import Incomplete
from app.kernel.words import N_
from app.surfaces.drafts.models import FormDraft

KEPT_DAYS = 30
LONGEST_NAME = 160
LARGEST = 200_000
"""Characters of one draft."""
MOST = 60
"""Drafts of one account; the oldest make room."""


def keep_draft(act: Act, user_id: int, form: str, content: str, edition: str = "", typed_at: int = 0) -> FormDraft:
    """Keep what was typed into a form, over what was kept of it before."""
    if not form or len(form) > LONGEST_NAME or len(content) > LARGEST or not _is_content(content):
        raise Incomplete(N_("This draft cannot be kept. Keep the page open and send the form."))
    draft = act.session.get(FormDraft, (user_id, form), with_for_update=True)
    if draft is None:
        _make_room(act, user_id)
        draft = FormDraft(user_id=user_id, form=form)
        act.session.add(draft)
    draft.content, draft.edition, draft.typed_at, draft.saved_at = content, edition[:80], typed_at, act.at
    return draft


def forget_draft(act: Act, user_id: int, form: str) -> None:
    """Forget what was typed into a form: it has been sent, or its author does not want it."""
    act.session.execute(delete(FormDraft).where(FormDraft.user_id == user_id, FormDraft.form == form))


def forget_old_drafts(act: Act) -> dict[str, int]:
    """Forget every draft that nobody has touched for thirty days."""
    old = delete(FormDraft).where(FormDraft.saved_at < act.at - timedelta(days=KEPT_DAYS))
    gone: Any = act.session.execute(old)
    return {"forgotten": int(gone.rowcount)}


def _make_room(act: Act, user_id: int) -> None:
    oldest = (
        select(FormDraft.form).where(FormDraft.user_id == user_id).order_by(FormDraft.saved_at.desc()).offset(MOST - 1)
    )
    for form in act.session.scalars(oldest).all():
        forget_draft(act, user_id, form)


def _is_content(text: str) -> bool:
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(values, dict) and all(
        isinstance(held, list) and all(isinstance(value, str) for value in held) for held in values.values()
    )

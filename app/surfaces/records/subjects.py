"""What trail and alerts are about, in words, and where whoever asks may see it."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import url_for
from sqlalchemy import select

from app.kernel.audit import TrailRow
from app.kernel.subjects import SUBJECTS, SubjectKind
from app.surfaces.acts import session
from app.surfaces.language import translate
from app.surfaces.menus import view_name
from app.surfaces.pages import may_open
from app.surfaces.platform import platform
from app.surfaces.security import granted


def subject_names(rows: Iterable[TrailRow]) -> dict[tuple[str, int], str]:
    """Return what each row of the trail speaks of, in words; one statement for each kind of subject."""
    by_kind: dict[str, set[int]] = {}
    for row in rows:
        by_kind.setdefault(row.subject_kind, set()).add(row.subject_id)
    names: dict[tuple[str, int], str] = {}
    for kind, ids in by_kind.items():
        known = SUBJECTS.names(session(), kind, ids) or _written_out(SUBJECTS.get(kind), ids)
        names |= {(kind, pk): known.get(pk, f"{kind} {pk}" if pk else "") for pk in ids}
    return names


def _written_out(kind: SubjectKind | None, ids: set[int]) -> Mapping[int, str]:
    """Return how rows of a kind without names of its own write themselves."""
    table: Any = kind.model if kind else None
    found = session().scalars(select(table).where(table.id.in_(ids))) if hasattr(table, "id") else ()
    return {row.id: text for row in found if not (text := str(row)).startswith("<")}


def subject_link(word: str, pk: int) -> tuple[str, str] | None:
    """Return what the button to a subject says and its address; None where whoever asks may not open it."""
    subject = SUBJECTS.get(word)
    if subject is None or not subject.accused:
        return None
    endpoint, permission = subject.page, None
    if not endpoint:
        kind = next((one for one in platform().kinds if one.model is subject.model), None)
        if kind is None:
            return None
        endpoint, permission = (f"{view_name(kind)}.{'list' if subject.listed else 'show'}", f"record.{kind.name}")
    if not (may_open(endpoint) if permission is None else ("can_read", permission) in granted()):
        return None
    if subject.listed:
        return translate(subject.opens), url_for(endpoint)
    key: int | None = pk
    if subject.at is not None:
        key = session().scalar(select(subject.at).where(subject.model.id == pk))
    return None if key is None else (translate(subject.opens), url_for(endpoint, pk=key))

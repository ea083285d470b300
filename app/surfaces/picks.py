"""Finding a row to pick by typing: at most twenty answers, inside the scope, never a whole table."""

from typing import Any

from flask import Blueprint, Response, jsonify, request
from sqlalchemy import inspect, or_, select

from app.kernel.db import contains_text
from app.kernel.errors import NotAllowed, NotFound
from app.kernel.words import N_
from app.surfaces.acts import current_actor, session
from app.surfaces.pages import logged_in
from app.surfaces.platform import platform
from app.surfaces.records.naming import name_columns
from app.surfaces.records.values import pickable, picked_model
from app.surfaces.security import granted

PICKS = Blueprint("picks", __name__)
MOST = 20
LONGEST = 60


@PICKS.get("/pick/<kind>/<field>")
@logged_in
def pick(kind: str, field: str) -> Response:
    """Answer ``{"results": [{"id", "text", "hint"}]}`` for what was typed into a field of a form."""
    found = next((item for item in platform().kinds if item.name == kind), None)
    if found is None or ("can_read", f"record.{kind}") not in granted():
        raise NotAllowed(N_("You may not look up entries of this list."))
    try:
        picked = found.field(field)
    except KeyError:
        picked = None
    if picked is None or picked.picks is None:
        raise NotFound(N_("There is no such field."))
    model = picked_model(found, picked)
    typed = request.args.get("q", "").replace("\x00", "").strip()[:LONGEST]
    return jsonify(results=find(model, typed))


def find(model: type[Any], typed: str) -> list[dict[str, Any]]:
    """Return rows of a table whose name, code or initials contain what was typed."""
    mapper = inspect(model)
    key = mapper.primary_key[0]
    names = name_columns(mapper, "name", "number", "title", "code", "uscc", "initials")
    statement = select(model).where(pickable(model, current_actor().scope)).limit(MOST)
    if typed:
        statement = statement.where(or_(*(contains_text(column, typed) for column in names)))
    rows = session().scalars(statement.order_by(names[0] if names else key)).unique()
    return [
        {"id": str(getattr(row, key.key)), "text": str(row), "hint": str(getattr(row, "code", "") or "")}
        for row in rows
    ]

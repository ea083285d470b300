"""Fields of the forms behind buttons, reading what came back, and keeping what was typed when it is refused."""

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar

from flask import request

from app.kernel.errors import Incomplete
from app.kernel.typed import read_day
from app.kernel.words import N_, Word
from app.surfaces.language import say

W = TypeVar("W", bound=Word)
Fields = list[dict[str, Any]]


def field(
    name: str, label: str, how: str = "long", *, must: bool = True, hint: str = "", value: Any = "", choices: Any = (),
    **more: Any,
) -> dict[str, Any]:  # fmt: skip
    """Return a field as the form macros take it."""
    return {
        "name": name, "label": say(label), "input": how, "required": must, "hint": say(hint) if hint else "",
        "value": value, "choices": [(str(key), say(words)) for key, words in choices], **more,
    }  # fmt: skip


def words(members: type[Word]) -> list[tuple[str, Any]]:
    """Return a vocabulary as choices."""
    return [(member.value, member) for member in members if member.value]


def button(
    code: str, title: str, fields: Fields, *, note: str = "", main: bool = False, danger: bool = False,
    hidden: Mapping[str, Any] | None = None, failed: str = "", errors: Mapping[str, str] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Return an action; the one that was refused keeps what was typed, with its errors."""
    mine = bool(failed) and failed == code
    for one in fields if mine and errors is not None else []:
        one["value"] = request.form.get(one["name"], "")
        one["error"] = errors.get(one["name"], "") if errors else ""
    return {
        "code": code, "title": say(title), "fields": fields, "note": say(note) if note else "", "main": main,
        "danger": danger, "hidden": dict(hidden or {}), "errors": dict(errors or {}) if mine else {},
    }  # fmt: skip


def chosen(name: str, vocabulary: type[W]) -> W:
    """Return the member of a vocabulary that was chosen."""
    text = request.form.get(name, "")
    if text not in {member.value for member in vocabulary}:
        raise Incomplete(N_("Choose one from the list."), field=name)
    return vocabulary(text)


def number(name: str) -> int:
    """Return a whole number, or an id that was chosen."""
    text = request.form.get(name, "").strip()
    if not text.isdecimal() or len(text) > 18:
        raise Incomplete(N_("Choose one from the list."), field=name)
    return int(text)


def day(name: str) -> date:
    """Return a day that was entered."""
    return read_day(request.form.get(name, ""), name)


def edition() -> int | None:
    """Return the number of the version that the person saw."""
    text = request.form.get("edit_number", "")
    return int(text) if text.isdecimal() and len(text) <= 9 else None

"""Picking a common opinion on the form where one is written, and keeping what stands in its box.

With script (``js/common.js``) the list opens under the box. Without, three buttons send the form, which comes back
with all that was typed: ``common=list:NAME`` shows the list, ``use:NAME:ID`` fills the box, ``keep:NAME`` keeps it.
"""

from dataclasses import dataclass
from typing import Any

from flask import flash, request

from app.kernel.errors import Refused
from app.kernel.words import N_
from app.surfaces.acts import acting, current_actor, session
from app.surfaces.language import faults_of, translate
from app.surfaces.opinions.models import CommonOpinion
from app.surfaces.opinions.operations import keep_own, own_opinions, shared_opinions

BUTTON = "common"
WRITTEN = frozenset({"opinion", "reason", "review", "reply", "answer", "grounds"})
"""Names of the long fields in which an opinion is written, whatever the act; others say so themselves, by ``common``."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """What was pressed beside a box, in place of the button of the form."""

    what: str
    field: str
    pk: int = 0


def pressed() -> Pressed | None:
    """Return what was pressed; None where the form itself was sent."""
    what, _, rest = request.form.get(BUTTON, "").partition(":")
    name, _, pk = rest.partition(":")
    if what not in ("list", "use", "keep") or not name:
        return None
    return Pressed(what, name, int(pk) if pk.isdecimal() and len(pk) <= 18 else 0)


def carried_out(one: Pressed) -> dict[str, str]:
    """Keep what stands in the box if that was asked; returns what was refused, by field."""
    if one.what != "keep":
        return {}
    try:
        with acting() as act:
            keep_own(act, request.form.get(one.field, ""), one.field)
    except Refused as fault:
        return faults_of(fault)
    flash(translate(N_("Kept among your common opinions. Nothing has been sent yet.")), "success")
    return {}


def offer(fields: list[dict[str, Any]], *, shown: bool) -> None:
    """Mark the boxes of a form where a common opinion can be picked; ``shown`` for the form that has come back."""
    if current_actor().official_id is None:
        return
    one = pressed() if shown else None
    for field in fields:
        if field["input"] != "long" or not (field.get("common") or field["name"] in WRITTEN):
            continue
        field["common"] = True
        if one is not None and one.field == field["name"]:
            field["opinions"] = groups()
            field["value"] = _filled(field["value"], one.pk) if one.what == "use" else field["value"]


def _filled(text: str, pk: int) -> str:
    found = next((item.text for _title, items in groups() for item in items if item.id == pk), "")
    return "\n".join(part for part in (text.rstrip(), found) if part)


def groups() -> list[tuple[str, list[CommonOpinion]]]:
    """Return what may be picked: one's own opinions, then those of one's organisation."""
    actor = current_actor()
    found = [
        (translate(N_("Mine")), own_opinions(session(), actor)),
        (translate(N_("Of the organisation")), shared_opinions(session(), actor.organisation_id)),
    ]
    return [(title, items) for title, items in found if items]

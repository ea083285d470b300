"""Words and colours of states, shared by the pages."""

from typing import Any

from flask import url_for
from flask_babel import get_locale
from werkzeug.routing import BuildError

from app.disclosure.due import told_period
from app.disclosure.models import DisclosureItem, DisclosureTask, PrivacyFinding
from app.disclosure.queries.desk import light_of
from app.disclosure.words import ItemState, TextState
from app.kernel.privacy import LeakKind
from app.kernel.words import N_
from app.surfaces.acts import now
from app.surfaces.language import translate

COLOURS: dict[str, str] = {
    TextState.DRAFT: "",
    TextState.SUBMITTED: "yellow",
    TextState.RETURNED: "red",
    TextState.APPROVED: "blue",
    TextState.PUBLISHED: "green",
    TextState.REPLACED: "",
    ItemState.IN_WORK: "",
    ItemState.CORRECTED: "green",
    ItemState.WITHDRAWN: "red",
    ItemState.ARCHIVED: "blue",
}
PLACES = {
    "title": N_("in the title"),
    "body": N_("in the text"),
    "note": N_("in the note"),
    "table": N_("in the table"),
    "file": N_("in a file"),
}


def translate_period(period: str) -> str:
    """Return a period in the language of the request: in words for Chinese readers, as it is kept for others."""
    return told_period(period) if str(get_locale()).startswith("zh") else period


def public_url(endpoint: str, pk: int) -> str:
    """Return the address of a page of the public portal; empty where the public portal is served by another process."""
    try:
        return url_for(endpoint, pk=pk)
    except BuildError:
        return ""


def task_row(task: DisclosureTask) -> dict[str, Any]:
    """Return a task as the desk shows it."""
    light = light_of(task.warn_at, task.due_at, task.met_at, now())
    return {"task": task, "light": light.value, "words": translate(light)}


def state_of(item: DisclosureItem) -> dict[str, str]:
    """Return the state of an item in words, with its colour."""
    work = item.work
    if work is not None and item.public_version_id is None:
        return {"words": translate(TextState(work.state)), "colour": COLOURS[work.state]}
    return {"words": translate(ItemState(item.state)), "colour": COLOURS[item.state]}


def finding_row(finding: PrivacyFinding) -> dict[str, Any]:
    """Return a finding of the filter in words."""
    return {"finding": finding, "kind": translate(LeakKind(finding.leak)), "place": translate(PLACES[finding.place])}

"""The filter of the alert queue as an address says it: the same for the page, the export and REST."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import parse_qsl

from flask import request
from werkzeug.datastructures import MultiDict

from app.kernel.errors import Incomplete
from app.kernel.words import N_, Word
from app.supervision.queries.narrowing import AlertFilter, Due, Looking, Sort
from app.surfaces.actions import a_day
from app.surfaces.acts import current_actor, today

MANY: Mapping[str, str] = {
    "counties": "county",
    "points": "point",
    "severities": "severity",
    "natures": "nature",
    "states": "state",
}
"""Fields that may be named several times, and what an address calls them."""
FLAGS: Mapping[str, str] = {
    "open_only": "open",
    "mine": "mine",
    "unassigned": "unassigned",
    "confirmed_before": "confirmed",
    "grouped": "grouped",
}
LONGEST = 100


def looking() -> Looking:
    """Return who looks now."""
    actor = current_actor()
    return Looking(actor.scope, today(), actor.official_id)


def filter_of(sent: MultiDict[str, str]) -> AlertFilter:
    """Read the filter from an address; refuses what cannot be meant.

    Points of another group than the one that is named are left out: somebody has just changed the group.
    """
    group = sent.get("group", "")[:10]
    points = [point for point in sent.getlist("point") if point]
    return AlertFilter(
        counties=tuple(_numbers(sent, "county")),
        organisation_id=_number(sent, "organisation_id"),
        power_id=_number(sent, "power_id"),
        official_id=_number(sent, "official_id"),
        points=tuple(point for point in points if not group or point.startswith(f"{group}.")),
        group=group,
        called=_words(sent, "called"),
        severities=tuple(_numbers(sent, "severity")),
        natures=tuple(_numbers(sent, "nature")),
        states=tuple(state for state in sent.getlist("state") if state),
        assigned_to=_number(sent, "assigned_to"),
        ceased={"1": True, "0": False}.get(sent.get("ceased", "")),
        due=_listed(sent, "due", Due),
        subject=_subject(sent.get("subject", "")),
        from_on=_day(sent, "from_on"),
        to_on=_day(sent, "to_on"),
        text=_words(sent, "text"),
        sort=_listed(sent, "sort", Sort),
        **{name: sent.get(said) == "1" for name, said in FLAGS.items() if name != "open_only"},
        open_only=sent.get("open") == "1" or not any(sent.values()),
    )


def link_of(filters: AlertFilter) -> dict[str, Any]:
    """Return a filter as the values of an address."""
    query = filters.as_query()
    link = {MANY.get(k, k): v for k, v in query.items() if k not in (*FLAGS, "subject", "ceased")}
    if filters.subject is not None:
        link["subject"] = ":".join(map(str, filters.subject))
    if filters.ceased is not None:
        link["ceased"] = str(int(filters.ceased))
    flags = {said: "1" for name, said in FLAGS.items() if getattr(filters, name)}
    # An address without anything shows what is open; to show all is said.
    return link | flags or {"all": "1"}


def sent_query() -> MultiDict[str, str]:
    """Return the address of the list from which a form was sent."""
    return MultiDict(parse_qsl(request.form.get("query", "")))


def _words(sent: MultiDict[str, str], name: str) -> str:
    return sent.get(name, "").replace("\x00", "").strip()[:LONGEST]


def _numbers(sent: MultiDict[str, str], name: str) -> list[int]:
    texts = [text for text in sent.getlist(name) if text]
    if any(not text.isdecimal() or len(text) > 18 for text in texts):
        raise Incomplete(N_("The list cannot be filtered by %(names)s."), names=name)
    return [int(text) for text in texts]


def _number(sent: MultiDict[str, str], name: str) -> int | None:
    return next(iter(_numbers(sent, name)), None)


def _listed(sent: MultiDict[str, str], name: str, words: type[Word]) -> str:
    text = sent.get(name, "")
    if text and text not in set(words):
        raise Incomplete(N_("The list cannot be filtered by %(names)s."), names=name)
    return text


def _subject(text: str) -> tuple[str, int] | None:
    kind, _, number = text.partition(":")
    if text and (not number.isdecimal() or len(number) > 18):
        raise Incomplete(N_("The list cannot be filtered by %(names)s."), names="subject")
    return (kind[:30], int(number)) if text else None


def _day(sent: MultiDict[str, str], name: str) -> date | None:
    return a_day(sent, name, must=False)

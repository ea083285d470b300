"""The menu of the inner net: what this person may open, grouped, with the present page marked."""

from collections.abc import Set
from functools import lru_cache
from typing import Any

from flask import current_app, request, url_for
from flask_babel import get_locale

from app.kernel.records import RecordKind
from app.kernel.roles import Role
from app.surfaces.acts import current_actor
from app.surfaces.language import translate
from app.surfaces.security import granted

SHORT = 20
"""Entries of a menu that is seen at a glance."""


def menu() -> list[dict[str, Any]]:
    """Return groups of {title, open, items: [{title, url, icon, active}]} for whoever is logged in.

    A short menu stands open; of a long one only the group of the present page does.
    """
    groups = _groups(current_actor().roles, granted(), str(get_locale()), request.script_root)
    urls = {entry["url"] for group in groups for entry in group["items"]}
    here = _leading_here(urls)
    short = len(urls) <= SHORT
    return [_marked(group, here, short) for group in groups]


def _marked(group: dict[str, Any], here: str, short: bool) -> dict[str, Any]:
    """Return a group with the entry of the present page marked; the others are as they were made."""
    items = group["items"]
    if all(entry["url"] != here for entry in items):
        return group | {"open": short}
    marked = [entry | {"active": True} if entry["url"] == here else entry for entry in items]
    return group | {"open": True, "items": marked}


@lru_cache(maxsize=256)
def _groups(roles: frozenset[Role], rights: frozenset[tuple[str, str]], locale: str, root: str) -> list[dict[str, Any]]:
    """Return the menu of these rights in a language; made once, for it follows from them alone."""
    platform = current_app.extensions["sunshine"]
    groups: dict[str, list[tuple[int, dict[str, Any]]]] = {}
    for item in platform.menu_items:
        if item.roles & roles:
            groups.setdefault(item.group, []).append((item.place, _entry(item.title, item.endpoint, item.icon)))
    for kind in platform.kinds:
        if kind.listed_in_menu and ("can_read", f"record.{kind.name}") in rights:
            entry = _entry(kind.title, f"{view_name(kind)}.list", kind.icon)
            groups.setdefault(kind.menu, []).append((80, entry))
    order = {title: place for place, title in enumerate(platform.groups)}
    return [
        {"title": translate(title), "items": [entry for _place, entry in sorted(entries, key=lambda pair: pair[0])]}
        for title, entries in sorted(groups.items(), key=lambda pair: order.get(pair[0], 99))
    ]


def view_name(kind: RecordKind) -> str:
    """Return the endpoint prefix of a kind's screens."""
    return "".join(part.capitalize() for part in kind.name.split("_")) + "Records"


def _entry(title: str, endpoint: str, icon: str) -> dict[str, Any]:
    return {"title": translate(title), "url": url_for(endpoint), "icon": icon, "count": None, "active": False}


def _leading_here(urls: Set[str]) -> str:
    """Return the address among these that leads here; of two, the longer one is the page itself."""
    way = request.path
    if way in urls:
        return way
    while way := way.rpartition("/")[0]:
        for url in (f"{way}/", way):
            if url in urls:
                return url
    return ""

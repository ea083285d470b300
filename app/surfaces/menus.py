"""The menu of the inner net: what this person may open, grouped, with the present page marked."""

from collections.abc import Iterable
from typing import Any

from flask import current_app, request, url_for

from app.kernel.domain import MenuItem
from app.kernel.records import RecordKind
from app.surfaces.acts import current_actor
from app.surfaces.language import say
from app.surfaces.security import granted


def menu() -> list[dict[str, Any]]:
    """Return groups of {title, items: [{title, url, icon, active}]} for whoever is logged in."""
    platform = current_app.extensions["sunshine"]
    groups: dict[str, list[tuple[int, dict[str, Any]]]] = {}
    for item in _pages(platform.menu_items):
        groups.setdefault(item.group, []).append((item.place, _entry(item.title, item.endpoint, item.icon)))
    rights = granted()
    for kind in platform.kinds:
        if kind.listed_in_menu and ("can_read", f"record.{kind.name}") in rights:
            entry = _entry(kind.title, f"{view_name(kind)}.list", kind.icon)
            groups.setdefault(kind.menu, []).append((80, entry))
    order = {title: place for place, title in enumerate(platform.groups)}
    return [
        {"title": say(title), "items": [entry for _place, entry in sorted(entries, key=lambda pair: pair[0])]}
        for title, entries in sorted(groups.items(), key=lambda pair: order.get(pair[0], 99))
    ]


def view_name(kind: RecordKind) -> str:
    """Return the endpoint prefix of a kind's screens."""
    return "".join(part.capitalize() for part in kind.name.split("_")) + "Records"


def _pages(items: Iterable[MenuItem]) -> Iterable[MenuItem]:
    roles = current_actor().roles
    return (item for item in items if item.roles & roles)


def _entry(title: str, endpoint: str, icon: str) -> dict[str, Any]:
    url = url_for(endpoint)
    active = request.path == url or (url != "/" and request.path.startswith(url.rstrip("/") + "/"))
    return {"title": say(title), "url": url, "icon": icon, "active": active, "count": None}

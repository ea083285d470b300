"""Working through a list case by case: the next and the previous in the order of the list that one came from.

The address of a case carries what its list was asked (``?list=light%3Dred``), and so does every form on its page: two
windows with two lists do not disturb each other, and nothing is kept on the server. ``macros/case.html`` shows the
links, ``js/queue.js`` presses them by keyboard.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import request, url_for
from markupsafe import Markup

from app.kernel.words import N_
from app.surfaces.language import translate

LIST = "list"
"""The parameter of a case's address, and the field of its forms, that hold what the list was asked."""
LONGEST = 500
MOST = 100
"""Cases that are walked through from where the list was opened; then one goes on from the list itself."""


@dataclass(frozen=True, slots=True)
class Landing:
    """Where an act leads, and the sentence that says what was done."""

    address: str
    said: str | Markup


@dataclass(frozen=True, slots=True)
class Place:
    """Where a case stands in the list that one came from."""

    asked: str
    """What the list was asked, as addresses and forms carry it on."""
    list_url: str
    list_title: str
    number: int
    """From 1; 0 where the case does not stand in the list, any more for instance."""
    count: int
    previous_url: str = ""
    next_url: str = ""


@dataclass(frozen=True, slots=True)
class Walk:
    """A list that is worked through."""

    title: str
    endpoint: str
    """The list."""
    case_endpoint: str
    """The page of one of its cases, by ``pk``."""
    order: Callable[[Mapping[str, str]], Sequence[int]]
    """Returns the ids of at most ``MOST`` cases, in the order of the list, for what the list was asked."""

    def link(self, pk: int) -> str:
        """Return the address of a case for a row of the list that is being shown."""
        return self._case(pk, urlencode([pair for pair in request.args.items(multi=True) if pair[1]]))

    def place(self, pk: int) -> Place | None:
        """Return where a case stands in the list that this request came from; None where it came from none."""
        asked = request.values.get(LIST)
        if asked is None or len(asked) > LONGEST:
            return None
        query = {name: text.replace("\x00", "") for name, text in parse_qsl(asked)}
        ids = list(dict.fromkeys(self.order(query)))
        here = ids.index(pk) if pk in ids else -1
        following = ids[here + 1] if here + 1 < len(ids) else None
        return Place(
            asked,
            url_for(self.endpoint) + (f"?{urlencode(query)}" if query else ""),
            translate(self.title),
            here + 1,
            len(ids),
            self._case(ids[here - 1], asked) if here > 0 else "",
            self._case(following, asked) if following is not None else "",
        )

    def land(self, place: Place | None, pk: int, done: str, number: str, *, stays: bool) -> Landing:
        """Return where an act leads: to the next case, or to the list after the last one.

        Whoever came from no list stays, and so does whoever makes the next usual step of the case too. ``place`` is
        where the case stood before the act, ``done`` the title of the act.
        """
        here = self._case(pk, place.asked if place else None)
        if place is None or stays:
            return Landing(here, translate(N_("Done: %(act)s."), act=done))
        said = Markup('{} <a href="{}">{}</a>').format(
            translate(N_("Done: %(act)s, %(number)s."), act=done, number=number), here, translate(N_("Back to it"))
        )
        return Landing(place.next_url or place.list_url, said)

    def _case(self, pk: int, asked: str | None) -> str:
        values: dict[str, Any] = {"pk": pk} if asked is None else {"pk": pk, LIST: asked}
        return url_for(self.case_endpoint, **values)

"""What the composition root put together, for the surfaces to read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import current_app

from app.kernel.domain import Domain, Job, MenuItem
from app.kernel.records import RecordKind
from app.kernel.search import TextSource


@dataclass(slots=True)
class Platform:
    """Every domain, and what follows from them all; lives in ``app.extensions["sunshine"]``."""

    domains: tuple[Domain, ...]
    groups: tuple[str, ...]
    """Titles of the menu's groups in their order."""
    own_menu: tuple[MenuItem, ...] = ()
    demo_accounts: Callable[[], list[dict[str, str]]] = field(default=lambda: [])

    @property
    def kinds(self) -> list[RecordKind]:
        """Every record kind."""
        return [kind for domain in self.domains for kind in domain.records]

    @property
    def menu_items(self) -> list[MenuItem]:
        """Every menu entry of a hand-made page."""
        return [*self.own_menu, *(item for domain in self.domains for item in domain.menu)]

    @property
    def jobs(self) -> list[Job]:
        """Everything the clock does."""
        return [job for domain in self.domains for job in domain.jobs]

    @property
    def texts(self) -> list[TextSource]:
        """Every kind of text that the street can search for."""
        return [source for domain in self.domains for source in domain.texts]

    @property
    def set_up(self) -> list[Any]:
        """Every part of the workbook that brings places to life, in the order in which it is written."""
        return [part for domain in self.domains for part in domain.set_up]

    @property
    def verbs(self) -> Mapping[str, str]:
        """Sentence of every verb of the trail."""
        return {verb: text for domain in self.domains for verb, text in domain.verbs.items()}

    @property
    def subjects(self) -> Mapping[str, type]:
        """Table of every kind word."""
        return {word: table for domain in self.domains for word, table in domain.subjects.items()}


def platform() -> Platform:
    """Return the platform of the running program."""
    held: Platform = current_app.extensions["sunshine"]
    return held

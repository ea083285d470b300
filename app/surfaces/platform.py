"""What the composition root put together, for the surfaces to read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from flask import Flask, current_app
from flask_appbuilder.security.sqla.models import User

from app.kernel.domain import Domain, Filling, Job, Lesson, MenuItem, Shortcut
from app.kernel.records import RecordKind
from app.kernel.roles import Role
from app.kernel.search import TextSource
from app.surfaces.training.tickets import Learner


class Practice(Protocol):
    """Who fills the training room with invented places and people."""

    def lay_out(self) -> None:
        """Write what every learner needs, once, into an empty database."""

    def seat(self, learner: Learner) -> User:
        """Give a learner a place of his own with work in it, and an account there."""


@dataclass(slots=True)
class Platform:
    """Every domain, and what follows from them all; lives in ``app.extensions["sunshine"]``."""

    domains: tuple[Domain, ...]
    groups: tuple[str, ...]
    """Titles of the menu's groups in their order."""
    own_menu: tuple[MenuItem, ...] = ()
    demo_accounts: Callable[[], list[dict[str, str]]] = field(default=lambda: [])

    practice: Practice | None = None
    """Who fills the training room; nobody where there is none."""
    sandbox: Callable[[dict[str, Any]], Flask] | None = None
    """Puts the program together once more with other settings, for the training room."""

    @property
    def kinds(self) -> list[RecordKind]:
        """Every record kind."""
        return [kind for domain in self.domains for kind in domain.records]

    @property
    def menu_items(self) -> list[MenuItem]:
        """Every menu entry of a hand-made page."""
        return [*self.own_menu, *(item for domain in self.domains for item in domain.menu)]

    @property
    def shortcuts(self) -> list[Shortcut]:
        """Everything that people of some roles do most often."""
        return [one for domain in self.domains for one in domain.shortcuts]

    @property
    def homes(self) -> Mapping[Role, str]:
        """Start pages of those who have one role alone."""
        return {role: endpoint for domain in self.domains for role, endpoint in domain.homes.items()}

    @property
    def jobs(self) -> list[Job]:
        """Everything the clock does."""
        return [job for domain in self.domains for job in domain.jobs]

    @property
    def texts(self) -> list[TextSource]:
        """Every kind of text that the public can search for."""
        return [source for domain in self.domains for source in domain.texts]

    @property
    def lessons(self) -> list[Lesson]:
        """Every guided task of the training room."""
        return [lesson for domain in self.domains for lesson in domain.lessons]

    @property
    def fillings(self) -> Mapping[str, Filling]:
        """What fills tables of one domain from another, by name."""
        return {filling.name: filling for domain in self.domains for filling in domain.fillings}

    @property
    def set_up(self) -> list[Any]:
        """Every part of the workbook that brings places to life, in the order in which it is written."""
        return [part for domain in self.domains for part in domain.set_up]

    @property
    def verbs(self) -> Mapping[str, str]:
        """Sentence of every verb of the trail."""
        return {verb: text for domain in self.domains for verb, text in domain.verbs.items()}

    @property
    def point_groups(self) -> Mapping[str, str]:
        """Name of every group of monitoring points, by the part of their codes before the dot."""
        return {code: title for domain in self.domains for code, title in domain.groups.items()}

    @property
    def tables(self) -> Mapping[str, Any]:
        """Table of every subject, by the word by which the trail calls it."""
        return {one.word: one.model for domain in self.domains for one in domain.subjects}

    @property
    def kept(self) -> Mapping[str, Mapping[str, str]]:
        """Facts of verbs that rows must still have."""
        return {verb: facts for domain in self.domains for verb, facts in domain.kept.items()}


def platform() -> Platform:
    """Return the platform of the running program."""
    held: Platform = current_app.extensions["sunshine"]
    return held

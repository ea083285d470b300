"""The Act (行政行为): who does what for which organ, when and through which door."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.kernel.db import real_county
from app.kernel.errors import NotAllowed
from app.kernel.places import Scope
from app.kernel.roles import Duty, Role
from app.kernel.words import N_, Word

CHINA = ZoneInfo("Asia/Shanghai")
CITY = 350100
"""The city in whose trail stands what concerns no single county."""
PLATFORM = "Sunshine"
"""Name under which the platform itself acts; pages say it in words."""


class Channel(Word):
    """The door through which an act came in."""

    SCREEN = "screen", N_("Screen")
    REST = "rest", N_("REST interface")
    SHEET = "sheet", N_("Spreadsheet")
    COMMAND = "command", N_("Command line")
    CLOCK = "clock", N_("Clock")
    PORTAL = "portal", N_("Portal")
    IMPORT = "import", N_("Import")


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: an official, the public (no id, role PUBLIC) or the platform itself."""

    name: str
    official_id: int | None = None
    organisation_id: int | None = None
    county: int | None = None
    """His own; none for the public and for the platform."""
    roles: frozenset[Role] = frozenset()
    duties: frozenset[tuple[int, Duty]] = frozenset()
    """(organisation id, duty) of every post held today, deputies included."""
    scope: Scope = field(default_factory=Scope)
    party: tuple[str, int] | None = None
    """Kind and id of the party for which somebody acts who logged in at an outer door; none for everybody else."""

    @classmethod
    def platform(cls) -> "Actor":
        """The clock, imports and commands: sees everything, holds no post."""
        return cls(PLATFORM, scope=Scope.everything())

    @classmethod
    def public(cls, name: str = "") -> "Actor":
        """A citizen: sees nothing by right; the portal reads public fields only."""
        return cls(name, roles=frozenset({Role.PUBLIC}))

    @property
    def is_platform(self) -> bool:
        """Tell whether nobody but the platform itself acts."""
        return self.official_id is None and Role.PUBLIC not in self.roles


@dataclass(frozen=True, slots=True)
class Act:
    """First argument of every operation; below the surfaces nobody asks for the user or the time."""

    session: Session
    actor: Actor
    at: datetime
    channel: Channel
    county: int
    """County in whose trail the act is recorded unless its subject carries another."""
    address: str | None = None
    """Network address, kept in the trail of what officials do; that of a visitor of the portal is counted with and never kept there."""
    device: str | None = None
    """Mark of the browser that a citizen or official writes from; never stored but as a keyed hash."""

    def __post_init__(self) -> None:
        """Refuse to act for a county that does not exist."""
        real_county(self.county)

    @property
    def on(self) -> date:
        """The day of the act in China."""
        return self.at.astimezone(CHINA).date()

    def needs(self, *roles: Role) -> None:
        """Refuse unless the actor has one of these roles or is the platform itself."""
        if not self.actor.is_platform and not self.actor.roles.intersection(roles):
            raise NotAllowed(N_("Your account does not have the role that this needs. Ask your administrator."))

    def in_county(self, county: int) -> "Act":
        """Return the same act, recorded in another county's trail."""
        return replace(self, county=county)


def platform_act(session: Session, channel: Channel, at: datetime | None = None, county: int = CITY) -> Act:
    """Return an act of the platform itself (clock, import, command)."""
    return Act(session, Actor.platform(), at or datetime.now(UTC), channel, county)


def local_day(instant: datetime) -> date:
    """Return the day in China on which an instant falls."""
    return instant.astimezone(CHINA).date()


def start_of_day(day: date) -> datetime:
    """Return the first instant of a day in China, in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=CHINA).astimezone(UTC)

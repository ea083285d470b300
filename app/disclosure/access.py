"""Who writes, examines and withdraws what for whom; the one place where it is said."""

from app.disclosure.models import DisclosureItem, DisclosureVersion
from app.kernel.act import Act, Actor
from app.kernel.errors import NotAllowed
from app.kernel.roles import Role
from app.kernel.words import N_

DRAFTERS = (Role.VILLAGE_CLERK, Role.TOWN_CLERK, Role.WINDOW, Role.HANDLER, Role.SECTION_HEAD, Role.ORGAN_HEAD)
INSIDE = (Role.TOWN_CLERK, Role.SECTION_HEAD, Role.ORGAN_HEAD)
"""Who examines what his own organisation wrote."""
ABOVE = (*INSIDE, Role.COUNTY_ADMIN, Role.CITY_ADMIN)
"""Who examines what an organisation below wrote, and lets it withdraw."""
READERS = tuple(role for role in Role if role is not Role.PUBLIC)
KEEPERS = (Role.COUNTY_ADMIN, Role.CITY_ADMIN)
"""Who keeps the catalogue and says which organisation has which door."""


def may_write(actor: Actor, county: int, organisation_id: int) -> bool:
    """Tell whether somebody may write for an organisation: his own, or one below it."""
    return actor.is_platform or (
        bool(actor.roles.intersection(DRAFTERS)) and actor.scope.holds(county, organisation_id)
    )


def is_above(actor: Actor, county: int, organisation_id: int) -> bool:
    """Tell whether somebody belongs to an organisation above this one and may decide there."""
    if actor.is_platform:
        return True
    inside = actor.scope.holds(county, organisation_id) and bool(actor.roles.intersection(ABOVE))
    return inside and actor.organisation_id != organisation_id


def may_examine(actor: Actor, version: DisclosureVersion) -> bool:
    """Tell whether somebody may examine a version: never its author, nor who submitted it."""
    if actor.is_platform:
        return True
    if actor.official_id in (version.written_by, version.submitted_by):
        return False
    if is_above(actor, version.county, version.organisation_id):
        return True
    return actor.organisation_id == version.organisation_id and bool(actor.roles.intersection(INSIDE))


def may_withdraw(actor: Actor, item: DisclosureItem) -> bool:
    """Tell whether somebody may let an item be withdrawn: the superior, and not who asked for it."""
    if actor.official_id is not None and actor.official_id == item.hide_asked_by:
        return False
    return is_above(actor, item.county, item.organisation_id)


def needs_writer(act: Act, county: int, organisation_id: int) -> None:
    """Refuse who may not write for an organisation."""
    if not may_write(act.actor, county, organisation_id):
        raise NotAllowed(N_("Only the organisation itself, or one above it, writes its disclosure."))

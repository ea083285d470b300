"""Who may do what in which village; the scope decides, never the page."""

from sqlalchemy.orm import Session

from app.kernel.act import Act, Actor
from app.kernel.errors import NotAllowed, NotFound
from app.kernel.places import Organisation, OrganisationKind
from app.kernel.records import Access
from app.kernel.roles import Role
from app.kernel.words import N_

ENTERERS = (Role.VILLAGE_CLERK, Role.TOWN_CLERK)
"""Who writes a village's book and articles."""
CHECKERS = (Role.TOWN_CLERK,)
"""Who checks, books and publishes what a village has entered."""
WATCHERS = (Role.INSPECTOR, Role.COUNTY_ADMIN, Role.CITY_ADMIN, Role.AUDITOR, Role.LEADER)
READERS = (*ENTERERS, *WATCHERS)
KEPT_BY_VILLAGE = {
    **dict.fromkeys(WATCHERS, Access.READ),
    **dict.fromkeys((*ENTERERS, Role.COUNTY_ADMIN), Access.WRITE),
}
KEPT_BY_TOWN = {
    **dict.fromkeys((Role.VILLAGE_CLERK, *WATCHERS), Access.READ),
    **dict.fromkeys((Role.TOWN_CLERK, Role.COUNTY_ADMIN), Access.WRITE),
}
READ_BY_ALL = dict.fromkeys(READERS, Access.READ)


def village_for(session: Session, actor: Actor, pk: int) -> Organisation:
    """Return a village inside the actor's scope; NotFound for anything else."""
    found = session.get(Organisation, pk)
    if found is None or found.body != OrganisationKind.VILLAGE or not actor.scope.holds(found.county, found.id):
        raise NotFound(N_("There is no such village in your scope."))
    return found


def check_writes(act: Act, organisation: Organisation, *roles: Role) -> None:
    """Refuse unless the actor has one of these roles and the organisation is a village in his scope."""
    act.needs(*roles)
    village = organisation.body == OrganisationKind.VILLAGE
    if not village or not act.actor.scope.holds(organisation.county, organisation.id):
        raise NotAllowed(N_("You write only for villages of your own scope."))

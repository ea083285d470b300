"""Who reads and keeps what of the hall patrol."""

from collections.abc import Mapping

from app.kernel.records import Access
from app.kernel.roles import Role
from app.kernel.words import N_

MENU = N_("Hall patrol")
KEEPING = (Role.COUNTY_ADMIN, Role.CITY_ADMIN)
PATROLLING = (Role.INSPECTOR,)
WATCHING = (Role.INSPECTOR, Role.AUDITOR)
ROSTERING = (Role.WINDOW, Role.SECTION_HEAD, Role.ORGAN_HEAD, Role.TOWN_CLERK)
"""Who keeps the rosters of their own organisation."""
STAFF = (*ROSTERING, Role.HANDLER)

HALLS: Mapping[Role, Access] = {
    **dict.fromkeys((*STAFF, *WATCHING, Role.LEADER), Access.READ),
    **dict.fromkeys(KEEPING, Access.WRITE),
}
HOURS: Mapping[Role, Access] = {**HALLS, **dict.fromkeys(KEEPING, Access.ALL)}
ROSTERS: Mapping[Role, Access] = {
    **dict.fromkeys((*STAFF, *WATCHING), Access.READ),
    **dict.fromkeys((*ROSTERING, *KEEPING), Access.ALL),
}
CAMERAS: Mapping[Role, Access] = {**dict.fromkeys(WATCHING, Access.READ), **dict.fromkeys(KEEPING, Access.WRITE)}
STILLS: Mapping[Role, Access] = dict.fromkeys(WATCHING, Access.READ)
LOOKS: Mapping[Role, Access] = dict.fromkeys((*STAFF, *WATCHING), Access.READ)
"""An organisation sees the looks at its own counters: whoever is watched may know it, and answer."""
TICKETS: Mapping[Role, Access] = {
    **dict.fromkeys((*STAFF, *WATCHING), Access.READ),
    **dict.fromkeys((*ROSTERING, *KEEPING), Access.WRITE),
}
ANSWERING = ROSTERING

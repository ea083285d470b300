"""Who may do what with the records of funds."""

from collections.abc import Mapping

from app.kernel.records import Access
from app.kernel.roles import Role
from app.kernel.words import N_

MENU = N_("Funds")
WATCHING = (Role.INSPECTOR, Role.AUDITOR)
KEEPING = (Role.COUNTY_ADMIN, Role.CITY_ADMIN)
PAYING = (Role.HANDLER, Role.SECTION_HEAD, Role.ORGAN_HEAD, Role.LEADER)
SPENDING = (*PAYING, Role.TOWN_CLERK)
ACCOUNTS: Mapping[Role, Access] = {**dict.fromkeys(WATCHING, Access.READ), **dict.fromkeys(KEEPING, Access.WRITE)}
MOVEMENTS: Mapping[Role, Access] = dict.fromkeys((*PAYING, *WATCHING, *KEEPING), Access.READ)
BUDGETS: Mapping[Role, Access] = {
    **dict.fromkeys((*SPENDING, *WATCHING), Access.READ),
    **dict.fromkeys(KEEPING, Access.WRITE),
}
"""The finance bureau enters what was adopted; a body reads its own."""
PROJECTS: Mapping[Role, Access] = {
    **dict.fromkeys((*WATCHING, Role.LEADER), Access.READ),
    **dict.fromkeys((Role.HANDLER, Role.SECTION_HEAD, Role.ORGAN_HEAD, Role.TOWN_CLERK, *KEEPING), Access.WRITE),
}
"""A body plans its projects and reports on them."""

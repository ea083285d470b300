"""Which chapter of the manual is about the page that somebody looks at."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from flask import request, url_for

from app.kernel.roles import Role
from app.surfaces.acts import current_actor
from app.surfaces.menus import view_name
from app.surfaces.platform import platform

OF_ROLE: Mapping[Role, str] = {
    Role.VILLAGE_CLERK: "villages",
    Role.TOWN_CLERK: "villages",
    Role.ENFORCEMENT_OFFICER: "enforcement",
    Role.INSPECTOR: "inspector",
    Role.AUDITOR: "inspector",
    Role.LEADER: "inspector",
    Role.COUNTY_ADMIN: "administrator",
    Role.CITY_ADMIN: "administrator",
}
"""Chapter of a reader where the page is of no domain that has one; everybody else reads that of handlers."""
OTHERS = "handler"


def here(endpoint: str, roles: Iterable[Role]) -> str:
    """Return the chapter for a page and its reader."""
    told = _manual_of(endpoint.partition(".")[0])
    if isinstance(told, str) and told:
        return told
    by_role: Mapping[Role, str] = {} if isinstance(told, str) else told
    return next((found for role in roles if (found := by_role.get(role) or OF_ROLE.get(role))), OTHERS)


@lru_cache(maxsize=512)
def _manual_of(owner: str) -> str | Mapping[Role, str]:
    """Return what the domain of a group of pages names; looked up once for each group, for it follows from the program."""
    for domain in platform().domains:
        kinds = (view_name(kind) for kind in domain.records)
        if domain.manual and (any(page.name == owner for page in domain.pages) or owner in kinds):
            return domain.manual
    return ""


def help_address() -> str:
    """Return where the question mark of this page leads."""
    name = here(request.endpoint or "", sorted(current_actor().roles))
    return url_for("help.read", name=name, page=request.path)

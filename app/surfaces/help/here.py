"""Which chapter of the manual is about the page that somebody looks at."""

from collections.abc import Iterable, Mapping

from flask import request, url_for

from app.kernel.domain import Domain
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
    held = list(roles)
    owner = endpoint.partition(".")[0]
    told = next((domain.manual for domain in platform().domains if domain.manual and _owns(domain, owner)), "")
    if isinstance(told, str) and told:
        return told
    by_role: Mapping[Role, str] = {} if isinstance(told, str) else told
    return next((found for role in held if (found := by_role.get(role) or OF_ROLE.get(role))), OTHERS)


def _owns(domain: Domain, owner: str) -> bool:
    return any(page.name == owner for page in domain.pages) or any(view_name(kind) == owner for kind in domain.records)


def help_address() -> str:
    """Return where the question mark of this page leads."""
    name = here(request.endpoint or "", sorted(current_actor().roles))
    return url_for("help.read", name=name, page=request.path)

"""The domains of the platform, from the ground up; one line each."""

from app.kernel.domain import Domain
from app.kernel.words import N_
from app.surfaces.people import PEOPLE

GROUPS = (N_("Work"), N_("Catalogue"), N_("Supervision"), N_("People and places"), N_("Platform"))
"""Groups of the menu in their order."""

DOMAINS: tuple[Domain, ...] = (PEOPLE,)

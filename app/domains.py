"""The domains of the platform, from the ground up; one line each."""

from app.approvals.domain import APPROVALS
from app.disclosure.domain import DISCLOSURE
from app.kernel.domain import Domain
from app.kernel.words import N_
from app.ledgers.domain import LEDGERS
from app.penalties.domain import PENALTIES
from app.portal.domain import PORTAL
from app.powers.domain import POWERS
from app.supervision.domain import SUPERVISION
from app.surfaces.keeping import KEEPING
from app.surfaces.people import PEOPLE

GROUPS = (
    N_("Work"),
    N_("Catalogue"),
    N_("Penalties"),
    N_("Ledgers"),
    N_("Disclosure"),
    N_("Supervision"),
    N_("People and places"),
    N_("Platform"),
)
"""Groups of the menu in their order."""

DOMAINS: tuple[Domain, ...] = (
    PEOPLE,
    KEEPING,
    POWERS,
    LEDGERS,
    APPROVALS,
    PENALTIES,
    DISCLOSURE,
    SUPERVISION,
    PORTAL,
)

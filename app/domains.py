"""The domains of the platform, from the ground up; one line each."""

from app.approvals.domain import APPROVALS
from app.disclosure.domain import DISCLOSURE
from app.evaluation.domain import EVALUATION
from app.exchange.domain import EXCHANGE
from app.funds.domain import FUNDS
from app.intermediaries.domain import INTERMEDIARIES
from app.kernel.domain import Domain
from app.kernel.words import N_
from app.ledgers.domain import LEDGERS
from app.parties.domain import PARTIES
from app.patrol.domain import PATROL
from app.penalties.domain import PENALTIES
from app.portal.domain import PORTAL
from app.powers.domain import POWERS
from app.supervision.domain import SUPERVISION
from app.surfaces.help import HELP
from app.surfaces.keeping import KEEPING
from app.surfaces.opinions import OPINIONS
from app.surfaces.people import PEOPLE
from app.trading.domain import TRADING
from app.villages.domain import VILLAGES

GROUPS = (
    N_("Work"),
    N_("Catalogue"),
    N_("Parties"),
    N_("Penalties"),
    N_("Intermediaries"),
    N_("Ledgers"),
    N_("Funds"),
    N_("Trading"),
    N_("Disclosure"),
    N_("Villages"),
    N_("Supervision"),
    N_("Hall patrol"),
    N_("People and places"),
    N_("Platform"),
)
"""Groups of the menu in their order."""

DOMAINS: tuple[Domain, ...] = (
    PEOPLE,
    KEEPING,
    HELP,
    OPINIONS,
    PARTIES,
    POWERS,
    INTERMEDIARIES,
    LEDGERS,
    FUNDS,
    APPROVALS,
    PENALTIES,
    TRADING,
    DISCLOSURE,
    VILLAGES,
    SUPERVISION,
    PATROL,
    EVALUATION,
    EXCHANGE,
    PORTAL,
)

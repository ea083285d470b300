"""The door of the portal."""

from app.kernel.domain import Domain
from app.kernel.words import N_
from app.ledgers.pieces import PIECES as LEDGER_PIECES
from app.penalties.pieces import PIECES
from app.portal.pages import PAGES
from app.portal.pages.proof import SHORT
from app.villages.pieces import PIECES as VILLAGE_PIECES

PORTAL = Domain(name="portal", title=N_("Portal"), pages=(PAGES, SHORT, PIECES, LEDGER_PIECES, VILLAGE_PIECES))

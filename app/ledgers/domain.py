"""The door of ledgers."""

from typing import Any

from app.kernel.act import Actor
from app.kernel.domain import Domain, MenuItem
from app.kernel.words import N_
from app.ledgers.access import DEFINERS, READERS
from app.ledgers.api import GRANTS, LedgerApi
from app.ledgers.jobs import JOBS
from app.ledgers.models import Ledger, LedgerDuty, LedgerEntry, LedgerVersion
from app.ledgers.operations import VERBS
from app.ledgers.pages import PAGES
from app.ledgers.points import LEDGER_POINTS
from app.ledgers.queries import waiting_count
from app.ledgers.sheets.setting_up import LedgersPart


def _waiting(session: Any, actor: Actor) -> int:
    """Return how much waits for this person: to fill in and to decide on."""
    return waiting_count(session, actor)


MENU = (
    MenuItem(
        N_("Ledgers"), N_("Ledgers"), "ledgers.desk", frozenset(READERS), "book", 10, _waiting,
        N_("Fill in, approve, look up"),
    ),
    MenuItem(
        N_("Define a ledger"), N_("Ledgers"), "ledgers.new_ledger", frozenset(DEFINERS), "plus", 70, None,
        N_("Form, list, sheet and public page follow, without a programmer"),
    ),
)  # fmt: skip

LEDGERS = Domain(
    name="ledgers",
    title=N_("Ledgers"),
    verbs=VERBS,
    subjects={table.kind: table for table in (Ledger, LedgerVersion, LedgerEntry, LedgerDuty)},
    points=LEDGER_POINTS,
    jobs=JOBS,
    pages=(PAGES,),
    menu=MENU,
    apis=(LedgerApi,),
    grants=GRANTS,
    set_up=(LedgersPart(),),
)

"""The door of ledgers."""

from typing import Any

from sqlalchemy import select

from app.kernel.act import Actor
from app.kernel.domain import Domain, MenuItem
from app.kernel.duties import overdue_in
from app.kernel.evidence import Evidence
from app.kernel.places import Organisation
from app.kernel.subjects import SubjectKind, tables
from app.kernel.words import N_
from app.ledgers.access import DEFINERS, READERS
from app.ledgers.api import GRANTS, LedgerApi
from app.ledgers.jobs import JOBS
from app.ledgers.models import Ledger, LedgerDuty, LedgerEntry, LedgerVersion
from app.ledgers.operations import VERBS, move_duties
from app.ledgers.pages import PAGES
from app.ledgers.pages.transfer import TRANSFER
from app.ledgers.points import GROUPS, LEDGER_POINTS
from app.ledgers.queries import waiting_count
from app.ledgers.sheets.setting_up import LedgersPart
from app.ledgers.work import pieces


def _waiting(session: Any, actor: Actor) -> int:
    """Return how much waits for this person: to fill in and to decide on."""
    return waiting_count(session, actor)


MENU = (
    MenuItem(
        N_("Ledgers"),
        N_("Ledgers"),
        "ledgers.desk",
        frozenset(READERS),
        "book",
        10,
        _waiting,
        N_("Fill in, approve, look up"),
        pieces,
    ),
    MenuItem(
        N_("Define a ledger"),
        N_("Ledgers"),
        "ledgers.new_ledger",
        frozenset(DEFINERS),
        "plus",
        70,
        None,
        N_("Form, list, sheet and public page follow, without a programmer"),
    ),
)

DUTIES = (
    select(LedgerDuty.id, Ledger.name + " " + LedgerDuty.period + " · " + Organisation.name)
    .join(Ledger, Ledger.id == LedgerDuty.ledger_id)
    .join(Organisation, Organisation.id == LedgerDuty.organisation_id)
)

LEDGERS = Domain(
    name="ledgers",
    title=N_("Ledgers"),
    manual="ledgers",
    verbs=VERBS,
    subjects=(
        SubjectKind(LedgerDuty, DUTIES, N_("Open the ledger"), "ledgers.duty"),
        *tables(Ledger, LedgerVersion, LedgerEntry),
    ),
    points=LEDGER_POINTS,
    groups=GROUPS,
    evidence={"ledger": Evidence(N_("Ledger"))},
    overdue=(overdue_in(LedgerDuty),),
    jobs=JOBS,
    pages=(PAGES, TRANSFER),
    menu=MENU,
    apis=(LedgerApi,),
    grants=GRANTS,
    deadlines=move_duties,
    set_up=(LedgersPart(),),
)

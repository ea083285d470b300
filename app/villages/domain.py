"""The door of villages."""

from typing import Any

from app.kernel.act import Actor
from app.kernel.domain import Domain, MenuItem
from app.kernel.words import N_
from app.villages.access import READERS
from app.villages.jobs import JOBS
from app.villages.models import (
    VillageAccount,
    VillageCashDay,
    VillageDecision,
    VillageGuarantee,
    VillageMonth,
    VillageOfficer,
    VillageProfile,
    VillageRelation,
    VillageYear,
    Voucher,
)
from app.villages.operations import VERBS
from app.villages.pages import PAGES
from app.villages.points import VILLAGE_POINTS
from app.villages.queries.cash import waiting_count
from app.villages.records import KINDS


def _waiting(session: Any, actor: Actor) -> int:
    """Return how many vouchers wait for this person."""
    return waiting_count(session, actor)


MENU = (
    MenuItem(
        N_("Cash book"), N_("Villages"), "villages.desk", frozenset(READERS), "coins", 10, _waiting,
        N_("Enter, check, book and publish what villages receive and spend"),
    ),
)  # fmt: skip

TABLES: tuple[type[Any], ...] = (
    Voucher, VillageAccount, VillageCashDay, VillageMonth, VillageYear, VillageOfficer, VillageRelation, VillageDecision,
    VillageProfile, VillageGuarantee,
)  # fmt: skip

VILLAGES = Domain(
    name="villages",
    title=N_("Village site"),
    verbs=VERBS,
    subjects={table.kind: table for table in TABLES},
    records=KINDS,
    points=VILLAGE_POINTS,
    jobs=JOBS,
    pages=(PAGES,),
    menu=MENU,
)

"""The door of villages."""

from typing import Any

from sqlalchemy import and_

from app.kernel.act import Actor
from app.kernel.domain import Domain, MenuItem, Shortcut
from app.kernel.duties import Letters
from app.kernel.roles import Duty, Role
from app.kernel.words import N_
from app.surfaces.people.parts import KindPart
from app.villages.access import ENTERERS, READERS
from app.villages.evidence import EVIDENCE
from app.villages.figures import FIGURES
from app.villages.filling import BOOK
from app.villages.jobs import JOBS
from app.villages.lessons import LESSONS
from app.villages.models import VillageQuestion
from app.villages.naming import PARTY_PARTS, SUBJECTS
from app.villages.operations import VERBS
from app.villages.pages import PAGES
from app.villages.points import GROUPS, VILLAGE_POINTS
from app.villages.queries.cash import waiting_count
from app.villages.records import ACCOUNT, KINDS
from app.villages.texts import SOURCE
from app.villages.words import QuestionKind
from app.villages.work import pieces


def _waiting(session: Any, actor: Actor) -> int:
    """Return how many vouchers wait for this person."""
    return waiting_count(session, actor)


MENU = (
    MenuItem(
        N_("Cash book"),
        N_("Villages"),
        "villages.desk",
        frozenset(READERS),
        "coins",
        10,
        _waiting,
        N_("Enter, check, book and publish what villages receive and spend"),
        pieces,
    ),
    MenuItem(
        N_("Articles of villages"),
        N_("Villages"),
        "villages.articles",
        frozenset(READERS),
        "file",
        12,
        None,
        N_("What the village tells: written by its clerk, checked by the township"),
    ),
    MenuItem(
        N_("What villagers ask"),
        N_("Villages"),
        "villages.questions",
        frozenset((*ENTERERS, Role.INSPECTOR)),
        "question",
        14,
        None,
        N_("Questions and reports, and their answers"),
    ),
    MenuItem(
        N_("Reference sets"),
        N_("Villages"),
        "villages.reference",
        frozenset((Role.COUNTY_ADMIN, Role.INSPECTOR)),
        "archive",
        90,
        None,
        N_("What subsidies are compared with"),
    ),
)

SHORTCUTS = (
    Shortcut(
        N_("Record a voucher"),
        "villages.new",
        frozenset({Role.VILLAGE_CLERK}),
        "coins",
        lambda actor: {"pk": actor.organisation_id} if actor.organisation_id else None,
    ),
    Shortcut(N_("Check the cash books"), "villages.desk", frozenset({Role.TOWN_CLERK}), "coins"),
)

VILLAGES = Domain(
    name="villages",
    title=N_("Village site"),
    manual="villages",
    verbs=VERBS,
    subjects=SUBJECTS,
    kept={
        verb: {"amount": "amount", "on": "occurred_on", "category": "category"}
        for verb in ("village.voucher_entered", "village.voucher_edited")
    },
    figures=FIGURES,
    records=KINDS,
    points=VILLAGE_POINTS,
    party_parts=PARTY_PARTS,
    groups=GROUPS,
    evidence=EVIDENCE,
    letters=(
        Letters(
            VillageQuestion,
            N_("What villagers ask"),
            "villages.questions",
            frozenset(ENTERERS),
            VillageQuestion.due_at,
            and_(VillageQuestion.answered_at.is_(None), VillageQuestion.what == str(QuestionKind.ASK)),
            (Duty.CLERK,),
        ),
        Letters(
            VillageQuestion,
            N_("Reports of villagers"),
            "villages.questions",
            frozenset({Role.INSPECTOR}),
            VillageQuestion.due_at,
            and_(VillageQuestion.answered_at.is_(None), VillageQuestion.what == str(QuestionKind.REPORT)),
        ),
    ),
    jobs=JOBS,
    pages=(PAGES,),
    menu=MENU,
    shortcuts=SHORTCUTS,
    texts=(SOURCE,),
    lessons=LESSONS,
    fillings=(BOOK,),
    set_up=(KindPart(ACCOUNT, N_("Starting balances")),),
)

"""The door of affairs disclosure."""

from typing import Any

from app.disclosure.access import DRAFTERS, READERS
from app.disclosure.evidence import EVIDENCE
from app.disclosure.figures import FIGURES
from app.disclosure.flows import VERBS
from app.disclosure.jobs import JOBS
from app.disclosure.models import DisclosureQuestion, DisclosureRequest, DisclosureTask
from app.disclosure.naming import SUBJECTS
from app.disclosure.operations import move_tasks
from app.disclosure.pages import PAGES
from app.disclosure.points import DISCLOSURE_POINTS, GROUPS
from app.disclosure.queries.desk import count_open, waiting_voices
from app.disclosure.records import KINDS
from app.disclosure.texts import SOURCE
from app.disclosure.work import pieces
from app.kernel.act import Actor
from app.kernel.domain import Domain, MenuItem
from app.kernel.duties import Letters, answer_due, overdue_in
from app.kernel.roles import Duty
from app.kernel.words import N_
from app.surfaces.acts import now


def _open(session: Any, actor: Actor) -> int:
    """Return how much one's own organisation must publish soon, or should have."""
    return count_open(session, actor, now())


MENU = (
    MenuItem(
        N_("What must be published"),
        N_("Disclosure"),
        "disclosure.desk",
        frozenset(READERS),
        "desk",
        10,
        _open,
        N_("Duties with their light, drafts, examination"),
        pieces,
    ),
    MenuItem(
        N_("Freshness"),
        N_("Disclosure"),
        "disclosure.fresh",
        frozenset(READERS),
        "clock",
        20,
        None,
        N_("Which organisation is late with what"),
    ),
    MenuItem(
        N_("Questions of the public"),
        N_("Disclosure"),
        "disclosure.questions",
        frozenset(READERS),
        "question",
        30,
        waiting_voices,
        N_("Answer them in public"),
    ),
    MenuItem(
        N_("Applications for disclosure"),
        N_("Disclosure"),
        "disclosure.requests",
        frozenset(READERS),
        "mail",
        35,
        None,
        N_("At once, or within 20 working days"),
    ),
)

ANSWER = (Duty.CLERK, Duty.SECTION_HEAD, Duty.ORGAN_HEAD)
DISCLOSURE = Domain(
    name="disclosure",
    title=N_("Affairs disclosure"),
    manual="disclosure",
    verbs=VERBS,
    subjects=SUBJECTS,
    figures=FIGURES,
    records=KINDS,
    points=DISCLOSURE_POINTS,
    groups=GROUPS,
    evidence=EVIDENCE,
    overdue=(overdue_in(DisclosureTask),),
    letters=(
        Letters(
            DisclosureQuestion,
            N_("Questions of the public"),
            "disclosure.questions",
            frozenset(DRAFTERS),
            DisclosureQuestion.due_at,
            DisclosureQuestion.answered_at.is_(None),
            ANSWER,
            mine=lambda actor: DisclosureQuestion.organisation_id == (actor.organisation_id or 0),
        ),
        Letters(
            DisclosureRequest,
            N_("Applications for disclosure"),
            "disclosure.requests",
            frozenset(DRAFTERS),
            answer_due(DisclosureRequest),
            DisclosureRequest.decided_at.is_(None),
            ANSWER,
            mine=lambda actor: DisclosureRequest.organisation_id == (actor.organisation_id or 0),
        ),
    ),
    jobs=JOBS,
    pages=(PAGES,),
    menu=MENU,
    deadlines=move_tasks,
    texts=(SOURCE,),
)

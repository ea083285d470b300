"""The door of intermediaries."""

from app.intermediaries.flows import VERBS
from app.intermediaries.jobs import JOBS
from app.intermediaries.models import (
    Agency,
    AgencyCase,
    AgencyTie,
    CitizenReport,
    CreditMark,
    CreditRule,
    Engagement,
    EngagementSigner,
    Practitioner,
    Qualification,
    RatingRule,
)
from app.intermediaries.pages import PAGES, READERS
from app.intermediaries.points import INTERMEDIARY_POINTS
from app.intermediaries.queries import work_waiting
from app.intermediaries.records import KINDS
from app.kernel.domain import Domain, MenuItem
from app.kernel.words import N_

MENU = (
    MenuItem(
        N_("Intermediaries at work"), N_("Intermediaries"), "intermediaries.desk", frozenset(READERS), "desk", 5, work_waiting,
        N_("Applications, marks and reports that wait"),
    ),
    MenuItem(
        N_("Find an agency"), N_("Intermediaries"), "intermediaries.agencies", frozenset(READERS), "search", 6, None,
        N_("Its qualifications, rating, marks and engagements"),
    ),
    MenuItem(
        N_("Engagements and ratings"), N_("Intermediaries"), "intermediaries.engagements", frozenset(READERS), "star", 7, None,
        N_("Note deliveries, enter candidates, rate agencies"),
    ),
)  # fmt: skip
TABLES = (
    Agency, AgencyCase, AgencyTie, CitizenReport, CreditMark, CreditRule, Engagement, EngagementSigner, Practitioner,
    Qualification, RatingRule,
)  # fmt: skip

INTERMEDIARIES = Domain(
    name="intermediaries",
    title=N_("Intermediaries"),
    verbs=VERBS,
    subjects={table.kind: table for table in TABLES},
    records=KINDS,
    points=INTERMEDIARY_POINTS,
    jobs=JOBS,
    pages=(PAGES,),
    menu=MENU,
)

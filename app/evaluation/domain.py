"""The door of evaluation."""

from app.evaluation.commands import COMPARE, INDEX
from app.evaluation.jobs import JOBS
from app.evaluation.models import FigureEdition
from app.evaluation.pages import PAGES
from app.evaluation.pages.asking import CLERKS, READERS
from app.kernel.domain import Domain, MenuItem, Shortcut
from app.kernel.roles import Role
from app.kernel.subjects import tables
from app.kernel.words import N_

MENU = (
    MenuItem(
        N_("Figures"),
        N_("Supervision"),
        "evaluation.figures",
        frozenset(READERS),
        "chart",
        50,
        None,
        N_("Month by month, by organisation and item; each opens into its rows"),
    ),
    MenuItem(
        N_("My figures"),
        N_("Work"),
        "evaluation.mine",
        frozenset({*CLERKS, Role.SECTION_HEAD}),
        "chart",
        90,
        None,
        N_("What I did, beside the middle of my colleagues"),
    ),
)

EVALUATION = Domain(
    name="evaluation",
    title=N_("Evaluation"),
    verbs={"figures.changed": N_("A frozen figure was counted again, because what lies behind it has changed")},
    subjects=tables(FigureEdition),
    jobs=JOBS,
    pages=(PAGES,),
    menu=MENU,
    shortcuts=(Shortcut(N_("Figures"), "evaluation.figures", frozenset({Role.AUDITOR}), "chart"),),
    homes={Role.LEADER: "evaluation.home"},
    commands=(COMPARE, INDEX),
)

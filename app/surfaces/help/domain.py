"""The door of help."""

from app.kernel.domain import Domain, MenuItem
from app.kernel.roles import Role
from app.kernel.subjects import SubjectKind
from app.kernel.words import N_
from app.surfaces.help.models import PageProblem
from app.surfaces.help.operations import ADMINS, VERBS
from app.surfaces.help.pages import PAGES
from app.surfaces.help.work import pieces

HELP = Domain(
    name="help",
    title=N_("Help"),
    verbs=VERBS,
    subjects=(SubjectKind(PageProblem, opens=N_("Open the report"), page="help.problems", listed=True),),
    pages=(PAGES,),
    menu=(
        MenuItem(
            N_("Problems with pages"),
            N_("Platform"),
            "help.problems",
            frozenset(ADMINS),
            "question",
            75,
            None,
            N_("What people reported where they stood"),
            pieces,
        ),
        MenuItem(
            N_("Manual"),
            N_("Platform"),
            "help.contents",
            frozenset(role for role in Role if role is not Role.PUBLIC),
            "book",
            90,
            None,
            N_("How everything is done, chapter by chapter"),
        ),
    ),
)

"""The door of common opinions."""

from app.kernel.domain import Domain
from app.kernel.subjects import SubjectKind
from app.kernel.words import N_
from app.surfaces.opinions.models import CommonOpinion
from app.surfaces.opinions.operations import VERBS
from app.surfaces.opinions.pages import PAGES

OPINIONS = Domain(
    name="opinions",
    title=N_("Common opinions"),
    verbs=VERBS,
    subjects=(SubjectKind(CommonOpinion, opens=N_("Open the common opinions"), page="opinions.opinions", listed=True),),
    pages=(PAGES,),
)

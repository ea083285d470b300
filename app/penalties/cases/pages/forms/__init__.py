"""The form behind each button of a penalty case, as data: what is asked, and which verb it calls."""

from app.penalties.cases.models import PenaltyCase
from app.penalties.cases.pages.forms.correcting import CORRECTING
from app.penalties.cases.pages.forms.deciding import DECIDING
from app.penalties.cases.pages.forms.execution import EXECUTION
from app.penalties.cases.pages.forms.opening import OPENING
from app.surfaces.actions import ActForm

FORMS: dict[str, ActForm[PenaltyCase]] = {**OPENING, **DECIDING, **EXECUTION, **CORRECTING}

"""The form behind each button of a penalty case, as data: what is asked, and which verb it calls."""

from app.penalties.cases.pages.fields import ActForm
from app.penalties.cases.pages.forms.correcting import CORRECTING
from app.penalties.cases.pages.forms.deciding import DECIDING
from app.penalties.cases.pages.forms.execution import EXECUTION
from app.penalties.cases.pages.forms.opening import OPENING

FORMS: dict[str, ActForm] = {**OPENING, **DECIDING, **EXECUTION, **CORRECTING}

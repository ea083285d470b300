"""The door of evaluation."""

from app.evaluation.commands import COMPARE, INDEX
from app.kernel.domain import Domain
from app.kernel.words import N_

EVALUATION = Domain(name="evaluation", title=N_("Evaluation"), commands=(COMPARE, INDEX))

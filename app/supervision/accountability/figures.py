"""What the reports of the county say: bodies criticised, persons dealt with."""

from app.kernel.figures import Figure, Rows
from app.kernel.words import N_
from app.supervision.accountability.models import STANDING, Accountability, Measure

_STANDS = Accountability.state.in_([str(state) for state in STANDING])

FIGURES = (
    Figure(
        "alerts.bodies_criticised",
        N_("Bodies criticised"),
        Rows(
            Accountability,
            Accountability.decided_at,
            (_STANDS, Accountability.official_id.is_(None), Accountability.measure == str(Measure.CRITICISM)),
            item=Accountability.measure,
        ),
        N_("Decisions to criticise a body in public, by the month of the decision; those revoked are taken out."),
    ),
    Figure(
        "alerts.persons_dealt_with",
        N_("Persons dealt with"),
        Rows(
            Accountability,
            Accountability.decided_at,
            (_STANDS, Accountability.official_id.is_not(None)),
            item=Accountability.measure,
            officer=Accountability.official_id,
        ),
        N_("Decisions against a person, by the month of the decision; those revoked are taken out."),
    ),
)

"""The points of intermediaries, M01 to M12, one file a topic; a lead is for a person to check, never a finding."""

from app.intermediaries.points.choosing import CHOOSING
from app.intermediaries.points.credit import CREDIT
from app.intermediaries.points.people import PEOPLE
from app.intermediaries.points.service import SERVICE
from app.kernel.points import Point
from app.kernel.words import N_

INTERMEDIARY_POINTS: tuple[Point, ...] = (*CHOOSING, *SERVICE, *PEOPLE, *CREDIT)

GROUPS = {
    "M01": N_("Engaged without a valid qualification"),
    "M02": N_("Engaged in spite of a bad mark"),
    "M03": N_("Agency monopoly"),
    "M04": N_("Chosen outside the supermarket"),
    "M05": N_("Direct choice, replacement and repeated draws"),
    "M06": N_("Service overdue"),
    "M07": N_("Fee out of line"),
    "M08": N_("Quality of reports"),
    "M09": N_("Licences lent"),
    "M10": N_("Agency tied to the regulating body"),
    "M11": N_("Credit repair out of order"),
    "M12": N_("One hand behind several candidates"),
}
"""Names of the points of the reference, of which the conditions are parts."""

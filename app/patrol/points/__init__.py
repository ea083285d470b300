"""Monitoring points of the hall patrol, H01 to H08."""

from app.kernel.points import Point
from app.kernel.words import N_
from app.patrol.points.counters import COUNTERS
from app.patrol.points.patrols import PATROLS
from app.patrol.points.queues import QUEUES

GROUPS = {
    "H01": N_("Counter unmanned in opening hours"),
    "H02": N_("Citizens wait while a counter calls nobody"),
    "H03": N_("Camera dark, frozen or moved"),
    "H04": N_("Plan of patrols not carried out"),
    "H05": N_("Ratings of a counter out of line"),
    "H06": N_("The same counter or person again"),
    "H07": N_("What was seen was not answered"),
    "H08": N_("Looks that nobody can have made"),
}

PATROL_POINTS: tuple[Point, ...] = (*COUNTERS, *QUEUES, *PATROLS)

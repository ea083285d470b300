"""The points of disclosure, D01 to D09; those that compare with the books of villages stand in supervision."""

from app.disclosure.points.items import ITEM_POINTS
from app.disclosure.points.tasks import TASK_POINTS
from app.disclosure.points.voices import VOICE_POINTS
from app.kernel.points import Point
from app.kernel.words import N_

DISCLOSURE_POINTS: tuple[Point, ...] = (*TASK_POINTS, *ITEM_POINTS, *VOICE_POINTS)

GROUPS = {
    "D01": N_("Disclosure overdue"),
    "D02": N_("Mandatory item never disclosed"),
    "D03": N_("Empty or copied disclosure"),
    "D04": N_("Published figures differ from the ledger"),
    "D05": N_("Published item withdrawn or silently changed"),
    "D06": N_("Publicity period cut short"),
    "D07": N_("Personal data in a public item"),
    "D08": N_("Application for disclosure overdue"),
    "D09": N_("Question of the public not answered"),
}
"""Names of the points of the reference, of which the conditions are parts."""

"""The seven points of penalties (P1 to P7) and those of their process, one file a topic, every condition a Point."""

from app.kernel.points import Point
from app.kernel.words import N_
from app.penalties.points.amount import AMOUNT
from app.penalties.points.cause import CAUSE
from app.penalties.points.clue import CLUE
from app.penalties.points.complaints import COMPLAINTS
from app.penalties.points.overtime import OVERTIME
from app.penalties.points.process import PROCESS

PENALTY_POINTS: tuple[Point, ...] = (*CLUE, *CAUSE, *AMOUNT, *OVERTIME, *COMPLAINTS, *PROCESS)

GROUPS = {
    "P1": N_("Clue not taken up"),
    "P2": N_("Not filed"),
    "P3": N_("Change of the cause of action"),
    "P4": N_("Unlawful amount of a penalty"),
    "P5": N_("Filing withdrawn"),
    "P6": N_("Penalty overtime"),
    "P7": N_("Complaints about enforcement"),
    "PP": N_("Process of penalties"),
}
"""Names of the points of the reference, of which the conditions are parts."""

"""Tables of the hall patrol: halls and rosters; cameras and stills; plans, rounds and looks; tickets of the queue."""

from app.patrol.models.cameras import Camera, CameraView, Still
from app.patrol.models.halls import Counter, Hall, HallClosure, HallHours, Roster
from app.patrol.models.rounds import Look, PatrolDay, PatrolPlan, PatrolRound
from app.patrol.models.tickets import CounterRating, QueueTicket

TABLES = (
    Hall,
    Counter,
    HallHours,
    HallClosure,
    Roster,
    Camera,
    CameraView,
    Still,
    PatrolPlan,
    PatrolDay,
    PatrolRound,
    Look,
    QueueTicket,
    CounterRating,
)

__all__ = [
    "TABLES",
    "Camera",
    "CameraView",
    "Counter",
    "CounterRating",
    "Hall",
    "HallClosure",
    "HallHours",
    "Look",
    "PatrolDay",
    "PatrolPlan",
    "PatrolRound",
    "QueueTicket",
    "Roster",
    "Still",
]

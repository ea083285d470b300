"""The door of the hall patrol."""

from sqlalchemy import select

from app.kernel.domain import Domain
from app.kernel.subjects import SubjectKind, tables
from app.kernel.words import N_
from app.patrol.models import Camera, CameraView, Counter, Hall, HallClosure, HallHours, Roster, Still
from app.patrol.records import KINDS

VERBS = {"patrol.still_kept": N_("A picture of the hall was kept")}

SUBJECTS = (
    SubjectKind(Hall, select(Hall.id, Hall.name), N_("Open the hall")),
    SubjectKind(Counter, select(Counter.id, Counter.code + " " + Counter.name), N_("Open the counter")),
    SubjectKind(Camera, select(Camera.id, Camera.code + " " + Camera.name), N_("Open the camera")),
    *tables(CameraView, HallClosure, HallHours, Roster, Still),
)

PATROL = Domain(
    name="patrol", title=N_("Hall patrol"), manual="inspector", verbs=VERBS, subjects=SUBJECTS, records=KINDS
)

"""Tables of the hall patrol: halls and rosters; cameras and stills."""

from app.patrol.models.cameras import Camera, CameraView, Still
from app.patrol.models.halls import Counter, Hall, HallClosure, HallHours, Roster

TABLES = (Hall, Counter, HallHours, HallClosure, Roster, Camera, CameraView, Still)

__all__ = ["TABLES", "Camera", "CameraView", "Counter", "Hall", "HallClosure", "HallHours", "Roster", "Still"]

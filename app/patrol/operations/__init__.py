"""Verbs of the hall patrol: the only writers."""

from app.patrol.operations.cameras import settle_cameras
from app.patrol.operations.stills import keep_still, note_try

__all__ = ["keep_still", "note_try", "settle_cameras"]

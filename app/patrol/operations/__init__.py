"""Verbs of the hall patrol: the only writers."""

from app.patrol.operations.cameras import settle_cameras
from app.patrol.operations.plans import commit_days, open_rounds, reveal_days
from app.patrol.operations.rounds import (
    Picture,
    answer_look,
    begin_round,
    excuse_round,
    record_look,
    start_round,
    withdraw_look,
)
from app.patrol.operations.stills import keep_still, note_try

__all__ = [
    "Picture",
    "answer_look",
    "begin_round",
    "commit_days",
    "excuse_round",
    "keep_still",
    "note_try",
    "open_rounds",
    "record_look",
    "reveal_days",
    "settle_cameras",
    "start_round",
    "withdraw_look",
]

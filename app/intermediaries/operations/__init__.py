"""The verbs of intermediaries: the only writers."""

from app.intermediaries.operations.credit import (
    agency_objects_to,
    answer_repair,
    ask_repair,
    decide_mark,
    expire_marks,
    give_notice,
    object_to,
    propose_mark,
    publish_due,
)
from app.intermediaries.operations.deadlines import move_days
from app.intermediaries.operations.engagements import deliver, name_candidates, note_case, rate
from app.intermediaries.operations.register import agency_appeals, appeal, decide_appeal, move_agency
from app.intermediaries.operations.reports import answer_report, report_agency

__all__ = [
    "agency_appeals",
    "agency_objects_to",
    "answer_repair",
    "answer_report",
    "appeal",
    "ask_repair",
    "decide_appeal",
    "decide_mark",
    "deliver",
    "expire_marks",
    "give_notice",
    "move_agency",
    "move_days",
    "name_candidates",
    "note_case",
    "object_to",
    "propose_mark",
    "publish_due",
    "rate",
    "report_agency",
]

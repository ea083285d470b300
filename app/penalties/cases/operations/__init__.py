"""Verbs of penalty cases: the only writers, all twenty rows of the reference."""

from app.penalties.cases.guards import hearing_of
from app.penalties.cases.operations.clue import Party, decline, leave_unfiled, register, tell_informer
from app.penalties.cases.operations.complaints import accept_complaint, answer_complaint, complain
from app.penalties.cases.operations.correction import approve_correction, propose_correction
from app.penalties.cases.operations.deciding import ServeWay, decide, decide_on_spot, report_summary, serve
from app.penalties.cases.operations.discretion import judge_case, last_discretion, propose
from app.penalties.cases.operations.ending import (
    RemedyKind,
    RemedyOutcome,
    close,
    end_remedy,
    file_remedy,
    open_remedy,
    publish,
    unpublish,
)
from app.penalties.cases.operations.execution import (
    apply_to_court,
    begin_surcharge,
    defer,
    note_payment,
    owed_on,
    payments_of,
    remind,
    surcharge_on,
)
from app.penalties.cases.operations.filing import change_cause, file, keep_away, recuse, withdraw_filing
from app.penalties.cases.operations.handover import hand_over_penalties
from app.penalties.cases.operations.investigation import (
    add_evidence,
    begin_investigation,
    extend_seizure,
    note_contact,
    release_evidence,
    resume,
    suspend,
)
from app.penalties.cases.operations.review import discuss, discuss_withdrawal, review, review_again, review_withdrawal
from app.penalties.cases.operations.telling import (
    give_notice,
    hold_hearing,
    plead,
    recheck,
    request_hearing,
    set_hearing,
    waive_hearing,
)

__all__ = [
    "Party",
    "RemedyKind",
    "RemedyOutcome",
    "ServeWay",
    "accept_complaint",
    "add_evidence",
    "answer_complaint",
    "apply_to_court",
    "approve_correction",
    "begin_investigation",
    "begin_surcharge",
    "change_cause",
    "close",
    "complain",
    "decide",
    "decide_on_spot",
    "decline",
    "defer",
    "discuss",
    "discuss_withdrawal",
    "end_remedy",
    "extend_seizure",
    "file",
    "file_remedy",
    "give_notice",
    "hand_over_penalties",
    "hearing_of",
    "hold_hearing",
    "judge_case",
    "keep_away",
    "last_discretion",
    "leave_unfiled",
    "note_contact",
    "note_payment",
    "open_remedy",
    "owed_on",
    "payments_of",
    "plead",
    "propose",
    "propose_correction",
    "publish",
    "recheck",
    "recuse",
    "register",
    "release_evidence",
    "remind",
    "report_summary",
    "request_hearing",
    "resume",
    "review",
    "review_again",
    "review_withdrawal",
    "serve",
    "set_hearing",
    "surcharge_on",
    "suspend",
    "tell_informer",
    "unpublish",
    "waive_hearing",
    "withdraw_filing",
]

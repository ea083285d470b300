"""The acts of approval: the only writers of a case, one verb each."""

from app.approvals.operations.acceptance import (
    UNLISTED,
    Asked,
    accept,
    deem_accepted,
    fix_on_spot,
    give_notice,
    hand_in_corrections,
    mark_not_needed,
    refuse_to_accept,
)
from app.approvals.operations.correction import approve_correction, propose_correction
from app.approvals.operations.decision import decide_on_spot, grant, refuse
from app.approvals.operations.ending import remind_silent, return_case, return_silent, transfer, withdraw
from app.approvals.operations.hearings import call_hearing, hold_hearing, request_hearing, set_hearing, tell_hearing
from app.approvals.operations.outcome import (
    DeliveryWay,
    RemedyKind,
    RemedyOutcome,
    deliver,
    end_remedy,
    file_remedy,
    publish,
)
from app.approvals.operations.related import Relation, deem_renewed, open_related
from app.approvals.operations.review import assign, hand_over_cases, pass_on, recuse, send_back, sign, take
from app.approvals.operations.submission import (
    adopt_attachment,
    find_draft,
    load_draft,
    replace_draft_files,
    save_draft,
    submit,
)
from app.approvals.operations.third_parties import hear_third_party, tell_third_party
from app.approvals.operations.time import extend, move_telling, resume, suspend
from app.approvals.operations.voice import answer_complaint, complain, rate

__all__ = [
    "UNLISTED",
    "Asked",
    "DeliveryWay",
    "Relation",
    "RemedyKind",
    "RemedyOutcome",
    "accept",
    "adopt_attachment",
    "answer_complaint",
    "approve_correction",
    "assign",
    "call_hearing",
    "complain",
    "decide_on_spot",
    "deem_accepted",
    "deem_renewed",
    "deliver",
    "end_remedy",
    "extend",
    "file_remedy",
    "find_draft",
    "fix_on_spot",
    "give_notice",
    "grant",
    "hand_in_corrections",
    "hand_over_cases",
    "hear_third_party",
    "hold_hearing",
    "load_draft",
    "mark_not_needed",
    "move_telling",
    "open_related",
    "pass_on",
    "propose_correction",
    "publish",
    "rate",
    "recuse",
    "refuse",
    "refuse_to_accept",
    "remind_silent",
    "replace_draft_files",
    "request_hearing",
    "resume",
    "return_case",
    "return_silent",
    "save_draft",
    "send_back",
    "set_hearing",
    "sign",
    "submit",
    "suspend",
    "take",
    "tell_hearing",
    "tell_third_party",
    "transfer",
    "withdraw",
]

"""The penalty case as a state machine: every act of the reference table, by whom, by which article."""

from app.kernel.flows.machine import Machine, Move
from app.kernel.roles import Duty
from app.kernel.words import N_
from app.penalties.cases.models import CaseState as S

OFFICERS = frozenset({Duty.ENFORCEMENT, Duty.HANDLER})
HEADS = frozenset({Duty.SECTION_HEAD, Duty.ORGAN_HEAD})
HEAD = frozenset({Duty.ORGAN_HEAD})
LAWYERS = frozenset({Duty.LEGAL_REVIEWER})
ANY = OFFICERS | HEADS | LAWYERS | {Duty.WINDOW}

CLUE = frozenset({S.CLUE})
OPEN = frozenset({S.FILED, S.INVESTIGATING})
BEFORE_NOTICE = frozenset({S.PROPOSED, S.REVIEWED})
BEFORE_DECISION = OPEN | BEFORE_NOTICE | {S.SUSPENDED, S.NOTICED, S.RECHECKED, S.DISCUSSED}
READY = frozenset({S.RECHECKED, S.DISCUSSED})
AFTER = frozenset({S.DECIDED, S.SERVED, S.EXECUTING, S.CLOSED})
PAYABLE = frozenset({S.SERVED, S.EXECUTING})
EVERY = frozenset(S)
ENDED = frozenset({S.CLUE_CLOSED, S.NOT_FILED, S.WITHDRAWN, S.CLOSED})


def _move(
    number: int, code: str, title: str, sources: frozenset[S], target: S | None, verb: str, basis: str,
    duties: frozenset[Duty] = frozenset(), *, party: bool = False, reason: bool = False,
) -> Move:  # fmt: skip
    return Move(
        code, title, frozenset(str(state) for state in sources), target, f"penalty.{verb}", basis, duties,
        by_applicant=party, number=number, needs_reason=reason,
    )  # fmt: skip


MOVES = (
    _move(1, "register", N_("Register a clue"), frozenset(), S.CLUE, "registered", N_("Administrative Penalty Law art. 54"), ANY),
    _move(2, "decline", N_("Do not take up"), CLUE, S.CLUE_CLOSED, "declined", N_("Administrative Penalty Law art. 54, 76"), HEADS, reason=True),
    _move(3, "leave_unfiled", N_("Do not file"), CLUE, S.NOT_FILED, "left_unfiled", N_("Administrative Penalty Law art. 54(2), 76"), HEADS, reason=True),
    _move(3, "tell_informer", N_("Tell the informer"), ENDED | AFTER | BEFORE_DECISION, None, "informer_told", N_("Administrative Penalty Law art. 54; rules of the organ"), ANY),
    _move(4, "decide_on_spot", N_("Decide on the spot"), CLUE, S.SERVED, "decided_on_spot", N_("Administrative Penalty Law art. 51, 52"), OFFICERS),
    _move(4, "report_summary", N_("Report for file"), AFTER, None, "reported", N_("Administrative Penalty Law art. 52(3)"), OFFICERS),
    _move(5, "file", N_("File the case"), CLUE, S.FILED, "filed", N_("Administrative Penalty Law art. 54(2)"), HEAD),
    _move(6, "begin_investigation", N_("Begin to investigate"), frozenset({S.FILED}), S.INVESTIGATING, "investigated", N_("Administrative Penalty Law art. 54, 55"), OFFICERS),
    _move(6, "add_evidence", N_("Add evidence"), CLUE | BEFORE_DECISION, None, "evidence_added", N_("Administrative Penalty Law art. 46, 56"), OFFICERS),
    _move(6, "release_evidence", N_("Decide on preserved evidence"), BEFORE_DECISION | AFTER, None, "evidence_released", N_("Administrative Penalty Law art. 56"), OFFICERS),
    _move(6, "extend_seizure", N_("Extend the seizure"), BEFORE_DECISION, None, "seizure_extended", N_("Administrative Coercion Law art. 25"), HEAD, reason=True),
    _move(6, "note_contact", N_("Note a contact with the party"), BEFORE_DECISION, None, "contacted", N_("Administrative Penalty Law art. 47"), OFFICERS | HEADS),
    _move(6, "recuse", N_("Recuse an officer"), BEFORE_DECISION, None, "recused", N_("Administrative Penalty Law art. 43"), HEAD, reason=True),
    _move(6, "keep_away", N_("Keep away from this case"), CLUE | BEFORE_DECISION, None, "recused", N_("Administrative Penalty Law art. 43"), OFFICERS | HEADS | LAWYERS, reason=True),
    _move(7, "change_cause", N_("Change the cause of action"), OPEN, None, "cause_changed", N_("Administrative Penalty Law art. 40, 57"), HEADS, reason=True),
    _move(8, "review_withdrawal", N_("Legal review of a withdrawal"), BEFORE_DECISION, None, "withdrawal_reviewed", N_("Administrative Penalty Law art. 57, 58"), LAWYERS),
    _move(8, "discuss_withdrawal", N_("Discussion of a withdrawal"), BEFORE_DECISION, None, "withdrawal_discussed", N_("Administrative Penalty Law art. 57(2)"), HEAD),
    _move(8, "withdraw_filing", N_("Withdraw the filing"), BEFORE_DECISION, S.WITHDRAWN, "filing_withdrawn", N_("Administrative Penalty Law art. 57"), HEAD, reason=True),
    _move(9, "suspend", N_("Suspend"), frozenset({S.INVESTIGATING}), S.SUSPENDED, "suspended", N_("Rules of procedure of the organ"), HEADS, reason=True),
    _move(9, "resume", N_("Resume"), frozenset({S.SUSPENDED}), S.INVESTIGATING, "resumed", N_("Rules of procedure of the organ"), HEADS),
    _move(10, "propose", N_("Judge and propose"), frozenset({S.INVESTIGATING, S.PROPOSED, S.REVIEWED, S.NOTICED}) | READY, S.PROPOSED, "proposed", N_("Administrative Penalty Law art. 34"), OFFICERS),
    _move(11, "review", N_("Legal review"), frozenset({S.PROPOSED}), S.REVIEWED, "legally_reviewed", N_("Administrative Penalty Law art. 58"), LAWYERS),
    _move(11, "review_again", N_("Legal review before the decision"), frozenset({S.RECHECKED, S.DISCUSSED}), None, "legally_reviewed", N_("Administrative Penalty Law art. 58"), LAWYERS),
    _move(12, "give_notice", N_("Tell the party"), BEFORE_NOTICE, S.NOTICED, "noticed", N_("Administrative Penalty Law art. 44, 63"), OFFICERS),
    _move(13, "plead", N_("Plea of the party"), frozenset({S.NOTICED}), None, "pleaded", N_("Administrative Penalty Law art. 45"), OFFICERS, party=True),
    _move(13, "request_hearing", N_("Ask for a hearing"), frozenset({S.NOTICED}), None, "hearing_requested", N_("Administrative Penalty Law art. 64(1)"), OFFICERS, party=True),
    _move(13, "set_hearing", N_("Set the day of the hearing"), frozenset({S.NOTICED}), None, "hearing_set", N_("Administrative Penalty Law art. 64(2)"), HEADS | LAWYERS),
    _move(13, "hold_hearing", N_("Record the hearing"), frozenset({S.NOTICED}), None, "hearing_held", N_("Administrative Penalty Law art. 64, 65"), HEADS | LAWYERS),
    _move(13, "waive_hearing", N_("Hearing given up by the party"), frozenset({S.NOTICED}), None, "hearing_waived", N_("Administrative Penalty Law art. 64(6)"), HEADS | LAWYERS, reason=True),
    _move(13, "recheck", N_("Recheck"), frozenset({S.NOTICED}), S.RECHECKED, "rechecked", N_("Administrative Penalty Law art. 45"), OFFICERS),
    _move(14, "discuss", N_("Collective discussion"), READY, S.DISCUSSED, "discussed", N_("Administrative Penalty Law art. 57(2)"), HEAD),
    _move(15, "decide", N_("Decide"), frozenset({S.INVESTIGATING}) | BEFORE_NOTICE | READY, S.DECIDED, "decided", N_("Administrative Penalty Law art. 57"), HEAD),
    _move(16, "serve", N_("Serve"), frozenset({S.DECIDED}), S.SERVED, "served", N_("Administrative Penalty Law art. 61"), OFFICERS | {Duty.WINDOW}),
    _move(17, "note_payment", N_("Note a payment"), PAYABLE, S.EXECUTING, "paid", N_("Administrative Penalty Law art. 67 to 70"), OFFICERS | {Duty.WINDOW}),
    _move(17, "defer", N_("Defer or allow instalments"), PAYABLE, S.EXECUTING, "deferred", N_("Administrative Penalty Law art. 66(2)"), HEAD, reason=True),
    _move(17, "remind", N_("Remind"), PAYABLE, S.EXECUTING, "reminded", N_("Administrative Coercion Law art. 54"), OFFICERS),
    _move(17, "apply_to_court", N_("Apply to the court"), frozenset({S.EXECUTING}), None, "court_applied", N_("Administrative Coercion Law art. 53, 54"), HEADS),
    _move(18, "close", N_("Close and archive"), frozenset({S.DECIDED, S.SERVED, S.EXECUTING}), S.CLOSED, "closed", N_("Administrative Penalty Law art. 74"), OFFICERS | HEADS),
    _move(19, "publish", N_("Publish the decision"), AFTER, None, "published", N_("Administrative Penalty Law art. 48"), HEADS),
    _move(19, "unpublish", N_("Withdraw from publication"), AFTER, None, "unpublished", N_("Administrative Penalty Law art. 48(2)"), HEADS, reason=True),
    _move(20, "file_remedy", N_("Remedy filed"), AFTER, None, "remedy_filed", N_("Administrative Reconsideration Law art. 20; Administrative Litigation Law art. 46"), LAWYERS | HEADS),
    _move(20, "end_remedy", N_("Remedy ended"), AFTER, None, "remedy_ended", N_("Administrative Reconsideration Law; Administrative Litigation Law"), LAWYERS | HEADS),
    _move(20, "propose_correction", N_("Propose a correction of the record"), EVERY, None, "correction_proposed", N_("Two pairs of eyes"), OFFICERS | HEADS),
    _move(20, "approve_correction", N_("Approve a correction of the record"), EVERY, None, "corrected_record", N_("Two pairs of eyes"), HEADS),
)  # fmt: skip

PENALTY = Machine("penalty", S, {S.CLUE}, MOVES)
"""All twenty rows of the reference."""
VERBS = {
    **{
        move.verb: move.title for move in reversed(list(PENALTY.moves.values()))
    },  # the first of a verb names it
    "penalty.surcharge_began": N_("Surcharge began"),
    "penalty.complained": N_("Complaint made"),
    "penalty.complaint_accepted": N_("Complaint taken up"),
    "penalty.complaint_answered": N_("Complaint answered"),
    "penalty.handed_over": N_("Handed over to another officer"),
    "penalty.complaint_handed_over": N_("Complaint handed over to another official"),
    "penalty.file_read": N_("Case file read"),
    "penalty.imported": N_("Taken over from another system's log"),
}

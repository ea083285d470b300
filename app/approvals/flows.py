"""The approval case as a state machine: every act of the reference table, by whom, by which article."""

from app.approvals.models import State
from app.kernel.flows.machine import Machine, Move
from app.kernel.roles import Duty
from app.kernel.words import N_

WINDOW = frozenset({Duty.WINDOW})
HANDLERS = frozenset({Duty.HANDLER, Duty.SECTION_HEAD})
HEADS = frozenset({Duty.SECTION_HEAD, Duty.ORGAN_HEAD})
STAFF = frozenset({Duty.WINDOW, Duty.HANDLER, Duty.SECTION_HEAD, Duty.ORGAN_HEAD})
LAWYERS = frozenset({Duty.LEGAL_REVIEWER, Duty.SECTION_HEAD, Duty.ORGAN_HEAD})

NEW = frozenset({State.SUBMITTED})
RUNNING = frozenset({State.ACCEPTED, State.IN_REVIEW})
PAUSED = frozenset({State.SUSPENDED, State.HEARING})
UNDECIDED = NEW | {State.CORRECTING} | RUNNING | PAUSED
DECIDED = frozenset({State.GRANTED, State.REFUSED})
FINISHED = frozenset({State.CLOSED, State.PUBLISHED})
ENDED = FINISHED | {
    State.NOT_NEEDED, State.NOT_ACCEPTED, State.RETURNED, State.WITHDRAWN, State.TRANSFERRED,
}  # fmt: skip
EVERY = frozenset(State)


FLOW_ACTIONS = {
    "accept": "accept", "pass_on": "review", "send_back": "send_back", "grant": "grant", "refuse": "refuse",
    "deliver": "deliver", "decide_on_spot": "grant",
}  # fmt: skip
"""Moves that take the case along its flow, with the action by which the flow knows them. Whose duty
they are is the flow's own matter."""


def _move(
    number: int, code: str, title: str, sources: frozenset[State], target: State | None, verb: str, basis: str,
    duties: frozenset[Duty] = frozenset(), *, applicant: bool = False, clock: bool = False,
) -> Move:  # fmt: skip
    return Move(
        code, title, frozenset(str(state) for state in sources), target, f"approval.{verb}", basis,
        duties, applicant, clock, number, flow_action=FLOW_ACTIONS.get(code),
    )  # fmt: skip


MOVES = (
    _move(1, "submit", N_("Submit"), frozenset(), State.SUBMITTED, "submitted", N_("Administrative Licensing Law, art. 29"), WINDOW, applicant=True),
    _move(9, "accept", N_("Accept"), NEW, State.ACCEPTED, "accepted", N_("Administrative Licensing Law, art. 32(5)"), WINDOW),
    _move(5, "give_notice", N_("Give one-time notice"), NEW, State.CORRECTING, "noticed", N_("Administrative Licensing Law, art. 32(4)"), WINDOW),
    _move(4, "fix_on_spot", N_("Correct on the spot"), NEW, None, "fixed_on_spot", N_("Administrative Licensing Law, art. 32(3)"), WINDOW),
    _move(3, "refuse_to_accept", N_("Refuse to accept"), NEW, State.NOT_ACCEPTED, "not_accepted", N_("Administrative Licensing Law, art. 32(2)"), WINDOW),
    _move(2, "mark_not_needed", N_("No licence needed"), NEW, State.NOT_NEEDED, "not_needed", N_("Administrative Licensing Law, art. 32(1)"), WINDOW),
    _move(6, "hand_in_corrections", N_("Hand in corrections"), frozenset({State.CORRECTING}), State.SUBMITTED, "corrected", N_("Administrative Licensing Law, art. 32(4)"), WINDOW, applicant=True),
    _move(7, "return_silent", N_("Return, the applicant being silent"), frozenset({State.CORRECTING}), State.RETURNED, "returned", N_("Published correction limit of the item"), clock=True),
    _move(8, "deem_accepted", N_("Deemed accepted"), NEW, State.ACCEPTED, "deemed_accepted", N_("Administrative Licensing Law, art. 32(4)"), clock=True),
    _move(11, "take", N_("Take the step"), NEW | RUNNING, None, "taken", N_("Published flow of the item"), STAFF),
    _move(11, "assign", N_("Assign"), RUNNING, None, "assigned", N_("Published flow of the item"), HEADS),
    _move(11, "sign", N_("Sign as second officer"), RUNNING, None, "signed", N_("Administrative Licensing Law, art. 34(3)"), HANDLERS),
    _move(11, "pass_on", N_("Pass on with opinion"), RUNNING, State.IN_REVIEW, "reviewed", N_("Administrative Licensing Law, art. 34"), HANDLERS),
    _move(12, "send_back", N_("Send back inside"), frozenset({State.IN_REVIEW}), State.IN_REVIEW, "sent_back", N_("Published flow of the item"), HEADS),
    _move(20, "grant", N_("Grant"), RUNNING, State.GRANTED, "granted", N_("Administrative Licensing Law, art. 38"), HEADS),
    _move(21, "refuse", N_("Refuse"), RUNNING, State.REFUSED, "refused", N_("Administrative Licensing Law, art. 38"), HEADS),
    _move(19, "decide_on_spot", N_("Decide on the spot"), NEW | {State.ACCEPTED}, State.GRANTED, "granted", N_("Administrative Licensing Law, art. 34(2)"), WINDOW),
    _move(13, "suspend", N_("Suspend"), RUNNING, State.SUSPENDED, "suspended", N_("Administrative Licensing Law, art. 45"), HEADS),
    _move(14, "resume", N_("Resume"), frozenset({State.SUSPENDED}), None, "resumed", N_("Administrative Licensing Law, art. 45"), HANDLERS | HEADS),
    _move(15, "extend", N_("Extend"), RUNNING, None, "extended", N_("Administrative Licensing Law, art. 42"), frozenset({Duty.ORGAN_HEAD})),
    _move(16, "tell_hearing", N_("Tell of the right to a hearing"), RUNNING, None, "hearing_told", N_("Administrative Licensing Law, art. 47"), HANDLERS | HEADS),
    _move(16, "request_hearing", N_("Ask for a hearing"), RUNNING, State.HEARING, "hearing_requested", N_("Administrative Licensing Law, art. 47"), WINDOW | HANDLERS, applicant=True),
    _move(16, "call_hearing", N_("Call a hearing ex officio"), RUNNING, State.HEARING, "hearing_called", N_("Administrative Licensing Law, art. 46"), HEADS | LAWYERS),
    _move(16, "tell_third_party", N_("Tell a third party"), RUNNING, None, "third_party_told", N_("Administrative Licensing Law, art. 36"), HANDLERS | HEADS),
    _move(16, "hear_third_party", N_("Hear a third party"), RUNNING | PAUSED, None, "third_party_heard", N_("Administrative Licensing Law, art. 36"), HANDLERS | HEADS),
    _move(16, "set_hearing", N_("Set the day of the hearing"), frozenset({State.HEARING}), None, "hearing_set", N_("Administrative Licensing Law, art. 48(1)"), HEADS | LAWYERS),
    _move(16, "hold_hearing", N_("Record the hearing"), frozenset({State.HEARING}), None, "hearing_held", N_("Administrative Licensing Law, art. 48"), HEADS | LAWYERS),
    _move(10, "return_case", N_("Return"), NEW | RUNNING, State.RETURNED, "returned", N_("Administrative Licensing Law, art. 32"), WINDOW | HANDLERS),
    _move(17, "withdraw", N_("Withdraw"), UNDECIDED, State.WITHDRAWN, "withdrawn", N_("The applicant's own will"), WINDOW | HANDLERS, applicant=True),
    _move(18, "transfer", N_("Transfer"), NEW | RUNNING, State.TRANSFERRED, "transferred", N_("Administrative Licensing Law, art. 43"), WINDOW | HANDLERS | HEADS),
    _move(22, "deliver", N_("Deliver"), DECIDED, State.CLOSED, "delivered", N_("Administrative Licensing Law, art. 44"), WINDOW),
    _move(23, "publish", N_("Publish"), frozenset({State.GRANTED, State.CLOSED}), State.PUBLISHED, "published", N_("Administrative Licensing Law, art. 40"), clock=True),
    _move(24, "file_remedy", N_("Remedy filed"), FINISHED | DECIDED | {State.NOT_ACCEPTED}, None, "remedy_filed", N_("Administrative Reconsideration Law, art. 20; Administrative Litigation Law, art. 46"), LAWYERS),
    _move(24, "end_remedy", N_("Remedy ended"), FINISHED | DECIDED | {State.NOT_ACCEPTED}, None, "remedy_ended", N_("Administrative Reconsideration Law; Administrative Litigation Law"), LAWYERS),
    _move(25, "open_related", N_("Change, renew, revoke or cancel"), FINISHED, None, "related_opened", N_("Administrative Licensing Law, art. 49, 50, 69 and 70"), WINDOW | HANDLERS, applicant=True),
    _move(25, "deem_renewed", N_("Deemed renewed"), UNDECIDED, State.GRANTED, "granted", N_("Administrative Licensing Law, art. 50"), clock=True),
    _move(0, "recuse", N_("Keep away from this case"), UNDECIDED, None, "recused", N_("Civil Servants Law, art. 76"), STAFF | LAWYERS),
    _move(26, "propose_correction", N_("Propose a correction of the record"), EVERY, None, "correction_proposed", N_("Two pairs of eyes"), STAFF),
    _move(26, "approve_correction", N_("Approve a correction of the record"), EVERY, None, "corrected_record", N_("Two pairs of eyes"), HEADS),
    _move(0, "rate", N_("Rate"), ENDED | DECIDED, None, "rated", N_("Regulations on Online Government Services"), applicant=True),
    _move(0, "complain", N_("Complain"), EVERY, None, "complained", N_("Administrative Licensing Law, art. 65"), applicant=True),
)  # fmt: skip

APPROVAL = Machine("approval", State, {State.SUBMITTED}, MOVES)
"""All 26 transitions of the reference; those in the steps of a flow are also moves of that flow."""

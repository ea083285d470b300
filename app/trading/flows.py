"""The course of an open works tender: which act leads where, by whom, by which article."""

from app.kernel.flows.machine import Machine, Move
from app.kernel.roles import Duty
from app.kernel.words import N_
from app.trading.words import TradeState as S

CLERKS = frozenset({Duty.HANDLER, Duty.SECTION_HEAD, Duty.ORGAN_HEAD})
HEADS = frozenset({Duty.SECTION_HEAD, Duty.ORGAN_HEAD})
CENTRE = frozenset({Duty.WINDOW, Duty.HANDLER, Duty.SECTION_HEAD, Duty.ORGAN_HEAD})
BEFORE_AWARD = frozenset({S.HALTED, S.PLANNED, S.DRAFTED, S.OPEN, S.CLOSED, S.OPENED, S.EVALUATING, S.RANKED, S.SHOWN})
WORKING = frozenset({S.OPEN, S.HALTED, S.CLOSED, S.OPENED, S.EVALUATING, S.RANKED, S.SHOWN, S.AWARDED, S.CONTRACTED})
"""States of a trade that everybody knows of and that has not ended."""
AFTER_NOTICE = WORKING | {S.VOID, S.STOPPED, S.FAILED}
DECIDED = frozenset({S.AWARDED, S.CONTRACTED, S.FAILED, S.STOPPED, S.VOID})
"""States in which bonds go back: who gets the contract is known, or nobody gets it."""
SUPERVISOR_MOVES = frozenset({"examine", "suspend", "lift", "decide"})
"""Moves whose duty is held at the department that supervises the trade."""
AGENCY_MOVES = frozenset({"draft", "answer", "amend"})
"""Moves of the buyer that the agency engaged for the trade may make as well; what they bring is published by the buyer alone."""
CENTRE_MOVES = frozenset({"open", "seat", "rank", "refund"})
"""Moves whose duty is held at the trading centre; the others belong to the buyer, or to the supervisor."""


def _move(
    number: int,
    code: str,
    title: str,
    sources: frozenset[S],
    target: S | None,
    verb: str,
    basis: str,
    duties: frozenset[Duty] = CLERKS,
    *,
    reason: bool = False,
    clock: bool = False,
) -> Move:
    named = frozenset(str(state) for state in sources)
    return Move(
        code,
        title,
        named,
        str(target) if target else None,
        f"trade.{verb}",
        basis,
        duties,
        number=number,
        needs_reason=reason,
        by_clock=clock,
    )


TENDER = Machine(
    "trade",
    S,
    (S.PLANNED,),
    (
        _move(3, "engage", N_("Engage an agency"), frozenset({S.PLANNED}), None, "engaged", N_("Bidding Law art. 12, 13")),
        _move(4, "draft", N_("Draft the notice"), frozenset({S.PLANNED}), S.DRAFTED, "drafted", N_("Bidding Law art. 16, 19")),
        _move(5, "return", N_("Send the draft back"), frozenset({S.DRAFTED}), S.PLANNED, "returned", N_("Bidding Law art. 16, 19"), HEADS, reason=True),
        _move(5, "publish", N_("Publish the notice"), frozenset({S.DRAFTED}), S.OPEN, "published", N_("Bidding Law art. 16, 24"), HEADS),
        _move(7, "answer", N_("Answer a question to all"), frozenset({S.OPEN, S.HALTED}), None, "question_answered", N_("Implementing Regulations art. 21")),
        _move(8, "amend", N_("Propose an addendum"), frozenset({S.OPEN, S.HALTED}), None, "addendum_proposed", N_("Implementing Regulations art. 21")),
        _move(8, "drop", N_("Refuse the addendum"), frozenset({S.OPEN, S.HALTED}), None, "addendum_dropped", N_("Implementing Regulations art. 21"), HEADS, reason=True),
        _move(8, "amended", N_("Publish the addendum"), frozenset({S.OPEN, S.HALTED}), None, "addendum_published", N_("Implementing Regulations art. 21"), HEADS),
        _move(9, "halt", N_("Let the trade stand still"), WORKING - {S.HALTED, S.CONTRACTED}, S.HALTED, "halted", N_("Implementing Regulations art. 22, 54"), clock=True),
        _move(9, "resume", N_("Let the trade go on"), frozenset({S.HALTED}), None, "resumed", N_("Implementing Regulations art. 22, 54"), clock=True),
        _move(9, "reply", N_("Answer an objection"), AFTER_NOTICE, None, "objection_answered", N_("Implementing Regulations art. 22, 54")),
        _move(21, "examine", N_("Examine a complaint"), AFTER_NOTICE, None, "complaint_examined", N_("Implementing Regulations art. 61")),
        _move(21, "suspend", N_("Suspend the trade"), WORKING - {S.CONTRACTED}, None, "suspended", N_("Government Procurement Law art. 57"), HEADS),
        _move(21, "lift", N_("Lift the suspension"), AFTER_NOTICE, None, "suspension_lifted", N_("Government Procurement Law art. 57")),
        _move(21, "decide", N_("Decide a complaint"), AFTER_NOTICE, None, "complaint_decided", N_("Implementing Regulations art. 61"), HEADS),
        _move(12, "close", N_("Close the bidding"), frozenset({S.OPEN}), S.CLOSED, "closed", N_("Bidding Law art. 28"), clock=True),
        _move(13, "fail", N_("Declare the tender failed"), frozenset({S.CLOSED}), S.FAILED, "failed", N_("Bidding Law art. 28"), clock=True),
        _move(14, "open", N_("Open the bids"), frozenset({S.CLOSED}), S.OPENED, "opened", N_("Bidding Law art. 34, 36"), CENTRE),
        _move(16, "seat", N_("Seat the committee"), frozenset({S.OPENED}), S.EVALUATING, "seated", N_("Bidding Law art. 37"), CENTRE),
        _move(18, "rank", N_("Hand in the evaluation report"), frozenset({S.EVALUATING}), S.RANKED, "ranked", N_("Bidding Law art. 40"), CENTRE),
        _move(19, "show", N_("Publish the candidates"), frozenset({S.RANKED}), S.SHOWN, "shown", N_("Implementing Regulations art. 54")),
        _move(20, "again", N_("Evaluate the bids again"), frozenset({S.HALTED, S.SHOWN}), S.EVALUATING, "again", N_("Implementing Regulations art. 54, 71"), clock=True),
        _move(20, "void", N_("Declare the tender void"), WORKING - {S.CONTRACTED}, S.VOID, "voided", N_("Implementing Regulations art. 81"), clock=True),
        _move(22, "award", N_("Award"), frozenset({S.SHOWN, S.RANKED}), S.AWARDED, "awarded", N_("Implementing Regulations art. 55"), HEADS),
        _move(23, "sign", N_("Sign the contract"), frozenset({S.AWARDED}), S.CONTRACTED, "contracted", N_("Bidding Law art. 46"), HEADS),
        _move(22, "keep", N_("Keep a bid bond"), frozenset({S.AWARDED, S.CONTRACTED}), None, "bond_kept", N_("Implementing Regulations art. 74"), HEADS),
        _move(25, "refund", N_("Enter that a bid bond was sent back"), DECIDED | {S.HALTED}, None, "bond_refunded", N_("Implementing Regulations art. 57"), CENTRE),
        _move(26, "stop", N_("Stop the tender"), BEFORE_AWARD, S.STOPPED, "stopped", N_("Implementing Regulations art. 31"), HEADS, reason=True),
    ),
)  # fmt: skip
"""From the project to the contract; numbers are rows of the table of moves."""

VERBS = {
    "trade.registered": N_("A project was registered for tender"),
    **{move.verb: move.title for move in TENDER.moves.values()},
    "trade.asked": N_("A question to the papers of a trade came in"),
    "trade.objected": N_("An objection to a trade came in"),
    "trade.complained": N_("A complaint about a trade came in"),
    "trade.complaint_withdrawn": N_("A complaint about a trade was withdrawn"),
    "trade.bidder_registered": N_("A bidder was registered"),
    "trade.applied": N_("An application for an account at the outer door came in"),
    "trade.admitted": N_("An application at the outer door was admitted"),
    "trade.expert_applied": N_("An expert applied for an account"),
    "trade.expert_admitted": N_("An expert's application for an account was admitted"),
    "trade.turned_down": N_("An application at the outer door was turned down"),
    "trade.account_made": N_("A person was given an account at the outer door"),
    "trade.account_ended": N_("An account at the outer door was switched off"),
    "trade.password_changed": N_("The password of an account at the outer door was changed"),
    "trade.factor_confirmed": N_("The second factor of an account at the outer door was set up"),
    "trade.factor_reset": N_("The second factor of an account at the outer door was reset"),
    "trade.reset_sent": N_("A code for a new password was sent to an account at the outer door"),
    "trade.password_reset": N_("The password of an account at the outer door was set by a code"),
    "trade.file_opened": N_("An expert opened a file of a bid"),
    "trade.pass_given": N_("A bidder was given a pass"),
    "trade.handed_in": N_("A sealed bid was handed in"),
    "trade.files_taken": N_("Sealed files of a bid were handed in"),
    "trade.papers_read": N_("The files of the bids for a lot were read and compared"),
    "trade.withdrawn": N_("A sealed bid was withdrawn"),
    "trade.bond_taken": N_("The bank reported a bond"),
    "trade.bonds_booked": N_("Bonds were booked in funds"),
    "trade.share_given": N_("A holder gave his shares"),
    "trade.early_share": N_("A holder's shares were refused before the deadline"),
    "trade.tree_changed": N_("Receipts or bids are no longer those over which the tree was closed"),
    "trade.tree_restored": N_("Receipts and bids are again those over which the tree was closed"),
    "trade.screened": N_("What the prices of a trade say was worked out"),
    "trade.list_frozen": N_("The list for the draw of experts was frozen"),
    "trade.committed": N_("A value was committed for the draw"),
    "trade.revealed": N_("A value for the draw was revealed"),
    "trade.drawn": N_("Experts were drawn"),
    "trade.called": N_("An expert was called"),
    "trade.member_left": N_("A member of a sitting committee was recused"),
    "trade.reserve_seated": N_("A reserve took a seat in the committee"),
    "trade.motion_made": N_("A member of the committee proposed to reject a bid"),
    "trade.voted": N_("A member of the committee voted on the rejection of a bid"),
    "trade.motion_decided": N_("The committee decided whether a bid is rejected"),
    "trade.rejected": N_("A bid was rejected"),
    "trade.scored": N_("An expert handed in his scores"),
    "trade.lot_awarded": N_("A lot was awarded"),
    "trade.lot_contracted": N_("The contract of a lot was signed"),
    "trade.paid": N_("A contract was paid in part or whole"),
    "trade.pattern_found": N_("Trades taken together stood out"),
    "trade.pattern_ended": N_("Trades taken together stand out no more"),
    "trade.network_measured": N_("Two years of trades were looked at together"),
    "trade.imported": N_("Trades of other platforms were imported for screening"),
}

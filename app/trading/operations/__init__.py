"""Verbs of trading: the only writers."""

from app.trading.operations.auctioning import (
    apply_for,
    bring_on,
    end_applications,
    place_bid,
    strike,
    take_listing_bond,
)
from app.trading.operations.awarding import award_lot, pay_contract, show_candidates, sign_contract
from app.trading.operations.bidding import close_bidding, give_pass, hand_in, known_pass, register_bidder, withdraw
from app.trading.operations.bodies import hand_in_files
from app.trading.operations.bonds import book_bonds, keep_bond, refund_bond, release_bonds, take_bond
from app.trading.operations.complaining import complain, decide, examine, lift, lift_due, suspend, withdraw_complaint
from app.trading.operations.drawing import answer_call, freeze_list, note_answer, note_silence, reveal
from app.trading.operations.evaluating import (
    hand_in_own_scores,
    hand_in_scores,
    keep_draft,
    rank_offers,
    reject_offer,
    seat_committee,
)
from app.trading.operations.listing import change_plan, plan_listing, publish_listing, relist
from app.trading.operations.objecting import answer_objection, enter_objection, object_to
from app.trading.operations.opening import give_shares, note_early, open_bids
from app.trading.operations.planning import (
    draft_notice,
    engage_agency,
    publish_notice,
    register_project,
    return_notice,
    stop_tender,
)
from app.trading.operations.reading import lots_to_read, read_lot
from app.trading.operations.reviewing import enter_review, propose_rejection, vote
from app.trading.operations.screened import note_answers, note_screened, write_trades
from app.trading.operations.selling import confirm_deal, enter_first_payment, enter_paid_up, sign_sale, stop_listing
from app.trading.operations.voices import answer_question, ask, drop_addendum, propose_addendum, publish_addendum

__all__ = [
    "answer_call",
    "answer_objection",
    "answer_question",
    "apply_for",
    "ask",
    "award_lot",
    "book_bonds",
    "bring_on",
    "change_plan",
    "close_bidding",
    "complain",
    "confirm_deal",
    "decide",
    "draft_notice",
    "drop_addendum",
    "end_applications",
    "engage_agency",
    "enter_first_payment",
    "enter_objection",
    "enter_paid_up",
    "enter_review",
    "examine",
    "freeze_list",
    "give_pass",
    "give_shares",
    "hand_in",
    "hand_in_files",
    "hand_in_own_scores",
    "hand_in_scores",
    "keep_bond",
    "keep_draft",
    "known_pass",
    "lift",
    "lift_due",
    "lots_to_read",
    "note_answer",
    "note_answers",
    "note_early",
    "note_screened",
    "note_silence",
    "object_to",
    "open_bids",
    "pay_contract",
    "place_bid",
    "plan_listing",
    "propose_addendum",
    "propose_rejection",
    "publish_addendum",
    "publish_listing",
    "publish_notice",
    "rank_offers",
    "read_lot",
    "refund_bond",
    "register_bidder",
    "register_project",
    "reject_offer",
    "release_bonds",
    "relist",
    "return_notice",
    "reveal",
    "seat_committee",
    "show_candidates",
    "sign_contract",
    "sign_sale",
    "stop_listing",
    "stop_tender",
    "strike",
    "suspend",
    "take_bond",
    "take_listing_bond",
    "vote",
    "withdraw",
    "withdraw_complaint",
    "write_trades",
]

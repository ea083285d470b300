"""Verbs of villages, and the sentences by which the trail tells them."""

from app.kernel.words import N_
from app.villages.operations.articles import (
    edit_article,
    hide_article,
    publish_article,
    return_article,
    submit_article,
    write_article,
)
from app.villages.operations.cash import edit_voucher, enter_voucher, enter_vouchers, reverse_voucher
from app.villages.operations.closing import answer_remark, count_balances, hand_month, remark_on_month
from app.villages.operations.course import book_voucher, check_voucher, return_voucher, stamp_voucher
from app.villages.operations.months import publish_month
from app.villages.operations.photos import add_photo, add_works_photo
from app.villages.operations.questions import answer_question, ask
from app.villages.operations.subsidies import bring_reference, confirm_payment, payment_by_code, print_slips
from app.villages.operations.telling import confirm_subscription, end_subscription, subscribe

VERBS = {
    "village.article_written": N_("Article written"),
    "village.article_edited": N_("Article changed"),
    "village.article_submitted": N_("Article handed to the township"),
    "village.article_published": N_("Article published"),
    "village.article_returned": N_("Article given back"),
    "village.article_hidden": N_("Article taken from the page"),
    "village.reference_brought": N_("Reference set brought in"),
    "village.slips_printed": N_("Slips with codes printed"),
    "village.subsidy_confirmed": N_("A villager said whether the money came"),
    "village.asked": N_("A villager asked or reported"),
    "village.answered": N_("A villager was answered"),
    "village.subscription_asked": N_("Subscription asked for"),
    "village.subscription_confirmed": N_("Subscription confirmed"),
    "village.subscription_ended": N_("Subscription ended"),
    "village.voucher_entered": N_("Voucher entered"),
    "village.voucher_edited": N_("Voucher changed"),
    "village.voucher_stamped": N_("Stamp of the supervision committee noted"),
    "village.voucher_checked": N_("Voucher checked by the township"),
    "village.voucher_returned": N_("Voucher given back"),
    "village.voucher_booked": N_("Voucher booked"),
    "village.voucher_reversed": N_("Voucher reversed in red"),
    "village.photo_added": N_("Photo added"),
    "village.voucher_published": N_("Voucher published"),
    "village.month_published": N_("Accounts of the month published"),
    "village.balances_counted": N_("Cash and bank compared with the book"),
    "village.month_handed": N_("Month handed to the township"),
    "village.month_remarked": N_("The township remarked on the month"),
    "village.remark_answered": N_("The village answered the remark"),
}

__all__ = [
    "VERBS",
    "add_photo",
    "add_works_photo",
    "answer_question",
    "answer_remark",
    "ask",
    "book_voucher",
    "bring_reference",
    "check_voucher",
    "confirm_payment",
    "confirm_subscription",
    "count_balances",
    "edit_article",
    "edit_voucher",
    "end_subscription",
    "enter_voucher",
    "enter_vouchers",
    "hand_month",
    "hide_article",
    "payment_by_code",
    "print_slips",
    "publish_article",
    "publish_month",
    "remark_on_month",
    "return_article",
    "return_voucher",
    "reverse_voucher",
    "stamp_voucher",
    "submit_article",
    "subscribe",
    "write_article",
]

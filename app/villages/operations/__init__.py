"""Verbs of villages, and the sentences by which the trail tells them."""

from app.kernel.words import N_
from app.villages.operations.cash import edit_voucher, enter_voucher, reverse_voucher
from app.villages.operations.course import book_voucher, check_voucher, return_voucher, stamp_voucher
from app.villages.operations.months import publish_month
from app.villages.operations.photos import add_photo

VERBS = {
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
}

__all__ = [
    "VERBS", "add_photo", "book_voucher", "check_voucher", "edit_voucher", "enter_voucher", "publish_month",
    "return_voucher", "reverse_voucher", "stamp_voucher",
]  # fmt: skip

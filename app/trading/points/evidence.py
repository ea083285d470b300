"""What the points of trading compare, in words."""

from app.kernel.evidence import Evidence, Shown, titles
from app.kernel.words import N_
from app.trading.words import NotFirst, Rejection

EVIDENCE = {
    "asked": Evidence(N_("The law asks")),
    "bidder": Evidence(N_("Bidder")),
    "bidders": Evidence(N_("Bidders")),
    "bound": Evidence(N_("Compared with")),
    "ceiling": Evidence(N_("Ceiling price"), Shown.YUAN),
    "contract": Evidence(N_("Contract")),
    "deadline": Evidence(N_("Deadline for bids")),
    "drawn_at": Evidence(N_("Drawn")),
    "first_bidder": Evidence(N_("One bidder")),
    "gave": Evidence(N_("Holders who gave shares")),
    "given": Evidence(N_("The notice gives")),
    "given_up": Evidence(N_("Price that was given up (yuan)"), Shown.YUAN),
    "ground": Evidence(N_("Ground"), words=titles(NotFirst)),
    "handed_in": Evidence(N_("Companies that handed in")),
    "handed_in_at": Evidence(N_("Handed in")),
    "holder": Evidence(N_("Holder of a key")),
    "members": Evidence(N_("Members of the committee")),
    "offers": Evidence(N_("Bids scored")),
    "opened_at": Evidence(N_("Opened")),
    "passed_over": Evidence(N_("Experts passed over")),
    "place": Evidence(N_("Place in the draw")),
    "price": Evidence(N_("Price (yuan)"), Shown.YUAN),
    "rank": Evidence(N_("Place in the ranking")),
    "receipt": Evidence(N_("Receipt")),
    "receipts": Evidence(N_("Receipts given")),
    "rejected": Evidence(N_("Bidders rejected")),
    "rejected_price": Evidence(N_("Rejected price (yuan)"), Shown.YUAN),
    "rejection": Evidence(N_("Ground of rejection"), words=titles(Rejection)),
    "second_bidder": Evidence(N_("Another bidder")),
    "shown_from": Evidence(N_("Shown from")),
    "signed_on": Evidence(N_("Signed on")),
    "value": Evidence(N_("What the screen measures")),
}

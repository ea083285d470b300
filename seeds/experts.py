"""An expert of the demo with an account at the outer door, and a blind evaluation that waits for the scores."""

from datetime import timedelta
from pathlib import Path

from nacl.signing import SigningKey
from sqlalchemy import select
from werkzeug.security import generate_password_hash

from app.kernel.act import Act
from app.kernel.places import Organisation
from app.trading.models import Bidder, PanelMember
from app.trading.operations import close_bidding
from app.trading.operations.outside import make_account
from seeds.people import PASSWORD
from seeds.trading import FIRMS, TIME, Hall, bid, opened, published, seated

EXPERT = "expert"
"""Under what name the demo's expert logs in at the outer door."""


def write_waiting(
    act: Act, buyer: Organisation, centre: Organisation, key: SigningKey, supervisor: Organisation, folder: Path | None
) -> PanelMember:
    """Write a blind tender whose bids were opened half an hour ago; returns the seat of an expert who has an account.

    The pool and the bidders of ``write_trading`` stand already.
    """
    bidders = list(act.session.scalars(select(Bidder).where(Bidder.name.in_(FIRMS)).order_by(Bidder.id)))
    hall = Hall(act, buyer, centre, key, bidders, supervisor, folder)
    begun = act.at - timedelta(days=22, minutes=30)
    project, keys = published(hall, begun, "古田路公厕改造工程", "940000", blind=True)
    assert project.notice is not None
    for place, price in enumerate(("886000.00", "902000.00", "871500.00")):
        bid(hall, hall.at(begun + TIME * (place + 15)), project, place, price, keys)
    now = hall.at(project.notice.deadline)
    close_bidding(now, project)
    opened(now, project, [private for private, _public in keys])
    seat = seated(now, project, hall)[0]
    hashed = generate_password_hash(PASSWORD)
    make_account(hall.at(begun), seat.expert, seat.expert.name, EXPERT, hashed, "0591-83320001")
    return seat

"""Files of bids in the evaluation room: for members of the committee alone, and for nobody while the evaluation is blind."""

from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.kernel.audit import TrailRow
from app.surfaces.folders import folder_of
from app.trading.models import BidBody, BidPapers, Offer, PanelMember, SealedBid
from app.trading.sealing.bodies import seal_files
from tests.portal.test_evaluation_room import RULE, Room
from tests.web import at_work

FILES = (("技术标.txt", "施工组织设计".encode()), ("清单.txt", b"1"))


class Open(Room):
    """An evaluation that is not blind; the first bid has files."""

    said: ClassVar[dict[str, object]] = {"criteria": RULE, "blind": False}

    def with_files(self) -> int:
        """Put files to the bid whose pass the tests know; returns the id of what was read out."""
        with self.acting() as act:
            bid = act.session.scalars(select(SealedBid).where(SealedBid.envelope == self.envelope)).one()
            offer = act.session.scalars(select(Offer).where(Offer.bid_id == bid.id)).one()
            lot = offer.lot
            sealed, body = seal_files(FILES, lot.project.number, lot.number, self.token)
            with self.site.app_context():
                (Path(folder_of("bids")) / "kept").write_bytes(sealed)
            held = {"county": 350102, "lot_id": lot.id, "digest": body.digest}
            row = BidBody(**held, pass_hash=bid.pass_hash, size=len(sealed), stored_as="kept", handed_in_at=act.at)
            act.session.add(row)
            papers = act.session.scalar(select(BidPapers).where(BidPapers.offer_id == offer.id))
            if papers is None:
                papers = BidPapers(county=350102, offer_id=offer.id, lot_id=lot.id)
                act.session.add(papers)
            papers.digest, papers.key = body.digest, body.key.hex()
            papers.files = [{"name": name, "format": "text", "fault": ""} for name, _content in FILES]
            return offer.id

    def files(self, place: int, offer: int, file: str = "") -> str:
        """Return the address of the files of a bid in the room of whoever sits at a place."""
        return f"{self.url(place)}/files/{offer}{file}"

    def opened(self) -> int:
        """Return how many openings of files the trail tells of."""
        with at_work(self.site) as session:
            told = select(func.count()).select_from(TrailRow).where(TrailRow.verb == "trade.file_opened")
            return session.scalar(told) or 0


@pytest.fixture
def room(site: Flask, client_of: Callable[[str], FlaskClient]) -> Open:
    made = Open(site, client_of)
    made.sit()
    return made


def test_a_member_opens_the_files_and_the_trail_tells_which(room: Open) -> None:
    offer = room.with_files()
    client = room.at_place(1)
    assert "打开文件" in client.get(room.url(1)).get_data(as_text=True)
    page = client.get(room.files(1, offer)).get_data(as_text=True)
    assert "技术标.txt" in page and "清单.txt" in page
    answer = client.get(room.files(1, offer, "/0"))
    assert answer.get_data() == FILES[0][1]
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert client.get(room.files(1, offer, "/2")).status_code == 404
    assert room.opened() == 1
    with at_work(room.site) as session:
        row = session.scalars(select(TrailRow).where(TrailRow.verb == "trade.file_opened")).one()
        assert "技术标.txt" in row.facts and "专家" not in row.official


def test_nobody_else_opens_them(room: Open) -> None:
    offer = room.with_files()
    with at_work(room.site) as session:
        places = {one.place: one.id for one in session.scalars(select(PanelMember))}
        other = session.scalar(select(func.max(Offer.id)).where(Offer.id != offer))
    stranger = room.site.test_client()
    for client in (stranger, room.at_place(2), room.client_of("county_admin"), room.at_place(3)):
        for file in ("", "/0"):
            address = f"/portal/experts/evaluations/{places[1]}/files/{offer}{file}"
            assert client.get(address).status_code == 404
    assert room.at_place(1).get(room.files(1, other or 0, "/0")).status_code == 404
    assert room.opened() == 0


def test_in_a_blind_evaluation_they_stay_closed_until_all_have_handed_in(
    site: Flask, client_of: Callable[[str], FlaskClient]
) -> None:
    class Blind(Open):
        said: ClassVar[dict[str, object]] = {"criteria": RULE, "blind": True}

    room = Blind(site, client_of)
    seats = room.sit()
    offer = room.with_files()
    client = room.at_place(1)
    assert client.get(room.files(1, offer)).status_code == client.get(room.files(1, offer, "/0")).status_code == 404
    for place in seats:
        assert room.score(place)[0] == 302
    assert client.get(room.files(1, offer, "/0")).get_data() == FILES[0][1]
    assert room.opened() == 1

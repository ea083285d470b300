"""The evaluation room: each expert scores alone and blind; whoever steals an address, scores twice or late gets nothing."""

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import ClassVar

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.security import generate_password_hash

from app.kernel.audit import TrailRow
from app.trading import room
from app.trading.models import Candidate, Expert, Offer, PanelMember, Project, RejectionMotion, RejectionVote, Score
from app.trading.operations import give_shares, open_bids
from app.trading.operations.opening import bids_to_open
from app.trading.operations.outside import make_account
from app.trading.operations.planning import CriterionTold
from app.trading.sealing.envelope import open_share, read
from app.trading.words import TradeState
from tests import CHEAP_HASH
from tests.portal.test_bidders import PASSWORD
from tests.portal.test_experts import HOME, Panel, home
from tests.web import at_work, form_token

NAMES = ("第1工程有限公司", "第2工程有限公司", "第3工程有限公司")
PRICES = ("1980000", "1,980,000", "1900000", "1,900,000")
RULE = (
    CriterionTold("投标报价", Decimal(60), by_price=True),
    CriterionTold("施工组织设计", Decimal(25)),
    CriterionTold("项目管理机构", Decimal(15)),
)


class Room(Panel):
    """A blind evaluation: bids opened, experts with accounts."""

    said: ClassVar[dict[str, object]] = {"criteria": RULE, "blind": True}

    def __init__(self, site: Flask, client_of: Callable[[str], FlaskClient]) -> None:
        super().__init__(site, client_of)
        assert self.hand_in()[0] == 200
        self.close()
        with self.acting() as act:
            project = act.session.get_one(Project, self.pk)
            for place in (0, 2, 4):
                bids = bids_to_open(act, project)
                given = {one.id: open_share(read(one.envelope), self.keys[place][0]) for one in bids}
                give_shares(act, project.holders[place], given)
            open_bids(act, project)
            for expert in act.session.scalars(select(Expert).order_by(Expert.id)):
                serial = expert.name.removeprefix("专家")
                hashed = generate_password_hash(PASSWORD, method=CHEAP_HASH)
                make_account(act, expert, expert.name, f"expert{serial}", hashed)
        self.order: list[int] = []
        self.clients: dict[int, FlaskClient] = {}

    def at_place(self, place: int) -> FlaskClient:
        """Return the browser of whoever stands at a place of the draw."""
        serial = self.order[place - 1]
        if serial not in self.clients:
            self.clients[serial] = self.expert(serial)
        return self.clients[serial]

    def inside(self, code: str, **data: object) -> tuple[int, str]:
        """Press a button of the trade's page, as the centre."""
        client = self.client_of("county_admin")
        said: ClassVar[dict[str, object]] = {"csrf_token": form_token(client.get("/trading/")), **data}
        answer = client.post(f"/trading/{self.pk}/{code}", data=said)
        return answer.status_code, answer.get_data(as_text=True)

    def sit(self) -> list[int]:
        """Draw; the second keeps away, the reserve is called and comes; returns the places that sit."""
        self.order = self.draw()
        for place in (1, 3, 4, 5):
            assert self.answer(self.at_place(place), place, "yes") == 302
        assert self.answer(self.at_place(2), 2, "recused", "三年内曾任投标人顾问") == 302
        assert self.answer(self.at_place(6), 6, "yes") == 302
        assert self.inside("seat")[0] == 302
        return [1, 3, 4, 5, 6]

    def url(self, place: int) -> str:
        """Return the address of the sheet of a place."""
        with at_work(self.site) as session:
            return f"{HOME}evaluations/{self.place(session, place).id}"

    def points(self, place: int) -> dict[str, str]:
        """Return what whoever sits at a place gives, by input; no two give the same."""
        return {
            f"1-{letter}-{row}": f"{12 - row - at}.{place}{row + at}"
            for at, letter in enumerate("ABC")
            for row in (2, 3)
        }

    def score(self, place: int, client: FlaskClient | None = None, do: str = "hand_in", **said: str) -> tuple[int, str]:
        """Send the sheet of a place, as whoever sits there or as somebody else."""
        told = {**self.points(place), **said, "do": do}
        return self.send(client or self.at_place(place), self.url(place), HOME, **told)

    def sheet(self, place: int) -> str:
        """Return the page on which a place scores."""
        return self.at_place(place).get(self.url(place)).get_data(as_text=True)


@pytest.fixture
def hall(site: Flask, client_of: Callable[[str], FlaskClient]) -> Room:
    return Room(site, client_of)


def test_five_experts_score_alone_and_blind_and_the_sum_is_that_of_the_report(hall: Room) -> None:
    places = hall.sit()
    assert all("等待您评分的评标" in home(hall.at_place(place)) for place in places)
    assert "等待您评分的评标" not in home(hall.at_place(2))
    assert hall.score(1, do="draft", **{"1-A-2": "7.7"})[0] == 302
    assert 'value="7.7"' in hall.sheet(1)
    assert hall.count(Score) == 0
    for place in places:
        assert hall.inside("rank")[0] == 409
        assert hall.score(place)[0] == 302
    page = hall.sheet(1)
    assert all(name in page for name in NAMES)
    assert hall.inside("rank")[0] == 302
    with at_work(hall.site) as session:
        project = session.get_one(Project, hall.pk)
        named = room.labels(session, project)
        assert sorted(named.values()) == ["1-A", "1-B", "1-C"]
        offers = session.scalars(select(Offer).order_by(Offer.id)).all()
        low = min(one.price for one in offers)
        for offer in offers:
            given = sum(
                (Decimal(hall.points(place)[f"{named[offer.id]}-{row}"]) for place in places for row in (2, 3)),
                Decimal(0),
            )
            price = (60 * low / offer.price).quantize(Decimal("0.0001"), ROUND_HALF_UP)
            whole = price + (given / 5).quantize(Decimal("0.0001"), ROUND_HALF_UP)
            candidate = session.scalars(select(Candidate).where(Candidate.offer_id == offer.id)).one()
            assert (candidate.price_points, candidate.total) == (price, whole)
            assert offer.bidder.name in page[page.index(f"投标文件 {named[offer.id][-1]}") :][:60]
        rows = session.scalars(select(TrailRow).where(TrailRow.verb == "trade.scored").order_by(TrailRow.id)).all()
        assert [row.channel for row in rows] == ["portal"] * 5
        assert not any("专家" in row.official for row in rows)
        assert [one.draft for one in session.scalars(select(PanelMember))] == [None] * len(hall.order)


def test_no_page_of_an_expert_tells_another_s_score_or_whose_a_bid_is_before_all_are_in(hall: Room) -> None:
    places = hall.sit()
    secret = {place: set(hall.points(place).values()) for place in places}
    assert not any(secret[one] & secret[other] for one in places for other in places if one != other)
    hall.score(places[-1], do="draft")
    for done, place in enumerate(places):
        for looker in places:
            client = hall.at_place(looker)
            foreign = hall.score(places[-1], client)[1] if looker != places[-1] else ""
            shown = [home(client), hall.sheet(looker), foreign]
            shown += [
                client.get(f"/api/v1/{kind}/").get_data(as_text=True)
                for kind in ("trade_offer", "trade_candidate", "trade_project", "trade_expert")
            ]
            for page in shown:
                assert not any(name in page for name in (*NAMES, *PRICES)), (done, looker)
                others = set().union(*(values for one, values in secret.items() if one != looker))
                assert not any(value in page for value in others), (done, looker)
        assert hall.score(place)[0] == 302
    assert all(value in hall.sheet(places[0]) for value in secret[places[0]])


def test_the_centre_sees_who_has_handed_in_and_no_score(hall: Room) -> None:
    places = hall.sit()
    hall.score(places[0])
    hall.score(places[1], do="draft")
    page = hall.client_of("county_admin").get(f"/trading/{hall.pk}").get_data(as_text=True)
    assert page.count("已独立提交评分") == 1
    for place in places[:2]:
        assert not any(value in page for value in hall.points(place).values())
    buyer = hall.client_of("handler").get(f"/trading/{hall.pk}").get_data(as_text=True)
    assert "已独立提交评分" not in buyer and "专家" + str(hall.order[0]) not in buyer


def test_a_sheet_is_handed_in_once_whole_and_within_the_rule(hall: Room) -> None:
    places = hall.sit()
    for wrong in ({"1-A-2": "25.01"}, {"1-A-2": "-1"}, {"1-B-3": "1.005"}, {"1-C-3": " "}, {"1-A-2": "十分"}):
        status, page = hall.score(places[0], **wrong)
        assert status == 422, wrong
        assert hall.points(places[0])["1-C-2"] in page  # what was typed is kept
    assert hall.count(Score) == 0
    assert (
        hall.score(places[0], **{"9-Z-1": "5", "points-1-1": "5"})[0] == 302
    )  # what the sheet does not ask is not read
    assert hall.count(Score) == 6
    assert hall.score(places[0])[0] == 409
    assert hall.score(places[0], do="draft")[0] == 409
    assert hall.count(Score) == 6


def test_nobody_scores_at_another_s_address_outside_the_committee_or_after_the_report(hall: Room) -> None:
    places = hall.sit()
    hall.admitted(7)
    last = len(hall.order)
    for thief in (hall.at_place(places[1]), hall.at_place(2), hall.at_place(last)):
        for do in ("hand_in", "draft"):
            assert hall.score(places[0], thief, do)[0] == 404
        assert thief.get(hall.url(places[0])).status_code == 404
    for place in (2, last):  # recused, or a reserve: no seat of his own
        assert hall.score(place)[0] == 404
    for stranger in (hall.site.test_client(), hall.entered(), hall.client_of("county_admin")):
        assert stranger.get(hall.url(places[0])).status_code == 302
        assert hall.score(places[0], stranger)[0] == 302
    bare = hall.at_place(places[0]).post(hall.url(places[0]), data={**hall.points(places[0]), "do": "hand_in"})
    assert bare.status_code in (400, 403)
    assert hall.count(Score) == 0
    for place in places:
        hall.score(place)
    assert hall.inside("rank")[0] == 302
    with at_work(hall.site) as session:
        assert session.get_one(Project, hall.pk).state == TradeState.RANKED
    assert hall.score(places[0])[0] == 409
    assert hall.count(Score) == 30


def test_scores_that_the_centre_enters_from_paper_are_told_apart_for_good(hall: Room) -> None:
    places = hall.sit()
    with at_work(hall.site) as session:
        member = hall.place(session, places[0]).id
        offers = session.scalars(select(Offer.id).order_by(Offer.id)).all()
        project = session.get_one(Project, hall.pk)
        assert project.notice is not None
        rows = [one.id for one in project.notice.criteria if not one.by_price]
    told = {"member": str(member), **{f"points-{offer}-{row}": "9" for offer in offers for row in rows}}
    status, page = hall.inside("score", **told)
    assert status == 422 and "第1工程有限公司 · 施工组织设计" not in page
    assert hall.inside("score", **told, reason="专家手机损坏")[0] == 302
    assert hall.score(places[0])[0] == 409
    assert "由交易中心按纸质评分表录入" in hall.sheet(places[0])
    hall.score(places[1])
    with at_work(hall.site) as session:
        marks = {one.place: one.on_paper for one in session.scalars(select(PanelMember)) if one.scored_at}
        assert marks == {places[0]: True, places[1]: False}
        facts = session.scalars(select(TrailRow).where(TrailRow.verb == "trade.scored").order_by(TrailRow.id)).all()
        assert ["专家手机损坏" in one.facts for one in facts] == [True, False]
        assert [one.channel for one in facts] == ["screen", "portal"]
        assert session.scalar(select(func.count()).select_from(Score)) == 12
    page = hall.client_of("county_admin").get(f"/trading/{hall.pk}").get_data(as_text=True)
    assert page.count("按纸质评分表录入") >= 1 and page.count("已独立提交评分") == 1


class Open(Room):
    """An evaluation in which experts know whose bids they read."""

    said: ClassVar[dict[str, object]] = {"criteria": RULE}


def test_where_the_evaluation_is_not_blind_names_and_price_points_are_shown(
    site: Flask, client_of: Callable[[str], FlaskClient]
) -> None:
    hall = Open(site, client_of)
    places = hall.sit()
    page = hall.sheet(places[0])
    assert all(name in page for name in NAMES)
    low, high = Decimal(1_900_000), Decimal(1_980_000)
    assert str((60 * low / high).quantize(Decimal("0.0001"), ROUND_HALF_UP)) in page and "1,980,000.00" in page
    hall.score(places[0])
    assert not any(value in hall.sheet(places[1]) for value in hall.points(places[0]).values())


def review(hall: Room, place: int, **said: str) -> int:
    """Propose or vote, as whoever sits at a place."""
    return hall.send(hall.at_place(place), hall.url(place) + "/review", HOME, **said)[0]


PROPOSAL = {"bid": "1-B", "ground": "no_response", "page_number": "12", "text": "工期不满足第3条"}


def test_a_bid_is_rejected_by_more_than_half_of_the_votes_and_nobody_scores_before_all_have_voted(hall: Room) -> None:
    places = hall.sit()
    for wrong in ({"page_number": "0"}, {"page_number": "十"}, {"ground": "dislike"}, {"text": " "}, {"bid": "1-D"}):
        assert review(hall, places[0], **{**PROPOSAL, **wrong}) == 422, wrong
    assert hall.count(RejectionMotion) == 0
    assert review(hall, places[0], **PROPOSAL) == 302
    assert review(hall, places[1], **PROPOSAL) == 409
    with at_work(hall.site) as session:
        motion = str(session.scalars(select(RejectionMotion)).one().id)
    assert hall.score(places[1])[0] == 409
    assert review(hall, places[0], motion=motion, agrees="no") == 409
    assert review(hall, places[1], motion=motion, agrees="perhaps") == 422
    assert review(hall, places[1], motion="1", agrees="yes") == 422
    assert hall.send(hall.at_place(2), hall.url(places[2]) + "/review", HOME, motion=motion, agrees="yes")[0] == 404
    for place, said in zip(places[1:4], ("no", "no", "yes"), strict=True):
        assert review(hall, place, motion=motion, agrees=said) == 302
        assert "人同意否决" not in hall.sheet(place)  # how the others vote is told once all have
    assert hall.count(RejectionVote) == 4
    assert review(hall, places[4], motion=motion, agrees="yes") == 302
    assert "5人中3人同意否决" in hall.sheet(places[0])
    with at_work(hall.site) as session:
        offer = session.scalars(select(Offer).where(Offer.rejected.is_not(None))).one()
        assert (offer.rejected, offer.rejection_text) == ("no_response", "工期不满足第3条")
        assert room.labels(session, session.get_one(Project, hall.pk))[offer.id] == "1-B"
        told = ("trade.motion_made", "trade.voted", "trade.motion_decided", "trade.rejected")
        verbs = list(session.scalars(select(TrailRow.verb).where(TrailRow.verb.in_(told)).order_by(TrailRow.id)))
        assert verbs == [told[0], *[told[1]] * 5, told[2], told[3]]
    for place in places:
        assert hall.score(place)[0] == 302
    assert hall.count(Score) == 20
    assert review(hall, places[0], **{**PROPOSAL, "bid": "1-A"}) == 409


def test_a_bid_stays_where_half_of_the_committee_does_not_reject_it_also_on_paper(hall: Room) -> None:
    places = hall.sit()
    with at_work(hall.site) as session:
        first = session.scalars(select(Offer.id).order_by(Offer.id).limit(1)).one()
        votes = {f"vote-{hall.place(session, place).id}": "yes" if place < 4 else "no" for place in places}
    told = {"offer": str(first), "ground": "price", "page_number": "3", "text": "低于成本"}
    assert hall.inside("reject", **told)[0] == 422
    assert hall.inside("reject", **told, **votes)[0] == 302
    with at_work(hall.site) as session:
        motion = session.scalars(select(RejectionMotion)).one()
        assert (motion.carried, motion.member_id, motion.page) == (False, None, 3)
        assert session.scalars(select(Offer.rejected)).all() == [None] * 3
    assert hall.inside("reject", **told, **dict.fromkeys(votes, "yes"))[0] == 302
    with at_work(hall.site) as session:
        assert session.get_one(Offer, first).rejected == "price"
        assert session.scalar(select(func.count()).select_from(RejectionVote)) == 10


def test_a_member_is_recused_while_the_committee_sits_and_the_next_reserve_takes_the_seat(hall: Room) -> None:
    seats = hall.sit()
    first, reserve = seats[0], seats[-1] + 1
    for place in seats[1:]:
        assert hall.score(place)[0] == 302
    assert hall.answer(hall.at_place(first), first, "recused") == 422
    assert hall.answer(hall.at_place(first), first, "recused", "发现投标人是亲属所开") == 302
    assert hall.at_place(first).get(hall.url(first)).status_code == 404
    assert hall.score(first)[0] == 404
    assert hall.inside("rank")[0] == 409  # four sheets are in, and a fifth member is wanted
    assert NAMES[0] not in hall.sheet(seats[1])
    assert hall.answer(hall.at_place(seats[1]), seats[1], "recused", "已提交评分") == 409
    assert hall.answers()[reserve - 1][:2] == ("waiting", True)
    assert hall.answer(hall.at_place(reserve), reserve, "yes") == 302
    assert hall.score(reserve)[0] == 302
    assert NAMES[0] in hall.sheet(seats[1])
    assert hall.inside("rank")[0] == 302
    with at_work(hall.site) as session:
        told = ("trade.member_left", "trade.reserve_seated")
        rows = session.scalars(select(TrailRow.verb).where(TrailRow.verb.in_(told)).order_by(TrailRow.id)).all()
        assert tuple(rows) == told
        assert session.scalar(select(func.count(PanelMember.id)).where(PanelMember.seated)) == len(seats)

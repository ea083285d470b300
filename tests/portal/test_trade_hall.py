"""The opening as anybody may watch it, and a draw that is repeated with nothing but what an outsider downloads."""

import copy
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.kernel.act import Act, Actor, Channel, local_day
from app.kernel.drawing import commitment
from app.kernel.guard import open_act
from app.trading.models import Candidate, Draw, Expert, Project
from app.trading.operations import (
    award_lot,
    close_bidding,
    freeze_list,
    hand_in_scores,
    note_answer,
    open_bids,
    rank_offers,
    reveal,
    seat_committee,
    show_candidates,
)
from app.trading.words import CallAnswer
from tests.conftest import NOW
from tests.trading.building import DEADLINE, VALUES, Tender
from tests.web import at_work
from tests.world import World

Change = Callable[[dict[str, Any]], Any]


class Hall:
    """A trade on the portal, moved on behind it."""

    def __init__(self, site: Flask, folder: Path) -> None:
        self.site, self.folder, self.client = site, folder, site.test_client()
        with self.work() as tender:
            tender.three_bids()
            tender.pool()
            self.pk, self.keys, self.tokens = tender.project.id, tender.keys, tender.tokens

    @contextmanager
    def work(self) -> Iterator[Tender]:
        """Go on with the trade; what was done is kept."""
        with at_work(self.site) as session:
            world = World(session)

            def acting_as(short: str | None, at: datetime = NOW) -> Act:
                actor = world.actor(short, at) if short else Actor.platform()
                return Act(session, actor, at, Channel.COMMAND, 350102)

            tender = Tender(session, world, acting_as)
            with open_act(acting_as(None)):
                if hasattr(self, "pk"):
                    tender.project = session.get_one(Project, self.pk)
                    tender.keys, tender.tokens = self.keys, self.tokens
                yield tender
            session.commit()

    def page(self, at: datetime) -> Any:
        """The opening hall at a moment."""
        self.site.config["SUNSHINE_TEST_NOW"] = at
        return self.client.get(f"/portal/trades/{self.pk}/opening")

    def draw(self) -> dict[str, Any]:
        """The file of the draw, as it is downloaded."""
        told: dict[str, Any] = json.loads(self.client.get(f"/portal/trades/{self.pk}/draw.json").get_data())
        return told

    def verify(self, draw: dict[str, Any], kept: dict[str, Any] | None = None) -> tuple[int, str]:
        """Run the program that the portal offers, in a folder that holds nothing else of the platform."""
        program, file, earlier = (self.folder / name for name in ("verify_draw.py", "draw.json", "kept.json"))
        program.write_bytes(self.client.get("/portal/trades/verify_draw.py").get_data())
        file.write_text(json.dumps(draw), "utf-8")
        more = []
        if kept is not None:
            earlier.write_text(json.dumps(kept), "utf-8")
            more = ["--list", str(earlier)]
        command = [sys.executable, "-I", str(program), str(file), *more]
        done = subprocess.run(command, capture_output=True, text=True, cwd=self.folder, check=False, timeout=60)
        return done.returncode, done.stdout + done.stderr

    def freeze(self) -> None:
        """Freeze the list of experts."""
        with self.work() as tender:
            sides = {side: commitment(str(side), value) for side, value in VALUES.items()}
            freeze_list(tender.centre(), tender.project, "市政", 5, sides)

    def open(self) -> None:
        """Close the bidding and open the bids."""
        with self.work() as tender:
            close_bidding(tender.centre(DEADLINE), tender.project)
            tender.shares(1, 3, 5)
            open_bids(tender.centre(DEADLINE), tender.project)

    def seat(self) -> None:
        """Reveal, call and seat: the first one cannot come."""
        with self.work() as tender:
            draw = tender.session.query(Draw).one()
            for side, value in VALUES.items():
                reveal(tender.centre(DEADLINE), draw, side, value)
            for member in draw.members[:6]:
                note_answer(tender.centre(DEADLINE), member, CallAnswer.NO if member.place == 1 else CallAnswer.YES)
            seat_committee(tender.centre(DEADLINE), tender.project)

    def award(self) -> None:
        """Score, rank, show and award."""
        with self.work() as tender:
            draw = tender.session.query(Draw).one()
            assert tender.project.notice is not None
            row = next(one.id for one in tender.project.notice.criteria if not one.by_price)
            for member in [one for one in draw.members if one.seated]:
                hand_in_scores(tender.centre(DEADLINE), member, {(one.id, row): Decimal(30) for one in tender.offers()})
            rank_offers(tender.centre(DEADLINE), tender.project)
            show_candidates(tender.clerk(DEADLINE), tender.project, local_day(DEADLINE) + timedelta(days=3))
            first = tender.session.query(Candidate).filter_by(rank=1).one()
            award_lot(tender.head(tender.after()), first)


@pytest.fixture
def hall(site: Flask, tmp_path: Path) -> Hall:
    return Hall(site, tmp_path)


def test_anybody_may_watch_the_opening_and_nobody_sees_a_bid_before_it(hall: Hall) -> None:
    before = hall.page(NOW)
    assert (before.status_code, before.headers["Refresh"], before.headers["Cache-Control"]) == (200, "10", "no-store")
    with hall.work() as tender:
        close_bidding(tender.centre(DEADLINE), tender.project)
        tender.shares(2)
    waiting = hall.page(DEADLINE)
    text = waiting.get_data(as_text=True)
    assert waiting.headers["Refresh"] == "10" and "1,980,000" not in text
    assert text.count("已提交份额") == 1
    with hall.work() as tender:
        tender.shares(1, 3)
        open_bids(tender.centre(DEADLINE), tender.project, "第二投标人对唱标结果无异议")
    after = hall.page(DEADLINE)
    text = after.get_data(as_text=True)
    assert "Refresh" not in after.headers
    assert all(one in text for one in ("1,980,000.00", "1,850,000.50", "第3工程有限公司", "对唱标结果无异议"))
    assert "<script" not in text.split("<main")[1].split("</main>")[0]


def test_a_draw_is_repeated_from_downloads_alone(hall: Hall) -> None:
    assert hall.client.get(f"/portal/trades/{hall.pk}/draw.json").status_code == 404
    hall.freeze()
    kept = hall.draw()
    code, said = hall.verify(kept)
    assert (code, "8 experts are listed, 0 of 3" in said) == (0, True)
    hall.open()
    hall.seat()
    draw = hall.draw()
    code, said = hall.verify(draw, kept)
    assert (code, "the order of 8 experts" in said) == (0, True)
    assert draw["salt"] is None and "专家" not in json.dumps(draw, ensure_ascii=False)
    hall.award()
    opened = hall.draw()
    assert hall.verify(opened, kept)[0] == 0
    names = [one["name"] for one in opened["order"] if one["seated"]]
    assert len(names) == 5 and all(name.startswith("专家") for name in names)
    assert not any("name" in one for one in opened["order"] if not one["seated"])
    page = hall.client.get(f"/portal/trades/{hall.pk}").get_data(as_text=True)
    assert f"python3 verify_draw.py {opened['trade']}-draw.json" in page and opened["seed"] in page


def swap(draw: dict[str, Any]) -> None:
    first, second = draw["order"][:2]
    first["entry"], second["entry"] = second["entry"], first["entry"]


def other_list(draw: dict[str, Any]) -> None:
    draw["list"][0] = "0" * 32 + ":" + "0" * 16


def one_employer(draw: dict[str, Any]) -> None:
    """Say that two of the list share an employer, which would drop one of them."""
    name = draw["list"][0].split(":")[0]
    draw["list"][0] = f"{name}:{draw['list'][1].split(':')[1]}"


def other_value(draw: dict[str, Any]) -> None:
    draw["parts"][0]["value"] = "another"


def other_seed(draw: dict[str, Any]) -> None:
    draw["seed"] = "0" * 64


def skipped(draw: dict[str, Any]) -> None:
    """Call the seventh before the sixth."""
    order = draw["order"]
    order[5]["answer"], order[6]["answer"] = "waiting", "yes"
    order[5]["seated"], order[6]["seated"] = False, True


def seated_by_hand(draw: dict[str, Any]) -> None:
    draw["order"][0]["seated"] = True


def another_person(draw: dict[str, Any]) -> None:
    draw["order"][1]["expert"] += 1


def two_parts(draw: dict[str, Any]) -> None:
    del draw["parts"][0]


def no_seed(draw: dict[str, Any]) -> None:
    draw["seed"] = None


def one_more(draw: dict[str, Any]) -> None:
    draw["order"][6] |= {"answer": "yes", "seated": True}


def test_a_draw_that_was_changed_anywhere_is_not_genuine(hall: Hall) -> None:
    hall.freeze()
    kept = hall.draw()
    hall.open()
    hall.seat()
    hall.award()
    draw = hall.draw()
    changes: list[Change] = [swap, other_list, one_employer, other_value, other_seed, skipped, seated_by_hand]
    changes += [another_person, two_parts, no_seed, one_more, lambda told: told.update(trade="GC2026-350102-9999")]
    for change in changes:
        changed = copy.deepcopy(draw)
        change(changed)
        assert changed != draw
        code, said = hall.verify(changed)
        assert (code, "NOT GENUINE" in said) == (1, True), (change, said)
    for change in (
        other_list,
        lambda told: told.update(wanted=7),
        lambda told: told["parts"][0].update(commitment="0"),
    ):
        was = copy.deepcopy(kept)
        change(was)
        assert hall.verify(draw, was)[0] == 1
    assert hall.verify({"list": []})[0] == 2


def test_who_shares_an_employer_is_frozen_with_the_list(hall: Hall) -> None:
    hall.freeze()
    with hall.work() as tender:
        for expert in tender.session.query(Expert).all():
            expert.employer = "同一家设计院"
        tender.session.flush()
    hall.open()
    hall.seat()
    assert hall.verify(hall.draw())[0] == 0
    assert len(hall.draw()["order"]) == 8

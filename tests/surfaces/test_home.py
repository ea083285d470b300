"""The home page: pieces of work by their day, one press from where they are done, and nobody else's."""

import html
import re
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.approvals.operations import pass_on
from app.kernel.clocks.lights import Light
from app.kernel.work import Piece, When, by_day, in_order, when
from tests.approvals.cases import Story
from tests.web import at_work
from tests.world import OFFICIALS, World

Client = Callable[[str], FlaskClient]
NOON = datetime(2026, 9, 23, 4, 0, tzinfo=UTC)


def rows_of(client: FlaskClient) -> list[str]:
    """Return the pieces of work on somebody's home page, as plain text."""
    page = client.get("/").get_data(as_text=True)
    found = re.search(r'<ol class="work">(.*?)</ol>', page, re.DOTALL)
    pieces = re.findall(r"<li.*?</li>", found[1], re.DOTALL) if found else []
    return [html.unescape(" ".join(re.sub(r"<[^>]+>", " ", piece).split())) for piece in pieces]


def test_a_piece_leads_to_the_case_with_the_opinion_of_the_officer_before(site: Flask, client_of: Client) -> None:
    with at_work(site) as session:
        story = Story(session, World(session))
        case = story.accepted("2026-09-21")
        pass_on(story.by("handler", "2026-09-22"), case, "现场符合规划，建议准予。", {"place": True, "safety": True})
        number, pk = case.number, case.id
        session.commit()
    head = client_of("organ_head")
    (row,) = [row for row in rows_of(head) if number in row]
    assert "设置大型户外广告审批" in row and "陈小明" in row and "现场符合规划，建议准予。" in row
    assert f'href="/cases/{pk}?list="' in head.get("/").get_data(as_text=True)
    for other in ("handler", "other_handler", "window", "inspector", "county_admin", "village_clerk"):
        assert not any(number in row for row in rows_of(client_of(other))), other


def test_what_somebody_wrote_comes_out_as_text(site: Flask, client_of: Client) -> None:
    with at_work(site) as session:
        story = Story(session, World(session))
        case = story.accepted("2026-09-21")
        pass_on(story.by("handler", "2026-09-22"), case, "<b>100%合格</b>", {"place": True, "safety": True})
        session.commit()
    page = client_of("organ_head").get("/").get_data(as_text=True)
    assert "&lt;b&gt;100%合格&lt;/b&gt;" in page and "<b>100%" not in page


def test_the_nearest_day_stands_first_and_overdue_ones_are_counted(site: Flask, client_of: Client) -> None:
    with at_work(site) as session:
        story = Story(session, World(session))
        late = story.submitted("2026-08-03", key="late").number
        fresh = story.submitted("2026-09-21", key="fresh").number
        session.commit()
    client = client_of("window")
    rows = rows_of(client)
    places = [next(i for i, row in enumerate(rows) if number in row) for number in (late, fresh)]
    assert places == sorted(places) and "已超时" in rows[places[0]]
    assert re.search(r"已超时 \d 件", client.get("/").get_data(as_text=True))


@pytest.mark.parametrize("short", sorted({*OFFICIALS} - {"leader"}))  # whose start page is that of figures
def test_every_role_has_its_doors_and_they_open(client_of: Client, short: str) -> None:
    client = client_of(short)
    page = client.get("/").get_data(as_text=True)
    doors = re.findall(r'<li><a href="([^"]+)"[^>]*>[^<]+</a><span class="soft">', page)
    large = re.findall(r'class="button(?: main)? large" href="([^"]+)"', page)
    assert doors and len(large) <= 2
    for address in {*doors, *large}:
        assert client.get(address, follow_redirects=True).status_code == 200, address


def test_who_keeps_places_learns_that_a_calendar_is_missing(site: Flask, client_of: Client) -> None:
    site.config["SUNSHINE_TEST_NOW"] = datetime(2026, 12, 5, 2, tzinfo=UTC)
    (row,) = [row for row in rows_of(client_of("city_admin")) if "工作日历" in row]
    assert "2027" in row and "2026年12月31日" in row
    site.config["SUNSHINE_TEST_NOW"] = datetime(2026, 10, 20, 2, tzinfo=UTC)
    assert not any("工作日历" in row for row in rows_of(client_of("city_admin")))


@pytest.mark.parametrize(
    ("day", "part", "light"),
    [
        (date(2026, 9, 22), When.OVERDUE, Light.RED),
        (date(2026, 9, 23), When.TODAY, Light.YELLOW),
        (date(2026, 9, 25), When.SOON, Light.YELLOW),
        (date(2026, 10, 9), When.LATER, Light.GREEN),
        (None, When.ANY, Light.GREY),
    ],
)
def test_a_last_day_lasts_until_its_midnight_in_china(day: date | None, part: When, light: Light) -> None:
    due_at, shown = by_day(day, NOON)
    assert shown is light
    assert when(Piece("x", "y", "home.index", due_at=due_at, light=shown), NOON, date(2026, 9, 23)) is part


def test_work_without_a_day_comes_last() -> None:
    early, _light = by_day(date(2026, 9, 22), NOON)
    late, _light = by_day(date(2026, 10, 9), NOON)
    days = (None, late, early)
    pieces = [Piece(str(place), "", "home.index", due_at=due) for place, due in enumerate(days)]
    assert [piece.title for piece in in_order(pieces)] == ["2", "1", "0"]

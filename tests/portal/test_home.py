"""The way in: who runs it, what is used most and how long it takes, what is for persons and what for firms."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

import config
from app.evaluation.counting import count_night
from app.kernel.act import Channel, local_day, platform_act
from app.kernel.guard import open_act
from app.portal.most_used import ENOUGH, most_used
from app.powers.models import Power, PowerVersion
from app.surfaces.database import db
from tests.approvals.cases import Story
from tests.conftest import NOW
from tests.web import at_work
from tests.world import World

NAMED = {
    "SUNSHINE_PORTAL_NAME": "榕城区",
    "SUNSHINE_PORTAL_RUN_BY": "榕城区人民政府办公室",
    "SUNSHINE_PORTAL_RECORD": "闽ICP备00000000号",
    "SUNSHINE_PORTAL_HELP": "0591-12345",
}
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><circle cx="5" cy="5" r="4"/></svg>'


@pytest.fixture
def own(site: Flask) -> Iterator[dict[str, Any]]:
    """The settings of the portal, put back afterwards; pages that were written before are forgotten."""
    held = {name: value for name, value in site.config.items() if name.startswith("SUNSHINE_PORTAL_")}
    site.extensions.pop("memory", None)
    yield site.config
    site.config.update(held)
    site.extensions.pop("memory", None)


def test_the_head_and_the_foot_say_whose_site_it_is(site: Flask, own: dict[str, Any]) -> None:
    own.update(NAMED)
    page = site.test_client().get("/portal/").get_data(as_text=True)
    foot = page[page.index("<footer") :]
    assert "<b>榕城区</b>" in page
    for text in ("主办：榕城区人民政府办公室", "闽ICP备00000000号", 'href="tel:0591-12345"', "/portal/about#help"):
        assert text in foot
    about = site.test_client().get("/portal/about").get_data(as_text=True)
    for text in ("无障碍", "榕城区人民政府办公室", 'id="accessibility"', 'id="help"'):
        assert text in about


@pytest.mark.usefixtures("own")
def test_without_settings_nothing_is_claimed(site: Flask) -> None:
    page = site.test_client().get("/portal/").get_data(as_text=True)
    assert "主办：" not in page
    assert 'class="emblem"' not in page
    assert site.test_client().get("/portal/emblem").status_code == 404


def test_the_emblem_is_the_file_of_the_settings(site: Flask, own: dict[str, Any], tmp_path: Path) -> None:
    file = tmp_path / "emblem.svg"
    file.write_text(SVG)
    own["SUNSHINE_PORTAL_EMBLEM"] = str(file)
    assert '<img class="emblem" src="/portal/emblem"' in site.test_client().get("/portal/").get_data(as_text=True)
    with site.test_client().get("/portal/emblem") as answer:
        assert answer.mimetype == "image/svg+xml"
        assert answer.get_data(as_text=True) == SVG
        assert "default-src 'self'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("name", ["none.svg", "emblem.exe", "large.png"])
def test_an_emblem_that_no_page_could_show_stops_the_start(tmp_path: Path, name: str) -> None:
    if name != "none.svg":
        (tmp_path / name).write_bytes(b"0" * (config.LARGEST_EMBLEM + 1 if name == "large.png" else 10))
    with pytest.raises(config.ConfigurationFault, match="SUNSHINE_PORTAL_EMBLEM"):
        config.load({"SUNSHINE_PORTAL_EMBLEM": str(tmp_path / name)})


LASTED = (1, 1, 2, 2, 3, 3, 4, 4, 9, 20, 30, 30)
"""Days that each case took; half within 3, nine in ten within 30."""


def used(site: Flask, lasted: tuple[int, ...]) -> int:
    """Apply for one item so often, decide each after so many days, and count the night; returns the item."""
    now = site.config["SUNSHINE_TEST_NOW"]
    with at_work(site) as session:
        story = Story(session, World(session))
        with open_act(story.by("window", "2026-07-01")):
            cases = [story.submitted("2026-07-01", key=str(n)) for n in range(len(lasted))]
        with open_act(platform_act(session, Channel.CLOCK, now, 350102)) as act:
            for case, days in zip(cases, lasted, strict=True):
                case.accepted_at = case.received_at
                case.decided_at, case.decision = case.received_at + timedelta(days=days, hours=1), "grant"
            session.flush()
            count_night(act)
        power = story.power.id
        session.commit()
    return power


def test_what_is_used_most_tells_what_is_promised_and_what_it_takes(site: Flask) -> None:
    power = used(site, LASTED)
    with site.test_request_context("/"):
        [service] = most_used(db.session(), local_day(site.config["SUNSHINE_TEST_NOW"]))
        version = db.session.get_one(PowerVersion, db.session.get_one(Power, power).current_version_id)
        assert (service.power_id, service.promised) == (power, version.promised_days)
        assert (service.half, service.most) == (3, 30)
        db.session.remove()
    page = site.test_client().get("/portal/").get_data(as_text=True)
    assert f"承诺{service.promised}个工作日" in page
    assert "一半在 3 天内办结，九成在 30 天内" in page


def test_of_too_few_no_days_are_told_and_of_another_year_nothing(site: Flask) -> None:
    used(site, LASTED[: ENOUGH - 1])
    with site.test_request_context("/"):
        [service] = most_used(db.session(), local_day(site.config["SUNSHINE_TEST_NOW"]))
        assert (service.half, service.most) == (None, None)
        assert most_used(db.session(), date(2028, 1, 1)) == []
        db.session.remove()
    page = site.test_client().get("/portal/").get_data(as_text=True)
    assert "天内办结" not in page and "办结不足十件的不列天数" in page


def test_items_for_persons_and_for_firms_are_told_apart(site: Flask, item: int) -> None:
    with at_work(site) as session, open_act(platform_act(session, Channel.COMMAND, NOW, 350102)):
        version = session.get_one(PowerVersion, session.get_one(Power, item).current_version_id)
        version.object_kind = "company"
        session.commit()
    client = site.test_client()

    def found(query: str) -> bool:
        return f'href="/portal/items/{item}"' in client.get(f"/portal/items/{query}").get_data(as_text=True)

    assert [found(query) for query in ("", "?for=company", "?for=person", "?for=x", "?for=person&every=1")] == [
        True,
        True,
        False,
        True,
        False,
    ]
    page = client.get("/portal/items/?for=company").get_data(as_text=True)
    assert '<input type="hidden" name="for" value="company">' in page  # a search stays among them
    home = client.get("/portal/").get_data(as_text=True)
    assert re.search(r'href="/portal/items/\?for=person"', home)

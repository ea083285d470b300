"""Pages of figures: what is shown opens into as many rows, inside the reader's scope, and names no colleague."""

import re
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import select

from app.evaluation.counting import count_night
from app.evaluation.queries import Told
from app.evaluation.trends import trend
from app.kernel.act import Channel, platform_act
from app.kernel.figures import FIGURES, Unit
from app.kernel.guard import open_act
from app.kernel.places import Official
from tests.conftest import NOW
from tests.evaluation.rows import plant_rows
from tests.web import RunningProgram, at_work, login

PERIOD = "first=2026-06&last=2026-09"


@pytest.fixture
def planted(program: RunningProgram) -> RunningProgram:
    program.make_new()
    with at_work(program.app) as session:
        with open_act(platform_act(session, Channel.COMMAND, NOW, 350102)) as act:
            plant_rows(session)
            count_night(act)
        session.commit()
    return program


def seen(program: RunningProgram, who: str, path: str) -> str:
    answer = login(program.app, who).get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return unescape(answer.get_data(as_text=True))


def rows_on(page: str) -> int:
    found = re.search(r"(?:These are the rows[^:]*: |共 )([\d,]+)", page)
    assert found
    return int(found.group(1).replace(",", ""))


def test_every_link_to_rows_opens_as_many_rows_as_the_mark_says(planted: RunningProgram) -> None:
    client = login(planted.app, "leader")
    client.get("/language/en?next=/")
    page = client.get(f"/evaluation/figures/approvals.received?{PERIOD}").get_data(as_text=True)
    marks = re.findall(r'<a href="(/evaluation/rows/[^"]+)"><title>[^<]*: ([\d,]+)<', page)
    assert len(marks) == 4
    for url, value in marks:
        opened = client.get(unescape(url)).get_data(as_text=True)
        assert rows_on(opened) == int(value.replace(",", "")) > 0


def test_a_leader_is_led_to_how_things_stand_and_a_clerk_to_the_list_of_work(planted: RunningProgram) -> None:
    page = seen(planted, "leader", "/")
    assert page.count("figure-value") >= 5
    assert page.count('<table class="table heat">') == 1
    assert len(re.findall(r"/evaluation/rows/[^\"]*from_on=", page)) >= 6
    assert "figure-value" not in seen(planted, "handler", "/")


def test_the_light_of_a_figure_is_said_in_words_and_by_a_sign(planted: RunningProgram) -> None:
    page = seen(planted, "leader", "/evaluation/")
    lights = re.findall(r'class="tag[^"]*">\s*([▲▼△▽■–]) ([^<]+)<', page)
    assert len(lights) == 5
    assert all(words.strip() for _sign, words in lights)


def test_a_trend_needs_more_than_chance() -> None:
    share, count = FIGURES["approvals.in_time"], FIGURES["alerts.raised"]
    before = Told(900, 1000)
    assert trend(share, Told(90, 100), before, 11) == "same"
    assert trend(share, Told(70, 100), before, 11) == "worse"
    assert trend(share, Told(100, 100), before, 11) == "better"
    assert trend(share, Told(0, 0), before, 11) == "unknown"
    assert trend(share, Told(5, 10), Told(10, 10), 11) == "unknown"
    assert trend(share, None, before, 11) == "unknown"
    assert trend(count, Told(100), Told(1100), 11) == "same"
    assert trend(count, Told(200), Told(1100), 11) == "more"
    assert trend(count, Told(20), Told(1100), 11) == "less"
    assert trend(FIGURES["approvals.days"], Told(20), Told(1100), 11) == "unknown"


def test_a_head_of_an_organ_sees_the_own_organ_alone(planted: RunningProgram) -> None:
    wide = seen(planted, "inspector", f"/evaluation/figures/approvals.received?{PERIOD}")
    own = seen(planted, "organ_head", f"/evaluation/figures/approvals.received?{PERIOD}")
    assert "鼓楼区卫生健康局" in wide
    assert "鼓楼区卫生健康局" not in own
    assert "台江区" not in wide
    other = re.search(
        r"/evaluation/rows/approvals.received\?[^\"]*organisation_id=(\d+)[^\"]*\">鼓楼区卫生健康局", wide
    )
    assert other
    narrowed = seen(
        planted, "organ_head", f"/evaluation/rows/approvals.received?{PERIOD}&organisation_id={other.group(1)}"
    )
    assert "鼓楼区卫生健康局" not in narrowed


def names(program: RunningProgram) -> list[str]:
    with at_work(program.app) as session:
        return list(session.scalars(select(Official.name)))


def test_only_inspectors_read_the_figures_of_officers_by_name(planted: RunningProgram) -> None:
    path = f"/evaluation/figures/approvals.received?{PERIOD}"
    bodies = {who: seen(planted, who, path).split("<main")[1] for who in ("inspector", "leader", "organ_head")}
    told = {who: sum(f">{name}<" in body for name in names(planted)) for who, body in bodies.items()}
    assert told["inspector"] > 2
    assert told["leader"] == told["organ_head"] == 0


def test_a_clerk_sees_the_own_figures_beside_a_middle_and_no_colleague(planted: RunningProgram) -> None:
    page = seen(planted, "handler", f"/evaluation/mine/?{PERIOD}").split("<main")[1]
    assert page.count("/evaluation/rows/") >= 3
    assert [name for name in names(planted) if name in page] == []
    client = login(planted.app, "handler")
    client.get("/language/en?next=/")
    own = client.get(f"/evaluation/rows/approvals.received?{PERIOD}&grain=officer&key=1").get_data(as_text=True)
    organ = client.get(f"/evaluation/rows/approvals.received?{PERIOD}").get_data(as_text=True)
    whole = rows_on(seen_english(planted, "organ_head", f"/evaluation/rows/approvals.received?{PERIOD}"))
    assert rows_on(own) == rows_on(organ) < whole
    assert login(planted.app, "handler").get(f"/evaluation/figures/?{PERIOD}").status_code == 403


def seen_english(program: RunningProgram, who: str, path: str) -> str:
    client = login(program.app, who)
    client.get("/language/en?next=/")
    return client.get(path).get_data(as_text=True)


def test_small_units_are_shown_and_not_judged(planted: RunningProgram) -> None:
    page = seen_english(planted, "city_admin", f"/evaluation/compare/approvals.in_time?{PERIOD}")
    assert "too few cases to judge" in page
    assert "There is nothing to compare yet" in page


def test_counts_are_not_compared(planted: RunningProgram) -> None:
    answer = login(planted.app, "leader").get("/evaluation/compare/approvals.received")
    assert answer.status_code == 409
    assert "只有比例和天数可以比较" in answer.get_data(as_text=True)


@pytest.mark.parametrize("code", sorted(code for code, one in FIGURES.items() if one.unit is Unit.DAYS))
def test_days_are_compared_by_boxes(planted: RunningProgram, code: str) -> None:
    page = seen(planted, "leader", f"/evaluation/compare/{code}?{PERIOD}")
    assert page.count('class="median"') == 2


def test_rows_that_changed_since_the_count_are_said(planted: RunningProgram) -> None:
    from app.approvals.models import Case

    with at_work(planted.app) as session, open_act(platform_act(session, Channel.COMMAND, NOW, 350102)):
        case = session.scalars(
            select(Case).where(Case.received_at < NOW - timedelta(days=60), Case.county == 350102)
        ).first()
        assert case is not None
        case.received_at = NOW - timedelta(days=400)
        session.commit()
    page = seen_english(planted, "leader", f"/evaluation/rows/approvals.received?{PERIOD}")
    assert "the rows are those of this moment" in page

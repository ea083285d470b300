"""The picture shows a flow and where a case stands, to those who see it and to those who do not."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from flask import Flask
from flask_babel import Babel
from hypothesis import given, settings
from hypothesis import strategies as st

from app.kernel.clocks.lights import Deadline, Light
from app.kernel.flows.bpmn import export_bpmn, normal_form
from app.kernel.flows.models import FlowVersion
from app.kernel.flows.templates import TEMPLATES, Template
from app.surfaces import flowpicture
from app.surfaces.flowpicture import (
    draw,
    draw_flow,
    draw_narrow,
    flow_rows,
    picture_of,
    positions_of,
    rows_of,
    stylesheet,
)
from app.surfaces.flowpicture.layout import lay_out
from app.surfaces.flowpicture.look import LOOKS
from app.surfaces.flowpicture.picture import Mark, Picture, Shape
from app.surfaces.flowpicture.spans import spent_words
from app.surfaces.flowpicture.words import balanced, broken, width_of
from tests import few
from tests.kernel.flow_versions import template_named, template_version, version_of, visit
from tests.surfaces.flow_graphs import pictures

SVG = "{http://www.w3.org/2000/svg}"
T0 = datetime(2026, 9, 21, 2, 0, tzinfo=UTC)
DAY = timedelta(days=1)
every_template = pytest.mark.parametrize("template", TEMPLATES, ids=lambda t: t.code)


def on_its_way(late: bool = False) -> Picture:
    """Return a case that was reviewed, sent back once, and waits for the decision."""
    visits = [
        visit("accept", T0, T0 + timedelta(hours=5), "accept"),
        visit("review", T0 + timedelta(hours=5), T0 + 2 * DAY, "review"),
        visit("decide", T0 + 2 * DAY, T0 + 3 * DAY, "send_back"),
        visit("review", T0 + 3 * DAY, T0 + 4 * DAY, "review"),
        visit("decide", T0 + 4 * DAY, pk=7),
    ]
    return picture_of(template_named("three_steps"), visits, T0 + 6 * DAY, late=[7] if late else [])


def marks(picture: Picture) -> dict[str, Mark]:
    """Return the mark of each node."""
    return {node.code: node.mark for node in picture.nodes}


def texts(svg: str) -> list[str]:
    """Return what is written on a picture."""
    return ["".join(each.itertext()) for each in fromstring(svg).iter(f"{SVG}text")]


def test_a_case_is_marked_where_it_was_and_where_it_is() -> None:
    found = marks(on_its_way())
    assert (found["start"], found["accept"], found["review"]) == (Mark.DONE, Mark.DONE, Mark.DONE)
    assert found["decide"] == Mark.HERE
    assert (found["deliver"], found["end"]) == (Mark.AHEAD, Mark.AHEAD)
    assert marks(on_its_way(late=True))["decide"] == Mark.LATE


def test_a_running_clock_past_its_day_makes_a_step_overdue() -> None:
    visits = [visit("accept", T0, pk=3)]
    due: dict[str, Any] = {"step_id": 3, "due_at": T0 + DAY, "stopped_at": None}
    version = template_named("three_steps")

    def shown(now: datetime, **more: Any) -> Mark:
        clock: Any = SimpleNamespace(**(due | more))
        return marks(picture_of(version, visits, now, clocks=[clock]))["accept"]

    assert shown(T0 + 2 * DAY) == Mark.LATE
    assert shown(T0) == Mark.HERE
    assert shown(T0 + 2 * DAY, stopped_at=T0) == Mark.HERE
    assert shown(T0 + 2 * DAY, step_id=None) == Mark.HERE
    assert shown(T0 + 2 * DAY, due_at=None) == Mark.HERE


def test_the_way_that_a_case_has_gone_is_walked_and_no_other() -> None:
    walked = {(a.source, a.target) for a in on_its_way().arrows if a.walked}
    assert walked == {("start", "accept"), ("accept", "review"), ("review", "decide"), ("decide", "review")}


def test_a_finished_case_has_reached_its_end() -> None:
    done = [(code, act) for code, act in (("accept", "accept"), ("decide", "grant"), ("deliver", "deliver"))]
    visits = [visit(code, T0 + n * DAY, T0 + (n + 1) * DAY, act) for n, (code, act) in enumerate(done)]
    picture = picture_of(template_named("one_step"), visits)
    assert set(marks(picture).values()) == {Mark.DONE}


def test_time_of_all_rounds_is_added_up() -> None:
    nodes = {node.code: node for node in on_its_way().nodes}
    assert nodes["review"].spent == 2 * DAY + timedelta(hours=19)
    assert nodes["decide"].spent == 3 * DAY
    assert nodes["decide"].until is None
    assert nodes["review"].until == T0 + 4 * DAY


@pytest.mark.parametrize(
    ("spent", "said"),
    [
        (timedelta(minutes=59), "59 min"),
        (timedelta(hours=1, minutes=30), "1.5 h"),
        (timedelta(hours=24), "1 d"),
        (timedelta(days=2, hours=23), "2.9 d"),
        (timedelta(seconds=-5), "0 min"),
    ],
)
def test_a_time_span_is_said_in_its_largest_unit(spent: timedelta, said: str) -> None:
    assert spent_words(spent, str) == said


def test_of_joint_steps_one_may_be_done_while_the_other_waits() -> None:
    visits = [
        visit("accept", T0, T0 + DAY, "accept"),
        visit("review", T0 + DAY, T0 + 2 * DAY, "review"),
        visit("joint_review", T0 + DAY, T0 + 2 * DAY, "review"),
        visit("joint_review", T0 + DAY, pk=8),
        visit("join", T0 + 2 * DAY),
    ]
    picture = picture_of(template_named("joint"), visits)
    found = marks(picture)
    assert (found["review"], found["joint_review"], found["accept/accept"]) == (Mark.DONE, Mark.HERE, Mark.DONE)
    assert "● waiting for the others" in " ".join(texts(draw(picture)))


def test_the_public_sees_the_names_meant_for_it() -> None:
    inner, outer = (picture_of(template_named("three_steps"), public=public) for public in (False, True))
    assert [node.name for node in inner.nodes][2] == "审核"
    assert [node.name for node in outer.nodes][2] == "审查"


def test_a_draft_with_a_way_to_nowhere_and_an_empty_one_can_be_looked_at() -> None:
    steps = [{"code": "start", "name": "申请", "node": "start"}, {"code": "a", "name": "审核", "duty": "handler"}]
    ways = [{"from_code": "start", "to_code": "a", "action": "go"}, {"from_code": "a", "to_code": "x", "action": "go"}]
    assert [a.target for a in picture_of(version_of(steps, ways)).arrows] == ["a"]
    for version in (version_of(steps, ways), version_of(steps[:1], []), version_of([], [])):
        assert fromstring(draw(picture_of(version))).tag == f"{SVG}svg"
        assert fromstring(draw_narrow(picture_of(version))).tag == f"{SVG}svg"


def test_a_draft_that_leads_back_to_its_start_is_drawn_to_its_edge() -> None:
    steps = [
        {"code": "start", "name": "申请", "node": "start"},
        {"code": "a", "name": "审核"},
        {"code": "end", "name": "结束", "node": "end"},
    ]
    pairs = (("start", "a"), ("a", "end"), ("a", "start"), ("end", "start"))
    picture = picture_of(version_of(steps, [{"from_code": a, "to_code": b, "action": "go"} for a, b in pairs]))
    layout = lay_out(picture)
    [box] = [each.box for each in layout.nodes if each.node.code == "start"]
    x, y = box.middle
    ends = [arrow.points[-1] for arrow in layout.arrows if arrow.route.arrow.target == "start"]
    assert len(set(ends)) == 2
    assert all(abs((a - x) ** 2 + (b - y) ** 2 - (box.w / 2) ** 2) < 0.01 for a, b in ends)
    assert rows_of(picture)[0].who == ""


def test_pages_get_a_picture_of_its_own_and_rows_in_the_language_of_the_request() -> None:
    site = Flask("picture")
    Babel(site)
    visits = [visit("accept", T0, T0 + DAY, "accept"), visit("review", T0 + DAY, pk=5)]
    with site.test_request_context():
        late = {5: Deadline(T0 + 2 * DAY, Light.RED)}
        svg = draw_flow(template_named("three_steps"), visits, late, now=T0 + 2 * DAY)
        rows = flow_rows(template_named("three_steps"), visits, late, public=True)
    assert fromstring(svg).get("font-family")
    assert "! overdue · 1 d · by 2026-09-23 10:00" in " ".join(texts(svg))
    assert [row["due"] for row in rows][:3] == ["", "2026-09-23 10:00", ""]
    assert [(row["name"], row["state"], row["words"]) for row in rows][:3] == [
        ("受理", "done", "done"),
        ("审查", "late", "overdue"),
        ("决定", "", "still to come"),
    ]
    assert (rows[0]["since"], rows[0]["until"]) == ("2026-09-21 10:00", "2026-09-22 10:00")
    assert rows[2]["limit"] == "2 working days"


@pytest.mark.parametrize("drawn", [draw, draw_narrow])
def test_state_is_never_told_by_colour_alone(drawn: Any) -> None:
    written = " ".join(texts(drawn(on_its_way(late=True))))
    assert "✓ done" in written
    assert "! overdue" in written
    classes = " ".join(each.get("class", "") for each in fromstring(drawn(on_its_way(late=True))).iter())
    assert "badge-done" in classes and "badge-late" in classes
    assert "● here now" in " ".join(texts(drawn(on_its_way())))


@every_template
@pytest.mark.parametrize("drawn", [draw, draw_narrow])
def test_a_picture_says_itself_to_those_who_do_not_see_it(drawn: Any, template: Template) -> None:
    root = fromstring(drawn(picture_of(template_version(template))))
    assert root.get("role") == "img"
    assert root[0].tag == f"{SVG}title" and root[0].text == f"Flow of {template.name}"
    told = root[1].text or ""
    assert root[1].tag == f"{SVG}desc"
    assert all(step.name in told for step in template.steps[1:])


@every_template
@pytest.mark.parametrize("alone", [False, True])
def test_no_picture_carries_a_style_a_script_or_an_address(alone: bool, template: Template) -> None:
    picture = picture_of(template_version(template))
    for svg in (draw(picture, alone=alone), draw_narrow(picture, alone=alone)):
        for each in fromstring(svg).iter():
            assert each.tag not in (f"{SVG}style", f"{SVG}script", f"{SVG}image", f"{SVG}use")
            assert not {"style", "href"} & set(each.keys())
            assert not any(key.startswith("on") for key in each.attrib)
            painted = {"fill", "stroke"} & set(each.keys())
            assert alone or not painted


def test_a_picture_of_its_own_is_painted_as_the_style_sheet_paints() -> None:
    root = fromstring(draw(on_its_way(late=True), alone=True))
    late = next(each for each in root.iter() if "late" in (each.get("class") or "").split())
    assert late.get("fill") == LOOKS["late"]["fill"]
    for each in root.iter():
        assert set((each.get("class") or "").split()) <= {*LOOKS, "flow-picture", "flow-wide"}


def test_the_served_style_sheet_is_the_one_of_the_table() -> None:
    served = Path(flowpicture.__file__).parents[1] / "static" / "css" / "flow.css"
    assert served.read_text(encoding="utf-8") == stylesheet()


@pytest.mark.parametrize(
    ("words", "ground"),
    [
        ("name", "node"),
        ("note", "node"),
        ("name", "done"),
        ("note", "done"),
        ("name", "here"),
        ("note", "here"),
        ("name", "late"),
        ("note", "late"),
        ("done-word", "lane-odd"),
        ("here-word", "lane-odd"),
        ("late-word", "lane-odd"),
        ("label", "lane-odd"),
        ("head-name", "head"),
        ("head-whose", "head"),
        ("note", "lane-odd"),
    ],
)
def test_words_stand_out_from_their_ground(words: str, ground: str) -> None:
    def light(colour: str) -> float:
        parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    low, high = sorted((light(LOOKS[words]["fill"]), light(LOOKS[ground]["fill"])))
    assert (high + 0.05) / (low + 0.05) >= 4.5


def test_names_are_shown_as_text_and_never_taken_for_marks() -> None:
    steps = [
        {"code": "start", "name": "申请", "node": "start"},
        {"code": "a", "name": "<script>1</script> & \x00\u202e", "duty": "handler"},
        {"code": "end", "name": "结束", "node": "end"},
    ]
    ways = [
        {"from_code": "start", "to_code": "a", "action": "go"},
        {"from_code": "a", "to_code": "end", "action": "go", "label": '"><b>'},
    ]
    for svg in (draw(picture_of(version_of(steps, ways))), draw_narrow(picture_of(version_of(steps, ways)))):
        assert "".join("".join(texts(svg)).split()).count("<script>") == 1
        assert fromstring(svg).find(f".//{SVG}b") is None


def test_rows_say_the_same_as_the_picture() -> None:
    rows = rows_of(on_its_way())
    assert [row.step for row in rows] == ["受理", "审核", "决定", "送达"]
    assert [row.who for row in rows][1:3] == ["Handling", "Decision by the head"]
    assert [row.limit for row in rows][:2] == ["", "3 working days"]
    assert [row.state for row in rows] == ["done", "done", "here now", "still to come"]
    assert rows[2].ways == ("准予许可 / 不予许可: 送达", "退回重审: 审核")
    assert rows_of(picture_of(template_named("three_steps")))[0].state == ""
    joint = rows_of(picture_of(template_named("joint")))
    assert joint[0].ways == ("受理，转审核: 牵头部门审核", "受理，转会审: 协办部门会审")
    assert joint[2].who == "Section review (Each joint organ)"


@settings(deadline=None, max_examples=few(100))
@given(picture=pictures())
def test_on_a_phone_nothing_lies_on_anything_and_nothing_is_cut(picture: Picture) -> None:
    root = fromstring(draw_narrow(picture))
    assert root.get("width") == "360"
    lines: list[Element] = list(root.iter(f"{SVG}text"))
    heights = [float(line.get("y", 0)) for line in lines]
    assert heights == sorted(heights)
    assert all(low - high >= 18 for high, low in pairwise(heights))
    assert not heights or heights[-1] < float(root.get("height", 0))
    for line in lines:
        size = 16 if line.get("class") == "card-name" else 13
        assert float(line.get("x", 0)) + width_of(line.text or "", size) <= 360
    named = [node for node in picture.nodes if node.shape != Shape.FORK]
    assert len([line for line in lines if line.get("class") == "card-name"]) >= len(named)


@settings(deadline=None, max_examples=few(200))
@given(text=st.text("审核通过，。（报请ab cd", max_size=60), width=st.integers(40, 200), most=st.integers(1, 4))
def test_text_is_broken_within_its_width(text: str, width: int, most: int) -> None:
    for lines in (broken(text, 12, width, most), balanced(text, 12, width, most)):
        assert len(lines) <= most
        assert all(width_of(line, 12) <= width for line in lines)
        if not lines or not lines[-1].endswith("…"):
            assert "".join("".join(lines).split()) == "".join(text.split())


@every_template
def test_a_bpmn_drawing_stands_as_our_picture_does(template: Template) -> None:
    version: FlowVersion = template_version(template)
    normal, positions = normal_form(version), positions_of(version)
    assert set(positions.shapes) == {vertex.id for vertex in normal.vertices}
    assert set(positions.edges) == {edge.id for edge in normal.edges}
    for edge in normal.edges:
        for (x, y), code in ((positions.edges[edge.id][0], edge.source), (positions.edges[edge.id][-1], edge.target)):
            left, top, width, height = positions.shapes[code]
            assert left - 0.1 <= x <= left + width + 0.1
            assert top - 0.1 <= y <= top + height + 0.1
    for vertex in normal.vertices:
        _left, top, _width, height = positions.lanes[vertex.lane]
        assert top <= positions.shapes[vertex.id][1] <= top + height
    assert b"NaN" not in export_bpmn(version, positions)

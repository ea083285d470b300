"""No arrow passes through a node, no label lies on anything, whatever the flow looks like."""

from itertools import combinations

import pytest
from hypothesis import given, settings

from app.kernel.flows.templates import TEMPLATES, Template
from app.surfaces.flowpicture.layout import Layout, lay_out
from app.surfaces.flowpicture.picture import Picture, Shape, picture_of
from tests import few
from tests.kernel.flow_versions import template_version
from tests.surfaces.flow_graphs import overlap, pictures, run_together, segments, touches


def hold(layout: Layout) -> None:
    """Check everything that makes a picture readable."""
    ends = {id(arrow): {arrow.route.arrow.source, arrow.route.arrow.target} for arrow in layout.arrows}
    for arrow in layout.arrows:
        stretches = segments(arrow)
        for segment in stretches:
            (x0, y0), (x1, y1) = segment
            assert abs(x0 - x1) < 0.01 or abs(y0 - y1) < 0.01, "every stretch follows an axis"
            assert min(x0, x1) >= 0 and max(x0, x1) <= layout.width
            assert min(y0, y1) >= 0 and max(y0, y1) <= layout.height
            for node in layout.nodes:
                own = node.node.code in ends[id(arrow)] and segment in (stretches[0], stretches[-1])
                assert own or not touches(segment, node.box), "an arrow passes through a node"
                assert not touches(segment, node.below), "an arrow passes through what is written"
    labelled = [arrow for arrow in layout.arrows if arrow.label]
    for arrow in labelled:
        for node in layout.nodes:
            assert not overlap(arrow.room, node.box), "a label lies on a node"
            assert not overlap(arrow.room, node.below), "a label lies on another text"
        for other in layout.arrows:
            assert not any(touches(segment, arrow.room) for segment in segments(other)), "a label is crossed"
    assert not any(overlap(a.room, b.room) for a, b in combinations(labelled, 2))
    boxes = [node.box for node in layout.nodes]
    assert not any(overlap(a, b) for a, b in combinations(boxes, 2))


@settings(deadline=None, max_examples=few(250))
@given(picture=pictures())
def test_no_arrow_passes_through_a_node_and_no_label_lies_on_anything(picture: Picture) -> None:
    hold(lay_out(picture))


@settings(deadline=None, max_examples=few(250))
@given(picture=pictures())
def test_two_arrows_cross_but_never_run_upon_each_other(picture: Picture) -> None:
    arrows = lay_out(picture).arrows
    for one, other in combinations(arrows, 2):
        for a in segments(one):
            assert not any(run_together(a, b) for b in segments(other)), (one.route.arrow, other.route.arrow)


@settings(deadline=None, max_examples=few(100))
@given(picture=pictures())
def test_every_node_stands_in_its_lane(picture: Picture) -> None:
    layout = lay_out(picture)
    bands = {lane.code: box for lane, box in layout.lanes}
    for standing in layout.nodes:
        band = bands[standing.node.lane]
        assert band.y <= standing.box.y
        assert standing.below.y + standing.below.h <= band.y + band.h
    assert sum(box.h for box in bands.values()) == pytest.approx(layout.height)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda t: t.code)
def test_every_template_is_readable(template: Template) -> None:
    picture = picture_of(template_version(template))
    layout = lay_out(picture)
    hold(layout)
    assert {node.node.code for node in layout.nodes} >= {step.code for step in template.steps}
    assert len(layout.lanes) == len({(s.duty, dict(s.more).get("org_scope")) for s in template.steps if s.duty})


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda t: t.code)
def test_arrows_back_run_above_the_nodes_and_others_to_the_right(template: Template) -> None:
    layout = lay_out(picture_of(template_version(template)))
    boxes = {node.node.code: node.box for node in layout.nodes}
    for arrow in layout.arrows:
        source, target = boxes[arrow.route.arrow.source], boxes[arrow.route.arrow.target]
        if arrow.route.back:
            assert arrow.points[-1][1] < target.middle[1]
            assert arrow.points[-2][1] < target.y
        else:
            assert source.x < target.x
            assert arrow.points[0][0] > source.middle[0] and arrow.points[-1][0] < target.middle[0]


def test_steps_that_one_action_opens_together_come_out_of_a_bar() -> None:
    joint = next(t for t in TEMPLATES if t.code == "joint")
    picture = picture_of(template_version(joint))
    [fork] = [node for node in picture.nodes if node.shape == Shape.FORK]
    assert {a.target for a in picture.arrows if a.source == fork.code} == {"review", "joint_review"}
    assert [a.source for a in picture.arrows if a.target == fork.code] == ["accept"]

"""Charts: words never touch, zero is shown, marks lead to their rows, and a print in black and white tells all apart."""

import re
from collections.abc import Iterator
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from playwright.sync_api import Browser

from app.surfaces.charts.axes import ceiling
from app.surfaces.charts.drawing import NARROW, WIDE, Picture
from app.surfaces.charts.funnel import Dot, Standing, draw_funnel_plot
from app.surfaces.charts.marks import MOST_SERIES, Mark, Series, Spread, number, series_of
from app.surfaces.charts.sankey import MOST_BANDS, NODE, Band, Node, cut, draw_sankey, fewer
from app.surfaces.charts.spread import draw_box, draw_scale, span_of
from app.surfaces.charts.upright import draw_columns, draw_lines
from tests.catalogue import ROOT
from tests.surfaces.chart_pictures import (
    LANGUAGES,
    MOST,
    SIZES,
    difference,
    kept,
    open_charts,
    pictures_of,
    sample_address,
)
from tests.surfaces.chart_samples import BANDS, DOTS, LIMITS, MIDDLE, MONTHS, SERIES, SHARES, SPREADS

WIDTHS = (NARROW, 330, WIDE, 620, 1040)
"""Of a phone with a small screen to a whole page."""


def faults(picture: Picture) -> list[object]:
    return [fault for width in WIDTHS for fault in (*picture.overlaps(width), *picture.outside(width))]


@pytest.mark.parametrize(
    "picture",
    [
        draw_columns("a", MONTHS),
        draw_columns("a", SHARES, shares=True),
        draw_lines("a", SERIES),
        draw_lines("a", SERIES[:1]),
        draw_scale("a", span_of(SPREADS)),
        draw_sankey("a", BANDS),
    ],
)
def test_no_words_of_a_chart_touch_or_leave_it(picture: Picture) -> None:
    assert len(picture.words) > 4
    assert faults(picture) == []


def test_names_in_a_crowded_funnel_do_not_touch() -> None:
    crowd = [Dot(f"单位名称很长很长{n}", 40 + 23 * n, 0.3 + n % 9 / 30, Standing.FAR) for n in range(40)]
    picture = draw_funnel_plot("a", [*DOTS, *crowd], LIMITS, MIDDLE)
    assert faults(picture) == []
    written = {one.text for one in picture.words}
    assert len(written & {dot.name for dot in crowd}) >= 3


@given(
    st.lists(
        st.tuples(st.text("一二月0123456789-WwiI ", max_size=14), st.none() | st.integers(0, 10**9)),
        min_size=1,
        max_size=60,
    ),
    st.booleans(),
)
def test_no_words_touch_whatever_the_labels_and_values(rows: list[tuple[str, int | None]], lined: bool) -> None:
    marks = [Mark(label, value, under=label[:2]) for label, value in rows]
    assert faults(draw_lines("a", [Series("a", tuple(marks))]) if lined else draw_columns("a", marks)) == []


@given(st.floats(0, 10**9))
def test_an_axis_ends_at_a_round_number_at_or_above_all(value: float) -> None:
    top = ceiling([value, None])
    assert top >= max(value, 1) * (1 - 1e-9)
    assert re.fullmatch(r"(1|2|4|5|8)0*", f"{top:.0f}")
    assert top <= max(value, 1) * 2.51


def test_a_month_of_zero_is_shown_and_one_of_which_nothing_is_known_says_so() -> None:
    picture = draw_columns("a", [Mark("1", 4), Mark("2", 0), Mark("3", None)])
    drawn = picture.markup()
    assert drawn.count('class="bar-1"') == 2
    assert [one.text for one in picture.words if one.text in ("0", "–")].count("–") == 1
    assert "<title>2: 0</title>" in drawn
    assert "3: " not in drawn


def test_a_line_has_a_gap_where_nothing_is_known() -> None:
    marks = tuple(Mark(str(n), None if n == 3 else n) for n in range(7))
    drawn = draw_lines("a", [Series("a", marks)]).markup()
    assert [len(points.split()) for points in re.findall(r'points="([^"]*)"', drawn)] == [3, 3]


def test_marks_lead_to_their_rows_and_nowhere_else() -> None:
    good, bad = (
        Mark("a", 1, "/rows?m=1&k=2"),
        [Mark("b", 1, url) for url in ("javascript:alert(1)", "//elsewhere.cn", "")],
    )
    drawn = draw_columns("a", [good, *bad]).markup()
    assert re.findall(r'href="([^"]*)"', drawn) == ["/rows?m=1&amp;k=2"]


def test_words_in_a_picture_cannot_change_it() -> None:
    hostile = "<script>\"&'"
    drawn = draw_columns(hostile, [Mark(hostile, 1, "/x", under=hostile)]).markup()
    drawn += draw_box(Spread(hostile, 1, 2, 3, 4, 5, 9), 5).markup()
    drawn += draw_funnel_plot(hostile, [Dot(hostile, 90, 0.5, Standing.FAR)], (), 0.2).markup()
    drawn += draw_sankey(hostile, [Band(Node("a", hostile, 0), Node("b", hostile, 1), 5, "/x")]).markup()
    assert "<script" not in drawn
    assert drawn.count("&lt;script&gt;") > 6


def test_more_series_than_can_be_told_apart_are_refused() -> None:
    with pytest.raises(ValueError, match="at most 4"):
        series_of(["a"], [(str(n), [n]) for n in range(MOST_SERIES + 1)])


@given(
    st.lists(
        st.tuples(st.integers(0, 2), st.integers(0, 30), st.integers(1, 2), st.integers(0, 30), st.floats(0.01, 10**9)),
        min_size=1,
        max_size=150,
    )
)
def test_no_names_of_bands_touch_and_every_yuan_is_drawn(flows: list[tuple[int, int, int, int, float]]) -> None:
    bands = [
        Band(Node(f"{a}:{i}", f"单位名称{i}很长很长", a), Node(f"{a + step}:{j}", f"收款人{j}有限公司", a + step), yuan)
        for a, i, step, j, yuan in flows
    ]
    shown = fewer(bands)
    assert len(shown) <= MOST_BANDS
    assert sum(one.amount for one in shown) == pytest.approx(sum(one.amount for one in bands))
    picture = draw_sankey("a", shown)
    assert faults(picture) == []
    assert picture.markup().count('class="band"') == len(shown)


def test_a_band_is_as_thick_as_what_it_carries_and_leaves_its_node_where_the_last_one_ended() -> None:
    a, b, c = Node("a", "甲", 0), Node("b", "乙", 1), Node("c", "丙", 1)
    drawn = draw_sankey("a", [Band(a, b, 300, "/rows"), Band(a, c, 100, "//elsewhere.cn")]).markup()
    curves = [
        [float(text) for text in re.findall(r"[\d.]+", one)] for one in re.findall(r'class="band" d="([^"]*)"', drawn)
    ]
    # M x a C x a x b x b V c C x c x d x d
    thick = [(one[-1] - one[1], one[8] - one[7]) for one in curves]
    assert thick == [(pytest.approx(195), pytest.approx(195)), (pytest.approx(65), pytest.approx(65))]
    assert curves[1][1] == pytest.approx(curves[0][-1])
    assert re.findall(r'href="([^"]*)"', drawn) == ["/rows"]
    assert "<title>甲 → 乙: 300</title>" in drawn


def test_small_bands_become_one_and_a_band_to_the_left_is_refused() -> None:
    a = Node("a", "甲", 0)
    many = [Band(a, Node(f"n{n}", f"户{n}", 1), n + 1) for n in range(100)]
    shown = fewer(many, 10)
    assert [one.amount for one in shown[:3]] == [100, 99, 98]
    assert (len(shown), shown[-1].amount, shown[-1].source.column, shown[-1].target.column) == (10, 91 * 92 / 2, 0, 1)
    assert fewer(many[:10], 10)[-1].target.name == "户0"
    with pytest.raises(ValueError, match="at most 60"):
        draw_sankey("a", many)
    with pytest.raises(ValueError, match="left to right"):
        draw_sankey("a", [Band(Node("b", "乙", 1), a, 5)])


def test_a_name_is_cut_where_it_has_no_room_and_left_out_where_nothing_of_it_has() -> None:
    assert cut("鼓楼区财政局", 500) == "鼓楼区财政局"
    assert cut("鼓楼区财政局", 50).endswith("…")
    assert cut("鼓楼区财政局", 20) == ""
    assert 0 < NODE < 0.05


def test_numbers_have_no_digits_that_say_nothing() -> None:
    assert [number(value) for value in (0, 1234567, 2.0, 1 / 3)] == ["0", "1,234,567", "2", "0.33"]


def test_series_differ_in_grey() -> None:
    sheet = (ROOT / "app/surfaces/static/css/charts.css").read_text("utf-8")
    greys = []
    for place in range(1, MOST_SERIES + 1):
        found = re.search(rf"\.bar-{place}, [^{{]*{{ fill: #(\w\w)(\w\w)(\w\w);", sheet)
        assert found, place
        red, green, blue = (int(part, 16) for part in found.groups())
        greys.append(0.3 * red + 0.59 * green + 0.11 * blue)
    assert all(abs(a - b) >= 14 for a, b in combinations(greys, 2)), greys
    forms = re.findall(r"\.line-\d {[^}]*?(?:stroke-dasharray: ([\d ]+);)? }", sheet)
    assert len(set(forms)) == MOST_SERIES


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with sample_address() as served:
        yield served


TOUCHING = """() => [...document.querySelectorAll('figure.chart-card svg.chart')].flatMap(chart => {
  const words = [...chart.querySelectorAll('text')].filter(one => one.getClientRects().length && one.textContent)
  const boxes = words.map(one => [one.textContent, one.getBoundingClientRect()])
  return boxes.flatMap(([text, a], i) => boxes.slice(i + 1)
    .filter(([, b]) => a.left < b.right && b.left < a.right && a.top + 3 < b.bottom - 3 && b.top + 3 < a.bottom - 3)
    .map(([other]) => text + ' / ' + other))
})"""


@pytest.mark.browser
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_charts_look_as_they_were_approved(
    browser: Browser, address: str, size: tuple[int, int], language: str
) -> None:
    page = open_charts(browser, address, size, language)
    assert page.evaluate("document.querySelectorAll('svg.chart text').length") > 40
    assert page.evaluate(TOUCHING) == []
    drawn = pictures_of(page)
    page.close()
    assert len(drawn) == 9
    far = {
        place: difference(one, Image.open(kept(size, language, place)).convert("L")) for place, one in enumerate(drawn)
    }
    assert {place: share for place, share in far.items() if share > MOST} == {}


@pytest.mark.browser
@pytest.mark.parametrize(
    ("chart", "change"),
    [
        (0, "document.querySelectorAll('figure rect.bar-1')[2].remove()"),
        (1, "document.querySelectorAll('figure')[1].querySelectorAll('polyline').forEach(one => one.remove())"),
        (7, "document.querySelectorAll('figure')[7].querySelectorAll('polyline')[2].remove()"),
        (8, "document.querySelectorAll('figure path.band')[1].remove()"),
    ],
)
def test_a_chart_that_lost_a_bar_or_a_line_is_not_as_approved(
    browser: Browser, address: str, chart: int, change: str
) -> None:
    page = open_charts(browser, address, SIZES[0], "zh")
    page.evaluate(change)
    drawn = pictures_of(page)[chart]
    page.close()
    assert difference(drawn, Image.open(kept(SIZES[0], "zh", chart)).convert("L")) > MOST

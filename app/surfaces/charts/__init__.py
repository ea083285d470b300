"""Charts drawn on the server as SVG: a declaration of marks in, a picture and its table out (``macros/charts.html``).

A picture is as wide as its place: across it is measured in shares of the width, upright in pixels, so that words are
never scaled. What is written is chosen for a phone (``NARROW``) and for a desk (``WIDE``) apart, so that no two words touch
in either.
"""

from flask import Flask

from app.surfaces.charts.drawing import SHAPES, leads
from app.surfaces.charts.funnel import draw_funnel_plot
from app.surfaces.charts.marks import Series, marks_of, number, row_of, series_of
from app.surfaces.charts.sankey import draw_sankey
from app.surfaces.charts.spread import draw_box, draw_scale, span_of
from app.surfaces.charts.upright import draw_columns, draw_lines


def init_app(app: Flask) -> None:
    """Give the templates of charts what they draw with."""
    app.jinja_env.globals["charts"] = {
        "marks": marks_of,
        "row": row_of,
        "series": series_of,
        "one": Series,
        "shapes": SHAPES,
        "number": number,
        "leads": leads,
        "columns": draw_columns,
        "lines": draw_lines,
        "funnel": draw_funnel_plot,
        "sankey": draw_sankey,
        "box": draw_box,
        "scale": draw_scale,
        "span": span_of,
    }

"""How the parts of a picture look: one table, from which come the style sheet and stand-alone pictures.

In a page the classes are painted by ``static/css/flow.css``. A picture that is a file of its own (an
``img``, a print, a PDF) reaches no style sheet, and the content security policy forbids a style inside
it, so there the same table is written as presentation attributes.
"""

from collections.abc import Mapping

Look = Mapping[str, str]

FONT = (
    "system-ui, -apple-system, 'PingFang SC', 'Hiragino Sans GB', 'Microsoft YaHei', 'Noto Sans CJK SC',"
    " 'Noto Sans SC', sans-serif"
)

LOOKS: Mapping[str, Look] = {
    "ground": {"fill": "#ffffff"},
    "lane": {"fill": "#ffffff", "stroke": "#c3ccd9"},
    "lane-odd": {"fill": "#f5f8fd", "stroke": "#c3ccd9"},
    "head": {"fill": "#e6eefa", "stroke": "#c3ccd9"},
    "head-name": {"font-size": "14px", "font-weight": "600", "fill": "#0a2d66", "text-anchor": "middle"},
    "head-whose": {"font-size": "12px", "fill": "#4b5768", "text-anchor": "middle"},
    "node": {"fill": "#ffffff", "stroke": "#11489c", "stroke-width": "1.6"},
    "end": {"stroke-width": "4"},
    "bar": {"fill": "#17202c", "stroke": "#17202c", "stroke-width": "1"},
    "done": {"fill": "#e3f3e9", "stroke": "#14663a", "stroke-width": "2"},
    "here": {"fill": "#fdf2df", "stroke": "#a84c05", "stroke-width": "3"},
    "late": {"fill": "#fcebeb", "stroke": "#a61b1b", "stroke-width": "3"},
    "bar-done": {"fill": "#14663a", "stroke": "#14663a", "stroke-width": "1"},
    "bar-here": {"fill": "#a84c05", "stroke": "#a84c05", "stroke-width": "1"},
    "name": {"font-size": "14px", "fill": "#17202c", "text-anchor": "middle"},
    "note": {"font-size": "12px", "fill": "#4b5768", "text-anchor": "middle"},
    "done-word": {"font-size": "12px", "font-weight": "600", "fill": "#14663a", "text-anchor": "middle"},
    "here-word": {"font-size": "12px", "font-weight": "600", "fill": "#8a3d04", "text-anchor": "middle"},
    "late-word": {"font-size": "12px", "font-weight": "600", "fill": "#a61b1b", "text-anchor": "middle"},
    "badge-done": {"fill": "#14663a"},
    "badge-here": {"fill": "#a84c05"},
    "badge-late": {"fill": "#a61b1b"},
    "sign": {
        "fill": "none",
        "stroke": "#ffffff",
        "stroke-width": "2",
        "stroke-linecap": "round",
        "stroke-linejoin": "round",
    },
    "arrow": {"fill": "none", "stroke": "#4b5768", "stroke-width": "1.5", "stroke-linejoin": "round"},
    "back": {"stroke-dasharray": "6 4"},
    "walked": {"stroke": "#14663a", "stroke-width": "2.5"},
    "tip": {"fill": "#4b5768"},
    "tip-walked": {"fill": "#14663a"},
    "label": {"font-size": "12px", "fill": "#2f3b4b"},
    "label-left": {"font-size": "12px", "fill": "#2f3b4b", "text-anchor": "end"},
    "rail": {"stroke": "#7d899a", "stroke-width": "2"},
    "rail-walked": {"stroke": "#14663a", "stroke-width": "3"},
    "card-name": {"font-size": "16px", "font-weight": "600", "fill": "#17202c"},
    "card-note": {"font-size": "13px", "fill": "#4b5768"},
    "card-way": {"font-size": "13px", "fill": "#2f3b4b"},
    "card-done": {"font-size": "13px", "font-weight": "600", "fill": "#14663a"},
    "card-here": {"font-size": "13px", "font-weight": "600", "fill": "#8a3d04"},
    "card-late": {"font-size": "13px", "font-weight": "600", "fill": "#a61b1b"},
}
"""Class -> declarations. Where an element has several classes, a later one in this table wins."""

PAGE = """\
.flow-picture { display: block; max-width: none; height: auto; }
.flow-frame { overflow-x: auto; }
.flow-narrow { display: none; }
@media (max-width: 767px) {
  .flow-wide { display: none; }
  .flow-narrow { display: block; width: 100%; }
}
@media print {
  .flow-picture { max-width: 100%; }
}
"""


def stylesheet() -> str:
    """Return the text of ``static/css/flow.css``."""
    rules = [f".flow-picture text {{ font-family: {FONT}; }}"]
    for name, look in LOOKS.items():
        declarations = " ".join(f"{key}: {value};" for key, value in look.items())
        rules.append(f".flow-picture .{name} {{ {declarations} }}")
    return (
        "/* The picture of a flow; written by look.py, where it is to be changed. */\n" + PAGE + "\n".join(rules) + "\n"
    )


def attributes(classes: str) -> dict[str, str]:
    """Return the declarations of an element's classes as presentation attributes."""
    named = classes.split()
    merged: dict[str, str] = {}
    for name, look in LOOKS.items():
        if name in named:
            merged |= look
    return merged

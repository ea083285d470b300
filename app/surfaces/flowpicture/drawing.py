"""The drawing itself: SVG with classes only, and the same as rows for those who do not see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

from app.kernel.flows.models import FlowStep, FlowVersion, StepKind, StepVisit
from app.kernel.roles import Duty
from app.kernel.words import N_
from app.surfaces.flowpicture.layout import LANE_HEAD, Arrow, Box, Sheet, lay_out, wrapped
from app.surfaces.language import say, show_moment

LINE = 17


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a case stands at a step."""

    state: str
    """done, here, late or empty."""
    since: datetime | None = None
    until: datetime | None = None


def standings(visits: Sequence[StepVisit], late: frozenset[int] = frozenset()) -> dict[str, Standing]:
    """Return the standing of each step that was visited; ``late`` holds ids of visits past their limit."""
    found: dict[str, Standing] = {}
    for visit in visits:
        state = "done" if visit.closed_at else ("late" if visit.id in late else "here")
        found[visit.step_code] = Standing(state, visit.opened_at, visit.closed_at)
    return found


def draw_flow(
    version: FlowVersion, visits: Sequence[StepVisit] = (), late: frozenset[int] = frozenset()
) -> str:
    """Return the swimlane of a flow as SVG, with a case's way marked when its visits are given."""
    sheet = lay_out(version.steps, version.transitions)
    marks = standings(visits, late)
    if visits:
        marks.setdefault("start", Standing("done"))
    name = escape(say(N_("Flow of %(name)s")) % {"name": version.flow.name})
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="flow" role="img" aria-label="{name}"'
        f' viewBox="0 0 {sheet.width:.0f} {sheet.height:.0f}" width="{sheet.width:.0f}" height="{sheet.height:.0f}">',
        f"<title>{name}</title>",
        f"<style>{STYLE}</style>",
        '<defs><marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8"'
        ' orient="auto-start-reverse"><path class="tip" d="M0 0 10 5 0 10z"/></marker></defs>',
        *_lanes(sheet),
        *(_arrow(arrow) for arrow in sheet.arrows),
        *(_node(step, sheet.boxes[step.code], marks.get(step.code)) for step in version.steps),
        *(_label(arrow) for arrow in sheet.arrows),
        "</svg>",
    ]
    return "".join(parts)


STYLE = (
    ".lane{fill:#fff;stroke:#8792a2}.lane:nth-of-type(even){fill:#f6f8fb}.head{fill:#e8eef9;stroke:#8792a2}"
    ".node{fill:#fff;stroke:#12408a;stroke-width:1.6}.arrow{fill:none;stroke:#4a5666;stroke-width:1.5}"
    ".tip{fill:#4a5666}.done{fill:#e5f4ea;stroke:#14663a}.here{fill:#fdf3e3;stroke:#b45309;stroke-width:3}"
    ".late{fill:#fcebeb;stroke:#a61b1b;stroke-width:3}"
    "text{font:14px system-ui,'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif;fill:#1b2430}"
    ".small{font-size:12px;fill:#4a5666}.mark{font-size:12px;font-weight:700}"
    ".halo{font-size:12px;paint-order:stroke;stroke:#fff;stroke-width:4px}"
)
"""Kept inside the picture, so that it stands alone as an image, in print and in a PDF."""


def _lanes(sheet: Sheet) -> list[str]:
    parts: list[str] = []
    for duty, top, height in sheet.lanes:
        title = say(Duty(duty)) if duty else ""
        parts.append(
            f'<rect class="lane" x="0.5" y="{top:.1f}" width="{sheet.width - 1:.1f}" height="{height:.1f}"/>'
        )
        parts.append(
            f'<rect class="head" x="0.5" y="{top:.1f}" width="{LANE_HEAD - 14}" height="{height:.1f}"/>'
        )
        parts += _lines(wrapped(title, 5), (LANE_HEAD - 14) / 2, top + height / 2)
    return parts


def _lines(lines: Sequence[str], x: float, y: float, css: str = "") -> list[str]:
    """Return centred lines of text around a point."""
    first = y - (len(lines) - 1) * LINE / 2 + 5
    name = f' class="{css}"' if css else ""
    return [
        f'<text{name} x="{x:.1f}" y="{first + number * LINE:.1f}" text-anchor="middle">{escape(line)}</text>'
        for number, line in enumerate(lines)
    ]


def _node(step: FlowStep, box: Box, standing: Standing | None) -> str:
    x, y = box.middle
    css = f"node {standing.state}" if standing else "node"
    parts: list[str] = []
    if step.node in (StepKind.START, StepKind.END):
        radius = 26
        parts.append(f'<ellipse class="{css}" cx="{x:.1f}" cy="{y:.1f}" rx="{box.w / 2:.1f}" ry="{radius}"/>')
        parts += _lines([step.name], x, y)
    elif step.node == StepKind.JOIN:
        parts.append(
            f'<rect class="{css}" x="{box.x:.1f}" y="{y - 20:.1f}" width="{box.w}" height="40" rx="4"/>'
        )
        parts += _lines([f"＋ {step.name}"], x, y)
    else:
        if step.node == StepKind.DECISION:
            corner = 16
            left, right, top, bottom = box.x, box.x + box.w, box.y, box.y + box.h
            parts.append(
                f'<polygon class="{css}" points="{left},{y} {left + corner},{top} {right - corner},{top} {right},{y} '
                f'{right - corner},{bottom} {left + corner},{bottom}"/>'
            )
        else:
            parts.append(
                f'<rect class="{css}" x="{box.x:.1f}" y="{box.y:.1f}" width="{box.w}" height="{box.h}" rx="6"/>'
            )
        limit = _limit(step)
        parts += _lines(wrapped(step.name, 8)[:2], x, y - (9 if limit else 0))
        if limit:
            parts.append(
                f'<text class="small" x="{x:.1f}" y="{box.y + box.h - 9:.1f}" text-anchor="middle">{escape(limit)}</text>'
            )
    if standing:
        words = {"done": N_("✓ done"), "here": N_("● here now"), "late": N_("! overdue")}[standing.state]
        parts.append(
            f'<text class="mark" x="{x:.1f}" y="{box.y + box.h + 14:.1f}" text-anchor="middle">{escape(say(words))}</text>'
        )
    return f"<g>{''.join(parts)}</g>"


def _limit(step: FlowStep) -> str:
    if not step.limit_value:
        return ""
    return say(N_("%(days)s working days")) % {"days": step.limit_value}


def _arrow(arrow: Arrow) -> str:
    corners = " ".join(f"{x:.1f},{y:.1f}" for x, y in arrow.points)
    return f'<polyline class="arrow" points="{corners}" marker-end="url(#tip)"/>'


def _label(arrow: Arrow) -> str:
    x, y = arrow.label_at
    return "".join(
        f'<text class="halo" x="{x:.1f}" y="{y + number * 14:.1f}">{escape(line)}</text>'
        for number, line in enumerate(arrow.label)
    )


def flow_rows(
    version: FlowVersion,
    visits: Sequence[StepVisit] = (),
    late: frozenset[int] = frozenset(),
    *,
    public: bool = False,
) -> list[Mapping[str, str]]:
    """Return the flow as rows (name, who, limit, state, from, to) for lists, phones and screen readers.

    ``public`` shows stage names meant for the applicant instead of the inner ones.
    """
    marks = standings(visits, late)
    words = {"done": N_("done"), "here": N_("here now"), "late": N_("overdue"), "": N_("still to come")}
    rows: list[Mapping[str, str]] = []
    for step in version.steps:
        if step.node not in (StepKind.TASK, StepKind.DECISION):
            continue
        mark = marks.get(step.code) or Standing("")
        rows.append(
            {
                "name": (step.public_name if public else None) or step.name,
                "who": say(Duty(step.duty)) if step.duty else "",
                "limit": _limit(step),
                "state": mark.state,
                "words": say(words[mark.state]),
                "since": show_moment(mark.since),
                "until": show_moment(mark.until),
            }
        )
    return rows

"""The form of a county's own point: its fields, and its conditions as rows of cells."""

from typing import Any

from flask import render_template, request, url_for

from app.kernel.points import Nature, Severity
from app.kernel.terms import WATCHED
from app.kernel.words import N_, Titled
from app.supervision.own import operations as verbs
from app.supervision.own.conditions import Comparison, Condition, Joined
from app.supervision.own.models import OwnPoint
from app.supervision.own.terms import facts_of
from app.supervision.own.watching import counties_of
from app.surfaces.acts import home_county, session
from app.surfaces.language import say

COLUMNS = ("term", "is", "value", "other", "joined")
BLANK = 3


def _offered(county: int, chosen: str) -> dict[str, str]:
    """Return the words of what may be compared; until it is chosen which cases, of all kinds of cases."""
    kinds = [WATCHED[chosen]] if chosen in WATCHED else list(WATCHED)
    words: dict[str, str] = {}
    for watched in kinds:
        facts = facts_of(session(), watched, counties_of(county))
        words |= {term.name: say(term.title) for term in (*watched.terms, *facts)}
    return words


def sent_cells() -> list[dict[str, str]]:
    """Return the rows of conditions as they were sent, the empty ones too."""
    return [
        {name: request.form.get(f"conditions-{number}-{name}", "")[:200] for name in COLUMNS}
        for number in range(verbs.MOST_CONDITIONS + BLANK)
    ]


def cells_of(conditions: list[Condition]) -> list[dict[str, str]]:
    """Return conditions as rows of cells."""
    return [
        {
            "term": one.term.name, "is": one.how.value, "value": one.value,
            "other": one.other.name if one.other else "", "joined": one.joined if number else "",
        }
        for number, one in enumerate(conditions)
    ]  # fmt: skip


def form_of(
    point: OwnPoint | None, values: Any, rows: list[dict[str, Any]], faults: dict[str, str] | None = None
) -> str:
    """Show the form with what it holds, and each fault beside its cell."""
    faults = faults or {}
    terms = list(_offered(home_county(), str(values.get("watched") or "")).items())
    while rows and not any(rows[-1].values()):
        rows.pop()
    shown: list[dict[str, Any]] = []
    for number, cells in enumerate(rows):
        wrong = {name: text for name in COLUMNS if (text := faults.get(f"conditions-{number}-{name}"))}
        shown.append({**cells, "errors": wrong})
    return render_template(
        "supervision/own_point_form.html",
        point=point,
        fields=[_field(name, values, faults) for name in FIELDS],
        columns=[
            {
                "name": "joined",
                "label": say(N_("To the row above")),
                "choices": [(one.value, say(one)) for one in Joined],
            },
            {"name": "term", "label": say(N_("Compared field")), "choices": terms},
            {"name": "is", "label": say(N_("How")), "choices": [(one.value, say(one)) for one in Comparison]},
            {"name": "value", "label": say(N_("Value"))},
            {"name": "other", "label": say(N_("or another field")), "choices": terms},
        ],
        rows=shown,
        blank=BLANK if len(shown) + BLANK <= verbs.MOST_CONDITIONS else 0,
        faults=faults,
        labels={name: say(FIELDS[name][0]) for name in FIELDS}
        | {"conditions": say(N_("Conditions of the point"))},
        back_url=url_for(".own_point", pk=point.id) if point else url_for(".own_points"),
    )


FIELDS: dict[str, tuple[str, str, str, tuple[tuple[Any, str], ...]]] = {
    "title": (N_("What it finds, in a few words"), "text", "已送达决定书满60日仍未加处罚款", ()),
    "watched": (N_("Which cases"), "choice", "", ()),
    "severity": (N_("Severity"), "choice", "", tuple((s.value, s.title_id) for s in Severity)),
    "nature": (N_("A finding is"), "choice", "", tuple((n.value, n.title_id) for n in Nature)),
    "basis": (N_("Basis"), "text", "《行政处罚法》第七十二条", ()),
    "explanation": (N_("What the inspector should check"), "long", "", ()),
}
"""Field -> label, input, example, choices."""


def _field(name: str, values: Any, faults: dict[str, str]) -> dict[str, Any]:
    label, how, example, choices = FIELDS[name]
    if name == "watched":
        choices = tuple((watched.kind, watched.title) for watched in WATCHED)
    only = str(choices[0][0]) if len(choices) == 1 else ""
    return {
        "name": name, "label": say(label), "input": how, "example": example, "required": True,
        "value": str(values.get(name) or only), "error": faults.get(name, ""), "longest": 120 if name == "title" else None,
        "choices": [(str(value), say(Titled(words))) for value, words in choices],
    }  # fmt: skip

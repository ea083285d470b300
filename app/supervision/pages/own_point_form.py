"""The form of a county's own point: its fields, and its conditions as rows of cells."""

from typing import Any

from flask import render_template, request, url_for

from app.kernel.points import Nature, Severity
from app.kernel.terms import WATCHED, Watched
from app.kernel.words import N_, Titled
from app.supervision.own import operations as verbs
from app.supervision.own.conditions import Comparison, Condition, Joined
from app.supervision.own.models import OwnPoint
from app.supervision.own.terms import facts_of
from app.supervision.own.watching import counties_of
from app.surfaces.acts import home_county, session
from app.surfaces.language import translate

COLUMNS = ("term", "is", "value", "other", "joined")
BLANK = 3


def only_kind() -> str:
    """Return the kind of cases when there is but one; empty when it must be chosen."""
    kinds = [watched.kind for watched in WATCHED]
    return kinds[0] if len(kinds) == 1 else ""


def choose_kind() -> str:
    """Ask which cases a point looks at: only their terms are offered then."""
    counts = {
        watched.kind: len(watched.terms) + len(facts_of(session(), watched, counties_of(home_county())))
        for watched in WATCHED
    }
    return render_template("supervision/own_point_kind.html", kinds=list(WATCHED), counts=counts)


def is_empty(cells: dict[str, str]) -> bool:
    """Tell whether nothing was entered in a row; how it joins the row above is always chosen."""
    return not any(text for name, text in cells.items() if name != "joined")


def _offered(county: int, watched: Watched | None) -> list[tuple[str, str]]:
    """Return name and words of what may be compared: the terms of this kind of cases, and no others."""
    if watched is None:
        return []
    facts = facts_of(session(), watched, counties_of(county))
    return [(term.name, translate(term.title)) for term in (*watched.terms, *facts)]


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
            "term": one.term.name,
            "is": one.how.value,
            "value": one.value,
            "other": one.other.name if one.other else "",
            "joined": one.joined if number else "",
        }
        for number, one in enumerate(conditions)
    ]


def form_of(
    point: OwnPoint | None, values: Any, rows: list[dict[str, Any]], faults: dict[str, str] | None = None
) -> str:
    """Show the form with what it holds, and each fault beside its cell."""
    faults = faults or {}
    watched = WATCHED.get(str(values.get("watched") or ""))
    terms = _offered(home_county(), watched)
    while rows and is_empty(rows[-1]):
        rows.pop()
    shown: list[dict[str, Any]] = []
    for number, cells in enumerate(rows):
        wrong = {name: text for name in COLUMNS if (text := faults.get(f"conditions-{number}-{name}"))}
        shown.append({**cells, "errors": wrong})
    return render_template(
        "supervision/own_point_form.html",
        point=point,
        watched=watched,
        fields=[_field(name, values, faults) for name in FIELDS],
        columns=[
            {
                "name": "joined",
                "label": translate(N_("To the row above")),
                "choices": [(one.value, translate(one)) for one in Joined],
                "settled": True,
                "first": translate(N_("the first row")),
            },
            {"name": "term", "label": translate(N_("Compared field")), "choices": terms},
            {
                "name": "is",
                "label": translate(N_("How")),
                "choices": [(one.value, translate(one)) for one in Comparison],
            },
            {"name": "value", "label": translate(N_("Value"))},
            {"name": "other", "label": translate(N_("or another field")), "choices": terms},
        ],
        rows=shown,
        blank=BLANK if len(shown) + BLANK <= verbs.MOST_CONDITIONS else 0,
        faults=faults,
        labels={name: translate(FIELDS[name][0]) for name in FIELDS}
        | {"conditions": translate(N_("Conditions of the point")), "watched": translate(N_("Which cases"))},
        back_url=url_for(".own_point", pk=point.id) if point else url_for(".own_points"),
    )


FIELDS: dict[str, tuple[str, str, str, tuple[tuple[Any, str], ...]]] = {
    "title": (N_("What it finds, in a few words"), "text", "已送达决定书满60日仍未加处罚款", ()),
    "severity": (N_("Severity"), "choice", "", tuple((s.value, s.title_id) for s in Severity)),
    "nature": (N_("A finding is"), "choice", "", tuple((n.value, n.title_id) for n in Nature)),
    "basis": (N_("Basis"), "text", "《行政处罚法》第七十二条", ()),
    "explanation": (N_("What the inspector should check"), "long", "", ()),
}
"""Field -> label, input, example, choices."""


def _field(name: str, values: Any, faults: dict[str, str]) -> dict[str, Any]:
    label, how, example, choices = FIELDS[name]
    return {
        "name": name,
        "label": translate(label),
        "input": how,
        "example": example,
        "required": True,
        "value": str(values.get(name) or ""),
        "error": faults.get(name, ""),
        "longest": 120 if name == "title" else None,
        "choices": [(str(value), translate(Titled(words))) for value, words in choices],
    }

"""One field of a definition on a page of its own: choose its kind, then fill in what this kind needs."""

import re
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for

from app.kernel.errors import NotFound, Refused
from app.kernel.words import N_
from app.ledgers import operations as verbs
from app.ledgers.access import DEFINERS
from app.ledgers.fields.checking import COUNTS, name_from
from app.ledgers.fields.field import IN_TABLES, INDEXED, LedgerField
from app.ledgers.models import Ledger
from app.ledgers.operations.definitions import find_field
from app.ledgers.pages import PAGES
from app.ledgers.pages.definitions import definable
from app.ledgers.pages.parts import PARTS, told
from app.ledgers.words import Kind
from app.surfaces.acts import acting
from app.surfaces.language import faults_of, translate, translate_refusal
from app.surfaces.pages import allowed

Answer = str | Response | tuple[str, int]
NEW = "_new"
EXPLAINED = {
    Kind.TEXT: N_("A line or several lines; its form may be given by an example."),
    Kind.NUMBER: N_("With a unit; can be added up and charted."),
    Kind.MONEY: N_("In yuan to the fen; can be added up and charted."),
    Kind.DATE: N_("Typed or picked; wrong days are refused."),
    Kind.CHOICE: N_("You give the list; the figures count by it."),
    Kind.PERSON: N_("A name; can be masked for the public."),
    Kind.ORGANISATION: N_("Found by typing its name."),
    Kind.REGION: N_("Found by typing its name."),
    Kind.FILE: N_("PDF, Word, Excel or pictures."),
    Kind.PHOTO: N_("From the camera, with place and time when the phone may tell them."),
    Kind.TABLE: N_("Several rows with columns of your own."),
    Kind.COMPUTED: N_("Computed from numbers and dates of the same entry."),
}
FLAGS = ("required", "listed", "filtered", "public", "masked")
FLAG_WORDS = {**PARTS, "public": N_("Open to the public")}
BOUND_WORDS = {
    Kind.TEXT: (N_("Fewest characters"), N_("Most characters")),
    Kind.TABLE: (N_("Fewest rows"), N_("Most rows")),
    Kind.FILE: (N_("Fewest files"), N_("Most files")),
    Kind.PHOTO: (N_("Fewest photos"), N_("Most photos")),
    Kind.DATE: (N_("Earliest day"), N_("Latest day")),
}


@PAGES.route("/<int:pk>/definition/fields/<field>", methods=["GET", "POST"])
@allowed(*DEFINERS)
def field(pk: int, field: str) -> Answer:
    """Add or change one field; without a kind, the kinds to choose from."""
    ledger = definable(pk)
    standing = None if field == NEW else find_field(ledger.draft or ledger.versions[-1], field)
    kind = _kind(request.values.get("kind", standing.kind.value if standing else ""))
    if kind is None:
        kinds = [
            {
                "title": translate(one),
                "hint": translate(EXPLAINED[one]),
                "url": url_for(".field", pk=pk, field=field, kind=one.value),
            }
            for one in Kind
        ]
        return render_template("ledgers/kinds.html", ledger=ledger, kinds=kinds)
    if request.method == "GET":
        shown = standing or LedgerField("", "", kind)
        return _form(ledger, field, kind, LedgerField.from_data({**_fitting(shown, kind), "kind": kind.value}), {})
    item = None
    try:
        item = _sent(kind, standing)
        with acting() as act:
            if standing is None:
                verbs.add_field(act, ledger, item)
            else:
                verbs.change_field(act, ledger, field, item)
    except Refused as fault:
        return _form(definable(pk), field, kind, item or LedgerField("", "", kind), faults_of(fault)), fault.status
    flash(translate(N_("Saved.")), "success")
    if request.form.get("do") == "again":
        return redirect(url_for(".field", pk=pk, field=NEW))  # type: ignore[return-value]
    return redirect(url_for(".definition", pk=pk))  # type: ignore[return-value]


def _kind(text: str) -> Kind | None:
    try:
        return Kind(text)
    except ValueError:
        return None


def _parts_of(kind: Kind) -> set[str]:
    """Return the parts that a field of a kind has beside its label, hint and example."""
    parts = {"flags"}
    if kind in (Kind.NUMBER, Kind.COMPUTED):
        parts.add("unit")
    if kind in (Kind.NUMBER, Kind.MONEY, Kind.DATE) or kind in COUNTS:
        parts |= {"least", "most"}
    if kind is Kind.TEXT:
        parts.add("pattern")
    if kind is Kind.CHOICE:
        parts.add("choices")
    if kind is Kind.TABLE:
        parts.add("columns")
    if kind is Kind.COMPUTED:
        parts.add("formula")
    return parts


def _flags_of(kind: Kind) -> list[str]:
    left_out = set() if kind in INDEXED else {"listed", "filtered"}
    if kind is Kind.COMPUTED:
        left_out.add("required")
    return [name for name in FLAGS if name not in left_out]


def _fitting(item: LedgerField, kind: Kind) -> dict[str, Any]:
    """Return what a field of one kind can lend to a field of another."""
    keep = {"name", "label", "hint", "example", *_parts_of(kind), *_flags_of(kind)}
    return {name: value for name, value in item.to_data().items() if name in keep}


def _sent(kind: Kind, standing: LedgerField | None) -> LedgerField:
    form = request.form
    parts = _parts_of(kind)
    held: dict[str, Any] = {"name": standing.name if standing else "", "kind": kind.value}
    for name in ("label", "hint", "example", "unit", "least", "most", "pattern", "formula"):
        if name in ("label", "hint", "example") or name in parts:
            held[name] = form.get(name, "").replace("\x00", "").strip()
    if "choices" in parts:
        held["choices"] = [line.strip() for line in form.get("choices", "").splitlines() if line.strip()]
    if "columns" in parts:
        held["columns"] = _sent_columns(standing)
    held |= {name: True for name in form.getlist("flags") if name in _flags_of(kind)}
    return LedgerField.from_data(held)


def _sent_columns(standing: LedgerField | None) -> list[dict[str, Any]]:
    """Return the columns of a table as its rows say; one whose label stands keeps its name."""
    known = {column.label: column.name for column in standing.columns} if standing else {}
    rows: dict[int, dict[str, str]] = {}
    for key, value in request.form.items():
        found = re.fullmatch(r"columns-(\d{1,3})-([a-z]+)", key)
        if found and value.strip():
            rows.setdefault(int(found[1]), {})[found[2]] = value.strip()
    columns: list[dict[str, Any]] = []
    for _place, row in sorted(rows.items()):
        label = row.get("label", "")
        taken = [*known.values(), *(column["name"] for column in columns)]
        columns.append(
            {
                "name": known.get(label) or name_from(label, taken),
                "label": label,
                "kind": (_kind(row.get("kind", "")) or Kind.TEXT).value,
                "unit": row.get("unit", ""),
                "choices": [part.strip() for part in row.get("choices", "").split("、") if part.strip()],
                "required": row.get("required") == "1",
            }
        )
    return columns


def _form(ledger: Ledger, name: str, kind: Kind, item: LedgerField, errors: dict[str, str]) -> str:
    parts = _parts_of(kind)

    def one(part: str, entered: str, label: str = "", **more: Any) -> dict[str, Any]:
        return {
            "name": part,
            "label": translate(label or PARTS[part]),
            "input": entered,
            "value": getattr(item, part, ""),
            "error": errors.get(part, ""),
            **more,
        }

    fields = [one("label", "text", required=True, longest=60)]
    if kind is Kind.CHOICE:
        hint = translate(N_("One a line"))
        fields.append(one("choices", "long", required=True, value="\n".join(item.choices), hint=hint))
    if kind is Kind.COMPUTED:
        hint = translate(
            N_(
                "Labels of other fields with + - * / and brackets; also sum(table.column), days(first, last), "
                "round(value, 2), a if b > c else d."
            )
        )
        fields.append(one("formula", "text", required=True, longest=300, hint=hint, example="数量 × 单价"))
    if "unit" in parts:
        fields.append(one("unit", "text", longest=20, example="亩"))
    flags = [(flag, translate(FLAG_WORDS[flag])) for flag in _flags_of(kind)]
    wrong = next((errors[flag] for flag in FLAGS if flag in errors), "")
    held = [flag for flag in FLAGS if getattr(item, flag)]
    fields.append(
        {
            "name": "flags",
            "label": translate(N_("This field")),
            "input": "many",
            "choices": flags,
            "value": held,
            "error": wrong,
        }
    )
    more = [
        one("hint", "text", longest=200, hint=translate(N_("How to fill it in, in plain words"))),
        one("example", "text"),
    ]
    if "least" in parts:
        words = BOUND_WORDS.get(kind, (PARTS["least"], PARTS["most"]))
        entered = "date" if kind is Kind.DATE else "decimal"
        more += [one("least", entered, words[0]), one("most", entered, words[1])]
    if "pattern" in parts:
        hint = translate(N_("A-2026-001 stands for a capital, digits and the hyphens"))
        more.append(one("pattern", "text", hint=hint))
    return render_template(
        "ledgers/field.html",
        ledger=ledger,
        name=name,
        kind=translate(kind),
        kind_value=kind.value,
        item=item,
        adding=name == NEW,
        fields=fields,
        more=more,
        errors={("flags" if key in FLAGS else key): text for key, text in errors.items()},
        labels={f["name"]: f["label"] for f in fields + more} | {"columns": told("columns")},
        columns=_column_inputs() if "columns" in parts else None,
        rows=[
            {
                "label": c.label,
                "kind": c.kind.value,
                "unit": c.unit,
                "choices": "、".join(c.choices),
                "required": "1" if c.required else "",
            }
            for c in item.columns
        ],
    )


def _column_inputs() -> list[dict[str, Any]]:
    return [
        {"name": "label", "label": told("label")},
        {"name": "kind", "label": told("kind"), "choices": [(kind.value, translate(kind)) for kind in IN_TABLES]},
        {"name": "unit", "label": told("unit")},
        {"name": "choices", "label": told("choices")},
        {"name": "required", "label": told("required"), "choices": [("1", translate(N_("Yes")))]},
    ]


@PAGES.post("/<int:pk>/definition/fields/<field>/<action>")
@allowed(*DEFINERS)
def field_step(pk: int, field: str, action: str) -> Response:
    """Move a field up or down, or take it out."""
    ledger = definable(pk)
    steps: dict[str, Any] = {
        "up": lambda act: verbs.move_field(act, ledger, field, -1),
        "down": lambda act: verbs.move_field(act, ledger, field, 1),
        "remove": lambda act: verbs.remove_field(act, ledger, field),
    }
    if action not in steps:
        raise NotFound(N_("There is no such action."))
    try:
        with acting() as act:
            steps[action](act)
    except Refused as fault:
        flash(translate_refusal(fault), "error")
    return redirect(url_for(".definition", pk=pk, _anchor=f"field-{field}"))  # type: ignore[return-value]

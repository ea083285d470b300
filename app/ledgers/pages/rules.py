"""The rules of a ledger in the browser: what it is for, who fills it in, how often, who approves."""

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from sqlalchemy import or_, select

from app.kernel.errors import Incomplete, Refused
from app.kernel.places import OrganisationKind, Region
from app.kernel.roles import Duty
from app.kernel.words import N_, Word
from app.ledgers import operations as verbs
from app.ledgers.access import DEFINERS
from app.ledgers.fields.checking import name_from
from app.ledgers.models import Ledger
from app.ledgers.pages import PAGES
from app.ledgers.pages.definitions import definable
from app.ledgers.pages.parts import region_names, told
from app.ledgers.pages.transfer import keeper
from app.ledgers.words import Approver, Cadence
from app.surfaces.acts import acting, session
from app.surfaces.language import faults_of, translate
from app.surfaces.pages import allowed

Answer = str | Response | tuple[str, int]
EMPTY: dict[str, Any] = {
    "name": "",
    "purpose": "",
    "basis": "",
    "bodies": ["village"],
    "regions": [],
    "duties": [],
    "cadence": Cadence.MONTHLY.value,
    "due_days": 5,
    "remind_days": 3,
    "approver": Approver.ABOVE.value,
    "approver_duty": "",
    "public": False,
}


@PAGES.route("/definitions/new", methods=["GET", "POST"])
@allowed(*DEFINERS)
def new_ledger() -> Answer:
    """Begin a ledger: its name and rules; the fields come next."""
    if request.method == "GET":
        return _rules_form(None, dict(EMPTY), {})
    rules: dict[str, Any] = dict(request.form)
    try:
        rules = _sent_rules(keeper(request.form.get("organisation_id", "")).region.prefix)
        code = request.form.get("code", "").strip() or _code_from(str(rules["name"]))
        with acting() as act:
            made = verbs.draft_ledger(act, keeper(request.form.get("organisation_id", "")), code, rules).id
    except Refused as fault:
        return _rules_form(None, {**EMPTY, **rules}, faults_of(fault)), fault.status
    flash(translate(N_("Begun. Now add its fields.")), "success")
    return redirect(url_for(".definition", pk=made))  # type: ignore[return-value]


def _code_from(name: str) -> str:
    return name_from(name, []).replace("_", "-")[:40].strip("-")


@PAGES.route("/<int:pk>/definition/rules", methods=["GET", "POST"])
@allowed(*DEFINERS)
def rules(pk: int) -> Answer:
    """Change the rules of a ledger's draft."""
    ledger = definable(pk)
    version = ledger.draft or ledger.versions[-1]
    if request.method == "GET":
        return _rules_form(ledger, {name: getattr(version, name) for name in EMPTY}, {})
    sent: dict[str, Any] = dict(request.form)
    try:
        sent = _sent_rules(ledger.prefix)
        with acting() as act:
            verbs.edit_definition(act, ledger, sent)
    except Refused as fault:
        return _rules_form(ledger, {**EMPTY, **sent}, faults_of(fault)), fault.status
    flash(translate(N_("Saved.")), "success")
    return redirect(url_for(".definition", pk=pk))  # type: ignore[return-value]


def _sent_rules(prefix: str) -> dict[str, Any]:
    form = request.form
    numbers: dict[str, int] = {}
    for name in ("due_days", "remind_days"):
        text = form.get(name, "").strip() or "0"
        if not text.isdecimal() or len(text) > 4:
            raise Incomplete(N_("Enter a whole number, for example 20."), field=name)
        numbers[name] = int(text)
    return {
        **{name: form.get(name, "") for name in ("name", "purpose", "basis", "cadence", "approver", "approver_duty")},
        **numbers,
        "bodies": form.getlist("bodies"),
        "duties": form.getlist("duties"),
        "regions": _regions(form.get("regions", ""), prefix),
        "public": form.get("public") == "1",
    }


def _regions(text: str, prefix: str) -> list[str]:
    """Return the codes of regions given one a line, by code or name."""
    codes = []
    for line in text.splitlines():
        wanted = line.strip().split(" ")[0]
        if not wanted:
            continue
        found = (
            session()
            .scalars(
                select(Region.code)
                .where(
                    or_(Region.code == wanted, Region.name == wanted), Region.code.startswith(prefix, autoescape=True)
                )
                .limit(2)
            )
            .all()
        )
        if len(found) != 1:
            raise Incomplete(N_("%(code)s is no region in which this ledger holds."), field="regions", code=wanted[:40])
        codes.append(found[0])
    return codes


def _rules_form(ledger: Ledger | None, values: dict[str, Any], errors: dict[str, str]) -> str:
    names = region_names(values["regions"]) if isinstance(values["regions"], list) else {}
    regions = (
        "\n".join(f"{code} {names.get(code, '')}".strip() for code in values["regions"])
        if isinstance(values["regions"], list)
        else values["regions"]
    )

    def field(name: str, kind: str, **more: Any) -> dict[str, Any]:
        return {
            "name": name,
            "label": told(name),
            "input": kind,
            "value": values.get(name, ""),
            "error": errors.get(name, ""),
            **more,
        }

    def several(vocabulary: type[Word]) -> list[tuple[str, str]]:
        return [(member.value, translate(member)) for member in vocabulary]

    first = [
        field("name", "text", required=True, longest=120, example="困难群众走访台账"),
        field("purpose", "long", hint=translate(N_("In plain words: what is written down here, and when."))),
        field("bodies", "many", choices=several(OrganisationKind), required=True),
        field("cadence", "choice", choices=several(Cadence), required=True),
        field("due_days", "number", hint=translate(N_("After the end of the period; moved to the next working day."))),
        field("approver", "choice", choices=several(Approver), required=True),
        field(
            "public",
            "choice",
            choices=[("1", translate(N_("Yes"))), ("0", translate(N_("No")))],
            required=True,
            value="1" if values.get("public") in (True, "1") else "0",
        ),
    ]
    more = [
        field("basis", "long", hint=translate(N_("Law, rule or document that asks for it"))),
        field("regions", "long", value=regions, hint=translate(N_("Codes or names, one a line; empty for all"))),
        field("duties", "many", choices=several(Duty), hint=translate(N_("Empty for everybody who enters data there"))),
        field("remind_days", "number", hint=translate(N_("Working days"))),
        field(
            "approver_duty",
            "choice",
            choices=several(Duty),
            hint=translate(N_("Empty for any post that approves there")),
        ),
    ]
    if ledger is None:
        more.append(
            {
                "name": "code",
                "label": translate(N_("Code")),
                "input": "text",
                "value": request.form.get("code", ""),
                "error": errors.get("code", ""),
                "hint": translate(N_("For addresses and files; made from the name when empty")),
                "example": "home-visits",
                "longest": 40,
            }
        )
    return render_template(
        "ledgers/rules.html",
        ledger=ledger,
        fields=first,
        more=more,
        errors=errors,
        labels={f["name"]: f["label"] for f in first + more},
    )

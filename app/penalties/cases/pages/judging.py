"""Judging: as the circumstances are typed, range and reasons appear; then the proposal, or the decision on the spot."""

from typing import Any

from flask import Response, flash, redirect, render_template, request

from app.kernel.act import Act, local_day
from app.kernel.errors import NotFound, OutOfOrder, Refused
from app.kernel.words import N_
from app.penalties import queries
from app.penalties.calculator import PREFIX, Calculation, calculate
from app.penalties.cases import operations as verbs
from app.penalties.cases.known import known_facts
from app.penalties.cases.models import CaseState, PenaltyCase
from app.penalties.cases.pages import PAGES, READERS, WORKERS
from app.penalties.cases.pages.case import landing_of, previewed
from app.penalties.cases.pages.desk import WALK
from app.penalties.cases.pages.forms.opening import officers_field
from app.penalties.cases.queries import case_for
from app.penalties.judging.gates import ACT_ENDED, FOUND
from app.penalties.models import ViolationVersion
from app.surfaces.actions import field, ids, yuan
from app.surfaces.acts import acting, now, reading_act, session
from app.surfaces.language import translate, translate_refusal
from app.surfaces.pages import allowed

SETTLED = frozenset({ACT_ENDED, FOUND})
"""Circumstances that the case itself knows."""


def _calculation(case: PenaltyCase) -> tuple[Calculation, ViolationVersion]:
    if case.item is None:
        raise OutOfOrder(N_("Say first which violation this is."))
    today = local_day(now())
    version = queries.current_version(session(), case.item, today)
    if version is None:
        raise NotFound(N_("There is no such penalty item in force."))
    factors = queries.standard_of(version, today).factors
    possible = {f"{PREFIX}{code}": codes for code, codes in known_facts(case, factors).items()}
    settled = {name: codes[0] for name, codes in possible.items() if len(codes) == 1}
    sent = {name: text for name, text in request.values.items() if name.startswith(PREFIX)}
    made = calculate(session(), case.item, version, {**sent, **settled} if any(sent.values()) else settled, today)
    if not any(sent.values()):
        made.judgement, made.fault = None, ""
    hidden = {f"{PREFIX}{code}" for code in SETTLED}
    for fields in (made.own, made.general):
        fields[:] = [_narrowed(one, possible.get(one["name"])) for one in fields if one["name"] not in hidden]
    return made, version


def _narrowed(field: dict[str, Any], possible: tuple[str, ...] | None) -> dict[str, Any]:
    """Leave only the answers that the file allows; one that is settled is shown and cannot be changed."""
    if possible is None:
        return field
    field["choices"] = [(code, label) for code, label in field["choices"] if code in possible]
    if field["value"] not in possible:
        field["value"] = possible[0] if len(possible) == 1 or field["settled"] else ""
    field["settled"] = field["settled"] or len(possible) == 1
    if len(possible) == 1:
        field["hint"] = translate(N_("From the file of the case; it cannot be stated otherwise."))
    return field


@PAGES.get("/<int:pk>/judge")
@allowed(*READERS)
def judge(pk: int) -> str:
    """Show the circumstances as fields; asked for the answer alone, return that for the script."""
    act = reading_act()
    found = case_for(act, pk)
    calculation, version = _calculation(found)
    if request.args.get("part") == "answer":
        return render_template("penalties/answer.html", calculation=calculation, version=version)
    return _page(act, found, calculation, version, {})


def _page(
    act: Act, found: PenaltyCase, calculation: Calculation, version: ViolationVersion, errors: dict[str, str]
) -> str:
    spot = found.state == CaseState.CLUE
    fields = [
        field(
            "amount",
            N_("Fine (yuan)"),
            "number",
            step="0.01",
            must=False,
            hint=N_("On the spot at most 200 yuan for a person, 3,000 for an organisation")
            if spot
            else N_(
                "Within the range of the standard; outside it needs the reason. The range of the law is never left"
            ),
        ),
        field(
            "reason",
            N_("Reason"),
            "long",
            must=False,
            hint=N_("Needed when the fine leaves the range of the standard; the inspectors see it")
            if spot
            else N_(
                "Needed when the fine leaves the range of the standard, or other circumstances lower it: discussion, review and the inspectors follow. It is printed in the notice"
            ),
        ),
        *(_spot_fields(act, found) if spot else _kinds_field(version)),
    ]
    for one in fields:
        many = one["input"] == "many"
        one["value"] = request.form.getlist(one["name"]) if many else request.form.get(one["name"], "")
        one["error"] = errors.get(one["name"], "")
    return render_template(
        "penalties/cases/judge.html",
        case=found,
        calculation=calculation,
        version=version,
        fields=fields,
        spot=spot,
        errors=errors,
    )


def _spot_fields(act: Act, found: PenaltyCase) -> list[dict[str, Any]]:
    told = N_(
        "The party is told of the penalty, its grounds and its rights first; write down what it says, or that it says nothing. It is printed in the decision"
    )
    return [field("plea", N_("What the party says"), "long", hint=told), officers_field(act, found)]


def _kinds_field(version: ViolationVersion) -> list[dict[str, Any]]:
    """Ask for further penalties among those that the standard names anywhere."""
    kinds = queries.standard_of(version, local_day(now())).kinds
    if not kinds:
        return []
    hint = N_("Those of the grade come by themselves; others leave the standard and need the reason")
    return [
        field(
            "others", N_("Further penalties"), "many", must=False, choices=[(kind, kind) for kind in kinds], hint=hint
        )
    ]


@PAGES.post("/<int:pk>/judge")
@allowed(*WORKERS)
def settle(pk: int) -> str | Response | tuple[str, int]:
    """Judge without script, or freeze the judgement with the proposal; a refusal keeps what was typed."""
    errors: dict[str, str] = {}
    status = 200
    if request.form.get("do") == "settle":
        try:
            if case_for(reading_act(), pk).state == CaseState.CLUE and request.form.get("seen") != "1":
                return previewed(pk, "decide_on_spot", _settle)
            with acting() as act:
                place, judged = WALK.place(pk), case_for(act, pk)
                code = "decide_on_spot" if judged.state == CaseState.CLUE else "propose"
                _settle(act, judged)
                landing = landing_of(act, place, judged, code)
            flash(landing.said, "success")
            return redirect(landing.address)  # type: ignore[return-value]
        except Refused as fault:
            name = "amount" if fault.field == "fine" else fault.field
            errors, status = {name or "form": translate_refusal(fault)}, fault.status
    reading = reading_act()
    found = case_for(reading, pk)
    calculation, version = _calculation(found)
    return _page(reading, found, calculation, version, errors), status


def _settle(act: Act, found: PenaltyCase) -> Any:
    form = request.form
    facts = {name.removeprefix(PREFIX): text for name, text in form.items() if name.startswith(PREFIX)}
    facts = {code: text for code, text in facts.items() if text.strip() and code not in SETTLED}
    seen, amount, why = form.get("edit_number", type=int), yuan(form, "amount"), form.get("reason", "")
    if found.state == CaseState.CLUE and found.item is not None:
        officers = ids(form, "officers")
        return verbs.decide_on_spot(
            act, found, found.item, officers, facts, amount, plea=form.get("plea", ""), reason=why, edit_number=seen
        )
    others = tuple(form.getlist("others"))
    return verbs.propose(act, found, facts, amount, reason=why, other_penalties=others, edit_number=seen)

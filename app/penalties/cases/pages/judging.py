"""Judging: as the circumstances are typed, range and reasons appear; then the proposal, or the decision on the spot."""

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for

from app.kernel.act import Act, local_day
from app.kernel.errors import NotFound, OutOfOrder, Refused
from app.kernel.words import N_
from app.penalties import queries
from app.penalties.calculator import PREFIX, Calculation, calculate
from app.penalties.cases import operations as verbs
from app.penalties.cases.models import CaseState, PenaltyCase
from app.penalties.cases.pages import PAGES, READERS, WORKERS
from app.penalties.cases.pages.case import reading_act
from app.penalties.cases.pages.fields import field, lines, numbers, yuan
from app.penalties.cases.pages.forms.opening import officers_field
from app.penalties.cases.queries import case_for
from app.penalties.judging.gates import ACT_ENDED, FOUND
from app.penalties.models import ViolationVersion
from app.surfaces.acts import acting, now, session
from app.surfaces.language import say, say_refusal
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
    known = {f"{PREFIX}{ACT_ENDED}": case.acted_on.isoformat(), f"{PREFIX}{FOUND}": case.found_on.isoformat()}
    sent = {name: text for name, text in request.values.items() if name.startswith(PREFIX)}
    made = calculate(session(), case.item, version, {**sent, **known} if any(sent.values()) else sent, today)
    hidden = {f"{PREFIX}{code}" for code in SETTLED}
    made.own = [one for one in made.own if one["name"] not in hidden]
    made.general = [one for one in made.general if one["name"] not in hidden]
    return made, version


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
        field("amount", N_("Fine (yuan)"), "number", step="0.01", must=False, hint=N_("On the spot at most 200 yuan for a person, 3,000 for an organisation") if spot else N_("Within the range above; outside it needs the reason")),
        field("reason", N_("Reason"), "long", must=False, hint=N_("Needed when the fine leaves the range: discussion, review and the inspectors follow")),
        *([officers_field(act, found)] if spot else [field("others", N_("Further penalties"), "long", must=False, hint=N_("One a line; those of the standard come by themselves"))]),
    ]  # fmt: skip
    for one in fields:
        many = one["input"] == "many"
        one["value"] = request.form.getlist(one["name"]) if many else request.form.get(one["name"], "")
        one["error"] = errors.get(one["name"], "")
    return render_template(
        "penalties/cases/judge.html", case=found, calculation=calculation, version=version, fields=fields, spot=spot,
        errors=errors,
    )  # fmt: skip


@PAGES.post("/<int:pk>/judge")
@allowed(*WORKERS)
def settle(pk: int) -> str | Response | tuple[str, int]:
    """Judge without script, or freeze the judgement with the proposal; a refusal keeps what was typed."""
    errors: dict[str, str] = {}
    status = 200
    if request.form.get("do") == "settle":
        try:
            with acting() as act:
                _settle(act, case_for(act, pk))
            flash(say(N_("Done. It stands in the trail.")), "success")
            return redirect(url_for(".case", pk=pk))  # type: ignore[return-value]
        except Refused as fault:
            name = "amount" if fault.field == "fine" else fault.field
            errors, status = {name or "form": say_refusal(fault)}, fault.status
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
        officers = numbers(form, "officers")
        return verbs.decide_on_spot(
            act, found, found.item, officers, facts, amount, reason=why, edit_number=seen
        )
    others = lines(form, "others")
    return verbs.propose(act, found, facts, amount, reason=why, other_penalties=others, edit_number=seen)

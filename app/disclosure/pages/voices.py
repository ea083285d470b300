"""What the public asks: questions to answer, applications for disclosure to decide."""

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for

from app.disclosure import operations as verbs
from app.disclosure.access import READERS, may_write
from app.disclosure.models import DisclosureRequest
from app.disclosure.pages import PAGES
from app.disclosure.queries.desk import question_for, questions_for, request_for, requests_for
from app.disclosure.words import AskKind, RequestResult, RequestState
from app.kernel.clocks import ClockKind, clock_of
from app.kernel.clocks.lights import light_of
from app.kernel.errors import Refused
from app.kernel.words import N_
from app.surfaces.acts import acting, current_actor, now, session
from app.surfaces.language import faults_of, translate, translate_refusal
from app.surfaces.pages import allowed

Answer = str | Response | tuple[str, int]


@PAGES.get("/questions")
@allowed(*READERS)
def questions() -> str:
    """Show the questions of the scope, those that wait first."""
    actor = current_actor()
    rows = [
        {
            "question": one,
            "kind": translate(AskKind(one.ask_kind)),
            "late": one.answered_at is None and one.due_at <= now(),
            "mine": may_write(actor, one.county, one.organisation_id),
        }
        for one in questions_for(session(), actor)
    ]
    return render_template("disclosure/questions.html", rows=rows)


@PAGES.get("/questions/<int:pk>")
@allowed(*READERS)
def question(pk: int) -> Response:
    """Lead from a question to its place among the questions."""
    found = question_for(session(), current_actor(), pk)
    return redirect(url_for(".questions", _anchor=f"question-{found.id}"))  # type: ignore[return-value]


@PAGES.post("/questions/<int:pk>")
@allowed(*READERS)
def answer(pk: int) -> Response:
    """Answer a question in public, or close it with a reason."""
    question = question_for(session(), current_actor(), pk)
    try:
        with acting() as act:
            if request.form.get("do") == "close":
                verbs.close_question(act, question, request.form.get("reason", ""))
            else:
                verbs.answer_question(act, question, request.form.get("answer", ""))
        flash(translate(N_("Done.")), "success")
    except Refused as fault:
        flash(translate_refusal(fault), "error")
    return redirect(url_for(".questions"))  # type: ignore[return-value]


def _light(row: DisclosureRequest, clock: Any) -> dict[str, str]:
    if row.decided_at is not None:
        return {"colour": "green", "words": translate(RequestState.DECIDED)}
    light = light_of(clock.due_at if clock else None, clock.warn_at if clock else None, now())
    return {"colour": light.value, "words": translate(light)}


@PAGES.get("/requests")
@allowed(*READERS)
def requests() -> str:
    """Show the applications for disclosure of the scope."""
    rows = [
        {"request": row, "due": clock.due_on if clock else None, "light": _light(row, clock)}
        for row, clock in requests_for(session(), current_actor())
    ]
    return render_template("disclosure/requests.html", rows=rows)


@PAGES.route("/requests/<int:pk>", methods=["GET", "POST"])
@allowed(*READERS)
def request_page(pk: int) -> Answer:
    """Show one application; extend it or decide it."""
    row = request_for(session(), current_actor(), pk)
    errors: dict[str, dict[str, str]] = {}
    do = request.form.get("do", "")
    if request.method == "POST":
        try:
            with acting() as act:
                if do == "extend":
                    verbs.extend_request(act, row, request.form.get("reason", ""))
                else:
                    form = request.form
                    verbs.decide_request(
                        act, row, form.get("result", ""), form.get("answer", ""), form.get("basis", "")
                    )
            flash(translate(N_("Done.")), "success")
            return redirect(url_for(".request_page", pk=pk))  # type: ignore[return-value]
        except Refused as fault:
            errors = {"extend" if do == "extend" else "decide": faults_of(fault)}
            row = request_for(session(), current_actor(), pk)
    clock = clock_of(session(), row, ClockKind.ANSWER)
    page = render_template(
        "disclosure/request.html",
        row=row,
        due=clock.due_on if clock else None,
        light=_light(row, clock),
        errors=errors,
        mine=may_write(current_actor(), row.county, row.organisation_id),
        fields=_fields(errors.get("decide", {})),
        result=translate(RequestResult(row.result)) if row.result else "",
        state=translate(RequestState(row.state)),
        reason=[
            {
                "name": "reason",
                "label": translate(N_("Reason")),
                "input": "long",
                "required": True,
                "longest": 2000,
                "value": request.form.get("reason", ""),
                "error": errors.get("extend", {}).get("reason", ""),
            }
        ],
    )
    return (page, 422) if errors else page


def _fields(errors: dict[str, str]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [
        {
            "name": "result",
            "label": translate(N_("Decision")),
            "input": "choice",
            "required": True,
            "choices": [(one.value, translate(one)) for one in RequestResult],
        },
        {
            "name": "answer",
            "label": translate(N_("Answer to the applicant")),
            "input": "long",
            "required": True,
            "longest": 2000,
        },
        {
            "name": "basis",
            "label": translate(N_("Article")),
            "input": "text",
            "required": True,
            "longest": 200,
            "example": "《政府信息公开条例》第三十六条第（二）项",
        },
    ]
    for row in rows:
        row["value"], row["error"] = request.form.get(row["name"], ""), errors.get(row["name"], "")
    return rows

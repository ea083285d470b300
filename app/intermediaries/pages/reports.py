"""Reports of citizens: read, answered, turned into a mark on the agency's page."""

from flask import Response, flash, redirect, render_template, request, url_for

from app.intermediaries import operations as verbs
from app.intermediaries import queries
from app.intermediaries.flows import WORKERS
from app.intermediaries.guards import holds
from app.intermediaries.models import CitizenReport
from app.intermediaries.pages import PAGES
from app.intermediaries.pages.agencies import mark_fields, my_homes
from app.intermediaries.pages.evidence import send_evidence
from app.intermediaries.pages.fields import button, chosen, field
from app.intermediaries.words import Grade, Polarity
from app.kernel.act import Act
from app.kernel.errors import NotFound, Refused
from app.kernel.roles import Role
from app.kernel.words import N_
from app.surfaces.acts import acting, reading_act
from app.surfaces.language import say, say_refusal
from app.surfaces.pages import allowed

ANSWERERS = (
    Role.HANDLER, Role.SECTION_HEAD, Role.ORGAN_HEAD, Role.LEGAL_REVIEWER, Role.ENFORCEMENT_OFFICER, Role.INSPECTOR,
)  # fmt: skip


@PAGES.get("/reports/<int:pk>")
@allowed(*ANSWERERS)
def report(pk: int) -> str:
    """Show a report."""
    act = reading_act()
    return _show(act, queries.report_for(act.session, act.actor.scope, pk), "", {})


def _show(act: Act, found: CitizenReport, failed: str, errors: dict[str, str]) -> str:
    buttons = []
    if holds(act, (found.organisation_id,), WORKERS):
        if found.answered_at is None:
            fields = [
                field("answer", N_("Answer")),
                field(
                    "upheld",
                    N_("Was the report right?"),
                    "choice",
                    choices=(("1", N_("Yes")), ("0", N_("No"))),
                ),
            ]
            buttons.append(button("answer", N_("Answer"), fields, main=True, failed=failed, errors=errors))
        elif found.upheld:
            fields = [
                one
                for one in mark_fields(my_homes(act))
                if one["name"] not in ("polarity", "organ", "evidence")
            ]
            buttons.append(
                button("mark", N_("Propose a mark"), fields, main=True, failed=failed, errors=errors)
            )
    return render_template(
        "intermediaries/report.html", report=found, buttons=buttons, failed=errors.get("form", ""),
        files=queries.files_of(act.session, found.kind, found.id),
    )  # fmt: skip


@PAGES.post("/reports/<int:pk>/<code>")
@allowed(*ANSWERERS)
def carry_out_report(pk: int, code: str) -> Response | tuple[str, int]:
    """Answer a report, or propose a mark because of it."""
    target = url_for(".report", pk=pk)
    try:
        with acting() as act:
            found = queries.report_for(act.session, act.actor.scope, pk)
            if code == "answer":
                upheld = request.form.get("upheld") == "1"
                verbs.answer_report(act, found, request.form.get("answer", ""), upheld=upheld)
            elif code == "mark" and found.upheld:
                made = verbs.propose_mark(
                    act, found.agency, found.organisation, Polarity.BAD, chosen("grade", Grade),
                    request.form.get("facts", ""), request.form.get("basis", ""),
                    decision_number=request.form.get("decision_number", ""), report=found,
                )  # fmt: skip
                target = url_for(".mark", pk=made.id)
            else:
                raise NotFound(N_("There is no such act."))
    except Refused as fault:
        errors = {fault.field or "form": say_refusal(fault), "form": say_refusal(fault)}
        act = reading_act()
        return _show(act, queries.report_for(act.session, act.actor.scope, pk), code, errors), fault.status
    flash(say(N_("Done. It stands in the trail.")), "success")
    return redirect(target)  # type: ignore[return-value]


@PAGES.get("/reports/<int:pk>/files/<int:attachment_id>")
@allowed(*ANSWERERS)
def report_file(pk: int, attachment_id: int) -> Response:
    """Open a file of a report."""
    act = reading_act()
    return send_evidence(queries.report_for(act.session, act.actor.scope, pk), attachment_id)

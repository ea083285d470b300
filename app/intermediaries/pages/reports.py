"""Reports of citizens: read, answered, turned into a mark on the agency's page."""

from flask import Response, render_template, request, url_for

from app.intermediaries import operations as verbs
from app.intermediaries import queries
from app.intermediaries.flows import WORKERS
from app.intermediaries.guards import holds
from app.intermediaries.models import CitizenReport
from app.intermediaries.pages import PAGES
from app.intermediaries.pages.agencies import mark_fields, my_homes
from app.intermediaries.pages.evidence import send_evidence
from app.intermediaries.words import Grade, Polarity
from app.kernel.act import Act
from app.kernel.errors import NotFound
from app.kernel.roles import Role
from app.kernel.words import N_
from app.surfaces.actions import a_word, answered, button, field
from app.surfaces.acts import reading_act
from app.surfaces.pages import allowed

ANSWERERS = (
    Role.HANDLER,
    Role.SECTION_HEAD,
    Role.ORGAN_HEAD,
    Role.LEGAL_REVIEWER,
    Role.ENFORCEMENT_OFFICER,
    Role.INSPECTOR,
)


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
                field("upheld", N_("Was the report right?"), "choice", choices=(("1", N_("Yes")), ("0", N_("No")))),
            ]
            buttons.append(button("answer", N_("Answer"), fields, main=True, failed=failed, errors=errors))
        elif found.upheld:
            fields = [one for one in mark_fields(my_homes(act)) if one["name"] not in ("polarity", "organ", "evidence")]
            buttons.append(button("mark", N_("Propose a mark"), fields, main=True, failed=failed, errors=errors))
    return render_template(
        "intermediaries/report.html",
        report=found,
        buttons=buttons,
        failed=errors.get("form", ""),
        files=queries.files_of(act.session, found.kind, found.id),
    )


@PAGES.post("/reports/<int:pk>/<code>")
@allowed(*ANSWERERS)
def carry_out_report(pk: int, code: str) -> Response | tuple[str, int]:
    """Answer a report, or propose a mark because of it."""

    def work(act: Act) -> str:
        form, found = request.form, queries.report_for(act.session, act.actor.scope, pk)
        if code == "answer":
            verbs.answer_report(act, found, form.get("answer", ""), upheld=form.get("upheld") == "1")
            return url_for(".report", pk=pk)
        if code == "mark" and found.upheld:
            made = verbs.propose_mark(
                act,
                found.agency,
                found.organisation,
                Polarity.BAD,
                a_word(form, "grade", Grade),
                form.get("facts", ""),
                form.get("basis", ""),
                decision_number=form.get("decision_number", ""),
                report=found,
            )
            return url_for(".mark", pk=made.id)
        raise NotFound(N_("There is no such act."))

    return answered(
        work, lambda act, errors: _show(act, queries.report_for(act.session, act.actor.scope, pk), code, errors)
    )


@PAGES.get("/reports/<int:pk>/files/<int:attachment_id>")
@allowed(*ANSWERERS)
def report_file(pk: int, attachment_id: int) -> Response:
    """Open a file of a report."""
    act = reading_act()
    return send_evidence(queries.report_for(act.session, act.actor.scope, pk), attachment_id)

"""Answering a one-time notice: the papers asked for and the form, corrected from the phone."""

from typing import Any, cast

from flask import Response, flash, redirect, render_template, request, url_for

from app.approvals import operations as verbs
from app.approvals.forms import paper_name
from app.approvals.models import Case
from app.approvals.queries import Progress
from app.approvals.queries import progress as progress_of
from app.kernel.act import Act, Channel
from app.kernel.attachments import Attachment
from app.kernel.errors import Refused
from app.kernel.words import N_
from app.portal.pages import PAGES
from app.portal.pages.following import own_case
from app.portal.pages.uploads import KINDS, keep_uploads, largest
from app.powers.formfields import answers_of, held_answers, item_fields
from app.surfaces.acts import acting, session
from app.surfaces.language import faults_of, translate
from app.surfaces.limits import limited
from app.surfaces.pages import anyone


@PAGES.route("/progress/corrections", methods=["GET", "POST"])
@anyone
@limited("60 per hour")
def corrections() -> str | Response | tuple[str, int]:
    """Show what the notice asks for, and take it in; files that have arrived stay, whatever else is wrong."""
    case = own_case()
    asked = progress_of(session(), case.query_code, case.applicant_phone[-4:])
    if "hand_in_corrections" not in asked.moves:
        flash(translate(N_("There is nothing to correct in this case now.")), "info")
        return redirect(url_for(".progress"))  # type: ignore[return-value]
    if request.method == "GET":
        return _form(case, asked, held_answers(case.form), {}, {})
    files = _files_sent_before(case)
    try:
        codes = [paper.code for paper in case.materials]
        with acting(Channel.PORTAL, county=case.county, name=case.applicant_name) as act:
            files |= {code: file.id for code, file in keep_uploads(act, case, codes).items()}
        with acting(Channel.PORTAL, county=case.county, name=case.applicant_name) as act:
            _hand_in(act, case, files)
    except Refused as fault:
        return _form(case, asked, request.form, faults_of(fault), files), fault.status
    flash(
        translate(N_("Your corrections have been received. You will be told whether the application is accepted.")),
        "success",
    )
    return redirect(url_for(".progress"))  # type: ignore[return-value]


def _files_sent_before(case: Case) -> dict[str, int]:
    """Return the files that an earlier, refused attempt left with this case (code -> attachment)."""
    sent = {paper.code: request.form.get(f"held-{paper.code}", type=int) for paper in case.materials}
    return {code: number for code, number in sent.items() if number}


def _hand_in(act: Act, case: Case, files: dict[str, int]) -> None:
    brought = {m.code: None for m in case.materials if request.form.get(f"brought-{m.code}")}
    verbs.hand_in_corrections(act, case, answers_of(case.power_version.form, request.form), {**brought, **files})


def _form(case: Case, asked: Progress, values: Any, errors: dict[str, str], files: dict[str, int]) -> str:
    wanted = {item["code"]: item["text"] for item in asked.notice if item["code"]}
    # The papers that the notice names come first; the others may be replaced too.
    listed = sorted(case.materials, key=lambda paper: paper.code not in wanted)
    papers = [
        {
            "code": paper.code,
            "held": files.get(paper.code, ""),
            "asked": paper.code in wanted,
            "brought": bool(values.get(f"brought-{paper.code}")),
            "field": {
                "name": paper_name(paper.code),
                "label": paper.name,
                "input": "file",
                "kinds": KINDS,
                "largest": largest(),
                "brief": True,
                "hint": wanted.get(paper.code, ""),
                "value": "",
                "text": _name_of(case, files.get(paper.code)),
                "error": errors.get(paper_name(paper.code), ""),
            },
        }
        for paper in listed
    ]
    fields = item_fields(case.power_version.form, values, errors)
    others = [item["text"] for item in asked.notice if not item["code"]]
    return render_template(
        "portal/correct.html",
        p=asked,
        papers=papers,
        fields=fields,
        others=others,
        errors=errors,
        labels={field["name"]: field["label"] for field in [*fields, *(cast(Any, p["field"]) for p in papers)]},
    )


def _name_of(case: Case, attachment_id: int | None) -> str:
    """Return the name of a file of this case; a number of somebody else's file has none."""
    found = session().get(Attachment, attachment_id) if attachment_id else None
    own = found is not None and (found.subject_kind, found.subject_id) == (Case.kind, case.id)
    return found.name if own and found is not None else ""

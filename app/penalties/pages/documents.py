"""A benchmark document as a whole: its drafts with their check, and publishing all of them at once."""

from flask import Response, flash, redirect, render_template, request, url_for

from app.kernel.act import local_day
from app.kernel.errors import Refused
from app.kernel.roles import Role
from app.kernel.words import N_
from app.penalties import operations as verbs
from app.penalties import queries
from app.penalties.models import Benchmark
from app.penalties.operations.content import open_draft
from app.penalties.operations.publishing import find_findings
from app.penalties.pages import PAGES, READERS
from app.penalties.pages.items import finding_rows
from app.penalties.records import BENCHMARK
from app.surfaces.acts import acting, current_actor, now, session
from app.surfaces.language import translate, translate_refusal
from app.surfaces.pages import allowed
from app.surfaces.records.reading import get_row

PUBLISHERS = (Role.COUNTY_ADMIN, Role.CITY_ADMIN)
SHOWN = 100


@PAGES.get("/documents/<pk>")
@allowed(*READERS)
def document(pk: str) -> str:
    """Show the drafts that follow a document, each with what keeps it from being published."""
    benchmark: Benchmark = get_row(session(), BENCHMARK, current_actor().scope, pk)
    drafts = queries.drafts_of(session(), current_actor().scope, benchmark.id)
    today = local_day(now())
    rows = []
    for item in drafts[:SHOWN]:
        draft = open_draft(item)
        findings = find_findings(draft, today) if draft is not None else []
        rows.append({"item": item, "findings": finding_rows(one for one in findings if one.severe)})
    return render_template(
        "penalties/document.html",
        benchmark=benchmark,
        rows=rows,
        count=len(drafts),
        may_publish=bool(current_actor().roles & set(PUBLISHERS)),
    )


@PAGES.post("/documents/<pk>")
@allowed(*PUBLISHERS)
def publish_drafts(pk: str) -> Response:
    """Publish all drafts of a document, or none of them."""
    benchmark: Benchmark = get_row(session(), BENCHMARK, current_actor().scope, pk)
    try:
        with acting() as act:
            drafts = queries.drafts_of(act.session, act.actor.scope, benchmark.id)
            done = verbs.publish_document(act, benchmark, drafts, request.form.get("review", ""))
    except Refused as fault:
        flash(translate_refusal(fault), "error")
    else:
        flash(translate(N_("%(count)d standards published."), count=len(done)), "success")
    return redirect(url_for(".document", pk=pk))  # type: ignore[return-value]

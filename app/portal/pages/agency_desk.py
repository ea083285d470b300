"""The outer door of agencies: their engagements, the trades for which they work, and what the register says of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from app.intermediaries import queries as register
from app.intermediaries.models import Agency
from app.intermediaries.operations import agency_appeals, agency_objects_to
from app.intermediaries.words import AgencyState, MarkState
from app.kernel.act import Act, Actor, Channel, local_day
from app.kernel.errors import NotFound, Refused
from app.kernel.words import N_
from app.portal.pages import PAGES
from app.portal.pages.agencies import keep_evidence, notice_row, objecting_fields
from app.portal.pages.outside import DOORS, PERSON, SECRET, Answer, account_here, fields_of, login_page
from app.surfaces.acts import acting, now, session
from app.surfaces.language import faults_of, translate, translate_refusal
from app.surfaces.limits import limited
from app.surfaces.pages import anyone
from app.trading import queries
from app.trading.accounts import people_of
from app.trading.drafting import FORMS, waits
from app.trading.engaged import engaged_trade, engaged_trades
from app.trading.flows import AGENCY_MOVES, TENDER
from app.trading.models import OutsideAccount, Project
from app.trading.words import HolderRole, OutsideRole, TradeState

Here = tuple[OutsideAccount, Agency]
Errors = dict[str, str]


def agency_here() -> Here | None:
    """Return the account of whoever is logged in for an agency, and the agency."""
    account = account_here(OutsideRole.AGENCY)
    return (account, account.agency) if account is not None and account.agency is not None else None


def _who(here: Here) -> dict[str, Any]:
    """Return as whom an act of an agency's person is done: the trail tells the person and the agency."""
    account, agency = here
    return {"name": f"{account.person}（{agency.name}）", "party": (agency.kind, agency.id)}


@contextmanager
def _acting(here: Here) -> Iterator[Act]:
    with acting(Channel.PORTAL, county=here[1].county, **_who(here)) as act:
        yield act


def _reading(here: Here) -> Act:
    actor = replace(Actor.public(), **_who(here))
    return Act(session(), actor, now(), Channel.PORTAL, here[1].county)


@PAGES.get("/agencies/")
@anyone
def agency_desk() -> str:
    """Show the log-in, or the trades, engagements and marks of one's own agency."""
    here = agency_here()
    return login_page(DOORS["agencies"]) if here is None else _home(here, {})


def own(account: OutsideAccount, wrong: Errors) -> str:
    """Show one's own agency; ``wrong`` is of a changed password."""
    assert account.agency is not None
    return _home((account, account.agency), {}, wrong=wrong)


def people(account: OutsideAccount, errors: Errors) -> str:
    """Show one's own agency; ``errors`` are of a further person."""
    assert account.agency is not None
    return _home((account, account.agency), errors)


def _home(
    here: Here, errors: Errors, *, wrong: Errors | None = None, objected: str = "", said: Errors | None = None
) -> str:
    account, agency = here
    return render_template(
        "portal/agency_desk.html",
        account=account,
        agency=agency,
        state=translate(AgencyState(agency.state)),
        trades=[
            {
                "project": one,
                "state": translate(TradeState(one.state)),
                "questions": len(queries.unanswered(session(), one)) if one.state == TradeState.OPEN else 0,
            }
            for one in engaged_trades(session(), agency)
        ],
        engagements=register.engagements_of(session(), agency.id),
        notices=_notices(agency),
        objection=objecting_fields(said or {}),
        objected=objected,
        people=people_of(session(), agency),
        fields=fields_of(PERSON, errors, ("password",)),
        errors=errors,
        secret_fields=fields_of(SECRET, wrong or {}, ("old", "new")),
        wrong=wrong or {},
        said=said or {},
    )


def _notices(agency: Agency) -> list[dict[str, Any]]:
    """Return the marks of which the agency was told and the measures against it, each with what may be objected."""
    told = [one for one in register.marks_of(session(), agency.id) if one.noticed_at or one.state == MarkState.PUBLIC]
    steps = [one for one in register.steps_of(session(), agency.id) if one.appeal_until is not None]
    rows = []
    for one in (*told, *steps):
        what = "marks" if one.kind == "credit_mark" else "steps"
        rows.append({"what": what, "pk": one.id, "notice": notice_row(one, local_day(now()))})
    return rows


@PAGES.post("/agencies/<any(marks, steps):what>/<int:pk>")
@anyone
@limited("20 per hour")
def agency_objects_own(what: str, pk: int) -> Answer:
    """Take an objection to a mark of one's own agency, or an appeal against a measure."""
    here = agency_here()
    if here is None:
        return redirect(url_for(".agency_desk"))  # type: ignore[return-value]
    try:
        with _acting(here) as act:
            rows = register.marks_of if what == "marks" else register.steps_of
            found: Any = next((one for one in rows(act.session, here[1].id) if one.id == pk), None)
            if found is None:
                raise NotFound(N_("There is no such mark or measure of your agency."))
            (agency_objects_to if what == "marks" else agency_appeals)(act, found, request.form.get("text", ""))
            keep_evidence(act, found, must=False)
    except NotFound:
        raise
    except Refused as fault:
        said = faults_of(fault) or {"form": translate_refusal(fault)}
        return _home(here, {}, objected=f"{what}-{pk}", said=said), fault.status
    flash(translate(N_("Your objection was taken.")), "success")
    return redirect(url_for(".agency_desk"))  # type: ignore[return-value]


@PAGES.get("/agencies/trades/<int:pk>")
@anyone
def agency_trade(pk: int) -> Answer:
    """Show a trade for which one's own agency works, with what it may do there now."""
    here = agency_here()
    if here is None:
        return redirect(url_for(".agency_desk"))  # type: ignore[return-value]
    return _trade(here, engaged_trade(session(), here[1], pk), "", {})


def _trade(here: Here, project: Project, failed: str, errors: Errors) -> str:
    act, notice = _reading(here), project.notice
    return render_template(
        "portal/agency_trade.html",
        project=project,
        state=translate(TradeState(project.state)),
        notice=notice,
        holders=[{"role": translate(HolderRole(one.role)), "name": one.name} for one in project.holders],
        questions=queries.questions_of(session(), project),
        addenda=queries.addenda_of(session(), project),
        forms=[_form(act, project, code, title, failed, errors) for code, title in _possible(act, project)],
        errors=errors,
        amending=waits(act, project),
    )


def _possible(act: Act, project: Project) -> list[tuple[str, str]]:
    """Return code and title of what an agency may do with a trade now."""
    moves = [one for one in TENDER.moves_from(project.state) if one.code in AGENCY_MOVES]
    return [(one.code, one.title) for one in moves if FORMS[one.code].is_offered(act, project)]


def _form(act: Act, project: Project, code: str, title: str, failed: str, errors: Errors) -> dict[str, Any]:
    fields = FORMS[code].fields(act, project)
    if failed == code:
        for one in fields:
            one["value"], one["error"] = request.form.get(one["name"], ""), errors.get(one["name"], "")
    return {"code": code, "title": translate(title), "fields": fields, "open": failed == code or FORMS[code].main}


@PAGES.post("/agencies/trades/<int:pk>/<code>")
@anyone
@limited("60 per minute")
def agency_acts(pk: int, code: str) -> Answer:
    """Draft the notice, answer a question or propose an addendum for the buyer, who alone publishes."""
    here = agency_here()
    if here is None:
        return redirect(url_for(".agency_desk"))  # type: ignore[return-value]
    project = engaged_trade(session(), here[1], pk)
    if code not in AGENCY_MOVES:
        raise NotFound(N_("There is no such page."))
    try:
        with _acting(here) as act:
            FORMS[code].carry(act, engaged_trade(act.session, here[1], pk))
    except Refused as fault:
        errors = faults_of(fault) or {"form": translate_refusal(fault)}
        return _trade(here, engaged_trade(session(), here[1], project.id), code, errors), fault.status
    flash(translate(N_("Done.")), "success")
    return redirect(url_for(".agency_trade", pk=pk))  # type: ignore[return-value]

"""Engagements: the list, and one with its candidates, delivery and rating."""

from typing import Any

from flask import Response, render_template, request, url_for

from app.intermediaries import operations as verbs
from app.intermediaries import queries
from app.intermediaries.guards import holds
from app.intermediaries.models import Engagement
from app.intermediaries.operations.engagements import QUESTIONS, SCORES
from app.intermediaries.pages import PAGES, READERS
from app.intermediaries.words import Category, Mode, ServiceChannel
from app.kernel.act import Act
from app.kernel.errors import NotFound
from app.kernel.roles import Duty
from app.kernel.words import N_
from app.surfaces.actions import answered, button, field, lines, the_day
from app.surfaces.acts import current_actor, reading_act, session
from app.surfaces.language import show_day, translate
from app.surfaces.pages import allowed

TITLES = {
    "quality": N_("Quality of the work"),
    "speed": N_("Punctuality"),
    "attitude": N_("Courtesy"),
    "fee": N_("Fairness of the fee"),
}


@PAGES.get("/engagements/")
@allowed(*READERS)
def engagements() -> str:
    """Search over the engagements of my bodies, newest first."""
    text, before = request.args.get("q", "")[:60], request.args.get("before", type=int)
    found = queries.find_engagements(session(), current_actor().scope, text=text, before=before)
    following = url_for(".engagements", q=text or None, before=found[-1].id) if len(found) == queries.PAGE else None
    return render_template(
        "intermediaries/engagements.html",
        rows=[
            {
                "url": url_for(".engagement", pk=one.id),
                "project": one.project,
                "number": one.number,
                "agency": one.agency.name,
                "organ": one.organisation.name,
                "amount": f"{one.amount:,.0f}",
                "on": show_day(one.signed_on),
                "light": light,
                "words": words,
            }
            for one in found
            for light, words in (_light(one),)
        ],
        search=text,
        next_url=following,
    )


def _light(one: Engagement) -> tuple[str, str]:
    if one.delivered_on is not None:
        return ("yellow", translate(N_("delivered late"))) if one.late_days else ("green", translate(N_("delivered")))
    overdue = one.due_at is not None and one.due_at < reading_act().at
    return ("red", translate(N_("overdue"))) if overdue else ("grey", translate(N_("under way")))


@PAGES.get("/engagements/<int:pk>")
@allowed(*READERS)
def engagement(pk: int) -> str:
    """Show an engagement."""
    act = reading_act()
    return _show(act, queries.engagement_for(act.session, act.actor.scope, pk), "", {})


def _show(act: Act, one: Engagement, failed: str, errors: dict[str, str]) -> str:
    light, words = _light(one)
    rows = [
        (N_("Kind of service"), translate(Category(one.category))),
        (N_("Client"), one.organisation.name),
        (N_("Chosen by"), translate(Mode(one.mode))),
        (N_("Chosen where"), translate(ServiceChannel(one.channel))),
        (N_("Fee (yuan)"), f"{one.amount:,.2f}"),
        (N_("Signed on"), show_day(one.signed_on)),
        (N_("To be delivered by"), show_day(one.promised_on) if one.promised_on else ""),
        (N_("Delivered on"), show_day(one.delivered_on) if one.delivered_on else ""),
        (N_("Late by (working days)"), str(one.late_days) if one.late_days else ""),
        (N_("Ground of an exception"), one.exemption or ""),
        (N_("Reason of the replacement"), one.replacement_reason or ""),
        (N_("Reported on"), show_day(one.reported_on) if one.reported_on else ""),
        (N_("Appraised value (yuan)"), f"{one.appraised:,.2f}" if one.appraised is not None else ""),
        (N_("Price really dealt (yuan)"), f"{one.dealt:,.2f}" if one.dealt is not None else ""),
    ]
    return render_template(
        "intermediaries/engagement.html",
        one=one,
        light=light,
        words=words,
        failed=errors.get("form", ""),
        facts=[{"label": translate(label), "text": text} for label, text in rows],
        buttons=_buttons(act, one, failed, errors),
        candidates=one.candidates,
        scores=[{"label": translate(TITLES[name]), "text": "★" * (getattr(one, name) or 0)} for name in QUESTIONS],
    )


def _buttons(act: Act, one: Engagement, failed: str, errors: dict[str, str]) -> list[dict[str, Any]]:
    if not holds(act, (one.organisation_id,), frozenset(Duty)):
        return []
    made = []
    if one.delivered_on is None:
        fields = [field("delivered_on", N_("Delivered on"), "date", value=act.on.isoformat())]
        made.append(button("deliver", N_("Note the delivery"), fields, main=True, failed=failed, errors=errors))
    elif one.quality is None:
        stars = [(str(score), "★" * score) for score in SCORES]
        fields = [field(name, TITLES[name], "choice", choices=stars) for name in QUESTIONS]
        made.append(
            button(
                "rate",
                N_("Rate the agency"),
                fields,
                main=True,
                failed=failed,
                errors=errors,
                note=N_("Your rating counts in the published rating of the agency and cannot be changed later."),
            )
        )
    fields = [field("codes", N_("Credit codes of the candidates"), hint=N_("One a line"))]
    made.append(button("candidates", N_("Enter the candidates"), fields, failed=failed, errors=errors))
    return made


@PAGES.post("/engagements/<int:pk>/<code>")
@allowed(*READERS)
def carry_out_engagement(pk: int, code: str) -> Response | tuple[str, int]:
    """Note the candidates, the delivery or the rating; a refusal keeps everything that was typed."""

    def work(act: Act) -> str:
        one = queries.engagement_for(act.session, act.actor.scope, pk)
        if code == "deliver":
            verbs.deliver(act, one, the_day(request.form, "delivered_on"))
        elif code == "candidates":
            verbs.name_candidates(act, one, lines(request.form, "codes"))
        elif code == "rate":
            verbs.rate(act, one, {name: _score(name) for name in QUESTIONS})
        else:
            raise NotFound(N_("There is no such act."))
        return url_for(".engagement", pk=pk)

    return answered(
        work, lambda act, errors: _show(act, queries.engagement_for(act.session, act.actor.scope, pk), code, errors)
    )


def _score(name: str) -> int:
    text = request.form.get(name, "")
    return int(text) if text.isdecimal() and len(text) == 1 else 0

"""The village site: the tree of counties, towns and villages, and each village's page from the first day."""

from typing import Any

from flask import Response, current_app, render_template, request, url_for

from app.kernel.act import Channel
from app.kernel.attachments import genuine_path
from app.kernel.codes import grouped
from app.kernel.errors import Incomplete, NotFound, Refused
from app.kernel.places import Level, Region
from app.kernel.words import N_
from app.portal.pages import PAGES
from app.surfaces.acts import acting, session
from app.surfaces.downloads import send_attachment
from app.surfaces.language import say, say_refusal, show_day
from app.surfaces.limits import limited
from app.surfaces.pages import anyone
from app.villages import operations as verbs
from app.villages.queries import articles, public
from app.villages.queries.works import staged_photos, works_photo_file
from app.villages.words import (
    ArticleKind,
    AssetClass,
    AssetState,
    Category,
    Confirmation,
    DecidingBody,
    Direction,
    QuestionKind,
    Tender,
)

Answer = str | Response | tuple[str, int]


def _text(name: str, longest: int = 60) -> str:
    return request.args.get(name, "").replace("\x00", "").strip()[:longest]


@PAGES.get("/villages/")
@anyone
def villages() -> str:
    """Show the counties, or the villages of a name."""
    text = _text("q", 20)
    return render_template(
        "portal/villages.html", search=text, rows=public.villages_named(session(), text) if text else [],
        below=public.divisions_below(session(), None), region=None, crumbs=[], figures=public.figures(session()),
    )  # fmt: skip


def _trail(region: Region) -> list[tuple[str, str]]:
    ways = [(say(N_("Villages")), url_for(".villages"))]
    return ways + [(one.name, url_for(".village", code=one.code)) for one in public.above(session(), region)]


def _village(code: str) -> Region:
    region = public.division(session(), code)
    if region.level != Level.VILLAGE:
        raise NotFound(N_("There is no such village."))
    return region


def _called(region: Region) -> str:
    """Return a village with its town, as names repeat."""
    return " ".join([*(one.name for one in public.above(session(), region)[-1:]), region.name])


@PAGES.get("/villages/<code>")
@anyone
def village(code: str) -> str:
    """Show a village's page; of a county or town, what lies below it."""
    region = public.division(session(), code)
    if region.level != Level.VILLAGE:
        return render_template(
            "portal/villages.html", search="", rows=[], below=public.divisions_below(session(), code), region=region,
            crumbs=_trail(region), figures=None,
        )  # fmt: skip
    home, text, section = public.village_id(session(), region), _text("q"), _text("section", 12)
    section = section if section in set(ArticleKind) else ""
    months = public.months_of(session(), home, 6)
    return render_template(
        "portal/village.html", region=region, called=_called(region), crumbs=_trail(region), search=text,
        sections=[
            {"title": say(N_("all")), "url": url_for(".village", code=code), "active": not section},
            *({"title": say(one), "url": url_for(".village", code=code, section=one.value), "active": section == one} for one in ArticleKind),
        ],
        articles=[
            {"url": url_for(".village_article", code=code, pk=one.id), "title": one.title, "on": one.published_at,
             "section": say(ArticleKind(one.category))}
            for one in articles.shown_articles(session(), code, section, text)
        ],
        months=months, newest=_lines(months[0]) if months and not text else None,
        found=_rows(public.public_vouchers(session(), home, text=text)) if text else [],
        decisions=[_decision(one) for one in public.public_decisions(session(), home)] if not text else [],
        property=[_property(one) for one in public.public_property(session(), home)] if not text else [],
        subsidies=[_subsidy(one) for one in public.public_subsidies(session(), home)] if not text else [],
        works=[_works(one) for one in public.public_works(session(), home)] if not text else [],
        questions=public.answered_questions(session(), code) if not text else [],
    )  # fmt: skip


def _decision(one: Any) -> dict[str, Any]:
    return {
        "title": one.title, "text": one.text, "result": one.result, "body": say(DecidingBody(one.body)), "on": one.held_on,
        "votes": say(N_("%(attended)s of %(members)s attended, %(yes)s in favour"), attended=one.attended, members=one.members, yes=one.yes),
        "steps": [
            (say(label), show_day(day))
            for label, day in (
                (N_("Proposed by the party branch on"), one.proposed_on), (N_("Consulted in both committees on"), one.consulted_on),
                (N_("Examined by the party members on"), one.party_on), (N_("Day of the meeting"), one.held_on),
                (N_("Decision made public on"), one.decided_public_on), (N_("Result made public on"), one.result_public_on),
            )
            if day
        ],
    }  # fmt: skip


def _cells(*pairs: tuple[str, str]) -> dict[str, Any]:
    return {"cells": [{"label": say(label), "text": text} for label, text in pairs]}


def _property(one: dict[str, Any]) -> dict[str, Any]:
    asset, contract = one["asset"], one["contract"]
    return _cells(
        (N_("Name of the asset"), asset.name), (N_("Class of the asset"), say(AssetClass(asset.asset_class))),
        (N_("Use"), say(AssetState(asset.state))), (N_("Partner of the contract"), one["party"]),
        (N_("Rent a year (yuan)"), f"{contract.rent:,.2f}" if contract else ""),
        (N_("Last day"), show_day(contract.end_on) if contract else ""),
    )  # fmt: skip


def _works(one: Any) -> dict[str, Any]:
    return _cells(
        (N_("Works of the village"), one.title), (N_("Builder"), one.builder), (N_("How the builder was found"), say(Tender(one.tender))),
        (N_("Contract sum (yuan)"), f"{one.amount:,.2f}"), (N_("Paid out (yuan)"), f"{one.paid:,.2f}"),
        (N_("Accepted as finished on"), show_day(one.accepted_on)),
    ) | {"url": url_for(".village_works", code=one.organisation.region_code, pk=one.id) if one.photos else ""}  # fmt: skip


def _subsidy(one: dict[str, Any]) -> dict[str, Any]:
    return _cells(
        (N_("Beneficiary"), one["name"]), (N_("Programme"), one["programme"]), (N_("Paid for the time from"), show_day(one["period"])),
        (N_("Amount (yuan)"), f"{one['amount']:,.2f}"),
    )  # fmt: skip


def _lines(month: Any) -> list[dict[str, str]]:
    return [
        {"category": say(Category(line["category"])), "way": say(Direction(line["direction"])), "count": line["count"],
         "amount": f"{'−' if line['direction'] == Direction.OUT else ''}{float(line['amount']):,.2f}"}
        for line in month.lines
    ]  # fmt: skip


def _rows(vouchers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    signs = {Direction.IN.value: "+", Direction.OUT.value: "−", Direction.MOVE.value: "⇄ "}
    return [
        {"cells": [
            {"label": say(N_("Purpose")), "text": one["purpose"], "soft": f"{one['number']} · {show_day(one['on'])}"},
            {"label": say(N_("What for")), "text": say(Category(one["category"]))},
            {"label": say(N_("Amount (yuan)")), "text": f"{signs[one['direction']]}{one['amount']:,.2f}", "num": True},
            {"label": say(N_("Payee or payer")), "text": one["payee"]},
        ]}
        for one in vouchers
    ]  # fmt: skip


@PAGES.get("/villages/<code>/accounts/<period>")
@anyone
def village_accounts(code: str, period: str) -> str:
    """Show the statement of a month and every voucher in it; persons are masked."""
    region = _village(code)
    home = public.village_id(session(), region)
    month = public.month_of(session(), home, period)
    return render_template(
        "portal/village_accounts.html", region=region, called=_called(region), month=month, lines=_lines(month),
        rows=_rows(public.public_vouchers(session(), home, period)),
        crumbs=[*_trail(region), (region.name, url_for(".village", code=code))],
    )  # fmt: skip


@PAGES.get("/villages/<code>/articles/<int:pk>")
@anyone
def village_article(code: str, pk: int) -> str:
    """Show an article of a village."""
    region = _village(code)
    found = articles.shown_article(session(), code, pk)
    return render_template(
        "portal/village_article.html", article=found, called=_called(region), section=say(ArticleKind(found.category)),
        crumbs=[*_trail(region), (region.name, url_for(".village", code=code))],
    )  # fmt: skip


@PAGES.get("/villages/<code>/works/<int:pk>")
@anyone
def village_works(code: str, pk: int) -> str:
    """Show works of a village with their photos before, during and after."""
    region = _village(code)
    found = public.public_work(session(), public.village_id(session(), region), pk)
    return render_template(
        "portal/village_works.html", region=region, called=_called(region), found=found,
        facts=_works(found)["cells"], stages=staged_photos(session(), found),
        crumbs=[*_trail(region), (region.name, url_for(".village", code=code))],
    )  # fmt: skip


@PAGES.get("/villages/<code>/works/<int:pk>/photos/<int:file>")
@anyone
def village_works_photo(code: str, pk: int, file: int) -> Response:
    """Show a photo of works; it carries no camera data any more."""
    found = public.public_work(session(), public.village_id(session(), _village(code)), pk)
    kept = works_photo_file(session(), found, file)
    return send_attachment(
        kept, genuine_path(current_app.config["SUNSHINE_FOLDER"] / "files", kept), inline=True
    )


def _form(
    region: Region, title: str, note: str, fields: list[dict[str, Any]], errors: dict[str, str], button: str
) -> str:
    for row in fields:
        row["value"] = request.form.get(row["name"], row.get("value", ""))
        row["error"] = errors.get(row["name"], "")
    return render_template(
        "portal/village_form.html", called=_called(region), title=title, note=note, fields=fields, errors=errors, button=button,
        crumbs=[*_trail(region), (region.name, url_for(".village", code=region.code))],
    )  # fmt: skip


@PAGES.route("/villages/<code>/ask", methods=["GET", "POST"])
@anyone
@limited("10 per hour")
def ask_village(code: str) -> Answer:
    """Take a question to the village or a report to the inspectors; the name may stay away."""
    region = _village(code)
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            with acting(Channel.PORTAL, county=region.county) as act:
                what = request.form.get("what", "")
                if what not in set(QuestionKind):
                    raise Incomplete(N_("Choose one from the list."), field="what")
                home = public.home_of(act.session, public.division(act.session, code))
                made = verbs.ask(
                    act, home, region, QuestionKind(what), request.form.get("text", ""),
                    name=request.form.get("name", ""), contact=request.form.get("contact", ""),
                )  # fmt: skip
                receipt = grouped(made.query_code)
            return render_template(
                "portal/village_receipt.html", called=_called(region), code=receipt, region=region
            )
        except Refused as fault:
            errors = {fault.field or "form": say_refusal(fault)}
    kinds = [(one.value, say(one)) for one in QuestionKind]
    page = _form(
        region, say(N_("Ask or report")),
        say(N_("You need not give your name. A question is answered within 7 days, a report within 15; reports are read by the inspectors alone, never by the village.")),
        [
            {"name": "what", "label": say(N_("What is it")), "input": "choice", "choices": kinds, "required": True, "value": request.args.get("what", "ask")},
            {"name": "text", "label": say(N_("What is it about")), "input": "long", "required": True, "longest": 4000},
            {"name": "name", "label": say(N_("Your name")), "input": "text", "hint": say(N_("You need not give it; it is kept encrypted"))},
            {"name": "contact", "label": say(N_("Telephone")), "input": "tel", "hint": say(N_("You need not give it; it is kept encrypted"))},
        ],
        errors, say(N_("Send")),
    )  # fmt: skip
    return (page, 422) if errors else page


@PAGES.route("/villages/answers", methods=["GET", "POST"])
@anyone
@limited("30 per hour")
def village_answers() -> Answer:
    """Show what became of a question or report, by its code."""
    code = request.form.get("code", "")[:40]
    found, error = None, ""
    if request.method == "POST":
        try:
            found = public.question_by_code(session(), code)
        except Refused as fault:
            error = say_refusal(fault)
    what = say(QuestionKind(found.what)) if found else ""
    page = render_template("portal/village_answers.html", found=found, error=error, code=code, what=what)
    return (page, 404) if error else page


@PAGES.route("/villages/<code>/subscribe", methods=["GET", "POST"])
@anyone
@limited("10 per hour")
def subscribe_village(code: str) -> Answer:
    """Send a code to an address, then begin or end to send news there."""
    region = _village(code)
    errors: dict[str, str] = {}
    done, asked = "", False
    if request.method == "POST":
        address, secret = (
            request.form.get("address", "")[:80].replace("\x00", ""),
            request.form.get("code", "")[:12],
        )
        try:
            with acting(Channel.PORTAL, county=region.county) as act:
                place = public.division(act.session, code)
                if not secret:
                    verbs.subscribe(act, place, address)
                    asked = True
                elif request.form.get("do") == "end":
                    verbs.end_subscription(act, place, address, secret)
                    done = say(N_("Nothing more will be sent to you."))
                else:
                    verbs.confirm_subscription(act, place, address, secret)
                    done = say(N_("From now on you are told of everything new in this village."))
        except Refused as fault:
            errors = {fault.field or "form": say_refusal(fault)}
    address = request.form.get("address", "")
    page = render_template(
        "portal/village_subscribe.html", called=_called(region), region=region, errors=errors, done=done, asked=asked,
        crumbs=[*_trail(region), (region.name, url_for(".village", code=code))],
        fields=[
            {"name": "address", "label": say(N_("Mobile number or e-mail address")), "input": "text", "required": True,
             "value": address, "error": errors.get("address", "")},
            {"name": "code", "label": say(N_("Code of the message")), "input": "code", "value": "", "error": errors.get("code", ""),
             "hint": say(N_("Empty at first; you get it by message"))},
        ],
    )  # fmt: skip
    return (page, 422) if errors else page


@PAGES.route("/villages/subsidy", methods=["GET", "POST"])
@anyone
@limited("30 per hour")
def village_subsidy() -> Answer:
    """Let a villager say by the code of a slip whether the money came; nothing else is asked of him."""
    code, answer = request.values.get("code", "")[:20], request.form.get("answer", "")
    error, shown, done = "", None, False
    if request.method == "POST":
        try:
            with acting(Channel.PORTAL) as act:
                found = verbs.payment_by_code(act, code)
                if answer:
                    if answer not in set(Confirmation):
                        raise Incomplete(N_("Choose one from the list."), field="answer")
                    verbs.confirm_payment(act.in_county(found.county), found, Confirmation(answer))
                    done = True
                shown = {
                    "programme": found.programme.name, "village": found.organisation.name, "name": f"{found.name[:1]}某",
                    "amount": f"{found.amount:,.2f}", "state": say(Confirmation(found.confirmed)),
                }  # fmt: skip
        except Refused as fault:
            error = say_refusal(fault)
    page = render_template("portal/village_subsidy.html", code=code, error=error, found=shown, done=done)
    return (page, 404) if error else page

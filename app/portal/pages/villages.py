"""The village site: the tree of counties, towns and villages, and each village's page from the first day."""

from collections.abc import Sequence
from typing import Any

from flask import Response, render_template, request, url_for

from app.kernel.attachments import genuine_path
from app.kernel.errors import NotFound
from app.kernel.places import Level, Organisation, Region
from app.kernel.privacy import without
from app.kernel.words import N_
from app.portal.pages import PAGES
from app.surfaces.acts import session
from app.surfaces.downloads import send_attachment
from app.surfaces.folders import folder_of
from app.surfaces.language import show_day, translate
from app.surfaces.pages import anyone, remembered_page
from app.villages.models import VillageMonth
from app.villages.plain import course, spending
from app.villages.queries import articles, public
from app.villages.queries.works import staged_photos, works_photo_file
from app.villages.words import ArticleKind, AssetClass, AssetState, Category, DecidingBody, Direction, Tender


def _text(name: str, longest: int = 60) -> str:
    return request.args.get(name, "").replace("\x00", "").strip()[:longest]


@PAGES.get("/villages/")
@anyone
@remembered_page
def villages() -> str:
    """Show the counties, or the villages of a name."""
    text = _text("q", 20)
    return render_template(
        "portal/villages.html",
        search=text,
        rows=public.villages_named(session(), text) if text else [],
        below=public.divisions_below(session(), None),
        region=None,
        crumbs=[],
        figures=public.figures(session()),
    )


def trail_of(region: Region) -> list[tuple[str, str]]:
    """Return the way from all villages down to one: (name, address)."""
    ways = [(translate(N_("Villages")), url_for(".villages"))]
    return ways + [(one.name, url_for(".village", code=one.code)) for one in public.above(session(), region)]


def village_of(code: str) -> Region:
    """Return a village by its code; NotFound for anything else."""
    region = public.division(session(), code)
    if region.level != Level.VILLAGE:
        raise NotFound(N_("There is no such village."))
    return region


def called(region: Region) -> str:
    """Return a village with its town, as names repeat."""
    return " ".join([*(one.name for one in public.above(session(), region)[-1:]), region.name])


@PAGES.get("/villages/<code>")
@anyone
@remembered_page
def village(code: str) -> str:
    """Show a village's page; of a county or town, what lies below it."""
    region = public.division(session(), code)
    if region.level != Level.VILLAGE:
        return render_template(
            "portal/villages.html",
            search="",
            rows=[],
            below=public.divisions_below(session(), code),
            region=region,
            crumbs=trail_of(region),
            figures=None,
        )
    home, text, section = public.village_id(session(), region), _text("q"), _text("section", 12)
    section = section if section in set(ArticleKind) else ""
    months = public.months_of(session(), home, 6)
    return render_template(
        "portal/village.html",
        region=region,
        home=session().get(Organisation, home) if home else None,
        called=called(region),
        crumbs=trail_of(region),
        search=text,
        sections=[
            {"title": translate(N_("all")), "url": url_for(".village", code=code), "active": not section},
            *(
                {
                    "title": translate(one),
                    "url": url_for(".village", code=code, section=one.value),
                    "active": section == one,
                }
                for one in ArticleKind
            ),
        ],
        articles=[
            {
                "url": url_for(".village_article", code=code, pk=one.id),
                "title": one.title,
                "on": one.published_at,
                "section": translate(ArticleKind(one.category)),
            }
            for one in articles.shown_articles(session(), code, section, text)
        ],
        months=months,
        newest=_lines(months[0]) if months and not text else None,
        plain=_plain(months) if months and not text else None,
        found=_rows(public.public_vouchers(session(), home, text=text)) if text else [],
        decisions=[_decision(one) for one in public.public_decisions(session(), home)] if not text else [],
        property=[_property(one) for one in public.public_property(session(), home)] if not text else [],
        subsidies=[_subsidy(one) for one in public.public_subsidies(session(), home)] if not text else [],
        works=[_works(one) for one in public.public_works(session(), home)] if not text else [],
        questions=[]
        if text
        else [
            {"text": without(one.text), "answer": one.answer, "answered_at": one.answered_at}
            for one in public.answered_questions(session(), code)
        ],
    )


def _plain(months: Sequence[VillageMonth]) -> dict[str, Any]:
    """Return where the money of the newest of some months went, in words and as rows of charts."""
    one = spending(months[0], months[1] if len(months) > 1 else None)
    more = ""
    if one.more is not None:
        sentence = N_("Spent were %(amount)s yuan %(way)s than the month before.")
        way = translate(N_("more") if one.more > 0 else N_("less"))
        more = translate(sentence, amount=f"{abs(one.more):,.2f}", way=way) if one.more else ""
    label = N_("%(what)s (of every 100 yuan %(part)s)")
    shares = [
        (
            translate(label, what=translate(share.category), part=share.of_hundred or translate(N_("less than 1"))),
            share.amount,
        )
        for share in one.shares
    ]
    return {"one": one, "more": more, "shares": shares, "trend": course(months)}


def _decision(one: Any) -> dict[str, Any]:
    return {
        "title": one.title,
        "text": one.text,
        "result": one.result,
        "body": translate(DecidingBody(one.body)),
        "on": one.held_on,
        "votes": translate(
            N_("%(attended)s of %(members)s attended, %(yes)s in favour"),
            attended=one.attended,
            members=one.members,
            yes=one.yes,
        ),
        "steps": [
            (translate(label), show_day(day))
            for label, day in (
                (N_("Proposed by the party branch on"), one.proposed_on),
                (N_("Consulted in both committees on"), one.consulted_on),
                (N_("Examined by the party members on"), one.party_on),
                (N_("Day of the meeting"), one.held_on),
                (N_("Decision made public on"), one.decided_public_on),
                (N_("Result made public on"), one.result_public_on),
            )
            if day
        ],
    }


def _cells(*pairs: tuple[str, str]) -> dict[str, Any]:
    return {"cells": [{"label": translate(label), "text": text} for label, text in pairs]}


def _property(one: dict[str, Any]) -> dict[str, Any]:
    asset, contract = one["asset"], one["contract"]
    return _cells(
        (N_("Name of the asset"), asset.name),
        (N_("Class of the asset"), translate(AssetClass(asset.asset_class))),
        (N_("Use"), translate(AssetState(asset.state))),
        (N_("Partner of the contract"), one["party"]),
        (N_("Rent a year (yuan)"), f"{contract.rent:,.2f}" if contract else ""),
        (N_("Last day"), show_day(contract.end_on) if contract else ""),
    )


def _works(one: Any) -> dict[str, Any]:
    return _cells(
        (N_("Works of the village"), one.title),
        (N_("Builder"), one.builder),
        (N_("How the builder was found"), translate(Tender(one.tender))),
        (N_("Contract sum (yuan)"), f"{one.amount:,.2f}"),
        (N_("Paid out (yuan)"), f"{one.paid:,.2f}"),
        (N_("Accepted as finished on"), show_day(one.accepted_on)),
    ) | {"url": url_for(".village_works", code=one.organisation.region_code, pk=one.id) if one.photos else ""}


def _subsidy(one: dict[str, Any]) -> dict[str, Any]:
    return _cells(
        (N_("Beneficiary"), one["name"]),
        (N_("Programme"), one["programme"]),
        (N_("Paid for the time from"), show_day(one["period"])),
        (N_("Amount (yuan)"), f"{one['amount']:,.2f}"),
    )


def _lines(month: Any) -> list[dict[str, str]]:
    return [
        {
            "category": translate(Category(line["category"])),
            "way": translate(Direction(line["direction"])),
            "count": line["count"],
            "amount": f"{'−' if line['direction'] == Direction.OUT else ''}{float(line['amount']):,.2f}",
        }
        for line in month.lines
    ]


def _rows(vouchers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    signs = {Direction.IN.value: "+", Direction.OUT.value: "−", Direction.MOVE.value: "⇄ "}
    return [
        {
            "cells": [
                {
                    "label": translate(N_("Purpose")),
                    "text": one["purpose"],
                    "soft": f"{one['number']} · {show_day(one['on'])}",
                },
                {"label": translate(N_("What for")), "text": translate(Category(one["category"]))},
                {
                    "label": translate(N_("Amount (yuan)")),
                    "text": f"{signs[one['direction']]}{one['amount']:,.2f}",
                    "num": True,
                },
                {"label": translate(N_("Payee or payer")), "text": one["payee"]},
            ]
        }
        for one in vouchers
    ]


@PAGES.get("/villages/<code>/accounts/<period>")
@anyone
def village_accounts(code: str, period: str) -> str:
    """Show the statement of a month and every voucher in it; persons are masked."""
    region = village_of(code)
    home = public.village_id(session(), region)
    month = public.month_of(session(), home, period)
    until = [one for one in public.months_of(session(), home) if one.period <= month.period][:6]
    return render_template(
        "portal/village_accounts.html",
        region=region,
        called=called(region),
        month=month,
        lines=_lines(month),
        plain=_plain(until),
        rows=_rows(public.public_vouchers(session(), home, period)),
        crumbs=[*trail_of(region), (region.name, url_for(".village", code=code))],
    )


@PAGES.get("/villages/<code>/articles/<int:pk>")
@anyone
def village_article(code: str, pk: int) -> str:
    """Show an article of a village."""
    region = village_of(code)
    found = articles.shown_article(session(), code, pk)
    return render_template(
        "portal/village_article.html",
        article=found,
        called=called(region),
        section=translate(ArticleKind(found.category)),
        crumbs=[*trail_of(region), (region.name, url_for(".village", code=code))],
    )


@PAGES.get("/villages/<code>/works/<int:pk>")
@anyone
def village_works(code: str, pk: int) -> str:
    """Show works of a village with their photos before, during and after."""
    region = village_of(code)
    found = public.public_work(session(), public.village_id(session(), region), pk)
    return render_template(
        "portal/village_works.html",
        region=region,
        called=called(region),
        found=found,
        facts=_works(found)["cells"],
        stages=staged_photos(session(), found),
        crumbs=[*trail_of(region), (region.name, url_for(".village", code=code))],
    )


@PAGES.get("/villages/<code>/works/<int:pk>/photos/<int:file>")
@anyone
def village_works_photo(code: str, pk: int, file: int) -> Response:
    """Show a photo of works; it carries no camera data any more."""
    found = public.public_work(session(), public.village_id(session(), village_of(code)), pk)
    kept = works_photo_file(session(), found, file)
    return send_attachment(kept, genuine_path(folder_of("files"), kept), inline=True)

"""A trade before the inspector: every condition with its answer, what was compared, its alert, and what cannot be judged."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from flask import render_template, url_for
from sqlalchemy import select

from app.kernel.act import Act
from app.kernel.points import Point, part
from app.kernel.words import N_
from app.supervision.evidence import evidence_rows
from app.supervision.models import Alert, AlertState
from app.supervision.pages import PAGES
from app.supervision.pages.queue import READERS
from app.supervision.pages.trade_papers import papers_of
from app.supervision.queries.limits import Settings
from app.surfaces.acts import reading_act
from app.surfaces.language import translate
from app.surfaces.pages import allowed, may_open
from app.trading import queries
from app.trading.documents.judging import CODES as PAPER_CODES
from app.trading.models import Lot, Objection, Project, ScreenAnswer, ScreenedTrade, TradeComplaint
from app.trading.points import TRADING_POINTS
from app.trading.points.standing import Standing
from app.trading.words import SUBMITTED, Outcome, ScreenedBidStatus

COLOURS = {Outcome.FOUND: "red", Outcome.NOT_FOUND: "green", Outcome.NOT_ENOUGH: "yellow", Outcome.NOT_APPLICABLE: ""}
UNREAD = N_("the files of the bids were not read yet")
OFF = N_("switched off in this county")
QUIET = (Outcome.NOT_FOUND, Outcome.NOT_APPLICABLE)
"""Answers that stand folded."""
BY_CODE: Mapping[str, Point] = {point.code: point for point in TRADING_POINTS}


@dataclass
class Line:
    """What one condition says."""

    code: str
    outcome: Outcome
    why: str = ""
    compared: list[dict[str, str]] = field(default_factory=list)
    alerts: list[Alert] = field(default_factory=list)

    def shown(self) -> dict[str, Any]:
        """Return it as the page shows it."""
        point = BY_CODE[self.code]
        return {
            "code": self.code,
            "title": translate(point.title),
            "outcome": translate(self.outcome),
            "colour": COLOURS[self.outcome],
            "why": translate(self.why) if self.why else "",
            "compared": self.compared,
            "alerts": [
                {"url": url_for(".alert", pk=one.id), "state": translate(AlertState(one.state)), "row": one}
                for one in self.alerts
            ],
        }


@PAGES.get("/trades/<int:pk>")
@allowed(*READERS)
def trade(pk: int) -> str:
    """Show what the conditions say of a trade that was run here, lot by lot."""
    act = reading_act()
    project = queries.project_for(act.session, act.actor.scope, pk)
    lots = [_own_lot(act, project, lot) for lot in project.lots]
    back = url_for("trading.project", pk=pk) if may_open("trading.project") else ""
    return _page(project.name, project.number, lots, back)


@PAGES.get("/screened/<int:pk>")
@allowed(*READERS)
def screened(pk: int) -> str:
    """Show what the conditions say of one trade that was screened, here or on another platform."""
    act = reading_act()
    found = queries.screened_for(act.session, act.actor.scope, pk)
    if found.lot is not None:
        return trade(found.lot.project_id)
    held = _alerts(act, [(ScreenedTrade.kind, found.id)])
    whole = {"title": "", **_divided(_screens(act, found, held)), "prices": _prices(found)}
    return _page(found.title or found.ocid, found.ocid, [whole], "")


def _page(title: str, number: str, lots: list[dict[str, Any]], back: str) -> str:
    return render_template("supervision/trade.html", title=title, number=number, lots=lots, back=back)


def _own_lot(act: Act, project: Project, lot: Lot) -> dict[str, Any]:
    found = act.session.scalar(select(ScreenedTrade).where(ScreenedTrade.lot_id == lot.id))
    asked = {
        Project.kind: [project.id],
        Lot.kind: [lot.id],
        Objection.kind: [one.id for one in queries.objections_of(act.session, project)],
        TradeComplaint.kind: [one.id for one in queries.complaints_of(act.session, project)],
    }
    subjects = [(kind, pk) for kind, ids in asked.items() for pk in ids]
    held = _alerts(act, [*subjects, *([(ScreenedTrade.kind, found.id)] if found else [])])
    lines = _course(act, Standing(act.session, project, lot), asked, held)
    lines += _screens(act, found, held)
    return {"title": str(lot), **_divided(lines), "prices": _prices(found), "papers": papers_of(act, lot, held)}


def _alerts(act: Act, subjects: Iterable[tuple[str, int]]) -> dict[str, list[Alert]]:
    """Return the alerts about subjects that whoever looks may open, by condition."""
    found: dict[str, list[Alert]] = {}
    seen = act.actor.scope.where(Alert.county, Alert.organisation_id)
    for kind, pk in subjects:
        of = select(Alert).where(Alert.subject_kind == kind, Alert.subject_id == pk, seen).order_by(Alert.id)
        for one in act.session.scalars(of):
            found.setdefault(one.point, []).append(one)
    return found


def _course(
    act: Act, standing: Standing, ids: Mapping[str, Sequence[int]], held: Mapping[str, list[Alert]]
) -> list[Line]:
    """Ask the conditions that read the course of a trade now, by the parameters of the county."""
    settings = Settings(act.session, act.at)
    unjudged = standing.unjudged()
    lines = []
    for point in TRADING_POINTS:
        regimes = settings.regimes(point, [standing.project.county])
        asked = point.find(act.at, regimes[0].limits if regimes else {**point.defaults, "minutes_ago": act.at})
        kind = str(getattr(part(asked, "subject_kind"), "value", ""))
        if kind not in ids:
            continue
        alerts = held.get(point.code, [])
        mine = asked.where(part(asked, "subject").in_(ids[kind])).limit(1)
        row = act.session.execute(mine).mappings().first() if ids[kind] else None
        if not regimes:
            lines.append(Line(point.code, Outcome.NOT_APPLICABLE, OFF, alerts=alerts))
        elif row is not None:
            evidence = {key[2:]: value for key, value in row.items() if key.startswith("e_")}
            lines.append(Line(point.code, Outcome.FOUND, "", evidence_rows(point.code, _plain(evidence)), alerts))
        else:
            outcome, why = unjudged.get(point.code, (Outcome.NOT_FOUND, ""))
            lines.append(Line(point.code, outcome, why, alerts=alerts))
    return lines


def _plain(evidence: Mapping[str, Any]) -> dict[str, Any]:
    """Return evidence as an alert would hold it."""
    return {
        name: float(value)
        if isinstance(value, Decimal)
        else value.isoformat()
        if hasattr(value, "isoformat")
        else value
        for name, value in evidence.items()
    }


def _screens(act: Act, found: ScreenedTrade | None, held: Mapping[str, list[Alert]]) -> list[Line]:
    """Return the stored answers about a screened trade; those that its course answers itself are left out."""
    if found is None:
        return []
    answers = act.session.scalars(select(ScreenAnswer).where(ScreenAnswer.trade_id == found.id))
    own = found.lot_id is not None
    lines = [
        Line(one.code, Outcome(one.outcome), one.why, _compared(one), held.get(one.code, []))
        for one in answers
        if one.code in BY_CODE and not (own and one.code.startswith("T16"))
    ]
    unread = set(PAPER_CODES) - {line.code for line in lines} if own else set()
    return lines + [Line(code, Outcome.NOT_ENOUGH, UNREAD, alerts=held.get(code, [])) for code in sorted(unread)]


COMPARED = {
    "value": N_("What the screen measures"),
    "bound": N_("Compared with"),
    "peers": N_("Tenders compared with"),
    "told": N_("Bids that tell it"),
}


def _compared(answer: ScreenAnswer) -> list[dict[str, str]]:
    held = answer.evidence or {}
    return [
        {"label": translate(label), "text": f"{held[name]:.6g}"} for name, label in COMPARED.items() if name in held
    ]


def _prices(found: ScreenedTrade | None) -> list[dict[str, Any]]:
    """Return the bids by price, with their part of the ceiling."""
    if found is None:
        return []
    bids = [one for one in found.bids if one.amount is not None and one.status in SUBMITTED]
    return [
        {
            "bidder": one.bidder_name,
            "amount": one.amount,
            "currency": one.currency,
            "share": float(one.amount / found.ceiling) if found.ceiling and one.amount else None,
            "state": translate(ScreenedBidStatus(one.status)),
            "won": one.won,
        }
        for one in sorted(bids, key=lambda bid: bid.amount or Decimal(0))
    ]


def _divided(lines: Iterable[Line]) -> dict[str, list[dict[str, Any]]]:
    """Return the lines that somebody must read, what was found first, and those that stand folded; each by its code."""
    ordered = sorted(lines, key=lambda line: (line.outcome is not Outcome.FOUND, line.code))
    return {
        "lines": [line.shown() for line in ordered if line.outcome not in QUIET or line.alerts],
        "quiet": [line.shown() for line in ordered if line.outcome in QUIET and not line.alerts],
    }

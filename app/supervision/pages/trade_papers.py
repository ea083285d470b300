"""Files of the bids before the inspector: who shares what with whom, and whose files could not be read."""

from collections.abc import Mapping
from typing import Any

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import aliased

from app.kernel.act import Act
from app.kernel.words import N_
from app.supervision.models import Alert
from app.surfaces.language import translate
from app.trading.documents.judging import is_found
from app.trading.documents.told import Fault
from app.trading.models import Bidder, BidMatch, BidPapers, Lot, LotReading, Offer
from app.trading.words import PapersState

TOPICS = (
    ("T08", N_("Machine")),
    ("T09", N_("Network address")),
    ("T10", N_("Text and author")),
    ("T11", N_("Contact")),
    ("T12", N_("People")),
    ("T23", N_("Prices")),
)
MOST_ROWS = 40
"""Bidders that the table shows; those that share nothing come last and are counted."""
WORDS = {
    "T10.text": N_("%(share)s per cent of the shorter text, %(count)d blocks"),
    "T23.prices": N_("%(share)s per cent of %(count)d prices equal"),
    "T23.errors": N_("same wrong totals: %(shown)s"),
}


def papers_of(act: Act, lot: Lot, held: Mapping[str, list[Alert]]) -> dict[str, Any] | None:
    """Return the table of a lot's bidders by what they share; None before the files were read."""
    reading = act.session.scalar(select(LotReading).where(LotReading.lot_id == lot.id))
    if reading is None:
        return None
    rows = act.session.execute(
        select(BidPapers, Bidder.name)
        .join(Offer, Offer.id == BidPapers.offer_id)
        .join(Bidder, Bidder.id == Offer.bidder_id)
        .where(BidPapers.lot_id == lot.id)
        .order_by(BidPapers.offer_id)
    ).all()
    shared = _shared(act, lot, held)
    bidders = [
        {
            "name": name,
            "state": translate(PapersState(papers.state)),
            "colour": "" if papers.state == PapersState.READ else "yellow",
            "unread": [
                {"name": one["name"], "why": translate(Fault(one["fault"]).title_id)}
                for one in papers.files
                if one["fault"]
            ][:5],
            "cells": [shared.get((papers.offer_id, topic), []) for topic, _title in TOPICS],
        }
        for papers, name in rows
    ]
    ordered = sorted(bidders, key=lambda one: not any(one["cells"]))
    return {
        "topics": [translate(title) for _topic, title in TOPICS],
        "bidders": ordered[:MOST_ROWS],
        "more": max(len(ordered) - MOST_ROWS, 0),
        "bids": reading.bids,
        "read": reading.read,
        "read_at": reading.read_at,
    }


def _shared(act: Act, lot: Lot, held: Mapping[str, list[Alert]]) -> dict[tuple[int, str], list[dict[str, str]]]:
    """Return by bid and topic what it shares with whom."""
    first, second, one, two = aliased(Offer), aliased(Offer), aliased(Bidder), aliased(Bidder)
    rows = act.session.execute(
        select(BidMatch, one.name, two.name)
        .join(first, first.id == BidMatch.first_id)
        .join(second, second.id == BidMatch.second_id)
        .join(one, one.id == first.bidder_id)
        .join(two, two.id == second.bidder_id)
        .where(BidMatch.lot_id == lot.id)
        .order_by(BidMatch.code, BidMatch.id)
    ).all()
    found: dict[tuple[int, str], list[dict[str, str]]] = {}
    for match, mine, theirs in rows:
        alert = next((a for a in held.get(match.code, []) if _is_about(a, mine, theirs)), None)
        if alert is None and not is_found(match, {}):
            continue  # kept for a county that asks for less, and no lead here
        text = (
            translate(WORDS[match.code], share=f"{match.share or 0:.0f}", count=match.count or 0, shown=match.shown)
            if match.code in WORDS
            else match.shown
        )
        url = url_for(".alert", pk=alert.id) if alert else ""
        for bid, other in ((match.first_id, theirs), (match.second_id, mine)):
            found.setdefault((bid, match.code[:3]), []).append({"with": other, "text": text, "url": url})
    return found


def _is_about(alert: Alert, mine: str, theirs: str) -> bool:
    told = alert.evidence or {}
    return {told.get("first_bidder"), told.get("second_bidder")} == {mine, theirs}

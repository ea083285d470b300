"""Trades as open contracting data: a release for each event that everybody may know, and the record of the trade.

Source: Open Contracting Data Standard 1.1, with the extensions for bids and lots. Nothing of a bid is told before the bids
are opened, nothing of the evaluation before the candidates are published.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from app.kernel.act import CHINA, start_of_day
from app.kernel.places import Organisation
from app.trading import queries
from app.trading.models import Addendum, Award, Bidder, Candidate, Offer, Project, TradeContract
from app.trading.screening.compiling import merge
from app.trading.words import TradeKind, TradeState

PREFIX = "ocds-sunshine"
"""A county that publishes to the world registers a prefix of its own with the Open Contracting Partnership."""
CURRENCY = "CNY"
SCHEME = "CN-USCC"
EXTENSIONS = (
    "https://raw.githubusercontent.com/open-contracting-extensions/ocds_bid_extension/v1.1.5/extension.json",
    "https://raw.githubusercontent.com/open-contracting-extensions/ocds_lots_extension/v1.1.5/extension.json",
)
DETAILS = "公开招标"
Json = dict[str, Any]


@dataclass(frozen=True)
class Told:
    """What has become of a trade, as far as everybody may know it."""

    project: Project
    opened_at: datetime | None
    offers: Sequence[Offer]
    candidates: Sequence[Candidate]
    awards: Sequence[Award]
    contracts: Sequence[TradeContract]
    addenda: Sequence[Addendum] = ()
    earlier: Sequence[Json] = ()
    """Releases of candidates whose evaluation was repeated: they stay as they were published."""


def told_of(session: Session, project: Project) -> Told:
    """Read what may be published of a trade."""
    opening = queries.opening_of(session, project)
    shown = project.shown_from is not None or project.trade_kind == TradeKind.PROCUREMENT
    return Told(
        project,
        opening.opened_at if opening else None,
        queries.offers_of(session, project) if opening else (),
        queries.candidates_of(session, project) if shown else (),
        queries.awards_of(session, project) if shown else (),
        queries.contracts_of(session, project) if shown else (),
        queries.published_addenda(session, project),
        [one.release for one in queries.earlier_evaluations(session, project) if one.release],
    )


def candidates_release(session: Session, project: Project) -> Json | None:
    """Return the release of the candidates as it stands now, to be kept before they are evaluated again."""
    told = told_of(session, project)
    return _shown(told) if told.candidates and project.shown_from is not None else None


def _shown(told: Told) -> Json:
    first = told.project.shown_from
    assert first is not None
    again = f"-{len(told.earlier) + 1}" if told.earlier else ""
    at = max(start_of_day(first), told.opened_at or start_of_day(first))
    return _release(told, f"3-candidates{again}", at, ["award"], _candidates(told))


def ocid(project: Project) -> str:
    """Return the identifier of a contracting process."""
    return f"{PREFIX}-{project.number}"


def record(told: Told) -> Json:
    """Return the record of a trade: its releases, and the compiled release."""
    held = list(releases(told))
    return {"ocid": ocid(told.project), "releases": held, "compiledRelease": merge(held)}


def package(records: Sequence[Json], address: str, publisher: str, at: datetime) -> Json:
    """Return a record package; ``address`` is where it lies."""
    return {
        "uri": address,
        "version": "1.1",
        "extensions": list(EXTENSIONS),
        "publisher": {"name": publisher},
        "publishedDate": moment(at),
        "records": list(records),
    }


def releases(told: Told) -> Iterator[Json]:
    """Iterate the releases of a trade in the order of their events; one that was published once never changes."""
    project = told.project
    notice = project.notice
    if notice is None or notice.published_at is None:
        return
    yield _release(told, "1-notice", notice.published_at, ["planning", "tender"], _notice(told))
    for addendum in told.addenda:
        assert addendum.published_at is not None
        name = f"1-addendum-{addendum.number}"
        yield _release(told, name, addendum.published_at, ["tenderAmendment"], _amended(told, addendum))
    if project.closed_at is not None and project.state == TradeState.FAILED:
        ended = {"id": project.number, "status": "unsuccessful"}
        yield _release(told, "2-failed", project.closed_at, ["tenderUpdate"], {"tender": ended})
    if told.opened_at is not None:
        yield _release(told, "2-opening", told.opened_at, ["tenderUpdate"], _opening(told))
    yield from told.earlier
    if told.candidates and project.shown_from is not None:
        yield _shown(told)
    for award in told.awards:
        yield _release(told, f"4-award-{award.lot.number}", award.awarded_at, ["awardUpdate"], _award(told, award))
    for contract in told.contracts:
        number = contract.award.lot.number
        at = max(start_of_day(contract.signed_on), contract.award.awarded_at)
        yield _release(told, f"5-contract-{number}", at, ["contract"], {"contracts": [_contract(contract)]})


def _release(told: Told, name: str, at: datetime, tags: list[str], content: Json) -> Json:
    return {
        "ocid": ocid(told.project),
        "id": f"{ocid(told.project)}-{name}",
        "date": moment(at),
        "tag": tags,
        "initiationType": "tender",
        "language": "zh",
        **content,
    }


def moment(at: datetime) -> str:
    """Return an instant as RFC 3339 writes it, in the time of China."""
    return at.astimezone(CHINA).isoformat(timespec="seconds")


def value(amount: Decimal) -> Json:
    """Return an amount of yuan."""
    return {"amount": float(amount), "currency": CURRENCY}


def _body(organisation: Organisation) -> Json:
    return {
        "id": (organisation.credit_code and f"{SCHEME}-{organisation.credit_code}") or organisation.code,
        "name": organisation.name,
    }


def _body_party(organisation: Organisation, *roles: str) -> Json:
    party = {**_body(organisation), "roles": list(roles)}
    if organisation.credit_code:
        party["identifier"] = {"scheme": SCHEME, "id": organisation.credit_code, "legalName": organisation.name}
    return party


def _firm(bidder: Bidder) -> Json:
    return {"id": f"{SCHEME}-{bidder.uscc}", "name": bidder.name}


def _firm_party(bidder: Bidder, *roles: str) -> Json:
    identifier = {"scheme": SCHEME, "id": bidder.uscc, "legalName": bidder.name}
    return {**_firm(bidder), "roles": list(roles), "identifier": identifier}


def _notice(told: Told) -> Json:
    project = told.project
    notice = project.notice
    assert notice is not None
    estimate = sum((lot.estimate for lot in project.lots), Decimal(0))
    lots = [
        {"id": str(lot.number), "title": lot.name, "status": "active", "value": value(lot.estimate)}
        for lot in project.lots
    ]
    return {
        "parties": [_body_party(project.organisation, "buyer"), _body_party(project.centre, "procuringEntity")],
        "buyer": _body(project.organisation),
        "planning": {"budget": {"description": project.approval, "amount": value(estimate)}},
        "tender": {
            "id": project.number,
            "title": project.name,
            "description": notice.text,
            "status": "active",
            "procuringEntity": _body(project.centre),
            "value": value(estimate),
            "procurementMethod": "open",
            "procurementMethodDetails": DETAILS,
            "mainProcurementCategory": project.category,
            "tenderPeriod": {
                "startDate": moment(start_of_day(notice.sale_from)),
                "endDate": moment(told.addenda[0].old_deadline if told.addenda else notice.deadline),
            },
            "awardCriteriaDetails": "；".join(f"{one.name} {one.most}" for one in notice.criteria),
            "lots": lots,
        },
    }


def _amended(told: Told, addendum: Addendum) -> Json:
    """What an addendum changes, and the deadline where it moves."""
    assert addendum.published_at is not None
    changed = {"id": str(addendum.number), "date": moment(addendum.published_at)}
    if addendum.text:
        changed["description"] = addendum.text
    tender: Json = {"id": told.project.number, "amendments": [changed]}
    if addendum.new_deadline is not None:
        tender["tenderPeriod"] = {"endDate": moment(addendum.new_deadline)}
    return {"tender": tender}


def _opening(told: Told) -> Json:
    bidders = {offer.bidder_id: offer.bidder for offer in told.offers}
    return {
        "parties": [_firm_party(one, "tenderer") for one in bidders.values()],
        "tender": {
            "id": told.project.number,
            "numberOfTenderers": len(bidders),
            "tenderers": [_firm(one) for one in bidders.values()],
        },
        "bids": {"details": [_bid(offer, "pending") for offer in told.offers]},
    }


def _bid(offer: Offer, status: str) -> Json:
    return {
        "id": str(offer.id),
        "status": status,
        "tenderers": [_firm(offer.bidder)],
        "value": value(offer.price),
        "relatedLots": [str(offer.lot.number)],
    }


def _candidates(told: Told) -> Json:
    """The bids as the committee judged them, and the first candidate of each lot as an award that is not decided."""
    bids = [_bid(offer, "disqualified" if offer.rejected else "valid") for offer in told.offers]
    first = [one for one in told.candidates if one.rank == 1]
    return {"bids": {"details": bids}, "awards": [_decided(one, "pending") for one in first]}


def _decided(candidate: Candidate, status: str) -> Json:
    offer = candidate.offer
    return {
        "id": f"{candidate.lot.number}-{candidate.rank}",
        "status": status,
        "title": candidate.lot.name,
        "value": value(offer.price),
        "suppliers": [_firm(offer.bidder)],
        "relatedLots": [str(candidate.lot.number)],
        "relatedBid": str(offer.id),
    }


def _award(told: Told, award: Award) -> Json:
    """The award; the first candidate's ends where another one gets it. With the last lot the tender is complete."""
    chosen = award.candidate
    awards = [{**_decided(chosen, "active"), "date": moment(award.awarded_at)}]
    awards += [
        _decided(one, "unsuccessful")
        for one in told.candidates
        if one.lot_id == award.lot_id and one.rank == 1 and one.id != chosen.id
    ]
    content: Json = {"parties": [_firm_party(chosen.offer.bidder, "tenderer", "supplier")], "awards": awards}
    last = max(told.awards, key=lambda one: (one.awarded_at, one.lot.number))
    if award is last and len(told.awards) == sum(1 for lot in told.project.lots if not lot.failed):
        content["tender"] = {"id": told.project.number, "status": "complete"}
    return content


def _contract(contract: TradeContract) -> Json:
    chosen = contract.award.candidate
    return {
        "id": contract.number,
        "awardID": f"{chosen.lot.number}-{chosen.rank}",
        "title": contract.name,
        "status": "active",
        "value": value(contract.amount),
        "dateSigned": moment(start_of_day(contract.signed_on)),
    }

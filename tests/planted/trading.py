"""A project with all that belongs to it."""

from typing import Any

from sqlalchemy.orm import Session

from app.kernel.places import Organisation
from app.parties.models import Party
from app.trading.models import (
    Addendum,
    Award,
    Bidder,
    Candidate,
    DirectPurchase,
    Expert,
    Lot,
    NetworkRun,
    Notice,
    Objection,
    Offer,
    OutsideAccount,
    OutsideApplication,
    Project,
    ScreenAnswer,
    ScreenedBid,
    ScreenedTrade,
    SealedBid,
    TradeBond,
    TradeComplaint,
    TradeCompletion,
    TradeContract,
    TradeListing,
    TradePattern,
    TradePhrase,
    TradePublication,
    TradeQuestion,
    TradeShared,
)
from tests.planted.words import AT, SECRET


def plant_trading(session: Session, home: Organisation, firm: Party) -> dict[str, int]:
    """Put a project with a notice, a bidder, an expert, an offer, a candidate and a contract there."""

    def add(row: Any) -> Any:
        session.add(row)
        session.flush()
        return row

    here, day = {"county": home.county}, AT.date()
    project = add(
        Project(
            **here,
            number=SECRET,
            name=SECRET,
            organisation_id=home.id,
            centre_id=home.id,
            approval=SECRET,
            registered_at=AT,
        )
    )
    lot = add(Lot(**here, project_id=project.id, number=1, name=SECRET, estimate=1))
    notice = add(Notice(**here, project_id=project.id, text=SECRET, sale_from=day, sale_to=day, deadline=AT))
    bidder = add(
        Bidder(**here, uscc="91350103MA00000012", name=SECRET, contact=SECRET, phone="0591-1", party_id=firm.id)
    )
    expert = add(
        Expert(**here, name=SECRET, number="*", number_hash="e", specialty=SECRET, employer=SECRET, party_id=firm.id)
    )
    bid = add(SealedBid(**here, lot_id=lot.id, pass_hash="p", envelope="{}", digest="d", handed_in_at=AT))
    offer = add(
        Offer(**here, lot_id=lot.id, bid_id=bid.id, bidder_id=bidder.id, price=1, days=1, opened_at=AT, manager=SECRET)
    )
    candidate = add(Candidate(**here, lot_id=lot.id, offer_id=offer.id, rank=1, price_points=1, total=1))
    award = add(Award(**here, lot_id=lot.id, candidate_id=candidate.id, awarded_at=AT))
    contract = add(
        TradeContract(**here, award_id=award.id, number=SECRET, name=SECRET, supplier=SECRET, amount=1, signed_on=day)
    )
    application = add(
        OutsideApplication(
            **here,
            centre_id=home.id,
            uscc="91350103MA00000012",
            name=SECRET,
            contact=SECRET,
            phone="0591-1",
            bank=SECRET,
            bank_account=SECRET,
            person=SECRET,
            username="planted",
            password="p",
            applied_at=AT,
        )
    )
    account = add(
        OutsideAccount(**here, bidder_id=bidder.id, person=SECRET, username="planted-account", password="p", made_at=AT)
    )
    screened = add(
        ScreenedTrade(
            **here, organisation_id=home.id, source=SECRET, ocid=SECRET, title=SECRET, buyer_name=SECRET, updated_at=AT
        )
    )
    bid_screened = add(ScreenedBid(**here, trade_id=screened.id, number="1", bidder_name=SECRET, amount=1))
    answer = add(
        ScreenAnswer(**here, trade_id=screened.id, code="T18", outcome="not_found", why=SECRET, computed_at=AT)
    )
    question = add(TradeQuestion(**here, project_id=project.id, organisation_id=home.id, text=SECRET, asked_at=AT))
    addendum = add(
        Addendum(
            **here, project_id=project.id, number=1, text=SECRET, substantive=True, old_deadline=AT, proposed_at=AT
        )
    )
    objection = add(
        Objection(
            **here,
            project_id=project.id,
            organisation_id=home.id,
            stage="papers",
            text=SECRET,
            name=SECRET,
            contact=SECRET,
            query_code="planted",
            made_at=AT,
            halts=True,
        )
    )
    complaint = add(
        TradeComplaint(
            **here,
            project_id=project.id,
            organisation_id=home.id,
            number=SECRET,
            text=SECRET,
            name=SECRET,
            contact=SECRET,
            query_code="planted-2",
            made_at=AT,
        )
    )
    bond = add(
        TradeBond(**here, project_id=project.id, pass_hash="p", reference=SECRET, amount=1, paid_at=AT, slip=SECRET)
    )
    pattern = add(
        TradePattern(
            **{**here, "organisation_id": home.id, "what": "clique", "outcome": "found"},
            **{"name": SECRET, "members": [], "tenders": 5, "wins": 5, "share": 1.0, "asked": 1, "measured_at": AT},
        )
    )
    run = add(
        NetworkRun(
            **{**here, "computed_at": AT, "from_at": AT, "tenders": 1, "bids": 1, "unnamed": 0, "firms": 1, "pairs": 0},
            answers={},
        )
    )
    shared = add(
        TradeShared(**{**here, "organisation_id": home.id, "what": "contact", "name": SECRET, "value": SECRET})
    )
    purchase = add(
        DirectPurchase(
            **{**here, "organisation_id": home.id, "number": SECRET, "name": SECRET, "trade_kind": "works"},
            **{"category": "works", "item": "A1", "how": "direct", "estimate": 1, "decided_on": AT.date()},
        )
    )
    listed = add(
        TradeListing(
            **{**here, "organisation_id": home.id, "number": SECRET, "name": SECRET, "what": "land", "reserve": 1},
            **dict.fromkeys(("notice_on", "listed_from", "listed_to"), AT.date()),
        )
    )
    publication = add(
        TradePublication(
            **{**here, "project_id": project.id, "medium": "national", "title": SECRET},
            **{"published_on": AT.date(), "deadline": AT},
        )
    )
    completion = add(TradeCompletion(**here, contract_id=contract.id, completed_on=day, note=SECRET))
    phrase = add(TradePhrase(**here, phrase=SECRET, why=SECRET))
    planted = (
        *(purchase, listed, publication, phrase, completion),
        shared,
        *(question, addendum, objection, complaint),
        *(project, notice, bidder, expert, offer, candidate, contract, application, account, bond),
        *(screened, bid_screened, answer, pattern, run),
    )
    return {row.kind: row.id for row in planted}

"""Our trades as open contracting data: what is told when, the record, and the portal's files."""

import importlib.util
import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.trading.models import Candidate
from app.trading.operations import award_lot, close_bidding, sign_contract
from app.trading.releases import record, releases, told_of
from app.trading.screening.counting import count
from app.trading.screening.counts import Counts
from app.trading.screening.settings import Settings
from tests.trading.building import DEADLINE, Tender

BID_SCHEMA = Path(__file__).parents[3] / "shared" / "data" / "trading" / "ocds_bid_extension_release-schema.json"
MUST = {
    "release": ("ocid", "id", "date", "tag", "initiationType"),
    "tender": ("id",),
    "awards": ("id",),
    "contracts": ("id", "awardID"),
}
"""Fields that the release schema of OCDS 1.1 requires."""
TAGS = {"planning", "tender", "tenderUpdate", "award", "awardUpdate", "contract", "compiled"}


def told(session: Session, tender: Tender) -> list[dict[str, Any]]:
    return list(releases(told_of(session, tender.project)))


def signed(session: Session, tender: Tender, rank: int = 1) -> None:
    tender.shown()
    first = session.scalars(select(Candidate).where(Candidate.rank == rank)).one()
    award = award_lot(tender.head(tender.after()), first)
    sign_contract(tender.head(tender.after()), award, Decimal("1850000.50"), date(2026, 10, 24))


def test_before_the_notice_nothing_is_told(session: Session, tender: Tender) -> None:
    tender.drafted()
    assert told(session, tender) == []


def test_before_the_opening_no_word_of_a_bid_is_told(session: Session, tender: Tender) -> None:
    tender.closed()
    text = json.dumps(told(session, tender), ensure_ascii=False)
    assert "bids" not in text and "tenderer" not in text and "numberOfTenderers" not in text
    for offered in ("1980000", "1850000", "第1工程"):
        assert offered not in text


def test_before_the_candidates_are_published_no_word_of_the_evaluation_is_told(
    session: Session, tender: Tender
) -> None:
    tender.scored()
    found = told(session, tender)
    assert [one["tag"] for one in found] == [["planning", "tender"], ["tenderUpdate"]]
    assert {bid["status"] for bid in found[1]["bids"]["details"]} == {"pending"}
    assert sorted(bid["value"]["amount"] for bid in found[1]["bids"]["details"]) == [1850000.5, 1900000.0, 1980000.0]


def test_a_failed_trade_ends_unsuccessful_and_its_bids_stay_untold(session: Session, tender: Tender) -> None:
    tender.published()
    tender.bid(1, "1980000")
    close_bidding(tender.centre(DEADLINE), tender.project)
    compiled = record(told_of(session, tender.project))["compiledRelease"]
    assert compiled["tender"]["status"] == "unsuccessful" and "bids" not in compiled


def test_the_record_tells_the_whole_course(session: Session, tender: Tender) -> None:
    signed(session, tender)
    held = record(told_of(session, tender.project))
    dates = [one["date"] for one in held["releases"]]
    assert dates == sorted(dates) and len({one["id"] for one in held["releases"]}) == 5
    compiled = held["compiledRelease"]
    assert compiled["ocid"].endswith(tender.project.number) and compiled["tag"] == ["compiled"]
    assert compiled["tender"]["status"] == "complete" and compiled["tender"]["numberOfTenderers"] == 3
    (award,) = compiled["awards"]
    assert (award["status"], award["value"]) == ("active", {"amount": 1850000.5, "currency": "CNY"})
    (contract,) = compiled["contracts"]
    assert contract["awardID"] == award["id"] and contract["value"]["amount"] == 1850000.5
    supplier = next(one for one in compiled["parties"] if one["id"] == award["suppliers"][0]["id"])
    assert supplier["roles"] == ["tenderer", "supplier"]
    assert {bid["status"] for bid in compiled["bids"]["details"]} == {"valid"}


def test_what_was_released_once_never_changes(session: Session, tender: Tender) -> None:
    tender.opened()
    before = told(session, tender)
    session.expire_all()
    assert told(session, tender)[: len(before)] == before


def test_every_release_has_what_the_standard_requires(session: Session, tender: Tender) -> None:
    signed(session, tender)
    held = record(told_of(session, tender.project))
    for release in (*held["releases"], held["compiledRelease"]):
        assert set(MUST["release"]) <= set(release) and set(release["tag"]) <= TAGS
        assert set(MUST["tender"]) <= set(release.get("tender", {"id": ""}))
        for name in ("awards", "contracts"):
            for one in release.get(name, ()):
                assert set(MUST[name]) <= set(one), name
        parties = {one["id"] for one in held["compiledRelease"]["parties"]}
        for bid in release.get("bids", {}).get("details", ()):
            assert {one["id"] for one in bid["tenderers"]} <= parties


def test_bids_are_valid_by_the_schema_of_the_bid_extension(session: Session, tender: Tender) -> None:
    if not BID_SCHEMA.exists():
        pytest.skip("the schema of the bid extension is not on this machine")
    signed(session, tender)
    schema = json.loads(BID_SCHEMA.read_text("utf-8"))
    bid = {name: held for name, held in schema["definitions"]["Bid"]["properties"].items() if "$ref" not in str(held)}
    validator = Draft4Validator({"type": "object", "properties": bid, "required": ["id"]})
    bids = record(told_of(session, tender.project))["compiledRelease"]["bids"]["details"]
    assert len(bids) == 3
    for one in bids:
        assert [fault.message for fault in validator.iter_errors(one)] == []


def test_every_release_is_valid_by_the_release_schema(session: Session, tender: Tender) -> None:
    if importlib.util.find_spec("ocdsmerge") is None:
        pytest.skip("no installed package carries the release schema of OCDS 1.1")
    paths = list(Path(importlib.util.find_spec("ocdsmerge").origin or "").parent.rglob("release-schema.json"))  # type: ignore[union-attr]
    if not paths:
        pytest.skip("no installed package carries the release schema of OCDS 1.1")
    signed(session, tender)
    validator = Draft4Validator(json.loads(paths[0].read_text("utf-8")))
    for release in record(told_of(session, tender.project))["releases"]:
        assert [fault.message for fault in validator.iter_errors(release)] == []


def test_our_own_trades_pass_the_screens(session: Session, tender: Tender) -> None:
    signed(session, tender)
    counts = Counts(Settings())
    assert count(counts, record(told_of(session, tender.project))["compiledRelease"])
    assert (len(counts.gaps), counts.currency, sum(counts.won.values()) >> 32) == (1, "CNY", 1)
    assert counts.flags == {}

"""Honest courses of officers, meetings, audits, works and years."""

from datetime import date
from decimal import Decimal
from typing import Any

from app.villages.models import VillageAppraisal, VillageProfile
from app.villages.words import Category
from tests.conftest import NOW
from tests.honest.registry import Courses
from tests.honest.villages.shared import BEFORE, B, undone, village
from tests.villages import test_points_cash as cash
from tests.villages import test_points_registers as kept
from tests.villages.building import DAY, TODAY


def left_before(b: B) -> None:
    former = b.officer("committee", left_on=TODAY)
    for post, other, relation in (
        ("supervisor", former, "sibling"),
        ("committee", b.head, "sibling"),
        ("supervisor", b.head, "legal"),
    ):
        b.related(b.officer(post).person_hash, other.person_hash, relation)
    b.related(b.officer("supervisor", left_on=TODAY).person_hash, b.head.person_hash)
    b.related(b.officer("supervisor").person_hash, b.officer("supervisor").person_hash)
    abroad = b.officer("head", organisation_id=b.other.id)
    b.related(b.officer("supervisor").person_hash, abroad.person_hash)


def quorum(b: B) -> None:
    before = date(2025, 4, 30)
    b.decided(TODAY, attended=20, yes=11, noted_at=NOW)
    b.decided(TODAY, body="delegates", yes=20, attended=15, noted_at=NOW)
    b.decided(TODAY, body="members", attended=20, yes=5, noted_at=NOW)
    b.decided(TODAY, body="board", attended=3, yes=1, noted_at=NOW)
    b.decided(before, body="delegates", yes=16, noted_at=NOW)
    b.decided(before, body="members", attended=16, noted_at=NOW)


def told_in_time(b: B) -> None:
    b.decided(TODAY, body="members", notice_days=10, noted_at=NOW)
    b.decided(TODAY, notice_days=3, noted_at=NOW)
    b.decided(date(2025, 4, 30), body="members", notice_days=3, noted_at=NOW)


def reserved(b: B) -> None:
    b.decided(TODAY, reserved=True, body="assembly", noted_at=NOW)
    b.decided(TODAY, noted_at=NOW)


def met(b: B) -> None:
    kept.row(b, kept.VillageYear, year=2025, measured_at=NOW, quarter_missed="2025-Q3", last_booked_day=1)
    kept.row(b, kept.VillageYear, year=2026, measured_at=NOW, quarter_missed="", last_booked_day=1)


def left_long_ago(b: B) -> None:
    """Left before the book was kept here; half a year ago to the day; audited; without a leading post."""
    kept.left(b, (TODAY - BEFORE).days)
    kept.left(b, 180)
    kept.left(b, 400, audited=True)
    day = TODAY - 300 * DAY
    b.officer("supervisor", left_on=day, left_day=day.toordinal(), noted_at=NOW)
    b.officer("secretary", left_on=day, noted_at=NOW)


def audits(b: B) -> None:
    kept.election(b, TODAY - 4 * DAY)
    other = kept.audit(b, b.accountant, None)
    other.audit_kind = "yearly"
    for place, day in ((b.other, TODAY + 3 * DAY), (b.world.organisation("gudong"), BEFORE)):
        b.add(VillageProfile(county=350102, organisation_id=place.id, households=1, population=1, next_election_on=day))
        kept.audit(b, b.head, None).organisation_id = place.id
        b.account("bank", place)
    b.session.flush()


def first_year(b: B) -> None:
    """In office for years, in a register that is kept here since last autumn; appraised; new; left; the town's own."""
    for account in (b.bank, b.box):
        account.opened_on = TODAY - 300 * DAY
    b.officer("committee", from_day=(TODAY - 900 * DAY).toordinal(), noted_at=NOW)


def appraised(b: B) -> None:
    first_year(b)
    old = b.add(b.account("bank", b.other))
    old.opened_on = date(2024, 1, 1)
    there = {"organisation_id": b.other.id, "from_day": (TODAY - 900 * DAY).toordinal(), "noted_at": NOW}
    good = b.officer("committee", **there)
    kept.judged(b, good, TODAY - 365 * DAY)
    b.officer("town", **there)
    b.officer("committee", left_on=TODAY, **there)
    b.officer("committee", **(there | {"from_day": (TODAY - 365 * DAY).toordinal()}))


def able_again(b: B) -> None:
    kept.judged(b, b.accountant, TODAY - DAY, 2)
    kept.judged(b, b.accountant, TODAY)
    kept.judged(b, b.head, TODAY, 1)
    gone = b.officer("committee", left_on=TODAY)
    kept.row(
        b,
        VillageAppraisal,
        officer_id=gone.id,
        held_on=TODAY,
        day=TODAY.toordinal(),
        verdict="failing",
        failing=2,
        noted_at=NOW,
    )


def photos_of_works(b: B) -> None:
    spoilt = undone(b, photos=1)
    b.photo(spoilt, "paper")
    b.photo(kept.works(b, photos=1), "paper")
    kept.pictured(b, "other")
    both = kept.works(b, photos=2)
    for _ in range(2):
        b.photo(both, "the same")
    first = kept.works(b, photos=1)
    b.photo(first, "zero")
    b.photo(kept.works(b, photos=0), "zero")


def year_of(b: B, **values: Any) -> Any:
    return cash._year(b, **values)


def slack_season(b: B) -> None:
    year_of(b, last_booked_day=(TODAY - 45 * DAY).toordinal())
    year_of(b, year=2025, last_booked_day=(TODAY - 300 * DAY).toordinal())


def tea(b: B) -> None:
    b.voucher("80")
    undone(b, "80", Category.HOSPITALITY)


PEOPLE = Courses(village)
PEOPLE.note(
    {
        "V11.kin": left_before,
        "V12.quorum": quorum,
        "V12.notice": told_in_time,
        "V12.reserved": reserved,
        "V12.quarter": met,
        "V19.tender": lambda b: (
            kept.works(b, amount=Decimal(199999)),
            kept.works(b, amount=Decimal(300000), tender_number="T1"),
        ),
        "V19.over": lambda b: kept.works(b, paid=Decimal(1100)),
        "V19.early": lambda b: (kept.works(b, paid=Decimal(800)), kept.works(b, paid=Decimal(900), accepted_on=TODAY)),
        "V19.photo": lambda b: (kept.works(b), kept.works(b, accepted_on=TODAY, after=1)),
        "V19.reused": photos_of_works,
        "V22.share": lambda b: year_of(b, share=0.3),
        "V22.peers": lambda b: year_of(b, deviation=3.5),
        "V22.hospitality": tea,
        "V24.missing": left_long_ago,
        "V24.unpublished": audits,
        "V25.missing": appraised,
        "V25.failing": able_again,
        "V26.silent": slack_season,
        "V26.slow": lambda b: year_of(b, median_lag=30),
        "V26.rush": lambda b: year_of(b, late_share=0.3),
    }
)
